import base64
import hashlib

from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts

# 2025-11-22 is a Saturday; 18:00 in the school is 11:00 UTC
BEFORE_CUT, CUT = "2025-11-22 10:59:59", "2025-11-22 11:00:00"


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestLockModes(GuardAsserts, SchoolCommon, TransactionCase):
    """Weekly locks, columns after their deadline, ends of term and year, cascade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.book(cls.class_a, cls.maths)
        cls.second = cls.book(cls.class_a, cls.maths, "2")
        cls.student, cls.other = cls.students_a[:2]

    def try_cell(self, value="9", kind="tx", number=1, student=None, book=None):
        answer = self.save(
            self.maths_teacher,
            book or self.first,
            student or self.student,
            kind,
            number,
            value,
        )
        [cell] = answer["cells"]
        return cell["code"] or cell["status"]

    def weekly(self, **scope):
        return self.lock(self.first, mode="entered", **scope)

    # -- weekly ------------------------------------------------------------------------

    def test_what_is_entered_locks_on_saturday_and_blanks_stay_open(self):
        self.try_cell("8")
        self.weekly()
        with freeze_time(BEFORE_CUT):
            self.assertEqual(self.try_cell("9"), "saved")
        with freeze_time(CUT):
            self.assertEqual(self.try_cell("7"), "locked_weekly")
            self.assertEqual(self.try_cell("7", student=self.other), "saved")
            # what is entered after the cut is open until the next
            self.assertEqual(self.try_cell("6", student=self.other), "saved")
        with freeze_time("2025-11-29 11:00:00"):
            self.assertEqual(self.try_cell("5", student=self.other), "locked_weekly")
        self.assertWhole(self.first)

    def test_the_refusal_names_the_cut(self):
        self.try_cell("8")
        self.weekly()
        with freeze_time("2025-12-01 03:00:00"):
            outcome = self.save(
                self.maths_teacher, self.first, self.student, "tx", 1, "9"
            )
            self.assertCellRefused("locked_weekly", outcome, ["29/11/2025 18:00"])

    def test_a_lock_made_after_saturday_begins_with_the_next(self):
        with freeze_time("2025-11-20 03:00:00"):
            self.try_cell("8")
        with freeze_time("2025-11-24 03:00:00"):
            self.weekly()
            self.assertEqual(self.try_cell("9"), "saved")
        with freeze_time("2025-11-29 11:00:00"):
            self.assertEqual(self.try_cell("7"), "locked_weekly")

    def test_clearing_and_entering_again_starts_a_new_week(self):
        self.try_cell("8")
        self.weekly()
        self.try_cell("")
        with freeze_time("2025-11-24 03:00:00"):
            self.assertEqual(self.try_cell("9"), "saved", "a blank cell is open")
            self.assertEqual(self.try_cell("8"), "saved", "and its new value, too")

    def test_an_opening_does_not_make_a_mark_young_again(self):
        self.try_cell("8")
        lock = self.weekly()
        with freeze_time("2025-11-24 03:00:00"):
            answer = self.first.with_user(self.maths_teacher).request_opening(
                self.column(self.first, "tx").ids, reason="x", until="2025-11-24"
            )
            request = self.env["school.lock.exception"].browse(answer["id"])
            self.assertEqual(request.lock_ids, lock)
            request.with_user(self.leader).action_grant()
            self.assertEqual(self.try_cell("9"), "saved")
            self.assertEqual(self.try_cell(""), "saved")
            self.assertEqual(self.try_cell("7"), "saved")
        with freeze_time("2025-11-25 03:00:00"):
            self.assertEqual(self.try_cell("6"), "locked_weekly")

    def test_make_up_tests_stay_open(self):
        self.try_cell("v")
        self.weekly()
        with freeze_time(CUT):
            self.assertEqual(self.try_cell("7"), "saved")

    def test_weekly_locking_touches_no_mark(self):
        self.try_cell("8")
        before = self.register_state()
        self.weekly()
        with freeze_time(CUT):
            self.assertEqual(self.try_cell("9"), "locked_weekly")
        self.assertEqual(self.register_state()[:2], before[:2])

    def test_the_moment_of_entry_is_the_servers(self):
        self.try_cell("8")
        self.weekly()
        mark = self.first.mark_ids
        self.assertRefused(
            "computed_kept",
            lambda: mark.sudo().write({"entered_at": "2030-01-01 00:00:00"}),
        )
        with freeze_time(CUT):
            mark.sudo().write({})
            self.assertEqual(self.try_cell("9"), "locked_weekly")

    def test_the_grid_shows_entered_cells_locked_and_blank_ones_open(self):
        self.try_cell("8")
        self.weekly()
        with freeze_time(CUT):
            grid = self.first.with_user(self.maths_teacher).load_grid()
        [cell] = grid["cells"].values()
        self.assertTrue(cell["locked"])
        self.assertIn("22/11/2025 18:00", cell["reason"])
        self.assertTrue(all(column["editable"] for column in grid["columns"]))

    # -- deadlines ---------------------------------------------------------------------

    def set_deadline(self, moment, kind="tx", number=1):
        column = self.column(self.first, kind, number)
        self.env.cr.execute(
            "UPDATE school_assessment SET deadline = %s WHERE id = %s",
            [moment, column.id],
        )
        column.invalidate_recordset()
        return column

    def test_a_column_locks_after_its_deadline_and_grace(self):
        self.set_deadline("2025-11-25 16:59:59")
        self.lock(self.first, mode="deadline", grace_days=2)
        for moment, outcome in (
            ("2025-11-25 17:00:00", "saved"),
            ("2025-11-27 16:59:58", "saved"),
            ("2025-11-27 16:59:59", "locked_deadline"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                student = self.other if outcome == "saved" else self.student
                value = moment[-1] if outcome == "saved" else "9"
                self.assertEqual(self.try_cell(value, student=student), outcome)
                self.assertEqual(self.try_cell(moment[-1], number=2), "saved")

    def test_the_second_before_and_after_a_year_end(self):
        """31 December on the school's clock ends at 17:00 UTC."""
        self.set_deadline("2025-12-31 16:59:59")
        self.lock(self.first, mode="deadline")
        with freeze_time("2025-12-31 16:59:58"):
            self.assertEqual(self.try_cell("9"), "saved")
        with freeze_time("2025-12-31 16:59:59"):
            outcome = self.save(
                self.maths_teacher, self.first, self.student, "tx", 1, "8"
            )
            self.assertCellRefused("locked_deadline", outcome, ["31/12/2025 23:59"])

    # -- ends of term and year ---------------------------------------------------------

    def test_end_of_term_and_of_year_as_moments(self):
        for moment, grace, since in (
            ("term_end", 0, "2026-01-17 17:00:00"),
            ("term_end", 7, "2026-01-24 17:00:00"),
            ("year_end", 0, "2026-05-31 17:00:00"),
        ):
            with self.subTest(moment=moment, grace=grace):
                lock = self.lock(self.first, moment=moment, grace_days=grace)
                self.assertEqual(str(lock.date_from), since)
                self.assertTrue(lock.planned)
                lock.action_lift("next case")

    def test_closing_the_second_term_closes_the_first(self):
        """The year's averages of the closed book stand on the first term's marks."""
        self.lock(self.second)
        self.assertEqual(self.try_cell(), "locked")
        part = self.book(self.class_b, self.maths)
        [cell] = self.save(self.head_teacher, part, self.students_b[0], "tx", 1, "9")[
            "cells"
        ]
        self.assertEqual(cell["status"], "saved", "another class is open")

    def test_a_closed_term_holds_comments_columns_and_exemptions(self):
        self.lock(self.first)
        book = self.first.with_user(self.maths_teacher)
        change = {
            "line": self.line(self.first, self.student).id,
            "assessment": False,
            "value": "Chăm",
        }
        self.assertCellRefused("locked", book.save_cells([change]))
        self.assertRefused(
            "locked",
            lambda: self.env["school.assessment"].create(
                {"gradebook_id": self.first.id, "kind": "tx"}
            ),
        )

    def test_a_term_is_not_closed_while_a_make_up_test_waits(self):
        self.try_cell("v")
        text = self.assertRefused("term_waits", lambda: self.lock(self.first))
        self.assertIn(self.student.name, text)
        self.assertIn("ĐĐGtx 1", text)
        self.lock(self.first, kind="ck")  # a part of the term may be locked
        self.try_cell("0")
        self.lock(self.first)
        self.assertEqual(self.try_cell(), "locked")

    def test_a_planned_closing_leaves_the_make_up_test_open(self):
        self.try_cell("v")
        self.try_cell("8", student=self.other)
        self.lock(self.first, date_from="2025-12-20 10:00:00")
        with freeze_time("2025-12-20 10:00:00"):
            self.assertEqual(self.try_cell("7", student=self.other), "locked")
            self.assertEqual(self.try_cell("7"), "saved")
            self.assertEqual(self.try_cell("8"), "locked", "made up: closed")

    def test_the_document_of_the_decision_is_kept_with_its_digest(self):
        scan = base64.b64encode(b"Quyet dinh 12")
        lock = self.lock(self.first, document=scan, document_name="qd12.pdf")
        digest = hashlib.sha256(b"Quyet dinh 12").hexdigest()
        self.assertEqual(lock.document_sha256, digest)
        self.assertRefused("lock_kept", lambda: lock.write({"document": False}))
