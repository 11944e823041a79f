from markupsafe import Markup

from odoo import api, fields, models

from .school_scope import left_text

# where a transaction keeps what its changed enrolments said before
_TOLD = "school.enrollment.told"


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
    # checked when the transaction ends: two students may change places
    _roll_uniq = models.Constraint(
        "EXCLUDE USING btree (class_id WITH =, roll_number WITH =)"
        " WHERE (roll_number <> 0) DEFERRABLE INITIALLY DEFERRED",
        "Two students of a class have the same number in the roll.",
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
        self._check_roll_soon()
        enrollments = super().create(vals_list)
        enrollments.class_id._add_missing_lines()
        enrollments._apply_exemptions()
        return enrollments

    def write(self, vals):
        if {"student_id", "class_id"} & vals.keys():
            self.env["school.register.entry"]._raise("enrollment_frozen")
        if {"roll_number", "date_to", "out_reason"} & vals.keys():
            self._check_roll_soon()
            self._tell_soon()
        result = super().write(vals)
        if "exempt_subject_ids" in vals:
            self._apply_exemptions()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("enrollment_kept")

    # -- the roll ------------------------------------------------------------------

    def _check_roll_soon(self):
        """Have the numbers compared before the commit, where a refusal is told."""
        self.env.cr.precommit.add(
            lambda: self.env.cr.execute(
                "SET CONSTRAINTS school_enrollment_roll_uniq IMMEDIATE;"
                "SET CONSTRAINTS school_enrollment_roll_uniq DEFERRED"
            )
        )

    def _tell_soon(self):
        """Have the classes told what changed, once when the transaction ends."""
        precommit = self.env.cr.precommit
        if _TOLD not in precommit.data:
            precommit.data[_TOLD] = {}
            precommit.add(self.browse()._tell_classes)
        for enrollment in self.sudo():
            precommit.data[_TOLD].setdefault(enrollment.id, enrollment._roll_text())

    def _tell_classes(self):
        """Note on each class's chatter what changed of its students' enrolments."""
        before = self.env.cr.precommit.data.pop(_TOLD, {})
        bodies = {}
        enrollments = self.sudo().browse(before).exists()
        for record, changed in enrollments.grouped("class_id").items():
            lines = [
                Markup("<li>%s: %s → %s</li>")
                % (enrollment.student_id.name, before[enrollment.id], now)
                for enrollment in changed
                if (now := enrollment._roll_text()) != before[enrollment.id]
            ]
            if lines:
                bodies[record.id] = Markup("<p>%s</p><ul>%s</ul>") % (
                    self.env._("Changed in the roll"),
                    Markup().join(lines),
                )
        if bodies:
            classes = self.env["school.class"].sudo().browse(bodies)
            classes._message_log_batch(bodies=bodies)

    def _roll_text(self):
        """The number in the roll, and how and when the student left."""
        number = self.env._("No. %(number)s", number=self.roll_number)
        return ", ".join(filter(None, [number, self._left_text()]))

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
