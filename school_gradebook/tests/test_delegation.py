from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestDelegation(GuardAsserts, SchoolCommon, TransactionCase):
    """A deputy enters for a teacher on leave: by name, from a day to a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.book(cls.class_a, cls.maths)
        cls.student = cls.students_a[0]

    def delegate(self, teacher="maths_teacher", deputy="unassigned_teacher", **values):
        return (
            self.env["school.delegation"]
            .with_user(self.leader)
            .create(
                {
                    "company_id": self.company.id,
                    "employee_id": self.employees[teacher].id,
                    "deputy_id": self.employees[deputy].id,
                    "date_from": "2025-11-20",
                    "date_to": "2025-11-25",
                    "reason": "Nghỉ thai sản",
                    **values,
                }
            )
        )

    def try_cell(self, user=None, value="8", book=None, student=None, kind="tx"):
        book = book or self.first
        [cell] = self.save(
            user or self.unassigned_teacher,
            book,
            student or self.student,
            kind,
            1,
            value,
        )["cells"]
        return cell["code"] or cell["status"]

    def test_history_reads_a_for_b(self):
        self.delegate()
        self.assertEqual(self.try_cell(), "saved")
        history = self.first.with_user(self.maths_teacher).cell_history(
            self.line(self.first, self.student).id, self.column(self.first, "tx").id
        )
        self.assertEqual(
            history["entries"][-1]["user"], "Unassigned teacher for Maths teacher"
        )
        entry = self.env["school.journal.entry"].search(
            [("gradebook_id", "=", self.first.id)]
        )
        self.assertEqual(entry.author_id, self.unassigned_teacher)
        self.assertEqual(entry.behalf, "Maths teacher")
        self.assertWhole(self.first)

    def test_own_entries_name_nobody_else(self):
        """A deputy who teaches the subject too enters in the own right."""
        self.delegate(deputy="head_teacher")
        other = self.book(self.class_b, self.maths)
        self.assertEqual(
            self.try_cell(self.head_teacher, book=other, student=self.students_b[0]),
            "saved",
        )
        entry = self.env["school.journal.entry"].search(
            [("gradebook_id", "=", other.id)]
        )
        self.assertFalse(entry.behalf)

    def test_from_the_first_day_to_the_last(self):
        self.delegate()
        for moment, may in (
            ("2025-11-19 16:59:59", False),
            ("2025-11-19 17:00:00", True),
            ("2025-11-25 16:59:59", True),
            ("2025-11-25 17:00:00", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                book = self.first.with_user(self.unassigned_teacher)
                if not may:
                    with self.assertRaises(AccessError):
                        book.load_grid()
                    continue
                self.assertTrue(book.load_grid()["columns"][0]["editable"])
                self.assertIn(book, book.search([("is_deputised", "=", True)]))
                self.assertEqual(self.try_cell(value=moment[-1]), "saved")

    def test_only_the_scope_decided(self):
        self.delegate(class_id=self.class_b.id)
        with self.assertRaises(AccessError):
            self.first.with_user(self.unassigned_teacher).load_grid()

    def test_only_the_absent_teachers_columns(self):
        self.delegate("history_teacher")
        shared = self.book(self.class_a, self.history_geography)
        self.assertEqual(self.try_cell(book=shared), "saved")
        [cell] = self.save(self.unassigned_teacher, shared, self.student, "tx", 3, "8")[
            "cells"
        ]
        self.assertEqual(cell["code"], "column_of_colleague")

    def test_revoked_it_ends(self):
        delegation = self.delegate()
        self.assertEqual(self.try_cell(), "saved")
        delegation.with_user(self.leader).action_revoke()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.first.with_user(self.unassigned_teacher).load_grid()
        self.assertEqual(delegation.state, "revoked")

    def test_only_leadership_decides_and_it_is_kept(self):
        for user in (self.administrator, self.maths_teacher, self.head_teacher):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["school.delegation"].with_user(user).create(
                    {
                        "employee_id": self.employees["maths_teacher"].id,
                        "deputy_id": self.employees["head_teacher"].id,
                        "date_from": "2025-11-20",
                        "date_to": "2025-11-25",
                        "reason": "x",
                    }
                )
        delegation = self.delegate()
        self.assertRefused(
            "delegation_kept",
            lambda: delegation.sudo().write({"date_to": "2030-01-01"}),
        )
        self.assertRefused("delegation_kept", delegation.sudo().unlink)
        self.assertRefused("deputy_oneself", lambda: self.delegate(deputy="leader"))

    def test_a_deputy_meets_the_locks_too(self):
        self.delegate()
        self.lock(self.first)
        self.assertEqual(self.try_cell(), "locked")

    def test_departed_staff_keep_everything_they_did(self):
        self.save(self.maths_teacher, self.first, self.student, "tx", 1, "8")
        employee = self.employees["maths_teacher"]
        employee.action_archive()
        self.maths_teacher.action_archive()
        history = self.first.with_user(self.leader).cell_history(
            self.line(self.first, self.student).id, self.column(self.first, "tx").id
        )
        self.assertEqual(history["entries"][-1]["user"], "Maths teacher")
        self.assertTrue(
            self.env["school.teaching"].search([("employee_id", "=", employee.id)])
        )
        self.assertEqual(self.try_cell(self.maths_teacher, "9"), "not_your_gradebook")
        self.delegate()
        self.assertEqual(self.try_cell(value="9"), "saved", "somebody enters for them")
        self.assertWhole(self.first)
