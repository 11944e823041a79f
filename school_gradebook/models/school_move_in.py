from odoo import api, fields, models
from odoo.exceptions import AccessError


class SchoolMoveIn(models.Model):
    """A period in which administrators load whole-class workbooks of another system."""

    _name = "school.move.in"
    _description = "Move-in period"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    year_id = fields.Many2one(
        "school.year",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["school.year"]._current(),
    )
    reason = fields.Char(required=True)
    date_from = fields.Datetime(
        "Open from", required=True, default=lambda self: fields.Datetime.now()
    )
    date_to = fields.Datetime("Open until", required=True)
    opened_by_id = fields.Many2one(
        "res.users",
        "Opened by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    closed_at = fields.Datetime("Closed early on", readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("planned", "Planned"), ("open", "Open"), ("closed", "Closed")],
        compute="_compute_state",
    )

    _dates = models.Constraint(
        "CHECK (date_to > date_from)", "A move-in period ends after it starts."
    )

    @api.depends("date_from", "date_to", "closed_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for period in self:
            if period.closed_at or (period.date_to and period.date_to <= now):
                period.state = "closed"
            else:
                planned = period.date_from and period.date_from > now
                period.state = "planned" if planned else "open"

    @api.depends("year_id", "date_from")
    def _compute_display_name(self):
        for period in self:
            number = period._origin.id
            period.display_name = number and self.env._(
                "Move-in %(year)s no. %(id)s", year=period.year_id.name, id=number
            )

    @api.model
    def _open_for(self, years):
        """The periods open now for ``years`` (ids), as {year id: period}."""
        now = fields.Datetime.now()
        periods = self.sudo().search(
            [
                ("year_id", "in", list(years)),
                ("closed_at", "=", False),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ]
        )
        return {period.year_id.id: period for period in periods}

    def _check_leadership(self):
        if not self.env.user.has_group("school_gradebook.group_leadership"):
            raise AccessError(
                self.env._("Only the school's leadership opens a move-in period.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_leadership()
        for vals in vals_list:
            vals.update(opened_by_id=self.env.uid, closed_at=False, closed_by_id=False)
        return super().create(vals_list)

    def write(self, vals):
        return self.env["school.register.entry"]._raise("move_in_kept")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("move_in_kept")

    def action_close(self):
        """Close the periods before their end; the record stays."""
        self._check_leadership()
        self.check_access("write")
        open_periods = self.filtered(lambda period: period.state != "closed")
        models.Model.write(
            open_periods,
            {"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid},
        )
        return True
