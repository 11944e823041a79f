"""Assertions about refusals: for the right reason, and nothing changed."""

import re

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.school_problem_text import TEXTS


class GuardAsserts:
    """Mixin beside ``SchoolCommon``."""

    def register_state(self):
        """Everything that counts, as stored: marks, rows, chains, size of the journal."""
        self.env.flush_all()
        return [
            self.env.execute_query(SQL(query))
            for query in (
                "SELECT id, line_id, assessment_id, gradebook_id, state, score, rating"
                " FROM school_mark ORDER BY id",
                "SELECT id, gradebook_id, enrollment_id, comment, exempt, average,"
                " rating, average_state, year_average, year_rating, year_state,"
                " roll_number FROM school_gradebook_line ORDER BY id",
                "SELECT gradebook_id, length, head FROM school_journal_chain ORDER BY id",
                "SELECT count(*), max(id) FROM school_journal_entry",
            )
        ]

    def sentence(self, code):
        """A pattern of the sentence for ``code``, whatever it names."""
        text = str(self.env._(TEXTS[code]))
        parts = re.split(r"%\(\w+\)s", text)
        return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)

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
        self.env.invalidate_all(flush=False)
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

    def history(self, book, student, kind, number=1):
        """The journal's entries of one cell, oldest first: [(old, new)]."""
        cell = f"{self.line(book, student).id}:{self.column(book, kind, number).id}"
        entries = self.env["school.journal.entry"].search(
            [("cell", "=", cell), ("model", "=", "school.mark")], order="sequence"
        )
        return [(entry.old or "", entry.new or "") for entry in entries]
