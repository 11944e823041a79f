from markupsafe import Markup

from odoo import api, fields, models


class SchoolTeaching(models.Model):
    _name = "school.teaching"
    _inherit = ["school.kept"]
    _description = "Teaching assignment"
    _order = "class_id, subject_id, component_id, date_from, id"
    _check_company_auto = True
    _kept_fields = ("company_id", "class_id", "subject_id")

    class_id = fields.Many2one(
        "school.class",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    year_id = fields.Many2one(
        related="class_id.year_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="class_id.company_id", store=True, index=True, precompute=True
    )
    subject_id = fields.Many2one(
        "school.subject",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    component_id = fields.Many2one(
        "school.subject.component",
        domain="[('subject_id', '=', subject_id)]",
        ondelete="restrict",
        check_company=True,
        help="Empty: the whole subject.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Teacher",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Account",
        compute="_compute_user_id",
        store=True,
        index=True,
        compute_sudo=True,
    )
    head_user_id = fields.Many2one(
        "res.users",
        "Head of department",
        compute="_compute_user_id",
        store=True,
        compute_sudo=True,
    )
    lead = fields.Boolean(
        compute="_compute_lead",
        store=True,
        readonly=False,
        help="Owns the columns shared by the components: midterm, final, comments.",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To")

    _dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "An assignment ends after it starts.",
    )
    _employee_uniq = models.UniqueIndex(
        "(class_id, subject_id, COALESCE(component_id, 0), employee_id,"
        " COALESCE(date_from, '1900-01-01'::date))",
        "This assignment exists already.",
    )

    @api.depends(
        "employee_id.user_id",
        "employee_id.department_id.manager_id.user_id",
    )
    def _compute_user_id(self):
        for teaching in self:
            teaching.user_id = teaching.employee_id.user_id
            teaching.head_user_id = (
                teaching.employee_id.department_id.manager_id.user_id
            )

    @api.depends("component_id", "class_id", "subject_id")
    def _compute_lead(self):
        """A teacher of the whole subject leads; else the first component's does."""
        for teaching in self:
            component = teaching.component_id
            first = teaching.subject_id.component_ids.sorted("sequence")[:1]
            teaching.lead = not component or component == first

    # -- nobody hands marks to themselves ------------------------------------------

    def _mine_today(self):
        """Those of these assignments by which the user enters marks today."""
        today = self.env["school.gradebook"]._today()
        return self.sudo().filtered(
            lambda teaching: (
                teaching.user_id.id == self.env.uid
                and (not teaching.date_from or teaching.date_from <= today)
                and (not teaching.date_to or teaching.date_to >= today)
            )
        )

    def _check_not_to_oneself(self, mine):
        """Refuse to hand a gradebook that holds marks to oneself.

        :param mine: those by which the user entered marks before the change
        """
        handed = self.sudo().filtered(
            lambda teaching: teaching.user_id.id == self.env.uid
        )
        handed -= mine
        if not handed:
            return
        domain = fields.Domain.OR(
            fields.Domain("class_id", "=", teaching.class_id.id)
            & fields.Domain("subject_id", "=", teaching.subject_id.id)
            for teaching in handed
        )
        others = self.sudo().search(
            domain & fields.Domain("user_id", "=", self.env.uid)
        )
        mine |= (others - handed)._mine_today()
        taught = {(t.class_id, t.subject_id) for t in mine}
        books = self.env["school.gradebook"].sudo().search(domain)
        books = books.filtered(lambda b: (b.class_id, b.subject_id) not in taught)
        mark = (
            self.env["school.mark"]
            .sudo()
            .search(
                [("gradebook_id", "in", books.ids), ("state", "!=", "blank")], limit=1
            )
        )
        if mark:
            self.env["school.register.entry"]._raise(
                "handed_to_oneself",
                klass=mark.gradebook_id.class_id.name,
                subject=mark.gradebook_id.subject_id.name,
            )

    # -- who enters what is told on the class ------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        teachings = super().create(vals_list)
        teachings._check_not_to_oneself(self.browse())
        teachings._log_on_class(self.env._("Assigned"))
        return teachings

    def write(self, vals):
        logged = {"employee_id", "component_id", "lead", "date_from", "date_to"}
        if not logged & vals.keys():
            return super().write(vals)
        self._log_on_class(self.env._("Assigned before"))
        mine = self._mine_today()
        result = super().write(vals)
        self._check_not_to_oneself(mine)
        self._log_on_class(self.env._("Assigned now"))
        return result

    def unlink(self):
        self._log_on_class(self.env._("No longer assigned"))
        return super().unlink()

    def _log_on_class(self, what):
        """Note these assignments on their classes' chatter, one note a class."""
        bodies = {}
        for record, teachings in self.sudo().grouped("class_id").items():
            lines = Markup().join(
                Markup("<li>%s</li>") % teaching._log_text() for teaching in teachings
            )
            bodies[record.id] = Markup("<p>%s</p><ul>%s</ul>") % (what, lines)
        if bodies:
            classes = self.env["school.class"].sudo().browse(bodies)
            classes._message_log_batch(bodies=bodies)

    def _log_text(self):
        subject = self.subject_id.name
        if self.component_id:
            subject = f"{subject} – {self.component_id.name}"
        period = ""
        if self.date_from or self.date_to:
            period = f" ({self.date_from or '…'} – {self.date_to or '…'})"
        return f"{subject}: {self.employee_id.name}{period}"

    @api.depends("class_id", "subject_id", "employee_id")
    def _compute_display_name(self):
        for teaching in self:
            parts = [teaching.class_id.name, teaching.subject_id.name]
            if teaching.component_id:
                parts.append(teaching.component_id.name)
            teaching.display_name = " – ".join(filter(None, parts))
