/** The sentences of the grid, in one place and in the user's language. */
import {_t} from "@web/core/l10n/translation";
import {display} from "./values";

const PROBLEMS = {
    not_a_mark: ({raw}) =>
        _t("“%(raw)s” is not a mark; enter a number from 0 to 10.", {raw}),
    above_10: ({raw}) => _t("“%(raw)s” is above 10; marks go from 0 to 10.", {raw}),
    negative: ({raw}) => _t("“%(raw)s” is below 0; marks go from 0 to 10.", {raw}),
    two_decimals: ({raw}) => _t("“%(raw)s” has more than one decimal.", {raw}),
    not_whole: ({raw}) =>
        _t("“%(raw)s”: regular marks are whole numbers in this school.", {raw}),
    not_a_rating: ({raw}) =>
        _t("“%(raw)s” is neither Đ (passed) nor CĐ (not passed).", {raw}),
    formula: ({raw}) =>
        _t("The cell holds a formula (%(raw)s); enter the value itself.", {raw}),
    exempt_by_decision: () =>
        _t(
            "Exemption follows from the principal's decision on the student's file, not from the cell."
        ),
    not_editable: () => _t("This cell is not yours to change."),
    unknown_code: ({code}) =>
        _t("No student of this class has the code %(code)s.", {code}),
    unknown_name: ({name}) =>
        _t("No student of this class is called %(name)s.", {name}),
    unknown_number: ({number}) =>
        _t("There is no number %(number)s in the roll.", {number}),
    ambiguous_name: ({name}) =>
        _t("Two students are called %(name)s; bring the student codes along.", {name}),
    name_and_code_disagree: ({code, name, student}) =>
        _t("The code %(code)s belongs to %(student)s, not to %(name)s.", {
            code,
            name,
            student,
        }),
    student_twice: ({name}) => _t("The block brings %(name)s twice.", {name}),
    no_name: () => _t("The row says neither name nor code."),
    below_last: () => _t("The row is below the last student of the class."),
};

/**
 * @param {string} code of a refusal
 * @param {Object} [params]
 * @returns {string} the sentence for it; a code without one is shown as it is
 */
export function problemText(code, params = {}) {
    const sentence = PROBLEMS[code];
    return sentence ? String(sentence(params)) : code || "";
}

/**
 * @param {string|null} notice "read_as_tenths" or "rounded"
 * @param {string} raw what was typed
 * @param {string} text canonical text it became
 */
export function noticeText(notice, raw, text) {
    const value = display(text);
    if (notice === "read_as_tenths") {
        return String(_t("%(raw)s is read as %(value)s.", {raw, value}));
    }
    if (notice === "rounded") {
        return String(_t("%(raw)s is rounded to %(value)s.", {raw, value}));
    }
    return "";
}

/** Spoken value of a cell, for the status line and screen readers. */
export function valueText(text, whole) {
    switch (text) {
        case "":
            return String(_t("empty"));
        case "#absent":
            return String(_t("v – absent, waits for a make-up test"));
        case "#exempt":
            return String(_t("exempt"));
    }
    return display(text, whole);
}

/** What an undo or redo did. */
export function replayText(what, applied, skipped) {
    const count = applied;
    const done =
        what === "undo"
            ? _t("%(count)s cells taken back.", {count})
            : _t("%(count)s cells done again.", {count});
    const left = skipped
        ? _t("%(count)s were changed since and stay.", {count: skipped})
        : "";
    return `${done} ${left}`.trim();
}

/** Why no paper comes yet. */
export function printWaits(count) {
    return _t(
        "%(count)s cells are not saved yet; the page is printed as soon as they are.",
        {count}
    );
}

/** Why no workbook comes yet. */
export function exportWaits(count) {
    return _t(
        "%(count)s cells are not saved yet; the workbook comes as soon as they are.",
        {count}
    );
}
