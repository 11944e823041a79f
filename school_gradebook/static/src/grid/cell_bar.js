import {Component, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";
import {cellReason, cellView, makeupOf} from "./cell_view";
import {isTypable, openingText} from "./grid_columns";
import {offersAt} from "./grid_requests";
import {noticeText, valueText} from "./messages";

/**
 * The line above the table: which cell the cursor is on and what there is to say about
 * it. On a phone also the keys its number pad lacks.
 */
export class CellBar extends Component {
    static template = "school_gradebook.CellBar";
    static props = {model: Object, columns: Array, ui: Object, actions: Object};

    setup() {
        this.ui = useState(this.props.ui);
        this.screen = useState(useService("ui"));
    }

    get cell() {
        void this.ui.tick;
        const {model, columns} = this.props;
        const row = model.data.rows[this.ui.row];
        const column = columns[this.ui.col];
        if (!row || !column) {
            return null;
        }
        const view = cellView(model, row, column);
        const offers = offersAt(model, row, column);
        return {row, column, view, offers, ...this.words(row, column, view)};
    }

    /** What was asked or opened at the cell's column, in words. */
    get opening() {
        const opening = this.cell?.column.opening;
        return opening ? openingText(opening) : "";
    }

    words(row, column, view) {
        if (!isTypable(column)) {
            return {value: view.text, reason: view.title, wrong: false, back: false};
        }
        const {model} = this.props;
        const entry = model.entry(row.id, column.assessment);
        const reason = cellReason(model, row.id, column);
        const notice = entry ? noticeText(entry.notice, entry.raw, entry.text) : "";
        const spoken = column.type === "mark" && entry?.text !== null;
        const text = model.shown(row.id, column.assessment);
        return {
            value: spoken ? valueText(text, column.whole) : view.text,
            reason: reason || notice || makeupOf(model, row.id, column),
            wrong: view.invalid,
            back: entry?.status === "invalid" || entry?.status === "refused",
        };
    }

    /** What was just done, unless the cell's own line says the same. */
    get message() {
        return this.ui.message === this.cell?.reason ? "" : this.ui.message;
    }

    /** How far the column is filled, of the students who can have a mark in it. */
    get progress() {
        void this.ui.tick;
        const {model, columns} = this.props;
        const column = columns[this.ui.col];
        if (column?.type !== "mark") {
            return "";
        }
        const rows = model.data.rows.filter((row) => !row.left && !row.exempt);
        const filled = rows.filter((row) => model.text(row.id, column.assessment));
        return `${filled.length}/${rows.length}`;
    }

    get keys() {
        const column = this.props.columns[this.ui.col];
        const open = column?.type === "mark" && !this.cell?.view.readonly;
        if (!this.screen.isSmall || !open) {
            return [];
        }
        return this.props.model.data.kind === "comment" ? ["Đ", "CĐ", "v"] : ["v"];
    }

    /** Give up a refused text: the register's value comes back. */
    onBack({row, column}) {
        this.props.model.discard(row.id, column.assessment);
        this.props.actions.say("");
        this.props.actions.focus();
    }

    onKey(ev, key) {
        // The text box keeps the focus, and the phone its keyboard.
        ev.preventDefault();
        this.props.actions.enter(key);
    }
}
