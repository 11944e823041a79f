import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {xml} from "@odoo/owl";
export class ImportAction extends Component {
    static template = xml`<div class="o_school_import"/>`;
    static props = {...standardActionServiceProps};
}
registry.category("actions").add("school_gradebook.import", ImportAction);
