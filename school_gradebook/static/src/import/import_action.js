import {Component, markRaw, onWillStart, useRef, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {ControlPanel} from "@web/search/control_panel/control_panel";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {classifyError, errorText} from "../grid/errors";
import {openGrid} from "../grid/grid_doors";
import {fileProblem, readBase64, saveBase64} from "./file_reader";
import {countBadges, ImportSheet} from "./import_sheet";

const MODEL = "school.import";
/** More sheets than this are shown closed: one first sees which of them matter. */
const OPEN_SHEETS = 2;
const KINDS = ["new", "changed", "refused", "same"];

/** Errors the user may decide to accept, by the code of the message. */
const DECISIONS = {
    accept_other_order: "rows_in_another_order",
    accept_other_averages: "average_disagrees",
    skip_refused: "cells_refused",
};

/** What can be done comes first, then what is wrong. */
const RANKS = {ready: 0, refused: 1, nothing: 2};

/** A workbook comes in: choose it, look at every cell, then write. */
export class ImportAction extends Component {
    static template = "school_gradebook.ImportAction";
    static components = {ControlPanel, ImportSheet};
    static props = {...standardActionServiceProps};
    static displayName = _t("Import");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.rootRef = useRef("root");
        this.inputRef = useRef("input");
        const {params, context} = this.props.action;
        this.kind = params?.kind || "marks";
        this.gradebook = params?.gradebook_id || (context?.active_id ?? false);
        this.state = useState({
            options: null,
            phase: "choose",
            failure: "",
            file: null,
            year: "",
            class: "",
            flags: {
                accept_other_order: false,
                accept_other_averages: false,
                skip_refused: false,
                clear_blanks: false,
            },
            answer: null,
            accepted: {},
        });
        useDropzone(
            this.rootRef,
            (ev) => this.onFiles(ev.dataTransfer.files),
            "",
            () => !this.busy
        );
        onWillStart(() => this.loadOptions());
    }

    async loadOptions() {
        try {
            const options = await this.orm.call(MODEL, "options", [this.kind]);
            this.state.options = options;
            const current = options.years.find((year) => year.current);
            const only = options.years.length === 1 ? options.years[0] : null;
            this.state.year = String((this.isList && (current || only)?.id) || "");
            this.env.config.setDisplayName(options.title);
        } catch (error) {
            this.state.failure = errorText(error);
        }
    }

    // What is shown

    /** Lists of people and assignments are written as a whole, marks sheet by sheet. */
    get isList() {
        return this.kind !== "marks";
    }

    get busy() {
        return this.state.phase === "reading" || this.state.phase === "writing";
    }

    get classes() {
        const {classes} = this.state.options;
        const year = Number(this.state.year);
        return classes.filter(
            (each) => !year || !each.year_id || each.year_id === year
        );
    }

    get asksForClass() {
        return !this.isList && !this.gradebook && this.state.options.classes.length > 0;
    }

    get asksForYear() {
        return this.state.options.years.length > 0 && !this.gradebook;
    }

    get sheets() {
        const sheets = this.state.answer?.sheets || [];
        return sheets
            .filter((sheet) => sheet.status !== "foreign")
            .sort((one, other) => RANKS[one.status] - RANKS[other.status]);
    }

    /** A class workbook holds colleagues' sheets too; that is no mistake of the file. */
    get foreign() {
        const sheets = this.state.answer?.sheets || [];
        return sheets.filter((sheet) => sheet.status === "foreign");
    }

    get foreignText() {
        return _t("%(count)s sheets of colleagues are left out: %(names)s", {
            count: this.foreign.length,
            names: this.foreign.map((sheet) => sheet.name).join(", "),
        });
    }

    get totals() {
        const totals = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
        for (const sheet of this.sheets) {
            for (const kind of KINDS) {
                totals[kind] += sheet.counts[kind] || 0;
            }
        }
        return totals;
    }

    get badges() {
        return countBadges(this.totals);
    }

    get ready() {
        return this.sheets.filter((sheet) => sheet.status === "ready");
    }

    get chosen() {
        return this.ready.filter((sheet) => this.state.accepted[sheet.name]);
    }

    get chosenCells() {
        return this.chosen.reduce(
            (sum, {counts}) => sum + (counts.new || 0) + (counts.changed || 0),
            0
        );
    }

    /** Nothing can be written: say so and why. */
    get verdict() {
        if (this.ready.length) {
            return "";
        }
        if (!this.sheets.length) {
            return _t("No sheet of this file belongs to a gradebook of yours.");
        }
        if (this.sheets.every((sheet) => sheet.status === "nothing")) {
            return _t(
                "The register has all of this already; there is nothing to write."
            );
        }
        return this.isList
            ? _t(
                  "The list is written as a whole: correct what is marked and choose it again."
              )
            : _t(
                  "No sheet can be written: correct what is marked and choose the file again."
              );
    }

    get decisions() {
        const codes = new Set(
            this.sheets.flatMap((sheet) =>
                sheet.messages.map((message) => message.code)
            )
        );
        const texts = {
            accept_other_order: _t(
                "The other order of the rows is right: go by the names"
            ),
            accept_other_averages: _t("Import although the file's own averages differ"),
            skip_refused: _t("Leave the refused cells out and write the rest"),
        };
        return Object.keys(DECISIONS)
            .filter((flag) => this.state.flags[flag] || codes.has(DECISIONS[flag]))
            .map((flag) => ({flag, text: texts[flag], on: this.state.flags[flag]}));
    }

    get progressText() {
        return this.state.phase === "writing"
            ? _t("Writing into the register…")
            : _t("Reading “%(name)s”…", {name: this.state.file?.name || ""});
    }

    get confirmLabel() {
        return _t("Write %(count)s cells", {count: this.chosenCells});
    }

    get writtenText() {
        return _t("%(count)s cells were written.", {count: this.state.answer.written});
    }

    isOpen(sheet) {
        const few = this.sheets.length <= OPEN_SHEETS;
        return few || sheet.messages.some((message) => message.severity === "error");
    }

    // Choosing

    chooseFile() {
        this.inputRef.el.value = "";
        this.inputRef.el.click();
    }

    onInput(ev) {
        this.onFiles(ev.target.files);
    }

    async onFiles(files) {
        if (files.length !== 1) {
            this.state.failure = files.length ? _t("Choose one file at a time.") : "";
            return;
        }
        const [file] = files;
        const problem = fileProblem(file);
        Object.assign(this.state, {answer: null, phase: "choose", failure: problem});
        if (problem) {
            return;
        }
        for (const flag of Object.keys(DECISIONS)) {
            this.state.flags[flag] = false;
        }
        try {
            const content = await readBase64(file);
            this.state.file = markRaw({name: file.name, content});
        } catch {
            this.state.failure = _t("The browser cannot read “%(name)s”.", {
                name: file.name,
            });
            return;
        }
        await this.preview();
    }

    onYear(ev) {
        this.state.year = ev.target.value;
        this.state.class = "";
        return this.preview();
    }

    onClass(ev) {
        this.state.class = ev.target.value;
        return this.preview();
    }

    onFlag(flag, on) {
        this.state.flags[flag] = on;
        return this.preview();
    }

    get callOptions() {
        const options = {...this.state.flags};
        if (this.state.year) {
            options.year_id = Number(this.state.year);
        }
        if (this.state.class) {
            options.class_id = Number(this.state.class);
        }
        if (this.gradebook) {
            options.gradebook_id = this.gradebook;
        }
        return options;
    }

    get callArgs() {
        const {name, content} = this.state.file;
        return [this.kind, name, content, this.callOptions];
    }

    // Looking and writing

    async preview() {
        if (!this.state.file) {
            return;
        }
        Object.assign(this.state, {phase: "reading", failure: "", answer: null});
        try {
            const answer = await this.orm.silent.call(MODEL, "preview", this.callArgs);
            this.state.answer = markRaw(answer);
            this.state.accepted = Object.fromEntries(
                answer.sheets.map(({name, status}) => [name, status === "ready"])
            );
            this.state.phase = "preview";
        } catch (error) {
            this.fail(error);
        }
    }

    fail(error, {writing = false} = {}) {
        this.state.phase = "choose";
        if (classifyError(error) !== "offline") {
            this.state.failure = errorText(error);
        } else if (writing) {
            // the answer was lost, not necessarily the request
            this.state.failure = _t(
                "The connection broke before the answer came; the sheets may have been written. Choose the file again: what was written shows as unchanged."
            );
        } else {
            this.state.failure = _t(
                "There is no connection; nothing was written. Try again."
            );
        }
    }

    accept(name, on) {
        this.state.accepted[name] = on;
    }

    confirm() {
        if (this.confirming) {
            return;
        }
        this.confirming = true;
        const {title} = this.state.answer;
        const dialog = {
            title: _t("Write into the register?"),
            body: _t("%(cells)s cells of %(sheets)s sheets go into %(title)s.", {
                cells: this.chosenCells,
                sheets: this.chosen.length,
                title,
            }),
            confirmLabel: this.confirmLabel,
            cancelLabel: _t("Not yet"),
            confirm: () => this.write(),
            cancel: () => {},
        };
        this.dialog.add(ConfirmationDialog, dialog, {
            onClose: () => {
                this.confirming = false;
            },
        });
    }

    async write() {
        const {digest} = this.state.answer;
        const accept = this.chosen.map((sheet) => sheet.name);
        this.state.phase = "writing";
        try {
            const args = [...this.callArgs, digest, accept];
            const answer = await this.orm.silent.call(MODEL, "apply", args);
            this.written = accept;
            this.state.answer = markRaw(answer);
            this.state.phase = "done";
        } catch (error) {
            this.state.answer = null;
            this.fail(error, {writing: true});
        }
    }

    /** The user's own file with the problems marked at their cells. */
    async downloadMarked() {
        try {
            const marked = await this.orm.call(MODEL, "marked_copy", this.callArgs);
            const name = this.state.file.name.replace(
                /(\.xls[xm])?$/i,
                " – marked.xlsx"
            );
            saveBase64(marked.content || marked, marked.filename || name);
        } catch (error) {
            this.fail(error);
        }
    }

    again() {
        Object.assign(this.state, {
            phase: "choose",
            file: null,
            answer: null,
            failure: "",
        });
    }

    openGradebook() {
        return openGrid(this.action, this.gradebook);
    }
}

registry.category("actions").add("school_gradebook.import", ImportAction);
