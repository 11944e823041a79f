/**
 * The one text box of the grid. It lies over the current cell and always has the
 * focus: transparent while the cursor only rests there, so that typing, input methods
 * for Vietnamese, paste and the phone's keyboard work without any switching.
 *
 * Modes: "nav" (cursor rests), "type" (typing replaced the value; arrows leave the
 * cell), "edit" (F2: arrows move within the text).
 */
import {BoxPlace} from "./box_place";
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
        this.spot = new BoxPlace({box: ".o_sg_box", hint: ".o_sg_hint"});
        this.hintText = hint.appendChild(document.createTextNode(""));
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
     * Take over a cell: what is typed from now on is meant for it.
     *
     * @param {{where: string, text: string, label: string, readonly: boolean,
     *  invalid: boolean, numeric: boolean, comment: boolean}} target `where` tells
     *  cells apart
     */
    aim(target) {
        const {box} = this;
        const renewed =
            this.target?.where !== target.where || this.target.text !== target.text;
        this.target = target;
        box.readOnly = target.readonly;
        box.inputMode = target.numeric ? "decimal" : "text";
        box.dataset.kind = target.comment ? "text" : "value";
        box.setAttribute("aria-label", target.label);
        box.setAttribute("aria-invalid", target.invalid ? "true" : "false");
        if (!this.editing && renewed) {
            this.rest();
        }
    }

    /**
     * Lie over the cell.
     *
     * @param {HTMLElement} cell
     * @param {HTMLElement} root scrolling element both stand in
     */
    place(cell, root) {
        const rect = cell.getBoundingClientRect();
        const frame = root.getBoundingClientRect();
        this.spot.move({
            top: rect.top - frame.top + root.scrollTop - root.clientTop,
            left: rect.left - frame.left + root.scrollLeft - root.clientLeft,
            width: rect.width,
            height: rect.height,
        });
        this.box.hidden = false;
    }

    /** Show the cell's own text again, all of it selected: typing replaces it. */
    rest() {
        if (this.editing && this.target?.comment) {
            this.spot.grow(null);
        }
        this.mode = "nav";
        this.original = this.target?.text ?? "";
        this.box.value = this.original;
        delete this.box.dataset.mode;
        this.hideHint();
        if (document.activeElement === this.box) {
            this.box.select();
        }
    }

    start(mode) {
        this.mode = mode;
        this.box.dataset.mode = mode;
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
            this.spot.grow(0);
            this.spot.grow(this.box.scrollHeight + 2);
        }
    }

    /** No classes, no new nodes: see `GridRow`. */
    showHint(hint) {
        const text = hint ? hint.text : "";
        if (text === this.hintText.data) {
            return;
        }
        const wrong = hint?.wrong ? "yes" : "no";
        this.box.dataset.wrong = wrong;
        this.hint.dataset.wrong = wrong;
        this.hint.hidden = !hint;
        this.hintText.data = text;
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

    destroy() {
        this.spot.remove();
    }
}
