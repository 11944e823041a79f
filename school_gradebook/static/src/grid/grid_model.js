/**
 * One gradebook under the teacher's hands: what the server has, what was typed since,
 * what is on its way, and how to take it back. No DOM, no network: `SaveQueue` sends
 * the batches this model hands out and brings back the answers.
 */
import {afterAnswer, newEntry, restoredEntry, storedEntry} from "./cell_entry";
import {cellKey, GridData} from "./grid_data";

const UNDO_LIMIT = 200;

export class GridModel {
    /**
     * @param {Object} payload answer of `load_grid`
     * @param {{store: import("./pending_store").PendingStore, userName?: string,
     *  now?: () => number, onChange?: () => void, onQueued?: () => void}} options
     */
    constructor(payload, {store, userName = "", now = Date.now, ...hooks}) {
        this.data = new GridData(payload);
        this.store = store;
        this.userName = userName;
        this.now = now;
        this.onChange = hooks.onChange || (() => {});
        this.onQueued = hooks.onQueued || (() => {});
        this.entries = new Map();
        this.inFlight = new Map();
        this.undoSteps = [];
        this.redoSteps = [];
        this.versions = new Map();
    }

    // What is shown

    /** Grows whenever something in the line has to be drawn again. */
    version(line) {
        return this.versions.get(line) || 0;
    }

    changed(lines) {
        for (const line of lines) {
            this.versions.set(line, this.version(line) + 1);
        }
        this.onChange();
    }

    entry(line, assessment) {
        return this.entries.get(cellKey(line, assessment));
    }

    /** Canonical text that counts for averages: typed and legal, else the server's. */
    text(line, assessment) {
        const entry = this.entry(line, assessment);
        if (entry && entry.text !== null && entry.status !== "refused") {
            return entry.text;
        }
        return this.data.baseText(line, assessment);
    }

    /** What stands in the cell: canonical text, or what was typed and refused. */
    shown(line, assessment) {
        const entry = this.entry(line, assessment);
        if (!entry) {
            return this.data.baseText(line, assessment);
        }
        return entry.text === null ? entry.raw : entry.text;
    }

    /** The term's result of a line, live while something of it is not yet saved. */
    result(line) {
        if (!this.hasLocal(line)) {
            return this.data.rowById.get(line).result;
        }
        return this.data.computeResult(line, (id) => this.text(line, id));
    }

    yearResult(line) {
        if (!this.hasLocal(line)) {
            return this.data.rowById.get(line).year_result;
        }
        return this.data.computeYear(line, this.result(line));
    }

    hasLocal(line) {
        return this.data.columns.some((column) => this.entry(line, column.id));
    }

    get counts() {
        const counts = {pending: 0, invalid: 0, conflict: 0};
        for (const {status} of this.entries.values()) {
            if (status === "conflict") {
                counts.conflict++;
            } else if (status === "invalid" || status === "refused") {
                counts.invalid++;
            } else {
                counts.pending++;
            }
        }
        return counts;
    }

    // Editing

    /**
     * Type into cells, as one step of undo.
     *
     * @param {{line: number, assessment: number|false, raw: string}[]} changes
     * @returns {{applied: number, denied: Object[]}} number of cells altered, and the
     *  changes that met a cell which is not the user's to change, with `reason`
     */
    edit(changes) {
        const step = [];
        const denied = [];
        for (const change of changes) {
            const {line, assessment, raw} = change;
            const access = this.data.access(line, assessment);
            if (!access.editable) {
                denied.push({...change, reason: access.reason});
                continue;
            }
            const before = this.shown(line, assessment);
            this.put(line, assessment, raw);
            const after = this.shown(line, assessment);
            if (after !== before) {
                step.push({line, assessment, before, after});
            }
        }
        if (step.length) {
            this.undoSteps.push(step);
            this.undoSteps.splice(0, this.undoSteps.length - UNDO_LIMIT);
            this.redoSteps = [];
        }
        this.afterPut(step);
        return {applied: step.length, denied};
    }

    undo() {
        return this.replay(this.undoSteps, this.redoSteps, "after", "before");
    }

    redo() {
        return this.replay(this.redoSteps, this.undoSteps, "before", "after");
    }

    /**
     * Take back a step, or do it again. A cell that changed since by another road (the
     * colleague's value was taken, a lock fell) is left alone: undo never overwrites
     * what the user did not type.
     */
    replay(from, to, expected, wanted) {
        const step = from.pop();
        if (!step) {
            return {applied: 0, skipped: 0, cells: []};
        }
        const cells = step.filter(
            (cell) =>
                this.data.has(cell.line, cell.assessment) &&
                this.shown(cell.line, cell.assessment) === cell[expected] &&
                this.data.access(cell.line, cell.assessment).editable
        );
        for (const cell of cells) {
            this.put(cell.line, cell.assessment, cell[wanted]);
        }
        if (cells.length) {
            to.push(cells);
        }
        this.afterPut(cells);
        return {applied: cells.length, skipped: step.length - cells.length, cells};
    }

    put(line, assessment, raw) {
        const key = cellKey(line, assessment);
        const parsed = this.data.parse(assessment, raw);
        const old = this.entries.get(key);
        const base = this.data.baseText(line, assessment);
        const uncertain = this.inFlight.has(key) || Boolean(old?.tried.length);
        if (parsed.ok && parsed.text === base && !uncertain) {
            this.entries.delete(key);
            return;
        }
        const known = old && (old.status === "pending" || old.status === "sending");
        if (known && old.text !== null && old.text === parsed.text) {
            return;
        }
        const past = {
            seen: known ? old.seen : base,
            at: this.now(),
            tried: old?.tried || [],
        };
        this.entries.set(key, newEntry({line, assessment, raw}, parsed, past));
    }

    afterPut(cells) {
        if (!cells.length) {
            return;
        }
        this.keep(cells.map((cell) => cellKey(cell.line, cell.assessment)));
        this.changed(new Set(cells.map((cell) => cell.line)));
        this.onQueued();
    }

    /** Bring the browser's copy of these cells in line with the entries. */
    keep(keys) {
        const unsent = {};
        const gone = [];
        for (const key of keys) {
            const stored = storedEntry(this.entries.get(key));
            if (stored) {
                unsent[key] = stored;
            } else {
                gone.push(key);
            }
        }
        if (Object.keys(unsent).length) {
            this.store.put(unsent);
        }
        this.store.remove(gone);
    }

    // Sending

    /** Cells to send now; they count as on their way until `settle` or `giveBack`. */
    takeBatch() {
        const batch = [];
        for (const entry of this.entries.values()) {
            if (entry.status === "pending") {
                const {key, line, assessment, text, seen} = entry;
                batch.push({line, assessment, value: text, seen});
                this.inFlight.set(key, text);
                entry.status = "sending";
            }
        }
        return batch;
    }

    /** No answer came: everything is still to be sent, and may have arrived already. */
    giveBack(batch, {uncertain = true} = {}) {
        for (const change of batch) {
            const key = cellKey(change.line, change.assessment);
            this.inFlight.delete(key);
            const entry = this.entries.get(key);
            if (!entry) {
                continue;
            }
            if (uncertain && !entry.tried.includes(change.value)) {
                entry.tried = [...entry.tried, change.value];
            }
            if (entry.status === "sending") {
                entry.status = "pending";
            }
        }
        this.keep(batch.map((change) => cellKey(change.line, change.assessment)));
        this.changed(new Set(batch.map((change) => change.line)));
    }

    /**
     * @param {Object[]} batch as handed out by `takeBatch`
     * @param {{cells: Object[], rows: Object[]}} answer of `save_cells`
     * @returns {{refused: number, conflicts: number}}
     */
    settle(batch, answer) {
        const outcome = {refused: 0, conflicts: 0};
        const answered = new Set();
        for (const cell of answer.cells) {
            const key = cellKey(cell.line, cell.assessment);
            answered.add(key);
            this.settleCell(key, cell, outcome);
        }
        const keys = batch.map((change) => cellKey(change.line, change.assessment));
        const silent = batch.filter((change, index) => !answered.has(keys[index]));
        this.giveBack(silent);
        const lines = new Set(batch.map((change) => change.line));
        this.data.recompute(lines);
        this.data.setResults(answer.rows || []);
        this.keep(keys);
        this.changed(lines);
        return outcome;
    }

    settleCell(key, cell, outcome) {
        this.inFlight.delete(key);
        this.data.setBase(cell.line, cell.assessment, cell.text, cell);
        const entry = this.entries.get(key);
        if (!entry) {
            return;
        }
        const next = afterAnswer(entry, cell, this.userName);
        if (!next) {
            this.entries.delete(key);
            return;
        }
        if (next.status !== entry.status) {
            outcome.refused += next.status === "refused" ? 1 : 0;
            outcome.conflicts += next.status === "conflict" ? 1 : 0;
        }
        this.entries.set(key, next);
    }

    // Two people on one cell

    keepMine(line, assessment) {
        const entry = this.entry(line, assessment);
        if (entry?.status !== "conflict") {
            return;
        }
        Object.assign(entry, {status: "pending", seen: entry.theirs.text});
        delete entry.theirs;
        this.afterPut([entry]);
    }

    takeTheirs(line, assessment) {
        const entry = this.entry(line, assessment);
        if (entry?.status !== "conflict") {
            return;
        }
        this.entries.delete(entry.key);
        this.data.recompute([line]);
        this.keep([entry.key]);
        this.changed([line]);
    }

    /**
     * Forget a text that was refused, here or by the server; the cell shows the
     * register's value again, even where nothing can be typed any more.
     *
     * @returns {boolean} whether there was one
     */
    discard(line, assessment) {
        const entry = this.entry(line, assessment);
        if (entry?.status !== "invalid" && entry?.status !== "refused") {
            return false;
        }
        this.entries.delete(entry.key);
        this.changed([line]);
        return true;
    }

    // Coming back

    /**
     * Take over what an earlier life of this gradebook could not send.
     *
     * @returns {number} number of cells taken over
     */
    restore() {
        let restored = 0;
        const keys = [];
        for (const [key, kept] of Object.entries(this.store.adopt())) {
            const {line, assessment, value} = kept;
            if (this.entries.has(key) || this.inFlight.has(key)) {
                continue;
            }
            keys.push(key);
            const known = this.data.has(line, assessment);
            if (known && this.data.baseText(line, assessment) !== value) {
                this.entries.set(key, restoredEntry(kept));
                this.versions.set(line, this.version(line) + 1);
                restored++;
            }
        }
        this.keep(keys);
        if (restored) {
            this.onChange();
            this.onQueued();
        }
        return restored;
    }

    /** Newer answer of `load_grid`; what is typed and not yet saved stays on top. */
    refresh(payload) {
        this.data.load(payload);
        for (const [key, entry] of this.entries) {
            if (!this.data.has(entry.line, entry.assessment)) {
                this.entries.delete(key);
                continue;
            }
            const base = this.data.baseText(entry.line, entry.assessment);
            if (entry.status === "pending" && entry.text === base) {
                this.entries.delete(key);
                this.keep([key]);
            }
        }
        this.changed(this.data.rows.map((row) => row.id));
    }
}
