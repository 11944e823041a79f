import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {DEAD_AFTER} from "@school_gradebook/grid/pending_store";
import {FakeStorage, makeStore} from "./grid_test_helpers";

describe.current.tags("headless");

let storage = null;
let clock = 0;
const now = () => clock;
const cell = (value) => ({line: 101, assessment: 1, value, seen: "", at: 1, tried: []});

beforeEach(() => {
    storage = new FakeStorage();
    clock = 1000;
});

test("entries survive a reload of the tab and go when they are dealt with", () => {
    makeStore(storage, {now}).put({"101:1": cell("7.0")});
    const reloaded = makeStore(storage, {now});
    expect(reloaded.adopt()["101:1"].value).toBe("7.0");
    reloaded.remove(["101:1"]);
    expect(storage.length).toBe(0);
});

test("another tab leaves the entries of a living tab alone", () => {
    makeStore(storage, {now}).put({"101:1": cell("7.0")});
    const other = makeStore(storage, {now, tab: "b"});
    expect(other.adopt()).toEqual({});
    expect(other.foreign).toBe(1);
    other.put({"102:1": cell("8.0")});
    other.remove(["101:1", "102:1"]);
    expect(Object.keys(makeStore(storage, {now}).read().entries)).toEqual(["101:1"]);
});

test("entries of a dead tab are adopted", () => {
    const first = makeStore(storage, {now});
    first.put({"101:1": cell("7.0")});
    const other = makeStore(storage, {now, tab: "b"});
    clock += DEAD_AFTER + 1;
    expect(other.adopt()["101:1"].value).toBe("7.0");
    // It belongs to the adopter now.
    first.remove(["101:1"]);
    expect(storage.length).toBe(1);
});

test("a tab that says good-bye is adopted at once, one that shows life is not", () => {
    const first = makeStore(storage, {now});
    first.put({"101:1": cell("7.0")});
    clock += DEAD_AFTER + 1;
    first.beat();
    const other = makeStore(storage, {now, tab: "b"});
    expect(other.adopt()).toEqual({});
    first.goodbye();
    expect(Object.keys(other.adopt())).toEqual(["101:1"]);
});

test("databases, users and gradebooks are kept apart", () => {
    makeStore(storage, {now, gradebook: 8, title: "8B – Toán"}).put({
        "101:1": cell("7.0"),
    });
    makeStore(storage, {now, uid: 3}).put({"101:1": cell("7.0")});
    const store = makeStore(storage, {now});
    expect(store.adopt()).toEqual({});
    expect(store.others()).toEqual([{gradebook: 8, title: "8B – Toán", count: 1}]);
});

test("a full or missing storage is said, not fatal", () => {
    storage.full = true;
    const store = makeStore(storage, {now});
    store.put({"101:1": cell("7.0")});
    expect(store.durable).toBe(false);
    storage.full = false;
    store.put({"101:1": cell("7.0")});
    expect(store.durable).toBe(true);
    const none = makeStore(null, {now});
    none.put({"101:1": cell("7.0")});
    expect(none.durable).toBe(false);
    expect(none.others()).toEqual([]);
});

test("rubbish in the storage is ignored", () => {
    const store = makeStore(storage, {now});
    storage.setItem(store.key, "{not json");
    expect(store.adopt()).toEqual({});
});
