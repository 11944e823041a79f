from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    school_digest_on = fields.Date(
        readonly=True, groups="base.group_system", export_string_translation=False
    )
