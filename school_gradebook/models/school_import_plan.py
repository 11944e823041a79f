from odoo import api, models
from odoo.exceptions import AccessError

from ..workbooks.plan import read_plan
from ..workbooks.texts import normalise_name, subject_key
from .school_import_rows import (
    PlannedRecord,
    check_whole,
    chosen_year,
    list_options,
    make_sheets,
    shown_sheets,
    write_all,
    written_cells,
)


class SchoolImportPlan(models.AbstractModel):
    """The year's assessment plans from a workbook."""

    _name = "school.import.plan"
    _description = "Import of assessment plans"

    @api.model
    def _options(self):
        self._check_planner()
        options = list_options(
            self.env,
            self.env._("Import assessment plans"),
            self.env._(
                "Choose the workbook with level, subject, term, kind and number of"
                " every column, its planned day and, if it has its own, its deadline"
                " rule. Empty cells change nothing, and no column is removed."
            ),
        )
        year = self.env["school.year"]._current()
        if year:
            options["template_url"] = f"/school/plan/{year.id}.xlsx"
        return options

    @api.model
    def _check_planner(self):
        """Administrators import every plan, heads of department their subjects'."""
        if not self.env["school.assessment.plan"]._plans_something():
            raise AccessError(
                self.env._(
                    "Only an administrator or a head of department imports assessment"
                    " plans."
                )
            )

    @api.model
    def _read_plan(self, data, filename, options):
        self._check_planner()
        year = chosen_year(self.env, options)
        workbook = read_plan(data, filename)
        sheets = make_sheets(workbook.headers, workbook.problems)
        lines = PlanLines(year, sheets)
        for row in workbook.rows:
            lines.take(row)
        return {
            "title": self.env._("Assessment plans %(year)s", year=year.name),
            "sheets": shown_sheets(self.env, sheets, year.name),
            "_lines": lines,
            "_sheets": sheets,
        }

    @api.model
    def _write_plan(self, plan, accept):
        """Write the whole workbook or nothing; returns the number of cells written."""
        check_whole(self.env, plan["_sheets"], accept)
        plan["_lines"].write()
        return written_cells(plan["_sheets"])


class PlanLines:
    """What a workbook would change in the year's plans."""

    def __init__(self, year, sheets):
        self.env = year.env
        self.year = year
        self._sheets = sheets
        self.planned = []  # (place, PlannedRecord)
        company = year.company_id
        self._levels = {
            level.grade: level for level in self.env["school.level"].search_fetch([])
        }
        self._subjects = {
            subject_key(subject.name): subject
            for subject in self.env["school.subject"].search_fetch(
                [("company_id", "=", company.id)], ["name", "kind"]
            )
        }
        self._rules = {
            normalise_name(rule.name): rule
            for rule in self.env["school.deadline.rule"].search_fetch(
                [("company_id", "=", company.id)], ["name"]
            )
        }
        self._terms = {int(term.number): term for term in year.term_ids}
        plans = self.env["school.assessment.plan"]
        self._plans = {
            (plan.level_id.id, plan.subject_id.id): plan
            for plan in plans.search([("year_id", "=", year.id)])
        }
        self._mine = None
        if not self.env.user.has_group("school_gradebook.group_administrator"):
            self._mine = {
                place[1:] for place in plans._headed_places() if place[0] == year.id
            }
        self._lines = {
            (*place, line.term_id.id, line.kind, line.number): line
            for place, plan in self._plans.items()
            for line in plan.line_ids
        }
        self._offered = plans._offered_columns(year)

    def take(self, row):
        """Compare one row with the plans, or tell why it cannot be taken."""
        sheet = self._sheets[row.sheet]
        subject = self._subjects.get(subject_key(row.subject))
        level, term = self._levels[row.grade], self._terms[row.term]
        if not subject:
            sheet.report(
                "unknown_subject", row.row, "subject", subject=row.subject, title=""
            )
            return
        place = (level.id, subject.id)
        key = (*place, term.id, row.kind, row.number)
        line = self._lines.get(key, self.env["school.assessment.plan.line"])
        title = line.new({"kind": row.kind, "number": row.number})._title()
        who = f"{subject.name} {level.grade}, {term.name}, {title}"
        planned = PlannedRecord(line, sheet, row.row, who)
        if not self._takes(planned, row, place, key, term):
            return
        if not line:
            planned.vals.update(
                term_id=term.id,
                kind=row.kind,
                number=row.number,
                sequence=self._offered.get(place, {}).get((row.kind, row.number), 990),
            )
        planned.note("kind", title if line else "", title)
        planned.take("day", "planned_date", row.day)
        if row.rule:
            planned.take("rule", "rule_id", self._rules[normalise_name(row.rule)])
        self.planned.append((place, planned))

    def _takes(self, planned, row, place, key, term):
        """Whether the row may be taken; reports every reason why not."""
        before = len(planned.sheet.findings)
        subject = self.env["school.subject"].browse(place[1]).name
        if self._mine is not None and place not in self._mine:
            planned.report("plan_not_yours", "subject", subject=subject)
        elif place not in self._offered and key not in self._lines:
            planned.report(
                "plan_without_periods", "subject", subject=subject, level=row.grade
            )
        elif key not in self._lines and (
            (row.kind, row.number) not in self._offered[place]
        ):
            planned.report(
                "plan_column_unknown", "kind", subject=subject, level=row.grade
            )
        if row.day and not term.date_start <= row.day <= term.date_end:
            planned.report(
                "day_outside_term",
                "day",
                day=f"{row.day:%d/%m/%Y}",
                start=f"{term.date_start:%d/%m/%Y}",
                end=f"{term.date_end:%d/%m/%Y}",
            )
        if row.rule and normalise_name(row.rule) not in self._rules:
            planned.report("unknown_rule", "rule", raw=row.rule)
        return len(planned.sheet.findings) == before

    def write(self):
        """Create the missing plans and lines, write what changed of the others."""
        missing = dict.fromkeys(
            place for place, _planned in self.planned if place not in self._plans
        )
        made = self.env["school.assessment.plan"].create(
            [
                {"year_id": self.year.id, "level_id": level, "subject_id": subject}
                for level, subject in missing
            ]
        )
        self._plans.update(zip(missing, made, strict=True))
        write_all([planned for _place, planned in self.planned])
        self.env["school.assessment.plan.line"].create(
            [
                {"plan_id": self._plans[place].id, **planned.vals}
                for place, planned in self.planned
                if not planned.record
            ]
        )
