from odoo import api, fields, models


class SchoolSubject(models.Model):
    _name = "school.subject"
    _inherit = ["school.kept"]
    _description = "Subject"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("scored", "Scored"), ("comment", "Assessed by comment")],
        required=True,
        default="scored",
        help="Scored subjects carry marks from 0 to 10; the others Đạt or Chưa đạt.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    level_ids = fields.One2many("school.subject.level", "subject_id", "Periods")
    component_ids = fields.One2many(
        "school.subject.component", "subject_id", "Components"
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "This school already has a subject of that name."
    )

    def write(self, vals):
        if "kind" in vals:
            changed = self.filtered(lambda subject: subject.kind != vals["kind"])
            changed._check_without_gradebook()
        return super().write(vals)

    def _check_without_gradebook(self):
        """A subject's kind decides what its marks mean: it stays once books exist."""
        books = (
            self.env["school.gradebook"]
            .sudo()
            .search([("subject_id", "in", self.ids)], limit=1)
        )
        if books:
            self.env["school.register.entry"]._raise(
                "subject_kind_frozen", subject=books.subject_id.name
            )

    @api.model
    def _component_by_column(self, subject):
        """{regular column number: component} for a subject's regular columns."""
        return {
            number: component
            for component in subject.component_ids
            for number in component._column_numbers()
        }
