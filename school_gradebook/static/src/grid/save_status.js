import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** Whether what is on the screen is with the server. */
export class SaveStatus extends Component {
    static template = "school_gradebook.SaveStatus";
    static props = {model: Object, ui: Object, actions: Object};

    setup() {
        this.ui = useState(this.props.ui);
    }

    get view() {
        void this.ui.tick;
        const {pending, conflict, invalid} = this.props.model.counts;
        const count = pending + conflict;
        const look = (kind, text) => ({kind, text: String(text), invalid});
        switch (this.ui.status) {
            case "saving":
                return look("saving", _t("Saving…"));
            case "offline":
                return look("offline", _t("Offline – %(count)s pending", {count}));
            case "session":
                return look("session", _t("Logged out – %(count)s pending", {count}));
            case "error":
                return look("error", _t("Not saved – %(count)s", {count}));
        }
        if (count) {
            return look("pending", _t("%(count)s pending", {count}));
        }
        return look("saved", _t("Saved"));
    }
}
