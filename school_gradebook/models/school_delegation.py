from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class SchoolDelegation(models.Model):
    """Leadership's decision that somebody enters for a teacher on leave.

    The deputy enters under the own account; the journal reads “A for B”.
    """

    _name = "school.delegation"
    _inherit = ["mail.thread"]
    _description = "Delegation"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Teacher on leave",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    deputy_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    deputy_user_id = fields.Many2one(
        "res.users",
        "Deputy's account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    class_id = fields.Many2one(
        "school.class",
        ondelete="restrict",
        check_company=True,
        help="Empty: every class of the teacher.",
    )
    subject_id = fields.Many2one(
        "school.subject",
        ondelete="restrict",
        check_company=True,
        help="Empty: every subject of the teacher.",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date("To", required=True)
    reason = fields.Char(required=True)
    decision = fields.Char("Decision no.", help="Number and date of the document.")
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", required=True, readonly=True, ondelete="restrict"
    )
    revoked_at = fields.Datetime("Revoked on", readonly=True)
    revoked_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("holding", "In force"),
            ("over", "Over"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "A delegation ends after it starts."
    )
    _other_person = models.Constraint(
        "CHECK (deputy_id <> employee_id)", "Nobody is their own deputy."
    )
    _in_force_idx = models.Index(
        "(deputy_user_id, date_from, date_to) WHERE revoked_at IS NULL"
    )

    @api.depends("employee_id", "deputy_id")
    def _compute_display_name(self):
        for record in self.sudo():
            record.display_name = self.env._(
                "%(deputy)s for %(teacher)s",
                deputy=record.deputy_id.name or "",
                teacher=record.employee_id.name or "",
            )

    @api.depends("date_from", "date_to", "revoked_at")
    def _compute_state(self):
        today = self.env["school.gradebook"]._today()
        for record in self:
            if record.revoked_at:
                record.state = "revoked"
            elif record.date_to and record.date_to < today:
                record.state = "over"
            else:
                planned = record.date_from and record.date_from > today
                record.state = "planned" if planned else "holding"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["school.gradebook"]._today()
        alive = Domain("revoked_at", "=", False)
        by_state = {
            "revoked": ~alive,
            "over": alive & Domain("date_to", "<", today),
            "planned": alive & Domain("date_from", ">", today),
            "holding": alive
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today),
        }
        return Domain.OR(by_state[state] for state in value if state in by_state)

    # -- leadership's, and kept ---------------------------------------------------------

    def _check_leadership(self):
        if not self.env.user.has_group("school_gradebook.group_leadership"):
            raise AccessError(
                self.env._("Only the school's leadership delegates a teacher's entry.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_leadership()
        deputies = self.env["hr.employee"].sudo()
        for vals in vals_list:
            deputy = deputies.browse(vals.get("deputy_id") or ())
            if deputy and not deputy.user_id:
                self.env["school.register.entry"]._raise(
                    "deputy_without_account", name=deputy.name
                )
            vals.update(
                deputy_user_id=deputy.user_id.id,
                decided_by_id=self.env.uid,
                revoked_at=False,
                revoked_by_id=False,
            )
        records = super().create(vals_list)
        for record in records:
            if record.deputy_user_id == self.env.user:
                self.env["school.register.entry"]._raise("deputy_oneself")
            record._message_log(body=record._log_text())
        return records

    def _log_text(self):
        return self.env._(
            "%(what)s, %(start)s – %(end)s: %(reason)s",
            what=self.display_name,
            start=f"{self.date_from:%d/%m/%Y}",
            end=f"{self.date_to:%d/%m/%Y}",
            reason=self.reason,
        )

    def write(self, vals):
        own = {n for n, f in self._fields.items() if f._module == "school_gradebook"}
        if own & vals.keys():
            self.env["school.register.entry"]._raise("delegation_kept")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("delegation_kept")

    def action_revoke(self):
        """End the delegations now; what was entered under them stays as it is."""
        self._check_leadership()
        self.check_access("read")
        alive = self.filtered(lambda record: record.state in ("planned", "holding"))
        models.Model.write(
            alive.sudo(),
            {"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid},
        )
        for record in alive:
            record.sudo()._message_log(body=self.env._("Revoked."))
        return True
