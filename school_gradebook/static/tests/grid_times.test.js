import {animationFrame, expect, queryOne, test} from "@odoo/hoot";
import {press, rightClick} from "@odoo/hoot-dom";
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

// The plan's facts

function plannedBook() {
    const payload = makePayload();
    for (const column of payload.columns) {
        Object.assign(column, {planned: false, held: false, deadline: false});
    }
    payload.columns[1].held = "2026-11-09";
    Object.assign(payload.columns[4], {
        planned: "2026-11-10",
        held: "2026-11-11",
        deadline: "25/11/2026 23:59",
        due: true,
    });
    Object.assign(payload.columns[5], {deadline: "20/11/2026 23:59", late: true});
    return payload;
}

test("deadlines are in the heads, late columns are marked", async () => {
    await openGrid(new FakeServer(plannedBook()));
    const head = (key) => queryOne(`th[data-head='${key}']`);
    expect(head(5).querySelector(".o_sg_deadline")).toHaveText("by 25/11");
    expect(head(5)).toHaveClass("o_sg_due");
    expect(head(5).title).toMatch(/planned on 10\/11\/2026 · held on 11\/11\/2026/);
    expect(head(5).title).toMatch(/marks due by 25\/11\/2026 23:59/);
    expect(head(6)).toHaveClass("o_sg_late");
    expect(head(6).querySelector("[aria-label=Late]")).toHaveCount(1);
    expect(head(1).querySelector(".o_sg_deadline")).toBe(null);
    expect(head(2).querySelector(".o_sg_deadline")).toHaveText("held 09/11");
});

test("the day of a test is recorded from the head of its column", async () => {
    const server = new FakeServer(plannedBook());
    const recorded = [];
    onRpc("school.gradebook", "record_held", ({args}) => {
        recorded.push(args[1]);
        server.payload.columns[0].held = args[1][0].date;
        server.payload.columns[0].deadline = "29/11/2026 23:59";
        return {cells: [{assessment: 1, status: "saved"}], columns: []};
    });
    await openGrid(server);
    await contains("th[data-head='1']").click();
    await animationFrame();
    expect(".o_sg_menu_history").toHaveCount(0);
    await contains(".o_sg_menu_held").click();
    await animationFrame();
    expect(".o_sg_day").toBeFocused();
    expect(dayOf(".o_sg_day")).toBe("2026-11-22");
    await setDay(".o_sg_day", "2026-11-20");
    await contains(".o_sg_day_save").click();
    await settled();
    expect(recorded).toEqual([[{assessment: 1, date: "2026-11-20", seen: ""}]]);
    expect(".modal").toHaveCount(0);
    expect("th[data-head='1'] .o_sg_deadline").toHaveText("by 29/11");
});

test("a day that does not stand is told in its dialog", async () => {
    const server = new FakeServer(plannedBook());
    const answers = [
        {status: "refused", reason: "Not in the future."},
        {status: "conflict", by: "Thầy Bình", at: "21/11/2026 10:00:00"},
    ];
    onRpc("school.gradebook", "record_held", () => {
        return {
            cells: [{assessment: 5, reason: false, ...answers.shift()}],
            columns: [],
        };
    });
    await openGrid(server);
    await clickCell(0, 4);
    await rightClick(cellOf(0, 4));
    await animationFrame();
    await contains(".o_sg_menu_held").click();
    await animationFrame();
    expect(dayOf(".o_sg_day")).toBe("2026-11-11");
    await contains(".o_sg_day_save").click();
    await settled();
    expect(".modal .invalid-feedback").toHaveText("Not in the future.");
    await contains(".o_sg_day_save").click();
    await settled();
    expect(".modal .invalid-feedback").toHaveText(/Thầy Bình has recorded another day/);
});

test("a server that knows no days of tests offers none", async () => {
    await openGrid(new FakeServer());
    await contains("th[data-head='1']").click();
    await animationFrame();
    expect(".o_sg_menu_fill").toHaveCount(1);
    expect(".o_sg_menu_held").toHaveCount(0);
});

// Make-up tests

function missedBook() {
    const payload = makePayload();
    const absent = {text: "#absent", locked: false, reason: false};
    payload.cells["101:1"] = {...absent, makeup: "2026-12-04", overdue: false};
    payload.cells["102:1"] = {...absent, makeup: "2026-11-20", overdue: true};
    payload.cells["103:1"] = {...absent, makeup: "2026-11-20", overdue: true};
    return payload;
}

test("absences tell their make-up day, overdue ones are marked", async () => {
    await openGrid(new FakeServer(missedBook()));
    expect(cellOf(0, 0).title).toBe("Absent: make-up test by 04/12/2026.");
    expect(cellOf(0, 0).dataset.state).toMatch(/absent/);
    expect(cellOf(0, 0).dataset.state).not.toMatch(/overdue/);
    expect(cellOf(1, 0).dataset.state).toMatch(/overdue/);
    await clickCell(1, 0);
    expect(".o_sg_bar_reason").toHaveText(
        "The make-up day, 20/11/2026, has passed. The circular's consequence: 0."
    );
});

test("nobody waits for a student who has left", async () => {
    const payload = missedBook();
    const left = {editable: false, reason: "Left.", left: "Chuyển đi 01/10/2026"};
    Object.assign(payload.rows[1], left);
    await openGrid(new FakeServer(payload));
    expect(cellOf(1, 0).dataset.state).not.toMatch(/overdue/);
    expect(cellOf(1, 0).title).toBe("Left.");
    await rightClick(cellOf(1, 0));
    await animationFrame();
    expect(".o_sg_menu_consequence").toHaveCount(0);
});

test("an absence just saved tells the day that the server gave it", async () => {
    const server = new FakeServer();
    const save = server.saveCell.bind(server);
    server.saveCell = (change) => ({
        ...save(change),
        makeup: change.value === "#absent" ? "2026-12-06" : false,
        overdue: false,
    });
    await openGrid(server);
    await type("v");
    await saved();
    expect(cellOf(0, 0).title).toBe("Absent: make-up test by 06/12/2026.");
    await clickCell(0, 0);
    await type("7");
    await saved();
    expect(cellOf(0, 0).title).toBe("");
});

test("another make-up day is set from the menu", async () => {
    const server = new FakeServer(missedBook());
    const set = [];
    onRpc("school.gradebook", "set_makeup", ({args}) => {
        set.push(args[1]);
        const {date} = args[1][0];
        if (date === "2027-05-01") {
            return {cells: [{status: "refused", reason: "Not after the term."}]};
        }
        server.payload.cells["101:1"].makeup = date;
        return {cells: [{status: "saved", reason: null}]};
    });
    await openGrid(server);
    await rightClick(cellOf(0, 0));
    await animationFrame();
    expect(".o_sg_menu_consequence").toHaveCount(0);
    await contains(".o_sg_menu_makeup").click();
    await settled();
    expect(dayOf(".o_sg_day")).toBe("2026-12-04");
    await setDay(".o_sg_day", "2027-05-01");
    await contains(".o_sg_day_save").click();
    await settled();
    expect(".modal .invalid-feedback").toHaveText("Not after the term.");
    await setDay(".o_sg_day", "2026-12-10");
    await contains(".o_sg_day_save").click();
    await settled();
    expect(set.at(-1)).toEqual([{line: 101, assessment: 1, date: "2026-12-10"}]);
    expect(cellOf(0, 0).title).toBe("Absent: make-up test by 10/12/2026.");
});

test("the rule's consequence is entered after a question, for all chosen cells", async () => {
    const server = new FakeServer(missedBook());
    const entered = [];
    onRpc("school.gradebook", "enter_consequence", ({args}) => {
        entered.push(args[1]);
        for (const {line, assessment} of args[1]) {
            server.write(line, assessment, "0.0");
        }
        return {cells: [{status: "saved", reason: null}], rows: []};
    });
    await openGrid(server);
    await clickCell(0, 0);
    await press(["Shift", "ArrowDown"]);
    await press(["Shift", "ArrowDown"]);
    await press(["Shift", "ArrowDown"]);
    await press(["Shift", "ArrowUp"]);
    await animationFrame();
    await contains(".o_sg_bar_menu").click();
    await animationFrame();
    expect(".o_sg_menu_consequence").toHaveText("Enter the rule's consequence (0)…");
    await contains(".o_sg_menu_consequence").click();
    await settled();
    expect(".modal").toHaveText(/Trần Thị Bình – ĐĐGtx 1; Lê Hòa – ĐĐGtx 1/);
    expect(".modal").not.toHaveText(/Nguyễn Văn An/);
    expect(entered).toEqual([]);
    await contains(".modal .btn-primary").click();
    await settled();
    expect(entered).toEqual([
        [
            {line: 102, assessment: 1},
            {line: 103, assessment: 1},
        ],
    ]);
    expect([textOf(1, 0), textOf(2, 0)]).toEqual(["0", "0"]);
});

test("comment subjects: the consequence is CĐ; a colleague's column offers none", async () => {
    const payload = missedBook();
    Object.assign(payload, {
        subject: {...payload.subject, kind: "comment"},
        missed: {value: "CD", source: "Điều 7"},
    });
    const server = new FakeServer(payload);
    await openGrid(server);
    await rightClick(cellOf(1, 0));
    await animationFrame();
    expect(".o_sg_menu_consequence").toHaveText("Enter the rule's consequence (CĐ)…");
    await press("Escape");
    Object.assign(server.payload.columns[0], {editable: false, mine: false});
    window.dispatchEvent(new Event("focus"));
    await clickCell(0, 4);
    await rightClick(cellOf(0, 4));
    await animationFrame();
    expect(".o_sg_menu_consequence").toHaveCount(0);
    expect(".o_sg_menu_makeup").toHaveCount(0);
});
