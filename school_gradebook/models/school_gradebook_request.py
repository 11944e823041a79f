from odoo import models
from odoo.tools import SQL

from ..register.cells import is_id


class SchoolGradebook(models.Model):
    """What other software asks for, and whether it exists at all."""

    _inherit = "school.gradebook"

    def _check_one(self):
        """One gradebook that the user may read, or a refusal in words."""
        if len(self) != 1:
            self.env["school.register.entry"]._raise("one_gradebook")
        self.check_access("read")

    def _place(self, model, number):
        """The row or column of this gradebook with that id, for reading.

        :raise UserError: when there is none
        """
        found = self.env[model].sudo()
        if is_id(number):
            found = found.search([("id", "=", number), ("gradebook_id", "=", self.id)])
        if not found:
            self.env["school.register.entry"]._raise("no_such_cell")
        return found

    def _fill_in_stored(self, prepared):
        """What the cells hold whose new value could not even be read."""
        unread = {
            change.key: change
            for _model, change in prepared
            if change.status == "refused" and not change.book and len(change.key) == 2
        }
        if not unread:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT line_id, assessment_id, %s FROM school_mark m"
                " WHERE gradebook_id = %s AND line_id = ANY(%s)",
                self.env["school.mark"]._text_sql(),
                self.id,
                [line for line, _column in unread],
            )
        )
        for line, column, text in rows:
            if (line, column) in unread:
                unread[line, column].old = text
