import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {cellView} from "./cell_view";

/**
 * One student. All props are plain values that change only when this row has to be
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
            const selected = col >= from && col <= to;
            return {
                ...view,
                key: column.key,
                col,
                id: `o_sg_cell_${index}_${col}`,
                selected: selected || col === cursor,
                classes: {
                    ...view.classes,
                    [`o_sg_${column.type}`]: true,
                    o_sg_selected: selected && from !== -1,
                    o_sg_cursor: col === cursor,
                },
            };
        });
    }

    get note() {
        const {row} = this.props;
        const notes = [row.left, row.exempt && String(_t("Exempt"))];
        return notes.filter(Boolean).join("; ");
    }
}
