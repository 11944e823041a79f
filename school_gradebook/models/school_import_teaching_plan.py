from collections import defaultdict
from datetime import timedelta

from ..workbooks.finding import INFO, WARNING
from ..workbooks.texts import subject_key
from .school_import_rows import PlannedRecord, text_of


class PlannedTeaching:
    """An assignment to create; its parts may be planned themselves."""

    def __init__(self, class_key, subject, component, employee, date_from):
        self.class_key = class_key
        self.subject = subject
        self.component = component
        self.employee = employee
        self.date_from = date_from

    def vals(self, classes):
        """Values to create it with, once everything it names exists."""
        return {
            "class_id": classes.find(self.class_key).id,
            "subject_id": self.subject.record.id,
            "component_id": self.component.record.id if self.component else False,
            "employee_id": employee_record(self.employee).id,
            "date_from": self.date_from,
        }


def employee_record(employee):
    """The record of a planned or stored employee."""
    return employee.record if isinstance(employee, PlannedRecord) else employee


def employee_name(employee):
    """The name of a planned or stored employee."""
    return employee.who if isinstance(employee, PlannedRecord) else employee.name


class TeachingPlan:
    """What the assignment and homeroom tables would change in a year.

    What the file says of a class and subject is the whole truth about the two; classes
    and subjects it does not name stay as they are.
    """

    def __init__(self, year, sheets, classes, staff, subjects):
        self.env = year.env
        self.year = year
        self.classes = classes
        self.staff = staff
        self.subjects = subjects
        self._sheets = sheets
        self._today = self.env["school.gradebook"]._today()
        self._read_stored()
        self.new = []  # PlannedTeaching
        self.ending = self.env["school.teaching"]
        self.dropped = self.env["school.teaching"]
        self.homerooms = []  # (class key, employee)
        self._told = defaultdict(dict)  # {(class, subject): {component: row}}

    def _read_stored(self):
        self._stored = defaultdict(list)  # {(class key, subject key): assignments}
        keys = {record.id: key for key, record in self.classes.classes.items()}
        for teaching in self.env["school.teaching"].search_fetch(
            [("year_id", "=", self.year.id)],
            [
                *("class_id", "subject_id", "component_id", "employee_id"),
                *("date_from", "date_to"),
            ],
        ):
            key = keys[teaching.class_id.id], subject_key(teaching.subject_id.name)
            self._stored[key].append(teaching)
        self._with_entries = {
            (scope.klass, scope.subject)
            for scope in self.env["school.journal.chain"]
            .search_fetch(
                [("gradebook_id.year_id", "=", self.year.id), ("length", ">", 0)],
                ["gradebook_id"],
            )
            .gradebook_id._scopes()
            .values()
        }

    def _current(self, key):
        """The stored assignments of a class and subject that have not ended."""
        return [
            teaching
            for teaching in self._stored.get(key, ())
            if not teaching.date_to or teaching.date_to >= self._today
        ]

    # -- assignments ---------------------------------------------------------------------

    def plan_teaching(self, rows):
        """Compare the assignments with what is stored."""
        for row in rows:
            self._plan_row(row)
        for key in self._told:
            self._plan_unnamed(key)
        self._tell_gaps(rows)

    def _plan_row(self, row):
        sheet = self._sheets[row.sheet]
        planned = PlannedRecord(
            self.env["school.teaching"],
            sheet,
            row.row,
            f"{row.class_name} – {row.subject}",
            row.teacher_code,
        )
        subject = self.subjects.find(row.subject)
        employee = self._employee(planned, row)
        if not subject:
            planned.report("unknown_subject", "subject", subject=row.subject, title="")
        if not self._want_class(planned, row) or not (subject and employee):
            return
        component = subject.components.get(subject_key(row.component))
        if row.component and not component:
            planned.report(
                "unknown_component", "component", subject=subject.who, raw=row.component
            )
            return
        grade = self.classes.level(row.class_name).grade
        if grade not in subject.grades:
            planned.report(
                "subject_not_at_level",
                "subject",
                WARNING,
                subject=subject.who,
                grade=grade,
            )
        key = row.class_name, subject_key(subject.who)
        self._told[key][subject_key(row.component)] = planned
        self._compare(planned, key, subject, component, employee)

    def _employee(self, planned, row):
        employee = self.staff.find(row.teacher_code)
        if not employee:
            planned.report(
                "unknown_teacher", "teacher_code", staff_code=row.teacher_code
            )
        return employee

    def _want_class(self, planned, row):
        if self.classes.want(row.class_name):
            return True
        planned.report("unknown_level", "class_name", raw=row.class_name)
        return False

    def _compare(self, planned, key, subject, component, employee):
        """One assignment of the file with the stored ones of its component."""
        stored = component.record if component else self.env["school.subject.component"]
        current = [
            teaching
            for teaching in self._current(key)
            if teaching.component_id == stored and (stored or not component)
        ]
        holder = employee_record(employee)
        kept = [t for t in current if holder and t.employee_id == holder]
        replaced = [teaching for teaching in current if teaching not in kept]
        names = ", ".join(t.employee_id.name for t in replaced)
        name = kept[0].employee_id.name if kept else ""
        planned.note(
            "teacher_code",
            ", ".join(filter(None, (name, names))),
            name or employee_name(employee),
        )
        for teaching in replaced:
            self._end(planned, teaching)
        if not kept:
            place = self.classes.find(key[0]).id, subject.record.id
            started = self._today if place in self._with_entries else None
            self.new.append(
                PlannedTeaching(key[0], subject, component, employee, started)
            )

    def _end(self, planned, teaching):
        """End an assignment: yesterday when something was entered, else as if never."""
        place = teaching.class_id.id, teaching.subject_id.id
        yesterday = self._today - timedelta(days=1)
        began = not teaching.date_from or teaching.date_from <= yesterday
        if place not in self._with_entries or not began:
            self.dropped |= teaching
            return
        self.ending |= teaching
        planned.report(
            "assignment_ends",
            "teacher_code",
            INFO,
            name=teaching.employee_id.name,
            day=text_of(yesterday),
        )

    def _plan_unnamed(self, key):
        """Current assignments of a class and subject that the file leaves out end."""
        told = self._told[key]
        planned = next(iter(told.values()))
        for teaching in self._current(key):
            if subject_key(teaching.component_id.name or "") in told:
                continue
            component = teaching.component_id.name
            name = teaching.employee_id.name
            old = f"{component}: {name}" if component else name
            planned.note("component", old, "")
            self._end(planned, teaching)

    def _tell_gaps(self, rows):
        """Who stays although the file is silent, and what nobody teaches."""
        sheets = {row.class_name: self._sheets[row.sheet] for row in rows}
        for name, sheet in sheets.items():
            kept, empty = [], []
            grade = self.classes.level(name).grade
            for subject in self.subjects.taught_at(grade) if grade else ():
                key = name, subject_key(subject.who)
                if key in self._told:
                    continue
                (kept if self._current(key) else empty).append(subject.who)
            for code, names in (
                ("assignments_not_in_file", kept),
                ("subjects_without_teacher", empty),
            ):
                if names:
                    text = ", ".join(names)
                    sheet.report(code, None, None, INFO, klass=name, subjects=text)

    # -- homerooms -------------------------------------------------------------------------

    def plan_homerooms(self, rows):
        """Compare the homeroom teachers with what is stored."""
        for row in rows:
            sheet = self._sheets[row.sheet]
            planned = PlannedRecord(
                self.classes.find(row.class_name),
                sheet,
                row.row,
                row.class_name,
                row.teacher_code,
            )
            employee = self._employee(planned, row)
            if not self._want_class(planned, row) or not employee:
                continue
            old = planned.record.homeroom_id
            same = old and old == employee_record(employee)
            name = old.name if same else employee_name(employee)
            planned.note("teacher_code", old.name or "", name)
            if not same:
                self.homerooms.append((row.class_name, employee))

    # -- writing ---------------------------------------------------------------------------

    def write(self):
        """Write assignments and homerooms; employees, subjects and classes exist."""
        self.dropped.unlink()
        self.ending.write({"date_to": self._today - timedelta(days=1)})
        self.env["school.teaching"].create(
            [planned.vals(self.classes) for planned in self.new]
        )
        for class_key, employee in self.homerooms:
            self.classes.find(class_key).homeroom_id = employee_record(employee)
