from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import SchoolCommon
from .guarding import GuardAsserts


@tagged("post_install", "-at_install")
class TestIdentity(GuardAsserts, SchoolCommon, TransactionCase):
    """Whose marks they are: the student's code stays, other changes are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marked, cls.blank = cls.students_a[:2].with_user(cls.clerk)
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.enter(cls.maths_teacher, cls.book_a, {(cls.marked, "tx", 1): "8.0"})

    def told(self, record):
        """What the chatter's notes tell of a record: {field: (old, new)}."""
        self.env.cr.flush()
        return {
            value.field_id.name: (
                value.old_value_char or value.old_value_datetime,
                value.new_value_char or value.new_value_datetime,
            )
            for value in record.sudo().message_ids.tracking_value_ids
        }

    def test_the_code_of_a_student_with_marks_stays(self):
        self.marked.write({"registry_number": "12"})
        for values in ({"code": "77"}, {"registry_number": "13"}):
            for way in (self.marked, self.marked.sudo(), self.marked + self.blank):
                self.assertRefused(
                    "identity_kept",
                    lambda way=way, values=values: way.write(values),
                    names=[self.marked.name],
                )
        self.marked.write({"code": self.marked.code, "registry_number": "12"})
        self.blank.write({"code": "77"})
        with self.assertRaises(AccessError):
            self.marked.with_user(self.maths_teacher).write({"code": "78"})

    def test_another_name_or_birth_date_is_told(self):
        self.assertFalse(self.marked.message_ids, "a new file has no history")
        for number, context in enumerate(
            ({}, {"tracking_disable": True}, {"mail_notrack": True})
        ):
            name = f"Trần {number}"
            old = self.marked.name
            self.marked.with_context(**context).write({"name": name})
            self.env.cr.flush()
            note = self.marked.sudo().message_ids[0]
            value = note.tracking_value_ids
            self.assertEqual((value.old_value_char, value.new_value_char), (old, name))
            self.assertEqual(note.author_id, self.clerk.partner_id)
        self.marked.write({"birth_date": "2012-12-31", "gender": "female"})
        self.assertLessEqual(
            {"name", "birth_date", "gender"}, self.told(self.marked).keys()
        )
        self.assertFalse(self.marked.sudo().message_follower_ids)

    def test_who_reads_the_student_reads_the_notes(self):
        self.marked.write({"name": "Trần Văn Mới"})
        self.env.cr.flush()
        note = self.marked.sudo().message_ids
        for user, allowed in (
            (self.maths_teacher, True),
            (self.leader, True),
            (self.monitor, self.marked.with_user(self.monitor).has_access("read")),
            (self.other_clerk, False),
        ):
            self.assertEqual(
                note.with_user(user).has_access("read"), allowed, user.login
            )


@tagged("post_install", "-at_install")
class TestRoll(GuardAsserts, SchoolCommon, TransactionCase):
    """The class roll: one number each, and the class is told of changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.enrollments_a[:2].with_user(cls.administrator)

    def notes(self):
        self.env.cr.flush()
        return [str(note.body) for note in self.class_a.message_ids if note.body]

    def test_two_students_with_one_number(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.first.write({"roll_number": 2})
            self.env.cr.flush()

    def test_students_change_places(self):
        before = len(self.notes())
        klass = self.class_a.with_user(self.administrator)
        klass.write(
            {
                "enrollment_ids": [
                    (1, self.first.id, {"roll_number": 2}),
                    (1, self.second.id, {"roll_number": 1}),
                ]
            }
        )
        note, *rest = self.notes()
        self.assertEqual(len(rest), before, "one note for both")
        self.assertIn(f"{self.first.student_id.name}: No. 1 → No. 2", note)
        self.assertIn(f"{self.second.student_id.name}: No. 2 → No. 1", note)
        self.assertEqual(
            self.class_a.message_ids[0].author_id, self.administrator.partner_id
        )

    def test_leaving_is_told_and_nothing_else(self):
        before = self.notes()
        self.first.write({"note": "x", "roll_number": 1})
        self.assertEqual(self.notes(), before)
        self.first.write({"date_to": "2025-11-01", "out_reason": "transfer"})
        self.assertIn("01/11/2025", self.notes()[0])


@tagged("post_install", "-at_install")
class TestClosedTerm(GuardAsserts, SchoolCommon, TransactionCase):
    """The days of a term stay once it is closed."""

    def close(self, **scope):
        values = {
            "year_id": self.year.id,
            "decided_by_id": self.leader.id,
            "reason": "End of term",
            "company_id": self.company.id,
            **scope,
        }
        return self.env["school.lock"].with_user(self.administrator).create(values)

    def test_days_of_a_closed_term(self):
        term = self.term_1.with_user(self.administrator)
        self.close(term_id=term.id, class_id=self.class_a.id)
        self.close(term_id=term.id, kind="tx")
        term.write({"date_end": "2026-01-15"})
        self.close(term_id=term.id)
        self.assertRefused(
            "term_closed", lambda: term.write({"date_end": "2026-01-16"})
        )
        term.write({"date_end": "2026-01-15"})
        second = self.term_2.with_user(self.administrator)
        second.write({"date_end": "2026-05-30"})
        self.close()
        self.assertRefused(
            "term_closed", lambda: second.write({"date_start": "2026-01-20"})
        )


@tagged("post_install", "-at_install")
class TestHandedToOneself(GuardAsserts, SchoolCommon, TransactionCase):
    """Nobody assigns to themselves a class that holds marks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.assignment = cls.env["school.teaching"].search(
            [("class_id", "=", cls.class_a.id), ("subject_id", "=", cls.maths.id)]
        )
        cls.own = cls.employees["administrator"]

    def assign(self, **values):
        return (
            self.env["school.teaching"]
            .with_user(self.administrator)
            .create(
                {
                    "class_id": self.class_a.id,
                    "subject_id": self.maths.id,
                    "employee_id": self.own.id,
                    **values,
                }
            )
        )

    def mark(self):
        values = {(self.students_a[0], "tx", 1): "8.0"}
        self.enter(self.maths_teacher, self.book_a, values)

    def test_before_there_are_marks(self):
        self.assign().unlink()
        self.assign()

    def test_once_there_are_marks(self):
        self.mark()
        admin = self.administrator
        teacher = self.employees["maths_teacher"].with_user(admin)
        other = self.assign(employee_id=self.employees["clerk"].id)
        for action in (
            self.assign,
            lambda: self.assign(date_from="2030-01-01"),
            lambda: other.write({"employee_id": self.own.id}),
            lambda: other.sudo().write({"employee_id": self.own.id}),
            lambda: self.class_a.with_user(admin).write(
                {"teaching_ids": [(1, other.id, {"employee_id": self.own.id})]}
            ),
        ):
            with self.env.cr.savepoint() as savepoint:
                self.assertRefused("handed_to_oneself", action, names=["8A", "Toán"])
                savepoint.rollback()
        self.own.user_id = False
        self.assertRefused(
            "handed_to_oneself", lambda: teacher.write({"user_id": admin.id})
        )

    def test_who_taught_already_goes_on(self):
        mine = self.assign()
        self.mark()
        mine.write({"date_to": "2026-12-31"})
        second = self.assign(date_from="2026-01-01")
        second.write({"date_from": "2026-02-01"})

    def test_an_assignment_that_ended_is_not_extended(self):
        mine = self.assign(date_to="2025-09-30")
        self.mark()
        self.assertRefused(
            "handed_to_oneself", lambda: mine.write({"date_to": "2030-05-31"})
        )
