"""Assertions about refusals: for the right reason, and nothing changed."""

import re

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.school_problem_text import TEXTS
from .common import workbook

WORKING_DAY = "2025-11-20 03:00:00"  # UTC; 10:00 in the school, within term I

# what a caller may hope opens the register; the context is the caller's
FORGED_KEYS = (
    "active_test",
    "bypass",
    "correction_token",
    "default_state",
    "force",
    "force_write",
    "from_correction",
    "import_compat",
    "import_file",
    "install_demo",
    "install_mode",
    "lang",
    "mail_notrack",
    "module",
    "no_journal",
    "no_lock",
    "prefetch_fields",
    "register_bypass",
    "school_import",
    "school_register_bypass",
    "skip_check",
    "skip_lock",
    "skip_register",
    "source",
    "su",
    "sudo",
    "superuser",
    "test_enable",
    "tracking_disable",
    "tz",
    "uid",
    "update_mode",
    "upgrade",
)


def marks_workbook(book, marks):
    """A workbook of one sheet for ``book``, as today's systems export it, in base64.

    :param marks: {student: [values of the columns, in order]}
    """
    columns = book.assessment_ids
    kinds = {"tx": "ĐĐGtx", "gk": "ĐĐGgk", "ck": "ĐĐGck"}
    term = "I" * int(book.term_id.number)
    title = f"Lớp {book.class_id.name} - Học kỳ {term} - Năm học {book.year_id.name}"
    rows = [
        [title],
        ["STT", "Mã học sinh", "Họ và tên", *(kinds[c.kind] for c in columns)],
        [None, None, None, *(c.number if c.kind == "tx" else None for c in columns)],
    ]
    for line in book.line_ids:
        student = line.student_id
        values = marks.get(student, [None] * len(columns))
        rows.append([line.roll_number, student.code, student.name, *values])
    return workbook(**{book.subject_id.name: rows})


class GuardAsserts:
    """Mixin beside ``SchoolCommon``."""

    def register_state(self):
        """Everything that counts, as stored: marks, rows, days, chains, the journal."""
        self.env.flush_all()
        return [
            self.env.execute_query(SQL(query))
            for query in (
                "SELECT id, line_id, assessment_id, gradebook_id, state, score, rating"
                " FROM school_mark ORDER BY id",
                "SELECT id, gradebook_id, enrollment_id, comment, exempt, average,"
                " rating, average_state, year_average, year_rating, year_state,"
                " roll_number FROM school_gradebook_line ORDER BY id",
                "SELECT id, gradebook_id, held_date FROM school_assessment ORDER BY id",
                "SELECT gradebook_id, length, head FROM school_journal_chain ORDER BY id",
                "SELECT count(*), max(id) FROM school_journal_entry",
            )
        ]

    def sentence(self, code):
        """A pattern of the sentence for ``code``, whatever it names, in any language."""
        patterns = set()
        for lang in ("en_US", "vi_VN"):
            text = str(self.env(context={"lang": lang})._(TEXTS[code]))
            parts = re.split(r"%\(\w+\)s", text)
            patterns.add(".*".join(re.escape(part) for part in parts))
        return re.compile("|".join(sorted(patterns)), re.DOTALL)

    def assertRefused(self, code, action, names=()):
        """``action()`` is refused with the sentence for ``code`` and changes nothing.

        No savepoint is around it: a caller that swallows the error finds the register
        as it was.

        :param names: texts that the sentence must name
        :return: the sentence
        """
        before = self.register_state()
        try:
            action()
        except UserError as error:
            text = str(error)
        else:
            self.fail(f"was not refused ({code})")
        self.env.invalidate_all()
        self.assertRegex(text, self.sentence(code))
        for name in names:
            self.assertIn(name, text)
        self.assertEqual(self.register_state(), before)
        return text

    def assertCellRefused(self, code, outcome, names=()):
        """The only cell of a ``save_cells`` answer was refused for ``code``."""
        [cell] = outcome["cells"]
        self.assertEqual((cell["status"], cell["code"]), ("refused", code))
        self.assertRegex(cell["reason"], self.sentence(code))
        for name in names:
            self.assertIn(name, cell["reason"])

    def assertWhole(self, books=None):
        """The journal of ``books`` (default: of this school) is whole."""
        outcome = self.verify(books)
        self.assertTrue(outcome["ok"], outcome["fault"])
        return outcome

    def verify(self, books=None):
        """Verify as leadership, who reads every book of the school."""
        chains = self.env["school.journal.chain"].with_user(self.leader)
        return chains.verify(gradebook_ids=None if books is None else books.ids)

    def import_marks(self, user, book, content, seen=None):
        """Preview a workbook as ``user`` and write it; the answer of the last step.

        :param seen: an earlier preview, instead of one made now
        """
        door = self.env["school.import"].with_user(user)
        options = {"gradebook_id": book.id}
        if seen is None:
            seen = door.preview("marks", "marks.xlsx", content, options)
        return door.apply("marks", "marks.xlsx", content, options, seen["digest"])

    def save(self, user, book, student, kind, number, value, seen=None):
        """One cell through the grid's method; returns the whole answer."""
        column = self.column(book, kind, number)
        return book.with_user(user).save_cells(
            [
                {
                    "line": self.line(book, student).id,
                    "assessment": column.id,
                    "value": value,
                    "seen": seen,
                }
            ]
        )

    def cell_entries(self, book, student, kind, number=1):
        """The journal's entries of one cell, oldest first: [(old, new)]."""
        mark = book.mark_ids.filtered(
            lambda mark: (
                mark.line_id == self.line(book, student)
                and mark.assessment_id == self.column(book, kind, number)
            )
        )
        entries = self.env["school.journal.entry"].search(
            [
                ("record", "=", mark.id),
                ("model", "=", "school.mark"),
                ("slot", "=", "value"),
            ],
            order="sequence",
        )
        return [(entry.old or "", entry.new or "") for entry in entries]
