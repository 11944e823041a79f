"""Classes of any size with deadlines, for tests of what comes after them."""

from odoo.tools import SQL

from ..register.cells import Change
from .guarding import WORKING_DAY

LATER = "2025-12-05 08:00:00"  # UTC; after the deadline that ``due`` sets


class Columns:
    """Mixin beside ``SchoolCommon``: columns that are due or posted, whole columns."""

    @classmethod
    def due(cls, columns, moment=WORKING_DAY, posted=None):
        """Give the columns their deadline (UTC), and the moment they were posted at.

        Written by SQL: both follow from the plan, which is not what is tested.
        """
        cls.env.flush_all()
        cls.env.execute_query(
            SQL(
                "UPDATE school_assessment SET deadline = %s, posted_at = %s"
                " WHERE id = ANY(%s) RETURNING id",
                moment,
                posted,
                columns.ids,
            )
        )
        cls.env.invalidate_all()

    @classmethod
    def make_class(cls, name, size, subjects, role="maths_teacher"):
        """A class of so many students, its subjects taught by one teacher."""
        klass = cls.env["school.class"].create({"name": name, "year_id": cls.year.id})
        students = cls.env["school.student"].create(
            [
                {
                    "name": f"Học sinh {name} {number}",
                    "code": f"71{name}{number:03}",
                    "company_id": cls.company.id,
                }
                for number in range(size)
            ]
        )
        cls._enroll(klass, students)
        cls.env["school.teaching"].create(
            [
                {
                    "class_id": klass.id,
                    "subject_id": subject.id,
                    "employee_id": cls.employees[role].id,
                }
                for subject in subjects
            ]
        )
        klass._generate_gradebooks()
        return klass

    @classmethod
    def fill(cls, user, columns):
        """Enter whole columns as ``user``: {column: texts in the order of the rows}."""
        changes = [
            Change((line.id, column.id), "value", text)
            for column, texts in columns.items()
            for line, text in zip(column.gradebook_id.line_ids, texts, strict=True)
        ]
        marks = cls.env["school.mark"].with_user(user)
        return marks._register_apply_all(changes, "grid")

    def queries(self, action):
        """How many queries ``action`` takes with nothing of the register in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
