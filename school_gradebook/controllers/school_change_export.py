from odoo import http
from odoo.http import content_disposition, request

from .school_export import MIMETYPE


class SchoolChangeExport(http.Controller):
    @http.route("/school/changes/<int:term_id>.xlsx", type="http", auth="user")
    def changes_xlsx(self, term_id):
        """The term's changes of marks after the deadline as an Excel workbook.

        :param term_id: id of a ``school.term``
        :raise AccessError: when the user may not read the term
        """
        term = request.env["school.term"].browse(term_id).exists()
        if not term:
            raise request.not_found()
        content = request.env["school.mark.change"]._report_xlsx(term)
        name = request.env._(
            "Changes after the deadline %(term)s", term=term.display_name
        )
        return request.make_response(
            content,
            [
                ("Content-Type", MIMETYPE),
                ("Content-Length", len(content)),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
