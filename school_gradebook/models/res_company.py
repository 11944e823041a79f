from odoo import fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    school_parent_office = fields.Char(
        "Education office",
        help="The office above the school, as printed at the head of its forms.",
    )
    school_place = fields.Char("Place of signature")
    school_whole_regular = fields.Boolean(
        "Regular marks are whole numbers",
        default=True,
        help="Regular assessments (ĐĐGtx) take 0 to 10 without a decimal.",
    )
    school_makeup_days = fields.Integer(
        "Days for make-up tests",
        default=14,
        help="How long after the absence was entered a missed test is to be made up,"
        " within the term.",
    )
    school_tz = fields.Selection(
        _tz_get,
        "School time zone",
        default="Asia/Ho_Chi_Minh",
        required=True,
        help="Locks and deadlines are told in this time zone, whatever the reader's.",
    )
    school_warning_days = fields.Integer(
        "Warning days",
        default=3,
        required=True,
        help="So many days before a deadline a column counts as due soon.",
    )

    _school_warning_days = models.Constraint(
        "CHECK (school_warning_days BETWEEN 0 AND 60)", "Warning days are 0 to 60."
    )
    _school_makeup_days_range = models.Constraint(
        "CHECK (school_makeup_days BETWEEN 0 AND 365)",
        "The days for make-up tests are 0 or more.",
    )
