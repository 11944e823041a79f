/** Where the cursor stands when a gradebook is opened. */

/** Row of the first open cell of a column that waits for a mark, or -1. */
function waitingRow(column, model) {
    const {data} = model;
    return data.rows.findIndex(
        ({id}) =>
            data.access(id, column.assessment).editable &&
            !model.shown(id, column.assessment)
    );
}

/**
 * The cell that led here, else the first one that waits for a mark (in the column that
 * led here, if one did).
 *
 * @param {Object} [params] of the action: `assessment` and `line` name a column and a
 *     cell, if any
 * @param {Object[]} columns as on the screen
 * @param {Object} model of the grid
 * @returns {{row: number, col: number} | null}
 */
export function firstCell(params, columns, model) {
    const {line, assessment} = params || {};
    const named = columns.findIndex((column) => column.assessment === assessment);
    if (assessment && named >= 0) {
        const asked = model.data.rows.findIndex(({id}) => id === line);
        const row = asked >= 0 ? asked : waitingRow(columns[named], model);
        return {row: Math.max(0, row), col: named};
    }
    for (const [col, column] of columns.entries()) {
        const row = column.type === "mark" ? waitingRow(column, model) : -1;
        if (row >= 0) {
            return {row, col};
        }
    }
    return null;
}
