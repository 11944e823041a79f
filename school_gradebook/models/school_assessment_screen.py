from odoo import api, fields, models
from odoo.tools import SQL

STATES = [
    ("unplanned", "Not planned"),
    ("planned", "Test planned"),
    ("held", "Held"),
    ("due", "Due soon"),
    ("late", "Late"),
    ("entered", "Entered"),
]


class SchoolAssessment(models.Model):
    """What lists and calendars show of a column besides its dates."""

    _inherit = "school.assessment"

    missing_count = fields.Integer(
        "Missing", compute="_compute_state", compute_sudo=True
    )
    state = fields.Selection(STATES, compute="_compute_state", compute_sudo=True)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    can_plan = fields.Boolean("May plan", compute="_compute_can_plan")

    @api.depends("test_date", "held_date", "deadline")
    def _compute_state(self):
        missing = self._missing_counts()
        now, soon = fields.Datetime.now(), self._soon()
        for column in self:
            column.missing_count = missing.get(column.id, 0)
            column.state = column._state(
                column.missing_count, now, soon[column.company_id]
            )

    def _state(self, missing, now, soon):
        """How far a column is: entered, or what it waits for.

        :param missing: cells still blank
        :param soon: until then a deadline is told beforehand
        """
        if not missing:
            return "entered"
        if self.deadline and self.deadline < now:
            return "late"
        if self.deadline and self.deadline <= soon:
            return "due"
        if self.held_date:
            return "held"
        return "planned" if self.test_date else "unplanned"

    def _soon(self):
        """{company: the moment until which a deadline counts as near}."""
        now = fields.Datetime.now()
        return {
            company: fields.Datetime.add(now, days=company.school_warning_days)
            for company in self.sudo().company_id
        }

    def _missing_counts(self):
        """{column: blank cells of students who are in the class and not exempt}."""
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT a.id, count(*) FROM school_assessment a
                JOIN school_gradebook_line l ON l.gradebook_id = a.gradebook_id
                    AND l.exempt IS NOT TRUE
                JOIN school_enrollment e ON e.id = l.enrollment_id
                    AND e.date_to IS NULL
                LEFT JOIN school_mark m ON m.line_id = l.id AND m.assessment_id = a.id
                WHERE a.id = ANY(%s) AND COALESCE(m.state, 'blank') = 'blank'
                GROUP BY a.id
                """,
                    self.ids,
                )
            )
        )

    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.search([("id", "in", self.ids), ("is_mine", "=", True)])
        for column in self:
            column.is_mine = column in mine

    @api.model
    def _search_is_mine(self, operator, value):
        """Columns that this user enters today, as the register's guard sees it."""
        if operator != "in":
            return NotImplemented
        today = self.env["school.gradebook"]._today()
        mine = fields.Domain(
            "id",
            "in",
            SQL(
                """(SELECT a.id FROM school_assessment a JOIN school_teaching t
                ON t.class_id = a.class_id AND t.subject_id = a.subject_id
                WHERE t.user_id = %s AND COALESCE(t.date_from <= %s, TRUE)
                    AND COALESCE(t.date_to >= %s, TRUE)
                    AND (t.component_id IS NULL OR t.component_id = a.component_id
                        OR (a.component_id IS NULL AND t.lead)))""",
                self.env.uid,
                today,
                today,
            ),
        )
        return fields.Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.depends_context("uid")
    def _compute_can_plan(self):
        admin = self.env.user.has_group("school_gradebook.group_administrator")
        places = set() if admin else self.env["school.assessment.plan"]._headed_places()
        for column in self:
            book = column.sudo().gradebook_id
            place = (book.year_id.id, book.level_id.id, book.subject_id.id)
            column.can_plan = admin or place in places

    def action_open_grid(self):
        """Open the column's gradebook in the grid."""
        self.ensure_one()
        return self.gradebook_id.action_open_grid()
