"""A small school for tests: two companies, one person per role, two classes.

Use it before Odoo's own case::

    class TestSomething(SchoolCommon, TransactionCase): ...
    class TestSomethingInTheBrowser(SchoolCommon, HttpCase): ...

The school is as small as its rules allow: classes 8A and 8B of five students each in
2025-2026 (TT22), Toán (scored), Giáo dục thể chất (comment), Lịch sử và Địa lí (two
components with a teacher each), gradebooks for both terms. The other school has one
class, 8C, one subject and one teacher. No mark is entered: the register takes marks
from people only, so tests enter them through ``enter`` as somebody.
"""

import base64
import io
import re
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import file_open

from ..register.cells import Change

ROLE_GROUPS = {
    "leader": "group_leadership",
    "administrator": "group_administrator",
    "clerk": "group_clerk",
    "monitor": "group_monitor",
    "maths_teacher": "group_teacher",
    "sports_teacher": "group_teacher",
    "history_teacher": "group_teacher",
    "geography_teacher": "group_teacher",
    "homeroom_teacher": "group_teacher",
    "head_teacher": "group_teacher",
    "unassigned_teacher": "group_teacher",
}
SAMPLE = "school_gradebook/demo/thcs_2025"
STUDENTS = ("Phạm Anh Anh", "Vũ Yến Châu", "Đoàn Thu Giang", "Lê Công Huy", "Hồ Hiền")


def make_user(env, login, group, company):
    """A user of one school with one of the addon's groups; the password is the login."""
    return new_test_user(
        env,
        login=login,
        groups=f"school_gradebook.{group}",
        name=login.replace("_", " ").capitalize(),
        company_id=company.id,
        company_ids=[Command.set(company.ids)],
        tz="Asia/Ho_Chi_Minh",
        lang="en_US",
    )


def workbook(**sheets):
    """A workbook in base64 from lists of rows by sheet name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue()).decode()


def sample_rows(filename):
    """{sheet: [rows]} of a workbook of the sample school, to change and write again."""
    with file_open(f"{SAMPLE}/{filename}", "rb") as handle:
        book = openpyxl.load_workbook(handle)
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def sample_file(filename):
    """A workbook of the sample school in base64."""
    with file_open(f"{SAMPLE}/{filename}", "rb") as handle:
        return base64.b64encode(handle.read()).decode()


class EmptySchool:
    """Mixin: a school with a year, its leader and its administrator, and nothing else.

    ``company``, ``year``, ``leader``, ``administrator``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env["res.company"].create({"name": "Trường THCS Số 9"})
        cls.leader = make_user(cls.env, "leader9", "group_leadership", cls.company)
        cls.administrator = make_user(
            cls.env, "administrator9", "group_administrator", cls.company
        )
        cls.year = cls.env["school.year"].create(
            {"date_start": date(2025, 9, 5), "company_id": cls.company.id}
        )

    @classmethod
    def preview(cls, kind, content, user=None, **options):
        """``school.import.preview`` as the administrator, for the school's year."""
        return (
            cls.env["school.import"]
            .with_user(user or cls.administrator)
            .preview(kind, f"{kind}.xlsx", content, {"year_id": cls.year.id, **options})
        )

    @classmethod
    def load(cls, kind, content, user=None, **options):
        """Preview, then ``school.import.apply``; returns the answer of the latter."""
        digest = cls.preview(kind, content, user, **options)["digest"]
        options = {"year_id": cls.year.id, **options}
        answer = (
            cls.env["school.import"]
            .with_user(user or cls.administrator)
            .apply(kind, f"{kind}.xlsx", content, options, digest)
        )
        cls.env.flush_all()
        return answer

    @contextmanager
    def assert_no_writes(self):
        """Nothing is written to a table of the school or its staff meanwhile."""
        written = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            text = getattr(query, "code", str(query))
            if re.match(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(school|hr)_', text):
                written.append(text)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        with patch.object(type(self.env.cr), "execute", spy):
            yield
            self.env.flush_all()
        self.assertEqual(written, [])

    def all_counts(self, answer):
        """The counts of all sheets of an answer together."""
        return {
            name: sum(sheet["counts"][name] for sheet in answer["sheets"])
            for name in ("new", "same", "changed", "refused")
        }

    def messages(self, answer, severity=None):
        """(code, sheet, cell, who) of an answer's messages."""
        return [
            (message["code"], sheet["name"], message["cell"], message["who"])
            for sheet in answer["sheets"]
            for message in sheet["messages"]
            if severity in (None, message["severity"])
        ]


class SchoolCommon:
    """Mixin for ``TransactionCase`` and ``HttpCase``; every name below is a class
    attribute: ``company``, ``other_company``, ``year``, ``term_1``, ``term_2``,
    ``class_a``, ``class_b``, ``maths``, ``sports``, ``history_geography``,
    ``history``, ``geography``, ``students_a``, ``students_b``, one user per key of
    ``ROLE_GROUPS`` (``cls.maths_teacher`` …), ``users`` and ``employees`` by the same
    keys, and for the other school ``other_year``, ``other_class``, ``other_subject``,
    ``other_teacher``, ``other_administrator``, ``other_leader``, ``other_clerk``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls._make_companies()
        cls._make_people()
        cls._make_subjects()
        cls._make_year()
        cls._make_assignments()
        cls._make_students()
        (cls.class_a + cls.class_b)._generate_gradebooks()
        cls._make_other_school()
        cls.env.flush_all()

    # -- building ------------------------------------------------------------------

    @classmethod
    def _make_companies(cls):
        cls.company, cls.other_company = cls.env["res.company"].create(
            [
                {
                    "name": "Trường THCS Thử nghiệm",
                    "school_parent_office": "Phòng GD&ĐT Thử nghiệm",
                    "school_place": "Hà Nội",
                },
                {"name": "Trường THCS Khác"},
            ]
        )

    @classmethod
    def _make_people(cls):
        cls.users = {
            role: make_user(cls.env, role, group, cls.company)
            for role, group in ROLE_GROUPS.items()
        }
        positions = {
            "leader": "principal",
            "administrator": "administrator",
            "clerk": "clerk",
            "monitor": "monitor",
        }
        employees = cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "school_code": f"T{number:02}",
                    "school_position": positions.get(role, "teacher"),
                }
                for number, (role, user) in enumerate(cls.users.items(), 1)
            ]
        )
        cls.employees = dict(zip(cls.users, employees, strict=True))
        for role, user in cls.users.items():
            setattr(cls, role, user)
        cls.department = cls.env["hr.department"].create(
            {
                "name": "Tổ Khoa học tự nhiên",
                "company_id": cls.company.id,
                "manager_id": cls.employees["head_teacher"].id,
            }
        )
        for role in ("head_teacher", "maths_teacher"):
            cls.employees[role].department_id = cls.department

    @classmethod
    def _make_subjects(cls):
        cls.level_8 = cls.env["school.level"].search([("grade", "=", 8)])
        cls.maths, cls.sports, cls.history_geography = cls.env["school.subject"].create(
            [
                {
                    "name": name,
                    "kind": kind,
                    "sequence": sequence,
                    "company_id": cls.company.id,
                    "level_ids": [
                        Command.create({"level_id": cls.level_8.id, "periods": periods})
                    ],
                }
                for name, kind, sequence, periods in (
                    ("Toán", "scored", 10, 140),
                    ("Giáo dục thể chất", "comment", 30, 70),
                    ("Lịch sử và Địa lí", "scored", 20, 105),
                )
            ]
        )
        cls.history, cls.geography = cls.env["school.subject.component"].create(
            [
                {
                    "name": name,
                    "subject_id": cls.history_geography.id,
                    "sequence": sequence,
                    "regular_columns": columns,
                }
                for name, sequence, columns in (
                    ("Lịch sử", 10, "1,2"),
                    ("Địa lí", 20, "3,4"),
                )
            ]
        )

    @classmethod
    def _make_year(cls):
        cls.year = cls.env["school.year"].create(
            {
                "name": "2025-2026",
                "date_start": date(2025, 9, 5),
                "date_end": date(2026, 5, 31),
                "company_id": cls.company.id,
            }
        )
        cls.term_1, cls.term_2 = cls.year.term_ids.sorted("number")
        cls.class_a, cls.class_b = cls.env["school.class"].create(
            [
                {
                    "name": name,
                    "year_id": cls.year.id,
                    "homeroom_id": cls.employees[homeroom].id if homeroom else False,
                }
                for name, homeroom in (("8A", "homeroom_teacher"), ("8B", False))
            ]
        )

    @classmethod
    def _make_assignments(cls):
        assignments = (
            (cls.class_a, cls.maths, None, "maths_teacher"),
            (cls.class_b, cls.maths, None, "head_teacher"),
            (cls.class_a, cls.sports, None, "sports_teacher"),
            (cls.class_b, cls.sports, None, "sports_teacher"),
            (cls.class_a, cls.history_geography, cls.history, "history_teacher"),
            (cls.class_a, cls.history_geography, cls.geography, "geography_teacher"),
        )
        cls.env["school.teaching"].create(
            [
                {
                    "class_id": klass.id,
                    "subject_id": subject.id,
                    "component_id": component.id if component else False,
                    "employee_id": cls.employees[role].id,
                }
                for klass, subject, component, role in assignments
            ]
        )

    @classmethod
    def _make_students(cls, prefix="88"):
        students = cls.env["school.student"].create(
            [
                {
                    "name": f"{name} {klass.name[-1]}",
                    "code": f"88000{klass.name[-1]}{number:02}",
                    "birth_date": date(2012, 3, number),
                    "gender": "male" if number % 2 else "female",
                    "company_id": cls.company.id,
                }
                for klass in (cls.class_a, cls.class_b)
                for number, name in enumerate(STUDENTS, 1)
            ]
        )
        size = len(STUDENTS)
        cls.students_a, cls.students_b = students[:size], students[size:]
        cls.enrollments_a = cls._enroll(cls.class_a, cls.students_a)
        cls.enrollments_b = cls._enroll(cls.class_b, cls.students_b)

    @classmethod
    def _enroll(cls, klass, students):
        return cls.env["school.enrollment"].create(
            [
                {
                    "student_id": student.id,
                    "class_id": klass.id,
                    "roll_number": number,
                    "date_from": klass.year_id.date_start,
                }
                for number, student in enumerate(students, 1)
            ]
        )

    @classmethod
    def _make_other_school(cls):
        company = cls.other_company
        for name, group in (
            ("teacher", "group_teacher"),
            ("administrator", "group_administrator"),
            ("leader", "group_leadership"),
            ("clerk", "group_clerk"),
        ):
            user = make_user(cls.env, f"other_{name}", group, company)
            setattr(cls, f"other_{name}", user)
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        employee = env["hr.employee"].create(
            {
                "name": cls.other_teacher.name,
                "user_id": cls.other_teacher.id,
                "company_id": company.id,
            }
        )
        cls.other_year = env["school.year"].create(
            {
                "name": "2025-2026",
                "date_start": date(2025, 9, 5),
                "company_id": company.id,
            }
        )
        cls.other_class = env["school.class"].create(
            {"name": "8C", "year_id": cls.other_year.id}
        )
        cls.other_subject = env["school.subject"].create(
            {
                "name": "Toán",
                "company_id": company.id,
                "level_ids": [
                    Command.create({"level_id": cls.level_8.id, "periods": 140})
                ],
            }
        )
        env["school.teaching"].create(
            {
                "class_id": cls.other_class.id,
                "subject_id": cls.other_subject.id,
                "employee_id": employee.id,
            }
        )
        cls.other_students = env["school.student"].create(
            [
                {"name": f"{name} C", "code": f"99000C{n:02}", "company_id": company.id}
                for n, name in enumerate(STUDENTS[:2], 1)
            ]
        )
        cls._enroll(cls.other_class, cls.other_students)
        cls.other_class._generate_gradebooks()

    # -- finding -------------------------------------------------------------------

    @classmethod
    def book(cls, klass, subject, number="1"):
        """The gradebook of a class and subject in a term, as the superuser."""
        return cls.env["school.gradebook"].search(
            [
                ("class_id", "=", klass.id),
                ("subject_id", "=", subject.id),
                ("term_id.number", "=", number),
            ]
        )

    @classmethod
    def line(cls, book, student):
        """A student's row in a gradebook."""
        return book.line_ids.filtered(
            lambda line: line.enrollment_id.student_id == student
        )

    @classmethod
    def column(cls, book, kind, number=1):
        """A column of a gradebook: ("tx", 1) … ("gk", 1), ("ck", 1)."""
        return book.assessment_ids.filtered(
            lambda column: (column.kind, column.number) == (kind, number)
        )

    # -- doing ---------------------------------------------------------------------

    @classmethod
    def enter(cls, user, book, values):
        """Enter marks as ``user``, all or none.

        :param values: {(student, kind, number): canonical text}, as {(s, "tx", 1): "8.0"}
        :raise UserError: when one is refused
        """
        changes = [
            Change(
                (cls.line(book, student).id, cls.column(book, kind, number).id),
                "value",
                text,
            )
            for (student, kind, number), text in values.items()
        ]
        marks = cls.env["school.mark"].with_user(user)
        marks._register_apply_all(changes, "grid")
        return marks.browse([change.record for change in changes])

    @classmethod
    def lock(cls, book, **scope):
        """Lock the class's term of ``book`` as the administrator, decided by the leader.

        :param scope: further fields of the lock, as ``kind="tx"``
        """
        return (
            cls.env["school.lock"]
            .with_user(cls.administrator)
            .create(
                {
                    "year_id": book.year_id.id,
                    "term_id": book.term_id.id,
                    "class_id": book.class_id.id,
                    "decided_by_id": cls.leader.id,
                    "reason": "End of term",
                    "company_id": book.company_id.id,
                    **scope,
                }
            )
        )
