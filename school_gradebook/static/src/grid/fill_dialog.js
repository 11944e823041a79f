import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {problemText} from "./messages";
import {display} from "./values";

/** One value for all empty cells of a column; how many is said before. */
export class FillDialog extends Component {
    static template = "school_gradebook.FillDialog";
    static components = {Dialog};
    static props = {
        model: Object,
        columns: Array,
        initial: Number,
        onFill: Function,
        close: Function,
    };

    setup() {
        this.state = useState({column: this.props.initial, raw: ""});
        this.inputRef = useRef("input");
        onMounted(() => this.inputRef.el.focus());
    }

    onColumn(ev) {
        this.state.column = Number(ev.target.value);
    }

    get empties() {
        const {data} = this.props.model;
        return data.rows.filter(
            ({id}) =>
                data.access(id, this.state.column).editable &&
                !this.props.model.shown(id, this.state.column)
        );
    }

    get parsed() {
        return this.props.model.data.parse(this.state.column, this.state.raw);
    }

    get ready() {
        return Boolean(this.parsed.ok && this.parsed.text && this.empties.length);
    }

    get problem() {
        const {ok, code, params} = this.parsed;
        return ok ? "" : problemText(code, params);
    }

    get outcome() {
        const count = this.empties.length;
        if (!count) {
            return _t("No cell of this column is empty.");
        }
        const {ok, text} = this.parsed;
        if (!ok || !text) {
            return _t("%(count)s cells of this column are empty.", {count});
        }
        const value = display(text, this.props.model.data.isWhole(this.state.column));
        return _t("%(count)s empty cells become %(value)s; the others stay.", {
            count,
            value,
        });
    }

    fill() {
        if (!this.ready) {
            return;
        }
        const assessment = this.state.column;
        const raw = this.parsed.text;
        this.props.onFill(this.empties.map(({id}) => ({line: id, assessment, raw})));
        this.props.close();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.fill();
        }
    }
}
