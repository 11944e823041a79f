from collections import defaultdict

from odoo import Command, api, models

from ..workbooks.roster import read_roster
from .school_import_roster_plan import RosterPlan
from .school_import_rows import (
    check_administrator,
    check_whole,
    chosen_year,
    list_options,
    shown_sheets,
    write_all,
    written_cells,
)


class SchoolImportRoster(models.AbstractModel):
    """The list of students: classes, student files, guardians, enrolments."""

    _name = "school.import.roster"
    _description = "Import of the list of students"

    @api.model
    def _options(self):
        check_administrator(self.env)
        return list_options(
            self.env,
            self.env._("Import students"),
            self.env._(
                "Choose the list of the year's students: one row each with code, name"
                " and class, and whatever else the file holds. Empty cells change"
                " nothing, and nobody is removed."
            ),
        )

    @api.model
    def _read_plan(self, data, filename, options):
        check_administrator(self.env)
        year = chosen_year(self.env, options)
        plan = RosterPlan(year.env, year, read_roster(data, filename))
        return {
            "title": self.env._("Students %(year)s", year=year.name),
            "sheets": shown_sheets(self.env, plan.sheets, year.name),
            "_plan": plan,
        }

    @api.model
    def _write_plan(self, plan, accept):
        """Write the whole roster or nothing; returns the number of cells written."""
        roster = plan["_plan"]
        check_whole(self.env, roster.sheets, accept)
        roster.classes.make()
        writer = self.with_env(roster.env)
        writer._write_students(roster.students)
        writer._write_parts(roster.students)
        writer._write_enrollments(roster)
        roster.year.class_ids._generate_gradebooks()
        return written_cells(roster.sheets)

    @api.model
    def _write_students(self, students):
        new = [planned.student for planned in students if not planned.student.record]
        write_all([planned.student for planned in students])
        vals_list = [student.vals for student in new]
        made = self.env["school.student"].create(vals_list)
        for student, record in zip(new, made, strict=True):
            student.record = record

    @api.model
    def _write_parts(self, students):
        """Protected data and guardians."""
        profiles, guardians = [], []
        for planned in students:
            owner = {"student_id": planned.student.record.id}
            if planned.profile.vals and not planned.profile.record:
                profiles.append({**owner, **planned.profile.vals})
            guardians += [
                {**owner, **guardian.vals}
                for guardian in planned.guardians
                if not guardian.record
            ]
        write_all([planned.profile for planned in students])
        write_all([g for planned in students for g in planned.guardians])
        self.env["school.student.profile"].create(profiles)
        self.env["school.guardian"].create(guardians)

    @api.model
    def _write_enrollments(self, roster):
        vals_list = []
        exempt = defaultdict(self.env["school.enrollment"].browse)
        for planned in roster.students:
            enrollment = planned.enrollment
            if not enrollment.record:
                vals_list.append(
                    {
                        "student_id": planned.student.record.id,
                        "class_id": roster.classes.find(planned.class_key).id,
                        **enrollment.vals,
                    }
                )
            elif enrollment.vals.pop("exempt_subject_ids", None):
                exempt[planned.exempt] |= enrollment.record
        write_all([planned.enrollment for planned in roster.students])
        self.env["school.enrollment"].create(vals_list)
        for subjects, enrollments in exempt.items():
            enrollments.write(
                {"exempt_subject_ids": [Command.link(s.id) for s in subjects]}
            )
