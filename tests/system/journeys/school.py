"""The school of the journeys: its server, its people and what its tables hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from devkit import layout, odoo, testing

DATA = layout.ROOT / "school_gradebook" / "demo" / "thcs_2025"
BAD_FILES = layout.ROOT / "school_gradebook" / "tests" / "bad_8B_HK1"
PASSWORD = "so-diem-2026"

MARKS = """
SELECT e.roll_number, row_number() OVER (PARTITION BY l.id ORDER BY a.sequence, a.id) - 1,
    m.state, COALESCE(m.score::numeric(4, 1)::text, m.rating, '')
FROM school_gradebook_line l
JOIN school_enrollment e ON e.id = l.enrollment_id
JOIN school_assessment a ON a.gradebook_id = l.gradebook_id
LEFT JOIN school_mark m ON m.line_id = l.id AND m.assessment_id = a.id
WHERE l.gradebook_id = {book}
"""
JOURNAL = """
SELECT j.author, j.source, j.cell, COALESCE(j.old, ''), COALESCE(j.new, '')
FROM school_journal_entry j JOIN school_journal_chain c ON c.id = j.chain_id
WHERE c.gradebook_id = {book} ORDER BY j.sequence
"""
BOOK = """
SELECT g.id FROM school_gradebook g
JOIN school_class c ON c.id = g.class_id JOIN school_subject s ON s.id = g.subject_id
JOIN school_term t ON t.id = g.term_id
WHERE c.name = '{name}' AND s.name = '{subject}' AND t.number = '{term}'
"""


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    author: str
    source: str
    cell: str
    old: str
    new: str


@dataclass
class School:
    """A running school. ``cookies`` remembers who has logged in."""

    url: str
    database: str
    log: Path
    sql: Callable[..., list[str]]
    passwords: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def password(self, login: str) -> str:
        return self.passwords.get(login, "admin" if login == "admin" else PASSWORD)

    def query(self, text: str) -> list[str]:
        """Rows of a query as text, columns separated by ``|``."""
        return self.sql(text, database=self.database)

    def count(self, table: str) -> int:
        return int(self.query(f"SELECT count(*) FROM {table}")[0])

    def book(self, name: str, subject: str, term: int) -> int:
        """Id of the gradebook of a class, a subject and a term."""
        [row] = self.query(BOOK.format(name=name, subject=subject, term=term))
        return int(row)

    def marks(self, book: int) -> dict[tuple[int, int], str]:
        """{(number in the roll, place of the column from 0): "7.5", "D", "#absent"}.

        Cells without a mark are left out.
        """
        found = {}
        for row in self.query(MARKS.format(book=book)):
            number, column, state, value = row.split("|")
            text = value if state == "recorded" else f"#{state}"
            if state not in ("", "blank"):
                found[int(number), int(column)] = text
        return found

    def journal(self, book: int) -> list[Entry]:
        """Entries of a gradebook's journal, oldest first."""
        return [Entry(*row.split("|")) for row in self.query(JOURNAL.format(book=book))]

    def complaints(self) -> list[odoo.Record]:
        """Records of level WARNING and above in the server's log so far.

        Odoo also logs every refusal that a user gets to see; those are no complaints.
        """
        with self.log.open(errors="replace") as handle:
            return [
                record
                for record in odoo.records(handle)
                if record.level in testing.LOUD
                and not testing.is_noise(record)
                and (record.level, record.logger) != ("WARNING", "odoo.http")
            ]
