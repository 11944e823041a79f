import {Component} from "@odoo/owl";

/** What the right mouse button offers on a cell. */
export class CellMenu extends Component {
    static template = "school_gradebook.CellMenu";
    static props = {actions: Object, typable: Boolean, close: Function};

    choose(action, ...args) {
        this.props.close();
        this.props.actions[action](...args);
    }
}
