from odoo import api, models
from odoo.exceptions import UserError

from ..printing.sheets import ROW_HEIGHT, lay_out
from ..printing.typesetting import vietnamese_face


class ReportSubjectPage(models.AbstractModel):
    """The class-subject page of the register, on paper."""

    _name = "report.school_gradebook.report_subject_page"
    _description = "Class-subject page"

    @api.model
    def _get_report_values(self, docids, data=None):
        """The page as HTML, which core asks for when it is shown on screen."""
        return self._print_values(docids, "html")

    @api.model
    def _print_values(self, docids, output):
        """What the template needs for these gradebooks; the print is logged.

        :param docids: ids of gradebooks, in the order of printing; doubles print once
        :param output: ``"pdf"`` or ``"html"``, for the log
        :raise AccessError: when the user may not read one of them
        :raise UserError: when there is nothing to print
        """
        ids = list(dict.fromkeys(docids or ()))
        books = self.env["school.gradebook"].browse(ids).exists()
        if not books:
            raise UserError(self.env._("There is no gradebook to print."))
        pages = books._page_data()
        self.env["school.print.log"]._record(books, pages, "subject_page", output)
        face = vietnamese_face()

        def points(size):
            return f"{size * face.scale:.2f}pt"

        def lines_box(text, height):
            """Style of a box of ``height`` mm with ``text`` in its middle."""
            gap = max(0, height - len(text.lines) * text.leading) / 2
            return (
                f"height:{height:.2f}mm;padding-top:{gap:.2f}mm;"
                f"line-height:{text.leading}mm;font-size:{points(text.size)}"
            )

        return {
            "sheets": lay_out(pages),
            "row_height": ROW_HEIGHT,
            "face": face,
            "pt": points,
            "lines_box": lines_box,
        }
