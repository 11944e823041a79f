from odoo import api, models


class SchoolMark(models.Model):
    """The marks of a column, counted; what is filled reminds nobody any more."""

    _inherit = "school.mark"

    _state_idx = models.Index("(assessment_id) INCLUDE (state)")

    @api.model
    def _register_after(self, changes):
        result = super()._register_after(changes)
        self.env["school.progress"]._close_reminders({c.book for c in changes})
        return result
