from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SchoolGradebook(models.Model):
    """Deputies read the gradebooks they enter for somebody, while they do."""

    _inherit = "school.gradebook"

    is_deputised = fields.Boolean(
        "Entered by me as a deputy",
        compute="_compute_is_deputised",
        search="_search_is_deputised",
    )

    @api.depends_context("uid")
    def _compute_is_deputised(self):
        books = self._deputised_sql()
        mine = self.env.execute_query(SQL("%s AND g.id = ANY(%s)", books, self.ids))
        found = {book for (book,) in mine}
        for book in self:
            book.is_deputised = book.id in found

    @api.model
    def _search_is_deputised(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("id", "in", self._deputised_sql())
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.model
    def _deputised_sql(self):
        """SQL giving the gradebooks that this user enters for somebody today."""
        return SQL(
            """
            SELECT g.id FROM school_delegation d
            JOIN school_teaching t ON t.employee_id = d.employee_id
                AND COALESCE(d.class_id = t.class_id, TRUE)
                AND COALESCE(d.subject_id = t.subject_id, TRUE)
            JOIN school_gradebook g ON g.class_id = t.class_id
                AND g.subject_id = t.subject_id
            WHERE d.deputy_user_id = %s AND d.revoked_at IS NULL
                AND %s BETWEEN d.date_from AND d.date_to
            """,
            self.env.uid,
            self._today(),
        )
