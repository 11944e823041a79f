from odoo import http
from odoo.http import content_disposition, request

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SchoolExport(http.Controller):
    @http.route("/school/gradebook/<string:ids>/page.xlsx", type="http", auth="user")
    def subject_page_xlsx(self, ids):
        """The class-subject page as an Excel workbook.

        :param ids: ids of gradebooks, separated by commas; one sheet each
        :raise AccessError: when the user may not read one of them
        """
        wanted = dict.fromkeys(
            int(part) for part in ids.split(",") if part.isdecimal() and len(part) < 10
        )
        books = request.env["school.gradebook"].browse(wanted).exists()
        if not books:
            raise request.not_found()
        content = books._page_xlsx()
        return request.make_response(
            content,
            [
                ("Content-Type", MIMETYPE),
                ("Content-Length", len(content)),
                ("X-Content-Type-Options", "nosniff"),
                (
                    "Content-Disposition",
                    content_disposition(f"{books._page_file_name()}.xlsx"),
                ),
            ],
        )
