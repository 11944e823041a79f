/** What of a gradebook is locked, what was asked for and what is open for a while. */

/**
 * The user's opening over a column: a granted one before one that waits, the longest.
 *
 * @param {Object[]} openings of `load_grid`, oldest first
 * @param {number|false} assessment false for the comments
 * @returns {{id: number, state: "requested"|"granted", until: string}|null}
 */
export function openingOf(openings, assessment) {
    const over = (openings || []).filter((opening) =>
        assessment ? opening.columns.includes(assessment) : opening.comments
    );
    const granted = over.filter((opening) => opening.state === "granted");
    const latest = (granted.length ? granted : over).at(-1);
    return latest ? {id: latest.id, state: latest.state, until: latest.until} : null;
}

/** Whether leadership can be asked to open a cell: locked, and the user's to enter. */
export function canAsk(data, line, assessment) {
    const {access, mine} = place(data, line, assessment);
    return mine && access.locked && !access.editable;
}

function place(data, line, assessment) {
    const column = assessment ? data.columnById.get(assessment) : data.payload.comment;
    return {access: data.access(line, assessment), mine: Boolean(column.mine)};
}

/** The user's columns (of `viewColumns`) of which something is locked. */
export function lockedColumns(data, columns) {
    return columns.filter(({type, assessment}) => {
        if (type !== "mark" && type !== "comment") {
            return false;
        }
        return data.rows.some(({id}) => canAsk(data, id, assessment));
    });
}
