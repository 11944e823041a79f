import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {noticeText, problemText} from "./messages";
import {display} from "./values";

const SHOWN_ROWS = 100;

/** What a pasted block will do, before it does it. */
export class PasteDialog extends Component {
    static template = "school_gradebook.PasteDialog";
    static components = {Dialog};
    static props = {
        model: Object,
        plan: Function,
        columns: Array,
        onApply: Function,
        close: Function,
    };

    setup() {
        this.state = useState({clearBlanks: false, useLabels: true});
        this.applyRef = useRef("apply");
        this.cancelRef = useRef("cancel");
        this.makePlan();
        onMounted(() => this.focusButton());
    }

    makePlan() {
        const {clearBlanks, useLabels} = this.state;
        this.plan = this.props.plan({clearBlanks, useLabels});
    }

    /** A question is not answered by the Enter key that was meant for the paste. */
    focusButton() {
        const {changes, lookalikes} = this.plan;
        const clean = changes.length && !lookalikes.length;
        (clean ? this.applyRef : this.cancelRef).el.focus();
    }

    toggle(option) {
        this.state[option] = !this.state[option];
        this.makePlan();
    }

    get summary() {
        const titles = this.plan.targets.filter(Boolean).map((column) => column.title);
        return _t("%(rows)s rows × %(cols)s columns, into %(columns)s", {
            rows: this.plan.rows.length,
            cols: this.plan.targets.length,
            columns: titles.join(", ") || "–",
        });
    }

    get badges() {
        const {counts} = this.plan;
        return [
            {
                key: "new",
                text: _t("%(count)s new", {count: counts.new}),
                look: "text-bg-success",
            },
            {
                key: "changed",
                text: _t("%(count)s changed", {count: counts.changed}),
                look: "text-bg-warning",
            },
            {
                key: "same",
                text: _t("%(count)s same", {count: counts.same}),
                look: "text-bg-light",
            },
            {
                key: "refused",
                text: _t("%(count)s refused", {count: counts.refused}),
                look: "text-bg-danger",
            },
            {
                key: "blank",
                text: _t("%(count)s blank", {count: counts.blank}),
                look: "text-bg-light",
            },
        ].filter(({key}) => counts[key]);
    }

    /** What is not plain sailing, one sentence each. */
    get remarks() {
        const {counts, headings, byHeading, byLabel, otherOrder, lookalikes} =
            this.plan;
        const remarks = [];
        const add = (condition, text, look = "info") => {
            if (condition) {
                remarks.push({text, look, key: remarks.length});
            }
        };
        add(otherOrder, this.orderText, "warning");
        const everyRow = byLabel && !otherOrder && !counts.unmatched;
        add(everyRow, _t("Every row went to the student named in it."));
        add(byHeading, _t("The columns were found by their headings."));
        add(headings && !byHeading, _t("Heading rows were left out."));
        add(counts.unmatched, this.unmatchedText, "danger");
        add(counts.outside, this.outsideText, "warning");
        add(
            counts.noticed,
            _t("%(count)s values were rounded or read as tenths; see below.", {
                count: counts.noticed,
            })
        );
        for (const lookalike of lookalikes) {
            add(true, this.lookalikeText(lookalike), "danger");
        }
        return remarks;
    }

    get orderText() {
        return _t(
            "The rows come in another order than the roll. Each value goes to the student named in its row."
        );
    }

    get unmatchedText() {
        return _t(
            "%(count)s rows belong to no student of this class and are left out.",
            {
                count: this.plan.counts.unmatched,
            }
        );
    }

    get outsideText() {
        return _t(
            "%(count)s values fall beyond the columns of the gradebook and are left out.",
            {
                count: this.plan.counts.outside,
            }
        );
    }

    lookalikeText({column, other, same, filled}) {
        const title = (id) =>
            this.props.columns.find((each) => each.assessment === id).title;
        return _t(
            "%(column)s would be nearly the same as %(other)s: %(same)s of %(filled)s marks are equal. Is it the right column?",
            {column: title(column), other: title(other), same, filled}
        );
    }

    get rows() {
        return this.plan.rows.slice(0, SHOWN_ROWS).map((row, index) => ({
            key: index,
            name: row.row ? row.row.name : row.labels.join(" ") || "?",
            number: row.row ? row.row.number : "",
            problem: row.row ? "" : problemText(row.code, row.params),
            cells: row.cells.map((cell, col) => this.cell(cell, col)),
        }));
    }

    cell(cell, col) {
        const column = this.plan.targets[col];
        const whole = Boolean(column?.whole);
        const comment = column && !column.assessment;
        const show = (text) => (comment ? text : display(text, whole));
        const applied = cell.status === "new" || cell.status === "changed";
        const reason = cell.reason || problemText(cell.code, cell.params);
        const notice = cell.notice ? noticeText(cell.notice, cell.raw, cell.text) : "";
        return {
            key: col,
            text: applied || cell.status === "same" ? show(cell.text) : cell.raw,
            old: cell.status === "changed" && cell.old ? show(cell.old) : "",
            title: cell.status === "refused" ? reason : notice,
            classes: `o_sg_paste_${cell.status}${cell.notice ? " o_sg_paste_noticed" : ""}`,
        };
    }

    /** Reasons in words, as a tooltip cannot be read on a phone; equal ones once. */
    get refusals() {
        const texts = new Map();
        for (const row of this.plan.rows) {
            for (const cell of row.cells) {
                if (cell.status === "refused") {
                    const text =
                        cell.reason ||
                        problemText(row.code || cell.code, {
                            ...cell.params,
                            ...row.params,
                        });
                    texts.set(text, (texts.get(text) || 0) + 1);
                }
            }
        }
        return [...texts].slice(0, 10).map(([text, count]) => ({text, count}));
    }

    get applyLabel() {
        return _t("Enter %(count)s values", {count: this.plan.changes.length});
    }

    apply() {
        this.props.onApply(this.plan);
        this.props.close();
    }
}
