from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import regulations
from ..register.cells import Change
from ..register.values import Problem, display
from ..regulations.explain import article_text


class SchoolMark(models.Model):
    """Tests that were missed: until when they are made up, and what follows if not.

    The circular's consequence is proposed after that day; it counts once the column's
    teacher has accepted it, which is an entry of the register like any other.
    """

    _inherit = "school.mark"

    class_id = fields.Many2one(related="gradebook_id.class_id")
    subject_id = fields.Many2one(related="gradebook_id.subject_id")
    term_id = fields.Many2one(related="gradebook_id.term_id")
    teacher_names = fields.Char(related="gradebook_id.teacher_names")
    makeup_status = fields.Selection(
        [("waiting", "Waiting"), ("overdue", "Overdue")],
        "Make-up test",
        compute="_compute_makeup_status",
        search="_search_makeup_status",
    )
    consequence = fields.Char(
        "Consequence of the circular", compute="_compute_consequence", compute_sudo=True
    )
    is_mine = fields.Boolean(
        "Entered by me", compute="_compute_is_mine", search="_search_is_mine"
    )
    can_accept = fields.Boolean("Mine to decide", compute="_compute_can_accept")

    # -- what waits --------------------------------------------------------------------

    @api.model
    def _waiting_domain(self):
        """Cells that wait for a make-up test, of students who are still there."""
        return Domain(
            [
                ("state", "=", "absent"),
                ("line_id.exempt", "=", False),
                ("line_id.enrollment_id.date_to", "=", False),
            ]
        )

    @api.model
    def _makeup_overdue_domain(self):
        """Waiting cells whose make-up day has passed."""
        today = self.env["school.gradebook"]._today()
        return self._waiting_domain() & Domain("makeup_date", "<", today)

    @api.depends("state", "makeup_date")
    def _compute_makeup_status(self):
        today = self.env["school.gradebook"]._today()
        for mark in self:
            overdue = mark.makeup_date and mark.makeup_date < today
            status = "overdue" if overdue else "waiting"
            mark.makeup_status = status if mark.state == "absent" else False

    @api.model
    def _search_makeup_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["school.gradebook"]._today()
        overdue = Domain("makeup_date", "<", today)
        domains = {
            False: Domain("state", "!=", "absent"),
            "overdue": Domain("state", "=", "absent") & overdue,
            "waiting": Domain("state", "=", "absent")
            & (Domain("makeup_date", "=", False) | Domain("makeup_date", ">=", today)),
        }
        return Domain.OR(domains[status] for status in value if status in domains)

    @api.depends("state", "gradebook_id")
    def _compute_consequence(self):
        for mark in self:
            mark.consequence = mark.state == "absent" and mark._consequence_text()

    def _missed(self):
        """(regulation, ``Consequence``) of the cell."""
        book = self.sudo().gradebook_id
        rule = regulations.get(book.regulation)
        return rule, rule.missed_test(book.subject_kind)

    def _consequence_text(self):
        """The consequence and where it is written, as people read it."""
        rule, missed = self._missed()
        value = display(missed.text, whole=True)
        return f"{value} – {article_text(missed.article)} {rule.title}"

    # -- whose they are ----------------------------------------------------------------

    @api.model
    def _own_columns_sql(self):
        """SQL giving the columns that this user enters today, for somebody or not."""
        return SQL(
            """
            SELECT a.id FROM school_assessment a
            JOIN school_gradebook g ON g.id = a.gradebook_id
            JOIN (
                SELECT t.class_id, t.subject_id, t.component_id, t.lead,
                    t.date_from, t.date_to
                FROM school_teaching t JOIN hr_employee e ON e.id = t.employee_id
                    AND e.active
                WHERE t.user_id = %(uid)s
                UNION ALL
                SELECT t.class_id, t.subject_id, t.component_id, t.lead,
                    t.date_from, t.date_to
                FROM school_delegation d JOIN school_teaching t
                    ON t.employee_id = d.employee_id
                    AND COALESCE(d.class_id = t.class_id, TRUE)
                    AND COALESCE(d.subject_id = t.subject_id, TRUE)
                JOIN hr_employee deputy ON deputy.id = d.deputy_id AND deputy.active
                WHERE d.deputy_user_id = %(uid)s AND d.revoked_at IS NULL
                    AND %(today)s BETWEEN d.date_from AND d.date_to
            ) t ON t.class_id = g.class_id AND t.subject_id = g.subject_id
                AND COALESCE(t.date_from <= %(today)s, TRUE)
                AND COALESCE(t.date_to >= %(today)s, TRUE)
                AND (t.component_id IS NULL OR t.component_id = a.component_id
                    OR (a.component_id IS NULL AND t.lead))
            """,
            uid=self.env.uid,
            today=self.env["school.gradebook"]._today(),
        )

    @api.depends_context("uid")
    @api.depends("assessment_id")
    def _compute_is_mine(self):
        own = SQL(
            "SELECT id FROM (%s) own WHERE id = ANY(%s)",
            self._own_columns_sql(),
            self.assessment_id.ids,
        )
        found = {column for (column,) in self.env.execute_query(own)}
        for mark in self:
            mark.is_mine = mark.assessment_id.id in found

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("assessment_id", "in", self._own_columns_sql())
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.depends_context("uid")
    @api.depends("is_mine", "makeup_status")
    def _compute_can_accept(self):
        for mark in self:
            mark.can_accept = mark.is_mine and mark.makeup_status == "overdue"

    # -- another day -------------------------------------------------------------------

    def _makeup_changes(self, vals):
        """Changes that set another make-up day; the guard asks who and whether."""
        if vals.keys() != {"makeup_date"}:
            self._raise("makeup_not_waiting")  # the absence brings its own
        day = str(vals["makeup_date"] or "")  # a day, or its text: the guard reads it
        return [
            Change((mark.line_id.id, mark.assessment_id.id), "makeup", day)
            for mark in self.sudo()
        ]

    @api.model
    def _store_makeup_days(self, changes):
        """Write the make-up days of cells that wait."""
        if not changes:
            return
        self.env.execute_query(
            SQL(
                "UPDATE school_mark m SET makeup_date = t.day::date, write_uid = %s,"
                " write_date = %s FROM unnest(%s::int[], %s::text[]) AS t(id, day)"
                " WHERE m.id = t.id RETURNING m.id",
                self.env.uid,
                self.env.cr.now(),
                [change.record for change in changes],
                [change.new for change in changes],
            )
        )
        marks = self.browse([change.record for change in changes])
        marks.invalidate_recordset(["makeup_date"], flush=False)
        marks.modified(["makeup_date"])

    # -- the consequence ---------------------------------------------------------------

    def action_enter_consequence(self):
        """Enter what the circular says of a test missed and not made up. All or none.

        :raise UserError: for a cell that is not the user's to enter, is locked, or
            whose make-up day has not passed
        """
        self.check_access("write")
        with self.env.cr.savepoint():  # a caller may swallow a refusal
            changes = self.union()._enter_consequence()
            for change in changes:
                if change.problem:
                    self._raise_problem(change.problem)
        return True

    def _enter_consequence(self):
        """Enter the consequence where it is due; the changes tell the outcome of each."""
        changes, by_article = [], {}
        for mark in self.sudo():
            rule, missed = mark._missed()
            key = (mark.line_id.id, mark.assessment_id.id)
            change = Change(key, "value", missed.text, seen="#absent")
            changes.append(change)
            if mark.makeup_status == "overdue":
                source = f"{article_text(missed.article)} {rule.title}"
                by_article.setdefault(source, []).append(change)
            else:
                change.makeup_old = str(mark.makeup_date or "")
                student = mark.student_id.name
                change.refuse(Problem("consequence_not_due", student=student))
        for source, due in by_article.items():
            self._register_apply(due, "consequence", source)
        return changes

    # -- doors -------------------------------------------------------------------------

    def action_open_grid(self):
        """The gradebook of the cell in the grid."""
        return self.gradebook_id.action_open_grid()

    @api.model
    def action_open_missing(self):
        """The list of missing marks; a teacher begins with the own ones."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_mark_action_missing"
        )
        office = ("clerk", "administrator", "leadership")
        groups = [f"school_gradebook.group_{name}" for name in office]
        if not any(self.env.user.has_group(group) for group in groups):
            action["context"] = {
                "search_default_mine": 1,
                "search_default_homeroom": 1,
            }
        return action
