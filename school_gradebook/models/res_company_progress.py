from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    school_report_day = fields.Integer(
        "Day of the monthly report",
        default=25,
        required=True,
        help="From 25 to 30; in a shorter month its last day. Heads of department are"
        " reminded of their monthly check, and leadership gets the report.",
    )
    school_reminded_on = fields.Date(
        readonly=True, groups="base.group_system", export_string_translation=False
    )

    _school_report_day_range = models.Constraint(
        "CHECK (school_report_day BETWEEN 25 AND 30)",
        "The monthly report is made between the 25th and the 30th.",
    )
