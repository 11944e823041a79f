/**
 * What the server's answer about one cell means for the local entry of that cell.
 */

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
