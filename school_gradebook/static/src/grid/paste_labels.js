/**
 * Finding out whose row is whose in a pasted block: which leading columns hold roll
 * numbers, student codes or names, which leading rows are headings, and which student
 * of the roll each remaining row belongs to.
 */
import {normalize} from "./values";

const SHARE = 0.6;
const MAX_LABELS = 8;
const MAX_HEADINGS = 3;
const DATE = /^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}$/;
const HEADING_WORDS =
    /^(stt|tt|so thu tu|ma|ma hs|ma hoc sinh|ma dinh danh.*|ho|ten|ho ten|ho va ten|ho dem|ho va ten dem|ho ten dem|ngay sinh|lop|gioi tinh|ddg.*|tx ?\d*|gk|ck|diem.*|danh gia.*|muc.*|nhan xet.*|dtb.*|tb.*|ghi chu)$/;

/** Lower case, without diacritics and punctuation: for headings only. */
export function plainWord(text) {
    return normalize(text)
        .toLowerCase()
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .replaceAll("đ", "d")
        .replace(/[^a-z0-9]+/g, " ")
        .trim();
}

/** A name as it is compared: diacritics count, case, blanks and tone place do not. */
export function nameKey(name) {
    return normalize(name)
        .toLowerCase()
        .normalize("NFD")
        .replace(
            /([aeiouy])([\u0300\u0301\u0303\u0309\u0323])([aeiouy])(?=\s|$)/g,
            "$1$3$2"
        )
        .normalize("NFC");
}

/** Spreadsheets turn a code of digits into a number and drop its leading zeros. */
function codeKey(code) {
    return normalize(code)
        .toUpperCase()
        .replace(/^0+(?=\d)/, "");
}

export class Roll {
    /** @param {{id: number, number: number, code: string, name: string}[]} rows */
    constructor(rows) {
        this.rows = rows;
        this.byCode = new Map(rows.map((row) => [codeKey(row.code || ""), row]));
        this.byCode.delete("");
        this.byNumber = new Map(rows.map((row) => [String(row.number), row]));
        this.byName = new Map();
        for (const row of rows) {
            const key = nameKey(row.name);
            this.byName.set(key, [...(this.byName.get(key) || []), row]);
        }
    }

    withCode(text) {
        return this.byCode.get(codeKey(text));
    }

    withName(text) {
        return this.byName.get(nameKey(text)) || [];
    }
}

function share(values, test) {
    const filled = values.filter(Boolean);
    return filled.length ? filled.filter(test).length / filled.length : 0;
}

function isCounting(values) {
    const filled = values.filter(Boolean);
    const first = Number(filled[0]);
    return (
        filled.length > 1 &&
        /^\d+$/.test(filled[0]) &&
        filled.every((value, index) => value === String(first + index))
    );
}

function looksLikeName(value) {
    return /^\p{L}[\p{L}'.-]*( \p{L}[\p{L}'.-]*)+$/u.test(normalize(value));
}

/**
 * Role of a column that tells whose row it is: "code", "name" or "family" (the given
 * name stands in the next column); "date" for birth dates; else null. Names nobody of
 * this roll has are names too: of another class.
 */
function roleOf(columns, index, roll) {
    const values = columns[index];
    if (share(values, (value) => roll.withCode(value)) >= SHARE) {
        return "code";
    }
    if (share(values, (value) => roll.withName(value).length) >= SHARE) {
        return "name";
    }
    const full = values.map((value, row) => `${value} ${columns[index + 1][row]}`);
    if (share(full, (value) => roll.withName(value).length) >= SHARE) {
        return "family";
    }
    if (share(values, (value) => DATE.test(value)) >= SHARE) {
        return "date";
    }
    return index < 3 && share(values, looksLikeName) >= SHARE ? "name" : null;
}

/**
 * A first column 1, 2, 3… without names is the roll number only when it goes past what
 * a mark can be.
 */
function bareNumbers(values) {
    return isCounting(values) && Math.max(...values.map(Number)) > 10;
}

function labelRoles(rows, roll) {
    const width = Math.min(MAX_LABELS, rows[0]?.length || 0);
    const columns = Array.from({length: width + 1}, (_, index) =>
        rows.map((row) => row[index] ?? "")
    );
    const roles = [];
    for (let index = 0; index < width && index - roles.length < 3; index++) {
        const role = roleOf(columns, index, roll);
        if (!role || (role === "date" && !roles.length)) {
            continue;
        }
        while (roles.length < index) {
            const counts = columns[roles.length].every((value) =>
                /^\d{0,3}$/.test(value)
            );
            roles.push(!roles.length && counts ? "number" : "other");
        }
        roles.push(role);
        if (role === "family") {
            roles.push("given");
            index++;
        }
    }
    return roles.length || !bareNumbers(columns[0]) ? roles : ["number"];
}

function countHeadings(rows, roll) {
    let count = 0;
    while (count < Math.min(MAX_HEADINGS, rows.length - 1)) {
        const row = rows[count];
        const words = row.some((cell) => HEADING_WORDS.test(plainWord(cell)));
        const student = row.some((cell) => roll.withName(cell).length > 0);
        if (student || (!words && !(count && isSubHeading(row, rows[count + 1])))) {
            break;
        }
        count++;
    }
    return count;
}

/** "1 2 3 4" below ĐĐGtx: a second heading row, blank where the next row has a name. */
function isSubHeading(row, next) {
    const start = row.findIndex(Boolean);
    return start > 0 && next.slice(0, start).some(Boolean);
}

function combineHeadings(headings, width) {
    const titles = Array(width).fill("");
    for (const heading of headings) {
        let group = "";
        heading.forEach((cell, column) => {
            group = cell || (heading === headings[0] ? group : "");
            titles[column] = plainWord(`${titles[column]} ${group}`);
        });
    }
    return titles;
}

/**
 * @param {string[][]} block
 * @param {Roll} roll
 * @returns {{headings: number, titles: string[], roles: string[]}} number of heading
 *  rows, their plain words per column, roles of the leading label columns
 */
export function detectLabels(block, roll) {
    const headings = countHeadings(block, roll);
    const titles = combineHeadings(block.slice(0, headings), block[0].length);
    return {headings, titles, roles: labelRoles(block.slice(headings), roll)};
}

function label(row, roles, role) {
    const index = roles.indexOf(role);
    return index < 0 ? "" : row[index];
}

function nameOf(row, roles) {
    if (roles.includes("family")) {
        return `${label(row, roles, "family")} ${label(row, roles, "given")}`.trim();
    }
    return label(row, roles, "name");
}

/**
 * The student one labelled row belongs to.
 *
 * @returns {{row?: Object, code?: string, params?: Object}} the row of the roll, or the
 *  code of the reason why there is none
 */
export function matchRow(row, roles, roll) {
    const code = label(row, roles, "code");
    const name = nameOf(row, roles);
    const number = label(row, roles, "number");
    if (code) {
        const student = roll.withCode(code);
        if (!student) {
            return {code: "unknown_code", params: {code}};
        }
        if (name && nameKey(name) !== nameKey(student.name)) {
            const params = {code, name, student: student.name};
            return {code: "name_and_code_disagree", params};
        }
        return {row: student};
    }
    if (name) {
        const students = roll.withName(name);
        const numbered = students.filter((each) => String(each.number) === number);
        if (!students.length) {
            return {code: "unknown_name", params: {name}};
        }
        if (students.length > 1 && numbered.length !== 1) {
            return {code: "ambiguous_name", params: {name}};
        }
        return {row: students.length > 1 ? numbered[0] : students[0]};
    }
    if (roles.includes("number") && number && !roles.includes("name")) {
        const student = roll.byNumber.get(number);
        return student ? {row: student} : {code: "unknown_number", params: {number}};
    }
    return {code: "no_name", params: {}};
}
