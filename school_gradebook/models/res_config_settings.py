from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    school_parent_office = fields.Char(
        related="company_id.school_parent_office", readonly=False
    )
    school_place = fields.Char(related="company_id.school_place", readonly=False)
    school_whole_regular = fields.Boolean(
        related="company_id.school_whole_regular", readonly=False
    )
    school_makeup_days = fields.Integer(
        related="company_id.school_makeup_days", readonly=False
    )
    school_tz = fields.Selection(related="company_id.school_tz", readonly=False)
    school_warning_days = fields.Integer(
        related="company_id.school_warning_days", readonly=False
    )
