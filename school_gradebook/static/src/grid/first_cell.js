/** Where the cursor stands when a gradebook is opened. */

/** The cell of a student in a column, as a list of changes names it. */
function namedCell({line, assessment}, columns, data) {
    const row = data.rows.findIndex(({id}) => id === line);
    const col = columns.findIndex((column) => column.assessment === assessment);
    return row >= 0 && col >= 0 ? {row, col} : null;
}

/** The first cell that waits for a mark. */
function waitingCell(columns, model) {
    const {data} = model;
    const open = (line, column) =>
        column.type === "mark" && data.access(line, column.assessment).editable;
    for (const [col, column] of columns.entries()) {
        const row = data.rows.findIndex(
            ({id}) => open(id, column) && !model.shown(id, column.assessment)
        );
        if (row >= 0) {
            return {row, col};
        }
    }
    return null;
}

/**
 * @param {Object} params of the action: `line` and `assessment` name a cell, if any
 * @param {Object[]} columns as on the screen
 * @param {Object} model of the grid
 * @returns {{row: number, col: number} | null}
 */
export function firstCell(params, columns, model) {
    const named = params?.assessment && namedCell(params, columns, model.data);
    return named || waitingCell(columns, model);
}
