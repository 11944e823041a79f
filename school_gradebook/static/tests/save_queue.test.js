import {advanceTime, beforeEach, describe, expect, test} from "@odoo/hoot";
import {browser} from "@web/core/browser/browser";
import {SaveQueue} from "@school_gradebook/grid/save_queue";

describe.current.tags("headless");

let waiting = [];
let sent = [];
let answer = null;
let queue = null;

beforeEach(() => {
    waiting = [];
    sent = [];
    answer = () => Promise.resolve("ok");
    queue = new SaveQueue({
        take: () => waiting.splice(0),
        send: (batch) => {
            sent.push([...batch]);
            return answer(batch);
        },
        settle: () => {},
        giveBack: (batch) => waiting.unshift(...batch),
        classify: (error) => error.message,
        timers: {
            setTimeout: browser.setTimeout,
            clearTimeout: browser.clearTimeout,
            now: () => Date.now(),
        },
    });
});

function type(value) {
    waiting.push(value);
    queue.touch();
}

test("edits close together go in one request", async () => {
    type(1);
    await advanceTime(300);
    type(2);
    expect(queue.status).toBe("waiting");
    await advanceTime(600);
    expect(sent).toEqual([]);
    await advanceTime(100);
    expect(sent).toEqual([[1, 2]]);
    expect(queue.status).toBe("idle");
});

test("somebody who never pauses is saved all the same", async () => {
    for (let index = 0; index < 12; index++) {
        type(index);
        await advanceTime(500);
    }
    expect(sent.length).toBe(1);
    expect(sent[0].length).toBe(10);
});

test("one request at a time; what was typed meanwhile follows", async () => {
    let release = null;
    answer = () => new Promise((resolve) => (release = resolve));
    type(1);
    await advanceTime(700);
    expect(queue.status).toBe("saving");
    type(2);
    await advanceTime(2000);
    expect(sent).toEqual([[1]]);
    answer = () => Promise.resolve("ok");
    release("ok");
    await advanceTime(0);
    expect(sent).toEqual([[1], [2]]);
    expect(await queue.flush()).toBe(true);
});

test("without a line it tries again, ever more patiently", async () => {
    answer = () => Promise.reject(new Error("offline"));
    type(1);
    await advanceTime(700);
    expect(queue.status).toBe("offline");
    await advanceTime(2000);
    expect(sent.length).toBe(2);
    await advanceTime(2000);
    expect(sent.length).toBe(2);
    await advanceTime(3000);
    expect(sent.length).toBe(3);
    type(2);
    await advanceTime(1000);
    // Typing does not hurry it.
    expect(sent.length).toBe(3);
    answer = () => Promise.resolve("ok");
    expect(await queue.flush()).toBe(true);
    expect(sent.at(-1)).toEqual([1, 2]);
});

test("a request without an answer is given up and sent again", async () => {
    answer = () => new Promise(() => {});
    type(1);
    await advanceTime(700);
    await advanceTime(30000);
    expect(queue.status).toBe("offline");
    answer = () => Promise.resolve("ok");
    await advanceTime(2000);
    expect(sent).toEqual([[1], [1]]);
    expect(queue.status).toBe("idle");
});

test("logged out: it waits for the login, not for the clock", async () => {
    answer = () => Promise.reject(new Error("session"));
    type(1);
    await advanceTime(700);
    expect(queue.status).toBe("session");
    await advanceTime(120000);
    expect(sent.length).toBe(1);
    answer = () => Promise.resolve("ok");
    await queue.flush();
    expect(sent.length).toBe(2);
});

test("the server refuses the request: the next edit tries again", async () => {
    answer = () => Promise.reject(new Error("error"));
    type(1);
    await advanceTime(700);
    expect(queue.status).toBe("error");
    await advanceTime(120000);
    expect(sent.length).toBe(1);
    answer = () => Promise.resolve("ok");
    type(2);
    await advanceTime(700);
    expect(sent.at(-1)).toEqual([1, 2]);
});

test("the browser says the line is down: no attempt before it may be back", async () => {
    queue.lost();
    type(1);
    await advanceTime(1000);
    expect(sent).toEqual([]);
    await advanceTime(1000);
    expect(sent).toEqual([[1]]);
});
