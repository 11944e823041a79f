from collections import defaultdict

from ..workbooks.finding import INFO, WARNING
from ..workbooks.texts import key, normalise_name, same_name
from .school_import_rows import PlannedRecord, selection_text

NAMES_SHOWN = 10
# Chức vụ as schools write it, compared without case and accents
POSITIONS = {
    key(text): position
    for position, texts in {
        "principal": ("Hiệu trưởng", "HT"),
        "vice_principal": ("Phó hiệu trưởng", "PHT", "Hiệu phó"),
        "administrator": (
            *("Quản trị phần mềm", "Quản trị hệ thống", "Quản trị", "Quản trị viên"),
            "Quản trị sổ điểm điện tử",
        ),
        "clerk": ("Văn thư", "Nhân viên văn thư", "Giáo vụ", "Nhân viên giáo vụ"),
        "monitor": (
            *("Tổng phụ trách Đội", "Tổng phụ trách", "TPT Đội", "TPT"),
            *("Bí thư Đoàn", "Bí thư Đoàn trường", "Giáo viên Tổng phụ trách Đội"),
        ),
        "teacher": (
            *("Giáo viên", "GV", "Giáo viên bộ môn", "Giáo viên chủ nhiệm"),
            *("Tổ trưởng", "Tổ trưởng chuyên môn", "Tổ phó", "Tổ phó chuyên môn"),
            "Nhóm trưởng",
        ),
    }.items()
    for text in texts
}


class PlannedDepartment:
    """A department that the staff table names; its head follows from a row."""

    def __init__(self, name, record):
        self.name = name
        self.record = record
        self.head = None  # PlannedRecord of the employee


class StaffPlan:
    """What the staff table would change: departments, employees, heads."""

    def __init__(self, env, company, sheets, rows):
        self.env = env
        self.company = company
        self._sheets = sheets
        self._read_stored()
        self.departments = {}
        self.employees = {}  # {code: PlannedRecord}, with .department
        for row in rows:
            self._plan_employee(row)
        self._tell_missing(rows)

    def _read_stored(self):
        self._departments = {
            normalise_name(department.name): department
            for department in self.env["hr.department"].search_fetch(
                [("company_id", "=", self.company.id)], ["name", "manager_id"]
            )
        }
        self._by_code = {}
        self._without_code = defaultdict(list)
        for employee in (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search_fetch(
                [("company_id", "=", self.company.id)],
                [
                    *("name", "school_code", "school_position", "department_id"),
                    *("work_email", "work_phone", "active", "user_id"),
                ],
            )
        ):
            if employee.school_code:
                self._by_code[employee.school_code] = employee
            elif employee.active:
                self._without_code[normalise_name(employee.name)].append(employee)

    def find(self, code):
        """The employee of a code: planned, stored, or None."""
        if code in self.employees:
            return self.employees[code]
        return self._by_code.get(code)

    def _stored(self, row, sheet):
        """The stored employee of a row: by code, else one of that name without code."""
        none = self.env["hr.employee"]
        if row.code in self._by_code:
            return self._by_code[row.code]
        alike = self._without_code[normalise_name(row.name)]
        if len(alike) == 1:
            sheet.report("employee_adopted", row.row, "teacher_code", WARNING, row.name)
            return alike.pop()
        if alike:
            sheet.report(
                "employee_ambiguous",
                row.row,
                "teacher_code",
                who=row.name,
                staff_code=row.code,
            )
        return none

    def _plan_employee(self, row):
        sheet = self._sheets[row.sheet]
        stored = self._stored(row, sheet)
        planned = PlannedRecord(stored, sheet, row.row, row.name, row.code)
        self.employees[row.code] = planned
        if stored and not stored.active:
            planned.report("employee_archived", "teacher_code", WARNING)
        if stored.user_id and not same_name(stored.name, row.name):
            planned.report("staff_code_of_another", "name", WARNING, name=stored.name)
        if not stored:
            planned.vals["company_id"] = self.company.id
        planned.take("teacher_code", "school_code", row.code)
        planned.take("name", "name", row.name)
        position = POSITIONS.get(key(row.position), "")
        if row.position and not position:
            planned.report(
                "position_without_role", "position", WARNING, raw=row.position
            )
        show = selection_text(self.env, "hr.employee", "school_position")
        planned.take("position", "school_position", position, show)
        planned.take("email", "work_email", row.email)
        planned.take("phone", "work_phone", row.phone)
        self._plan_department(planned, row)

    def _plan_department(self, planned, row):
        planned.department = None
        if not row.department:
            if row.head:
                planned.report("head_without_department", "head")
            return
        name = normalise_name(row.department)
        if name not in self.departments:
            stored = self._departments.get(name, self.env["hr.department"])
            self.departments[name] = PlannedDepartment(row.department, stored)
        department = planned.department = self.departments[name]
        old = planned.record.department_id
        planned.note(
            "department",
            old.name or "",
            old.name if old and old == department.record else department.name,
        )
        if row.head:
            self._plan_head(planned, department)

    def _plan_head(self, planned, department):
        first = department.head
        if first:
            planned.report(
                "two_heads",
                "head",
                department=department.name,
                first=first.who,
                first_row=first.row,
            )
            return
        department.head = planned
        old = department.record.manager_id
        same = old and old == planned.record
        planned.note("head", old.name or "", old.name if same else planned.who)

    def _tell_missing(self, rows):
        if not rows:
            return
        codes = {row.code for row in rows}
        absent = [
            employee.name
            for code, employee in self._by_code.items()
            if code not in codes and employee.active
        ]
        if absent:
            names = ", ".join(absent[:NAMES_SHOWN])
            self._sheets[rows[0].sheet].report(
                "employees_not_in_file",
                None,
                None,
                INFO,
                count=len(absent),
                names=names + (", …" if len(absent) > NAMES_SHOWN else ""),
            )
