import {advanceTime, animationFrame, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {
    contains,
    getService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {
    cellOf,
    clickCell,
    defineMailModels,
    FakeServer,
    openGrid,
    saved,
    status,
    textOf,
    type,
} from "./grid_test_helpers";

defineMailModels();

test("a lock that falls meanwhile: refused at the cell, the text stays", async () => {
    const server = new FakeServer();
    server.refusals["101:1"] = "Locked since 20/12/2025, decided by cô Hiệu.";
    await openGrid(server);
    await type("8");
    await saved();
    expect(textOf(0, 0)).toBe("8");
    expect(cellOf(0, 0).dataset.state).toMatch(/wrong/);
    await clickCell(0, 0);
    expect(".o_sg_bar_reason").toHaveText(/decided by cô Hiệu/);
    // The lock is shown meanwhile; Delete gives the typed text up all the same.
    server.payload.columns[0].editable = false;
    server.payload.columns[0].reason = "Locked since 20/12/2025.";
    await advanceTime(1000);
    await animationFrame();
    await animationFrame();
    expect(cellOf(0, 0).dataset.state).toMatch(/closed/);
    expect(textOf(0, 0)).toBe("8");
    await press("Delete");
    await animationFrame();
    expect(textOf(0, 0)).toBe("");
    expect(".o_sg_invalid_count").toHaveCount(0);
});

test("no line: typing goes on, everything is sent once when it is back", async () => {
    const server = new FakeServer();
    server.line = "down";
    await openGrid(server);
    await type("8");
    await saved();
    expect(status()).toBe("offline");
    expect(".o_sg_offline").toHaveText(/1 cells are kept in this browser/);
    await type("9");
    expect(textOf(1, 0)).toBe("9");
    expect(cellOf(1, 0).dataset.state).toMatch(/unsaved/);
    server.line = "up";
    window.dispatchEvent(new Event("online"));
    await animationFrame();
    await animationFrame();
    expect(status()).toBe("saved");
    expect(server.requests.length).toBe(1);
    expect(server.texts).toEqual({"101:1": "8.0", "102:1": "9.0"});
    expect(".o_sg_offline").toHaveCount(0);
});

test("the answer gets lost: nothing is doubled", async () => {
    const server = new FakeServer();
    server.line = "deaf";
    await openGrid(server);
    await type("8");
    await saved();
    expect(status()).toBe("offline");
    server.line = "up";
    await advanceTime(2000);
    await animationFrame();
    expect(status()).toBe("saved");
    expect(server.texts).toEqual({"101:1": "8.0"});
    expect(".o_sg_conflict_bar").toHaveCount(0);
});

test("logged out: said, kept, sent after the new login", async () => {
    const server = new FakeServer();
    server.line = "expired";
    await openGrid(server);
    await type("8");
    await saved();
    expect(status()).toBe("session");
    expect(".o_sg_session").toHaveText(/Nothing you typed is lost/);
    server.line = "up";
    window.dispatchEvent(new Event("focus"));
    await animationFrame();
    await animationFrame();
    expect(status()).toBe("saved");
    expect(server.texts).toEqual({"101:1": "8.0"});
});

test("two users on one cell: both values, keep mine", async () => {
    const server = new FakeServer();
    await openGrid(server);
    server.write(101, 1, "6.0");
    await type("8");
    await saved();
    expect(".o_sg_conflict_bar").toHaveText(/Yours: 8. Thầy Bình entered 6/);
    expect(cellOf(0, 0).querySelector(".o_sg_theirs")).toHaveText("6");
    await contains(".o_sg_keep_mine").click();
    await animationFrame();
    await animationFrame();
    expect(".o_sg_conflict_bar").toHaveCount(0);
    expect(server.texts["101:1"]).toBe("8.0");
});

test("two users on one cell: take theirs", async () => {
    const server = new FakeServer();
    await openGrid(server);
    server.write(101, 1, "6.0");
    await type("8");
    await saved();
    await contains(".o_sg_take_theirs").click();
    await animationFrame();
    expect(textOf(0, 0)).toBe("6");
    expect(server.texts["101:1"]).toBe("6.0");
    expect(status()).toBe("saved");
});

test("Ctrl+S sends at once", async () => {
    const server = new FakeServer();
    await openGrid(server);
    await press(["8"]);
    await press(["Control", "s"]);
    await animationFrame();
    await animationFrame();
    expect(server.texts).toEqual({"101:1": "8.0"});
    expect(status()).toBe("saved");
});

test("leaving with unsent cells asks, leaving without does not", async () => {
    const server = new FakeServer();
    server.line = "down";
    await openGrid(server);
    await type("8");
    const leave = () =>
        getService("action").doAction({
            type: "ir.actions.client",
            tag: "school_gradebook.import",
            params: {kind: "marks"},
        });
    onRpc("school.import", "options", () => ({
        title: "Import",
        help: "",
        years: [],
        classes: [],
        template_url: false,
    }));
    leave();
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveText(/1 cells are not with the server yet/);
    await contains(".modal button:contains(Stay)").click();
    await animationFrame();
    expect(".o_school_grid").toHaveCount(1);
    server.line = "up";
    leave();
    await animationFrame();
    await animationFrame();
    await animationFrame();
    expect(".o_school_grid").toHaveCount(0);
    expect(server.texts).toEqual({"101:1": "8.0"});
});

/** Count what the printer and the workbook's door are asked for. */
function watchDoors() {
    onRpc("school.gradebook", "action_export_xlsx", ({args}) => {
        expect.step(["workbook", ...args[0]]);
        return {type: "ir.actions.act_window_close"};
    });
    patchWithCleanup(getService("action"), {
        doAction(request, options) {
            if (request === "school_gradebook.action_report_subject_page") {
                expect.step(["page", options.additionalContext.active_id]);
                return;
            }
            return super.doAction(request, options);
        },
    });
}

test("printing waits for cells that cannot be saved yet, and is done once", async () => {
    const server = new FakeServer();
    server.line = "down";
    await openGrid(server);
    watchDoors();
    await type("8");
    await contains(".o_sg_print").click();
    await animationFrame();
    expect(".o_sg_bar_message").toHaveText(
        "1 cells are not saved yet; the page is printed as soon as they are."
    );
    expect.verifySteps([]);
    server.line = "up";
    window.dispatchEvent(new Event("online"));
    await animationFrame();
    await animationFrame();
    expect.verifySteps([["page", 7]]);
    expect(".o_sg_bar_message").not.toHaveText(/not saved yet/);
    await type("9");
    await saved();
    expect.verifySteps([]);
});

test("the workbook waits too, in words of its own; a conflict is waited for", async () => {
    const server = new FakeServer();
    await openGrid(server);
    watchDoors();
    server.write(101, 1, "6.0");
    await type("8");
    await contains(".o_sg_export").click();
    await animationFrame();
    await animationFrame();
    expect(".o_sg_bar_message").toHaveText(
        "1 cells are not saved yet; the workbook comes as soon as they are."
    );
    expect.verifySteps([]);
    await contains(".o_sg_take_theirs").click();
    await animationFrame();
    expect.verifySteps([["workbook", 7]]);
});

test("who leaves no longer wants the page", async () => {
    const server = new FakeServer();
    server.line = "down";
    await openGrid(server);
    watchDoors();
    await type("8");
    await contains(".o_sg_print").click();
    await animationFrame();
    onRpc("school.import", "options", () => ({
        title: "Import",
        help: "",
        years: [],
        classes: [],
        template_url: false,
    }));
    getService("action").doAction({
        type: "ir.actions.client",
        tag: "school_gradebook.import",
        params: {kind: "marks"},
    });
    await animationFrame();
    await animationFrame();
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    await animationFrame();
    server.line = "up";
    window.dispatchEvent(new Event("online"));
    await saved();
    expect.verifySteps([]);
});

test("cells of an earlier visit come back and are sent", async () => {
    const server = new FakeServer();
    const entry = {
        line: 101,
        assessment: 1,
        value: "8.0",
        seen: "",
        at: 1,
        tried: [],
        tab: "x",
    };
    localStorage.setItem(
        "school_gradebook.pending:test:7:7",
        JSON.stringify({title: "8A", entries: {"101:1": entry}, beats: {}})
    );
    server.line = "down";
    await openGrid(server);
    await animationFrame();
    expect(".o_sg_restored").toHaveText(/1 cells typed earlier/);
    server.line = "up";
    await contains(".o_sg_offline button").click();
    await animationFrame();
    await animationFrame();
    expect(".o_sg_restored").toHaveCount(0);
    expect(".o_sg_bar_message").toHaveText("1 cells typed earlier are saved now.");
    expect(server.texts).toEqual({"101:1": "8.0"});
    expect(localStorage.getItem("school_gradebook.pending:test:7:7")).toBe(null);
});

test("the gradebook cannot be reached: said, and tried again", async () => {
    let down = true;
    const server = new FakeServer();
    onRpc("school.gradebook", "load_grid", () => {
        if (down) {
            throw new Error("Boom");
        }
        return server.copy();
    });
    server.listen = () => {};
    await openGrid(server);
    expect(".o_sg_failure").toHaveText(/Boom/);
    down = false;
    await contains(".o_sg_failure button").click();
    await animationFrame();
    await animationFrame();
    expect(".o_sg_table").toHaveCount(1);
});

test("a row that comes in between does not move what is being typed", async () => {
    const server = new FakeServer();
    server.refusals["101:1"] = "Locked.";
    await openGrid(server);
    await type("8");
    await saved();
    // The refusal asks for the gradebook again; meanwhile a student has come in above.
    await clickCell(2, 1);
    await press(["7"]);
    const first = {...server.payload.rows[0], id: 150, number: 0, name: "Mới Đến"};
    server.payload.rows.unshift(first);
    await advanceTime(3000);
    await animationFrame();
    expect(".o_sg_table tbody tr").toHaveCount(5);
    expect(".o_sg_box").toHaveValue("7");
    await press("Enter");
    await saved();
    await advanceTime(1000);
    await animationFrame();
    await animationFrame();
    expect(".o_sg_table tbody tr").toHaveCount(6);
    expect(server.texts).toEqual({"103:2": "7.0"});
    expect(textOf(3, 1)).toBe("7");
    expect(cellOf(4, 1).dataset.state).toMatch(/cursor/);
});

test("a browser that keeps nothing: said, and saved all the same", async () => {
    patchWithCleanup(localStorage, {
        setItem(key) {
            if (key.startsWith("school_gradebook.pending")) {
                throw new Error("QuotaExceededError");
            }
            return super.setItem(...arguments);
        },
    });
    const server = new FakeServer();
    await openGrid(server);
    expect(".o_sg_volatile").toHaveCount(0);
    await type("8");
    expect(".o_sg_volatile").toHaveText(/Do not close it before everything is saved/);
    await saved();
    expect(server.texts).toEqual({"101:1": "8.0"});
});
