import {advanceTime, animationFrame, expect, queryOne, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {contains, onRpc} from "@web/../tests/web_test_helpers";
import {
    cellOf,
    clickCell,
    defineMailModels,
    FakeServer,
    makePayload,
    openGrid,
    saved,
    textOf,
    type,
} from "./grid_test_helpers";

defineMailModels();

const LOCKED = "Locked since 20/12/2025, decided by cô Hiệu.";

async function settled() {
    await animationFrame();
    await animationFrame();
    await animationFrame();
}

/** What a box for a day holds, as the browser keeps it. */
function dayOf(selector) {
    return queryOne(selector).value;
}

async function setDay(selector, day) {
    const box = queryOne(selector);
    box.value = day;
    box.dispatchEvent(new Event("input", {bubbles: true}));
    await animationFrame();
}

/** A gradebook whose columns 1, 2 and the comments are locked; 3 is a colleague's. */
function lockedBook() {
    const payload = makePayload();
    const closed = {editable: false, locked: true, reason: LOCKED};
    Object.assign(payload.columns[0], closed);
    Object.assign(payload.columns[1], closed, {component: "Lịch sử"});
    Object.assign(payload.columns[2], closed, {mine: false});
    Object.assign(payload.comment, closed);
    payload.cells["101:1"] = {text: "8.0", locked: true, reason: LOCKED};
    return payload;
}

/** Answer `request_opening` and remember what was asked. */
function listenToRequests(server) {
    const asked = [];
    onRpc("school.gradebook", "request_opening", ({args, kwargs}) => {
        const {held, until, reason, comments} = kwargs;
        asked.push({columns: args[1], held, until, reason, comments});
        const opening = {id: 9, state: "requested", until: "24/11/2026 23:59"};
        server.payload.openings = [{...opening, columns: args[1], comments}];
        return {id: 9, name: "x", until, message: "Leadership has been asked."};
    });
    return asked;
}

// Asking for an opening

test("two clicks ask for an opening of the column under the cursor", async () => {
    const server = new FakeServer(lockedBook());
    const asked = listenToRequests(server);
    await openGrid(server);
    await clickCell(0, 0);
    await contains(".o_sg_bar .o_sg_ask_open").click();
    await animationFrame();
    expect(queryAllTexts(".o_sg_ask .form-check-label")).toEqual([
        "ĐĐGtx 1",
        "ĐĐGtx 2 (Lịch sử)",
        "Comment",
    ]);
    expect("#o_sg_ask_1").toBeChecked();
    expect("#o_sg_ask_2").not.toBeChecked();
    expect(dayOf("#o_sg_ask_held")).toBe("2026-11-22");
    expect(dayOf("#o_sg_ask_until")).toBe("2026-11-24");
    expect(".o_sg_ask_send").toBeFocused();
    await contains(".o_sg_ask_send").click();
    await settled();
    expect(asked).toEqual([
        {
            columns: [1],
            held: "2026-11-22",
            until: "2026-11-24",
            reason: "",
            comments: false,
        },
    ]);
    expect(".o_notification").toHaveText(/Leadership has been asked/);
    expect(".modal").toHaveCount(0);
    // what was asked is shown at the column, and not asked again
    expect("th[data-head='1'] .o_sg_opening").toHaveText("asked");
    expect(".o_sg_bar_opening").toHaveText(/asked to open until 24\/11\/2026 23:59/);
    expect(".o_sg_ask_open").toHaveCount(0);
});

test("chosen columns are ticked, others and the comments can be", async () => {
    const server = new FakeServer(lockedBook());
    const asked = listenToRequests(server);
    server.payload.columns[0].held = "2026-11-20";
    await openGrid(server);
    await clickCell(1, 1);
    await press(["Shift", "ArrowLeft"]);
    await press(["Control", "o"]);
    await animationFrame();
    expect("#o_sg_ask_1").toBeChecked();
    expect("#o_sg_ask_2").toBeChecked();
    expect(dayOf("#o_sg_ask_held")).toBe("2026-11-20");
    await contains("#o_sg_ask_comment").click();
    await setDay("#o_sg_ask_held", "");
    expect(".o_sg_ask_send").not.toBeEnabled({message: "neither a day nor a reason"});
    await contains("#o_sg_ask_reason").edit("Máy hỏng", {confirm: "Enter"});
    await settled();
    expect(asked).toEqual([
        {
            columns: [1, 2],
            held: "",
            until: "2026-11-24",
            reason: "Máy hỏng",
            comments: true,
        },
    ]);
});

test("what the server says to a request is shown, and what was filled in stays", async () => {
    const server = new FakeServer(lockedBook());
    onRpc("school.gradebook", "request_opening", () => {
        throw new Error("The moment has passed");
    });
    await openGrid(server);
    await clickCell(0, 0);
    await contains(".o_sg_ask_open").click();
    await contains("#o_sg_ask_reason").edit("Chấm muộn", {confirm: false});
    await contains(".o_sg_ask_send").click();
    await settled();
    expect(".o_sg_ask_failure").toHaveText(/The moment has passed|RPC_ERROR/);
    expect("#o_sg_ask_reason").toHaveValue("Chấm muộn");
    expect(".o_sg_ask_send").toBeEnabled();
});

test("a colleague's column and an open one offer nothing to ask for", async () => {
    await openGrid(new FakeServer(lockedBook()));
    for (const col of [2, 4, 6]) {
        await clickCell(0, col);
        if (col === 6) {
            await press("Escape");
            await animationFrame();
        }
        expect(".o_sg_ask_open").toHaveCount(0);
    }
});

test("nothing of mine is locked: Ctrl+O says so", async () => {
    await openGrid(new FakeServer());
    await press(["Control", "o"]);
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(".o_sg_bar_message").toHaveText("Nothing of yours is locked here.");
});

test("the menu is walked with the arrow keys and asks, too", async () => {
    const server = new FakeServer(lockedBook());
    await openGrid(server);
    await clickCell(0, 0);
    await contains(".o_sg_bar_menu").click();
    await animationFrame();
    expect(".o_sg_menu_ask").toBeFocused();
    await press("ArrowDown");
    expect(".o_sg_menu_history").toBeFocused();
    await press("ArrowUp");
    await press("ArrowUp");
    expect(".o_sg_menu button:last-child").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_sg_menu").toHaveCount(0);
    expect(".o_sg_box").toBeFocused();
    await contains(".o_sg_bar_menu").click();
    await animationFrame();
    await press("Enter");
    await animationFrame();
    expect(".o_sg_ask").toHaveCount(1);
});

test("a granted opening is shown at its column", async () => {
    const payload = makePayload();
    const until = "24/11/2026 17:30";
    payload.openings = [
        {id: 1, state: "requested", until, comments: false, columns: [1, 2]},
        {id: 2, state: "granted", until, comments: true, columns: [2]},
    ];
    await openGrid(new FakeServer(payload));
    expect("th[data-head='1'] .o_sg_opening").toHaveText("asked");
    expect("th[data-head='2'] .o_sg_opening").toHaveText("open until 24/11 17:30");
    expect("th[data-head='comment'] .o_sg_opening").toHaveText(/open until/);
    await clickCell(0, 1);
    expect(".o_sg_bar_opening").toHaveText("open until 24/11/2026 17:30");
    await type("8");
    expect(textOf(0, 1)).toBe("8");
});

// Locks of single cells

test("a weekly lock holds what was entered; blank cells of the column stay open", async () => {
    const payload = makePayload();
    payload.cells["101:1"] = {text: "8.0", locked: true, reason: LOCKED};
    const server = new FakeServer(payload);
    await openGrid(server);
    expect(cellOf(0, 0).dataset.state).toMatch(/closed locked/);
    expect("thead .o_sg_lock").toHaveCount(0);
    await clickCell(0, 0);
    expect(".o_sg_bar_reason").toHaveText(LOCKED);
    expect(".o_sg_ask_open").toHaveCount(1);
    await clickCell(1, 0);
    await type("9");
    await saved();
    expect(server.texts).toEqual({"101:1": "8.0", "102:1": "9.0"});
});

test("a make-up test is entered in a closed column, which closes after it", async () => {
    const payload = lockedBook();
    payload.cells["102:1"] = {text: "#absent", locked: false, reason: false};
    const server = new FakeServer(payload);
    await openGrid(server);
    await clickCell(1, 0);
    await type("7");
    await saved();
    expect(server.texts["102:1"]).toBe("7.0");
    Object.assign(server.payload.cells["102:1"], {locked: true, reason: LOCKED});
    await advanceTime(1000);
    await settled();
    expect(cellOf(1, 0).dataset.state).toMatch(/closed locked/);
});

test("a lock that comes while cells wait: the typed text stays, with the reason", async () => {
    const server = new FakeServer();
    server.line = "down";
    await openGrid(server);
    await type("8");
    await type("9");
    await saved();
    server.line = "up";
    for (const line of [101, 102]) {
        server.refusals[`${line}:1`] = LOCKED;
    }
    Object.assign(server.payload.columns[0], {
        editable: false,
        locked: true,
        reason: LOCKED,
    });
    window.dispatchEvent(new Event("online"));
    await settled();
    await advanceTime(1000);
    await settled();
    expect([textOf(0, 0), textOf(1, 0)]).toEqual(["8", "9"]);
    expect(cellOf(0, 0).dataset.state).toMatch(/locked.*wrong/);
    expect(cellOf(0, 0)).toHaveAttribute("title", LOCKED);
    expect(cellOf(4, 0).dataset.state).toMatch(/locked/);
    // the way out is at hand, and what was typed waits for it
    await clickCell(0, 0);
    expect(".o_sg_back").toHaveCount(1);
    expect(".o_sg_ask_open").toHaveCount(1);
});
