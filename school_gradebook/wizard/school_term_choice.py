from odoo import api, fields, models


class SchoolTermChoice(models.TransientModel):
    """Asks for the term that is to be looked at or reported on."""

    _name = "school.term.choice"
    _description = "Choose a term"

    term_id = fields.Many2one(
        "school.term", required=True, default=lambda self: self._default_term()
    )

    @api.model
    def _default_term(self):
        """The term under way, else the last one that began."""
        today = self.env["school.gradebook"]._today()
        return self.env["school.term"].search(
            [("date_start", "<=", today), ("company_id", "=", self.env.company.id)],
            order="date_start desc",
            limit=1,
        )

    def action_look(self):
        """Look for anomalies in the term and say what was found."""
        self.ensure_one()
        outcome = self.env["school.anomaly"].look(self.term_id.id)
        message = self.env._(
            "%(columns)s columns looked at: %(new)s new anomalies, %(again)s found"
            " again, %(gone)s no longer found.",
            **outcome,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if outcome["new"] + outcome["again"] else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_export_changes(self):
        """Download the term's changes after the deadline as an Excel workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/school/changes/{self.term_id.id}.xlsx",
            "target": "new",
            "close": True,
        }
