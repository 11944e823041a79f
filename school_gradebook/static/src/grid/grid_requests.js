/**
 * What the menu and the bar of a cell offer beyond typing: asking for an opening, the
 * day of a test, make-up tests and their consequence.
 */
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {DayDialog} from "./day_dialog";
import {errorText} from "./errors";
import {isTypable} from "./grid_columns";
import {missedValue} from "./makeup";
import {canAsk, lockedColumns} from "./openings";
import {OpeningDialog} from "./opening_dialog";
import {display} from "./values";

const MODEL = "school.gradebook";

/** What can be done at the cell under the cursor. */
export function offersAt(model, row, column) {
    const {data} = model;
    if (!isTypable(column)) {
        return {ask: false, held: false, makeup: false, overdue: false};
    }
    const {assessment} = column;
    const waits =
        column.type === "mark" &&
        column.mine &&
        data.access(row.id, assessment).editable &&
        model.text(row.id, assessment) === "#absent";
    return {
        ask: canAsk(data, row.id, assessment),
        // only where the server knows of days of tests
        held: column.type === "mark" && column.mine && "held" in column,
        makeup: waits,
        overdue: waits && data.makeup(row.id, assessment).overdue,
    };
}

/** @param {import("./grid_action").GridAction} grid */
export function requestActions(grid) {
    return {
        ask: () => ask(grid),
        held: () => recordHeld(grid),
        makeup: () => setMakeup(grid),
        consequence: () => enterConsequence(grid),
    };
}

/** Send a request of the open gradebook and show what came of it. */
async function send(grid, method, args, options = {}) {
    const ids = [grid.payload.id];
    const answer = await grid.orm.call(MODEL, method, [ids, ...args], options);
    await grid.session.refresh();
    return answer;
}

// Openings

function ask(grid) {
    const {table} = grid;
    const columns = lockedColumns(grid.model.data, grid.state.columns);
    if (!columns.length) {
        grid.say(_t("Nothing of yours is locked here."));
        return;
    }
    const {left, right} = table.block;
    const block = grid.state.columns.slice(left, right + 1);
    grid.openDialog(OpeningDialog, {
        columns,
        chosen: columns.filter((each) => block.includes(each)).map(({key}) => key),
        held: table.currentColumn.held || false,
        today: grid.payload.today,
        send: async ({columns: ids, ...options}) => {
            const answer = await send(grid, "request_opening", [ids], options);
            grid.env.services.notification.add(answer.message, {type: "success"});
        },
    });
}

// The day of a test

function heldProblem({cells: [cell]}) {
    if (cell.status === "conflict") {
        return String(
            _t("%(by)s has recorded another day meanwhile, %(at)s.", {
                by: cell.by || _t("Somebody else"),
                at: cell.at || "",
            })
        );
    }
    return cell.reason || "";
}

function recordHeld(grid) {
    const column = grid.table.currentColumn;
    const {today} = grid.payload;
    grid.openDialog(DayDialog, {
        title: column.title,
        label: String(_t("Test held on")),
        help: String(_t("The deadline for the marks follows from this day.")),
        day: column.held || today,
        max: today,
        mayClear: Boolean(column.held),
        save: async (date) => {
            const change = {
                assessment: column.assessment,
                date,
                seen: column.held || "",
            };
            return heldProblem(await send(grid, "record_held", [[change]]));
        },
    });
}

// Make-up tests

async function setMakeup(grid) {
    await grid.saveFirst();
    const {currentRow: row, currentColumn: column} = grid.table;
    const {assessment} = column;
    const {today} = grid.payload;
    grid.openDialog(DayDialog, {
        title: `${row.name} – ${column.title}`,
        label: String(_t("Make-up test by")),
        help: String(_t("A missed test is made up within the term.")),
        day: grid.model.data.makeup(row.id, assessment).makeup || today,
        min: today,
        save: async (date) => {
            const change = {line: row.id, assessment, date};
            const {cells} = await send(grid, "set_makeup", [[change]]);
            return cells[0].reason || "";
        },
    });
}

/** The chosen cells whose make-up day has passed. */
function overdueCells(grid) {
    const {table, model} = grid;
    const {top, bottom, left, right} = table.block;
    const found = [];
    for (const row of model.data.rows.slice(top, bottom + 1)) {
        for (const column of grid.state.columns.slice(left, right + 1)) {
            if (offersAt(model, row, column).overdue) {
                found.push({line: row.id, assessment: column.assessment, row, column});
            }
        }
    }
    return found;
}

async function enterConsequence(grid) {
    await grid.saveFirst();
    const found = overdueCells(grid);
    if (!found.length) {
        return;
    }
    const {value, source} = missedValue(grid.payload);
    const names = found.map(({row, column}) => `${row.name} – ${column.title}`);
    const text = _t(
        "The make-up day has passed: %(value)s is entered for %(names)s, as %(source)s says. The history will say that it was this rule.",
        {value: display(value, true), names: names.join("; "), source}
    );
    grid.openDialog(ConfirmationDialog, {
        title: _t("Enter the consequence of the circular?"),
        body: text,
        confirmLabel: _t("Enter"),
        cancelLabel: _t("Cancel"),
        confirm: () => sendConsequence(grid, found),
        cancel: () => {},
    });
}

async function sendConsequence(grid, found) {
    const changes = found.map(({line, assessment}) => ({line, assessment}));
    try {
        const {cells} = await send(grid, "enter_consequence", [changes]);
        grid.say(cells.find((cell) => cell.reason)?.reason || "");
    } catch (error) {
        grid.say(errorText(error));
    }
}
