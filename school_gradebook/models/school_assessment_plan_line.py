from odoo import api, fields, models

from .school_assessment import COLUMN_KINDS


class SchoolAssessmentPlanLine(models.Model):
    _name = "school.assessment.plan.line"
    _inherit = ["school.kept"]
    _description = "Column of an assessment plan"
    _order = "plan_id, term_id, sequence, number, id"
    _check_company_auto = True
    _kept_fields = ("company_id", "plan_id")

    plan_id = fields.Many2one(
        "school.assessment.plan",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    year_id = fields.Many2one(related="plan_id.year_id")
    term_id = fields.Many2one(
        "school.term",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('year_id', '=', year_id)]",
    )
    kind = fields.Selection(COLUMN_KINDS, required=True, default="tx")
    number = fields.Integer(required=True, default=1)
    sequence = fields.Integer(default=10)
    planned_date = fields.Date("Planned on")
    rule_id = fields.Many2one(
        "school.deadline.rule",
        "Deadline rule",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the school's rule for this kind of column.",
    )

    _column_uniq = models.UniqueIndex(
        "(plan_id, term_id, kind, number)", "The plan already has this column."
    )

    @api.depends("kind", "number", "term_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.term_id.name or ''} – {line._title()}"

    def _title(self):
        """The column's name as the gradebooks write it."""
        column = self.env["school.assessment"].new(
            {"kind": self.kind, "number": self.number}
        )
        return column._title()

    @api.constrains("planned_date", "term_id")
    def _check_planned_date(self):
        refuse = self.env["school.register.entry"]._raise
        for line in self:
            if line.term_id.year_id != line.plan_id.year_id:
                refuse("book_of_other_year")
            line.term_id._check_planned(line.planned_date, line._title())

    def _says(self, column):
        """Whether a class's column is planned exactly so."""
        return (
            column.planned_date == self.planned_date and column.rule_id == self.rule_id
        )
