from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..register.page import short_digest
from ..register.progress import by_given_name, content_digest, summed, total


class SchoolDepartmentCheck(models.Model):
    """What the head of a department found in a month, with the figures, signed.

    The head writes and signs, nobody else; once signed nothing changes any more.
    """

    _name = "school.department.check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Monthly check of a department"
    _order = "month desc, department_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('manager_id.user_id', '=', uid)]",
        default=lambda self: self._default_department(),
    )
    month = fields.Date(required=True, default=lambda self: self._this_month())
    month_text = fields.Char("Month of", compute="_compute_month_text")
    head_id = fields.Many2one(
        "hr.employee", compute="_compute_head_id", compute_sudo=True
    )
    finding = fields.Text(
        help="What the head found and what was agreed; needed to sign."
    )
    figures = fields.Json(
        "Kept figures", readonly=True, copy=False, export_string_translation=False
    )
    figures_at = fields.Datetime("Figures as of", readonly=True, copy=False)
    figures_html = fields.Html(
        "Figures", compute="_compute_figures_html", sanitize=False
    )
    signed_at = fields.Datetime("Signed on", readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        "res.users", "Signed by", readonly=True, copy=False, ondelete="restrict"
    )
    digest = fields.Char(readonly=True, copy=False)
    short_digest = fields.Char("Content code", compute="_compute_intact")
    intact = fields.Boolean(compute="_compute_intact")
    is_head = fields.Boolean(compute="_compute_is_head", compute_sudo=True)
    state = fields.Selection(
        [("open", "Not signed"), ("signed", "Signed")], compute="_compute_state"
    )

    _month_uniq = models.UniqueIndex(
        "(department_id, month)", "This month of the department has its check already."
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A month is told by its first day."
    )
    _signature = models.Constraint(
        "CHECK (num_nonnulls(signed_at, signed_by_id, digest) IN (0, 3))",
        "A signature is whole or not there.",
    )
    _WRITTEN_BY_HEAD = frozenset({"finding"})
    _FROM_SERVER = frozenset(
        {"figures", "figures_at", "signed_at", "signed_by_id", "digest"}
    )

    # -- defaults and what is shown --------------------------------------------------------

    @api.model
    def _this_month(self):
        return self.env["school.gradebook"]._today().replace(day=1)

    @api.model
    def _default_department(self):
        return self.env["hr.department"].search(
            [
                ("manager_id.user_id", "=", self.env.uid),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            limit=1,
        )

    @api.depends("month")
    def _compute_month_text(self):
        for check in self:
            check.month_text = f"{check.month:%m/%Y}" if check.month else ""

    @api.depends("department_id", "month")
    def _compute_display_name(self):
        for check in self:
            check.display_name = (
                f"{check.department_id.sudo().name or ''} – {check.month_text}"
            )

    @api.depends("department_id")
    def _compute_head_id(self):
        for check in self:
            check.head_id = check.department_id.manager_id

    @api.depends_context("uid")
    @api.depends("department_id")
    def _compute_is_head(self):
        for check in self:
            check.is_head = check.department_id.manager_id.user_id == self.env.user

    @api.depends("signed_at")
    def _compute_state(self):
        for check in self:
            check.state = "signed" if check.signed_at else "open"

    @api.depends("digest")
    def _compute_intact(self):
        """Whether what is stored is still what was signed."""
        for check in self:
            check.short_digest = short_digest(check.digest) if check.digest else ""
            check.intact = not check.digest or check.digest == check._digest()

    @api.depends_context("lang")
    @api.depends("figures")
    def _compute_figures_html(self):
        for check in self:
            rows = check.figures or []
            check.figures_html = self.env["ir.qweb"]._render(
                "school_gradebook.progress_figures",
                {"tables": [{"label": "", "rows": rows, "total": total(rows)}]},
            )

    # -- who and until when ------------------------------------------------------------------

    def _check_open_and_own(self):
        """Refuse what was signed, and everybody but the head, whatever their rights."""
        raise_ = self.env["school.register.entry"]._raise
        for check in self.sudo():
            if check.signed_at:
                raise_("check_signed", name=check.display_name)
            if check.department_id.manager_id.user_id != self.env.user:
                raise_(
                    "check_by_head",
                    department=check.department_id.name,
                    head=check.head_id.name or "–",
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_server_values(vals)
            if vals.get("month"):
                vals["month"] = fields.Date.to_date(vals["month"]).replace(day=1)
        checks = super().create(vals_list)
        checks._check_open_and_own()
        self._check_month_begun(checks.mapped("month"))
        checks._take_figures()
        return checks

    def write(self, vals):
        self.check_access("write")
        self._refuse_server_values(vals)
        self._check_open_and_own()
        if vals.keys() - self._WRITTEN_BY_HEAD:
            self.env["school.register.entry"]._raise("check_moved")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("check_kept")

    @api.model
    def _refuse_server_values(self, vals):
        for name in self._FROM_SERVER & vals.keys():
            self.env["school.register.entry"]._raise(
                "computed_kept", field=self._fields[name]._description_string(self.env)
            )

    @api.model
    def _check_month_begun(self, months):
        for month in months:
            if month > self._this_month():
                self.env["school.register.entry"]._raise(
                    "month_to_come", month=f"{month:%m/%Y}"
                )

    # -- figures and signature -----------------------------------------------------------------

    def _take_figures(self):
        """Keep the figures of these checks' months as they stand now."""
        now = fields.Datetime.now()
        for (company, month), checks in self.grouped(
            lambda check: (check.company_id, check.month)
        ).items():
            rows = self.env["school.progress"]._figure_rows(
                [
                    ("company_id", "=", company.id),
                    ("month", "=", month),
                    ("department_id", "in", checks.department_id.ids),
                ]
            )
            for check in checks:
                own = [r for r in rows if r["department_id"] == check.department_id.id]
                figures = summed(own, "teacher", by_given_name)
                models.Model.write(check, {"figures": figures, "figures_at": now})

    def action_refresh(self):
        """Take the figures as they stand now."""
        self.check_access("write")
        self._check_open_and_own()
        self._take_figures()

    def action_sign(self):
        """Sign the figures shown and the finding; nothing changes afterwards.

        :raise UserError: without a finding, with the figures of an earlier day, for
            anybody but the head of the department
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open_and_own()
        raise_ = self.env["school.register.entry"]._raise
        if not (self.finding or "").strip():
            raise_("finding_missing")
        if self._school_day(self.figures_at) != self._school_day(fields.Datetime.now()):
            raise_("figures_old", day=f"{self._school_day(self.figures_at):%d/%m/%Y}")
        signature = {"signed_at": fields.Datetime.now(), "signed_by_id": self.env.uid}
        models.Model.write(self, signature)
        models.Model.write(self, {"digest": self._digest()})
        self.sudo().activity_unlink(["school_gradebook.mail_activity_type_check"])
        return True

    def _school_day(self, moment):
        zone = self.with_context(tz=self.company_id.school_tz)
        return fields.Datetime.context_timestamp(zone, moment).date()

    def _digest(self):
        """SHA-256 of what is signed, by whom and when."""
        signer = self.sudo().signed_by_id
        return content_digest(
            {
                "school": self.company_id.id,
                "department": self.department_id.id,
                "month": fields.Date.to_string(self.month),
                "figures": self.figures or [],
                "figures_at": fields.Datetime.to_string(self.figures_at),
                "finding": self.finding or "",
                "signed_by": signer.id,
                "signed_at": fields.Datetime.to_string(self.signed_at),
            }
        )

    def action_open_board(self):
        """Open the board at this department's columns of the month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_progress_action"
        )
        action["name"] = self.display_name
        last = self.month + relativedelta(months=1)
        action["domain"] = [
            ("department_id", "=", self.department_id.id),
            ("month", ">=", fields.Date.to_string(self.month)),
            ("month", "<", fields.Date.to_string(last)),
        ]
        action["context"] = {"search_default_group_teacher": 1}
        return action
