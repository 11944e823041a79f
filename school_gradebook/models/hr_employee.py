from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    school_code = fields.Char(
        "Staff code", groups="hr.group_hr_user", help="Mã cán bộ", copy=False
    )
    school_position = fields.Selection(
        [
            ("principal", "Principal"),
            ("vice_principal", "Vice principal"),
            ("administrator", "Register administrator"),
            ("clerk", "Clerk"),
            ("monitor", "Youth-union monitor"),
            ("teacher", "Teacher"),
        ],
        "Position in the register",
        groups="hr.group_hr_user",
        tracking=True,
        help="Decides the role of the account made for this person.",
    )

    _school_code_uniq = models.UniqueIndex(
        "(company_id, school_code) WHERE school_code IS NOT NULL",
        "Another employee of this school has this staff code.",
    )

    def write(self, vals):
        """A teacher's account is who enters the marks: the classes are told of it."""
        mine = self.env["school.teaching"]
        if "user_id" in vals:
            mine = mine.sudo().search([("employee_id", "in", self.ids)])._mine_today()
        result = super().write(vals)
        if "user_id" in vals:
            taught = self.env["school.teaching"].sudo()
            taught = taught.search([("employee_id", "in", self.ids)])
            taught._check_not_to_oneself(mine)
            for employee in self:
                teachings = self.env["school.teaching"].sudo()
                teachings.search([("employee_id", "=", employee.id)])._log_on_class(
                    self.env._(
                        "Enters with the account %(login)s from now on",
                        login=employee.sudo().user_id.login or "–",
                    )
                )
        return result
