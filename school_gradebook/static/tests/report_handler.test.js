import {beforeEach, expect, test} from "@odoo/hoot";
import {downloadSchoolPages} from "@school_gradebook/printing/report_handler";
import {download} from "@web/core/network/download";
import {
    getService,
    makeMockEnv,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

defineMailModels();

const PAGE = {
    type: "ir.actions.report",
    report_type: "qweb-pdf",
    report_name: "school_gradebook.report_subject_page",
    school_pages: true,
    context: {active_ids: [7, 9]},
};

beforeEach(() => {
    onRpc("/report/check_wkhtmltopdf", () => {
        expect.step("wkhtmltopdf asked for");
        return "install";
    });
    patchWithCleanup(download, {
        _download(options) {
            expect.step(JSON.parse(options.data.data)[0]);
            return Promise.resolve();
        },
    });
});

test("a page of the register is downloaded whatever is known of wkhtmltopdf", async () => {
    await makeMockEnv();
    await getService("action").doAction({...PAGE});
    expect.verifySteps(["/report/pdf/school_gradebook.report_subject_page/7,9"]);
});

test("every other report is left to Odoo", async () => {
    expect(await downloadSchoolPages({...PAGE, school_pages: false}, {}, {})).toBe(
        false
    );
    expect(await downloadSchoolPages({...PAGE, report_type: "qweb-html"}, {}, {})).toBe(
        false
    );
    expect.verifySteps([]);
});
