from odoo import api, fields, models

from .. import regulations


class SchoolSubjectLevel(models.Model):
    _name = "school.subject.level"
    _inherit = ["school.kept"]
    _description = "Periods of a subject at a level"
    _order = "subject_id, level_id"
    _check_company_auto = True
    _kept_fields = ("company_id", "subject_id")

    subject_id = fields.Many2one(
        "school.subject",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="subject_id.company_id", store=True, index=True, precompute=True
    )
    level_id = fields.Many2one(
        "school.level", required=True, index=True, ondelete="restrict"
    )
    periods = fields.Integer(
        "Periods a year",
        required=True,
        help="Decides the number of regular marks a term (TT22, article 6).",
    )
    regular_count = fields.Integer("Regular marks", compute="_compute_regular_count")

    _level_uniq = models.UniqueIndex(
        "(subject_id, level_id)", "The subject's periods at this level are set already."
    )
    _periods_positive = models.Constraint(
        "CHECK (periods > 0)", "Periods a year are a positive number."
    )

    @api.depends("periods", "subject_id.kind")
    def _compute_regular_count(self):
        rule = regulations.get("TT22")
        for record in self:
            columns = rule.columns(record.subject_id.kind or "scored", record.periods)
            record.regular_count = sum(column.kind == "tx" for column in columns)
