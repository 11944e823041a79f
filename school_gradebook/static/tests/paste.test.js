import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {formatBlock, parseBlock} from "@school_gradebook/grid/clipboard";
import {findLookalikes} from "@school_gradebook/grid/column_guard";
import {GridModel} from "@school_gradebook/grid/grid_model";
import {planPaste} from "@school_gradebook/grid/paste";
import {makeColumns, makePayload, makeStore} from "./grid_test_helpers";

describe.current.tags("headless");

let model = null;
const COLUMNS = [
    ...makeColumns().map((column) => ({...column, assessment: column.id})),
    {assessment: false, kind: "comment"},
];

function open(payload) {
    return new GridModel(payload, {store: makeStore()});
}

beforeEach(() => {
    model = open(makePayload());
});

function plan(text, {row = 0, col = 0, ...options} = {}) {
    return planPaste(model, parseBlock(text), COLUMNS, {row, col}, options);
}

const where = (found) => found.rows.map((row) => row.row?.id || row.code);
const statuses = (found) =>
    found.rows.map((row) => row.cells.map((cell) => cell.status));

test("blocks are read and written as spreadsheets do", () => {
    expect(parseBlock("7\t8\r\n9\t\r\n")).toEqual([
        ["7", "8"],
        ["9", ""],
    ]);
    expect(parseBlock('a\t"b\nc ""d"""\n')).toEqual([["a", 'b\nc "d"']]);
    const rows = [
        ["x\ty", "7,5"],
        ['"', ""],
    ];
    expect(parseBlock(formatBlock(rows))).toEqual(rows);
});

test("a plain block goes to the cursor", () => {
    model.edit([{line: 102, assessment: 2, raw: "8"}]);
    const found = plan("7\t8\n8\t8\n9\t", {row: 1, col: 0});
    expect(where(found)).toEqual([102, 103, 104]);
    expect(statuses(found)).toEqual([
        ["new", "same"],
        ["new", "new"],
        ["new", "blank"],
    ]);
    expect(found.byLabel).toBe(false);
    expect(found.changes).toEqual([
        {line: 102, assessment: 1, raw: "7.0"},
        {line: 103, assessment: 1, raw: "8.0"},
        {line: 103, assessment: 2, raw: "8.0"},
        {line: 104, assessment: 1, raw: "9.0"},
    ]);
});

test("refused cells say why and are left out", () => {
    const found = plan("11\tx\n7,5\t-1");
    expect(found.rows.map((row) => row.cells.map((cell) => cell.code))).toEqual([
        ["above_10", "not_a_mark"],
        ["not_whole", "negative"],
    ]);
    expect(found.changes).toEqual([]);
    expect(found.counts.refused).toBe(4);
});

test("values read as tenths or rounded are counted for a second look", () => {
    const found = plan("75\n7,25", {col: 4});
    expect(found.rows.map((row) => row.cells[0].text)).toEqual(["7.5", "7.3"]);
    expect(found.counts.noticed).toBe(2);
});

test("more rows than students, more columns than the gradebook", () => {
    const found = plan("7\n8\n9", {row: 4});
    expect(where(found)).toEqual([105, "below_last", "below_last"]);
    expect(found.counts.unmatched).toBe(2);
    const wide = plan("7\tx\t9", {col: 5});
    expect(statuses(wide)).toEqual([["new", "new", "outside"]]);
});

test("closed cells: refused when they differ, fine when they are the same", () => {
    const payload = makePayload();
    Object.assign(payload.columns[1], {editable: false, reason: "Not your column."});
    payload.cells["101:2"] = {text: "7.0", locked: false, reason: false};
    model = open(payload);
    const found = plan("8\t7\n8\t7");
    expect(statuses(found)).toEqual([
        ["new", "same"],
        ["new", "refused"],
    ]);
    expect(found.rows[1].cells[1].reason).toBe("Not your column.");
});

test("names bring each row to its student, in any order", () => {
    const found = plan("Lê Hoà\t7\nnguyễn văn  AN\t8\nTrần Thị Bình\t9", {
        row: 4,
        col: 1,
    });
    expect(where(found)).toEqual([103, 101, 102]);
    expect(found.byLabel).toBe(true);
    expect(found.otherOrder).toBe(true);
    expect(found.changes[0]).toEqual({line: 103, assessment: 2, raw: "7.0"});
});

test("the same names as text without meaning when the user says so", () => {
    const found = plan("Lê Hòa\t7\nTrần Thị Bình\t8", {useLabels: false});
    expect(found.byLabel).toBe(false);
    expect(statuses(found)).toEqual([
        ["refused", "new"],
        ["refused", "new"],
    ]);
});

test("diacritics tell people apart", () => {
    const found = plan("Lê Hoa\t7\nTrần Thị Bình\t8\nNguyễn Văn An\t9");
    expect(where(found)).toEqual(["unknown_name", 102, 101]);
});

test("codes win, leading zeros may be lost, a code and a name must agree", () => {
    const found = plan(
        [
            "142970001\tTrần Thị Bình\t7",
            "0142970002\tNguyễn Văn An\t8",
            "999\tAi Đó Lạ\t9",
        ].join("\n")
    );
    expect(where(found)).toEqual([102, "name_and_code_disagree", "unknown_code"]);
    expect(found.changes).toEqual([{line: 102, assessment: 1, raw: "7.0"}]);
});

test("a name two students have needs a code or the number", () => {
    const payload = makePayload();
    payload.rows[3].name = payload.rows[0].name;
    model = open(payload);
    expect(where(plan("Nguyễn Văn An\t7\nLê Hòa\t8"))).toEqual(["ambiguous_name", 103]);
    const numbered = plan("4\tNguyễn Văn An\t7\n3\tLê Hòa\t8");
    expect(where(numbered)).toEqual([104, 103]);
});

test("one student twice is nobody's", () => {
    const found = plan("Lê Hòa\t7\nLê Hòa\t8\nNguyễn Văn An\t9");
    expect(where(found)).toEqual(["student_twice", "student_twice", 101]);
});

test("family and given name in two columns", () => {
    const found = plan("Trần Thị\tBình\t7\nLê\tHòa\t8");
    expect(where(found)).toEqual([102, 103]);
});

test("a number past ten is a roll number, small numbers are marks", () => {
    model = open(makePayload({students: 12}));
    const block = Array.from({length: 12}, (_, index) => `${index + 1}\t8`).join("\n");
    const found = plan(block, {col: 2});
    expect(found.byLabel).toBe(true);
    expect(where(found)[11]).toBe(112);
    expect(found.changes[0]).toEqual({line: 101, assessment: 3, raw: "8.0"});
    expect(plan("1\t8\n2\t9\n3\t7").byLabel).toBe(false);
});

test("a class list of another class is refused row by row", () => {
    const found = plan("Võ Thị Sáu\t7\nKim Đồng Nhỏ\t8");
    expect(where(found)).toEqual(["unknown_name", "unknown_name"]);
    expect(found.changes).toEqual([]);
});

test("headings name the columns, whatever the cursor says", () => {
    const found = plan(
        [
            "STT\tHọ và tên\tNgày sinh\tĐĐGtx\t\tĐĐGck\tĐTBmhk\tNhận xét",
            "\t\t\t1\t2\t\t\t",
            "1\tTrần Thị Bình\t04/03/2012\t7\t8\t6,5\t7,1\tNgoan",
            "2\tLê Hòa\t05/03/2012\t9\t\t7\t7,5\t",
        ].join("\n"),
        {col: 3}
    );
    expect(found.headings).toBe(2);
    expect(found.byHeading).toBe(true);
    expect(found.changes).toEqual([
        {line: 102, assessment: 1, raw: "7.0"},
        {line: 102, assessment: 2, raw: "8.0"},
        {line: 102, assessment: 6, raw: "6.5"},
        {line: 102, assessment: false, raw: "Ngoan"},
        {line: 103, assessment: 1, raw: "9.0"},
        {line: 103, assessment: 6, raw: "7.0"},
    ]);
});

test("blank cells clear marks only when asked", () => {
    model.edit([{line: 101, assessment: 2, raw: "8"}]);
    expect(plan("7\t\n8\t9").changes.length).toBe(3);
    const clearing = plan("7\t\n8\t9", {clearBlanks: true});
    expect(clearing.changes[1]).toEqual({line: 101, assessment: 2, raw: ""});
});

function columnOf(assessment, marks) {
    model.edit(
        marks.map((raw, index) => ({line: 101 + index, assessment, raw: String(raw)}))
    );
}

test("a column like another one is questioned", () => {
    model = open(makePayload({students: 12}));
    const marks = [5, 6, 7, 8, 9, 10, 4, 6, 7, 8, 9, 5];
    columnOf(1, marks);
    const lookalike = plan([...marks.slice(0, 10), 1, 2].join("\n"), {
        col: 1,
    }).lookalikes;
    expect(lookalike).toEqual([{column: 2, other: 1, same: 10, filled: 12}]);
    expect(
        plan(marks.map((mark) => 10 - mark).join("\n"), {col: 1}).lookalikes
    ).toEqual([]);
});

test("few marks, or all the same, prove nothing", () => {
    model = open(makePayload({students: 12}));
    const lines = model.data.rows.map((row) => row.id);
    const textOf = (line, assessment) => model.text(line, assessment);
    const guard = () => findLookalikes(model.data.columns, lines, textOf, [2]);
    columnOf(1, Array(12).fill(8));
    columnOf(2, Array(12).fill(8));
    expect(guard()).toEqual([]);
    model = open(makePayload({students: 12}));
    columnOf(1, [5, 6, 7, 8, 9]);
    columnOf(2, [5, 6, 7, 8, 9]);
    expect(guard()).toEqual([]);
});
