import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {cellView} from "./cell_view";

/**
 * One student. What changes while typing (cursor, unsaved, wrong…) is written to
 * `data-state`, not to classes: Odoo's stylesheets hold hundreds of `:has()` rules, and
 * each change of a class makes the browser weigh them for the whole page.
 *
 * All props are plain values that change only when this row has to be
 * drawn again; clicks are handled by the table.
 */
export class GridRow extends Component {
    static template = "school_gradebook.GridRow";
    static props = {
        model: Object,
        columns: Array,
        row: Object,
        index: Number,
        version: Number,
        cursor: Number,
        from: Number,
        to: Number,
    };

    get cells() {
        const {model, row, columns, index, cursor, from, to} = this.props;
        return columns.map((column, col) => {
            const view = cellView(model, row, column);
            const inBlock = from !== -1 && col >= from && col <= to;
            const states = {...view.states, selected: inBlock, cursor: col === cursor};
            return {
                ...view,
                key: column.key,
                col,
                id: `o_sg_cell_${index}_${col}`,
                type: `o_sg_${column.type}`,
                selected: inBlock || col === cursor,
                states: Object.keys(states)
                    .filter((state) => states[state])
                    .join(" "),
            };
        });
    }

    get states() {
        const {row, cursor} = this.props;
        return [row.left && "out", cursor !== -1 && "current"]
            .filter(Boolean)
            .join(" ");
    }

    get note() {
        const {row} = this.props;
        const notes = [row.left, row.exempt && String(_t("Exempt"))];
        return notes.filter(Boolean).join("; ");
    }
}
