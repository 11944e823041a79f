from odoo import api, fields, models


class SchoolTeaching(models.Model):
    _name = "school.teaching"
    _description = "Teaching assignment"
    _order = "class_id, subject_id, component_id, date_from, id"
    _check_company_auto = True

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

    def _active_on(self, day):
        """The assignments that hold on ``day`` (a date)."""
        return self.filtered(
            lambda teaching: (not teaching.date_from or teaching.date_from <= day)
            and (not teaching.date_to or teaching.date_to >= day)
        )

    @api.depends("class_id", "subject_id", "employee_id")
    def _compute_display_name(self):
        for teaching in self:
            parts = [teaching.class_id.name, teaching.subject_id.name]
            if teaching.component_id:
                parts.append(teaching.component_id.name)
            teaching.display_name = " – ".join(filter(None, parts))
