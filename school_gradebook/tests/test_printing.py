import io
import json
from unittest.mock import patch

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.service.model import call_kw
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report

from ..printing.engines import chromium_pdf, wkhtmltopdf_pdf
from ..register.page import short_digest
from ..report import ir_actions_report as seam
from .printed import REPORT, PrintedCommon

ENGINES = ("chromium", "wkhtmltopdf")


@tagged("post_install", "-at_install")
class TestPrinting(PrintedCommon, TransactionCase):
    """The page on paper, from either engine."""

    def _row_words(self, page, row):
        """The words of a student's row, as they follow each other on paper."""
        results = [row[column["key"]] for column in page["result_columns"]]
        parts = [str(row["number"]), row["name"], *row["cells"], *results]
        if row["note"] and row["comment"]:
            parts += [row["note"], "–", row["comment"]]
        return " ".join((*parts, row["note"] or row["comment"])).split()

    def assert_on_paper(self, page, words):
        """Every row of ``page`` stands in ``words``, nothing between its values."""
        text = f" {' '.join(words)} "
        for row in page["rows"]:
            self.assertIn(f" {' '.join(self._row_words(page, row))} ", text)

    def test_paper_is_the_page(self):
        pages = self.pages(self.books)
        for engine in ENGINES:
            sheets = self.texts(self.print_pdf(self.books, engine=engine))
            self.assertEqual(len(sheets), len(pages))
            for number, (words, page) in enumerate(zip(sheets, pages, strict=True), 1):
                self.assert_on_paper(page, words)
                text = " ".join(words)
                self.assertIn(f"Trang {number}/{len(pages)}", text)
                self.assertIn(short_digest(page["digest"]), text)
                for heading in (
                    "Giáo viên môn học",
                    "Giáo viên chủ nhiệm",
                    "Hiệu trưởng",
                ):
                    self.assertIn(heading, text)

    def test_engines_print_the_same(self):
        books = self.maths_1 + self.history_1 + self.sports_2
        chromium, wkhtmltopdf = (
            self.texts(self.print_pdf(books, engine=engine)) for engine in ENGINES
        )
        self.assertEqual(
            ["".join(words) for words in chromium],
            ["".join(words) for words in wkhtmltopdf],
        )

    def test_sheets_are_a4_with_fonts_inside(self):
        for engine in ENGINES:
            [sheet] = PdfReader(
                io.BytesIO(self.print_pdf(self.maths_1, engine=engine))
            ).pages
            millimetres = [float(side) * 25.4 / 72 for side in sheet.mediabox[2:]]
            self.assertAlmostEqual(millimetres[0], 210, delta=0.6)
            self.assertAlmostEqual(millimetres[1], 297, delta=0.6)

    def test_sixty_students(self):
        """Two sheets, heads and signatures on both, every student on one of them."""
        students = self.env["school.student"].create(
            [
                {
                    "name": f"Công Tằng Tôn Nữ Thị Hoàng Phương Thảo {number}",
                    "code": f"77{number:05}",
                    "company_id": self.company.id,
                }
                for number in range(6, 61)
            ]
        )
        self.env["school.enrollment"].create(
            [
                {
                    "student_id": student.id,
                    "class_id": self.class_a.id,
                    "roll_number": number,
                    "date_from": self.year.date_start,
                }
                for number, student in enumerate(students, 6)
            ]
        )
        for engine in ENGINES:
            sheets = self.texts(self.print_pdf(self.maths_1, engine=engine))
            self.assertEqual(len(sheets), 2)
            for words in sheets:
                self.assertIn("Giáo viên chủ nhiệm", " ".join(words))
            [page] = self.pages(self.maths_1)
            self.assert_on_paper(page, sheets[0] + sheets[1])

    # -- the seam ------------------------------------------------------------------

    def test_engine_of_the_setting(self):
        report = self.env["ir.actions.report"]
        for setting, first in (
            ("auto", chromium_pdf),
            ("chromium", chromium_pdf),
            ("wkhtmltopdf", wkhtmltopdf_pdf),
        ):
            self.use_engine(setting)
            self.assertEqual(report._school_engines()[0][1], first)

    def test_server_with_chromium_only(self):
        with patch.object(seam, "_wkhtml", self.without_wkhtmltopdf):
            self.assertTrue(self.texts(self.print_pdf(self.maths_1)))

    def test_server_without_engine(self):
        with (
            patch.object(seam, "_wkhtml", self.without_wkhtmltopdf),
            patch.object(seam, "find_in_path", side_effect=OSError),
            self.assertRaisesRegex(UserError, "neither Chromium nor wkhtmltopdf"),
        ):
            self.print_pdf(self.maths_1)

    def test_next_engine_when_the_first_fails(self):
        with (
            patch.object(seam, "find_in_path", return_value="/bin/false"),
            mute_logger(seam.__name__),
        ):
            self.assertTrue(self.texts(self.print_pdf(self.maths_1)))
            with self.assertRaisesRegex(UserError, "Chromium could not make the PDF"):
                self.print_pdf(self.maths_1, engine="chromium")

    def test_wrong_number_of_pages_is_not_handed_out(self):
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        self.use_engine("wkhtmltopdf")
        with self.assertRaisesRegex(UserError, "made 1 pages where the register has 3"):
            report._school_pdf("<html><head></head><body>x</body></html>", 3)

    def test_other_reports_keep_to_core(self):
        other = self.env["ir.actions.report"].create(
            {
                "name": "Other",
                "model": "school.gradebook",
                "report_name": "school_gradebook.no_such_template",
            }
        )
        core = ir_actions_report.IrActionsReport
        with patch.object(
            core, "_render_qweb_pdf_prepare_streams", return_value={}
        ) as rendered:
            other._render_qweb_pdf_prepare_streams(other, {}, self.maths_1.ids)
            self.assertTrue(rendered.called)
            self.assertTrue(self.print_pdf(self.maths_1))
        self.assertEqual(rendered.call_count, 1)

    # -- who, and what is kept of it -------------------------------------------------

    def test_access(self):
        with self.assertRaises(AccessError):
            self.print_pdf(self.maths_1, self.sports_teacher)
        with self.assertRaises(AccessError):
            self.print_pdf(self.maths_1 + self.sports_1, self.maths_teacher)
        with self.assertRaises(UserError):
            self.print_pdf(self.env["school.gradebook"].browse(999999999))
        self.assertFalse(self.prints())

    def test_every_print_is_listed(self):
        pages = self.pages(self.books)
        self.print_pdf(self.books)
        self.maths_1.with_user(self.maths_teacher)._page_xlsx()
        self.env["ir.actions.report"].with_user(self.leader)._render_qweb_html(
            REPORT, self.sports_1.ids
        )
        prints = self.prints()
        self.assertEqual(prints.gradebook_id, self.books)
        self.assertEqual(prints.mapped("format"), ["pdf"] * 4 + ["xlsx", "html"])
        self.assertEqual(prints.user_id, self.clerk + self.maths_teacher + self.leader)
        self.assertEqual(
            prints[:4].mapped("digest"), [page["digest"] for page in pages]
        )

    def test_print_is_found_by_the_code_on_paper(self):
        self.books.with_user(self.clerk)._page_xlsx()
        log = self.env["school.print.log"].with_user(self.clerk)
        entry = self.prints()[1]
        for code in (entry.short_digest, entry.digest[:9].upper()):
            self.assertEqual(log.search([("short_digest", "ilike", code)]), entry)
        self.assertEqual(log.search([("short_digest", "=", entry.digest)]), entry)

    def test_list_of_prints_is_kept(self):
        self.maths_1.with_user(self.clerk)._page_xlsx()
        entry = self.prints()
        with self.assertRaises(UserError):
            entry.sudo().write({"format": "pdf"})
        with self.assertRaises(UserError):
            entry.sudo().unlink()
        self.assertEqual(entry.with_user(self.clerk).format, "xlsx")
        self.assertFalse(
            self.env["school.print.log"].with_user(self.other_leader).search([])
        )
        for user in (self.maths_teacher, self.monitor, self.other_clerk):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["digest"])
        for user in (self.clerk, self.administrator, self.leader):
            log = self.env(user=user)["school.print.log"]
            vals = {"digest": "0" * 64, "user_id": self.clerk.id}
            with self.assertRaises(AccessError):
                call_kw(log, "create", [vals], {})


@tagged("post_install", "-at_install")
class TestPrintingRoutes(PrintedCommon, HttpCase):
    """Over HTTP, as the browser asks for it."""

    def setUp(self):
        super().setUp()
        self.env.flush_all()

    def test_workbook(self):
        self.authenticate("clerk", "clerkclerk")
        answer = self.url_open(f"/school/gradebook/{self.maths_1.id}/page.xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(len(load_workbook(io.BytesIO(answer.content)).worksheets), 1)
        ids = ",".join(map(str, self.books.ids))
        answer = self.url_open(f"/school/gradebook/{ids}/page.xlsx")
        self.assertEqual(len(load_workbook(io.BytesIO(answer.content)).worksheets), 4)
        self.assertEqual(len(self.prints()), 5)

    @mute_logger("odoo.http")
    def test_workbook_refused(self):
        self.authenticate("sports_teacher", "sports_teacher")
        for ids, status in (
            (str(self.maths_1.id), 403),
            (f"{self.sports_1.id},{self.maths_1.id}", 403),
            ("999999999", 404),
            ("99999999999999999999", 404),
            ("x", 404),
        ):
            answer = self.url_open(f"/school/gradebook/{ids}/page.xlsx")
            self.assertEqual(answer.status_code, status, ids)
        self.assertFalse(self.prints())
        self.authenticate(None, None)
        answer = self.url_open(f"/school/gradebook/{self.maths_1.id}/page.xlsx")
        self.assertIn("/web/login", answer.url)

    def test_pdf(self):
        self.authenticate("clerk", "clerkclerk")
        answer = self.url_open(
            "/report/download",
            {
                "data": json.dumps(
                    [f"/report/pdf/{REPORT}/{self.maths_1.id}", "qweb-pdf"]
                ),
                "context": json.dumps({"force_report_rendering": True}),
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"%PDF"))
        self.assertIn("8A", answer.headers["Content-Disposition"])
        self.assertEqual(self.prints().format, "pdf")
