from odoo import fields, models


class SchoolLockLift(models.TransientModel):
    _name = "school.lock.lift"
    _description = "Lift locks"

    lock_ids = fields.Many2many("school.lock", required=True)
    reason = fields.Char(required=True)

    def action_lift(self):
        """Lift the chosen locks for the reason given."""
        self.ensure_one()
        self.lock_ids.action_lift(self.reason)
        return {"type": "ir.actions.act_window_close"}
