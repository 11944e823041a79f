import {Component, onWillStart, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {errorText} from "./errors";

/** Every value a cell ever had: who, when, how. */
export class HistoryDialog extends Component {
    static template = "school_gradebook.HistoryDialog";
    static components = {Dialog};
    static props = {
        gradebook: Number,
        line: Number,
        assessment: [Number, Boolean],
        title: String,
        close: Function,
    };

    setup() {
        this.state = useState({history: null, failure: ""});
        onWillStart(() => this.load());
    }

    async load() {
        const {gradebook, line, assessment} = this.props;
        try {
            this.state.history = await this.env.services.orm.call(
                "school.gradebook",
                "cell_history",
                [[gradebook], line, assessment]
            );
        } catch (error) {
            this.state.failure = errorText(error);
        }
    }

    get title() {
        return this.state.history?.title || this.props.title;
    }

    clearedText({cleared}) {
        return _t("cleared in between by %(user)s, %(at)s", cleared);
    }

    makeupText({makeup}) {
        return _t("make-up test by %(day)s", {day: makeup});
    }

    /** Newest first: that is what one looks for. */
    get entries() {
        return [...(this.state.history?.entries || [])].reverse();
    }
}
