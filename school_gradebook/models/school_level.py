from odoo import api, fields, models


class SchoolLevel(models.Model):
    _name = "school.level"
    _inherit = ["school.kept"]
    _description = "Level"
    _order = "grade"
    _kept_fields = ("grade",)

    name = fields.Char(required=True, translate=True)
    grade = fields.Integer(required=True, help="6 to 12")
    stage = fields.Selection(
        [("thcs", "Lower secondary (THCS)"), ("thpt", "Upper secondary (THPT)")],
        compute="_compute_stage",
        store=True,
    )

    _grade_uniq = models.UniqueIndex("(grade)", "This level exists already.")
    _grade_range = models.Constraint(
        "CHECK (grade BETWEEN 6 AND 12)", "Secondary levels are 6 to 12."
    )

    @api.depends("grade")
    def _compute_stage(self):
        for level in self:
            level.stage = "thcs" if level.grade <= 9 else "thpt"
