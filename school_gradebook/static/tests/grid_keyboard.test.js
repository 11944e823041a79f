import {animationFrame, expect, queryAll, queryOne, test} from "@odoo/hoot";
import {edit, press, queryAllTexts} from "@odoo/hoot-dom";
import {contains} from "@web/../tests/web_test_helpers";
import {
    cellOf,
    clickCell,
    defineMailModels,
    FakeServer,
    makePayload,
    openGrid,
    saved,
    status,
    textOf,
    type,
} from "./grid_test_helpers";

defineMailModels();

/** Position of the comment column. */
const COMMENT = 7;

test("a list opens the gradebook at the cell it names", async () => {
    await openGrid(new FakeServer(makePayload()), {line: 104, assessment: 5});
    expect(cellOf(3, 4)).toHaveAttribute("aria-selected", "true");
});

test("the screen says what it is: title, rounding, state, columns", async () => {
    const payload = makePayload();
    payload.columns[0].component = "Lịch sử";
    await openGrid(new FakeServer(payload));
    expect(".o_breadcrumb").toHaveText("8A – Toán – HKI 2025-2026");
    expect(".o_sg_rounding").toHaveText(/half up: 7.25 gives 7.3/);
    expect(status()).toBe("saved");
    expect(queryAllTexts("thead tr:first-child th")).toEqual([
        "No.",
        "Full name",
        "ĐĐGtx",
        "ĐĐGgk",
        "ĐĐGck",
        "ĐTBmhkI",
        "Comment",
        "Note",
    ]);
    expect("thead tr:nth-child(2) th").toHaveCount(4);
    expect("thead tr:nth-child(2) th .o_sg_component").toHaveText("Lịch sử");
    expect("table[role=grid] tr[role=row] td[role=gridcell]").toHaveCount(5 * 8);
    expect(".o_sg_box").toBeFocused();
});

test("typing: Enter goes down, averages follow, one request saves", async () => {
    const server = new FakeServer();
    await openGrid(server);
    await type("8");
    await type("9");
    expect([textOf(0, 0), textOf(1, 0)]).toEqual(["8", "9"]);
    expect([textOf(0, 6), textOf(1, 6)]).toEqual(["8,0", "9,0"]);
    expect(cellOf(0, 6).dataset.state).toMatch(/provisional/);
    expect(cellOf(2, 0).dataset.state).toMatch(/cursor/);
    expect(status()).toBe("pending");
    expect(server.requests).toEqual([]);
    await saved();
    expect(status()).toBe("saved");
    expect(server.requests.length).toBe(1);
    expect(server.texts).toEqual({"101:1": "8.0", "102:1": "9.0"});
});

test("keys that come before the table is drawn again go to the new cell", async () => {
    const payload = makePayload();
    Object.assign(payload.columns[0], {editable: false, reason: "Not yours."});
    payload.cells["101:2"] = {text: "8.0", locked: false, reason: false};
    await openGrid(new FakeServer(payload));
    await clickCell(0, 0);
    const box = queryOne(".o_sg_box");
    expect(box.readOnly).toBe(true);
    // No frame passes between these keys.
    const options = {bubbles: true, cancelable: true};
    box.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", ...options}));
    expect([box.readOnly, box.value]).toEqual([false, "8"]);
    box.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", ...options}));
    expect([box.readOnly, box.value]).toEqual([false, ""]);
    document.execCommand("insertText", false, "8");
    await press("Enter");
    await animationFrame();
    expect([textOf(0, 1), textOf(1, 1)]).toEqual(["8", "8"]);
});

test("75 is shown as 7,5 before it is kept", async () => {
    await openGrid(new FakeServer());
    await clickCell(0, 4);
    await press(["7"]);
    expect(".o_sg_hint").toHaveText("7,0");
    await press(["5"]);
    expect(".o_sg_hint").toHaveText("75 is read as 7,5.");
    await press("Enter");
    await animationFrame();
    expect(textOf(0, 4)).toBe("7,5");
    expect(".o_sg_hint").not.toBeVisible();
});

test("11 is refused at the cell: reason shown, text kept, never sent", async () => {
    const server = new FakeServer();
    await openGrid(server);
    await press(["1", "1"]);
    expect(".o_sg_hint").toHaveText("“11” is above 10; marks go from 0 to 10.");
    await press("Enter");
    await animationFrame();
    expect(textOf(0, 0)).toBe("11");
    expect(cellOf(0, 0)).toHaveAttribute("aria-invalid", "true");
    expect(cellOf(0, 0)).toHaveAttribute("title", /above 10/);
    expect(".o_sg_bar_message").toHaveText(/above 10/);
    await saved();
    expect(server.requests).toEqual([]);
    expect(".o_sg_invalid_count").toHaveCount(1);
});

test("7,25 is rounded with a notice", async () => {
    await openGrid(new FakeServer());
    await clickCell(0, 5);
    await type("7,25");
    expect(textOf(0, 5)).toBe("7,3");
    expect(".o_sg_bar_message").toHaveText("7,25 is rounded to 7,3.");
});

test("a half typed value is not scolded", async () => {
    await openGrid(new FakeServer(makePayload({kind: "comment"})));
    await press(["c"]);
    expect(".o_sg_hint").not.toBeVisible();
    await press(["d"]);
    expect(".o_sg_hint").toHaveText("CĐ");
    await press("Enter");
    await animationFrame();
    expect(textOf(0, 0)).toBe("CĐ");
    await press(["x"]);
    expect(".o_sg_hint").toHaveText(/neither Đ/);
});

test("arrows, Home, End, Ctrl+Home, Ctrl+End", async () => {
    await openGrid(new FakeServer());
    const at = () => {
        const cell = queryOne("td[data-state~=cursor]");
        return [Number(cell.closest("tr").dataset.row), Number(cell.dataset.col)];
    };
    const go = async (...keys) => {
        await press(keys);
        await animationFrame();
        return at();
    };
    expect(await go("ArrowDown")).toEqual([1, 0]);
    expect(await go("ArrowRight")).toEqual([1, 1]);
    expect(await go("End")).toEqual([1, COMMENT]);
    expect(await go("Home")).toEqual([1, 0]);
    expect(await go("Control", "End")).toEqual([4, COMMENT]);
    expect(await go("Control", "Home")).toEqual([0, 0]);
    expect(await go("ArrowUp")).toEqual([0, 0]);
    expect(await go("PageDown")).toEqual([4, 0]);
    expect(await go("PageUp")).toEqual([0, 0]);
    expect(await go("Tab")).toEqual([0, 1]);
    expect(await go("Shift", "Tab")).toEqual([0, 0]);
});

test("typing then an arrow keeps the value and moves", async () => {
    await openGrid(new FakeServer());
    await press(["8"]);
    await press("ArrowRight");
    await animationFrame();
    expect(textOf(0, 0)).toBe("8");
    expect(cellOf(0, 1).dataset.state).toMatch(/cursor/);
});

test("F2 edits what is there, Escape brings it back", async () => {
    const server = new FakeServer();
    server.write(101, 5, "7.5");
    await openGrid(server);
    await clickCell(0, 4);
    await press("F2");
    expect(".o_sg_box").toHaveValue("7,5");
    await press(["Backspace"]);
    expect(".o_sg_box").toHaveValue("7,");
    await press("Escape");
    await animationFrame();
    expect(textOf(0, 4)).toBe("7,5");
    await saved();
    expect(server.requests).toEqual([]);
});

test("Delete clears the selected block as one step, Ctrl+Z brings it back", async () => {
    const server = new FakeServer();
    for (const line of [101, 102]) {
        server.write(line, 1, "7.0");
        server.write(line, 2, "8.0");
    }
    await openGrid(server);
    await clickCell(0, 0);
    await press(["Shift", "ArrowDown"]);
    await press(["Shift", "ArrowRight"]);
    await animationFrame();
    expect("td[data-state~=selected]").toHaveCount(4);
    await press("Delete");
    await animationFrame();
    expect([textOf(0, 0), textOf(1, 1)]).toEqual(["", ""]);
    await saved();
    expect(server.texts).toEqual({"101:1": "", "101:2": "", "102:1": "", "102:2": ""});
    await press(["Control", "z"]);
    await animationFrame();
    expect([textOf(0, 0), textOf(1, 1)]).toEqual(["7", "8"]);
    await saved();
    expect(server.texts["102:2"]).toBe("8.0");
    await press(["Control", "y"]);
    await animationFrame();
    expect(textOf(1, 1)).toBe("");
});

test("Enter goes right when the user likes it so", async () => {
    await openGrid(new FakeServer());
    await contains(".o_sg_direction").click();
    await animationFrame();
    await type("8");
    expect(cellOf(0, 1).dataset.state).toMatch(/cursor/);
    expect(localStorage.getItem("school_gradebook.enter:7")).toBe("right");
    // From the last mark on to the next student, not into the comment.
    await clickCell(0, 5);
    await type("8");
    expect(cellOf(1, 0).dataset.state).toMatch(/cursor/);
});

test("cells that are not yours: visible, with the reason, not typed into", async () => {
    const payload = makePayload();
    Object.assign(payload.columns[1], {
        editable: false,
        reason: "Entered by Thầy Bình.",
    });
    payload.cells["101:1"] = {text: "7.0", locked: true, reason: "Locked since 20/12."};
    payload.rows[3].left = "Chuyển đi 16/02/2026";
    payload.rows[3].editable = false;
    payload.rows[3].reason = "No longer in the class.";
    const server = new FakeServer(payload);
    await openGrid(server);
    expect(cellOf(0, 1).dataset.state).toMatch(/closed/);
    expect(cellOf(0, 1)).toHaveAttribute("aria-readonly", "true");
    expect(cellOf(0, 0).querySelector(".fa-lock")).not.toBe(null);
    await clickCell(0, 0);
    expect(".o_sg_bar_reason").toHaveText("Locked since 20/12.");
    await type("9");
    expect(textOf(0, 0)).toBe("7");
    expect(".o_sg_bar_message").toHaveText("Locked since 20/12.");
    await clickCell(0, 1);
    expect(".o_sg_bar_reason").toHaveText("Entered by Thầy Bình.");
    expect("tr[data-row='3'] .o_sg_note").toHaveText("Chuyển đi 16/02/2026");
    await saved();
    expect(server.requests).toEqual([]);
});

test("Tab leaves out what cannot be typed", async () => {
    const payload = makePayload();
    payload.columns[1].editable = false;
    await openGrid(new FakeServer(payload));
    await press("Tab");
    await animationFrame();
    expect(cellOf(0, 2).dataset.state).toMatch(/cursor/);
});

test("comments are written in their own column", async () => {
    const server = new FakeServer();
    server.payload.rows[0].comment = "Ngoan";
    await openGrid(server);
    await clickCell(0, COMMENT);
    await animationFrame();
    expect(".o_sg_box").toHaveAttribute("data-mode", "edit");
    expect(".o_sg_box").toHaveValue("Ngoan");
    await edit("Ngoan, có tiến bộ");
    await press("Enter");
    await animationFrame();
    expect(textOf(0, COMMENT)).toBe("Ngoan, có tiến bộ");
    expect(cellOf(1, COMMENT).dataset.state).toMatch(/cursor/);
    await saved();
    expect(server.read(101, false)).toBe("Ngoan, có tiến bộ");
});

test("a class of 90 is typed without redrawing it", async () => {
    await openGrid(new FakeServer(makePayload({students: 90})));
    const before = queryAll(".o_sg_table td").map((cell) => cell);
    await type("8");
    const after = queryAll(".o_sg_table td");
    expect(after.length).toBe(before.length);
    expect(after.every((cell, index) => cell === before[index])).toBe(true);
    expect(textOf(0, 0)).toBe("8");
});
