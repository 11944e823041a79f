/** Where the buttons of a gradebook lead: paper, workbook, import, other gradebooks. */
import {_t} from "@web/core/l10n/translation";

const REPORT = "school_gradebook.action_report_subject_page";

/** The class-subject page as PDF. */
export function printPage(action, gradebook) {
    return action.doAction(REPORT, {
        additionalContext: {
            active_id: gradebook,
            active_ids: [gradebook],
            active_model: "school.gradebook",
        },
    });
}

/** The same page as an Excel workbook. */
export async function exportPage(action, orm, gradebook) {
    const ids = [gradebook];
    const download = await orm.call("school.gradebook", "action_export_xlsx", [ids]);
    return action.doAction(download);
}

/** The import screen for this gradebook's marks. */
export function importInto(action, gradebook) {
    return action.doAction({
        type: "ir.actions.client",
        tag: "school_gradebook.import",
        path: "import-marks",
        name: _t("Import marks"),
        params: {kind: "marks"},
        context: {active_id: gradebook},
    });
}

/** The grid of another gradebook. */
export function openGrid(action, gradebook) {
    return action.doAction({
        type: "ir.actions.client",
        tag: "school_gradebook.grid",
        params: {gradebook_id: gradebook},
    });
}
