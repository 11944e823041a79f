from odoo import api, fields, models

from .. import regulations


class SchoolClass(models.Model):
    _name = "school.class"
    _description = "Class"
    _inherit = ["mail.thread", "school.kept"]
    _order = "year_id desc, level_id, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    year_id = fields.Many2one(
        "school.year",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["school.year"]._current(),
    )
    level_id = fields.Many2one(
        "school.level", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="year_id.company_id", store=True, index=True, precompute=True
    )
    regulation = fields.Selection(
        [(code, code) for code in regulations.codes()],
        compute="_compute_regulation",
        store=True,
        help="The circular in force for this level in this year.",
    )
    homeroom_id = fields.Many2one(
        "hr.employee", "Homeroom teacher", check_company=True, tracking=True
    )
    homeroom_user_id = fields.Many2one(
        "res.users", compute="_compute_homeroom_user_id", store=True, index=True
    )
    enrollment_ids = fields.One2many("school.enrollment", "class_id", "Students")
    teaching_ids = fields.One2many("school.teaching", "class_id", "Teachers")
    gradebook_ids = fields.One2many("school.gradebook", "class_id", "Gradebooks")
    student_count = fields.Integer(compute="_compute_student_count")
    staff_user_ids = fields.Many2many(
        "res.users",
        "school_class_staff_rel",
        compute="_compute_staff_user_ids",
        store=True,
        compute_sudo=True,
        string="Staff of the class",
    )

    _name_uniq = models.UniqueIndex(
        "(year_id, name)", "The year already has a class of that name."
    )

    @api.depends("year_id.name", "level_id.grade")
    def _compute_regulation(self):
        for record in self:
            record.regulation = (
                regulations.scheme_for(record.year_id.name, record.level_id.grade)
                if record.year_id.name and record.level_id
                else False
            )

    @api.depends("homeroom_id.user_id")
    def _compute_homeroom_user_id(self):
        for record in self:
            record.homeroom_user_id = record.sudo().homeroom_id.user_id

    @api.depends(
        "teaching_ids.user_id", "teaching_ids.head_user_id", "homeroom_user_id"
    )
    def _compute_staff_user_ids(self):
        for record in self:
            record.staff_user_ids = (
                record.teaching_ids.user_id
                | record.teaching_ids.head_user_id
                | record.homeroom_user_id
            )

    @api.depends("enrollment_ids.date_to")
    def _compute_student_count(self):
        counts = dict(
            (record.id, count)
            for record, count in self.env["school.enrollment"]._read_group(
                [("class_id", "in", self.ids), ("date_to", "=", False)],
                ["class_id"],
                ["__count"],
            )
        )
        for record in self:
            record.student_count = counts.get(record.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("level_id") and (level := self._level_of(vals.get("name"))):
                vals["level_id"] = level.id
        return super().create(vals_list)

    def write(self, vals):
        """The year and level decide the regulation: they stay once books exist."""
        moved = any(
            name in vals
            and self.filtered(lambda r, name=name: r[name].id != vals[name])
            for name in ("year_id", "level_id")
        )
        if moved and self.sudo().gradebook_ids:
            self.env["school.register.entry"]._raise("class_frozen")
        return super().write(vals)

    @api.model
    def _level_of(self, name):
        """The level a class name starts with: “8B” and “10A1” are of 8 and 10."""
        return self.env["school.level"].search(
            [("grade", "=", self._grade_of(name))], limit=1
        )

    @api.model
    def _grade_of(self, name):
        """The grade a class name starts with, 0 without one; “101” is of grade 10."""
        digits = ""
        for char in (name or "").strip():
            if char not in "0123456789" or (digits and int(digits + char) > 12):
                break
            digits += char
        return int(digits or 0)

    def _generate_gradebooks(self):
        """Create the missing gradebooks, columns and lines of these classes.

        One gradebook per class, subject taught at its level, and term; its columns
        follow from the regulation and the periods a year (TT22 articles 6 and 7,
        TT58 article 7). What exists is left as it is.
        """
        existing = {
            (book.class_id.id, book.subject_id.id, book.term_id.id)
            for book in self.env["school.gradebook"]
            .with_context(active_test=False)
            .search([("class_id", "in", self.ids)])
        }
        periods = self.env["school.subject.level"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("subject_id.active", "=", True),
            ]
        )
        by_level = periods.grouped(lambda p: (p.company_id, p.level_id))
        vals_list = [
            {
                "class_id": record.id,
                "subject_id": period.subject_id.id,
                "term_id": term.id,
                "periods": period.periods,
            }
            for record in self
            for period in by_level.get((record.company_id, record.level_id), [])
            for term in record.year_id.term_ids
            if (record.id, period.subject_id.id, term.id) not in existing
        ]
        books = self.env["school.gradebook"].create(vals_list)
        books._generate_columns()
        self._add_missing_lines()
        return books

    def _add_missing_lines(self):
        """Give every student of these classes a line in every gradebook of the class."""
        self.env["school.gradebook.line"]._add_missing(self)

    def action_open_gradebooks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_gradebook_action"
        )
        action["domain"] = [("class_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_open_students(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_enrollment_action"
        )
        action["domain"] = [("class_id", "=", self.id)]
        action["context"] = {"default_class_id": self.id}
        return action
