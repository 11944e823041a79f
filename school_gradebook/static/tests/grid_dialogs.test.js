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
    paste,
    saved,
    textOf,
    type,
} from "./grid_test_helpers";

defineMailModels();

test("a clean block of 40 x 6 is pasted with one confirmation and undone at once", async () => {
    const server = new FakeServer(makePayload({students: 40}));
    await openGrid(server);
    const row = (index) => [5, 6, 7, 8].map((mark) => ((mark + index * 3) % 6) + 5);
    const block = Array.from({length: 40}, (_, index) =>
        [...row(index), `${index % 10},5`, `${(index * 7) % 10},2`].join("\t")
    ).join("\n");
    await paste(block);
    expect(".o_sg_paste_summary").toHaveText(/40 rows × 6 columns/);
    expect(".o_sg_badge_new").toHaveText("240 new");
    expect(".o_sg_paste .alert").toHaveCount(0);
    expect(".o_sg_paste_apply").toBeFocused();
    await contains(".o_sg_paste_apply").click();
    await animationFrame();
    expect(".o_sg_paste").toHaveCount(0);
    expect(textOf(39, 5)).toBe("3,2");
    expect(cellOf(39, 6).dataset.state).toMatch(/final/);
    await saved();
    expect(server.requests.length).toBe(1);
    expect(server.requests[0].length).toBe(240);
    await press(["Control", "z"]);
    await animationFrame();
    expect(textOf(39, 5)).toBe("");
    await saved();
    expect(Object.values(server.texts).filter(Boolean)).toEqual([]);
});

test("a pasted block with names in another order is shown and matched", async () => {
    const server = new FakeServer();
    await openGrid(server);
    await paste("Lê Hòa\t7\nNguyễn Văn An\t8\nAi Đó\t9");
    expect(".o_sg_paste .alert-warning").toHaveText(/another order than the roll/);
    expect(".o_sg_paste .alert-danger").toHaveText(/1 rows belong to no student/);
    expect(".o_sg_refusals").toHaveText(/No student of this class is called Ai Đó/);
    await contains(".o_sg_paste_apply").click();
    await animationFrame();
    expect([textOf(0, 0), textOf(1, 0), textOf(2, 0)]).toEqual(["8", "", "7"]);
});

test("that every row found its student is said only when it did", async () => {
    await openGrid(new FakeServer());
    await paste("Nguyễn Văn An\t8\nTrần Thị Bình\t9");
    expect(".o_sg_paste .alert").toHaveText(/Every row went to the student named/);
    await press("Escape");
    await animationFrame();
    await paste("Ai Đó\t8\nLê Hòa\t9\nKhông Ai\t7");
    expect(".o_sg_paste .alert-danger").toHaveText(/2 rows belong to no student/);
    expect(".o_sg_paste .alert-info").toHaveCount(0);
});

test("one pasted value needs no question", async () => {
    await openGrid(new FakeServer());
    await clickCell(0, 4);
    await paste("8,25\n");
    expect(".modal").toHaveCount(0);
    expect(textOf(0, 4)).toBe("8,3");
});

test("what is copied can be pasted into a spreadsheet", async () => {
    const server = new FakeServer();
    server.write(101, 5, "7.5");
    server.write(102, 6, "#absent");
    await openGrid(server);
    await clickCell(0, 4);
    await press(["Shift", "ArrowDown"]);
    await press(["Shift", "ArrowRight"]);
    const clipboardData = new DataTransfer();
    queryOne(".o_sg_box").dispatchEvent(
        new ClipboardEvent("copy", {clipboardData, bubbles: true, cancelable: true})
    );
    expect(clipboardData.getData("text/plain")).toBe("7,5\t\n\tv");
});

test("a column typed like another one is questioned", async () => {
    const server = new FakeServer(makePayload({students: 12}));
    const marks = [5, 6, 7, 8, 9, 10, 4, 6, 7, 8, 9, 5];
    marks.forEach((mark, index) => server.write(101 + index, 1, `${mark}.0`));
    await openGrid(server);
    await clickCell(0, 1);
    for (const mark of marks.slice(0, 9)) {
        await type(String(mark));
    }
    expect(".o_sg_lookalike").toHaveCount(0);
    await type(String(marks[9]));
    expect(".o_sg_lookalike").toHaveText(
        /ĐĐGtx 2 is nearly the same as ĐĐGtx 1: 10 of 10/
    );
    await contains(".o_sg_lookalike button:contains(It is right)").click();
    await type(String(marks[10]));
    expect(".o_sg_lookalike").toHaveCount(0);
});

test("whole column: only the empty cells, the count first", async () => {
    const server = new FakeServer();
    server.write(102, 1, "6.0");
    await openGrid(server);
    await contains(".o_sg_fill").click();
    await animationFrame();
    expect(".o_sg_fill_outcome").toHaveText("4 cells of this column are empty.");
    expect(".o_sg_fill_apply").not.toBeEnabled();
    await contains(".o_sg_fill_value").edit("10", {confirm: false});
    expect(".o_sg_fill_outcome").toHaveText(
        "4 empty cells become 10; the others stay."
    );
    await contains(".o_sg_fill_apply").click();
    await animationFrame();
    expect([textOf(0, 0), textOf(1, 0), textOf(4, 0)]).toEqual(["10", "6", "10"]);
});

test("history of a cell and explanation of an average", async () => {
    const server = new FakeServer();
    server.write(101, 1, "7.0");
    onRpc("school.gradebook", "cell_history", ({args}) => {
        expect.step(["history", ...args]);
        return {
            title: "Nguyễn Văn An – ĐĐGtx 1",
            summary: "1 entries.",
            entries: [
                {
                    at: "20/11/2026 21:00:00",
                    user: "Cô Lan",
                    source: "grid",
                    source_label: "Grid",
                    old: "",
                    new: "7",
                    event: "entered",
                    event_label: "entered",
                    reference: "",
                    cleared: false,
                },
            ],
        };
    });
    onRpc("school.gradebook", "explain_average", ({args}) => {
        expect.step(["explain", ...args]);
        return {
            title: "Nguyễn Văn An",
            text: "Provisional",
            formula: "7,0 / 1",
            article: "Điều 9",
            regulation: "TT22",
            steps: ["a", "b"],
        };
    });
    await openGrid(server);
    await clickCell(0, 0);
    await press(["Control", "h"]);
    await animationFrame();
    await animationFrame();
    expect(".o_sg_history_table tbody tr").toHaveCount(1);
    expect(".o_sg_new").toHaveText("7");
    await press("Escape");
    await animationFrame();
    await clickCell(0, 6);
    await animationFrame();
    expect(".o_sg_formula").toHaveText("7,0 / 1");
    expect(".o_sg_steps li").toHaveCount(2);
    expect.verifySteps([
        ["history", [7], 101, 1],
        ["explain", [7], 101],
    ]);
});

test("the right mouse button offers the history", async () => {
    onRpc("school.gradebook", "cell_history", () => ({
        title: "T",
        summary: "S",
        entries: [],
    }));
    await openGrid(new FakeServer());
    await rightClick(cellOf(1, 1));
    await animationFrame();
    expect(".o_sg_menu").toHaveCount(1);
    expect(cellOf(1, 1).dataset.state).toMatch(/cursor/);
    await contains(".o_sg_menu_history").click();
    await animationFrame();
    await animationFrame();
    expect(".o_sg_summary").toHaveText("S");
});
