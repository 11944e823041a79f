/**
 * A local entry: one cell as the user left it, until the server has it.
 *
 * `{key, line, assessment, raw, text, seen, at, status, tried, notice, code, params}`:
 * `raw` what was typed, `text` its canonical value (null when refused here), `seen` the
 * value the user saw before, `tried` values sent whose answer never came. Status:
 * "pending", "sending", "invalid" (refused here), "refused" (by the server; `reason`),
 * "conflict" (somebody else was faster; `theirs`).
 */
import {cellKey} from "./grid_data";

/**
 * @param {{line: number, assessment: number|false, raw: string}} change
 * @param {Object} parsed what `parse` made of it
 * @param {{seen: string, at: number, tried: string[]}} past
 */
export function newEntry({line, assessment, raw}, parsed, {seen, at, tried}) {
    return {
        key: cellKey(line, assessment),
        line,
        assessment,
        raw: String(raw),
        text: parsed.ok ? parsed.text : null,
        seen,
        at,
        status: parsed.ok ? "pending" : "invalid",
        tried,
        notice: parsed.notice,
        code: parsed.code,
        params: parsed.params,
    };
}

/** What of an entry is kept in the browser; null for one that is never sent. */
export function storedEntry(entry) {
    if (!["pending", "sending", "conflict"].includes(entry?.status)) {
        return null;
    }
    const {line, assessment, text, seen, at, tried} = entry;
    return {line, assessment, value: text, seen, at, tried};
}

/** The entry of an earlier life of the gradebook, from what was kept of it. */
export function restoredEntry({line, assessment, value, seen, at, tried}) {
    const parsed = {ok: true, text: value, notice: null, code: null, params: {}};
    return newEntry({line, assessment, raw: value}, parsed, {
        seen,
        at,
        tried: tried || [],
    });
}

function afterSaved(entry, text, typedOver) {
    if (!typedOver || entry.text === text) {
        return null;
    }
    return {...entry, seen: text, tried: []};
}

/**
 * The server holds a value the user had not seen. When it is one this user sent himself
 * without ever getting the answer, there is nothing to ask.
 */
function afterConflict(entry, {text, by, at}, userName) {
    const own = entry.tried.includes(text) && (!by || by === userName);
    if (own) {
        const status = entry.text === null ? "invalid" : "pending";
        return {...entry, status, seen: text, tried: []};
    }
    if (entry.text === null) {
        return entry;
    }
    return {...entry, status: "conflict", theirs: {text, by, at}, tried: []};
}

/**
 * @param {Object} entry local entry, see `grid_model.js`; status "sending" unless the
 *  user typed over it while the request was under way
 * @param {{status: string, text: string, reason: string|false, by: string|false,
 *  at: string|false}} cell the server's answer
 * @param {string} userName
 * @returns {Object|null} the entry from now on; null when nothing is left to do
 */
export function afterAnswer(entry, cell, userName) {
    const typedOver = entry.status !== "sending";
    switch (cell.status) {
        case "saved":
        case "same":
            return afterSaved(entry, cell.text, typedOver);
        case "conflict":
            return afterConflict(entry, cell, userName);
    }
    if (typedOver) {
        return entry;
    }
    return {...entry, status: "refused", reason: cell.reason, tried: []};
}
