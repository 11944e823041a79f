from odoo import api, fields, models

from .school_lock_set import Cell
from .school_scope import ColumnScope


class SchoolAssessment(models.Model):
    _name = "school.assessment"
    _inherit = ["school.kept"]
    _description = "Column of a gradebook"
    _order = "gradebook_id, sequence, number, id"
    _check_company_auto = True

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
    kind = fields.Selection(
        [
            ("tx", "Regular (ĐĐGtx)"),
            ("dk", "One-period test (KTđk)"),
            ("gk", "Midterm (ĐĐGgk)"),
            ("ck", "Final (ĐĐGck)"),
        ],
        required=True,
        default="tx",
    )
    number = fields.Integer(required=True, default=1)
    weight = fields.Integer(required=True, default=1)
    sequence = fields.Integer(required=True, default=10)
    component_id = fields.Many2one(
        "school.subject.component", ondelete="restrict", check_company=True
    )
    planned_date = fields.Date("Planned on")
    held_date = fields.Date("Held on")
    deadline = fields.Datetime(index=True)

    _number_uniq = models.UniqueIndex(
        "(gradebook_id, kind, number)", "The gradebook already has this column."
    )
    _FROZEN = frozenset({"gradebook_id", "kind", "number", "weight"})

    @api.depends("kind", "number")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = assessment._title()

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
        assessments = super().create(vals_list)
        assessments._check_book_open()
        assessments.gradebook_id.line_ids._recompute_results()
        return assessments

    def write(self, vals):
        changed = self._FROZEN & vals.keys()
        if changed:
            self.env["school.register.entry"]._raise("column_frozen")
        if "component_id" in vals:
            self._check_book_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_book_open()
        used = (
            self.env["school.mark"]
            .sudo()
            .search([("assessment_id", "in", self.ids)], limit=1)
        )
        if used:
            self.env["school.register.entry"]._raise(
                "column_used", column=used.assessment_id._title()
            )

    def _check_book_open(self):
        """Columns come and go only while the cells they would hold are open."""
        scopes = self.gradebook_id._scopes()
        locks = self.env["school.lock"]._locks_of(scopes.values())
        for assessment in self:
            cell = Cell(assessment.id, assessment.deadline)
            scope = scopes[assessment.gradebook_id.id]
            problem = locks.problem(scope, assessment.kind, cell)
            if problem:
                self.env["school.register.entry"]._raise_problem(problem)

    def unlink(self):
        books = self.gradebook_id
        result = super().unlink()
        books.line_ids._recompute_results()
        return result
