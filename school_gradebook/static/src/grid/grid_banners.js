import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {conflictText} from "./cell_view";
import {errorText} from "./errors";

const SHOWN_CONFLICTS = 3;

/** What needs the user's attention: no line, logged out, two people on one cell… */
export class GridBanners extends Component {
    static template = "school_gradebook.GridBanners";
    static props = {model: Object, columns: Array, ui: Object, actions: Object};

    setup() {
        this.ui = useState(this.props.ui);
    }

    get loginUrl() {
        return "/web/login";
    }

    get offlineText() {
        return _t(
            "No connection. You can go on typing: %(count)s cells are kept in this browser and sent as soon as the line is back.",
            {count: this.unsaved}
        );
    }

    get restoredText() {
        return _t(
            "%(count)s cells typed earlier had not been sent; they are back and are being saved.",
            {count: this.ui.restored}
        );
    }

    get errorLine() {
        return _t("The server did not take the cells: %(error)s", {
            error: errorText(this.ui.error),
        });
    }

    otherText(other) {
        return _t("%(count)s cells of another gradebook are still to be sent:", {
            count: other.count,
        });
    }

    moreText(count) {
        return _t("and %(count)s more cells", {count});
    }

    get unsaved() {
        void this.ui.tick;
        const {pending, conflict} = this.props.model.counts;
        return pending + conflict;
    }

    columnTitle(assessment) {
        const column = this.props.columns.find(
            (each) => each.assessment === assessment
        );
        return column?.title || "";
    }

    get conflicts() {
        void this.ui.tick;
        const {model} = this.props;
        const entries = [...model.entries.values()].filter(
            (entry) => entry.status === "conflict"
        );
        const shown = entries.slice(0, SHOWN_CONFLICTS).map((entry) => ({
            ...entry,
            name: model.data.rowById.get(entry.line).name,
            title: this.columnTitle(entry.assessment),
            words: conflictText(entry, model.data.isWhole(entry.assessment)),
        }));
        return {shown, more: entries.length - shown.length};
    }

    get lookalike() {
        const {lookalike} = this.ui;
        return (
            lookalike &&
            _t(
                "%(column)s is nearly the same as %(other)s: %(same)s of %(filled)s marks are equal. Is it the right column?",
                {
                    column: this.columnTitle(lookalike.column),
                    other: this.columnTitle(lookalike.other),
                    same: lookalike.same,
                    filled: lookalike.filled,
                }
            )
        );
    }

    isRightColumn() {
        this.ui.lookalike = null;
        this.props.actions.focus();
    }

    undoColumn() {
        this.ui.lookalike = null;
        this.props.actions.undo();
    }

    keepMine({line, assessment}) {
        this.props.model.keepMine(line, assessment);
        this.props.actions.save();
        this.props.actions.focus();
    }

    takeTheirs({line, assessment}) {
        this.props.model.takeTheirs(line, assessment);
        this.props.actions.focus();
    }
}
