from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .school_progress_query import TELLING_LINE, columns_of, progress_query

STATES = [
    ("overdue", "Overdue"),
    ("due", "To be entered"),
    ("open", "No deadline"),
    ("waiting", "Make-up to come"),
    ("done", "Complete"),
]


class SchoolProgress(models.Model):
    """How far every column is entered, and what of it in time; read, never written.

    In time and late are told by the journal: a cell counts by the last time it came to
    hold a value. Nothing here is stored.
    """

    _name = "school.progress"
    _description = "Progress of entry"
    _auto = False
    _order = "deadline, class_id, subject_id, id"
    _rec_name = "assessment_id"
    _depends = {
        "hr.department": ["manager_id"],
        "hr.employee": ["active", "current_version_id", "name", "user_id"],
        "hr.version": ["department_id"],
        "res.company": ["school_tz"],
        "school.assessment": ["component_id", "deadline", "gradebook_id", "kind"],
        "school.class": ["homeroom_user_id"],
        "school.delegation": [
            *("class_id", "date_from", "date_to", "deputy_id", "deputy_user_id"),
            *("employee_id", "revoked_at", "subject_id"),
        ],
        "school.enrollment": ["class_id", "date_from", "date_to"],
        "school.gradebook": ["class_id", "level_id", "subject_id", "term_id"],
        "school.gradebook.line": ["enrollment_id", "exempt", "gradebook_id"],
        "school.teaching": [
            *("component_id", "date_from", "date_to", "employee_id"),
            *("head_user_id", "lead", "user_id"),
        ],
        "school.term": ["date_end"],
        "school.year": ["date_start"],
    }

    assessment_id = fields.Many2one("school.assessment", "Column", readonly=True)
    gradebook_id = fields.Many2one("school.gradebook", readonly=True)
    company_id = fields.Many2one("res.company", "School", readonly=True)
    year_id = fields.Many2one("school.year", readonly=True)
    term_id = fields.Many2one("school.term", readonly=True)
    level_id = fields.Many2one("school.level", readonly=True)
    class_id = fields.Many2one("school.class", readonly=True)
    subject_id = fields.Many2one("school.subject", readonly=True)
    kind = fields.Selection(
        lambda self: self.env["school.assessment"]._fields["kind"].selection,
        readonly=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Teacher",
        readonly=True,
        help="Who enters the column today; empty where that is nobody or several.",
    )
    teachers = fields.Char("Entered by", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    head_user_id = fields.Many2one("res.users", "Head of department", readonly=True)
    deadline = fields.Datetime(readonly=True)
    month = fields.Date("Month of the deadline", readonly=True)
    expected = fields.Integer(
        "Cells",
        readonly=True,
        help="Students who were in the class when the column was due and are not exempt.",
    )
    entered = fields.Integer(readonly=True)
    on_time = fields.Integer("In time", readonly=True)
    late = fields.Integer(
        readonly=True,
        help="Entered after the deadline, as the journal tells. A mark that was cleared"
        " and entered again counts by the last time.",
    )
    absent = fields.Integer("Make-up to come", readonly=True)
    missing = fields.Integer("Blank", readonly=True)
    missing_late = fields.Integer(
        "Missing", readonly=True, help="Blank although the deadline has passed."
    )
    not_due = fields.Integer("Not due yet", readonly=True)
    owed = fields.Integer(
        "Still to enter",
        readonly=True,
        help="Blank cells of students who are still in the class.",
    )
    state = fields.Selection(STATES, readonly=True)
    progress = fields.Integer(
        "Entered (%)", compute="_compute_progress", aggregator=False
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    is_of_department = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_of_department"
    )
    is_of_homeroom = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_of_homeroom"
    )

    @property
    def _table_query(self):
        self._plan_without_compiling()
        return progress_query(fields.Datetime.now())

    def _plan_without_compiling(self):
        """Have PostgreSQL run the statement as it is.

        It expects much more work than there is, and would compile the statement to
        machine code first: a second for what takes a quarter.
        """
        cache = self.env.cr.cache
        if not cache.get("school_progress_jit"):
            cache["school_progress_jit"] = True
            self.env.cr.execute("SET LOCAL jit = off")

    @api.depends("expected", "entered")
    def _compute_progress(self):
        for row in self:
            row.progress = 100 * row.entered // row.expected if row.expected else 100

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for name in ("is_mine", "is_of_department", "is_of_homeroom"):
            there = self.sudo().search([("id", "in", self.ids), (name, "=", True)])
            for row in self:
                row[name] = row.id in there._ids

    @api.model
    def _search_is_mine(self, operator, value):
        """The columns that the user enters today."""
        return self._search_among("user_id", operator, value)

    @api.model
    def _search_is_of_department(self, operator, value):
        """The columns of teachers whose department the user heads."""
        return self._search_among("head_user_id", operator, value)

    @api.model
    def _search_is_of_homeroom(self, operator, value):
        """The columns of the user's homeroom class."""
        return self._search_among("homeroom_user_id", operator, value)

    @api.model
    def _search_among(self, field, operator, value):
        """Whether a column is among those of the user, told by their ids alone: so
        PostgreSQL sorts the others out before it looks at any figures."""
        if operator != "in":
            return NotImplemented
        columns = columns_of(field, self.env.uid, fields.Datetime.now())
        mine = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (%s)", SQL.identifier(alias, "id"), columns
            )
        )
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    def action_open_grid(self):
        """Open the gradebook in the grid, at the cell that matters in this column."""
        self.ensure_one()
        action = self.gradebook_id.action_open_grid()
        action["params"].update(
            assessment=self.assessment_id.id, line=self._telling_line()
        )
        return action

    def _telling_line(self):
        """The row to look at: for the column's teacher the first blank cell, for whoever
        checks the first late one; the other kind where there is none."""
        rows = self.env.execute_query(
            SQL(TELLING_LINE, column=self.assessment_id.id, mine=self.is_mine)
        )
        return rows[0][0] if rows else False
