/** Blocks of cells as spreadsheets put them on the clipboard: tabs and line ends. */

function splitQuoted(text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    for (let index = 0; index < text.length; index++) {
        const char = text[index];
        if (quoted) {
            if (char === '"' && text[index + 1] === '"') {
                cell += '"';
                index++;
            } else if (char === '"') {
                quoted = false;
            } else {
                cell += char;
            }
        } else if (char === '"' && !cell) {
            quoted = true;
        } else if (char === "\t" || char === "\n") {
            rows.at(-1).push(cell);
            cell = "";
            if (char === "\n") {
                rows.push([]);
            }
        } else {
            cell += char;
        }
    }
    rows.at(-1).push(cell);
    return rows;
}

/**
 * @param {string} text
 * @returns {string[][]} rows of equal length, blanks around the texts removed
 */
export function parseBlock(text) {
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    const rows = splitQuoted(clean).map((row) => row.map((cell) => cell.trim()));
    const width = Math.max(...rows.map((row) => row.length));
    return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

/** @param {string[][]} rows */
export function formatBlock(rows) {
    const quote = (cell) =>
        /[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    return rows.map((row) => row.map(quote).join("\t")).join("\n");
}
