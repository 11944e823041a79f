import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {addDays, dayInWords} from "./days";
import {errorText} from "./errors";

/** How many days an opening is asked for unless told otherwise. */
const ASKED_DAYS = 2;

/** Ask leadership to open locked columns; filled in so that sending is one more click. */
export class OpeningDialog extends Component {
    static template = "school_gradebook.OpeningDialog";
    static components = {Dialog};
    static props = {
        columns: Array,
        chosen: Array,
        held: [String, Boolean],
        today: String,
        send: Function,
        close: Function,
    };

    setup() {
        const {chosen, held, today} = this.props;
        this.state = useState({
            chosen: Object.fromEntries(chosen.map((key) => [key, true])),
            held: held || today,
            until: addDays(today, ASKED_DAYS),
            reason: "",
            failure: "",
            busy: false,
        });
        this.sendRef = useRef("send");
        onMounted(() => this.sendRef.el.focus());
    }

    words(day) {
        return dayInWords(day);
    }

    get chosen() {
        return this.props.columns.filter(({key}) => this.state.chosen[key]);
    }

    get ready() {
        const {held, until, reason, busy} = this.state;
        const why = held || reason.trim();
        return Boolean(this.chosen.length && until && why && !busy);
    }

    async send() {
        if (!this.ready) {
            return;
        }
        const {held, until, reason} = this.state;
        this.state.busy = true;
        try {
            await this.props.send({
                columns: this.chosen.map(({assessment}) => assessment).filter(Boolean),
                comments: this.chosen.some(({assessment}) => !assessment),
                held,
                until,
                reason: reason.trim(),
            });
        } catch (error) {
            this.state.busy = false;
            this.state.failure = errorText(error);
            return;
        }
        this.props.close();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches("input")) {
            ev.preventDefault();
            this.send();
        }
    }
}
