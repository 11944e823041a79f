from odoo import fields, models


class SchoolLockExceptionDecision(models.TransientModel):
    _name = "school.lock.exception.decision"
    _description = "Answer to requests for opening"

    exception_ids = fields.Many2many("school.lock.exception", required=True)
    decision = fields.Selection(
        [("refuse", "Refuse"), ("revoke", "Close again")], required=True
    )
    reason = fields.Char(required=True)

    def action_decide(self):
        """Refuse or revoke the chosen openings with the words given."""
        self.ensure_one()
        if self.decision == "refuse":
            self.exception_ids.action_refuse(self.reason)
        else:
            self.exception_ids.action_revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
