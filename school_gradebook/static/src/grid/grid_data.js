/**
 * What the server last said about one gradebook: columns, rows, cells, who may edit
 * what and why not. No local edits here, see `grid_model.js`.
 */

import {termResult, yearResult} from "./averages";
import {EXEMPT, normalize, parse} from "./values";

/** Identity of a cell; the comment of a line is the cell without an assessment. */
export function cellKey(line, assessment) {
    return `${line}:${assessment || "comment"}`;
}

export class GridData {
    /** @param {Object} payload answer of `school.gradebook.load_grid` */
    constructor(payload) {
        this.load(payload);
    }

    load(payload) {
        this.payload = payload;
        this.kind = payload.subject.kind;
        this.regulation = payload.regulation;
        this.columns = payload.columns;
        this.rows = payload.rows;
        this.rowById = new Map(payload.rows.map((row) => [row.id, row]));
        this.columnById = new Map(payload.columns.map((column) => [column.id, column]));
        this.cells = new Map(Object.entries(payload.cells));
        this.comments = new Map(payload.rows.map((row) => [row.id, row.comment || ""]));
    }

    has(line, assessment) {
        const known = !assessment || this.columnById.has(assessment);
        return known && this.rowById.has(line);
    }

    /** Canonical text the server has for a cell ("" blank). */
    baseText(line, assessment) {
        if (!assessment) {
            return this.comments.get(line) || "";
        }
        return this.cells.get(cellKey(line, assessment))?.text || "";
    }

    /**
     * @param {{makeup?: string|false, overdue?: boolean}} [facts] of its make-up test
     */
    setBase(line, assessment, text, {makeup = false, overdue = false} = {}) {
        if (!assessment) {
            this.comments.set(line, text);
            return;
        }
        const key = cellKey(line, assessment);
        const cell = this.cells.get(key) || {locked: false, reason: false};
        this.cells.set(key, {...cell, text, makeup, overdue});
    }

    /** Until when a missed test is made up, as the server last said. */
    makeup(line, assessment) {
        const cell = assessment ? this.cells.get(cellKey(line, assessment)) : null;
        return {makeup: cell?.makeup || "", overdue: Boolean(cell?.overdue)};
    }

    /**
     * The term's result of a line from given cell texts.
     *
     * @param {number} line
     * @param {(assessment: number) => string} textOf canonical text of a column
     */
    computeResult(line, textOf) {
        const row = this.rowById.get(line);
        if (row.exempt) {
            return row.result;
        }
        const cells = this.columns.map(({id, kind, weight}) => {
            return {kind, weight, text: textOf(id)};
        });
        return termResult(this.kind, cells, this.regulation);
    }

    computeYear(line, result) {
        const row = this.rowById.get(line);
        if (row.exempt || !row.hk1) {
            return row.year_result;
        }
        return yearResult(this.kind, row.hk1, result);
    }

    /** Results from the cells the server has: it sends none for cells left as is. */
    recompute(lines) {
        for (const line of lines) {
            const row = this.rowById.get(line);
            if (row) {
                row.result = this.computeResult(line, (id) => this.baseText(line, id));
                row.year_result = this.computeYear(line, row.result);
            }
        }
    }

    setResults(rows) {
        for (const answer of rows) {
            const row = this.rowById.get(answer.id);
            if (row) {
                row.result = answer.result;
                row.year_result = answer.year_result;
            }
        }
    }

    /**
     * May this user type here, and if not, why.
     *
     * @returns {{editable: boolean, locked: boolean, reason: string}}
     */
    access(line, assessment) {
        const row = this.rowById.get(line);
        const column = assessment
            ? this.columnById.get(assessment)
            : this.payload.comment;
        const cell = assessment ? this.cells.get(cellKey(line, assessment)) : null;
        // a cell the server told of knows better than its column: a weekly lock holds
        // what was entered, a make-up test stays open in a closed column
        const locked = Boolean(cell ? cell.locked : column.locked);
        const open = cell
            ? Boolean(column.mine ?? column.editable) && !cell.locked
            : Boolean(column.editable);
        const editable = open && row.editable !== false;
        const reason =
            (cell?.locked && cell.reason) ||
            (!column.editable && column.reason) ||
            (row.editable === false && (row.reason || row.left)) ||
            "";
        return {editable, locked, reason: editable ? "" : reason};
    }

    /**
     * What typed text means in a column: as `parse` of `values.js`, and any text where
     * the column is the comment.
     */
    parse(assessment, raw) {
        if (!assessment) {
            const text = normalize(raw);
            return {ok: true, text, notice: null, code: null, params: {}};
        }
        const parsed = parse(raw, this.kind, {whole: this.isWhole(assessment)});
        if (parsed.text !== EXEMPT) {
            return parsed;
        }
        const code = "exempt_by_decision";
        return {...parsed, ok: false, text: null, code, params: {raw}};
    }

    isWhole(assessment) {
        return Boolean(assessment && this.columnById.get(assessment)?.whole);
    }
}
