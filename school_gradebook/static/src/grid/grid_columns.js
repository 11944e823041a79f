/** The columns on the screen, between the frozen ones and the notes. */
import {_t} from "@web/core/l10n/translation";
import {showDay} from "./days";
import {openingOf} from "./openings";

function markColumn(column, openings) {
    return {
        ...column,
        opening: openingOf(openings, column.id),
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
        opening: openingOf(payload.openings, false),
        key: "comment",
        type: "comment",
        assessment: false,
        kind: "comment",
        group: String(_t("Comment")),
        title: String(_t("Comment")),
        label: "",
    };
    const marks = payload.columns.map((column) => markColumn(column, payload.openings));
    return [...marks, ...resultColumns(payload), comment];
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

/** Everything there is to say of a column, for its tooltip. */
export function columnWords(column) {
    const {planned, held, deadline, opening} = column;
    return [
        column.title,
        column.component,
        planned && _t("planned on %(day)s", {day: showDay(planned)}),
        held && _t("held on %(day)s", {day: showDay(held)}),
        deadline && _t("marks due by %(moment)s", {moment: deadline}),
        column.late && _t("late"),
        opening && openingText(opening),
        column.reason,
    ].filter(Boolean);
}

export function openingText({state, until}) {
    return state === "granted"
        ? String(_t("open until %(until)s", {until}))
        : String(_t("asked to open until %(until)s; leadership decides", {until}));
}

export function isTypable(column) {
    return column.type === "mark" || column.type === "comment";
}
