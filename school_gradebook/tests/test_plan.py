from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts
from .test_deadlines import Rules


class Plans(Rules):
    """Mixin beside ``SchoolCommon``: the plan of maths at level 8."""

    @classmethod
    def make_plan(cls, user=None, subject=None):
        plan = (
            cls.env["school.assessment.plan"]
            .with_user(user or cls.administrator)
            .create(
                {
                    "year_id": cls.year.id,
                    "level_id": cls.level_8.id,
                    "subject_id": (subject or cls.maths).id,
                }
            )
        )
        plan.action_fill()
        return plan

    def plan_line(self, plan, kind="tx", number=1, term=None):
        return plan.line_ids.filtered(
            lambda line: (
                (line.kind, line.number) == (kind, number)
                and line.term_id == (term or self.term_1)
            )
        )


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestPlan(Plans, GuardAsserts, SchoolCommon, TransactionCase):
    """A level's plan of a subject, copied to the classes and adjusted there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.book_b = cls.book(cls.class_b, cls.maths)
        cls.plan = cls.make_plan()
        cls.week = cls.rule(kind="days_after", days=7)

    def copy(self, plan=None, user=None, overwrite=False):
        plans = (plan or self.plan).with_user(user or self.administrator)
        return plans._copy_to_classes(overwrite)

    def dialog(self, plan=None):
        plans = plan or self.plan
        return (
            self.env["school.assessment.plan.copy"]
            .with_user(self.administrator)
            .create({"plan_ids": [(6, 0, plans.ids)]})
        )

    def test_columns_from_the_regulation(self):
        told = [
            (line.term_id.number, line.kind, line.number) for line in self.plan.line_ids
        ]
        columns = [("tx", 1), ("tx", 2), ("tx", 3), ("tx", 4), ("gk", 1), ("ck", 1)]
        self.assertEqual(
            told, [(term, *column) for term in ("1", "2") for column in columns]
        )
        self.assertEqual(
            told[:6],
            [("1", c.kind, c.number) for c in self.book_a.assessment_ids],
        )

    def test_filling_again_keeps_what_is_planned(self):
        line = self.plan_line(self.plan)
        line.planned_date = "2025-10-01"
        self.plan_line(self.plan, "ck").unlink()
        self.plan.action_fill()
        self.assertEqual(len(self.plan.line_ids), 12)
        self.assertEqual(str(line.planned_date), "2025-10-01")

    def test_a_subject_without_periods(self):
        level_9 = self.env["school.level"].search([("grade", "=", 9)])
        plan = self.plan.create(
            {
                "year_id": self.year.id,
                "level_id": level_9.id,
                "subject_id": self.maths.id,
            }
        )
        self.assertRefused("plan_without_periods", plan.action_fill, ["Toán", "9"])

    def test_all_plans_of_the_year(self):
        plans = self.env["school.assessment.plan"].with_user(self.administrator)
        plans.action_make_plans()
        made = plans.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            made.subject_id, self.maths | self.sports | self.history_geography
        )
        self.assertTrue(all(plan.line_count for plan in made))
        plans.action_make_plans()
        self.assertEqual(plans.search_count([("id", "not in", made.ids)]), 0)

    def test_copied_to_every_class(self):
        line = self.plan_line(self.plan)
        line.write({"planned_date": "2025-12-01", "rule_id": self.week.id})
        self.assertEqual(self.copy(), 2)
        for book in (self.book_a, self.book_b):
            column = self.column(book, "tx")
            self.assertEqual(
                (str(column.planned_date), column.rule_id, column.adjusted),
                ("2025-12-01", self.week, False),
            )
            self.assertEqual(self.local(column), "08/12/2025 23:59")
            self.assertFalse(self.column(book, "tx", 2).planned_date)
        self.assertEqual(self.plan.copied_by_id, self.administrator)
        self.assertEqual(self.copy(), 0)
        line.planned_date = False
        self.assertEqual(self.copy(), 2)
        self.assertFalse(self.column(self.book_a, "tx").planned_date)

    def test_what_a_class_adjusted_stays(self):
        line = self.plan_line(self.plan)
        line.planned_date = "2025-12-01"
        self.copy()
        column = self.column(self.book_b, "tx").with_user(self.administrator)
        column.planned_date = "2025-12-03"
        self.assertTrue(column.adjusted)
        self.assertEqual(self.plan.adjusted_count, 1)
        line.planned_date = "2025-12-02"
        dialog = self.dialog()
        self.assertEqual(
            (dialog.change_count, dialog.adjusted_count, dialog.adjusted_names),
            (1, 1, "8B Toán – ĐĐGtx 1"),
        )
        dialog.action_copy()
        self.assertEqual(str(column.planned_date), "2025-12-03")
        self.assertEqual(str(self.column(self.book_a, "tx").planned_date), "2025-12-02")
        dialog.overwrite = True
        dialog.action_copy()
        self.assertEqual(str(column.planned_date), "2025-12-02")
        self.assertFalse(column.adjusted)

    def test_the_same_day_again_adjusts_nothing(self):
        self.plan_line(self.plan).planned_date = "2025-12-01"
        self.copy()
        column = self.column(self.book_a, "tx").with_user(self.administrator)
        column.write({"planned_date": "2025-12-01", "rule_id": False})
        self.assertFalse(column.adjusted)

    def test_what_is_over_and_locked_stays(self):
        self.plan_line(self.plan).write(
            {"planned_date": "2025-11-03", "rule_id": self.week.id}
        )
        self.copy()
        column = self.column(self.book_a, "tx").with_user(self.administrator)
        column.planned_date = "2025-11-04"  # over, but open
        self.lock(self.book_a)
        for values in ({"planned_date": "2025-12-01"}, {"rule_id": False}):
            self.assertRefused(
                "locked", lambda values=values: column.write(values), ["8A"]
            )
        self.column(self.book_a, "tx", 2).with_user(
            self.administrator
        ).planned_date = "2025-12-01"  # locked, but still to come
        self.plan_line(self.plan).planned_date = "2025-12-05"
        dialog = self.dialog()
        self.assertEqual((dialog.change_count, dialog.locked_count), (1, 1))
        dialog.overwrite = True
        dialog.action_copy()
        self.assertEqual(str(column.planned_date), "2025-11-04")
        self.assertEqual(str(self.column(self.book_b, "tx").planned_date), "2025-12-05")

    def test_days_outside_the_term(self):
        line = self.plan_line(self.plan)
        column = self.column(self.book_a, "tx").with_user(self.administrator)
        for record in (line, column):
            for day in ("2025-09-01", "2026-01-18"):
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    record.planned_date = day
                    record.flush_recordset()
                self.assertRegex(
                    str(caught.exception), self.sentence("planned_outside_term")
                )

    def test_a_plan_keeps_its_place(self):
        for values in (
            {"subject_id": self.sports.id},
            {"level_id": self.env["school.level"].search([("grade", "=", 9)]).id},
        ):
            self.assertRefused(
                "place_kept", lambda values=values: self.plan.write(values)
            )
        self.assertRefused(
            "computed_kept",
            lambda: self.plan.write({"copied_at": "2025-11-01 00:00:00"}),
        )

    def test_the_form(self):
        plans = self.env["school.assessment.plan"].with_user(self.administrator)
        with Form(plans) as form:
            form.year_id = self.year
            form.level_id = self.level_8
            form.subject_id = self.sports
            with form.line_ids.new() as line:
                line.term_id = self.term_1
                line.planned_date = "2025-12-01"
        self.assertEqual(form.record.name, "Giáo dục thể chất 8 – 2025-2026")
        self.assertEqual(form.record.planned_count, 1)


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestPlanners(Plans, GuardAsserts, SchoolCommon, TransactionCase):
    """Administrators plan everything, heads of department what their teachers teach."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.tx_1 = cls.column(cls.book_a, "tx")

    def test_the_head_of_department(self):
        plan = self.make_plan(self.head_teacher)
        self.assertTrue(plan.can_plan)
        self.assertEqual(plan.head_user_ids, self.head_teacher)
        self.plan_line(plan).planned_date = "2025-12-01"
        self.assertEqual(plan._copy_to_classes(), 2)
        column = self.tx_1.with_user(self.head_teacher)
        column.planned_date = "2025-12-03"
        self.assertTrue(column.adjusted)
        plan.unlink()

    def test_another_departments_subject(self):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.make_plan(self.head_teacher, self.sports)
        plan = self.make_plan(subject=self.sports).with_user(self.head_teacher)
        self.assertTrue(plan.name)
        self.assertFalse(plan.can_plan)
        for action in (
            lambda: plan.write({"line_ids": [(5,)]}),
            lambda: plan.line_ids[0].write({"planned_date": "2025-12-01"}),
            lambda: plan.line_ids.create(
                {"plan_id": plan.id, "term_id": self.term_1.id, "number": 9}
            ),
            plan._copy_to_classes,
            plan.unlink,
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                action()

    def test_the_head_makes_the_departments_plans(self):
        plans = self.env["school.assessment.plan"].with_user(self.head_teacher)
        plans.action_make_plans()
        self.assertEqual(plans.search([]).subject_id, self.maths)

    def test_nobody_else(self):
        plan = self.make_plan()
        for user in (
            self.maths_teacher,
            self.homeroom_teacher,
            self.leader,
            self.clerk,
            self.monitor,
        ):
            with self.subTest(user=user.login):
                theirs = plan.with_user(user)
                self.assertTrue(theirs.line_ids.mapped("kind"))
                with self.assertRaises(AccessError):
                    theirs._copy_to_classes()
                with self.assertRaises(AccessError):
                    self.plan_line(theirs).write({"planned_date": "2025-12-01"})
        for user in (
            self.maths_teacher,
            self.homeroom_teacher,
            self.leader,
            self.clerk,
        ):
            with self.subTest(user=user.login):
                self.assertRefused(
                    "not_planner",
                    lambda user=user: self.tx_1.with_user(user).write(
                        {"planned_date": "2025-12-01"}
                    ),
                )
        for user in (self.sports_teacher, self.monitor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.tx_1.with_user(user).write({"planned_date": "2025-12-01"})
        with self.assertRaises(AccessError):
            plan.with_user(self.other_teacher).read(["name"])

    def test_who_is_offered_to_plan(self):
        """The button New and the list's buttons, for those who may."""
        for user, offered in (
            (self.administrator, True),
            (self.head_teacher, True),
            (self.maths_teacher, False),
            (self.leader, False),
        ):
            with self.subTest(user=user.login):
                plans = self.env["school.assessment.plan"].with_user(user)
                self.assertEqual(plans.has_access("create"), offered)
                arch = plans.get_view(view_type="list")["arch"]
                self.assertEqual("action_make_plans" in arch, offered)

    def test_a_head_plans_but_does_not_set_up(self):
        column = self.tx_1.with_user(self.head_teacher)
        for values in (
            {"sequence": 99},
            {"component_id": self.history.id},
            {"planned_date": "2025-12-01", "sequence": 99},
        ):
            self.assertRefused(
                "not_planner", lambda values=values: column.write(values)
            )
        with self.assertRaises(AccessError):
            column.create({"gradebook_id": self.book_a.id})
        with self.assertRaises(AccessError):
            column.unlink()

    def test_who_headed_once_no_longer_does(self):
        self.env["school.teaching"].search(
            [("subject_id", "=", self.maths.id)]
        ).date_to = "2025-11-19"
        plan = self.make_plan().with_user(self.head_teacher)
        self.assertFalse(plan.can_plan)
        self.assertFalse(plan.head_user_ids)
        with self.assertRaises(AccessError):
            plan._copy_to_classes()

    def test_plans_one_heads(self):
        plan = self.make_plan()
        self.make_plan(subject=self.sports)
        plans = plan.search([("head_user_ids", "in", self.head_teacher.ids)])
        self.assertEqual(plans, plan)
        self.assertFalse(plan.search([("head_user_ids", "in", self.leader.ids)]))


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestPlanQueries(Plans, GuardAsserts, SchoolCommon, TransactionCase):
    """Copying to forty classes asks no more of the database than copying to four."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.make_plan()
        cls.rule(kind="days_after", days=7, for_tx=True)
        cls.env["school.assessment.plan.line"].browse(
            cls.plan.line_ids[:6].ids
        ).planned_date = "2025-12-01"

    def classes(self, count):
        """Bring the level to ``count`` classes."""
        there = self.env["school.class"].search_count([("year_id", "=", self.year.id)])
        made = self.env["school.class"].create(
            [
                {"name": f"8Q{number}", "year_id": self.year.id}
                for number in range(there, count)
            ]
        )
        made._generate_gradebooks()

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_forty_classes(self):
        self.plan._copy_to_classes()
        counts = {}
        for size in (4, 40):
            self.classes(size)
            counts[size] = self.queries(self.plan._copy_to_classes)
            columns = self.plan._columns().filtered("planned_date")
            self.assertEqual(len(columns), size * 6)
        # the ORM sends a hundred rows a statement
        self.assertLessEqual(counts[40], counts[4] + 12)

    def test_a_rule_changes_for_forty_classes(self):
        rule = self.rule(kind="days_after", days=3, for_gk=True)
        counts = {}
        for size, days in ((4, 5), (40, 6)):
            self.classes(size)
            self.plan._copy_to_classes()
            counts[size] = self.queries(lambda days=days: rule.write({"days": days}))
        self.assertLessEqual(counts[40], counts[4] + 6)

    def test_the_list_of_columns(self):
        specification = {
            name: {}
            for name in ("state", "missing_count", "deadline", "can_plan", "is_mine")
        }
        counts = {}
        for size in (4, 40):
            self.classes(size)
            columns = self.env["school.assessment"].with_user(self.leader)
            columns.web_search_read([], specification, limit=1)  # caches warm
            counts[size] = self.queries(
                lambda columns=columns: columns.web_search_read(
                    [], specification, limit=80
                )
            )
        self.assertEqual(counts[40], counts[4])
        self.assertLessEqual(counts[40], 20)

    def test_the_list_of_plans(self):
        specification = {
            name: {}
            for name in (
                "name",
                "line_count",
                "class_count",
                "adjusted_count",
                "can_plan",
            )
        }
        counts = {}
        for size in (4, 40):
            self.classes(size)
            plans = self.env["school.assessment.plan"].with_user(self.leader)
            plans.web_search_read([], specification, limit=1)
            counts[size] = self.queries(
                lambda plans=plans: plans.web_search_read([], specification)
            )
        self.assertEqual(counts[40], counts[4])
        self.assertLessEqual(counts[40], 20)
