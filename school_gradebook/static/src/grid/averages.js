/**
 * Averages while the teacher types. A preview only: what the server answers after
 * saving replaces it. Same arithmetic as `regulations/`: integer tenths, half up.
 */
import {EXEMPT, tenthsToText, textToTenths} from "./values";

const NONE = Object.freeze({state: "none", text: ""});
const EXEMPTED = Object.freeze({state: "exempt", text: EXEMPT});

function isRating(text) {
    return text === "D" || text === "CD";
}

function halfUp(sum, weight) {
    return Math.floor((2 * sum + weight) / (2 * weight));
}

function scoredResult(cells) {
    let sum = 0;
    let weights = 0;
    let missing = false;
    for (const cell of cells) {
        const tenths = textToTenths(cell.text);
        if (tenths === null) {
            missing = true;
            continue;
        }
        sum += tenths * cell.weight;
        weights += cell.weight;
    }
    if (!weights) {
        return NONE;
    }
    return {
        state: missing ? "provisional" : "final",
        text: tenthsToText(halfUp(sum, weights)),
    };
}

/** TT22 art. 9.1a: Đạt when every assessment is Đạt. TT58 art. 10.2: two thirds, the
 * final one among them. */
function commentResult(cells, regulation) {
    const rated = cells.filter((cell) => isRating(cell.text));
    if (!rated.length) {
        return NONE;
    }
    const passed = rated.filter((cell) => cell.text === "D");
    let achieved = passed.length === rated.length;
    if (regulation.startsWith("TT58")) {
        const finals = rated.filter((cell) => cell.kind === "ck");
        achieved =
            passed.length * 3 >= rated.length * 2 &&
            finals.every((cell) => cell.text === "D");
    }
    return {
        state: rated.length === cells.length ? "final" : "provisional",
        text: achieved ? "D" : "CD",
    };
}

/**
 * Result of a term. Blank and absent cells are missing; an exempt one does not count.
 *
 * @param {"scored"|"comment"} subjectKind
 * @param {{kind: string, weight: number, text: string}[]} cells one per column, blank
 *  and absent ones included (canonical texts)
 * @param {string} [regulation]
 * @returns {{state: "none"|"provisional"|"final"|"exempt", text: string}}
 */
export function termResult(subjectKind, cells, regulation = "TT22") {
    const counted = cells.filter((cell) => cell.text !== EXEMPT);
    if (cells.length && !counted.length) {
        return EXEMPTED;
    }
    return subjectKind === "comment"
        ? commentResult(counted, regulation)
        : scoredResult(counted);
}

/**
 * Result of the year from the two rounded term results: (HK1 + 2 x HK2) / 3 for a
 * scored subject, the second term's for a comment subject.
 *
 * @param {"scored"|"comment"} subjectKind
 * @param {{state: string, text: string}|false} first
 * @param {{state: string, text: string}|false} second
 * @returns {{state: string, text: string}}
 */
export function yearResult(subjectKind, first, second) {
    if (second && second.state === "exempt") {
        return EXEMPTED;
    }
    if (!first?.text || !second?.text || first.state === "exempt") {
        return NONE;
    }
    const state =
        first.state === "final" && second.state === "final" ? "final" : "provisional";
    if (subjectKind === "comment") {
        return {state, text: second.text};
    }
    const hk1 = textToTenths(first.text);
    const hk2 = textToTenths(second.text);
    return {state, text: tenthsToText(halfUp(hk1 + 2 * hk2, 3))};
}
