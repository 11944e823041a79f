from odoo import fields, models


class SchoolAnomalyExplain(models.TransientModel):
    _name = "school.anomaly.explain"
    _description = "Explain anomalies"

    anomaly_ids = fields.Many2many("school.anomaly", required=True)
    explanation = fields.Text(required=True)

    def action_explain(self):
        """Keep the explanation with the chosen anomalies."""
        self.ensure_one()
        self.anomaly_ids.action_explain(self.explanation)
        return {"type": "ir.actions.act_window_close"}
