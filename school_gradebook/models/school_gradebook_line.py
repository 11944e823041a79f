from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from .. import regulations
from ..register.cells import Change
from ..register.values import Problem

COMMENT_LIMIT = 2000
MANY_LINES = 1000

RESULT_STATES = [
    ("none", "No result yet"),
    ("provisional", "Provisional"),
    ("final", "Official"),
    ("exempt", "Exempt"),
]


class SchoolGradebookLine(models.Model):
    """A student's row in a gradebook; its comment and exemption are entries."""

    _name = "school.gradebook.line"
    _inherit = ["school.register.entry"]
    _description = "Student in a gradebook"
    _order = "gradebook_id.id, roll_number, id"
    _rec_names_search = ["student_id.name", "student_id.code"]

    _register_slots = {"comment": ("comment",), "exempt": ("exempt",)}
    _register_key = ("gradebook_id", "enrollment_id", "company_id")
    _COMPUTED = frozenset(
        {"average", "rating", "average_state"}
        | {"year_average", "year_rating", "year_state"}
    )

    gradebook_id = fields.Many2one(
        "school.gradebook", required=True, index=True, ondelete="restrict"
    )
    enrollment_id = fields.Many2one(
        "school.enrollment", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True)
    student_id = fields.Many2one(related="enrollment_id.student_id")
    subject_id = fields.Many2one(related="gradebook_id.subject_id")
    roll_number = fields.Integer(
        related="enrollment_id.roll_number", store=True, precompute=True
    )
    mark_ids = fields.One2many("school.mark", "line_id", "Marks")
    comment = fields.Text("Teacher's comment")
    exempt = fields.Boolean()
    average = fields.Float("Term average", digits=(4, 1), readonly=True)
    rating = fields.Selection([("D", "Đạt"), ("CD", "Chưa đạt")], readonly=True)
    average_state = fields.Selection(
        RESULT_STATES, required=True, default="none", readonly=True
    )
    year_average = fields.Float(digits=(4, 1), readonly=True)
    year_rating = fields.Selection([("D", "Đạt"), ("CD", "Chưa đạt")], readonly=True)
    year_state = fields.Selection(
        RESULT_STATES, required=True, default="none", readonly=True
    )
    result_text = fields.Char("Result", compute="_compute_result_text")

    _enrollment_uniq = models.UniqueIndex(
        "(gradebook_id, enrollment_id)", "The student has a line in this book already."
    )

    @api.depends("average", "rating", "average_state")
    def _compute_result_text(self):
        for line in self:
            line.result_text = line._result().text

    @api.depends("student_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().student_id.name or ""

    def _result(self, year=False):
        """The stored term (or year) result as the regulations know it."""
        self.ensure_one()
        state, rating, average = (
            (self.year_state, self.year_rating, self.year_average)
            if year
            else (self.average_state, self.rating, self.average)
        )
        if state in ("none", "exempt", False):
            return regulations.Result(state or "none")
        if rating:
            return regulations.Result(state, rating=rating)
        return regulations.Result(state, tenths=round(average * 10))

    # -- rows come with the class roll ---------------------------------------------

    @api.model
    def _add_missing(self, classes):
        """Give every enrollment of ``classes`` its line in every book of the class."""
        lines = self.sudo().create(
            [
                {
                    "gradebook_id": book,
                    "enrollment_id": enrollment,
                    "company_id": company,
                }
                for book, enrollment, company in self._missing_rows(classes)
            ]
        )
        if len(lines) > MANY_LINES:
            # a school's year has just come in: let PostgreSQL know before it plans
            self.env.flush_all()
            self.env.cr.execute(
                "ANALYZE school_gradebook, school_gradebook_line, school_assessment,"
                " school_enrollment, school_student, school_teaching"
            )
        lines.sudo(False).enrollment_id._apply_exemptions()
        return lines

    @api.model
    def _missing_rows(self, classes):
        """(book, enrollment, company) of the lines that ``classes`` still lack."""
        self.env.flush_all()
        # three plain statements: a join of the three tables is planned badly while
        # their rows are still younger than PostgreSQL's statistics
        books = self.env.execute_query(
            SQL(
                "SELECT id, class_id, company_id FROM school_gradebook"
                " WHERE class_id = ANY(%s) ORDER BY id",
                classes.ids,
            )
        )
        rolls = defaultdict(list)
        for enrollment, klass in self.env.execute_query(
            SQL(
                "SELECT id, class_id FROM school_enrollment WHERE class_id = ANY(%s)"
                " ORDER BY roll_number, id",
                classes.ids,
            )
        ):
            rolls[klass].append(enrollment)
        there = set(
            self.env.execute_query(
                SQL(
                    "SELECT gradebook_id, enrollment_id FROM school_gradebook_line"
                    " WHERE gradebook_id = ANY(%s)",
                    [book for book, _klass, _company in books],
                )
            )
        )
        return [
            (book, enrollment, company)
            for book, klass, company in books
            for enrollment in rolls[klass]
            if (book, enrollment) not in there
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """Lines start empty: what counts is entered afterwards, through the guard."""
        allowed = {"gradebook_id", "enrollment_id", "company_id"}
        return super().create(
            [{name: vals[name] for name in allowed & vals.keys()} for vals in vals_list]
        )

    def write(self, vals):
        if self._COMPUTED & vals.keys():
            self._raise("average_computed")
        return super().write(vals)

    # -- the guard's steps -----------------------------------------------------------

    def _register_changes_from_vals(self, vals):
        return [
            Change((line.id,), slot, self._slot_text(slot, vals[slot]))
            for line in self
            for slot in self._register_slots
            if slot in vals
        ]

    @api.model
    def _slot_text(self, slot, value):
        if slot == "exempt":
            return "#exempt" if value else ""
        return str(value or "").strip()

    @api.model
    def _register_locate(self, changes, batch):
        batch.read_rows({change.key[0] for change in changes})
        self.check_access("write")
        self.env["school.gradebook"].browse(batch.books).check_access("read")
        stored = self._stored_slots(batch.rows)
        for change in changes:
            row = batch.rows.get(change.key[0])
            if not row:
                change.refuse(Problem("no_such_cell"))
                continue
            change.record, change.cell = row.id, f"{row.id}:{row.student_id}"
            change.book, change.company = row.book, row.company
            change.old = stored[row.id, change.slot]

    @api.model
    def _stored_slots(self, line_ids):
        """{(line, slot): canonical text} as stored."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, COALESCE(comment, ''), COALESCE(exempt, FALSE)"
                " FROM school_gradebook_line WHERE id = ANY(%s)",
                list(line_ids),
            )
        )
        stored = {(line, "comment"): comment for line, comment, _exempt in rows}
        stored.update(
            {
                (line, "exempt"): self._slot_text("exempt", exempt)
                for line, _comment, exempt in rows
            }
        )
        return stored

    @api.model
    def _register_check_owner(self, changes, batch):
        for change in changes:
            if change.slot == "exempt":
                problem = batch.owners.exemption_problem()
            else:
                owner = batch.books[change.book], 0, batch.source
                problem = batch.owners.problem(*owner)
                change.behalf = batch.owners.behalf(*owner)
            if problem:
                change.refuse(problem)

    @api.model
    def _register_check_value(self, changes, batch):
        for change in changes:
            if change.slot != "comment":
                continue
            problem = batch.left_problem(batch.rows[change.key[0]])
            if len(change.new) > COMMENT_LIMIT:
                problem = Problem("comment_too_long", limit=COMMENT_LIMIT)
            if problem:
                change.refuse(problem)

    @api.model
    def _register_check_lock(self, changes, batch):
        result = super()._register_check_lock(changes, batch)
        for change in changes:
            if change.slot != "exempt" or change.status:
                continue
            # one source of truth: the exemptions in the student's class roll
            line = self.sudo().browse(change.key[0])
            decided = line.subject_id in line.enrollment_id.exempt_subject_ids
            if decided != bool(change.new):
                change.refuse(Problem("exempt_by_decision"))
        return result

    @api.model
    def _register_kind(self, change, batch):
        return change.slot

    @api.model
    def _register_store(self, changes):
        for slot, expression in (
            ("comment", SQL("NULLIF(t.text, '')")),
            ("exempt", SQL("t.text <> ''")),
        ):
            batch = [change for change in changes if change.slot == slot]
            if not batch:
                continue
            self.env.execute_query(
                SQL(
                    "UPDATE school_gradebook_line l SET %s = %s,"
                    " write_uid = %s, write_date = %s"
                    " FROM unnest(%s::int[], %s::text[]) AS t(id, text)"
                    " WHERE l.id = t.id RETURNING l.id",
                    SQL.identifier(slot),
                    expression,
                    self.env.uid,
                    self.env.cr.now(),
                    [change.record for change in batch],
                    [change.new for change in batch],
                )
            )
            lines = self.browse([change.record for change in batch])
            lines.invalidate_recordset([slot], flush=False)
            lines.modified([slot])

    @api.model
    def _register_after(self, changes):
        exempted = self.browse({c.record for c in changes if c.slot == "exempt"})
        exempted._recompute_results()

    @api.model
    def _register_stored_sql(self):
        return SQL(
            "SELECT l.gradebook_id, l.id, t.slot, l.id || ':' || e.student_id, t.text"
            " FROM school_gradebook_line l"
            " JOIN school_enrollment e ON e.id = l.enrollment_id"
            " CROSS JOIN LATERAL (VALUES ('comment', l.comment),"
            " ('exempt', CASE WHEN l.exempt THEN '#exempt' END)) AS t(slot, text)"
            " WHERE t.text IS NOT NULL"
        )
