from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SchoolSubjectComponent(models.Model):
    _name = "school.subject.component"
    _inherit = ["school.kept"]
    _description = "Component of a subject"
    _order = "subject_id, sequence, id"
    _check_company_auto = True
    _kept_fields = ("company_id", "subject_id")

    name = fields.Char(required=True)
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
    sequence = fields.Integer(default=10)
    regular_columns = fields.Char(
        help="The regular columns this component's teacher owns, like “1,2”."
    )

    _name_uniq = models.UniqueIndex(
        "(subject_id, name)", "The subject already has this component."
    )

    def _column_numbers(self):
        """The regular columns as numbers."""
        return [
            int(part)
            for part in (self.regular_columns or "").split(",")
            if part.strip()
        ]

    @api.constrains("regular_columns")
    def _check_regular_columns(self):
        for component in self:
            try:
                component._column_numbers()
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "“%(text)s” is not a list of column numbers like “1,2”.",
                        text=component.regular_columns,
                    )
                ) from None
