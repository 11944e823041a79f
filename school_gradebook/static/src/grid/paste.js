/**
 * What a pasted block would do, cell by cell, before anything is done.
 */
import {findLookalikes} from "./column_guard";
import {detectLabels, matchRow, Roll} from "./paste_labels";

/** Plain heading words that name a column of ours, of a view column. */
function headingsOf({assessment, kind, number}) {
    if (!assessment) {
        return ["nhan xet", "nhan xet cua giao vien"];
    }
    const names = {
        tx: [`ddgtx ${number}`, `ddgtx${number}`, `tx${number}`, `tx ${number}`],
        dk: [`ddgdk ${number}`, `dk${number}`, `dk ${number}`],
        gk: ["ddggk", "gk", "giua ky", "giua ki"],
        ck: ["ddgck", "ck", "cuoi ky", "cuoi ki"],
    };
    return names[kind] || [];
}

function isResultHeading(title) {
    return /^(dtb|tbm|tb|ghi chu)/.test(title);
}

/**
 * Which of our columns each column of the block goes to: by its heading where every
 * heading is understood, otherwise one after the other from the cursor.
 */
function targetColumns(titles, first, width, columns, startCol) {
    const named = titles.slice(first, first + width);
    const found = named.map((title) =>
        columns.find((column) => headingsOf(column).includes(title))
    );
    const understood = named.every(
        (title, index) => found[index] || isResultHeading(title)
    );
    if (understood && found.some(Boolean)) {
        return {targets: found.map((column) => column || null), byHeading: true};
    }
    const targets = Array.from(
        {length: width},
        (_, index) => columns[startCol + index] || null
    );
    return {targets, byHeading: false};
}

function matchRows(dataRows, roles, roll, startRow) {
    const matches = dataRows.map((row, index) => {
        if (roles.length) {
            return matchRow(row, roles, roll);
        }
        const student = roll.rows[startRow + index];
        return student ? {row: student} : {code: "below_last", params: {}};
    });
    const seen = new Map();
    matches.forEach((match, index) => {
        if (match.row) {
            seen.set(match.row.id, [...(seen.get(match.row.id) || []), index]);
        }
    });
    for (const indexes of seen.values()) {
        if (indexes.length > 1) {
            for (const index of indexes) {
                const name = matches[index].row.name;
                matches[index] = {code: "student_twice", params: {name}};
            }
        }
    }
    return matches;
}

function judge(model, line, column, raw, clearBlanks) {
    if (!raw && !clearBlanks) {
        return {status: "blank"};
    }
    const old = model.shown(line, column.assessment);
    const parsed = model.data.parse(column.assessment, raw);
    if (parsed.ok && parsed.text === old) {
        return {status: "same", text: parsed.text, old};
    }
    const access = model.data.access(line, column.assessment);
    if (!access.editable) {
        return {status: "refused", reason: access.reason, code: "not_editable", old};
    }
    if (!parsed.ok) {
        return {status: "refused", code: parsed.code, params: parsed.params, old};
    }
    const status = old ? "changed" : "new";
    return {status, text: parsed.text, notice: parsed.notice, old};
}

function isOtherOrder(matches, roll) {
    const places = new Map(roll.rows.map((row, index) => [row.id, index]));
    const order = matches
        .filter((match) => match.row)
        .map((match) => places.get(match.row.id));
    return order.some((place, index) => index > 0 && place < order[index - 1]);
}

/**
 * Plan a paste; nothing is changed.
 *
 * @param {import("./grid_model").GridModel} model
 * @param {string[][]} block see `parseBlock`
 * @param {{assessment: number|false, kind: string, number: number}[]} columns those
 *  the grid can paste into, in the order of the screen
 * @param {{row: number, col: number}} start position of the cursor among rows and
 *  `columns`
 * @param {{clearBlanks?: boolean, useLabels?: boolean}} [options] blank cells of the
 *  block clear marks; leading columns may be names and codes
 * @returns {Object} plan: `rows` (each with `row` of the roll or a `code`, and `cells`),
 *  `targets`, `counts`, `changes` for `model.edit`, `lookalikes` and the flags
 *  `byLabel`, `byHeading`, `otherOrder`
 */
export function planPaste(model, block, columns, start, options = {}) {
    const {clearBlanks = false, useLabels = true} = options;
    const roll = new Roll(model.data.rows);
    const detected = detectLabels(block, roll);
    const roles = useLabels ? detected.roles : [];
    const first = roles.length;
    const dataRows = block
        .slice(detected.headings)
        .filter((row) => row.some(Boolean) || !first);
    const width = block[0].length - first;
    const {targets, byHeading} = targetColumns(
        detected.titles,
        first,
        width,
        columns,
        start.col
    );
    const matches = matchRows(dataRows, roles, roll, start.row);
    const rows = dataRows.map((texts, index) => {
        const match = matches[index];
        const cells = targets.map((column, offset) => {
            const raw = texts[first + offset];
            if (!column) {
                return {raw, status: raw ? "outside" : "blank"};
            }
            if (!match.row) {
                return {raw, status: raw ? "refused" : "blank", code: match.code};
            }
            return {raw, ...judge(model, match.row.id, column, raw, clearBlanks)};
        });
        return {...match, labels: texts.slice(0, first), cells};
    });
    return {
        rows,
        targets,
        byHeading,
        byLabel: first > 0,
        mayHaveLabels: detected.roles.length > 0,
        headings: detected.headings,
        otherOrder: first > 0 && isOtherOrder(matches, roll),
        ...summarize(model, rows, targets),
    };
}

function summarize(model, rows, targets) {
    const counts = {
        new: 0,
        changed: 0,
        same: 0,
        refused: 0,
        blank: 0,
        outside: 0,
        noticed: 0,
        unmatched: 0,
    };
    const changes = [];
    for (const {row, cells} of rows) {
        counts.unmatched += row ? 0 : 1;
        cells.forEach((cell, index) => {
            counts[cell.status]++;
            counts.noticed += cell.notice ? 1 : 0;
            if (cell.status === "new" || cell.status === "changed") {
                const assessment = targets[index].assessment;
                changes.push({line: row.id, assessment, raw: cell.text});
            }
        });
    }
    return {counts, changes, lookalikes: lookalikesAfter(model, changes)};
}

/** The wrong-column guard on the columns as they would be after the paste. */
function lookalikesAfter(model, changes) {
    const planned = new Map(
        changes.map(({line, assessment, raw}) => [`${line}:${assessment}`, raw])
    );
    const touched = new Set(changes.map((change) => change.assessment).filter(Boolean));
    return findLookalikes(
        model.data.columns,
        model.data.rows.map((row) => row.id),
        (line, assessment) =>
            planned.get(`${line}:${assessment}`) ?? model.text(line, assessment),
        [...touched]
    );
}
