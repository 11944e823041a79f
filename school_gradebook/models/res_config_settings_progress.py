from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    school_report_day = fields.Integer(
        related="company_id.school_report_day", readonly=False
    )
