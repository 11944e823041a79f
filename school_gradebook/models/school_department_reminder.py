import calendar

from odoo import api, fields, models
from odoo.tools import SQL


class SchoolDepartmentCheck(models.Model):
    """Every department has a check to sign each month, and its head is told in time."""

    _inherit = "school.department.check"

    @api.model
    def _report_day(self, school, day):
        """The day of ``day``'s month on which the school makes its monthly report."""
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=min(school.school_report_day, last))

    @api.model
    def _remind(self, school, today):
        """Open the month's checks; from the report's day on remind who has not signed."""
        checks = self.sudo().with_company(school)
        checks._open_month(school, today.replace(day=1))
        if today >= self._report_day(school, today):
            checks._remind_heads(school, today.replace(day=1))

    @api.model
    def _open_month(self, school, month):
        """Make the checks of ``month`` for the departments that teach this year."""
        self.env.flush_all()
        missing = self.env.execute_query(
            SQL(
                """
            SELECT DISTINCT v.department_id
            FROM school_teaching t
            JOIN school_year y ON y.id = t.year_id
            JOIN hr_employee e ON e.id = t.employee_id AND e.active
            JOIN hr_version v ON v.id = e.current_version_id
            JOIN hr_department d ON d.id = v.department_id AND d.active
            WHERE t.company_id = %(school)s
                AND %(month)s BETWEEN date_trunc('month', y.date_start) AND y.date_end
                AND COALESCE(d.company_id, %(school)s) = %(school)s
                AND NOT EXISTS (SELECT 1 FROM school_department_check c
                    WHERE c.department_id = d.id AND c.month = %(month)s)
            """,
                school=school.id,
                month=month,
            )
        )
        if not missing:
            return
        # past the guard: only a head makes a check, and these are made for the heads
        checks = models.Model.create(
            self,
            [
                {
                    "company_id": school.id,
                    "department_id": department,
                    "month": month,
                }
                for (department,) in missing
            ],
        )
        checks._take_figures()

    @api.model
    def _remind_heads(self, school, month):
        """One activity to each head of department who has not signed ``month``."""
        kind = self.env.ref("school_gradebook.mail_activity_type_check")
        waiting = self.search(
            [
                ("company_id", "=", school.id),
                ("month", "=", month),
                ("signed_at", "=", False),
            ]
        )
        told = waiting.activity_ids.filtered(lambda act: act.activity_type_id == kind)
        last = calendar.monthrange(month.year, month.month)[1]
        model = self.env["ir.model"]._get_id(self._name)
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities.create(
            [
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "res_model_id": model,
                    "res_id": check.id,
                    "user_id": check.head_id.user_id.id,
                    "date_deadline": fields.Date.to_string(month.replace(day=last)),
                    "summary": check.month_text,
                }
                for check in waiting - waiting.browse(told.mapped("res_id"))
                if check.head_id.user_id
            ]
        )

    @api.model
    def _signatures(self, school, month):
        """Which departments have signed the month's check, in the order of their names."""
        checks = self.sudo().search(
            [("company_id", "=", school.id), ("month", "=", month)]
        )
        zone = self.with_context(tz=school.school_tz)
        return [
            {
                "department": check.department_id.name,
                "head": check.signed_by_id.name or check.head_id.name or "",
                "at": (
                    check.signed_at
                    and fields.Datetime.context_timestamp(
                        zone, check.signed_at
                    ).strftime("%H:%M %d/%m/%Y")
                )
                or "",
            }
            for check in checks.sorted(lambda check: check.department_id.name)
        ]
