from odoo import api, fields, models

from .school_scope import left_text


class SchoolEnrollment(models.Model):
    _name = "school.enrollment"
    _inherit = ["school.kept"]
    _description = "Student in a class"
    _order = "class_id, roll_number, id"
    _rec_names_search = ["student_id.name", "student_id.code"]
    _check_company_auto = True

    student_id = fields.Many2one(
        "school.student",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    class_id = fields.Many2one(
        "school.class",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    year_id = fields.Many2one(
        related="class_id.year_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="class_id.company_id", store=True, index=True, precompute=True
    )
    roll_number = fields.Integer("No.", help="Number in the class roll (STT).")
    date_from = fields.Date("In class from", required=True)
    date_to = fields.Date("Left on")
    out_reason = fields.Selection(
        [("transfer", "Transferred out"), ("drop_out", "Dropped out")], "How left"
    )
    note = fields.Char()
    exempt_subject_ids = fields.Many2many(
        "school.subject",
        string="Exempt from",
        check_company=True,
        help="Subjects from which a decision of the principal exempts the student.",
    )

    _student_uniq = models.UniqueIndex(
        "(class_id, student_id)", "The student is in this class already."
    )
    _dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A student leaves a class after coming.",
    )

    @api.depends("student_id.name", "class_id.name")
    def _compute_display_name(self):
        for enrollment in self:
            enrollment.display_name = (
                f"{enrollment.student_id.name or ''} – {enrollment.class_id.name or ''}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        enrollments = super().create(vals_list)
        enrollments.class_id._add_missing_lines()
        enrollments._apply_exemptions()
        return enrollments

    def write(self, vals):
        if {"student_id", "class_id"} & vals.keys():
            self.env["school.register.entry"]._raise("enrollment_frozen")
        result = super().write(vals)
        if "exempt_subject_ids" in vals:
            self._apply_exemptions()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("enrollment_kept")

    def _apply_exemptions(self):
        """Bring the exemption of the students' gradebook lines in step.

        The lines are register entries: their own guard asks who, lock and journal.
        """
        lines = self.env["school.gradebook.line"].search(
            [("enrollment_id", "in", self.ids)]
        )
        for exempt in (True, False):
            lines.filtered(
                lambda line, exempt=exempt: (
                    line.exempt != exempt
                    and (line.subject_id in line.enrollment_id.exempt_subject_ids)
                    == exempt
                )
            ).write({"exempt": exempt})

    def _left_text(self):
        """How and when the student left, as the register's notes column says it."""
        self.ensure_one()
        return left_text(self.date_to, self.out_reason)
