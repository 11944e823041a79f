import io
import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import find_in_path
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..models.school_problem_text import problem_text
from ..printing.engines import chromium_pdf, wkhtmltopdf_pdf
from ..register.values import Problem

_logger = logging.getLogger(__name__)

CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# Seconds a document may take: to start the program, and for every sheet.
PATIENCE = 60
PATIENCE_A_SHEET = 2


class IrActionsReport(models.Model):
    """Prints the register's own pages with the engine the server has.

    A report with ``school_pages`` lays out every sheet by itself: its model
    ``report.<report_name>`` offers ``_print_values(docids, output)``, which returns
    the template's values, the ``sheets`` among them.
    """

    _inherit = "ir.actions.report"

    school_pages = fields.Boolean(
        "Laid out sheet by sheet",
        help="A page of the register: needs no headers or footers of the PDF engine.",
    )

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"school_pages"}

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report.school_pages:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        values = self._get_rendering_context_model(report)._print_values(res_ids, "pdf")
        html = self._render_template(report.report_name, values).decode()
        pdf = self._school_pdf(html, len(values["sheets"]))
        owner = res_ids[0] if len(set(res_ids)) == 1 else False
        return {owner: {"stream": io.BytesIO(pdf), "attachment": None}}

    def _school_pdf(self, html, sheets):
        """The document as PDF, by the first engine that makes what was laid out.

        :param html: the whole document
        :param sheets: number of pages it has to have
        :raise UserError: when no engine is there or none succeeds
        """
        engines = self._school_engines()
        if not engines:
            raise UserError(problem_text(self.env, Problem("pdf_engine_missing")))
        for number, (name, convert, program) in enumerate(engines, 1):
            try:
                pdf = convert(program, html, PATIENCE + PATIENCE_A_SHEET * sheets)
                self._school_check_sheets(name, pdf, sheets)
            except Problem as problem:
                if number == len(engines):
                    raise UserError(problem_text(self.env, problem)) from problem
                _logger.warning(
                    "%s could not print, the next engine will: %s", name, problem
                )
                continue
            break
        return pdf

    def _school_check_sheets(self, name, pdf, sheets):
        """A page number that says “1/2” is true, or nothing is printed."""
        made = len(PdfFileReader(io.BytesIO(pdf), strict=False).pages)
        if made != sheets:
            raise Problem("pdf_pages_differ", engine=name, made=made, expected=sheets)

    def _school_engines(self):
        """(name, function, program) of the engines to try, in order.

        The setting ``school_gradebook.pdf_engine`` names one; ``auto`` takes Chromium
        where the server has it (exact, small files), else wkhtmltopdf.
        """
        wanted = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("school_gradebook.pdf_engine", "auto")
        )
        engines = []
        if wanted != "wkhtmltopdf" and (program := self._school_chromium()):
            engines.append(("Chromium", chromium_pdf, program))
        if wanted != "chromium" and (program := self._school_wkhtmltopdf()):
            engines.append(("wkhtmltopdf", wkhtmltopdf_pdf, program))
        return engines

    def _school_chromium(self):
        """Path of Chromium or Chrome, or None."""
        for name in CHROMIUM_NAMES:
            try:
                return find_in_path(name)
            except OSError:
                continue
        return None

    def _school_wkhtmltopdf(self):
        """Path of a wkhtmltopdf that works, or None.

        Core's state ``workers`` (it could not answer its own requests) does not
        matter here: our pages request nothing.
        """
        info = _wkhtml()
        return info.bin if info.state in ("ok", "workers") else None
