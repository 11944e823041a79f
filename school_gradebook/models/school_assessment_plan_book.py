from odoo import api, models

from .. import regulations
from ..workbooks.plan_xlsx import PlanEntry, write_plan


class SchoolAssessmentPlan(models.Model):
    """The year's plans as a workbook: what is planned, and what still waits for a day."""

    _inherit = "school.assessment.plan"

    @api.model
    def _offered_columns(self, year):
        """{(level id, subject id): {(kind, number): sequence}} by the circulars.

        Of every subject with periods at a level; one query, however many.
        """
        offered = {}
        for period in self.env["school.subject.level"].search(
            [
                ("company_id", "=", year.company_id.id),
                ("subject_id.active", "=", True),
            ]
        ):
            level, subject = period.level_id, period.subject_id
            code = regulations.scheme_for(year.name, level.grade)
            columns = regulations.get(code).columns(subject.kind, period.periods)
            offered[level.id, subject.id] = {
                (column.kind, column.number): sequence * 10
                for sequence, column in enumerate(columns, 1)
            }
        return offered

    @api.model
    def _plan_xlsx(self, year):
        """The workbook with the plans of a year that the user may plan.

        :raise AccessError: when the user plans nothing
        """
        self.env["school.import.plan"]._check_planner()
        year.check_access("read")
        rules = self.env["school.deadline.rule"].search(
            [("company_id", "=", year.company_id.id)]
        )
        return write_plan(
            year.company_id.sudo().name,
            year.name,
            self._plan_entries(year),
            rules.mapped("name"),
        )

    @api.model
    def _plan_entries(self, year):
        """``PlanEntry`` per column: of the plans, and of the subjects without one."""
        plans = {
            (plan.level_id.id, plan.subject_id.id): plan
            for plan in self.search([("year_id", "=", year.id)])
        }
        offered = self._offered_columns(year)
        entries = []
        for _year, level_id, subject_id in self._plannable_places(year):
            level = self.env["school.level"].browse(level_id)
            subject = self.env["school.subject"].browse(subject_id)
            plan = plans.get((level_id, subject_id))
            place = (level.grade, subject.name)
            if plan:
                entries += [line._entry(*place) for line in plan.line_ids]
                continue
            entries += [
                PlanEntry(*place, int(term.number), kind, number, None, "")
                for term in year.term_ids.sorted("number")
                for kind, number in offered.get((level_id, subject_id), ())
            ]
        return entries


class SchoolAssessmentPlanLine(models.Model):
    _inherit = "school.assessment.plan.line"

    def _entry(self, grade, subject):
        """The line as the workbook shows it."""
        return PlanEntry(
            grade,
            subject,
            int(self.term_id.number),
            self.kind,
            self.number,
            self.planned_date or None,
            self.rule_id.name or "",
        )
