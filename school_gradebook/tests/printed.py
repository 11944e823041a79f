"""A filled class for the tests of what is printed."""

import io
from datetime import date

from pypdf import PdfReader

from odoo import Command

from odoo.addons.base.models import ir_actions_report

from .common import SchoolCommon

REPORT = "school_gradebook.report_subject_page"
MATHS = {
    ("tx", 1): "8.0",
    ("tx", 2): "10.0",
    ("tx", 3): "7.0",
    ("tx", 4): "9.0",
    ("gk", 1): "8.5",
    ("ck", 1): "10.0",
}


class PrintedCommon(SchoolCommon):
    """Class 8A in both terms, every kind of cell and row among them.

    In maths, term I, by row: all marks; zeros and a blank; absent from the final test;
    transferred out; exempt.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_1 = cls.book(cls.class_a, cls.maths, "1")
        cls.maths_2 = cls.book(cls.class_a, cls.maths, "2")
        cls.sports_1 = cls.book(cls.class_a, cls.sports, "1")
        cls.sports_2 = cls.book(cls.class_a, cls.sports, "2")
        cls.history_1 = cls.book(cls.class_a, cls.history_geography, "1")
        cls.books = cls.maths_1 + cls.maths_2 + cls.sports_1 + cls.sports_2
        cls._enter_maths()
        cls._enter_sports()
        cls.line(cls.maths_1, cls.students_a[0]).with_user(
            cls.maths_teacher
        ).comment = "Tiến bộ rõ rệt, cần luyện thêm kĩ năng trình bày bài giải."
        cls.enrollments_a[3].write(
            {"date_to": date(2025, 12, 1), "out_reason": "transfer"}
        )
        cls.enrollments_a[4].with_user(cls.administrator).write(
            {"exempt_subject_ids": [Command.link(cls.maths.id)]}
        )
        cls.env.flush_all()

    @classmethod
    def _enter_maths(cls):
        first, second, third, fourth, _exempt = cls.students_a
        marks = {(first, *column): text for column, text in MATHS.items()}
        marks |= {(second, *column): text for column, text in MATHS.items()}
        marks |= {(second, "tx", 1): "0.0", (second, "ck", 1): "0.0"}
        del marks[second, "tx", 2]
        marks |= {(third, *column): text for column, text in MATHS.items()}
        marks |= {(third, "ck", 1): "#absent", (fourth, "tx", 1): "6.0"}
        cls.enter(cls.maths_teacher, cls.maths_1, marks)
        cls.enter(
            cls.maths_teacher,
            cls.maths_2,
            {(first, *column): "6.0" for column in MATHS},
        )

    @classmethod
    def _enter_sports(cls):
        first, second, third, *_others = cls.students_a
        columns = (("tx", 1), ("tx", 2), ("gk", 1), ("ck", 1))
        passed = {(first, *column): "D" for column in columns}
        failed = {(second, *column): "D" for column in columns}
        failed[second, "gk", 1] = "CD"
        absent = {(third, "tx", 1): "D", (third, "tx", 2): "#absent"}
        for book in (cls.sports_1, cls.sports_2):
            cls.enter(cls.sports_teacher, book, passed | failed | absent)

    # -- printing ------------------------------------------------------------------

    def pages(self, books, user=None):
        """Page data as ``user`` (the clerk) gets them."""
        return books.with_user(user or self.clerk)._page_data()

    def use_engine(self, engine):
        self.env["ir.config_parameter"].set_param("school_gradebook.pdf_engine", engine)

    def print_pdf(self, books, user=None, engine="auto"):
        """The PDF of ``books`` as bytes, as the web client would get it."""
        self.use_engine(engine)
        report = self.env["ir.actions.report"].with_user(user or self.clerk)
        report = report.with_context(force_report_rendering=True, lang="en_US")
        content, kind = report._render_qweb_pdf(REPORT, books.ids)
        self.assertEqual(kind, "pdf")
        return content

    def prints(self):
        """All entries of the list of prints, oldest first."""
        return self.env["school.print.log"].search([], order="id")

    @staticmethod
    def texts(pdf):
        """The words of each page of a PDF, in their order on the page."""
        return [
            page.extract_text().split() for page in PdfReader(io.BytesIO(pdf)).pages
        ]

    @staticmethod
    def without_wkhtmltopdf():
        """What core knows of a server that has no wkhtmltopdf."""
        return ir_actions_report._wkhtml()._replace(state="install", bin="")
