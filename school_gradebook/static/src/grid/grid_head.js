/** How the head of a column is drawn: its state, tooltip, deadline and opening. */
import {_t} from "@web/core/l10n/translation";
import {shortMoment, showDay} from "./days";
import {columnWords, isTypable} from "./grid_columns";

export function headClasses(column) {
    return {
        o_sg_closed: isTypable(column) && !column.editable,
        o_sg_late: column.late,
        o_sg_due: column.due,
        [`o_sg_${column.type}`]: true,
    };
}

/** What names the column whose head can be clicked; nothing where there is no menu. */
export function headKey(column) {
    return isTypable(column) ? column.key : undefined;
}

export function headTitle(column) {
    return columnWords(column).join(" · ");
}

/** What the head itself says of deadline and opening; the tooltip says it in full. */
export function headNotes({deadline, held, opening}) {
    const notes = {deadline: "", opening: ""};
    if (deadline) {
        notes.deadline = String(_t("by %(day)s", {day: deadline.slice(0, 5)}));
    } else if (held) {
        // recorded, and no rule of the school makes a deadline of it
        notes.deadline = String(_t("held %(day)s", {day: showDay(held).slice(0, 5)}));
    }
    if (opening) {
        const until = shortMoment(opening.until);
        notes.opening =
            opening.state === "granted"
                ? String(_t("open until %(until)s", {until}))
                : String(_t("asked"));
    }
    return notes;
}
