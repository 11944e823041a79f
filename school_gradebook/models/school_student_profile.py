from odoo import fields, models


class SchoolStudentProfile(models.Model):
    """What only homeroom teacher, clerk, administrator and leadership may see.

    A model of its own because access to it is decided per student by a record
    rule, which a field's groups cannot express.
    """

    _name = "school.student.profile"
    _inherit = ["school.kept"]
    _description = "Protected data of a student"
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
    national_id = fields.Char("National identity number")
    address = fields.Char()
    ethnicity = fields.Char()
    disability = fields.Char()
    policy = fields.Char(
        "Policy group", help="Child of a war invalid or martyr, poor household …"
    )

    _student_uniq = models.UniqueIndex(
        "(student_id)", "The student's protected data exist already."
    )
