from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts
from .progressing import ProgressCommon

DEADLINE = "2025-11-10 10:00:00"  # 17:00 in the school


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestProgress(ProgressCommon, GuardAsserts, SchoolCommon, TransactionCase):
    """What is entered, in time, late and missing, as the journal tells it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        cls.tx1 = cls.column(cls.maths_a, "tx", 1)

    def enter_one(self, moment, number, text, student=0):
        cell = (self.students_a[student], "tx", number)
        self.enter_at(moment, self.maths_teacher, self.maths_a, {cell: text})

    # -- in time, late, missing ------------------------------------------------------

    def test_to_the_second(self):
        """The deadline's own second is in time, the next one is late."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-10 10:00:00", 1, "8.0")
        self.enter_one("2025-11-10 10:00:01", 1, "8.0", student=1)
        self.assertFigures(
            self.tx1, expected=5, entered=2, on_time=1, late=1, missing_late=3
        )

    def test_cleared_then_entered_late(self):
        """Clearing a mark and entering it again after the deadline is late."""
        self.set_deadline(self.tx1, DEADLINE)
        for moment, text in (
            ("2025-11-03 02:00:00", "8.0"),
            ("2025-11-12 02:00:00", ""),
            ("2025-11-12 02:00:05", "8.0"),
        ):
            self.enter_one(moment, 1, text)
        self.assertFigures(self.tx1, expected=5, entered=1, late=1, missing_late=4)

    def test_changed_late(self):
        """A mark entered in time stays in time when its value changes later."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-03 02:00:00", 1, "8.0")
        self.enter_one("2025-11-12 02:00:00", 1, "9.0")
        self.assertFigures(self.tx1, expected=5, entered=1, on_time=1, missing_late=4)

    def test_cleared_late(self):
        """A mark that is cleared is missing, however early it was entered."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-03 02:00:00", 1, "8.0")
        self.enter_one("2025-11-12 02:00:00", 1, "")
        self.assertFigures(self.tx1, expected=5, missing_late=5)

    def test_absent_then_made_up(self):
        """A pupil who was absent waits; the mark counts when it comes."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-03 02:00:00", 1, "#absent")
        self.assertFigures(self.tx1, expected=5, missing_late=4, absent=1)
        self.enter_one("2025-11-12 02:00:00", 1, "7.0")
        self.assertFigures(self.tx1, expected=5, entered=1, late=1, missing_late=4)

    def test_deadline_to_come(self):
        self.set_deadline(self.tx1, "2025-11-20 03:00:01")
        self.enter_one("2025-11-03 02:00:00", 1, "8.0")
        self.assertFigures(self.tx1, expected=5, entered=1, on_time=1, not_due=4)
        self.assertEqual(self.row(self.tx1).state, "due")
        with freeze_time("2025-11-20 03:00:02"):
            self.assertFigures(
                self.tx1, expected=5, entered=1, on_time=1, missing_late=4
            )
            self.assertEqual(self.row(self.tx1).state, "overdue")

    def test_without_a_deadline(self):
        """What is entered counts, and is neither in time nor late."""
        self.enter_one("2025-11-03 02:00:00", 1, "8.0")
        self.assertFigures(self.tx1, expected=5, entered=1, not_due=4)
        row = self.row(self.tx1)
        self.assertEqual((row.state, row.month), ("open", False))

    def test_nobody_sets_when_it_was_entered(self):
        """The day of a mark's own record, or its audit fields, change nothing."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-12 02:00:00", 1, "8.0")
        self.env.execute_query(
            SQL(
                "UPDATE school_mark SET create_date = '2025-11-01',"
                " write_date = '2025-11-01' RETURNING id"
            )
        )
        self.assertFigures(self.tx1, expected=5, entered=1, late=1, missing_late=4)

    def test_sums_agree(self):
        """Cells are entered, waiting or blank; entered ones are in time or late."""
        self.set_deadline(self.maths_a.assessment_ids, DEADLINE)
        self.enter_one("2025-11-03 02:00:00", 2, "8.0")
        self.enter_one("2025-11-12 02:00:00", 2, "8.0", student=1)
        self.enter_one("2025-11-12 02:00:00", 3, "#absent", student=1)
        rows = self.board(self.leader)
        columns = self.env["school.assessment"].with_user(self.leader).search([])
        self.assertEqual(rows.assessment_id.sorted("id"), columns.sorted("id"))
        for row in rows:
            self.assertEqual(row.expected, row.entered + row.absent + row.missing)
            self.assertEqual(row.missing, row.missing_late + row.not_due)
            if row.deadline:
                self.assertEqual(row.entered, row.on_time + row.late)

    # -- whose cells are expected ------------------------------------------------------

    def test_student_who_left(self):
        """Expected while in the class on the day when the column is due."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-03 02:00:00", 1, "8.0")
        self.enter_one("2025-11-12 02:00:00", 1, "8.0", student=1)
        for student, left, expected in (
            (0, date(2025, 11, 9), 4),
            (1, date(2025, 11, 10), 4),
            (2, date(2025, 9, 20), 3),
        ):
            self.enrollments_a[student].date_to = left
            self.assertEqual(self.row(self.tx1).expected, expected)
        self.assertFigures(self.tx1, expected=3, entered=1, late=1, missing_late=2)

    def test_student_who_left_after_the_deadline(self):
        """The blank cell stays missing; nobody is asked to fill it any more."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enrollments_a[0].date_to = date(2025, 11, 15)
        self.assertFigures(self.tx1, expected=5, missing_late=5, owed=4)

    def test_student_who_left_before_the_term_ended(self):
        """Without a deadline the column is due when the term ends."""
        self.enrollments_a[0].date_to = date(2025, 11, 15)
        self.enrollments_a[1].date_to = self.term_1.date_end
        self.assertFigures(self.tx1, expected=4, not_due=4)

    def test_student_who_came_after_the_deadline(self):
        self.set_deadline(self.tx1, DEADLINE)
        self.enrollments_a[0].date_from = date(2025, 11, 11)
        self.enrollments_a[1].date_from = date(2025, 11, 10)
        self.assertFigures(self.tx1, expected=4, missing_late=4)

    def test_exempt(self):
        self.set_deadline(self.tx1, DEADLINE)
        self.enrollments_a[4].with_user(self.administrator).write(
            {"exempt_subject_ids": [Command.link(self.maths.id)]}
        )
        self.assertFigures(self.tx1, expected=4, missing_late=4)

    # -- whose columns -------------------------------------------------------------------

    def test_owner_and_department(self):
        self.set_deadline(self.tx1, DEADLINE)
        row = self.row(self.tx1)
        self.assertEqual(row.employee_id, self.employees["maths_teacher"])
        self.assertEqual(row.department_id, self.department)
        self.assertEqual(row.head_user_id, self.head_teacher)
        self.assertEqual(row.month, date(2025, 11, 1))

    def test_month_in_the_school(self):
        """The last evening of a month belongs to it where the school is."""
        self.set_deadline(self.tx1, "2025-10-31 17:00:00")
        self.assertEqual(self.row(self.tx1).month, date(2025, 11, 1))
        self.set_deadline(self.tx1, "2025-10-31 16:59:59")
        self.assertEqual(self.row(self.tx1).month, date(2025, 10, 1))

    def test_owners_of_a_shared_subject(self):
        """Each component's teacher has their columns, the lead the shared ones."""
        book = self.book(self.class_a, self.history_geography)
        owners = {
            (row.kind, row.assessment_id.number): row.employee_id
            for row in self.board(self.leader, [("gradebook_id", "=", book.id)])
        }
        history = self.employees["history_teacher"]
        self.assertEqual(owners["tx", 1], history)
        self.assertEqual(owners["ck", 1], history)
        self.assertEqual(owners["tx", 3], self.employees["geography_teacher"])

    def test_several_owners_and_none(self):
        teachings = self.env["school.teaching"]
        second = teachings.create(
            {
                "class_id": self.class_a.id,
                "subject_id": self.maths.id,
                "employee_id": self.employees["unassigned_teacher"].id,
            }
        )
        row = self.row(self.tx1)
        self.assertFalse(row.employee_id)
        self.assertEqual(row.teachers, "Maths teacher, Unassigned teacher")
        self.assertTrue(self.row(self.tx1, self.unassigned_teacher))
        second.date_to = date(2025, 11, 19)
        self.assertFalse(self.row(self.tx1, self.unassigned_teacher))
        self.assertEqual(
            self.row(self.tx1).employee_id, self.employees["maths_teacher"]
        )
        teachings.search([("subject_id", "=", self.maths.id)]).unlink()
        self.assertFalse(self.row(self.tx1).teachers)

    # -- who sees what ---------------------------------------------------------------------

    def test_who_sees_what(self):
        def seen(user):
            rows = self.board(user)
            return {(row.class_id.name, row.subject_id.name) for row in rows.sudo()}

        everything = seen(self.leader)
        self.assertEqual(len(everything), 6)
        for user in (self.administrator, self.clerk):
            self.assertEqual(seen(user), everything)
        self.assertEqual(seen(self.maths_teacher), {("8A", "Toán")})
        self.assertEqual(seen(self.head_teacher), {("8A", "Toán"), ("8B", "Toán")})
        self.assertEqual({name for name, _ in seen(self.homeroom_teacher)}, {"8A"})
        self.assertEqual(len(seen(self.homeroom_teacher)), 3)
        self.assertEqual(
            seen(self.sports_teacher),
            {("8A", "Giáo dục thể chất"), ("8B", "Giáo dục thể chất")},
        )
        self.assertEqual(seen(self.monitor), set())
        self.assertEqual(seen(self.unassigned_teacher), set())
        self.assertEqual(seen(self.other_teacher), {("8C", "Toán")})
        self.assertEqual(seen(self.other_leader), {("8C", "Toán")})

    def test_columns_of_a_colleague_stay_closed(self):
        """In a shared gradebook a teacher's board holds the own columns only."""
        book = self.book(self.class_a, self.history_geography)
        rows = self.board(self.geography_teacher, [("gradebook_id", "=", book.id)])
        self.assertEqual(
            {(row.kind, row.assessment_id.number) for row in rows},
            {("tx", 3), ("tx", 4)},
        )

    def test_read_only(self):
        for user in (self.maths_teacher, self.leader, self.administrator):
            row = self.row(self.tx1, user)
            for act in (
                lambda row=row: row.write({"late": 0}),
                row.unlink,
                lambda row=row: row.create({"assessment_id": self.tx1.id}),
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_a_row_leads_to_the_grid(self):
        """At the late cell for who checks, at the first blank one for the teacher."""
        self.set_deadline(self.tx1, DEADLINE)
        self.enter_one("2025-11-03 02:00:00", 1, "8.0")
        self.enter_one("2025-11-12 02:00:00", 1, "8.0", student=2)
        for user, student in ((self.leader, 2), (self.maths_teacher, 1)):
            action = self.row(self.tx1, user).action_open_grid()
            self.assertEqual(action["tag"], "school_gradebook.grid")
            self.assertEqual(
                action["params"],
                {
                    "gradebook_id": self.maths_a.id,
                    "assessment": self.tx1.id,
                    "line": self.line(self.maths_a, self.students_a[student]).id,
                },
            )

    def test_what_i_owe(self):
        """The most overdue first; nothing once it is filled."""
        action = self.env.ref("school_gradebook.school_progress_action_owed")
        domain = [("is_mine", "=", True), ("owed", ">", 0), ("deadline", "!=", False)]
        self.assertEqual(
            str(domain), action.domain.replace("&gt;", ">").replace('"', "'")
        )
        self.set_deadline(self.tx1, DEADLINE)
        self.set_deadline(self.column(self.maths_a, "tx", 2), "2025-11-05 10:00:00")
        rows = self.board(self.maths_teacher, domain)
        self.assertEqual(
            rows.assessment_id.mapped("display_name"), ["ĐĐGtx 2", "ĐĐGtx 1"]
        )
        for number in (1, 2):
            self.enter_at(
                WORKING_DAY,
                self.maths_teacher,
                self.maths_a,
                {(student, "tx", number): "8.0" for student in self.students_a},
            )
        self.assertFalse(self.board(self.maths_teacher, domain))
