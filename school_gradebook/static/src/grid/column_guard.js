/**
 * The guard against the wrong column: marks typed or pasted into one column that are
 * nearly those of another one are questioned.
 */

const MIN_FILLED = 10;
const SHARE = 0.8;
/** A column of equal marks resembles any other one; that proves nothing. */
const MIN_DISTINCT = 3;

/**
 * @param {{id: number}[]} columns all columns of the gradebook
 * @param {number[]} lines
 * @param {(line: number, assessment: number) => string} textOf canonical text
 * @param {number[]} touched columns that were just written
 * @returns {{column: number, other: number, same: number, filled: number}[]} for each
 *  touched column the other one it resembles most
 */
export function findLookalikes(columns, lines, textOf, touched) {
    const found = [];
    for (const column of touched) {
        const texts = lines.map((line) => textOf(line, column));
        if (new Set(texts.filter(Boolean)).size < MIN_DISTINCT) {
            continue;
        }
        let best = null;
        for (const {id: other} of columns) {
            if (other === column) {
                continue;
            }
            let filled = 0;
            let same = 0;
            lines.forEach((line, index) => {
                const text = textOf(line, other);
                if (text && texts[index]) {
                    filled++;
                    same += text === texts[index] ? 1 : 0;
                }
            });
            const alike = filled >= MIN_FILLED && same >= filled * SHARE;
            if (alike && (!best || same > best.same)) {
                best = {column, other, same, filled};
            }
        }
        if (best) {
            found.push(best);
        }
    }
    return found;
}
