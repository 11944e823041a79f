/**
 * Cell text <-> value, as `register/values.py` does it on the server.
 *
 * Canonical text travels and is stored: "" blank, "7.5" (always one decimal, a
 * dot), "D" / "CD", "#absent", "#exempt". A refused input is a code, never a
 * sentence; `messages.js` turns codes into sentences.
 */

export const ABSENT = "#absent";
export const EXEMPT = "#exempt";

const ABSENT_WORDS = new Set(["v", "vắng", ABSENT]);
const EXEMPT_WORDS = new Set(["m", "miễn", EXEMPT]);
const PASSED_WORDS = new Set(["d", "đ", "đạt"]);
const FAILED_WORDS = new Set(["cd", "cđ", "chưa đạt"]);
const NUMBER = /^([+\-\u2212]?)([0-9]+)(?:[.,]([0-9]+))?$/;
const LONGEST_NUMBER = 24;
const INVISIBLE = /\u200b|\u200c|\u200d|\u2060|\ufeff/gu;

function accepted(text, notice = null) {
    return {ok: true, text, notice, code: null, params: {}};
}

function refused(code, raw) {
    return {ok: false, text: null, notice: null, code, params: {raw}};
}

/** Integer tenths (75) as canonical text ("7.5"). */
export function tenthsToText(tenths) {
    return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

/** Integer tenths of a canonical score, or null where the text is no score. */
export function textToTenths(text) {
    const match = /^(\d+)\.(\d)$/.exec(text || "");
    return match ? Number(match[1]) * 10 + Number(match[2]) : null;
}

/** Unicode form and blanks made alike, so that equal looking texts are equal. */
export function normalize(raw) {
    return String(raw)
        .normalize("NFC")
        .replace(INVISIBLE, "")
        .replace(/\s+/gu, " ")
        .trim();
}

function parseRating(text, raw) {
    // U+00F0 (eth) looks like U+0111 (d with stroke) and some keyboards produce it.
    const word = text.toLowerCase().replaceAll("\u00f0", "đ");
    if (PASSED_WORDS.has(word)) {
        return accepted("D");
    }
    if (FAILED_WORDS.has(word)) {
        return accepted("CD");
    }
    return refused("not_a_rating", raw);
}

/** Tenths of typed digits without a separator: 75 is 7,5; 11 is nobody's mark. */
function readDigits(number, raw) {
    if (number <= 10) {
        return {tenths: number * 10, notice: null};
    }
    if ((number >= 20 && number <= 99) || number === 100) {
        return {tenths: number, notice: "read_as_tenths"};
    }
    return {refusal: refused("above_10", raw)};
}

/** Tenths of whole part and decimals, exactly, half up. */
function readDecimals(whole, decimals, typed, raw) {
    const digits = decimals.replace(/0+$/, "");
    let tenths = Number(whole) * 10 + Number(digits[0] || 0);
    if (tenths > 100 || (tenths === 100 && digits.length > 1)) {
        return {refusal: refused("above_10", raw)};
    }
    if (digits.length <= 1) {
        return {tenths, notice: null};
    }
    if (!typed) {
        return {refusal: refused("two_decimals", raw)};
    }
    tenths += digits[1] >= "5" ? 1 : 0;
    return {tenths, notice: "rounded"};
}

function parseScore(text, raw, {whole, typed}) {
    const match = text.length <= LONGEST_NUMBER && NUMBER.exec(text);
    if (!match || match[1] === "+" || /^0\d\d/.test(match[2])) {
        return refused("not_a_mark", raw);
    }
    const [, sign, units, decimals] = match;
    if (sign && /[1-9]/.test(units + (decimals || ""))) {
        return refused("negative", raw);
    }
    let reading = null;
    if (decimals === undefined && typed) {
        reading = readDigits(Number(units), raw);
    } else {
        reading = readDecimals(units, decimals || "", typed || whole, raw);
    }
    if (reading.refusal) {
        return reading.refusal;
    }
    if (whole && (reading.tenths % 10 || reading.notice === "rounded")) {
        return refused("not_whole", raw);
    }
    return accepted(tenthsToText(reading.tenths), reading.notice);
}

/**
 * What a teacher typed or pasted, as a value.
 *
 * @param {string} raw
 * @param {"scored"|"comment"} subjectKind
 * @param {{whole?: boolean, typed?: boolean}} [options] `whole`: the column takes
 *  whole marks only; `typed`: digits without a separator may be tenths, and a second
 *  decimal is rounded half up instead of refused.
 * @returns {{ok: boolean, text: string|null, notice: string|null, code: string|null,
 *  params: Object}} canonical text and notice ("read_as_tenths", "rounded"), or the
 *  code of the refusal
 */
export function parse(raw, subjectKind, {whole = false, typed = true} = {}) {
    const text = normalize(raw ?? "");
    if (!text) {
        return accepted("");
    }
    if (text.startsWith("=")) {
        return refused("formula", raw);
    }
    const word = text.toLowerCase();
    if (ABSENT_WORDS.has(word)) {
        return accepted(ABSENT);
    }
    if (EXEMPT_WORDS.has(word)) {
        return accepted(EXEMPT);
    }
    if (subjectKind === "comment") {
        return parseRating(text, raw);
    }
    return parseScore(text, raw, {whole, typed});
}

/**
 * Canonical text as the register shows it: "7,5", "8", "Đ", "v".
 *
 * @param {string} text canonical text
 * @param {boolean} [whole] the column takes whole marks: "8" instead of "8,0"
 * @returns {string}
 */
export function display(text, whole = false) {
    switch (text || "") {
        case "":
            return "";
        case ABSENT:
            return "v";
        case EXEMPT:
            return "Miễn";
        case "D":
            return "Đ";
        case "CD":
            return "CĐ";
    }
    const shown = text.replace(".", ",");
    return whole && shown.endsWith(",0") ? shown.slice(0, -2) : shown;
}
