import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/**
 * Download a page of the register without asking for wkhtmltopdf first: such a report
 * is printed by whichever engine the server has, and the server says so when it has
 * none.
 *
 * @param {Object} action an `ir.actions.report`
 * @param {Object} options the action's options
 * @param {Object} env
 * @returns {Promise<boolean>} whether the report was one of ours
 */
export async function downloadSchoolPages(action, options, env) {
    if (!action.school_pages || action.report_type !== "qweb-pdf") {
        return false;
    }
    const ids = action.context?.active_ids || [];
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([
                    `/report/pdf/${action.report_name}/${ids.join(",")}`,
                    action.report_type,
                ]),
                context: JSON.stringify({...user.context, ...action.context}),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry
    .category("ir.actions.report handlers")
    .add("school_pages", downloadSchoolPages);
