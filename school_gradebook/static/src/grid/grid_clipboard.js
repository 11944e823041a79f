/** Copying out of the table and pasting into it. */
import {cellView} from "./cell_view";
import {formatBlock, parseBlock} from "./clipboard";
import {isTypable} from "./grid_columns";

/** The selected block as spreadsheets take it, with the decimal comma of the screen. */
export function copyBlock(table) {
    const {top, bottom, left, right} = table.block;
    const rows = table.model.data.rows.slice(top, bottom + 1);
    const columns = table.props.columns.slice(left, right + 1);
    return formatBlock(
        rows.map((row) =>
            columns.map((column) => cellView(table.model, row, column).text)
        )
    );
}

/**
 * Paste text at the cursor: one value goes into the cell, a block to the preview.
 *
 * @returns {boolean} false when the browser shall paste into the text box itself
 */
export function pasteText(table, text) {
    const block = text ? parseBlock(text) : [];
    const single = block.length === 1 && block[0].length === 1;
    if (!block.length || (single && table.editor.editing)) {
        return false;
    }
    table.cancel();
    if (single && !table.ui.anchor) {
        if (table.startEdit("edit")) {
            table.cancel();
            const {currentRow: row, currentColumn: column} = table;
            table.edit([
                {line: row.id, assessment: column.assessment, raw: block[0][0]},
            ]);
        }
        return true;
    }
    const {top, left, bottom, right} = table.block;
    const columns = table.props.columns;
    const start = {
        row: top,
        col: columns.slice(0, left).filter(isTypable).length,
    };
    const filled = single
        ? fillBlock(block[0][0], bottom - top + 1, right - left + 1)
        : block;
    table.props.actions.paste(filled, start);
    return true;
}

/** One value pasted on a selection goes into all of it. */
function fillBlock(text, rows, cols) {
    return Array.from({length: rows}, () => Array(cols).fill(text));
}
