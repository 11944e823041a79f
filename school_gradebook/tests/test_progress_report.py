import base64
import io
from datetime import date

import openpyxl
from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import html2plaintext

from ..printing.progress_sheets import FIGURE_HEADS
from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts
from .progressing import ProgressCommon

KEYS = [key for key, _text in FIGURE_HEADS]


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestProgressReport(ProgressCommon, GuardAsserts, SchoolCommon, TransactionCase):
    """Leadership's monthly report: kept as it stood, the same on screen and paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        cls.reports = cls.env["school.progress.report"]
        cls.cron = cls.env.ref("school_gradebook.ir_cron_report")
        cls.engine = cls.env["ir.actions.report"]

    def make_history(self):
        sports = self.book(self.class_b, self.sports)
        self.set_deadline(self.column(self.maths_a, "tx", 1), "2025-11-10 10:00:00")
        self.set_deadline(self.column(self.maths_a, "tx", 2), "2025-11-28 10:00:00")
        self.set_deadline(self.column(self.maths_a, "tx", 3), "2025-10-10 10:00:00")
        self.set_deadline(self.column(sports, "tx", 1), "2025-11-15 10:00:00")
        for moment, student in (
            ("2025-11-03 02:00:00", 0),
            ("2025-11-12 02:00:00", 1),
        ):
            cell = (self.students_a[student], "tx", 1)
            self.enter_at(moment, self.maths_teacher, self.maths_a, {cell: "8.0"})

    def make(self, user=None, **values):
        return self.reports.with_user(user or self.leader).create(values)

    def test_content(self):
        self.make_history()
        report = self.make()
        data = report.data
        self.assertEqual(data["month"], "11/2025")
        figures = {
            table["key"]: [
                (row["name"], *(row[key] for key in KEYS)) for row in table["rows"]
            ]
            for table in data["tables"]
        }
        maths, sports = (10, 2, 1, 1, 3, 0, 5, "20"), (5, 0, 0, 0, 5, 0, 0, "0")
        self.assertEqual(figures["class"], [("8A", *maths), ("8B", *sports)])
        self.assertEqual(
            figures["department"],
            [("(không thuộc tổ)", *sports), ("Tổ Khoa học tự nhiên", *maths)],
        )
        self.assertEqual(
            figures["teacher"],
            [("Maths teacher", *maths), ("Sports teacher", *sports)],
        )
        self.assertEqual(
            figures["subject"], [("Giáo dục thể chất", *sports), ("Toán", *maths)]
        )
        self.assertEqual(data["carried"], 5)
        self.assertRecordValues(
            report,
            [{"expected": 15, "entered": 2, "on_time": 1, "late": 1, "missing": 8}],
        )

    def test_who_has_signed(self):
        checks = self.env["school.department.check"]
        checks._remind(self.company, date(2025, 11, 3))
        self.assertEqual(self.make().unsigned, "Tổ Khoa học tự nhiên")
        check = checks.search([]).with_user(self.head_teacher)
        check.finding = "Đủ."
        check.action_refresh()
        check.action_sign()
        report = self.make()
        self.assertFalse(report.unsigned)
        self.assertEqual(
            report.data["checks"],
            [
                {
                    "department": "Tổ Khoa học tự nhiên",
                    "head": "Head teacher",
                    "at": "10:00 20/11/2025",
                }
            ],
        )

    def test_screen_paper_and_workbook_agree(self):
        self.make_history()
        self.employees["maths_teacher"].name = "=HYPERLINK(1)"
        report = self.make()
        rows = [
            [row["name"], *(str(row[key]) for key in KEYS)]
            for table in report.data["tables"]
            for row in [*table["rows"], {"name": "Toàn trường", **report.data["total"]}]
        ]
        self.assertEqual(self.rows_of_workbook(report), rows)
        screen = html2plaintext(str(report.data_html)).split()
        pages = PdfReader(io.BytesIO(base64.b64decode(report.pdf))).pages
        words = [word for page in pages for word in page.extract_text().split()]
        for row in rows:
            figures = row[1:]
            self.assertTrue(self.stands_in(row[0].split() + figures, words), row)
            self.assertTrue(self.stands_in(figures, screen), row)
        text = " ".join(words)
        for number in range(1, len(pages) + 1):
            self.assertIn(f"Trang {number}/{len(pages)}", text)
        self.assertIn("BÁO CÁO TIẾN ĐỘ NHẬP ĐIỂM THÁNG 11/2025", text)
        self.assertIn(report.short_digest, text)

    @staticmethod
    def stands_in(row, words):
        """Whether the words of ``row`` follow each other in ``words``."""
        size = len(row)
        return any(words[at : at + size] == row for at in range(len(words) - size + 1))

    def rows_of_workbook(self, report):
        content = io.BytesIO(base64.b64decode(report.xlsx))
        sheet = openpyxl.load_workbook(content).active
        found = []
        for row in sheet.iter_rows(values_only=True):
            name, *figures = row[1:10]
            if isinstance(figures[0], int) and isinstance(figures[6], int):
                rate = f"{figures[7]:g}".replace(".", ",")
                found.append([name, *map(str, figures[:7]), rate])
        for row in sheet.iter_rows():
            self.assertFalse([cell for cell in row if cell.data_type == "f"])
        return found

    def test_kept_as_made(self):
        """What is entered later changes the next report, not this one."""
        self.make_history()
        report = self.make()
        before = report.data, report.digest, report.xlsx
        self.enter(
            self.maths_teacher, self.maths_a, {(self.students_a[2], "tx", 1): "8.0"}
        )
        self.env.invalidate_all()
        self.assertEqual((report.data, report.digest, report.xlsx), before)
        self.assertEqual(self.make().late, 2)
        for user in (self.leader, self.administrator, self.env.user):
            own = report.with_user(user).sudo()
            self.assertRefused("report_kept", lambda own=own: own.write({"late": 0}))
            self.assertRefused("report_kept", own.unlink)

    def test_only_the_month_is_asked_for(self):
        for name, value in (("late", 0), ("data", {}), ("scheduled", True)):
            self.assertRefused(
                "computed_kept", lambda n=name, v=value: self.make(**{n: v})
            )
        self.assertRefused("month_to_come", lambda: self.make(month="2025-12-01"))
        self.assertEqual(self.make(month="2025-10-17").month, date(2025, 10, 1))

    def test_who_makes_and_reads(self):
        report = self.make()
        for user in (self.leader, self.administrator, self.clerk):
            self.assertEqual(self.reports.with_user(user).search([]), report)
        for user in (self.maths_teacher, self.head_teacher, self.monitor):
            with self.assertRaises(AccessError):
                self.reports.with_user(user).search([])
        for user in (self.clerk, self.head_teacher, self.maths_teacher):
            with self.assertRaises(AccessError):
                self.make(user)
        self.assertTrue(self.make(self.administrator))
        self.assertFalse(self.reports.with_user(self.other_leader).search([]))

    def test_by_button(self):
        action = self.reports.with_user(self.leader).action_make()
        report = self.reports.browse(action["res_id"])
        self.assertEqual((report.month, report.scheduled), (date(2025, 11, 1), False))

    # -- on its day ---------------------------------------------------------------------

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_made_on_its_day_once(self):
        self.make_history()
        self.other_company.school_report_day = 30
        with freeze_time("2025-11-24 16:59:00"):
            self.run_cron()
        self.assertFalse(self.reports.search([]))
        with freeze_time("2025-11-24 17:00:00"):
            self.run_cron()
            self.run_cron()
        report = self.reports.search([])
        self.assertEqual((report.company_id, report.scheduled), (self.company, True))
        self.assertTrue(report.pdf and report.xlsx)
        with freeze_time("2025-11-30 03:00:00"):
            self.run_cron()
        self.assertEqual(
            self.reports.search([]).company_id, self.company + self.other_company
        )

    def test_leadership_is_told(self):
        self.make_history()
        with freeze_time("2025-11-25 03:00:00"):
            self.run_cron()
        report = self.reports.search([("company_id", "=", self.company.id)])
        message = report.message_ids[:1]
        self.assertEqual(message.partner_ids, self.leader.partner_id)
        self.assertIn("8", html2plaintext(message.body))

    def test_without_an_engine(self):
        """A server that makes no PDF still makes the report; it says so in its log."""
        self.env["ir.config_parameter"].set_param(
            "school_gradebook.pdf_engine", "chromium"
        )
        self.patch(type(self.engine), "_school_chromium", lambda _self: None)
        with self.assertLogs("odoo.addons.school_gradebook", "WARNING"):
            report = self.make()
        self.assertFalse(report.pdf)
        self.assertTrue(report.xlsx)
