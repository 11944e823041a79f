from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestRegisterOwners(GuardAsserts, SchoolCommon, TransactionCase):
    """Who enters what today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.student = cls.students_a[0]
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        cls.shared = cls.book(cls.class_a, cls.history_geography)

    def teaching(self, role, klass=None):
        return self.env["school.teaching"].search(
            [
                ("employee_id", "=", self.employees[role].id),
                ("class_id", "=", (klass or self.class_a).id),
            ]
        )

    def outcome(self, user, book, kind, number=1, value="8"):
        return self.save(user, book, self.student, kind, number, value)["cells"][0][
            "code"
        ]

    def test_components(self):
        """Each component's teacher owns their columns; the first leads the shared ones."""
        mine, colleagues, book = False, "column_of_colleague", self.shared
        for kind, number, history, geography in (
            ("tx", 1, mine, colleagues),
            ("tx", 2, mine, colleagues),
            ("tx", 3, colleagues, mine),
            ("tx", 4, colleagues, mine),
            ("gk", 1, mine, colleagues),
            ("ck", 1, mine, colleagues),
        ):
            with self.subTest(column=f"{kind}{number}"):
                given = self.outcome(self.geography_teacher, book, kind, number, "7")
                self.assertEqual(given, geography)
                given = self.outcome(self.history_teacher, book, kind, number)
                self.assertEqual(given, history)
        line = self.line(book, self.student)
        line.with_user(self.history_teacher).write({"comment": "Chăm"})
        self.assertRefused(
            "column_of_colleague",
            lambda: line.with_user(self.geography_teacher).write({"comment": "Lười"}),
            names=["History teacher"],
        )

    def test_the_lead_can_be_handed_over(self):
        self.teaching("history_teacher").lead = False
        self.teaching("geography_teacher").lead = True
        self.assertFalse(self.outcome(self.geography_teacher, self.shared, "ck"))
        refused = self.outcome(self.history_teacher, self.shared, "ck", 1, "9")
        self.assertEqual(refused, "column_of_colleague")

    def test_readers_do_not_enter(self):
        """Homeroom teacher and head of department read; office and leadership too."""
        for user in (
            self.homeroom_teacher,
            self.head_teacher,
            self.clerk,
            self.administrator,
            self.leader,
            self.env.ref("base.user_root"),
        ):
            with self.subTest(user=user.login):
                outcome = self.save(user, self.maths_a, self.student, "tx", 1, "8")
                self.assertCellRefused(
                    "not_your_gradebook", outcome, [self.maths_a.name, "Maths teacher"]
                )

    def test_strangers_see_nothing(self):
        for user in (
            self.sports_teacher,
            self.unassigned_teacher,
            self.monitor,
            self.other_teacher,
            self.other_administrator,
            self.other_leader,
        ):
            if user == self.sports_teacher:
                book = self.book(self.class_b, self.maths)
            else:
                book = self.maths_a
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                book.with_user(user).save_cells([])

    def test_an_assignment_holds_by_the_schools_calendar(self):
        """To the second around midnight in the school, whatever the caller's zone."""
        assignment = self.teaching("maths_teacher")
        assignment.write({"date_from": "2025-11-10", "date_to": "2025-11-20"})
        self.maths_teacher.tz = "America/New_York"
        book = self.maths_a.with_context(tz="Pacific/Honolulu")
        for moment, code in (
            ("2025-11-09 16:59:59", "not_your_gradebook"),
            ("2025-11-09 17:00:00", False),
            ("2025-11-20 16:59:59", False),
            ("2025-11-20 17:00:00", "not_your_gradebook"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                value = moment[-1]
                given = self.outcome(self.maths_teacher, book, "tx", 1, value)
                self.assertEqual(given, code)

    def test_ended_assignment_by_every_method(self):
        mark = self.enter(
            self.maths_teacher, self.maths_a, {(self.student, "tx", 1): "7.0"}
        ).with_user(self.maths_teacher)
        self.teaching("maths_teacher").date_to = "2025-11-19"
        column = self.column(self.maths_a, "tx", 2)
        for action in (
            lambda: mark.write({"score": 8}),
            lambda: mark.create(
                {"line_id": mark.line_id.id, "assessment_id": column.id, "score": 8}
            ),
            lambda: mark.line_id.write({"comment": "Chăm"}),
        ):
            self.assertRefused("not_your_gradebook", action, [self.maths_a.name])

    def test_a_replacement_enters_while_it_lasts(self):
        self.env["school.teaching"].create(
            {
                "class_id": self.class_a.id,
                "subject_id": self.maths.id,
                "employee_id": self.employees["sports_teacher"].id,
                "date_from": "2025-11-20",
                "date_to": "2025-11-21",
            }
        )
        self.assertFalse(self.outcome(self.sports_teacher, self.maths_a, "tx"))
        with freeze_time("2025-11-22 03:00:00"):
            self.assertEqual(
                self.outcome(self.sports_teacher, self.maths_a, "tx", 1, "9"),
                "not_your_gradebook",
            )

    def test_an_account_without_assignment_is_nobody(self):
        """Taking the account from the teacher's file takes the gradebook with it."""
        self.employees["maths_teacher"].user_id = False
        with self.assertRaises(AccessError):
            self.outcome(self.maths_teacher, self.maths_a, "tx")

    def test_a_departed_teacher_enters_no_more(self):
        self.employees["maths_teacher"].active = False
        self.assertEqual(
            self.outcome(self.maths_teacher, self.maths_a, "tx"), "not_your_gradebook"
        )

    def test_exemption_is_the_administrators(self):
        line = self.line(self.maths_a, self.student)
        for user in (
            self.maths_teacher,
            self.homeroom_teacher,
            self.clerk,
            self.leader,
        ):
            self.assertRefused(
                "exemption_by_administrator",
                lambda user=user: line.with_user(user).write({"exempt": True}),
            )
        self.enter(self.maths_teacher, self.maths_a, {(self.student, "tx", 1): "7.0"})
        enrollment = line.enrollment_id.with_user(self.administrator)
        enrollment.write({"exempt_subject_ids": [(4, self.maths.id)]})
        self.assertEqual((line.exempt, line.average_state), (True, "exempt"))
        self.assertEqual(
            self.outcome(self.maths_teacher, self.maths_a, "tx"), "student_exempt"
        )
        enrollment.write({"exempt_subject_ids": [(5,)]})
        self.assertEqual((line.exempt, line.average_state), (False, "provisional"))
        self.assertEqual(self.assertWhole(self.maths_a)["entries"], 3)


@tagged("post_install", "-at_install")
class TestStudentsWhoLeft(GuardAsserts, SchoolCommon, TransactionCase):
    """Marks earned before stay; none come after the last day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.student = cls.students_a[0]
        cls.enrollment = cls.enrollments_a[0]
        cls.first = cls.book(cls.class_a, cls.maths, "1")
        cls.second = cls.book(cls.class_a, cls.maths, "2")
        with freeze_time("2026-02-10 03:00:00"):
            cls.mark = cls.enter(
                cls.maths_teacher, cls.second, {(cls.student, "tx", 1): "7.0"}
            )
        cls.enrollment.with_user(cls.administrator).write(
            {"date_to": "2026-02-16", "out_reason": "transfer"}
        )

    def test_last_day_and_the_day_after(self):
        for moment, value, status in (
            ("2026-02-16 16:59:59", "8", "saved"),
            ("2026-02-16 17:00:00", "9", "refused"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                outcome = self.save(
                    self.maths_teacher, self.second, self.student, "tx", 2, value
                )
                self.assertEqual(outcome["cells"][0]["status"], status)

    @freeze_time("2026-03-02 03:00:00")
    def test_after_leaving(self):
        teacher = self.maths_teacher
        named = ["Phạm Anh Anh A", "Chuyển đi 16/02/2026"]
        mark = self.mark.with_user(teacher)
        for action in (
            lambda: mark.write({"score": 9}),
            lambda: mark.write({"state": "blank"}),
            lambda: mark.line_id.write({"comment": "Chăm"}),
        ):
            self.assertRefused("student_left", action, named)
        outcome = self.save(teacher, self.second, self.student, "gk", 1, "8")
        self.assertCellRefused("student_left", outcome, named)
        grid = self.second.with_user(teacher).load_grid()
        row = next(row for row in grid["rows"] if row["number"] == 1)
        self.assertEqual(
            (row["left"], row["editable"]), ("Chuyển đi 16/02/2026", False)
        )

    @freeze_time("2026-03-02 03:00:00")
    def test_the_term_that_was_finished_stays_open(self):
        """The student was there for all of term I: its marks may still come in."""
        outcome = self.save(self.maths_teacher, self.first, self.student, "gk", 1, "8")
        self.assertEqual(outcome["cells"][0]["status"], "saved")
