from odoo import api, models
from odoo.exceptions import UserError

from ..printing.progress_sheets import HEAD, TITLE, lay_out
from ..printing.typesetting import vietnamese_face


class ReportProgress(models.AbstractModel):
    """The monthly report on entry, on paper."""

    _name = "report.school_gradebook.report_progress"
    _description = "Monthly report on entry (printed)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """The report as HTML, which core asks for when it is shown on screen."""
        return self._print_values(docids, "html")

    @api.model
    def _print_values(self, docids, output):
        """What the template needs for one report or several, each numbered by itself.

        :raise AccessError: when the user may not read one of them
        :raise UserError: when there is none
        """
        reports = self.env["school.progress.report"].browse(dict.fromkeys(docids or ()))
        reports = reports.exists()
        if not reports:
            raise UserError(self.env._("There is no report to print."))
        reports.check_access("read")
        face = vietnamese_face()
        return {
            "sheets": [sheet for report in reports for sheet in lay_out(report.data)],
            "face": face,
            "title_height": TITLE,
            "head_height": HEAD,
            "pt": lambda size: f"{size * face.scale:.2f}pt",
        }
