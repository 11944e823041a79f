/** The keys of the table. */
import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {isTypable} from "./grid_columns";
import {move, nextOpenInColumn, nextOpenInRow} from "./navigation";

const LEAVING = new Set(["enter", "shift+enter", "tab", "shift+tab"]);
const UP_AND_DOWN = new Set(["arrowup", "arrowdown", "pageup", "pagedown"]);
const SIDEWAYS = new Set(["arrowleft", "arrowright"]);

/** Keys that mean the same whether or not something is being typed. */
function commonKey(table, hotkey) {
    const {actions} = table.props;
    switch (hotkey) {
        case "control+s":
            table.commit();
            actions.save();
            return true;
        case "control+h":
            table.commit();
            actions.history();
            return true;
        case "control+o":
            table.commit();
            actions.ask();
            return true;
    }
    return false;
}

/**
 * Keep what was typed and go to the next cell: Tab along the row, Enter down the column
 * or along the row, as the user likes it.
 *
 * @returns {boolean} false at the end of the table, where Tab goes on by itself
 */
export function leaveCell(table, hotkey) {
    table.commit();
    const {actions} = table.props;
    const {size} = table;
    const direction = hotkey.startsWith("shift") ? -1 : 1;
    const enter = hotkey.endsWith("enter");
    // Enter runs through the marks; the comments between two rows of them are for Tab.
    const isOpen = (row, col) =>
        table.isOpen(row, col) &&
        (!enter || table.props.columns[col].type === table.currentColumn.type);
    const down =
        enter && (actions.goesDown() || table.currentColumn.type === "comment");
    const target = down
        ? nextOpenInColumn(table.ui, direction, size, isOpen)
        : nextOpenInRow(table.ui, direction, size, isOpen);
    if (target) {
        table.select(target);
    } else if (enter) {
        actions.say(down ? _t("End of the column.") : _t("End of the table."));
    }
    return Boolean(target) || enter;
}

function leavingKey(table, hotkey) {
    return LEAVING.has(hotkey) && leaveCell(table, hotkey);
}

function editingKey(table, hotkey) {
    const {editor} = table;
    if (hotkey === "escape") {
        table.cancel();
        return true;
    }
    if (hotkey === "f2") {
        editor.start("edit");
        return true;
    }
    const comment = table.currentColumn.type === "comment";
    const leaves =
        (UP_AND_DOWN.has(hotkey) && !comment) ||
        (SIDEWAYS.has(hotkey) && editor.mode === "type");
    if (leaves) {
        table.select(move(hotkey, table.ui, table.size, () => table.page));
        return true;
    }
    return false;
}

function restingKey(table, hotkey) {
    const {actions} = table.props;
    switch (hotkey) {
        case "f2":
            table.startEdit("end");
            return true;
        case "delete":
        case "backspace":
            table.clear();
            return true;
        case "control+z":
            actions.undo();
            return true;
        case "control+y":
        case "control+shift+z":
            actions.redo();
            return true;
        case "control+a":
            table.select({row: 0, col: 0});
            table.select(
                {row: table.size.rows - 1, col: table.size.cols - 1},
                {extend: true}
            );
            return true;
        case "escape":
            table.ui.anchor = null;
            table.freed = true;
            return true;
    }
    return movingKey(table, hotkey) || openingKey(table, hotkey);
}

function movingKey(table, hotkey) {
    const extend = /(^|\+)shift\+/.test(hotkey);
    const plain = hotkey.replace("shift+", "");
    const target = move(plain, table.ui, table.size, () => table.page);
    if (target) {
        table.select(target, {extend});
    }
    return Boolean(target);
}

/** Enter opens what cannot be typed over at once: a comment, the explanation. */
function openingKey(table, hotkey) {
    if (hotkey !== "enter") {
        return false;
    }
    if (
        table.currentColumn.type === "comment" &&
        table.isOpen(table.ui.row, table.ui.col)
    ) {
        table.startEdit("end");
        return true;
    }
    if (!isTypable(table.currentColumn)) {
        table.props.actions.explain(table.currentRow.id);
        return true;
    }
    return false;
}

/** A character is about to be typed. Returns true when it must not be. */
function typingKey(table, ev) {
    const prints = ev.key.length === 1 && !ev.ctrlKey && !ev.metaKey && !ev.altKey;
    if (!prints || table.editor.editing) {
        return false;
    }
    if (!table.isOpen(table.ui.row, table.ui.col)) {
        table.startEdit("type");
        return true;
    }
    if (table.currentColumn.type === "comment" && table.editor.value) {
        // A long comment is not wiped out by one stray key.
        table.startEdit("end");
    }
    return false;
}

/**
 * @param {import("./grid_table").GridTable} table
 * @param {KeyboardEvent} ev
 */
export function onKeydown(table, ev) {
    const hotkey = getActiveHotkey(ev);
    if (!hotkey) {
        return;
    }
    // After Escape, Tab leaves the table: nobody is trapped in it.
    if (table.freed && (hotkey === "tab" || hotkey === "shift+tab")) {
        return;
    }
    const {editing} = table.editor;
    const done =
        commonKey(table, hotkey) ||
        (editing
            ? editingKey(table, hotkey) || leavingKey(table, hotkey)
            : restingKey(table, hotkey) || leavingKey(table, hotkey)) ||
        typingKey(table, ev);
    if (done) {
        ev.preventDefault();
        ev.stopPropagation();
    }
}
