import {animationFrame, expect, queryOne, test} from "@odoo/hoot";
import {queryAllTexts, waitFor} from "@odoo/hoot-dom";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {defineMailModels} from "./grid_test_helpers";

defineMailModels();

function makeCell(index, status = "new") {
    return {
        cell: `E${9 + index}`,
        student: `Học Sinh ${index}`,
        code: `0142970${index}`,
        column: "ĐĐGtx 1",
        old: status === "changed" ? "7" : "",
        new: "8",
        status,
        reason: status === "refused" ? "Locked since 20/12." : false,
    };
}

function makeSheet(name, parts = {}) {
    const cells = parts.cells || [makeCell(1), makeCell(2)];
    const counts = {new: 0, same: 5, changed: 0, refused: 0};
    for (const cell of cells) {
        counts[cell.status]++;
    }
    return {
        name,
        target: `8B – ${name} – HKI`,
        status: "ready",
        counts,
        messages: [],
        averages: [],
        cells,
        ...parts,
    };
}

function makeError(code, text) {
    return {severity: "error", code, cell: "E9", row: 9, who: "Lan", text};
}

/** Mock the server; `sheets` are what a preview of any file finds. */
function mockImport(sheets, extra = {}) {
    onRpc("school.import", "options", () => ({
        title: "Import marks",
        help: "Choose a workbook of one class and term.",
        years: [{id: 1, name: "2025-2026", current: true}],
        classes: [{id: 3, name: "8B", year_id: 1}],
    }));
    onRpc("school.import", "preview", ({args}) => {
        expect.step(["preview", args[0], args[1], args[3]]);
        return {
            kind: args[0],
            digest: "d1",
            title: "8B – HKI – 2025-2026",
            sheets: typeof sheets === "function" ? sheets(args[3]) : sheets,
            done: false,
            written: 0,
            ...extra,
        };
    });
    onRpc("school.import", "apply", ({args}) => {
        expect.step(["apply", args[4], args[5]]);
        return {
            kind: args[0],
            digest: "d1",
            title: "8B – HKI – 2025-2026",
            sheets: [],
            done: true,
            written: 2,
        };
    });
}

const FLAGS = {
    accept_other_order: false,
    accept_other_averages: false,
    skip_refused: false,
    clear_blanks: false,
};

async function openImport(params = {kind: "marks"}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "school_gradebook.import",
        params,
    });
    await animationFrame();
}

async function choose(name = "8B_HK1.xlsx") {
    const data = new DataTransfer();
    data.items.add(new File(["abc"], name));
    const input = queryOne(".o_si_file");
    input.files = data.files;
    input.dispatchEvent(new Event("change"));
    await waitFor(".o_si_summary, .o_si_failure");
    await animationFrame();
}

test("at first it says what to do; nothing is read", async () => {
    mockImport([]);
    await openImport();
    expect(".o_breadcrumb").toHaveText("Import marks");
    expect(".o_si_help").toHaveText(/one class and term/);
    expect(".o_si_drop").toHaveText(/Nothing is written before/);
    expect(queryAllTexts("#o_si_class option")).toEqual(["as the file says", "8B"]);
    expect.verifySteps([]);
});

test("preview, confirmation, result", async () => {
    mockImport([
        makeSheet("Toán"),
        makeSheet("Tin học", {status: "nothing", cells: []}),
    ]);
    await openImport();
    await choose();
    expect.verifySteps([["preview", "marks", "8B_HK1.xlsx", FLAGS]]);
    expect(".o_si_summary h2").toHaveText("8B – HKI – 2025-2026");
    expect(queryAllTexts(".o_si_status")).toEqual(["Ready", "Nothing to change"]);
    expect(".o_si_cell").toHaveCount(2);
    expect(".o_si_confirm").toHaveText("Write 2 cells");
    await contains(".o_si_confirm").click();
    expect(".modal").toHaveText(/2 cells of 1 sheets go into 8B/);
    expect.verifySteps([]);
    await contains(".modal-footer .btn-primary").click();
    await contains(".o_si_done").hover();
    expect.verifySteps([["apply", "d1", ["Toán"]]]);
    expect(".o_si_done p.h4").toHaveText("2 cells were written.");
});

test("a sheet can be left out", async () => {
    mockImport([makeSheet("Toán"), makeSheet("Tin học")]);
    await openImport();
    await choose();
    expect(".o_si_confirm").toHaveText("Write 4 cells");
    await contains(".o_si_accept:first").click();
    expect(".o_si_confirm").toHaveText("Write 2 cells");
    await contains(".o_si_confirm").click();
    await contains(".modal-footer .btn-primary").click();
    await contains(".o_si_done").hover();
    expect.verifySteps([
        ["preview", "marks", "8B_HK1.xlsx", FLAGS],
        ["apply", "d1", ["Tin học"]],
    ]);
});

test("a refused sheet says why and cannot be written", async () => {
    const text = "sheet “Toán”, cell E9, Lan: “12” is above 10.";
    const averages = [{student: "Lan", cell: "K9", file: "8,1", ours: "8,0"}];
    mockImport([
        makeSheet("Toán", {
            status: "refused",
            messages: [makeError("above_10", text)],
            averages,
        }),
    ]);
    await openImport();
    await choose();
    expect(".o_si_message").toHaveText(text);
    expect(".o_si_message").toHaveClass("text-danger");
    expect(".o_si_averages tbody tr").toHaveText(/K9.*Lan.*8,1.*8,0/s);
    expect(".o_si_accept").not.toBeEnabled();
    expect(".o_si_confirm").toHaveCount(0);
    expect(".o_si_verdict").toHaveText(/No sheet can be written/);
    expect.verifySteps([["preview", "marks", "8B_HK1.xlsx", FLAGS]]);
});

test("colleagues' sheets are one quiet line, no refusals", async () => {
    const foreign = (name) =>
        makeSheet(name, {
            status: "foreign",
            cells: [],
            counts: {new: 0, same: 0, changed: 0, refused: 0},
            messages: [
                {severity: "info", code: "gradebook_not_yours", text: `${name}: no.`},
            ],
        });
    mockImport([foreign("Ngữ văn"), makeSheet("Toán"), foreign("Tin học")]);
    await openImport();
    await choose();
    expect(".o_si_sheet").toHaveCount(1);
    expect(".o_si_cell").toHaveCount(2);
    expect(".o_si_summary").not.toHaveText(/refused/);
    expect(".o_si_foreign summary").toHaveText(
        "2 sheets of colleagues are left out: Ngữ văn, Tin học"
    );
    expect(".o_si_foreign[open]").toHaveCount(0);
    await contains(".o_si_foreign summary").click();
    expect(".o_si_foreign[open]").toHaveCount(1);
    expect(queryAllTexts(".o_si_foreign li")).toEqual(["Ngữ văn: no.", "Tin học: no."]);
    expect(".o_si_confirm").toHaveText("Write 2 cells");
    expect.verifySteps([["preview", "marks", "8B_HK1.xlsx", FLAGS]]);
});

test("a file of colleagues' sheets alone says so", async () => {
    mockImport([makeSheet("Toán", {status: "foreign", cells: []})]);
    await openImport();
    await choose();
    expect(".o_si_verdict").toHaveText(/No sheet of this file belongs to a gradebook/);
    expect(".o_si_confirm").toHaveCount(0);
    expect.verifySteps([["preview", "marks", "8B_HK1.xlsx", FLAGS]]);
});

test("the user decides on another order; the file is looked at again", async () => {
    mockImport((options) =>
        options.accept_other_order
            ? [makeSheet("Toán")]
            : [
                  makeSheet("Toán", {
                      status: "refused",
                      cells: [],
                      messages: [makeError("rows_in_another_order", "Another order.")],
                  }),
              ]
    );
    await openImport();
    await choose();
    await contains(".o_si_decisions input[name=accept_other_order]").click();
    await contains(".o_si_confirm").hover();
    expect.verifySteps([
        ["preview", "marks", "8B_HK1.xlsx", FLAGS],
        ["preview", "marks", "8B_HK1.xlsx", {...FLAGS, accept_other_order: true}],
    ]);
    expect(".o_si_confirm").toHaveText("Write 2 cells");
});

test("the user leaves refused cells out; the rest can be written", async () => {
    const text = "36 cells of the sheet cannot be written.";
    mockImport((options) =>
        options.skip_refused
            ? [makeSheet("Toán")]
            : [
                  makeSheet("Toán", {
                      status: "refused",
                      messages: [makeError("cells_refused", text)],
                  }),
              ]
    );
    await openImport();
    await choose();
    expect(".o_si_message").toHaveText(text);
    expect(".o_si_confirm").toHaveCount(0);
    await contains(".o_si_decisions input[name=skip_refused]").click();
    await contains(".o_si_confirm").hover();
    expect.verifySteps([
        ["preview", "marks", "8B_HK1.xlsx", FLAGS],
        ["preview", "marks", "8B_HK1.xlsx", {...FLAGS, skip_refused: true}],
    ]);
    expect(".o_si_confirm").toHaveText("Write 2 cells");
});

test("cells are filtered; thousands are shown two hundred at a time", async () => {
    const cells = Array.from({length: 3400}, (_, index) =>
        makeCell(index, index % 17 ? "new" : "changed")
    );
    mockImport([makeSheet("Toán", {cells})]);
    await openImport();
    await choose();
    expect(".o_si_cell").toHaveCount(200);
    expect(".o_si_more").toHaveText("Show more (3200 left)");
    await contains(".o_si_more").click();
    expect(".o_si_cell").toHaveCount(400);
    await contains(".o_si_filters button:contains(Changed)").click();
    expect(".o_si_cell").toHaveCount(200);
    expect(".o_si_cell:not(.o_si_changed)").toHaveCount(0);
    expect.verifySteps([["preview", "marks", "8B_HK1.xlsx", FLAGS]]);
});

test("what is no workbook is not even sent", async () => {
    mockImport([]);
    await openImport();
    await choose("marks.pdf");
    expect(".o_si_failure").toHaveText(/marks.pdf. is not an Excel workbook/);
    expect.verifySteps([]);
});

test("a file the server cannot read: its words, and one may choose again", async () => {
    mockImport([]);
    onRpc("school.import", "preview", () => {
        throw new Error("This is not a workbook.");
    });
    await openImport();
    await choose();
    expect(".o_si_failure").toHaveText("This is not a workbook.");
    expect(".o_si_choose").toHaveCount(1);
});

test("from a gradebook: its file, no questions about the class", async () => {
    mockImport([makeSheet("Toán")], {has_marked_copy: true});
    await openImport({kind: "marks", gradebook_id: 7});
    expect("#o_si_class").toHaveCount(0);
    expect("#o_si_year").toHaveCount(0);
    await choose();
    expect.verifySteps([
        ["preview", "marks", "8B_HK1.xlsx", {...FLAGS, gradebook_id: 7}],
    ]);
    expect(".o_si_marked").toHaveCount(1);
});

test("lists of students are written as a whole, into the current year", async () => {
    mockImport([makeSheet("Danh sách")]);
    await openImport({kind: "roster"});
    expect("#o_si_year").toHaveValue("1");
    await choose("roster.xlsx");
    expect(".o_si_accept").toHaveCount(0);
    expect(".o_si_clear_blanks").toHaveCount(0);
    expect.verifySteps([["preview", "roster", "roster.xlsx", {...FLAGS, year_id: 1}]]);
    expect(".o_si_confirm").toBeEnabled();
});
