/** The columns on the screen, between the frozen ones and the notes. */
import {_t} from "@web/core/l10n/translation";

function markColumn(column) {
    return {
        ...column,
        key: String(column.id),
        type: "mark",
        assessment: column.id,
        title: column.title || `${column.group} ${column.label}`.trim(),
    };
}

function resultColumns({subject, term}) {
    const scored = subject.kind === "scored";
    const second = term.number === 2;
    const columns = [
        {
            key: "result",
            type: "result",
            group: scored ? (second ? "ĐTBmhkII" : "ĐTBmhkI") : String(_t("Result")),
        },
    ];
    if (second) {
        columns.unshift({
            key: "hk1",
            type: "hk1",
            group: scored ? "ĐTBmhkI" : String(_t("Term 1")),
        });
        columns.push({
            key: "year",
            type: "year",
            group: scored ? "ĐTBmcn" : String(_t("Whole year")),
        });
    }
    return columns.map((column) => ({...column, title: column.group, label: ""}));
}

/**
 * @param {Object} payload answer of `load_grid`
 * @returns {Object[]} columns with `type` "mark", "hk1", "result", "year" or "comment";
 *  those with an `assessment` (false for the comment) can be typed into
 */
export function viewColumns(payload) {
    const comment = {
        ...payload.comment,
        key: "comment",
        type: "comment",
        assessment: false,
        kind: "comment",
        group: String(_t("Comment")),
        title: String(_t("Comment")),
        label: "",
    };
    return [...payload.columns.map(markColumn), ...resultColumns(payload), comment];
}

/** First header row: neighbours of one group share a cell. */
export function headerGroups(columns) {
    const groups = [];
    for (const column of columns) {
        const last = groups.at(-1);
        if (last && last.label && column.label && last.group === column.group) {
            last.span++;
        } else {
            const {group, label, key} = column;
            groups.push({key, group, label, span: 1, column});
        }
    }
    return groups;
}

export function isTypable(column) {
    return column.type === "mark" || column.type === "comment";
}
