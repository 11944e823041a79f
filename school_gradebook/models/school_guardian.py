from odoo import fields, models


class SchoolGuardian(models.Model):
    _name = "school.guardian"
    _inherit = ["school.kept"]
    _description = "Parent or guardian"
    _order = "student_id, relation, id"
    _check_company_auto = True
    _kept_fields = ("company_id", "student_id")

    student_id = fields.Many2one(
        "school.student",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="student_id.company_id", store=True, index=True, precompute=True
    )
    relation = fields.Selection(
        [("father", "Father"), ("mother", "Mother"), ("guardian", "Guardian")],
        required=True,
        default="guardian",
    )
    name = fields.Char("Full name", required=True)
    phone = fields.Char()
    email = fields.Char()
    job = fields.Char("Occupation")
