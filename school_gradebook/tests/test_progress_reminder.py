from datetime import date

from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .progressing import ProgressCommon

MORNING = "2025-11-19 22:30:00"  # 5:30 of the 20th in the school
DUE = "2025-11-22 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestProgressReminder(ProgressCommon, SchoolCommon, TransactionCase):
    """Every morning teachers find what they owe: in the inbox, and one mail a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        cls.tx1 = cls.column(cls.maths_a, "tx", 1)
        cls.cron = cls.env.ref("school_gradebook.ir_cron_remind")
        cls.env["mail.mail"].search([]).unlink()
        for role, user in cls.users.items():
            user.email = f"{role}@example.com"

    def remind(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def activities(self, user=None):
        kind = self.env.ref("school_gradebook.mail_activity_type_enter")
        domain = [("activity_type_id", "=", kind.id)]
        if user:
            domain.append(("user_id", "=", user.id))
        return self.env["mail.activity"].search(domain)

    def mails(self):
        return self.env["mail.mail"].search([("subject", "ilike", "columns")])

    def fill(self, number=1, students=None):
        self.enter(
            self.maths_teacher,
            self.maths_a,
            {(s, "tx", number): "8.0" for s in students or self.students_a},
        )

    # -- the inbox ---------------------------------------------------------------------

    def test_one_activity_a_gradebook(self):
        """Its day is the first deadline's, whatever the number of columns."""
        self.set_deadline(self.tx1, DUE)
        self.set_deadline(self.column(self.maths_a, "tx", 2), "2025-11-12 10:00:00")
        self.remind()
        activity = self.activities()
        self.assertEqual(activity.user_id, self.maths_teacher)
        self.assertEqual(activity.res_id, self.maths_a.id)
        self.assertEqual(activity.date_deadline, date(2025, 11, 12))
        self.assertEqual(activity.summary, "ĐĐGtx 2, ĐĐGtx 1")

    def test_within_the_warning_days(self):
        self.set_deadline(self.tx1, "2025-11-23 16:59:59")
        self.set_deadline(self.column(self.maths_a, "tx", 2), "2025-11-23 17:00:00")
        self.remind()
        self.assertEqual(self.activities().summary, "ĐĐGtx 1")

    def test_closed_by_filling(self):
        """The last blank cell closes it, at once."""
        self.set_deadline(self.tx1, DUE)
        self.remind()
        self.fill(students=self.students_a[:4])
        self.assertTrue(self.activities())
        self.fill(students=self.students_a[4:])
        self.assertFalse(self.activities())

    def test_closed_and_changed_in_the_morning(self):
        """What is no longer asked for goes; what is asked for otherwise follows."""
        second = self.column(self.maths_a, "tx", 2)
        self.set_deadline(self.tx1 + second, DUE)
        self.remind()
        before = self.activities()
        with freeze_time("2025-11-20 22:30:00"):
            self.set_deadline(self.tx1, False)
            self.set_deadline(second, "2025-11-21 10:00:00")
            self.remind()
        self.assertEqual(self.activities(), before)
        self.assertEqual(before.summary, "ĐĐGtx 2")
        self.assertEqual(before.date_deadline, date(2025, 11, 21))
        with freeze_time("2025-11-21 22:30:00"):
            self.set_deadline(second, False)
            self.remind()
        self.assertFalse(self.activities())

    def test_student_who_left_owes_nobody(self):
        """A cell that cannot be filled any more reminds nobody."""
        self.set_deadline(self.tx1, "2025-11-12 10:00:00")
        self.fill(students=self.students_a[1:])
        self.enrollments_a[0].date_to = date(2025, 11, 15)
        self.remind()
        self.assertFalse(self.activities())

    def test_shared_gradebook(self):
        """Two teachers of one gradebook are reminded each of their own."""
        book = self.book(self.class_a, self.history_geography)
        self.set_deadline(self.column(book, "tx", 1) + self.column(book, "tx", 3), DUE)
        self.remind()
        self.assertEqual(
            {(act.user_id, act.summary) for act in self.activities()},
            {
                (self.history_teacher, "ĐĐGtx 1"),
                (self.geography_teacher, "ĐĐGtx 3"),
            },
        )

    def test_deputy(self):
        """Who enters for a teacher on leave is reminded too, as long as that lasts."""
        self.set_deadline(self.tx1, DUE)
        self.env["school.delegation"].with_user(self.leader).create(
            {
                "company_id": self.company.id,
                "employee_id": self.employees["maths_teacher"].id,
                "deputy_id": self.employees["unassigned_teacher"].id,
                "date_from": "2025-11-20",
                "date_to": "2025-11-20",
                "reason": "Nghỉ ốm",
            }
        )
        self.remind()
        self.assertEqual(
            self.activities().user_id, self.maths_teacher + self.unassigned_teacher
        )
        self.assertTrue(self.row(self.tx1, self.unassigned_teacher))
        with freeze_time("2025-11-20 22:30:00"):
            self.remind()
            self.assertEqual(self.activities().user_id, self.maths_teacher)
            self.assertFalse(self.row(self.tx1, self.unassigned_teacher))

    # -- the day's mail ------------------------------------------------------------------

    def test_one_mail_a_day(self):
        book_b = self.book(self.class_b, self.sports)
        book_a = self.book(self.class_a, self.sports)
        self.set_deadline(
            self.column(book_a, "tx", 1) + self.column(book_b, "tx", 1) + self.tx1, DUE
        )
        self.remind()
        mails = self.mails()
        self.assertEqual(
            mails.recipient_ids, (self.sports_teacher + self.maths_teacher).partner_id
        )
        self.assertEqual(len(mails), 2)
        mail = mails.filtered(
            lambda mail: mail.recipient_ids == self.sports_teacher.partner_id
        )
        body = str(mail.body_html)
        for text in (book_a.name, book_b.name, "17:00 22/11/2025", "/odoo/what-i-owe"):
            self.assertIn(text, body)
        for student in self.students_a + self.students_b:
            self.assertNotIn(student.name, body)

    def test_twice_a_day_sends_nothing_twice(self):
        self.set_deadline(self.tx1, DUE)
        self.remind()
        before = self.activities(), self.mails()
        self.remind()
        self.company.school_reminded_on = False
        self.remind()
        self.assertEqual((self.activities(), self.mails()), before)
        with freeze_time("2025-11-20 22:30:00"):
            self.remind()
        self.assertEqual(len(self.mails()), 2)
        self.assertEqual(self.activities(), before[0])

    def test_not_before_the_morning(self):
        self.set_deadline(self.tx1, DUE)
        with freeze_time("2025-11-19 21:59:00"):
            self.remind()
        self.assertFalse(self.activities())

    def test_without_mail_or_account(self):
        """Who has no address gets no mail, who has no account nothing at all."""
        self.maths_teacher.email = False
        self.employees["sports_teacher"].user_id = False
        sports = self.book(self.class_a, self.sports)
        self.set_deadline(self.tx1 + self.column(sports, "tx", 1), DUE)
        self.remind()
        self.assertEqual(self.activities().user_id, self.maths_teacher)
        self.assertFalse(self.mails())

    def test_in_the_teachers_language(self):
        """The mail and its subject are the reader's, whoever's language the server has."""
        self.env["res.lang"]._activate_lang("vi_VN")
        template = self.env.ref("school_gradebook.mail_template_owed")
        template.with_context(lang="vi_VN").subject = "Cột điểm cần nhập (columns)"
        self.maths_teacher.lang = "vi_VN"
        self.set_deadline(self.tx1, DUE)
        self.remind()
        self.assertEqual(self.mails().subject, "Cột điểm cần nhập (columns)")

    def test_past_years_are_quiet(self):
        self.set_deadline(self.tx1, DUE)
        self.year.date_end = date(2025, 11, 19)
        self.remind()
        self.assertFalse(self.activities())

    def test_schools_apart(self):
        """Each school by its own columns, warning days and morning."""
        self.other_teacher.email = "other@example.com"
        other = self.book(self.other_class, self.other_subject)
        self.set_deadline(self.column(other, "tx", 1) + self.tx1, DUE)
        self.other_company.school_warning_days = 1
        self.remind()
        self.assertEqual(self.activities().user_id, self.maths_teacher)
        self.other_company.school_warning_days = 2
        self.other_company.school_reminded_on = False
        self.remind()
        self.assertEqual(
            self.activities().user_id, self.maths_teacher + self.other_teacher
        )
        self.assertEqual(len(self.mails()), 2)

    def test_teacher_of_two_schools_gets_one_mail(self):
        employee = self.env["hr.employee"].create(
            {
                "name": "Maths teacher too",
                "user_id": self.maths_teacher.id,
                "company_id": self.other_company.id,
            }
        )
        self.maths_teacher.company_ids += self.other_company
        self.env["school.teaching"].search(
            [("class_id", "=", self.other_class.id)]
        ).employee_id = employee
        other = self.book(self.other_class, self.other_subject)
        self.set_deadline(self.column(other, "tx", 1) + self.tx1, DUE)
        self.remind()
        self.assertEqual(len(self.activities(self.maths_teacher)), 2)
        [mail] = self.mails()
        self.assertIn(other.name, str(mail.body_html))
        self.assertIn(self.maths_a.name, str(mail.body_html))
