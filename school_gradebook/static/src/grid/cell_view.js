/** How one cell is drawn: text, classes, tooltip, state for assistive technology. */
import {_t} from "@web/core/l10n/translation";
import {makeupText} from "./makeup";
import {noticeText, problemText} from "./messages";
import {display} from "./values";

/** Why a typed value does not stand, or why nothing can be typed. "" when all is well. */
export function cellReason(model, line, column) {
    const entry = model.entry(line, column.assessment);
    if (entry?.status === "invalid") {
        return problemText(entry.code, entry.params);
    }
    if (entry?.status === "refused") {
        return entry.reason || String(_t("The server refused this value."));
    }
    if (entry?.status === "conflict") {
        return conflictText(entry, column.whole);
    }
    return model.data.access(line, column.assessment).reason;
}

export function conflictText(entry, whole) {
    const mine = display(entry.text, whole) || "∅";
    const theirs = display(entry.theirs.text, whole) || "∅";
    const {by, at} = entry.theirs;
    return String(
        _t("Yours: %(mine)s. %(by)s entered %(theirs)s, %(at)s.", {
            mine,
            theirs,
            by: by || _t("Somebody else"),
            at: at || "",
        })
    );
}

/** Text of a cell as the user sees and edits it. */
export function shownText(model, line, column) {
    const entry = model.entry(line, column.assessment);
    if (entry && entry.text === null) {
        return entry.raw;
    }
    const text = model.shown(line, column.assessment);
    return column.type === "comment" ? text : display(text, column.whole);
}

/** What there is to say of an absence that the server knows of. */
export function makeupOf(model, line, {assessment}) {
    const known = !model.entry(line, assessment);
    return known ? makeupText(model.data, line, assessment) : "";
}

/** Overdue, and of a student who is still there to make the test up. */
function isOverdue(model, row, {assessment}) {
    const known = !model.entry(row.id, assessment) && row.editable !== false;
    return known && model.data.makeup(row.id, assessment).overdue;
}

function typedCell(model, row, column) {
    const entry = model.entry(row.id, column.assessment);
    const access = model.data.access(row.id, column.assessment);
    const wrong = entry && ["invalid", "refused"].includes(entry.status);
    const conflict = entry?.status === "conflict";
    const reason = cellReason(model, row.id, column);
    const notice = entry && noticeText(entry.notice, entry.raw, entry.text);
    const absent = model.shown(row.id, column.assessment) === "#absent";
    const states = {
        closed: !access.editable,
        locked: access.locked,
        wrong,
        conflict,
        unsaved: entry && !wrong && !conflict,
        absent,
        overdue: absent && isOverdue(model, row, column),
    };
    return {
        text: shownText(model, row.id, column),
        theirs: conflict ? display(entry.theirs.text, column.whole) || "∅" : "",
        title: reason || notice || makeupOf(model, row.id, column),
        readonly: !access.editable,
        locked: access.locked && !access.editable,
        invalid: Boolean(wrong || conflict),
        states,
    };
}

function resultCell(model, row, column) {
    const results = {
        hk1: () => row.hk1,
        result: () => model.result(row.id),
        year: () => model.yearResult(row.id),
    };
    const result = results[column.type]() || {state: "none", text: ""};
    const provisional = result.state === "provisional";
    return {
        text: display(result.text),
        theirs: "",
        title: provisional
            ? String(_t("Provisional: marks are still missing. Click for the formula."))
            : String(_t("Click to see how it is computed.")),
        readonly: true,
        locked: false,
        invalid: false,
        states: {provisional, final: result.state === "final"},
    };
}

/**
 * @param {import("./grid_model").GridModel} model
 * @param {Object} row of the roll
 * @param {Object} column of `viewColumns`
 * @returns {{text: string, theirs: string, title: string, readonly: boolean,
 *  locked: boolean, invalid: boolean, states: Object}}
 */
export function cellView(model, row, column) {
    return column.type === "mark" || column.type === "comment"
        ? typedCell(model, row, column)
        : resultCell(model, row, column);
}
