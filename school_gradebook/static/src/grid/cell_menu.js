import {Component, onMounted, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const STEPS = {ArrowDown: 1, ArrowUp: -1};

/** What the right mouse button offers on a cell, or on the head of its column. */
export class CellMenu extends Component {
    static template = "school_gradebook.CellMenu";
    static props = {
        actions: Object,
        typable: Boolean,
        /** Opened from the column's head: what is about one cell only is left out. */
        head: Boolean,
        offers: Object,
        missed: String,
        close: Function,
    };

    setup() {
        this.rootRef = useRef("root");
        onMounted(() => this.items[0]?.focus());
    }

    get consequence() {
        return _t("Enter the rule's consequence (%(value)s)…", {
            value: this.props.missed,
        });
    }

    get items() {
        return [...this.rootRef.el.querySelectorAll("[role=menuitem]")];
    }

    choose(action, ...args) {
        this.props.close();
        this.props.actions[action](...args);
    }

    onKeydown(ev) {
        const step = STEPS[ev.key];
        if (step) {
            ev.preventDefault();
            const {items} = this;
            const at = items.indexOf(document.activeElement);
            items[(at + step + items.length) % items.length].focus();
        }
        if (ev.key === "Tab") {
            ev.preventDefault();
            this.props.close();
        }
    }
}
