import base64
import secrets

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ..workbooks.accounts import write_accounts

ROLES = {
    "principal": "group_leadership",
    "vice_principal": "group_leadership",
    "administrator": "group_administrator",
    "clerk": "group_clerk",
    "monitor": "group_monitor",
    "teacher": "group_teacher",
}
# no l, I, O, 0, 1: passwords are read from paper
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class SchoolAccountWizard(models.TransientModel):
    """Makes the accounts of the staff in one step, each with its position's role."""

    _name = "school.account.wizard"
    _description = "Make the staff's accounts"

    employee_ids = fields.Many2many(
        "hr.employee",
        string="Staff without an account",
        default=lambda self: self._default_employees(),
    )
    line_count = fields.Integer(compute="_compute_line_count")
    state = fields.Selection([("ask", "Ask"), ("done", "Done")], default="ask")
    sheet = fields.Binary("Logins and passwords", readonly=True, attachment=False)
    sheet_name = fields.Char(readonly=True)
    made_count = fields.Integer(readonly=True)

    @api.model
    def _default_employees(self):
        return self.env["hr.employee"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("school_position", "!=", False),
                ("user_id", "=", False),
            ]
        )

    @api.depends("employee_ids")
    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.employee_ids)

    def action_make(self):
        """Make the accounts and show their first passwords once, as a workbook."""
        self.ensure_one()
        made = self._make_accounts(self.employee_ids)
        self.write(
            {
                "state": "done",
                "made_count": len(made),
                "sheet": base64.b64encode(write_accounts(made)),
                "sheet_name": "tai-khoan.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Accounts of the staff"),
        }

    @api.model
    def _make_accounts(self, employees):
        """Make one account per employee without one.

        Accounts get the role of the position and nothing else; existing accounts
        are left alone, so that nobody widens rights by this door.

        :return: [{"name", "login", "password", "role"}]
        :raise AccessError: for others than administrators
        """
        if not self.env.user.has_group("school_gradebook.group_administrator"):
            raise AccessError(self.env._("Only an administrator makes accounts."))
        employees.check_access("write")
        todo = employees.filtered(lambda e: not e.user_id and e.school_position)
        logins = self._free_logins(todo)
        positions = self.env["hr.employee"]._fields["school_position"]
        roles = dict(positions._description_selection(self.env))
        made = [
            {
                "name": employee.name,
                "login": logins[employee],
                "password": "".join(secrets.choice(ALPHABET) for _ in range(10)),
                "role": roles[employee.school_position],
            }
            for employee in todo
        ]
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        accounts = users.create(
            [
                self._account_vals(employee, account)
                for employee, account in zip(todo, made, strict=True)
            ]
        )
        for employee, account in zip(todo, accounts, strict=True):
            employee.sudo().user_id = account
        return made

    @api.model
    def _account_vals(self, employee, account):
        """Values of a new account: the position's role and nothing else."""
        company = employee.company_id
        role = self.env.ref(f"school_gradebook.{ROLES[employee.school_position]}")
        home = "school_gradebook_action"
        if employee.school_position == "teacher":
            home = "school_gradebook_action_mine"
        return {
            "action_id": self.env.ref(f"school_gradebook.{home}").id,
            "name": account["name"],
            "login": account["login"],
            "password": account["password"],
            "email": employee.work_email,
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(role.ids)],
            "lang": self.env.user.lang,
            "tz": company.school_tz,
        }

    @api.model
    def _free_logins(self, employees):
        """{employee: login}: the mail address, else the staff code, made unique."""
        wanted = {
            employee: (
                employee.work_email or employee.school_code or f"gv{employee.id}"
            ).lower()
            for employee in employees
        }
        taken = set(
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search([("login", "in", list(wanted.values()))])
            .mapped("login")
        )
        logins = {}
        for employee, login in wanted.items():
            if login in taken:
                login = f"{login}.{employee.company_id.id}.{employee.id}"
            taken.add(login)
            logins[employee] = login
        return logins
