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
        return self._workbook(books._page_xlsx(), books._page_file_name())

    @http.route("/school/plan/<int:year_id>.xlsx", type="http", auth="user")
    def plan_xlsx(self, year_id):
        """The year's assessment plans as a workbook to fill in and import.

        :raise AccessError: when the user plans nothing, or the year is another school's
        """
        year = request.env["school.year"].browse(year_id).exists()
        if not year:
            raise request.not_found()
        content = request.env["school.assessment.plan"]._plan_xlsx(year)
        return self._workbook(content, f"Ke hoach kiem tra {year.name}")

    def _workbook(self, content, name):
        """The answer that brings a workbook along."""
        return request.make_response(
            content,
            [
                ("Content-Type", MIMETYPE),
                ("Content-Length", len(content)),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
