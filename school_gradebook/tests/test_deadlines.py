from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


class Rules:
    """Mixin beside ``SchoolCommon``: rules of the school."""

    @classmethod
    def rule(cls, **values):
        return (
            cls.env["school.deadline.rule"]
            .with_user(cls.administrator)
            .create({"company_id": cls.company.id, **values})
        )

    def hold(self, column, day, user=None):
        """Record that a test was held, as its teacher."""
        book = column.gradebook_id.with_user(user or self.maths_teacher)
        change = {"assessment": column.id, "date": day}
        [cell] = book.record_held([change])["cells"]
        self.assertEqual(cell["status"], "saved", cell["reason"])

    def local(self, column):
        """The deadline by the school's clock."""
        [facts] = [
            each
            for each in column.gradebook_id._held_facts()
            if each["id"] == column.id
        ]
        return facts["deadline"]


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestDeadlineRules(Rules, GuardAsserts, SchoolCommon, TransactionCase):
    """Until when a column is entered follows from the school's rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.tx_1 = cls.column(cls.book_a, "tx")
        cls.gk = cls.column(cls.book_a, "gk")
        cls.ck = cls.column(cls.book_a, "ck")

    def plan(self, column, day):
        column.with_user(self.administrator).planned_date = day

    def test_no_rule_no_deadline(self):
        self.plan(self.tx_1, "2025-12-01")
        self.assertFalse(self.tx_1.deadline)

    def test_from_the_plan_then_from_the_test(self):
        self.rule(kind="days_after", days=7, for_tx=True)
        self.plan(self.tx_1, "2025-11-17")
        self.assertEqual(self.local(self.tx_1), "24/11/2025 23:59")
        self.assertEqual(str(self.tx_1.deadline), "2025-11-24 16:59:59")
        self.assertEqual(str(self.tx_1.deadline_day), "2025-11-24")
        self.hold(self.tx_1, "2025-11-19")
        self.assertEqual(self.local(self.tx_1), "26/11/2025 23:59")

    def test_a_columns_own_rule_goes_first(self):
        self.rule(kind="days_after", days=7, for_tx=True)
        own = self.rule(kind="weekday", weekday="1", hour=17)
        self.plan(self.tx_1, "2025-11-24")
        self.tx_1.with_user(self.administrator).rule_id = own
        self.assertEqual(self.local(self.tx_1), "25/11/2025 17:00")
        self.tx_1.with_user(self.administrator).rule_id = False
        self.assertEqual(self.local(self.tx_1), "01/12/2025 23:59")

    def test_every_rule_of_the_schools(self):
        self.plan(self.gk, "2025-11-25")
        for values, expected in (
            ({"kind": "days_after", "days": 10}, "05/12/2025 23:59"),
            ({"kind": "weekday", "weekday": "1", "hour": 17.5}, "02/12/2025 17:30"),
            ({"kind": "month_end"}, "30/11/2025 23:59"),
            ({"kind": "parts_of_term", "parts": 2}, "17/01/2026 23:59"),
            (
                {
                    "kind": "window",
                    "term_1_from": "2025-12-22",
                    "term_1_to": "2025-12-31",
                },
                "31/12/2025 23:59",
            ),
            (
                {
                    "kind": "window",
                    "term_2_from": "2026-05-04",
                    "term_2_to": "2026-05-15",
                },
                False,
            ),
        ):
            with self.subTest(values=values):
                self.gk.with_user(self.administrator).rule_id = self.rule(**values)
                self.assertEqual(self.local(self.gk), expected)

    def test_twice_a_term_spreads_the_columns(self):
        self.rule(kind="parts_of_term", parts=2, for_tx=True)
        told = [self.local(self.column(self.book_a, "tx", n)) for n in (1, 2, 3, 4)]
        # the first two had been due before the rule was made
        middle, end = "10/11/2025 23:59", "17/01/2026 23:59"
        self.assertEqual(told, [middle, middle, end, end])

    def test_a_changed_rule_holds_for_what_is_to_come(self):
        """Who was late does not change afterwards."""
        rule = self.rule(kind="days_after", days=7, for_tx=True)
        second = self.column(self.book_a, "tx", 2)
        self.hold(self.tx_1, "2025-11-01")
        self.hold(second, "2025-11-19")
        rule.days = 14
        self.assertEqual(self.local(self.tx_1), "08/11/2025 23:59")
        self.assertEqual(self.local(second), "03/12/2025 23:59")
        rule.for_tx = False
        self.assertEqual(self.local(self.tx_1), "08/11/2025 23:59")
        self.assertFalse(self.local(second))
        self.rule(kind="days_after", days=1, for_tx=True)
        self.assertEqual(self.local(second), "20/11/2025 23:59")
        rule.active = False
        self.assertEqual(self.local(second), "20/11/2025 23:59")

    def test_a_removed_rule(self):
        rule = self.rule(kind="days_after", days=7, for_tx=True)
        self.hold(self.tx_1, "2025-11-19")
        rule.unlink()
        self.assertFalse(self.tx_1.deadline)

    def test_a_moved_term(self):
        self.rule(kind="parts_of_term", parts=1, for_ck=True)
        self.assertEqual(self.local(self.ck), "17/01/2026 23:59")
        self.term_1.date_end = "2026-01-10"
        self.assertEqual(self.local(self.ck), "10/01/2026 23:59")

    def test_other_schools_rules_do_not_count(self):
        self.env["school.deadline.rule"].with_user(self.other_administrator).create(
            {"kind": "days_after", "for_tx": True}
        )
        self.hold(self.tx_1, "2025-11-19")
        self.assertFalse(self.tx_1.deadline)

    @mute_logger("odoo.sql_db")
    def test_one_rule_for_a_kind(self):
        self.rule(for_tx=True)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.rule(for_tx=True)
        self.rule(for_gk=True)

    def test_windows(self):
        for values in (
            {},
            {"term_1_from": "2025-12-22"},
            {"term_1_from": "2025-12-22", "term_1_to": "2025-12-21"},
        ):
            with self.subTest(values=values):
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    self.rule(kind="window", **values)
                self.assertRegex(str(caught.exception), self.sentence("rule_window"))

    def test_names_in_words(self):
        for values, name in (
            ({"kind": "days_after", "days": 7}, "7 days after the test"),
            (
                {"kind": "weekday", "weekday": "1", "hour": 17},
                "Every Tuesday at 17:00",
            ),
            ({"kind": "month_end"}, "By the end of the month"),
            ({"kind": "parts_of_term", "parts": 2}, "2 times a term"),
            ({"kind": "days_after", "name": "Kiểm tra 15 phút"}, "Kiểm tra 15 phút"),
        ):
            self.assertEqual(self.rule(**values).name, name)

    def test_ready_made_choices(self):
        rules = self.env["school.deadline.rule"].with_user(self.administrator)
        dates = {"term_1_from": "2025-12-22", "term_1_to": "2025-12-31"}
        for preset, _label in rules._fields["preset"].selection:
            with self.subTest(preset=preset), Form(rules) as form:
                form.preset = preset
                if form.kind == "window":
                    for name, day in dates.items():
                        setattr(form, name, day)
            self.assertTrue(form.record.name)
        made = rules.search([])
        self.assertEqual(len(made), 7)
        self.assertEqual(
            made.filtered("used_for").mapped("used_for"),
            [
                "Regular marks (ĐĐGtx)",
                "One-period tests (KTđk)",
                "Midterm (ĐĐGgk)",
                "Final (ĐĐGck)",
            ],
        )

    def test_who_configures(self):
        rule = self.rule()
        for user in (self.leader, self.clerk, self.head_teacher, self.maths_teacher):
            with self.subTest(user=user.login):
                rules = rule.with_user(user)
                self.assertTrue(rules.name)
                with self.assertRaises(AccessError):
                    rules.write({"days": 1})
                with self.assertRaises(AccessError):
                    rules.create({"company_id": self.company.id})

    def test_never_entered(self):
        column = self.tx_1.with_user(self.administrator)
        for name, value in (
            ("deadline", "2026-01-01 00:00:00"),
            ("test_date", "2026-01-01"),
            ("adjusted", True),
            ("posted_at", "2026-01-01 00:00:00"),
            ("posted_by_id", self.leader.id),
        ):
            for action in (
                lambda name=name, value=value: column.write({name: value}),
                lambda name=name, value=value: column.sudo().write({name: value}),
                lambda name=name, value=value: column.create(
                    {"gradebook_id": self.book_a.id, name: value}
                ),
            ):
                self.assertRefused("computed_kept", action)


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestDeadlinesInTheGrid(Rules, GuardAsserts, SchoolCommon, TransactionCase):
    """The grid tells what is due and what is late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.tx_1 = cls.column(cls.book_a, "tx")
        cls.rule(kind="days_after", days=7, for_tx=True)

    def facts(self, moment=WORKING_DAY):
        with freeze_time(moment):
            grid = self.book_a.with_user(self.maths_teacher).load_grid()
        [column] = [each for each in grid["columns"] if each["id"] == self.tx_1.id]
        return column

    def flags(self, moment):
        facts = self.facts(moment)
        return facts["due"], facts["late"]

    def test_the_days(self):
        self.tx_1.with_user(self.administrator).planned_date = "2025-11-14"
        self.hold(self.tx_1, "2025-11-15")
        facts = self.facts()
        self.assertEqual(
            (facts["planned"], facts["held"], facts["deadline"]),
            ("2025-11-14", "2025-11-15", "22/11/2025 23:59"),
        )

    def test_due_and_late(self):
        """Three days before, the last second, the second after."""
        self.hold(self.tx_1, "2025-11-15")
        for moment, flags in (
            ("2025-11-19 16:59:58", (False, False)),
            ("2025-11-19 16:59:59", (True, False)),
            ("2025-11-22 16:59:59", (True, False)),
            ("2025-11-22 17:00:00", (False, True)),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self.flags(moment), flags)
        self.company.school_warning_days = 1
        self.assertEqual(self.flags("2025-11-20 00:00:00"), (False, False))

    def test_late_only_while_a_cell_is_blank(self):
        self.hold(self.tx_1, "2025-11-15")
        late = "2025-12-01 00:00:00"
        *most, last, gone = self.students_a
        values = {(student, "tx", 1): "8.0" for student in most}
        self.enter(self.maths_teacher, self.book_a, values)
        self.assertEqual(self.flags(late), (False, True))
        enrollment = self.line(self.book_a, gone).enrollment_id
        enrollment.write({"date_to": "2025-11-18", "out_reason": "transfer"})
        self.assertEqual(self.flags(late), (False, True))
        self.enter(self.maths_teacher, self.book_a, {(last, "tx", 1): "#absent"})
        self.assertEqual(self.flags(late), (False, False))

    def test_states(self):
        column = self.tx_1.with_user(self.maths_teacher)

        def state(moment):
            column.invalidate_recordset()
            with freeze_time(moment):
                return column.state

        self.assertEqual(state(WORKING_DAY), "unplanned")
        self.tx_1.with_user(self.administrator).planned_date = "2025-11-25"
        self.assertEqual(state(WORKING_DAY), "planned")
        self.hold(self.tx_1, "2025-11-15")
        self.assertEqual(state("2025-11-16 03:00:00"), "held")
        self.assertEqual(state(WORKING_DAY), "due")
        self.assertEqual(state("2025-12-01 03:00:00"), "late")
        self.assertEqual(column.missing_count, 5)
        values = {(student, "tx", 1): "8.0" for student in self.students_a}
        self.enter(self.maths_teacher, self.book_a, values)
        self.assertEqual(state("2025-12-01 03:00:00"), "entered")


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestPosting(GuardAsserts, SchoolCommon, TransactionCase):
    """Marks are posted once, by who entered them or an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.enter(cls.maths_teacher, cls.book_a, {(cls.students_a[0], "tx", 1): "8.0"})
        cls.tx_1 = cls.column(cls.book_a, "tx")

    def test_once(self):
        self.tx_1.with_user(self.maths_teacher).action_post()
        posted = (self.tx_1.posted_at, self.tx_1.posted_by_id)
        self.assertEqual(posted[1], self.maths_teacher)
        with freeze_time("2025-12-01 00:00:00"):
            self.tx_1.with_user(self.administrator).action_post()
        self.assertEqual((self.tx_1.posted_at, self.tx_1.posted_by_id), posted)

    def test_who(self):
        for user in (self.head_teacher, self.homeroom_teacher, self.leader, self.clerk):
            with self.subTest(user=user.login):
                column = self.tx_1.with_user(user)
                self.assertRefused("not_your_gradebook", column.action_post)
        with self.assertRaises(AccessError):
            self.tx_1.with_user(self.sports_teacher).action_post()
        self.tx_1.with_user(self.administrator).action_post()
        self.assertEqual(self.tx_1.posted_by_id, self.administrator)

    def test_nothing_to_post(self):
        column = self.column(self.book_a, "tx", 2).with_user(self.maths_teacher)
        self.assertRefused("nothing_to_post", column.action_post, ["ĐĐGtx 2"])

    def test_whose_columns(self):
        """The filter “My columns” is what the guard lets one enter."""
        shared = self.book(self.class_a, self.history_geography)
        everything = self.book_a.assessment_ids | shared.assessment_ids
        for user, expected in (
            (self.maths_teacher, self.book_a.assessment_ids),
            (
                self.geography_teacher,
                self.column(shared, "tx", 3) | self.column(shared, "tx", 4),
            ),
            (self.leader, everything.browse()),
        ):
            with self.subTest(user=user.login):
                columns = everything.with_user(user)
                mine = columns.search(
                    [("is_mine", "=", True), ("id", "in", everything.ids)]
                )
                self.assertEqual(mine, expected)
                self.assertEqual(
                    columns._filtered_access("read").filtered("is_mine"), expected
                )
