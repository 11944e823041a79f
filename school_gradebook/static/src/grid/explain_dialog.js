import {Component, onWillStart, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {errorText} from "./errors";

/** How a student's average came about, with the rule and its version. */
export class ExplainDialog extends Component {
    static template = "school_gradebook.ExplainDialog";
    static components = {Dialog};
    static props = {gradebook: Number, line: Number, close: Function};

    setup() {
        this.state = useState({explanation: null, failure: ""});
        onWillStart(() => this.load());
    }

    async load() {
        const {gradebook, line} = this.props;
        try {
            this.state.explanation = await this.env.services.orm.call(
                "school.gradebook",
                "explain_average",
                [[gradebook], line]
            );
        } catch (error) {
            this.state.failure = errorText(error);
        }
    }

    get title() {
        return this.state.explanation?.title || _t("How it is computed");
    }
}
