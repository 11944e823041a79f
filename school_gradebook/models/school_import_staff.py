from odoo import api, models

from ..workbooks.staff import read_staff
from ..workbooks.titles import class_key
from .school_import_rows import (
    ClassNames,
    check_administrator,
    check_whole,
    chosen_year,
    list_options,
    make_sheets,
    shown_sheets,
    write_all,
    written_cells,
)
from .school_import_staff_plan import StaffPlan
from .school_import_subject_plan import SubjectPlan
from .school_import_teaching_plan import TeachingPlan


class SchoolImportStaff(models.AbstractModel):
    """The staff with departments, the subjects, who teaches what, the homerooms."""

    _name = "school.import.staff"
    _description = "Import of staff, subjects and assignments"

    @api.model
    def _options(self):
        check_administrator(self.env)
        return list_options(
            self.env,
            self.env._("Import staff and assignments"),
            self.env._(
                "Choose the workbook with the staff, the subjects with their periods,"
                " the teaching assignments and the homeroom teachers; each table on a"
                " sheet of its own. Empty cells change nothing, and nobody is removed."
            ),
        )

    @api.model
    def _read_plan(self, data, filename, options):
        check_administrator(self.env)
        year = chosen_year(self.env, options)
        workbook = read_staff(data, filename)
        sheets = make_sheets(workbook.headers, workbook.problems)
        classes = ClassNames(year.env, year, class_key)
        staff = StaffPlan(year.env, year.company_id, sheets, workbook.staff)
        subjects = SubjectPlan(year.env, year, sheets, workbook.subjects)
        teaching = TeachingPlan(year, sheets, classes, staff, subjects)
        teaching.plan_teaching(workbook.teaching)
        teaching.plan_homerooms(workbook.homerooms)
        return {
            "title": self.env._("Staff and assignments %(year)s", year=year.name),
            "sheets": shown_sheets(self.env, sheets, year.name),
            "_year": year,
            "_sheets": sheets,
            "_staff": staff,
            "_subjects": subjects,
            "_teaching": teaching,
        }

    @api.model
    def _write_plan(self, plan, accept):
        """Write the whole workbook or nothing; returns the number of cells written."""
        check_whole(self.env, plan["_sheets"], accept)
        writer = self.with_env(plan["_year"].env)
        writer._write_staff(plan["_staff"])
        writer._write_subjects(plan["_subjects"])
        plan["_teaching"].classes.make()
        plan["_teaching"].write()
        plan["_year"].class_ids._generate_gradebooks()
        return written_cells(plan["_sheets"])

    @api.model
    def _write_staff(self, staff):
        new = [d for d in staff.departments.values() if not d.record]
        made = self.env["hr.department"].create(
            [{"name": d.name, "company_id": staff.company.id} for d in new]
        )
        for department, record in zip(new, made, strict=True):
            department.record = record
        employees = list(staff.employees.values())
        for planned in employees:
            if planned.department:
                record = planned.department.record
                if planned.record.department_id != record:
                    planned.vals["department_id"] = record.id
        write_all(employees)
        self._create_all("hr.employee", employees)
        for department in staff.departments.values():
            head = department.head
            if head and department.record.manager_id != head.record:
                department.record.manager_id = head.record

    @api.model
    def _create_all(self, model, planned):
        """Create what is new among ``planned`` in one batch."""
        new = [record for record in planned if not record.record]
        made = self.env[model].create([record.vals for record in new])
        for record, created in zip(new, made, strict=True):
            record.record = created

    @api.model
    def _write_subjects(self, subjects):
        planned = list(subjects.subjects.values())
        write_all(planned)
        self._create_all("school.subject", planned)
        levels = [(subject, level) for subject in planned for level in subject.levels]
        components = [
            (subject, component)
            for subject in planned
            for component in subject.components.values()
        ]
        for owner, part in (*levels, *components):
            if not part.record:
                part.vals["subject_id"] = owner.record.id
        for model, parts in (
            ("school.subject.level", levels),
            ("school.subject.component", components),
        ):
            write_all([part for _owner, part in parts])
            self._create_all(model, [part for _owner, part in parts])
