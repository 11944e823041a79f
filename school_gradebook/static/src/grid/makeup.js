/** Missed tests in words. */
import {_t} from "@web/core/l10n/translation";
import {showDay} from "./days";
import {display} from "./values";

/** What the circular says of a test that was not made up, and where. */
export function missedValue({missed}) {
    return missed || {value: "", source: ""};
}

/**
 * Until when an absent student makes the test up, or what follows.
 *
 * @param {import("./grid_data").GridData} data
 * @returns {string} "" for a cell that does not wait
 */
export function makeupText(data, line, assessment) {
    const {makeup, overdue} = data.makeup(line, assessment);
    if (!makeup) {
        return "";
    }
    const day = showDay(makeup);
    if (!overdue) {
        return String(_t("Absent: make-up test by %(day)s.", {day}));
    }
    const value = display(missedValue(data.payload).value, true);
    return String(
        _t(
            "The make-up day, %(day)s, has passed. The circular's consequence: %(value)s.",
            {
                day,
                value,
            }
        )
    );
}
