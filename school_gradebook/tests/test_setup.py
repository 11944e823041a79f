from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import SchoolCommon


@tagged("post_install", "-at_install")
class TestGradebooksOfAYear(SchoolCommon, TransactionCase):
    """Gradebooks, columns and lines follow from regulation, periods and roll."""

    def test_columns(self):
        book = self.book(self.class_a, self.history_geography)
        self.assertEqual(
            [
                (column.kind, column.number, column.component_id)
                for column in book.assessment_ids
            ],
            [
                ("tx", 1, self.history),
                ("tx", 2, self.history),
                ("tx", 3, self.geography),
                ("tx", 4, self.geography),
                ("gk", 1, self.env["school.subject.component"]),
                ("ck", 1, self.env["school.subject.component"]),
            ],
        )

    def test_entering_through_the_common_school(self):
        book = self.book(self.class_a, self.maths)
        student = self.students_a[0]
        [mark] = self.enter(self.maths_teacher, book, {(student, "tx", 1): "8.0"})
        self.assertEqual(mark.text, "8.0")
        with self.assertRaises(UserError):
            self.enter(self.sports_teacher, book, {(student, "tx", 2): "8.0"})
        self.lock(book)
        with self.assertRaises(UserError):
            self.enter(self.maths_teacher, book, {(student, "tx", 2): "8.0"})
