import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {dayInWords} from "./days";
import {errorText} from "./errors";

/** One day: when a test was held, until when it is made up. */
export class DayDialog extends Component {
    static template = "school_gradebook.DayDialog";
    static components = {Dialog};
    static props = {
        title: String,
        label: String,
        help: {type: String, optional: true},
        day: String,
        min: {type: String, optional: true},
        max: {type: String, optional: true},
        mayClear: {type: Boolean, optional: true},
        /** Resolves to why the day does not stand, "" when it does. */
        save: Function,
        close: Function,
    };

    setup() {
        this.state = useState({day: this.props.day, failure: "", busy: false});
        this.inputRef = useRef("input");
        onMounted(() => this.inputRef.el.focus());
    }

    get words() {
        return dayInWords(this.state.day);
    }

    get ready() {
        return Boolean((this.state.day || this.props.mayClear) && !this.state.busy);
    }

    async save() {
        if (!this.ready) {
            return;
        }
        this.state.busy = true;
        let failure = "";
        try {
            failure = await this.props.save(this.state.day);
        } catch (error) {
            failure = errorText(error);
        }
        this.state.busy = false;
        this.state.failure = failure;
        if (!failure) {
            this.props.close();
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save();
        }
    }
}
