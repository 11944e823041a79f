from collections import defaultdict

from odoo import Command

from ..workbooks.finding import INFO, WARNING
from ..workbooks.texts import same_name, subject_key
from ..workbooks.titles import class_key
from .school_import_rows import (
    ClassNames,
    PlannedRecord,
    make_sheets,
    selection_text,
    text_of,
)
from .school_scope import left_text

STUDENT_FIELDS = ("registry_number", "birth_date", "birth_place")
PROFILE_FIELDS = ("national_id", "address", "ethnicity", "disability")
RELATIONS = ("father", "mother", "guardian")
NAMES_SHOWN = 10


class PlannedStudent:
    """A row of the roster: the student with all that hangs on the student."""

    def __init__(self, row, student):
        self.row = row
        self.student = student
        self.profile = None
        self.guardians = []
        self.enrollment = None
        self.class_key = ""
        self.exempt = None  # subjects the note adds


class RosterPlan:
    """What a roster would change in a year, found in a fixed number of queries."""

    def __init__(self, env, year, roster):
        self.env = env
        self.year = year
        self.company = year.company_id
        self.sheets = make_sheets(roster.headers, roster.problems)
        self.classes = ClassNames(env, year, class_key)
        self.students = []
        self._rows = self._usable(roster.rows)
        self._read_stored()
        numbers = self._roll_numbers()
        for row in self._rows:
            self._plan_row(row, numbers.get(row.code))
        self._check_locks()
        self._tell_missing()

    @staticmethod
    def _usable(rows):
        """The rows that name a student, once each; the reader reported the others."""
        seen = {}
        for row in rows:
            if row.code and row.name and row.class_name:
                seen.setdefault(row.code, row)
        return list(seen.values())

    # -- what is stored ----------------------------------------------------------------

    def _read_stored(self):
        codes = [row.code for row in self._rows]
        students = (
            self.env["school.student"]
            .with_context(active_test=False)
            .search_fetch(
                [("company_id", "=", self.company.id), ("code", "in", codes)],
                ["code", "name", "gender", "active", *STUDENT_FIELDS],
            )
        )
        self._by_code = {student.code: student for student in students}
        self._profiles = {
            profile.student_id: profile
            for profile in self.env["school.student.profile"].search_fetch(
                [("student_id", "in", students.ids)], ["student_id", *PROFILE_FIELDS]
            )
        }
        self._guardians = {}
        for guardian in self.env["school.guardian"].search_fetch(
            [("student_id", "in", students.ids)],
            ["student_id", "relation", "name", "phone", "job"],
        ):
            key = (guardian.student_id, guardian.relation)
            self._guardians.setdefault(key, guardian)
        self._enrollments = defaultdict(self.env["school.enrollment"].browse)
        for enrollment in self.env["school.enrollment"].search_fetch(
            [("year_id", "=", self.year.id)],
            [
                *("student_id", "class_id", "roll_number", "date_from", "date_to"),
                *("out_reason", "note", "exempt_subject_ids"),
            ],
        ):
            self._enrollments[enrollment.student_id] |= enrollment
        self._subjects = {
            subject_key(subject.name): subject
            for subject in self.env["school.subject"].search_fetch(
                [("company_id", "=", self.company.id)], ["name"]
            )
        }

    def _roll_numbers(self):
        """{student code: number in the class} as far as the file tells."""
        numbers = {}
        by_class = defaultdict(list)
        for row in self._rows:
            by_class[row.sheet, row.class_name].append(row)
        for name in {sheet for sheet, _class in by_class}:
            groups = [
                (klass, rows)
                for (sheet, klass), rows in by_class.items()
                if sheet == name
            ]
            given = [row.stt for _class, rows in groups for row in rows]
            through = len(groups) > 1 and None not in given
            through = through and len(set(given)) == len(given)
            for klass, rows in groups:
                stts = [row.stt for row in rows]
                usable = None not in stts and len(set(stts)) == len(stts)
                if through:  # one numbering through all classes says the order only
                    numbers.update((row.code, n) for n, row in enumerate(rows, 1))
                elif usable:
                    numbers.update((row.code, row.stt) for row in rows)
                else:
                    self._number_new(klass, rows, numbers)
                if any(stts) and (through or not usable):
                    self.sheets[name].report(
                        "numbered_by_order", rows[0].row, "stt", INFO, klass=klass
                    )
        return numbers

    def _number_new(self, klass, rows, numbers):
        """Without usable numbers new students follow those that have one."""
        stored = self._in_class(self.classes.find(klass))
        number = max([enrollment.roll_number for enrollment in stored], default=0)
        present = {enrollment.student_id.code for enrollment in stored}
        for row in rows:
            if row.code not in present:
                number += 1
                numbers[row.code] = number

    def _in_class(self, klass):
        return [
            enrollment
            for enrollments in self._enrollments.values()
            for enrollment in enrollments
            if klass and enrollment.class_id == klass
        ]

    # -- one row -----------------------------------------------------------------------

    def _plan_row(self, row, number):
        sheet = self.sheets[row.sheet]
        stored = self._by_code.get(row.code, self.env["school.student"])
        student = PlannedRecord(stored, sheet, row.row, row.name, row.code)
        planned = PlannedStudent(row, student)
        if self._is_somebody_else(student, row):
            return
        if not self._plan_class(planned):
            return
        if not stored:
            student.vals["company_id"] = self.company.id
        student.take("code", "code", row.code)
        student.take("name", "name", row.name)
        if stored and not stored.active:
            label = self._column("school.student", "active")
            student.take("code", "active", True, column=label)
        gender = selection_text(self.env, "school.student", "gender")
        student.take("gender", "gender", row.gender, gender)
        for name in STUDENT_FIELDS:
            student.take(name, name, getattr(row, name))
        planned.profile = self._planned(
            planned, self._profiles.get(stored), "school.student.profile"
        )
        for name in PROFILE_FIELDS:
            planned.profile.take(name, name, getattr(row, name))
        for relation in RELATIONS:
            self._plan_guardian(planned, relation)
        self._plan_enrollment(planned, number)
        self.students.append(planned)

    def _planned(self, planned, record, model):
        student = planned.student
        record = self.env[model] if record is None else record
        return PlannedRecord(
            record, student.sheet, student.row, student.who, student.code
        )

    def _is_somebody_else(self, student, row):
        """A code whose name and birth date both differ would overwrite another child."""
        stored = student.record
        if (
            not stored
            or same_name(stored.name, row.name)
            or not (stored.birth_date and row.birth_date)
            or stored.birth_date == row.birth_date
        ):
            return False
        student.report(
            "code_of_another",
            "code",
            student_code=row.code,
            name=stored.name,
            birth_date=text_of(stored.birth_date),
        )
        return True

    def _plan_class(self, planned):
        student, name = planned.student, planned.row.class_name
        if not self.classes.want(name):
            student.report("unknown_level", "class_name", raw=name)
            return False
        here = self.classes.find(name)
        elsewhere = self._enrollments[student.record].filtered(
            lambda enrollment: enrollment.class_id != here
        )
        if elsewhere:
            student.report(
                "student_in_other_class",
                "class_name",
                other=", ".join(elsewhere.class_id.mapped("name")),
            )
            return False
        planned.class_key = name
        planned.enrollment = self._planned(
            planned, self._enrollments[student.record], "school.enrollment"
        )
        return True

    def _plan_guardian(self, planned, relation):
        row, student = planned.row, planned.student
        name = getattr(row, relation)
        phone = getattr(row, f"{relation}_phone")
        job = getattr(row, f"{relation}_job", "")
        stored = self._guardians.get((student.record, relation))
        if not (name or phone or job):
            return
        if not (name or stored):
            student.report("guardian_without_name", f"{relation}_phone", WARNING)
            return
        guardian = self._planned(planned, stored, "school.guardian")
        guardian.take(relation, "name", name)
        guardian.take(f"{relation}_phone", "phone", phone)
        guardian.take(f"{relation}_job", "job", job)
        if not stored:
            guardian.vals["relation"] = relation
        planned.guardians.append(guardian)

    # -- the student in the class --------------------------------------------------------

    def _plan_enrollment(self, planned, number):
        row, enrollment = planned.row, planned.enrollment
        stored_class = row.class_name if enrollment.record else ""
        enrollment.note("class_name", stored_class, row.class_name)
        enrollment.take("stt", "roll_number", number)
        start = self.year.date_start
        came = row.came_on if row.came_on and row.came_on > start else None
        if came:
            column = self._column("school.enrollment", "date_from")
            enrollment.take("note", "date_from", came, column=column)
        elif not enrollment.record:
            enrollment.vals["date_from"] = start
        if row.note and not (row.exempt_subjects or row.left_how):
            enrollment.take("note", "note", row.note)
        self._plan_leaving(planned, came)
        self._plan_exemptions(planned)

    def _column(self, model, field):
        return self.env[model]._fields[field]._description_string(self.env)

    def _plan_leaving(self, planned, came):
        row, enrollment = planned.row, planned.enrollment
        stored = enrollment.record
        if not row.left_on:
            if stored.date_to and not row.left_how and enrollment.sheet.has("note"):
                enrollment.report(
                    "leaving_not_in_file", "note", INFO, left=stored._left_text()
                )
            return
        start, end = (
            came or stored.date_from or self.year.date_start,
            self.year.date_end,
        )
        if not start <= row.left_on <= end:
            enrollment.report(
                "left_outside_year",
                "note",
                day=text_of(row.left_on),
                start=text_of(start),
                end=text_of(end),
            )
            return
        enrollment.note(
            "note",
            left_text(stored.date_to, stored.out_reason),
            left_text(row.left_on, row.left_how),
            column=self._column("school.enrollment", "date_to"),
        )
        if (stored.date_to, stored.out_reason) != (row.left_on, row.left_how):
            enrollment.vals.update(date_to=row.left_on, out_reason=row.left_how)

    def _plan_exemptions(self, planned):
        row, enrollment = planned.row, planned.enrollment
        stored = enrollment.record.exempt_subject_ids
        named = stored.browse()
        for name in row.exempt_subjects:
            subject = self._subjects.get(subject_key(name))
            if subject:
                named |= subject
            else:
                enrollment.report(
                    "exempt_subject_unknown", "note", WARNING, subject=name
                )
        if stored - named and enrollment.sheet.has("note"):
            enrollment.report(
                "exemption_not_in_file",
                "note",
                INFO,
                subject=text_of(stored - named),
            )
        if not named:
            return
        enrollment.note(
            "note",
            stored,
            stored | named,
            column=self._column("school.enrollment", "exempt_subject_ids"),
        )
        planned.exempt = named - stored
        if planned.exempt:
            enrollment.vals["exempt_subject_ids"] = [
                Command.link(subject.id) for subject in planned.exempt
            ]

    # -- about the whole -----------------------------------------------------------------

    def _check_locks(self):
        """An exemption is an entry of the register: a lock refuses it, and is told."""
        changed = [planned for planned in self.students if planned.exempt]
        classes = [self.classes.find(planned.class_key) for planned in changed]
        books = self.env["school.gradebook"].search(
            [("class_id", "in", [record.id for record in classes])]
        )
        scopes = books._scopes().values()
        locks = self.env["school.lock"]._locks_of(scopes)
        for planned, klass in zip(changed, classes, strict=True):
            for scope in scopes:
                if scope.klass != klass.id or scope.subject not in planned.exempt.ids:
                    continue
                problem = locks.problem(scope, "exempt")
                if problem:
                    planned.enrollment.report(problem.code, "note", **problem.params)
                    break

    def _tell_missing(self):
        """Students of the classes in the file that the file does not name stay."""
        present = {row.code for row in self._rows}
        sheets = {row.class_name: self.sheets[row.sheet] for row in self._rows}
        for name, sheet in sheets.items():
            absent = [
                enrollment.student_id.name
                for enrollment in self._in_class(self.classes.find(name))
                if enrollment.student_id.code not in present and not enrollment.date_to
            ]
            if absent:
                names = ", ".join(absent[:NAMES_SHOWN])
                sheet.report(
                    "students_not_in_file",
                    None,
                    None,
                    INFO,
                    klass=name,
                    count=len(absent),
                    names=names + (", …" if len(absent) > NAMES_SHOWN else ""),
                )
