from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """The journal names people: they do not rename themselves.

        Odoo lets everybody change the own name; a teacher could enter marks under a
        colleague's.
        """
        if "name" in vals and not self.env.su and self.env.user in self:
            settings = self.env.user.has_group("base.group_erp_manager")
            teacher = self.env.user.has_group("school_gradebook.group_teacher")
            if teacher and not settings and self.env.user.name != vals["name"]:
                self.env["school.register.entry"]._raise("name_kept")
        return super().write(vals)
