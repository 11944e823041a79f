/** Where the cursor goes. Rows and columns are positions in the table, from 0. */

function clamp(value, count) {
    return Math.max(0, Math.min(count - 1, value));
}

function step({row, col}, rowStep, colStep, {rows, cols}) {
    return {row: clamp(row + rowStep, rows), col: clamp(col + colStep, cols)};
}

/**
 * Plain moves, the same with and without Shift.
 *
 * @param {string} hotkey "arrowup", "control+home", "pagedown", …
 * @param {{row: number, col: number}} cursor
 * @param {{rows: number, cols: number}} size
 * @param {() => number} page rows in sight
 * @returns {{row: number, col: number}|null} null when the key is no move
 */
export function move(hotkey, cursor, size, page) {
    const {rows, cols} = size;
    switch (hotkey) {
        case "arrowup":
            return step(cursor, -1, 0, size);
        case "arrowdown":
            return step(cursor, 1, 0, size);
        case "arrowleft":
            return step(cursor, 0, -1, size);
        case "arrowright":
            return step(cursor, 0, 1, size);
        case "pageup":
            return step(cursor, -page(), 0, size);
        case "pagedown":
            return step(cursor, page(), 0, size);
        case "home":
            return {row: cursor.row, col: 0};
        case "end":
            return {row: cursor.row, col: cols - 1};
        case "control+home":
            return {row: 0, col: 0};
        case "control+end":
            return {row: rows - 1, col: cols - 1};
        case "control+arrowup":
            return {row: 0, col: cursor.col};
        case "control+arrowdown":
            return {row: rows - 1, col: cursor.col};
        case "control+arrowleft":
            return {row: cursor.row, col: 0};
        case "control+arrowright":
            return {row: cursor.row, col: cols - 1};
    }
    return null;
}

/**
 * The next cell the user may fill, in reading order (Tab, Enter going right).
 *
 * @param {{row: number, col: number}} cursor
 * @param {1|-1} direction
 * @param {{rows: number, cols: number}} size
 * @param {(row: number, col: number) => boolean} isOpen
 * @returns {{row: number, col: number}|null} null past the last cell
 */
export function nextOpenInRow(cursor, direction, {rows, cols}, isOpen) {
    let index = cursor.row * cols + cursor.col + direction;
    while (index >= 0 && index < rows * cols) {
        const cell = {row: Math.floor(index / cols), col: index % cols};
        if (isOpen(cell.row, cell.col)) {
            return cell;
        }
        index += direction;
    }
    return null;
}

/**
 * The next cell of the same column the user may fill (Enter going down). It stays in
 * the column: marks must not run over into the next one unseen.
 */
export function nextOpenInColumn({row, col}, direction, {rows}, isOpen) {
    for (let next = row + direction; next >= 0 && next < rows; next += direction) {
        if (isOpen(next, col)) {
            return {row: next, col};
        }
    }
    return null;
}

/** Corners of a block, whichever way it was drawn. */
export function blockOf(cursor, anchor) {
    const from = anchor || cursor;
    return {
        top: Math.min(cursor.row, from.row),
        bottom: Math.max(cursor.row, from.row),
        left: Math.min(cursor.col, from.col),
        right: Math.max(cursor.col, from.col),
    };
}
