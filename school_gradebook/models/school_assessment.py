from itertools import count

from odoo import api, fields, models

from .. import regulations
from ..register.values import Problem
from .school_lock_set import Cell
from .school_scope import ColumnScope

COLUMN_KINDS = [
    ("tx", "Regular (ĐĐGtx)"),
    ("dk", "One-period test (KTđk)"),
    ("gk", "Midterm (ĐĐGgk)"),
    ("ck", "Final (ĐĐGck)"),
]


class SchoolAssessment(models.Model):
    """A column; the day on which its test was held is an entry of the register."""

    _name = "school.assessment"
    _inherit = ["school.register.entry"]
    _description = "Column of a gradebook"
    _order = "gradebook_id.id, sequence, number, id"
    _check_company_auto = True

    _register_slots = {"held": ("held_date",)}
    _register_key = ("gradebook_id", "kind", "number")

    gradebook_id = fields.Many2one(
        "school.gradebook",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="gradebook_id.company_id", store=True, index=True, precompute=True
    )
    class_id = fields.Many2one(
        related="gradebook_id.class_id", store=True, index=True, precompute=True
    )
    subject_id = fields.Many2one(
        related="gradebook_id.subject_id", store=True, index=True, precompute=True
    )
    term_id = fields.Many2one(
        related="gradebook_id.term_id", store=True, index=True, precompute=True
    )
    year_id = fields.Many2one(
        related="gradebook_id.year_id", store=True, index=True, precompute=True
    )
    level_id = fields.Many2one(related="gradebook_id.level_id")
    kind = fields.Selection(COLUMN_KINDS, required=True, default="tx")
    number = fields.Integer(required=True)
    weight = fields.Integer(compute="_compute_place", store=True, precompute=True)
    sequence = fields.Integer(compute="_compute_place", store=True, precompute=True)
    component_id = fields.Many2one(
        "school.subject.component", ondelete="restrict", check_company=True
    )
    planned_date = fields.Date("Planned on")
    held_date = fields.Date("Held on", copy=False)

    _number_uniq = models.UniqueIndex(
        "(gradebook_id, kind, number)", "The gradebook already has this column."
    )
    _FROZEN = frozenset({"gradebook_id", "kind", "number", "weight"})

    @api.depends("kind", "number", "gradebook_id")
    def _compute_place(self):
        """Weight and place follow from the circular: its kinds in order, then numbers."""
        for column in self:
            book = column.sudo().gradebook_id
            column.weight = column.sequence = 0
            if not book.regulation:  # not saved yet
                continue
            rule = regulations.get(book.regulation)
            if column.kind in rule.column_kinds:
                one = rule.column(book.subject_kind, column.kind, 1)
                column.weight = one.weight
                place = rule.column_kinds.index(column.kind) + 1
                column.sequence = place * 1000 + column.number

    @api.onchange("kind")
    def _onchange_kind(self):
        """A new column is offered with the next free number of its kind."""
        others = self.gradebook_id.assessment_ids - self
        self.number = self._free_number(
            others.filtered(lambda other: other.kind == self.kind).mapped("number")
        )

    @api.depends("kind", "number", "gradebook_id.class_id", "gradebook_id.subject_id")
    @api.depends_context("school_full_names")
    def _compute_display_name(self):
        """The column's title; after class and subject where columns of many meet."""
        full = self.env.context.get("school_full_names")
        for assessment in self:
            title = assessment._title()
            if full:
                book = assessment.gradebook_id
                title = f"{book.class_id.name} {book.subject_id.name} – {title}"
            assessment.display_name = title

    def _group_label(self):
        """The head over the column as the Ministry's form prints it."""
        return {"tx": "ĐĐGtx", "dk": "KTđk", "gk": "ĐĐGgk", "ck": "ĐĐGck"}[self.kind]

    def _title(self):
        """The column's name in one word: “ĐĐGtx 2”, “ĐĐGgk”."""
        label = self._group_label() if self.kind else ""
        return f"{label} {self.number}" if self.kind in ("tx", "dk") else label

    def _scopes(self):
        """{id: ColumnScope} of these columns."""
        return {
            column.id: ColumnScope(
                column.id,
                column.gradebook_id.id,
                column.kind,
                column.component_id.id or 0,
                column.number,
                column.deadline or None,
            )
            for column in self
        }

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_kept(vals)
        self.browse().check_access("create")
        vals_list = self._numbered(vals_list)
        # what counts is entered afterwards, through the guard
        held = [vals.get("held_date") for vals in vals_list]
        with self.env.cr.savepoint():  # a caller may swallow a refusal
            assessments = super().create(
                [{**vals, "held_date": False} for vals in vals_list]
            )
            assessments._check_book_open()
        assessments.gradebook_id.line_ids._recompute_results()
        assessments._refresh_siblings()
        for assessment, day in zip(assessments, held, strict=True):
            if day:
                assessment.write({"held_date": day})
        return assessments

    @api.model
    def _free_number(self, taken):
        """The smallest number from 1 on that is not taken."""
        taken = set(taken)
        return next(number for number in count(1) if number not in taken)

    @api.model
    def _numbered(self, vals_list):
        """The values of new columns, each with the next number of its kind.

        :raise UserError: when the circular has no such column, or another number is
            asked for
        """
        defaults = self.default_get(["gradebook_id", "kind", "number"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        books = self.env["school.gradebook"].sudo()
        books = books.browse({vals.get("gradebook_id") for vals in vals_list} - {False})
        taken = {
            book.id: {(column.kind, column.number) for column in book.assessment_ids}
            for book in books.exists()
        }
        for vals in vals_list:
            book, kind = books.browse(vals.get("gradebook_id")), vals.get("kind")
            if book.id not in taken:
                continue  # the ORM refuses a column without its gradebook
            numbers = [n for other, n in taken[book.id] if other == kind]
            number = self._free_number(numbers)
            self._check_column(book, kind, number, vals.get("number") or number)
            taken[book.id].add((kind, number))
            vals["number"] = number
        return vals_list

    @api.model
    def _check_column(self, book, kind, number, asked):
        """Refuse what is not the circular's next column of a kind."""
        refuse = self.env["school.register.entry"]
        try:
            regulations.get(book.regulation).column(book.subject_kind, kind, number)
        except Problem as problem:
            refuse._raise_problem(problem)
        if asked != number:
            refuse._raise("column_number", expected=number, raw=asked)

    def write(self, vals):
        changed = self._FROZEN & vals.keys()
        if changed:
            self.env["school.register.entry"]._raise("column_frozen")
        self._refuse_kept(vals)
        self._check_planner(vals)
        if "component_id" in vals:
            self._check_book_open()
        adjusted = self._check_plan(vals)
        result = super().write(vals)
        adjusted._mark_adjusted()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """A column goes only while nothing of the register stands in it."""
        self._check_book_open()
        refuse = self.env["school.register.entry"]._raise
        used = (
            self.env["school.mark"]
            .sudo()
            .search([("assessment_id", "in", self.ids)], limit=1)
        )
        if used:
            refuse("column_used", column=used.assessment_id._title())
        told = (
            self.env["school.journal.entry"]
            .sudo()
            .search([("model", "=", self._name), ("record", "in", self.ids)], limit=1)
        )
        if told:
            refuse("column_held", column=self.browse(told.record)._title())

    def _check_book_open(self):
        """Columns come and go only while the cells they would hold are open."""
        for problem in self._lock_problems().values():
            self.env["school.register.entry"]._raise_problem(problem)

    def _lock_problems(self):
        """{column: why it is locked now} of the columns that are."""
        if not self:
            return {}
        scopes = self.gradebook_id._scopes()
        locks = self.env["school.lock"]._locks_of(scopes.values())
        problems = {
            assessment: locks.problem(
                scopes[assessment.gradebook_id.id],
                assessment.kind,
                Cell(assessment.id, assessment.deadline or None),
            )
            for assessment in self
        }
        return {column: problem for column, problem in problems.items() if problem}

    def unlink(self):
        books = self.gradebook_id
        result = super().unlink()
        books.line_ids._recompute_results()
        books.assessment_ids._refresh_siblings()
        return result
