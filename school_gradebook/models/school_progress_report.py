import base64
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..register.page import short_digest
from ..register.progress import by_given_name, content_digest, natural, summed, total
from ..workbooks.progress_xlsx import write_progress_report

_logger = logging.getLogger(__name__)

REPORT = "school_gradebook.report_progress"
TABLES = (
    ("class", "Theo lớp", "Lớp", natural),
    ("department", "Theo tổ chuyên môn", "Tổ chuyên môn", natural),
    ("teacher", "Theo giáo viên", "Giáo viên", by_given_name),
    ("subject", "Theo môn học", "Môn học", natural),
)


class SchoolProgressReport(models.Model):
    """The month's report on entry as it stood when it was made: data, PDF, workbook.

    Only the month is asked for; the rest comes from the server and never changes.
    """

    _name = "school.progress.report"
    _inherit = ["mail.thread"]
    _description = "Monthly report on entry"
    _order = "month desc, made_at desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    month = fields.Date(required=True, default=lambda self: self._this_month())
    month_text = fields.Char("Month of", compute="_compute_month_text")
    made_at = fields.Datetime("Made on", readonly=True)
    made_by_id = fields.Many2one("res.users", "Made by", readonly=True)
    scheduled = fields.Boolean("Made on the report's day", readonly=True)
    data = fields.Json(readonly=True, export_string_translation=False)
    data_html = fields.Html("Figures", compute="_compute_data_html", sanitize=False)
    digest = fields.Char(readonly=True)
    short_digest = fields.Char("Content code", compute="_compute_short_digest")
    expected = fields.Integer("Cells", readonly=True)
    entered = fields.Integer(readonly=True)
    on_time = fields.Integer("In time", readonly=True)
    late = fields.Integer(readonly=True)
    missing = fields.Integer(readonly=True)
    unsigned = fields.Char("Heads who have not signed", readonly=True)
    pdf = fields.Binary("PDF", attachment=True, readonly=True)
    pdf_name = fields.Char(compute="_compute_file_names")
    xlsx = fields.Binary("Excel", attachment=True, readonly=True)
    xlsx_name = fields.Char(compute="_compute_file_names")

    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A month is told by its first day."
    )
    _ASKED = frozenset({"month", "company_id"})

    # -- what is shown -----------------------------------------------------------------------

    @api.model
    def _this_month(self):
        return self.env["school.gradebook"]._today().replace(day=1)

    @api.depends("month")
    def _compute_month_text(self):
        for report in self:
            report.month_text = f"{report.month:%m/%Y}" if report.month else ""

    @api.depends("month", "made_at")
    def _compute_display_name(self):
        for report in self:
            made = report.data and report.data["made_at"]
            report.display_name = f"{report.month_text} ({made or '…'})"

    @api.depends("digest")
    def _compute_short_digest(self):
        for report in self:
            report.short_digest = short_digest(report.digest or "")

    @api.depends("month")
    def _compute_file_names(self):
        for report in self:
            name = report._file_name()
            report.pdf_name, report.xlsx_name = f"{name}.pdf", f"{name}.xlsx"

    def _file_name(self):
        """What a file with this report is called, without its ending."""
        month = f"{self.month:%m-%Y}" if self.month else ""
        return f"Báo cáo tiến độ nhập điểm {month}".strip()

    @api.depends_context("lang")
    @api.depends("data")
    def _compute_data_html(self):
        for report in self:
            report.data_html = report.data and self.env["ir.qweb"]._render(
                "school_gradebook.progress_report_screen", {"report": report.data}
            )

    # -- made by the server --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Make the reports of the months in ``vals_list``."""
        for vals in vals_list:
            for name in vals.keys() - self._ASKED:
                self.env["school.register.entry"]._raise(
                    "computed_kept",
                    field=self._fields[name]._description_string(self.env)
                    if name in self._fields
                    else name,
                )
        months = [vals["month"] for vals in vals_list if vals.get("month")]
        self.env["school.department.check"]._check_month_begun(
            [fields.Date.to_date(month) for month in months]
        )
        return self._make(vals_list)

    @api.model
    def _make(self, vals_list, **common):
        made = []
        for vals in vals_list:
            school = self.env["res.company"].browse(
                vals.get("company_id") or self.env.company.id
            )
            month = fields.Date.to_date(vals.get("month") or self._this_month())
            month = month.replace(day=1)
            made.append(
                {
                    "company_id": school.id,
                    "month": month,
                    **self._content(school, month),
                    **common,
                }
            )
        # past the guard, which lets nobody give these values, and without a creation note
        reports = models.Model.create(self, made)
        reports._attach_files()
        reports._notify_leadership()
        return reports

    @api.model
    def _content(self, school, month):
        """The values of a report as the school stands now."""
        data = self._snapshot(school.sudo(), month)
        unsigned = [check["department"] for check in data["checks"] if not check["at"]]
        sums = data["total"]
        return {
            "made_at": fields.Datetime.now(),
            "made_by_id": self.env.uid,
            "data": data,
            "digest": content_digest(data),
            "unsigned": ", ".join(unsigned),
            **{
                name: sums[name]
                for name in ("expected", "entered", "on_time", "late", "missing")
            },
        }

    @api.model
    def _snapshot(self, school, month):
        """The report's content, plain: what screen, PDF and workbook show."""
        progress = self.env["school.progress"]
        domain = [("company_id", "=", school.id)]
        rows = progress._figure_rows([*domain, ("month", "=", month)])
        carried = progress.sudo()._read_group(
            [
                *domain,
                ("month", "<", month),
                ("missing_late", ">", 0),
                ("year_id.date_end", ">=", month),
            ],
            [],
            ["missing_late:sum"],
        )[0][0]
        now = fields.Datetime.context_timestamp(
            self.with_context(tz=school.school_tz), fields.Datetime.now()
        )
        return {
            "school": school.name,
            "parent_office": school.school_parent_office or "",
            "place": school.school_place or "",
            "month": f"{month:%m/%Y}",
            "made_at": f"{now:%H:%M %d/%m/%Y}",
            "made_by": self.env.user.name,
            "tables": [
                {"key": key, "title": title, "head": head}
                | {"rows": summed(rows, key, order)}
                for key, title, head, order in TABLES
            ],
            "total": total(rows),
            "carried": carried or 0,
            "checks": self.env["school.department.check"]._signatures(school, month),
        }

    def _attach_files(self):
        """Keep the PDF and the workbook beside the data they show."""
        for report in self:
            files = {"xlsx": base64.b64encode(write_progress_report(report.data))}
            try:
                files["pdf"] = base64.b64encode(report._pdf())
            except UserError as error:
                # a server without an engine still makes the report; it prints later
                _logger.warning("The report's PDF was not made: %s", error)
            models.Model.write(report.sudo(), files)

    def _pdf(self):
        action = self.env["ir.actions.report"].sudo()._get_report(REPORT)
        values = self.env[f"report.{REPORT}"]._print_values(self.ids, "pdf")
        html = action._render_template(REPORT, values).decode()
        return action._school_pdf(html, len(values["sheets"]))

    def _notify_leadership(self):
        """Tell the school's leadership that the report is there."""
        group = self.env.ref("school_gradebook.group_leadership").sudo()
        for report in self:
            leaders = group.all_user_ids.filtered(
                lambda user, report=report: report.company_id in user.company_ids
            )
            report.sudo().message_post(
                subject=report._file_name(),
                body=self.env._(
                    "The report on entry for %(month)s is made: %(late)s late,"
                    " %(missing)s missing of %(expected)s.",
                    month=report.month_text,
                    late=report.late,
                    missing=report.missing,
                    expected=report.expected,
                ),
                partner_ids=(leaders.partner_id - self.env.user.partner_id).ids,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
            )

    def write(self, vals):
        return self.env["school.register.entry"]._raise("report_kept")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("report_kept")

    # -- doors ---------------------------------------------------------------------------------

    def action_make(self):
        """Make the report of the month under way, and show it."""
        report = self.create([{}])
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": report.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _cron_make(self):
        """Make the month's report of every school whose day for it has come."""
        schools = self._schools_due()
        self.env["ir.cron"]._commit_progress(remaining=len(schools))
        for school, month in schools:
            made = self.with_company(school)
            made._make([{"company_id": school.id, "month": month}], scheduled=True)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _schools_due(self):
        """(school, month) of the reports that are to be made by now and are not."""
        found = []
        yesterday = fields.Date.today() - timedelta(days=1)  # somewhere it still is
        years = self.env["school.year"].sudo().search([("date_end", ">=", yesterday)])
        for school, own in years.grouped("company_id").items():
            today = self.env["school.gradebook"].with_company(school)._today()
            running = any(y.date_start <= today <= y.date_end for y in own)
            due = self.env["school.department.check"]._report_day(school, today)
            if running and today >= due:
                found.append((school, today.replace(day=1)))
        there = {
            (report.company_id, report.month)
            for report in self.sudo().search(
                [
                    ("scheduled", "=", True),
                    ("month", "in", [month for _school, month in found]),
                ]
            )
        }
        return [pair for pair in found if pair not in there]
