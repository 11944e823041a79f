import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {GridModel} from "@school_gradebook/grid/grid_model";
import {FakeServer, FakeStorage, makePayload, makeStore} from "./grid_test_helpers";

describe.current.tags("headless");

let server = null;
let storage = null;
let model = null;

function open(tab = "a") {
    const store = makeStore(storage, {tab});
    return new GridModel(server.copy(), {store, userName: "Mitchell Admin"});
}

beforeEach(() => {
    server = new FakeServer();
    storage = new FakeStorage();
    model = open();
});

const type = (line, assessment, raw) => model.edit([{line, assessment, raw}]);

/** Send what waits, as the queue does. */
function send(target = model) {
    const batch = target.takeBatch();
    try {
        target.settle(batch, server.save(batch));
    } catch {
        target.giveBack(batch);
    }
    return batch;
}

test("a typed value waits, is sent once and is then the server's", () => {
    type(101, 5, "75");
    expect(model.text(101, 5)).toBe("7.5");
    expect(model.entry(101, 5).notice).toBe("read_as_tenths");
    expect(model.counts.pending).toBe(1);
    expect(send()).toEqual([{line: 101, assessment: 5, value: "7.5", seen: ""}]);
    expect(model.counts.pending).toBe(0);
    expect(model.text(101, 5)).toBe("7.5");
    expect(server.texts).toEqual({"101:5": "7.5"});
    expect(model.takeBatch()).toEqual([]);
    expect(storage.length).toBe(0);
});

test("a refused value stays as typed and is never sent", () => {
    type(101, 1, "11");
    expect(model.shown(101, 1)).toBe("11");
    expect(model.entry(101, 1).code).toBe("above_10");
    expect(model.takeBatch()).toEqual([]);
    expect(model.counts).toEqual({pending: 0, invalid: 1, conflict: 0});
    type(101, 1, "8");
    expect(model.shown(101, 1)).toBe("8.0");
    expect(model.counts).toEqual({pending: 1, invalid: 0, conflict: 0});
});

test("a whole column refuses decimals, the others do not", () => {
    type(101, 1, "7,5");
    type(101, 5, "7,5");
    expect(model.entry(101, 1).code).toBe("not_whole");
    expect(model.entry(101, 5).text).toBe("7.5");
});

test("exemption is not typed", () => {
    type(101, 1, "m");
    expect(model.entry(101, 1).code).toBe("exempt_by_decision");
});

test("closed cells cannot be typed into and say why", () => {
    const payload = makePayload();
    Object.assign(payload.columns[1], {
        editable: false,
        reason: "Entered by Thầy Bình.",
    });
    Object.assign(payload.rows[2], {
        editable: false,
        reason: "Left.",
        left: "Chuyển đi",
    });
    payload.cells["101:1"] = {text: "7.0", locked: true, reason: "Locked since…"};
    server = new FakeServer(payload);
    model = open();
    const outcome = model.edit([
        {line: 101, assessment: 1, raw: "8"},
        {line: 101, assessment: 2, raw: "8"},
        {line: 103, assessment: 1, raw: "8"},
        {line: 102, assessment: 1, raw: "8"},
    ]);
    expect(outcome.applied).toBe(1);
    expect(outcome.denied.map(({reason}) => reason)).toEqual([
        "Locked since…",
        "Entered by Thầy Bình.",
        "Left.",
    ]);
});

test("averages follow what is typed, the server's answer replaces them", () => {
    type(101, 1, "8");
    type(101, 6, "7,2");
    expect(model.result(101)).toEqual({state: "provisional", text: "7.4"});
    const batch = model.takeBatch();
    const answer = server.save(batch);
    answer.rows = [
        {id: 101, result: {state: "final", text: "9.9"}, year_result: false},
    ];
    model.settle(batch, answer);
    expect(model.result(101)).toEqual({state: "final", text: "9.9"});
});

test("a value that was there already leaves a right average", () => {
    type(101, 1, "8");
    server.line = "deaf";
    send();
    server.line = "up";
    send();
    expect(server.requests.length).toBe(2);
    expect(model.result(101)).toEqual({state: "provisional", text: "8.0"});
});

test("typing back what the server has leaves nothing to send", () => {
    server.write(101, 1, "7.0");
    model = open();
    type(101, 1, "8");
    type(101, 1, "7");
    expect(model.counts.pending).toBe(0);
    expect(storage.length).toBe(0);
});

test("undo and redo, step by step", () => {
    type(101, 1, "7");
    type(101, 1, "8");
    model.edit([1, 2, 3].map((assessment) => ({line: 102, assessment, raw: "9"})));
    expect(model.undo().applied).toBe(3);
    expect(model.shown(102, 2)).toBe("");
    model.undo();
    expect(model.shown(101, 1)).toBe("7.0");
    model.redo();
    model.redo();
    expect(model.shown(101, 1)).toBe("8.0");
    expect(model.shown(102, 3)).toBe("9.0");
    expect(model.redo().applied).toBe(0);
});

test("undo of a saved value sends the old one, seen the new one", () => {
    type(101, 1, "7");
    send();
    model.undo();
    expect(send()).toEqual([{line: 101, assessment: 1, value: "", seen: "7.0"}]);
    expect(server.texts).toEqual({"101:1": ""});
});

test("undo brings a refused text back and forth", () => {
    type(101, 1, "7");
    type(101, 1, "11");
    model.undo();
    expect(model.shown(101, 1)).toBe("7.0");
    model.redo();
    expect(model.shown(101, 1)).toBe("11");
    expect(model.entry(101, 1).status).toBe("invalid");
});

test("undo leaves a colleague's value alone", () => {
    type(101, 1, "7");
    server.write(101, 1, "9.0");
    send();
    model.takeTheirs(101, 1);
    expect(model.undo()).toEqual({applied: 0, skipped: 1, cells: []});
    expect(model.shown(101, 1)).toBe("9.0");
    expect(model.takeBatch()).toEqual([]);
});

test("two people on one cell: both values, keep mine", () => {
    type(101, 1, "7");
    server.write(101, 1, "9.0");
    send();
    const entry = model.entry(101, 1);
    expect(entry.status).toBe("conflict");
    expect(entry.theirs).toEqual({
        text: "9.0",
        by: "Thầy Bình",
        at: "22/11/2026 21:40:00",
    });
    expect(model.shown(101, 1)).toBe("7.0");
    expect(model.takeBatch()).toEqual([]);
    model.keepMine(101, 1);
    expect(send()).toEqual([{line: 101, assessment: 1, value: "7.0", seen: "9.0"}]);
    expect(server.texts["101:1"]).toBe("7.0");
});

test("two people on one cell: take theirs", () => {
    type(101, 1, "7");
    server.write(101, 1, "9.0");
    send();
    model.takeTheirs(101, 1);
    expect(model.shown(101, 1)).toBe("9.0");
    expect(model.result(101).text).toBe("9.0");
    expect(model.counts).toEqual({pending: 0, invalid: 0, conflict: 0});
    expect(storage.length).toBe(0);
});

test("what the server refuses stays visible with its reason and leaves the queue", () => {
    server.refusals["101:1"] = "Locked since 20/12/2025 by Thầy Bình.";
    type(101, 1, "7");
    send();
    expect(model.entry(101, 1).reason).toBe("Locked since 20/12/2025 by Thầy Bình.");
    expect(model.shown(101, 1)).toBe("7.0");
    expect(model.result(101).text).toBe("");
    expect(model.takeBatch()).toEqual([]);
    expect(storage.length).toBe(0);
});

test("a refused text can be given up, even in a cell that is closed by now", () => {
    server.write(101, 1, "6.0");
    model = open();
    server.refusals["101:1"] = "Locked.";
    type(101, 1, "7");
    send();
    server.payload.cells["101:1"].locked = true;
    model.refresh(server.copy());
    expect(model.shown(101, 1)).toBe("7.0");
    expect(model.discard(101, 1)).toBe(true);
    expect(model.shown(101, 1)).toBe("6.0");
    expect(model.discard(101, 1)).toBe(false);
});

test("no line: cells wait in the browser and come back after a reload", () => {
    server.line = "down";
    type(101, 1, "7");
    type(102, false, "Chăm chỉ");
    send();
    expect(model.counts.pending).toBe(2);
    server.line = "up";
    model = open();
    expect(model.restore()).toBe(2);
    expect(model.shown(102, false)).toBe("Chăm chỉ");
    send();
    expect(server.read(102, false)).toBe("Chăm chỉ");
    expect(server.texts).toEqual({"101:1": "7.0"});
    expect(storage.length).toBe(0);
});

test("what arrived without an answer is not doubled", () => {
    server.line = "deaf";
    type(101, 1, "7");
    send();
    expect(model.counts.pending).toBe(1);
    server.line = "up";
    const batch = model.takeBatch();
    const answer = server.save(batch);
    expect(answer.cells[0].status).toBe("same");
    model.settle(batch, answer);
    expect(model.counts.pending).toBe(0);
});

test("typed over what arrived without an answer: no quarrel with oneself", () => {
    server.line = "deaf";
    type(101, 1, "7");
    send();
    server.line = "up";
    type(101, 1, "8");
    send();
    expect(model.entry(101, 1).status).toBe("pending");
    send();
    expect(model.counts).toEqual({pending: 0, invalid: 0, conflict: 0});
    expect(server.texts["101:1"]).toBe("8.0");
});

test("taken back what arrived without an answer: it is really taken back", () => {
    server.line = "deaf";
    type(101, 1, "7");
    send();
    server.line = "up";
    model.undo();
    send();
    send();
    expect(server.texts["101:1"]).toBe("");
    expect(model.counts.pending).toBe(0);
});

test("typing over a cell on its way sends the newer value afterwards", () => {
    type(101, 1, "7");
    const batch = model.takeBatch();
    type(101, 1, "8");
    type(101, 2, "9");
    model.settle(batch, server.save(batch));
    expect(model.shown(101, 1)).toBe("8.0");
    expect(send()).toEqual([
        {line: 101, assessment: 1, value: "8.0", seen: "7.0"},
        {line: 101, assessment: 2, value: "9.0", seen: ""},
    ]);
    expect(server.texts).toEqual({"101:1": "8.0", "101:2": "9.0"});
});

test("a reload in the middle of sending sends again, harmlessly", () => {
    type(101, 1, "7");
    server.save(model.takeBatch());
    model = open();
    // The server has it already: nothing comes back.
    expect(model.restore()).toBe(0);
    expect(storage.length).toBe(0);
});

test("newer data from the server: what is typed stays on top", () => {
    type(101, 1, "7");
    type(102, 1, "11");
    server.write(101, 1, "9.0");
    server.write(103, 1, "5.0");
    model.refresh(server.copy());
    expect(model.shown(101, 1)).toBe("7.0");
    expect(model.shown(102, 1)).toBe("11");
    expect(model.shown(103, 1)).toBe("5.0");
    // The user never saw the 9: the server is to say so.
    send();
    expect(model.entry(101, 1).status).toBe("conflict");
});

test("two tabs: the second does not send what the first one keeps", () => {
    server.line = "down";
    type(101, 1, "7");
    send();
    const second = open("b");
    expect(second.restore()).toBe(0);
    second.edit([{line: 102, assessment: 1, raw: "8"}]);
    server.line = "up";
    expect(send(second).length).toBe(1);
    expect(send().length).toBe(1);
    expect(server.texts).toEqual({"101:1": "7.0", "102:1": "8.0"});
    expect(storage.length).toBe(0);
});

test("a comment is kept as text", () => {
    type(101, false, "  Có   tiến bộ ");
    expect(model.shown(101, false)).toBe("Có tiến bộ");
    send();
    expect(server.read(101, false)).toBe("Có tiến bộ");
});
