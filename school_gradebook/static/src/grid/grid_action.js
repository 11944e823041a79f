import {Component, onWillDestroy, onWillStart, reactive, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {usePopover} from "@web/core/popover/popover_hook";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {ControlPanel} from "@web/search/control_panel/control_panel";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {CellBar} from "./cell_bar";
import {CellMenu} from "./cell_menu";
import {findLookalikes} from "./column_guard";
import {classifyError, errorText} from "./errors";
import {goesDown, keepGoingDown} from "./enter_direction";
import {ExplainDialog} from "./explain_dialog";
import {FillDialog} from "./fill_dialog";
import {firstCell} from "./first_cell";
import {GridBanners} from "./grid_banners";
import {isTypable, viewColumns} from "./grid_columns";
import {exportPage, importInto, openGrid, printPage} from "./grid_doors";
import {leaveCell} from "./grid_keyboard";
import {offersAt, requestActions} from "./grid_requests";
import {GridSession} from "./grid_session";
import {GridTable} from "./grid_table";
import {HistoryDialog} from "./history_dialog";
import {confirmLeave} from "./leave_guard";
import {missedValue} from "./makeup";
import {planPaste} from "./paste";
import {exportWaits, printWaits, replayText} from "./messages";
import {PasteDialog} from "./paste_dialog";
import {within} from "./patience";
import {SaveStatus} from "./save_status";
import {display} from "./values";

const LEAVE_PATIENCE = 3000;
const DIALOG_PATIENCE = 1500;

/** One gradebook, made for typing. Opened with the gradebook's id. */
export class GridAction extends Component {
    static template = "school_gradebook.GridAction";
    static components = {CellBar, ControlPanel, GridBanners, GridTable, SaveStatus};
    static props = {...standardActionServiceProps};
    static path = "gradebook-grid";
    static displayName = _t("Gradebook");

    setup() {
        this.orm = this.env.services.orm;
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.menu = usePopover(CellMenu, {
            position: "bottom-start",
            onClose: () => !this.env.isSmall && this.table?.focus(),
        });
        this.state = useState({columns: [], failure: "", down: goesDown()});
        // Watched by the parts of the screen, not by the screen as a whole.
        this.ui = reactive({
            tick: 0,
            row: 0,
            col: 0,
            anchor: null,
            status: "idle",
            error: null,
            message: "",
            durable: true,
            restored: 0,
            others: [],
            lookalike: null,
        });
        this.asked = new Set();
        this.table = null;
        this.actions = this.makeActions();
        const {action, resId} = this.props;
        this.gradebook =
            resId || action.params?.gradebook_id || action.context?.active_id || false;
        useSetupAction({
            beforeLeave: (options) => this.beforeLeave(options),
            beforeUnload: (ev) => this.beforeUnload(ev),
        });
        onWillStart(() => this.load());
        onWillDestroy(() => this.session?.stop());
    }

    async load() {
        if (!this.gradebook) {
            this.state.failure = _t("Open a gradebook from the list of gradebooks.");
            return;
        }
        let payload = null;
        try {
            const args = [[Number(this.gradebook)]];
            payload = await this.orm.call("school.gradebook", "load_grid", args);
        } catch (error) {
            this.state.failure =
                classifyError(error) === "offline"
                    ? _t("The gradebook cannot be reached: there is no connection.")
                    : errorText(error);
            return;
        }
        this.state.failure = "";
        this.props.updateActionState?.({resId: payload.id, active_id: false});
        this.env.config.setDisplayName(payload.name);
        this.state.columns = viewColumns(payload);
        this.session = new GridSession(payload, this.orm, this.ui, {
            onReload: () => this.onReload(),
            isTyping: () => Boolean(this.table?.editor.editing),
        });
        this.ui.hidden = () => this.table?.commit();
        this.session.start();
        this.placeCursor();
    }

    /** The cursor stays with its student and column, wherever they are now. */
    onReload() {
        const {key} = this.state.columns[this.ui.col];
        this.state.columns = viewColumns(this.payload);
        const col = this.state.columns.findIndex((column) => column.key === key);
        this.ui.col = Math.max(0, col);
    }

    /** The cell the opener asks for, else the first one that waits for a mark. */
    placeCursor() {
        const {params} = this.props.action;
        Object.assign(this.ui, firstCell(params, this.state.columns, this.model));
    }

    get model() {
        return this.session.model;
    }

    get payload() {
        return this.model.data.payload;
    }

    get help() {
        return this.model.data.kind === "scored"
            ? _t("75 is read as 7,5 · v = absent")
            : _t("Đ = passed · CĐ = not passed · v = absent");
    }

    // What the table and the bars ask for

    makeActions() {
        return {
            mounted: (table) => this.onTableMounted(table),
            say: (text) => this.say(text),
            save: () => this.save(),
            undo: () => this.replay("undo"),
            redo: () => this.replay("redo"),
            history: () => this.openHistory(),
            explain: (line) => this.openExplanation(line),
            menu: (target, head) => this.openMenu(target, head),
            ...requestActions(this),
            fill: () => this.openFill(),
            paste: (block, start) => this.openPaste(block, start),
            edited: (changes) => this.guardColumns(changes),
            goesDown: () => this.state.down,
            goTo: (cell) => this.goTo(cell),
            enter: (raw) => this.enter(raw),
            open: (gradebook) => openGrid(this.action, gradebook),
            focus: () => this.table?.focus(),
        };
    }

    onTableMounted(table) {
        this.table = table;
        // On a phone the keyboard would hide half of the class at once.
        if (!this.env.isSmall) {
            table.focus();
        }
    }

    say(text) {
        this.ui.message = String(text);
    }

    goTo({line, assessment}) {
        const row = this.model.data.rows.findIndex(({id}) => id === line);
        const col = this.state.columns.findIndex(
            (column) => isTypable(column) && column.assessment === assessment
        );
        if (row >= 0 && col >= 0) {
            this.table.select({row, col});
            this.table.focus();
        }
    }

    /** A key of the touch bar. */
    enter(raw) {
        const {table} = this;
        table.cancel();
        if (table.startEdit("edit")) {
            table.cancel();
            const {assessment} = table.currentColumn;
            table.edit([{line: table.currentRow.id, assessment, raw}]);
            if (raw) {
                leaveCell(table, "enter");
            }
        }
        table.focus();
    }

    async save() {
        this.table?.commit();
        await this.session.save();
    }

    replay(what) {
        const {applied, skipped, cells} = this.model[what]();
        if (!applied && !skipped) {
            this.say(what === "undo" ? _t("Nothing to undo.") : _t("Nothing to redo."));
            return;
        }
        if (cells.length) {
            this.goTo(cells[0]);
        }
        this.say(replayText(what, applied, skipped));
    }

    /** The guard against the wrong column, asked once for each pair of columns. */
    guardColumns(changes) {
        if (this.model.data.kind !== "scored") {
            return;
        }
        const {columns, rows} = this.model.data;
        const touched = [...new Set(changes.map(({assessment}) => assessment))];
        const found = findLookalikes(
            columns,
            rows.map((row) => row.id),
            (line, assessment) => this.model.text(line, assessment),
            touched.filter(Boolean)
        );
        for (const lookalike of found) {
            const pair = [lookalike.column, lookalike.other].sort().join(":");
            if (!this.asked.has(pair)) {
                this.asked.add(pair);
                this.ui.lookalike = lookalike;
            }
        }
    }

    // Dialogs

    openDialog(Dialog, props) {
        this.table?.commit();
        this.menu.close();
        this.dialog.add(Dialog, props, {onClose: () => this.table?.focus()});
    }

    openMenu(target, head = false) {
        const {currentRow: row, currentColumn: column} = this.table;
        this.menu.open(target, {
            actions: this.actions,
            typable: isTypable(column),
            head,
            offers: offersAt(this.model, row, column),
            missed: display(missedValue(this.payload).value, true),
        });
    }

    /** What is asked of the server shall include what was just typed, if it can. */
    saveFirst() {
        this.table.commit();
        return within(this.session.save(), DIALOG_PATIENCE);
    }

    async openHistory() {
        const {currentRow: row, currentColumn: column} = this.table;
        if (!isTypable(column)) {
            this.openExplanation(row.id);
            return;
        }
        await this.saveFirst();
        this.openDialog(HistoryDialog, {
            gradebook: this.payload.id,
            line: row.id,
            assessment: column.assessment,
            title: `${row.name} – ${column.title}`,
        });
    }

    async openExplanation(line) {
        await this.saveFirst();
        this.openDialog(ExplainDialog, {gradebook: this.payload.id, line});
    }

    openFill() {
        const columns = this.state.columns.filter(
            (column) => column.type === "mark" && column.editable
        );
        if (!columns.length) {
            this.say(_t("No column of this gradebook is yours to fill."));
            return;
        }
        const current = this.state.columns[this.ui.col];
        this.openDialog(FillDialog, {
            model: this.model,
            columns,
            initial: columns.includes(current) ? current.id : columns[0].id,
            onFill: (changes) => this.table.edit(changes),
        });
    }

    openPaste(block, start) {
        const columns = this.state.columns.filter(isTypable);
        this.openDialog(PasteDialog, {
            model: this.model,
            plan: (options) => planPaste(this.model, block, columns, start, options),
            columns,
            onApply: (plan) => this.applyPaste(plan),
        });
    }

    applyPaste(plan) {
        for (const {column, other} of plan.lookalikes) {
            // Asked and answered in the preview.
            this.asked.add([column, other].sort().join(":"));
        }
        this.table.edit(plan.changes);
        this.say(_t("%(count)s cells pasted.", {count: plan.changes.length}));
    }

    // Buttons

    /** Paper and workbook show what the server has: everything is sent first. */
    async withAllSaved(act, waitText) {
        this.table.commit();
        this.table.focus();
        if (!(await this.session.save())) {
            this.say(waitText(this.session.unsaved));
        }
        this.session.whenSaved(() => {
            this.say("");
            return act();
        });
    }

    printPage() {
        return this.withAllSaved(
            () => printPage(this.action, this.payload.id),
            printWaits
        );
    }

    exportPage() {
        const act = () => exportPage(this.action, this.orm, this.payload.id);
        return this.withAllSaved(act, exportWaits);
    }

    openImport() {
        return importInto(this.action, this.payload.id);
    }

    toggleDirection() {
        this.state.down = !this.state.down;
        if (!keepGoingDown(this.state.down)) {
            this.say(_t("This browser does not remember the choice."));
        }
        this.table.focus();
    }

    // Leaving

    async beforeLeave({forceLeave} = {}) {
        if (!this.session) {
            return true;
        }
        this.table?.commit();
        await within(this.session.save(), LEAVE_PATIENCE);
        const {unsaved, model} = this.session;
        if (forceLeave || !(unsaved + model.counts.invalid)) {
            return true;
        }
        return confirmLeave(this.dialog, unsaved, model.counts.invalid);
    }

    beforeUnload(ev) {
        this.table?.commit();
        if (!this.session) {
            return;
        }
        this.session.queue.flush();
        if (this.session.unsaved || this.model.counts.invalid) {
            ev.preventDefault();
            ev.returnValue = "unsaved";
        }
    }
}

registry.category("actions").add("school_gradebook.grid", GridAction);
