import {
    Component,
    onMounted,
    onPatched,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {cellReason, cellView} from "./cell_view";
import {CellEditor, typingHint} from "./cell_editor";
import {copyBlock, pasteText} from "./grid_clipboard";
import {headerGroups, isTypable} from "./grid_columns";
import {headClasses, headKey, headNotes, headTitle} from "./grid_head";
import {leaveCell, onKeydown} from "./grid_keyboard";
import {GridRow} from "./grid_row";
import {noticeText, problemText} from "./messages";
import {blockOf} from "./navigation";
import {reveal} from "./scrolling";

/**
 * The table, its cursor and its text box. What leaves the table (dialogs, saving) goes
 * through `props.actions`; the cursor lives in `props.ui`, which others show too.
 */
export class GridTable extends Component {
    static template = "school_gradebook.GridTable";
    static components = {GridRow};
    static props = {model: Object, columns: Array, ui: Object, actions: Object};

    setup() {
        this.ui = useState(this.props.ui);
        this.rootRef = useRef("root");
        this.boxRef = useRef("box");
        this.hintRef = useRef("hint");
        this.head = {
            classes: headClasses,
            key: headKey,
            notes: headNotes,
            title: headTitle,
        };
        this.dragging = false;
        onMounted(() => {
            this.editor = new CellEditor(this.boxRef.el, this.hintRef.el);
            this.scrollPending = true;
            this.settle();
            this.props.actions.mounted(this);
        });
        onPatched(() => this.settle());
        onWillUnmount(() => this.editor.destroy());
        useExternalListener(window, "mouseup", () => {
            this.dragging = false;
        });
        useExternalListener(window, "resize", () => this.settle());
    }

    // What is drawn

    get model() {
        return this.props.model;
    }

    get rows() {
        // Read so that the table is drawn again when the model says so.
        void this.ui.tick;
        return this.model.data.rows;
    }

    get groups() {
        return headerGroups(this.props.columns);
    }

    get block() {
        const {row, col, anchor} = this.ui;
        return blockOf({row, col}, anchor);
    }

    rowProps(row, index, block) {
        const inside = index >= block.top && index <= block.bottom && this.ui.anchor;
        return {
            model: this.model,
            columns: this.props.columns,
            row,
            index,
            version: this.model.version(row.id),
            cursor: index === this.ui.row ? this.ui.col : -1,
            from: inside ? block.left : -1,
            to: inside ? block.right : -1,
        };
    }

    // The cursor

    get currentRow() {
        return this.model.data.rows[this.ui.row];
    }

    get currentColumn() {
        return this.props.columns[this.ui.col];
    }

    get size() {
        return {rows: this.model.data.rows.length, cols: this.props.columns.length};
    }

    /** Rows in sight. Not part of `size`: measuring makes the browser lay out. */
    get page() {
        const root = this.rootRef.el;
        const line = root.querySelector("tbody tr")?.offsetHeight || 30;
        return Math.max(1, Math.floor(root.clientHeight / line) - 3);
    }

    isOpen(row, col) {
        const column = this.props.columns[col];
        const line = this.model.data.rows[row].id;
        return (
            isTypable(column) &&
            this.model.data.access(line, column.assessment).editable
        );
    }

    select({row, col}, {extend = false} = {}) {
        this.commit();
        const anchor = this.ui.anchor || {row: this.ui.row, col: this.ui.col};
        this.ui.anchor = extend ? anchor : null;
        this.ui.row = row;
        this.ui.col = col;
        this.scrollPending = true;
        this.freed = false;
        // Who types on before the table is drawn again types into the new cell.
        this.editor.aim(this.target);
    }

    cellElement(row = this.ui.row, col = this.ui.col) {
        return this.rootRef.el.querySelector(
            `tr[data-row="${row}"] td[data-col="${col}"]`
        );
    }

    /** What the text box has to know of the cell under the cursor. */
    get target() {
        const {currentRow: row, currentColumn: column} = this;
        const view = cellView(this.model, row, column);
        return {
            where: `${row.id}:${column.key}`,
            text: view.text,
            label: [row.name, column.title, view.text || _t("empty"), view.title]
                .filter(Boolean)
                .join(", "),
            readonly: view.readonly,
            invalid: view.invalid,
            numeric: column.type === "mark" && this.model.data.kind === "scored",
            comment: column.type === "comment",
        };
    }

    /** After drawing: put the text box where the cursor is and bring it into sight. */
    settle() {
        const cell = this.cellElement();
        if (!cell || !this.editor) {
            return;
        }
        if (this.scrollPending) {
            this.scrollPending = false;
            reveal(this.rootRef.el, cell);
        }
        this.editor.aim(this.target);
        this.editor.place(cell, this.rootRef.el);
        if (this.openWhenPlaced) {
            this.openWhenPlaced = false;
            this.focus();
            this.startEdit("end");
        }
    }

    focus() {
        this.editor?.focus();
    }

    // Typing

    startEdit(mode) {
        const {currentRow: row, currentColumn: column} = this;
        if (!this.isOpen(this.ui.row, this.ui.col)) {
            this.props.actions.say(cellReason(this.model, row.id, column));
            return false;
        }
        if (mode === "end") {
            this.editor.startAtEnd();
        } else {
            this.editor.start(mode);
        }
        return true;
    }

    onInput(ev) {
        const {editor} = this;
        const broken = /[\r\n]/.test(editor.value);
        if (broken) {
            editor.box.value = editor.value.replace(/[\r\n]+/g, " ").trim();
        }
        if (broken && ev.inputType !== "insertFromPaste") {
            // The Enter key of a phone, or of an input method.
            leaveCell(this, "enter");
            return;
        }
        if (!editor.editing) {
            if (ev.inputType?.startsWith("delete") && !editor.value) {
                this.clear();
                return;
            }
            this.ui.anchor = null;
            editor.start(this.currentColumn.type === "comment" ? "edit" : "type");
        }
        editor.grow();
        editor.showHint(typingHint(this.model.data, this.currentColumn, editor.value));
    }

    /** Keep what was typed. Nothing typed, nothing changed. */
    commit() {
        const {editor} = this;
        if (!editor?.editing) {
            return;
        }
        const raw = editor.value;
        const typed = raw !== editor.original;
        editor.rest();
        if (typed) {
            this.edit([
                {
                    line: this.currentRow.id,
                    assessment: this.currentColumn.assessment,
                    raw,
                },
            ]);
        }
    }

    cancel() {
        this.editor.rest();
    }

    edit(changes) {
        const outcome = this.model.edit(changes);
        this.props.actions.edited(changes, outcome);
        if (changes.length === 1) {
            this.sayOutcome(changes[0]);
        }
        return outcome;
    }

    sayOutcome({line, assessment, raw}) {
        const entry = this.model.entry(line, assessment);
        if (entry?.status === "invalid") {
            this.props.actions.say(problemText(entry.code, entry.params));
        } else if (entry?.notice) {
            this.props.actions.say(noticeText(entry.notice, raw, entry.text));
        } else {
            this.props.actions.say("");
        }
    }

    clear() {
        const {top, bottom, left, right} = this.block;
        const changes = [];
        let discarded = false;
        for (let row = top; row <= bottom; row++) {
            for (let col = left; col <= right; col++) {
                const line = this.model.data.rows[row].id;
                const {assessment} = this.props.columns[col];
                if (!isTypable(this.props.columns[col])) {
                    continue;
                }
                if (!this.isOpen(row, col)) {
                    discarded = this.model.discard(line, assessment) || discarded;
                } else if (this.model.shown(line, assessment)) {
                    changes.push({line, assessment, raw: ""});
                }
            }
        }
        this.editor.rest();
        if (changes.length) {
            this.edit(changes);
        } else if (!discarded && !this.isOpen(this.ui.row, this.ui.col)) {
            this.startEdit("edit");
        }
    }

    onKeydown(ev) {
        onKeydown(this, ev);
    }

    onBlur() {
        this.commit();
    }

    // Mouse

    cellAt(ev) {
        const cell = ev.target.closest?.("td[data-col]");
        const line = cell?.closest("tr[data-row]");
        return line
            ? {row: Number(line.dataset.row), col: Number(cell.dataset.col)}
            : null;
    }

    onMousedown(ev) {
        const cell = this.cellAt(ev);
        if (!cell || ev.button !== 0) {
            return;
        }
        ev.preventDefault();
        this.select(cell, {extend: ev.shiftKey});
        this.dragging = true;
        this.focus();
    }

    onMouseover(ev) {
        const cell = this.dragging && this.cellAt(ev);
        if (cell && (cell.row !== this.ui.row || cell.col !== this.ui.col)) {
            this.select(cell, {extend: true});
        }
    }

    /** The head of a column was clicked: its menu, where there is one. */
    openHead(head) {
        const col = this.props.columns.findIndex(({key}) => key === head.dataset.head);
        this.select({row: this.ui.row, col});
        this.props.actions.menu(head, true);
    }

    onClick(ev) {
        const head = ev.target.closest?.("th[data-head]");
        if (head) {
            this.openHead(head);
            return;
        }
        const cell = this.cellAt(ev);
        if (!cell || this.ui.anchor) {
            return;
        }
        const column = this.props.columns[cell.col];
        if (column.type === "comment" && this.isOpen(cell.row, cell.col)) {
            this.openWhenPlaced = true;
            this.render();
        } else if (!isTypable(column)) {
            this.props.actions.explain(this.model.data.rows[cell.row].id);
        }
    }

    onDblclick() {
        if (isTypable(this.currentColumn)) {
            this.startEdit("end");
        }
    }

    onContextMenu(ev) {
        const cell = this.cellAt(ev);
        const byKey = ev.target === this.boxRef.el && !this.editor.editing;
        if (!cell && !byKey) {
            return;
        }
        ev.preventDefault();
        if (cell) {
            this.select(cell);
        }
        this.props.actions.menu(this.cellElement());
    }

    // Clipboard

    onCopy(ev) {
        if (!this.editor.editing) {
            ev.clipboardData.setData("text/plain", copyBlock(this));
            ev.preventDefault();
        }
    }

    onCut(ev) {
        if (!this.editor.editing) {
            this.onCopy(ev);
            this.clear();
        }
    }

    onPaste(ev) {
        const text = ev.clipboardData.getData("text/plain");
        if (pasteText(this, text)) {
            ev.preventDefault();
        }
    }
}
