/**
 * The one text box of the grid. It lies over the current cell and always has the
 * focus: transparent while the cursor only rests there, so that typing, input methods
 * for Vietnamese, paste and the phone's keyboard work without any switching.
 *
 * Modes: "nav" (cursor rests), "type" (typing replaced the value; arrows leave the
 * cell), "edit" (F2: arrows move within the text).
 */
import {display} from "./values";
import {noticeText, problemText} from "./messages";

const UNFINISHED_MARK = /^(\d{1,2}[.,]|v|vắ|vắn)$/i;
const RATING_WORDS = ["đạt", "chưa đạt", "cđ", "cd", "vắng"];

/** Half typed: no reason to complain yet. */
function isUnfinished(text, kind) {
    const typed = text.normalize("NFC").toLowerCase().trim();
    if (kind === "comment") {
        return RATING_WORDS.some((word) => word.startsWith(typed));
    }
    return UNFINISHED_MARK.test(typed);
}

/**
 * What the grid understands of a text being typed.
 *
 * @returns {{text: string, wrong: boolean}|null} null when there is nothing to say
 */
export function typingHint(data, column, typed) {
    if (column.type !== "mark" || !typed.trim()) {
        return null;
    }
    const parsed = data.parse(column.assessment, typed);
    if (!parsed.ok) {
        const quiet = isUnfinished(typed, data.kind);
        return quiet
            ? null
            : {text: problemText(parsed.code, parsed.params), wrong: true};
    }
    if (parsed.notice) {
        return {text: noticeText(parsed.notice, typed, parsed.text), wrong: false};
    }
    const shown = display(parsed.text, column.whole);
    return shown === typed.trim() ? null : {text: shown, wrong: false};
}

export class CellEditor {
    /**
     * @param {HTMLTextAreaElement} box
     * @param {HTMLElement} hint
     */
    constructor(box, hint) {
        this.box = box;
        this.hint = hint;
        this.mode = "nav";
        this.target = null;
        this.original = "";
    }

    get editing() {
        return this.mode !== "nav";
    }

    get value() {
        return this.box.value;
    }

    /**
     * Lie over a cell.
     *
     * @param {HTMLElement} cell
     * @param {HTMLElement} root scrolling element both stand in
     * @param {{text: string, label: string, readonly: boolean, invalid: boolean,
     *  numeric: boolean, comment: boolean, where: string}} target `where` tells cells
     *  apart
     */
    place(cell, root, target) {
        const moved = !this.target || this.target.where !== target.where;
        const renewed = moved || this.target.text !== target.text;
        this.target = target;
        const {box} = this;
        const rect = cell.getBoundingClientRect();
        const frame = root.getBoundingClientRect();
        const top = rect.top - frame.top + root.scrollTop - root.clientTop;
        const left = rect.left - frame.left + root.scrollLeft - root.clientLeft;
        box.style.top = `${top}px`;
        box.style.left = `${left}px`;
        box.style.width = `${rect.width}px`;
        box.style.minHeight = `${rect.height}px`;
        this.hint.style.top = `${top + rect.height}px`;
        this.hint.style.left = `${left}px`;
        box.hidden = false;
        box.readOnly = target.readonly;
        box.inputMode = target.numeric ? "decimal" : "text";
        box.classList.toggle("o_sg_text_box", target.comment);
        box.setAttribute("aria-label", target.label);
        box.setAttribute("aria-invalid", target.invalid ? "true" : "false");
        if (!this.editing && renewed) {
            this.rest();
        }
    }

    /** Show the cell's own text again, all of it selected: typing replaces it. */
    rest() {
        this.mode = "nav";
        this.original = this.target?.text ?? "";
        this.box.value = this.original;
        this.box.classList.remove("o_sg_editing", "o_sg_wrong");
        this.box.style.height = "";
        this.hideHint();
        if (document.activeElement === this.box) {
            this.box.select();
        }
    }

    start(mode) {
        this.mode = mode;
        this.box.classList.add("o_sg_editing");
        this.grow();
    }

    /** Edit the text that is there, from its end. */
    startAtEnd() {
        this.start("edit");
        const end = this.box.value.length;
        this.box.setSelectionRange(end, end);
    }

    grow() {
        if (this.target?.comment) {
            this.box.style.height = "auto";
            this.box.style.height = `${this.box.scrollHeight + 2}px`;
        }
    }

    showHint(hint) {
        this.box.classList.toggle("o_sg_wrong", Boolean(hint?.wrong));
        this.hint.hidden = !hint;
        this.hint.textContent = hint ? hint.text : "";
        this.hint.classList.toggle("o_sg_wrong", Boolean(hint?.wrong));
    }

    hideHint() {
        this.showHint(null);
    }

    focus() {
        this.box.focus({preventScroll: true});
        if (!this.editing) {
            this.box.select();
        }
    }

    get isFocused() {
        return document.activeElement === this.box;
    }
}
