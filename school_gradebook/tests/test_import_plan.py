import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon, workbook
from .guarding import WORKING_DAY, GuardAsserts
from .test_plan import Plans

HEADER = ["Khối", "Môn", "Học kỳ", "Loại", "Số", "Ngày dự kiến", "Quy tắc hạn"]


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestImportPlan(Plans, GuardAsserts, SchoolCommon, TransactionCase):
    """Assessment plans come from a workbook: looked at first, then whole or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.week = cls.rule(kind="days_after", days=7, name="Một tuần")

    def preview(self, *rows, user=None, content=None):
        content = content or workbook(KeHoach=[HEADER, *rows])
        return (
            self.env["school.import"]
            .with_user(user or self.administrator)
            .preview("plan", "plan.xlsx", content, {"year_id": self.year.id})
        )

    def load(self, *rows, user=None, content=None):
        content = content or workbook(KeHoach=[HEADER, *rows])
        seen = self.preview(user=user, content=content)
        answer = (
            self.env["school.import"]
            .with_user(user or self.administrator)
            .apply(
                "plan",
                "plan.xlsx",
                content,
                {"year_id": self.year.id},
                seen["digest"],
            )
        )
        self.env.flush_all()
        return answer

    def told(self, answer):
        [sheet] = answer["sheets"]
        return sheet["status"], [
            (message["code"], message["cell"]) for message in sheet["messages"]
        ]

    def test_a_plan_comes_in(self):
        rows = (
            [8, "Toán", "I", "TX", 1, "01/10/2025", "Một tuần"],
            [8, "Toán", "HK2", "GK", None, "20/03/2026", None],
            ["Khối 8", "giáo dục thể chất", "Học kỳ I", "ĐĐGck", 1, None, None],
        )
        answer = self.preview(*rows)
        self.assertEqual(self.told(answer), ("ready", []))
        plans = self.env["school.assessment.plan"]
        self.assertFalse(plans.search([]))
        self.assertEqual(self.load(*rows)["written"], 6)
        plan = plans.search([("subject_id", "=", self.maths.id)])
        self.assertEqual(
            (plan.year_id, plan.level_id, len(plan.line_ids)),
            (self.year, self.level_8, 2),
        )
        line = self.plan_line(plan)
        self.assertEqual(
            (str(line.planned_date), line.rule_id), ("2025-10-01", self.week)
        )
        second = self.plan_line(plan, "gk", term=self.term_2)
        self.assertEqual(str(second.planned_date), "2026-03-20")

    def test_the_same_file_again(self):
        rows = ([8, "Toán", "I", "TX", 1, "01/10/2025", "Một tuần"],)
        self.load(*rows)
        answer = self.preview(*rows)
        self.assertEqual(self.told(answer), ("nothing", []))
        self.assertEqual(answer["sheets"][0]["counts"]["same"], 3)

    def test_a_changed_day_and_empty_cells(self):
        self.load([8, "Toán", "I", "TX", 1, "01/10/2025", "Một tuần"])
        rows = ([8, "Toán", "I", "TX", 1, "02/10/2025", None],)
        [sheet] = self.preview(*rows)["sheets"]
        [cell] = sheet["cells"]
        self.assertEqual(
            (cell["cell"], cell["old"], cell["new"], cell["status"]),
            ("F2", "01/10/2025", "02/10/2025", "changed"),
        )
        self.load(*rows)
        line = self.plan_line(
            self.env["school.assessment.plan"].search(
                [("subject_id", "=", self.maths.id)]
            )
        )
        self.assertEqual(
            (str(line.planned_date), line.rule_id), ("2025-10-02", self.week)
        )

    def test_what_cannot_be_taken(self):
        good = [8, "Toán", "I", "TX", 1, "01/10/2025", None]
        for row, code, cell, names in (
            ([8, "Toan học", "I", "TX", 1], "unknown_subject", "B3", ["Toan học"]),
            ([9, "Toán", "I", "TX", 1], "plan_without_periods", "B3", ["Toán", "9"]),
            ([8, "Toán", "I", "TX", 5], "plan_column_unknown", "D3", ["Toán"]),
            ([8, "Toán", "I", "KTđk", 1], "plan_column_unknown", "D3", ["Toán"]),
            (
                [8, "Toán", "II", "TX", 1, "01/10/2025"],
                "day_outside_term",
                "F3",
                ["01/10/2025", "18/01/2026"],
            ),
            (
                [8, "Toán", "II", "TX", 1, None, "Hai tuần"],
                "unknown_rule",
                "G3",
                ["Hai tuần"],
            ),
            (["8A", "Toán", "II", "TX", 1], "bad_grade", "A3", ["8A"]),
            ([8, "Toán", "II", "TX", 1, "mai"], "bad_date", "F3", ["mai"]),
        ):
            with self.subTest(row=row):
                answer = self.preview(good, row)
                self.assertEqual(self.told(answer), ("refused", [(code, cell)]))
                [message] = answer["sheets"][0]["messages"]
                for name in ["KeHoach", cell, *names]:
                    self.assertIn(name, message["text"])
                with self.assertRaises(UserError):
                    self.load(good, row)
        self.assertFalse(self.env["school.assessment.plan"].search([]))

    def test_a_line_the_school_added_itself(self):
        plan = self.make_plan()
        plan.line_ids.create(
            {"plan_id": plan.id, "term_id": self.term_1.id, "kind": "tx", "number": 5}
        )
        self.load([8, "Toán", "I", "TX", 5, "01/10/2025"])
        self.assertEqual(str(self.plan_line(plan, number=5).planned_date), "2025-10-01")

    def test_a_head_of_department(self):
        mine = [8, "Toán", "I", "TX", 1, "01/10/2025"]
        other = [8, "Giáo dục thể chất", "I", "TX", 1, "01/10/2025"]
        answer = self.preview(mine, other, user=self.head_teacher)
        self.assertEqual(self.told(answer), ("refused", [("plan_not_yours", "B3")]))
        self.assertEqual(self.load(mine, user=self.head_teacher)["written"], 2)

    def test_nobody_else(self):
        for user in (self.maths_teacher, self.leader, self.clerk, self.monitor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.preview([8, "Toán", "I", "TX", 1], user=user)
                with self.assertRaises(AccessError):
                    self.env["school.import"].with_user(user).options("plan")
                with self.assertRaises(AccessError):
                    self.env["school.assessment.plan"].with_user(user)._plan_xlsx(
                        self.year
                    )
        with self.assertRaises(AccessError):
            self.preview([8, "Toán", "I", "TX", 1], user=self.other_administrator)

    def test_another_workbook(self):
        with self.assertRaises(UserError) as caught:
            self.preview(content=workbook(Sheet1=[["Họ và tên"], ["An"]]))
        self.assertRegex(str(caught.exception), self.sentence("plan_header_missing"))

    def test_the_empty_workbook_to_fill_in(self):
        plan = self.make_plan()
        self.plan_line(plan).write(
            {"planned_date": "2025-10-01", "rule_id": self.week.id}
        )
        for user, rows in (
            # 12 of maths, 12 of history and geography, 6 of sports a year
            (self.administrator, 12 + 12 + 8),
            (self.head_teacher, 12),
        ):
            with self.subTest(user=user.login):
                plans = self.env["school.assessment.plan"].with_user(user)
                content = base64.b64encode(plans._plan_xlsx(self.year)).decode()
                answer = self.preview(content=content, user=user)
                counts = answer["sheets"][0]["counts"]
                self.assertEqual(counts["refused"], 0)
                self.assertEqual(
                    counts["same"] + counts["new"], rows + 2, answer["sheets"]
                )
                self.assertEqual(counts["same"], 14)

    def test_queries(self):
        """A year's plans cost as many queries as one column."""
        year = [
            [8, subject, term, kind, number, None, "Một tuần"]
            for subject in ("Toán", "Lịch sử và Địa lí")
            for term in ("I", "II")
            for kind, number in (("TX", 1), ("TX", 2), ("GK", 1), ("CK", 1))
        ]
        contents = [workbook(KeHoach=[HEADER, *rows]) for rows in (year[:1], year)]
        self.preview(content=contents[0])
        counts = []
        for content in contents:
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.preview(content=content)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
