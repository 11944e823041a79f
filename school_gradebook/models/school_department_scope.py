from odoo import api, fields, models
from odoo.tools import SQL


class SchoolDepartmentScope(models.AbstractModel):
    """What stands on a gradebook and is read by the head of its teachers' department.

    Homeroom teachers read their class's gradebooks too, so the gradebook's readers are
    not the ones meant here.
    """

    _name = "school.department.scope"
    _description = "Read by the head of department"

    of_department = fields.Boolean(
        "Of my department",
        compute="_compute_of_department",
        search="_search_of_department",
    )

    @api.depends_context("uid")
    @api.depends("gradebook_id")
    def _compute_of_department(self):
        headed = {
            book
            for (book,) in self.env.execute_query(
                self._headed_books(
                    SQL(" AND g.id = ANY(%s)", self.sudo().gradebook_id.ids)
                )
            )
        }
        for record in self:
            record.of_department = record.sudo().gradebook_id.id in headed

    @api.model
    def _search_of_department(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = fields.Domain("gradebook_id", "in", self._headed_books())
        return fields.Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.model
    def _headed_books(self, condition=SQL()):  # noqa: B008 - immutable
        """SQL giving the gradebooks whose teachers' department this user heads."""
        teachings = self.env["school.teaching"]
        return SQL(
            "SELECT g.id FROM school_gradebook g JOIN school_teaching t"
            " ON t.class_id = g.class_id AND t.subject_id = g.subject_id"
            " WHERE t.head_user_id = %s%s",
            self.env.uid,
            condition,
            to_flush=teachings._fields["head_user_id"],
        )
