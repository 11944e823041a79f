import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts, marks_workbook


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestMoveIn(GuardAsserts, SchoolCommon, TransactionCase):
    """Administrators load workbooks for others while leadership lets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.student = cls.students_a[0]
        cls.content = marks_workbook(
            cls.book_a, {cls.student: [8, 7, None, None, 6.5, None]}
        )
        cls.periods = cls.env["school.move.in"]

    def open_period(self, user=None, **values):
        return self.periods.with_user(user or self.leader).create(
            {
                "company_id": self.company.id,
                "year_id": self.year.id,
                "reason": "Moving in from the old system",
                "date_from": "2025-11-20 00:00:00",
                "date_to": "2025-11-30 00:00:00",
                **values,
            }
        )

    def test_a_period_without_a_number_has_no_name_yet(self):
        period = self.periods.new({"year_id": self.year.id})
        self.assertFalse(period.display_name)
        saved = self.open_period()
        self.assertIn(f"{saved.id}", saved.display_name)

    def preview(self, user):
        door = self.env["school.import"].with_user(user)
        options = {"gradebook_id": self.book_a.id}
        return door.preview("marks", "m.xlsx", self.content, options)

    def statuses(self, user):
        """The status, the counts and the reasons of refusal of a preview's sheet.

        One sentence for the whole file says as much as one for every cell.
        """
        try:
            [sheet] = self.preview(user)["sheets"]
        except AccessError:
            raise
        except UserError as error:
            return "refused", {"refused": 3, "new": 0}, {str(error)}
        reasons = {cell["reason"] for cell in sheet["cells"] if cell["reason"]}
        return sheet["status"], sheet["counts"], reasons

    def assertClosed(self, code="not_your_gradebook"):
        """The administrator's import is refused, cell by cell, and writes nothing."""
        before = self.register_state()
        status, counts, reasons = self.statuses(self.administrator)
        self.assertEqual((status, counts["refused"], counts["new"]), ("refused", 3, 0))
        self.assertReasons(reasons, code)
        try:
            answer = self.import_marks(self.administrator, self.book_a, self.content)
        except UserError as error:
            self.assertReasons({str(error)}, code)
        else:
            self.assertEqual(answer["written"], 0)
        self.assertEqual(self.register_state(), before)

    def assertReasons(self, reasons, code="not_your_gradebook"):
        codes = {code, "marks_by_teachers"} if code == "not_your_gradebook" else {code}
        pattern = "|".join(self.sentence(each).pattern for each in codes)
        self.assertTrue(reasons)
        for reason in reasons:
            self.assertRegex(reason, re.compile(pattern, re.DOTALL))

    def test_outside_a_period(self):
        self.assertClosed()

    def test_within_a_period(self):
        period = self.open_period()
        answer = self.import_marks(self.administrator, self.book_a, self.content)
        self.assertEqual(answer["written"], 3)
        entries = self.env["school.journal.entry"].search([])
        self.assertEqual(set(entries.mapped("source")), {"move_in"})
        self.assertEqual(
            set(entries.mapped("reference")), {f"school.move.in,{period.id}"}
        )
        history = self.book_a.with_user(self.maths_teacher).cell_history(
            self.line(self.book_a, self.student).id, self.column(self.book_a, "tx").id
        )
        [entry] = history["entries"]
        self.assertEqual((entry["source"], entry["user"]), ("move_in", "Administrator"))
        self.assertIn("Moving in from the old system", entry["reference"])
        self.assertWhole()

    def test_workbooks_alone(self):
        """Nothing but the import: no cell by grid, form or RPC."""
        self.open_period()
        outcome = self.save(self.administrator, self.book_a, self.student, "tx", 1, "8")
        self.assertCellRefused("not_your_gradebook", outcome)
        marks = self.env["school.mark"].with_user(self.administrator)
        values = {
            "line_id": self.line(self.book_a, self.student).id,
            "assessment_id": self.column(self.book_a, "tx").id,
            "score": 8,
        }
        for context in ({}, {"source": "move_in"}, {"move_in": True}):
            self.assertRefused(
                "not_your_gradebook",
                lambda context=context: marks.with_context(**context).create(values),
            )

    def test_only_administrators(self):
        self.open_period()
        for user in (self.homeroom_teacher, self.head_teacher, self.clerk, self.leader):
            with self.subTest(user=user.login):
                _status, counts, reasons = self.statuses(user)
                self.assertEqual(counts["refused"], 3)
                self.assertReasons(reasons)
        for user in (self.unassigned_teacher, self.monitor, self.other_administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.statuses(user)

    def test_a_teachers_own_import_stays_an_import(self):
        self.open_period()
        self.import_marks(self.maths_teacher, self.book_a, self.content)
        entries = self.env["school.journal.entry"].search([])
        self.assertEqual(set(entries.mapped("source")), {"import"})
        self.assertEqual(set(entries.mapped("author_id")), {self.maths_teacher})

    def test_no_period_opens_a_lock(self):
        self.open_period()
        self.lock(self.book_a)
        self.assertClosed("locked")

    def test_moments(self):
        """The second before it opens, its first, its last, its end."""
        self.open_period(date_from="2025-11-21 00:00:00", date_to="2025-11-22 00:00:00")
        for moment, new in (
            ("2025-11-20 23:59:59", 0),
            ("2025-11-21 00:00:00", 3),
            ("2025-11-21 23:59:59", 3),
            ("2025-11-22 00:00:00", 0),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                _status, counts, _reasons = self.statuses(self.administrator)
                self.assertEqual(counts["new"], new)

    def test_ended_between_preview_and_confirmation(self):
        period = self.open_period()
        seen = self.preview(self.administrator)
        period.action_close()
        before = self.register_state()
        with self.assertRaises(UserError) as caught:
            self.import_marks(self.administrator, self.book_a, self.content, seen)
        codes = ("preview_outdated", "marks_by_teachers")
        pattern = "|".join(self.sentence(code).pattern for code in codes)
        self.assertRegex(str(caught.exception), re.compile(pattern, re.DOTALL))
        self.assertEqual(self.register_state(), before)

    def test_closing_early(self):
        period = self.open_period()
        for user in (self.administrator, self.clerk, self.maths_teacher):
            with self.assertRaises(AccessError):
                period.with_user(user).action_close()
        with self.assertRaises(AccessError):
            period.with_user(self.other_leader).action_close()
        period.action_close()
        self.assertEqual((period.state, period.closed_by_id), ("closed", self.leader))
        self.assertClosed()

    def test_other_years_and_schools(self):
        next_year = self.env["school.year"].create(
            {
                "name": "2026-2027",
                "date_start": "2026-09-05",
                "company_id": self.company.id,
            }
        )
        self.open_period(year_id=next_year.id)
        self.open_period(
            self.other_leader,
            company_id=self.other_company.id,
            year_id=self.other_year.id,
        )
        self.assertClosed()

    def test_opened_by_leadership_alone(self):
        for user in (
            self.administrator,
            self.clerk,
            self.maths_teacher,
            self.env.ref("base.user_root"),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.open_period(user)
        with self.assertRaises(AccessError):
            self.open_period(self.other_leader)

    def test_forged_at_creation(self):
        period = self.open_period(
            opened_by_id=self.administrator.id,
            closed_at="2025-11-20 01:00:00",
            closed_by_id=self.administrator.id,
        )
        self.assertEqual(period.opened_by_id, self.leader)
        self.assertEqual((period.closed_at, period.state), (False, "open"))

    def test_never_edited_or_deleted(self):
        period = self.open_period()
        for values in (
            {"date_to": "2026-05-31 00:00:00"},
            {"reason": "Other"},
            {"opened_by_id": self.administrator.id},
            {"closed_at": False},
            {"year_id": self.year.id},
        ):
            for user in (self.leader, self.administrator, self.env.user):
                self.assertRefused(
                    "move_in_kept",
                    lambda user=user, values=values: period.with_user(user).write(
                        values
                    ),
                )
        self.assertRefused("move_in_kept", period.with_user(self.env.user).unlink)
        for user in (self.leader, self.administrator):
            with self.assertRaises(AccessError):
                period.with_user(user).unlink()
