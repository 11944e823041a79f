from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts
from .progressing import ProgressCommon

NOVEMBER = date(2025, 11, 1)
FIGURES = ("name", "expected", "on_time", "late", "missing", "rate")


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestDepartmentCheck(ProgressCommon, GuardAsserts, SchoolCommon, TransactionCase):
    """The head of a department checks the month, writes the finding down and signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        cls.maths_b = cls.book(cls.class_b, cls.maths)
        cls.checks = cls.env["school.department.check"]

    def make(self, user=None, **values):
        checks = self.checks.with_user(user or self.head_teacher)
        return checks.create({"department_id": self.department.id, **values})

    def signed(self):
        check = self.make(finding="Đủ, đúng hạn.")
        check.action_sign()
        return check

    def make_history(self):
        """8A: one in time, one late, three missing; 8B: nothing entered."""
        columns = self.column(self.maths_a, "tx", 1) + self.column(
            self.maths_b, "tx", 1
        )
        self.set_deadline(columns, "2025-11-10 10:00:00")
        self.set_deadline(self.column(self.maths_a, "tx", 2), "2025-12-10 10:00:00")
        for moment, student in (
            ("2025-11-03 02:00:00", 0),
            ("2025-11-12 02:00:00", 1),
        ):
            cell = (self.students_a[student], "tx", 1)
            self.enter_at(moment, self.maths_teacher, self.maths_a, {cell: "8.0"})

    def test_figures(self):
        """By teacher, of the columns due in the month, as they stood."""
        self.make_history()
        check = self.make()
        self.assertEqual(check.month, NOVEMBER)
        self.assertEqual(
            [tuple(row[name] for name in FIGURES) for row in check.figures],
            [
                ("Head teacher", 5, 0, 0, 5, "0"),
                ("Maths teacher", 5, 1, 1, 3, "40"),
            ],
        )
        self.assertIn("Maths teacher", check.figures_html)
        self.enter(
            self.maths_teacher, self.maths_a, {(self.students_a[2], "tx", 1): "8.0"}
        )
        self.assertEqual(check.figures[1]["late"], 1)
        check.action_refresh()
        self.assertEqual(check.figures[1]["late"], 2)

    def test_signing(self):
        check = self.signed()
        self.assertEqual(check.state, "signed")
        self.assertEqual(check.signed_by_id, self.head_teacher)
        self.assertEqual(str(check.signed_at), WORKING_DAY)
        self.assertRegex(check.digest, r"^[0-9a-f]{64}$")
        self.assertTrue(check.intact)

    def test_signing_needs_a_finding(self):
        check = self.make(finding="  ")
        self.assertRefused("finding_missing", check.action_sign)

    def test_signing_what_is_seen_today(self):
        """Figures of an earlier day are refreshed and looked at before they are signed."""
        with freeze_time("2025-11-19 16:59:59"):
            check = self.make(finding="Đủ.")
        self.assertRefused("figures_old", check.action_sign, ["19/11/2025"])
        check.action_refresh()
        check.action_sign()
        self.assertTrue(check.signed_at)

    def test_nothing_changes_once_signed(self):
        check = self.signed()
        name = check.display_name
        for user in (self.head_teacher, self.administrator, self.leader, self.env.user):
            own = check.with_user(user).sudo()
            self.assertRefused(
                "check_signed", lambda own=own: own.write({"finding": "x"}), [name]
            )
            self.assertRefused("check_signed", own.action_refresh)
            self.assertRefused("check_signed", own.action_sign)
            self.assertRefused("check_kept", own.unlink)

    def test_only_the_head(self):
        """Nobody else writes or signs, whatever their rights."""
        check = self.make(finding="Đủ.")
        for user in (self.maths_teacher, self.administrator, self.leader, self.clerk):
            for act in (
                lambda own: own.write({"finding": "x"}),
                lambda own: own.action_sign(),
                lambda own: own.action_refresh(),
            ):
                with self.assertRaises(AccessError):
                    act(check.with_user(user))
                self.assertRefused(
                    "check_by_head",
                    lambda act=act, user=user: act(check.with_user(user).sudo()),
                )
            with self.assertRaises(AccessError):
                self.make(user, month="2025-10-01")
        self.assertRefused(
            "check_by_head",
            lambda: self.checks.create(
                {
                    "month": "2025-10-01",
                    "department_id": self.department.id,
                    "company_id": self.company.id,
                }
            ),
        )
        self.assertFalse(check.signed_at)

    def test_figures_and_signature_come_from_the_server(self):
        check = self.make()
        for name, value in (
            ("figures", []),
            ("figures_at", WORKING_DAY),
            ("signed_at", WORKING_DAY),
            ("signed_by_id", self.leader.id),
            ("digest", "0" * 64),
        ):
            self.assertRefused(
                "computed_kept", lambda n=name, v=value: check.write({n: v})
            )
            self.assertRefused(
                "computed_kept", lambda n=name, v=value: self.make(**{n: v})
            )
        self.assertRefused("check_moved", lambda: check.write({"month": "2025-10-01"}))

    def test_a_month_to_come(self):
        self.assertRefused("month_to_come", lambda: self.make(month="2025-12-01"))

    def test_tampering_shows(self):
        """Plain SQL can change what is stored, not what was signed."""
        check = self.signed()
        self.env.execute_query(
            SQL("UPDATE school_department_check SET finding = 'x' RETURNING id")
        )
        self.env.invalidate_all()
        self.assertFalse(check.intact)

    def test_who_reads(self):
        """The head the own department's, leadership all of the school's; no other."""
        check = self.signed()

        def seen(user):
            return self.checks.with_user(user).search([])

        self.assertEqual(seen(self.head_teacher), check)
        self.assertEqual(seen(self.leader), check)
        for user in (self.maths_teacher, self.administrator, self.clerk, self.monitor):
            self.assertFalse(seen(user))
        self.assertFalse(seen(self.other_leader))
        self.department.manager_id = self.employees["maths_teacher"]
        self.assertEqual(seen(self.maths_teacher), check)
        self.assertEqual(seen(self.head_teacher), check, "what one signed stays")

    def test_month_opens_by_itself(self):
        """Leadership sees from the first morning who has not signed yet."""
        self.checks._remind(self.company, date(2025, 11, 2))
        check = self.checks.with_user(self.leader).search([])
        self.assertEqual((check.department_id, check.state), (self.department, "open"))
        self.checks._remind(self.company, date(2025, 11, 3))
        self.assertEqual(self.checks.search_count([]), 1)
        self.assertFalse(check.sudo().activity_ids)
        own = check.with_user(self.head_teacher)
        own.finding = "Đủ."
        own.action_refresh()
        own.action_sign()
        self.assertEqual(check.state, "signed")

    def test_head_is_reminded_on_the_reports_day(self):
        self.checks._remind(self.company, date(2025, 11, 24))
        self.assertFalse(self.checks.search([]).activity_ids)
        for _twice in range(2):
            self.checks._remind(self.company, date(2025, 11, 25))
        check = self.checks.search([])
        self.assertEqual(check.activity_ids.user_id, self.head_teacher)
        self.assertEqual(len(check.activity_ids), 1)
        own = check.with_user(self.head_teacher)
        own.finding = "Đủ."
        own.action_refresh()
        own.action_sign()
        self.assertFalse(check.activity_ids)
        self.checks._remind(self.company, date(2025, 11, 26))
        self.assertFalse(check.activity_ids)

    def test_short_months(self):
        """The 30th of February is its last day."""
        self.company.school_report_day = 30
        day = self.checks._report_day
        self.assertEqual(day(self.company, date(2026, 2, 3)), date(2026, 2, 28))
        self.assertEqual(day(self.company, date(2025, 11, 3)), date(2025, 11, 30))
