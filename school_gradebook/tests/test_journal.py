from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..register.chain import GENESIS, ChainEntry, digest
from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


class JournalCase(GuardAsserts, SchoolCommon, TransactionCase):
    """8A's maths in both terms, with a short history by two people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.book(cls.class_a, cls.maths)
        cls.second = cls.book(cls.class_a, cls.maths, "2")
        cls.student, cls.other_student = cls.students_a[:2]
        cls.line_1 = cls.line(cls.first, cls.student)
        for value in ("8.0", "9.0", "", "7.0"):
            cls.mark = cls.enter(
                cls.maths_teacher, cls.first, {(cls.student, "tx", 1): value}
            )
        cls.line_1.with_user(cls.maths_teacher).write({"comment": "Chăm"})
        cls.line_2 = cls.line(cls.first, cls.other_student)
        roll = cls.line_2.enrollment_id.with_user(cls.administrator)
        roll.exempt_subject_ids += cls.line_2.subject_id
        cls.enter(cls.maths_teacher, cls.second, {(cls.student, "tx", 1): "6.0"})
        cls.env.flush_all()
        cls.chain = cls.env["school.journal.chain"].search(
            [("gradebook_id", "=", cls.first.id)]
        )

    def sql(self, query, *params):
        self.env.flush_all()
        self.env.cr.execute(query, params)
        rows = self.env.cr.fetchall() if self.env.cr.description else []
        self.env.invalidate_all()
        return rows

    def tamper(self, query, *params):
        """Change the journal as somebody could who may take its trigger off."""
        self.sql("ALTER TABLE school_journal_entry DISABLE TRIGGER USER")
        self.sql(query, *params)
        self.sql("ALTER TABLE school_journal_entry ENABLE TRIGGER USER")


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestJournal(JournalCase):
    """What is written down, and that nothing else gets in or out."""

    def test_entries(self):
        entries = self.env["school.journal.entry"].search(
            [("chain_id", "=", self.chain.id)], order="sequence"
        )
        self.assertEqual(
            [(e.slot, e.old or "", e.new or "", e.author) for e in entries],
            [
                ("value", "", "8.0", "Maths teacher"),
                ("value", "8.0", "9.0", "Maths teacher"),
                ("value", "9.0", "", "Maths teacher"),
                ("value", "", "7.0", "Maths teacher"),
                ("comment", "", "Chăm", "Maths teacher"),
                ("exempt", "", "#exempt", "Administrator"),
            ],
        )
        self.assertEqual(entries.mapped("sequence"), [1, 2, 3, 4, 5, 6])
        self.assertEqual(
            entries.mapped("author_id"), self.maths_teacher | self.administrator
        )
        self.assertEqual(set(entries.mapped("at")), {entries[0].at})
        self.assertEqual(entries[0].place, "Phạm Anh Anh A – ĐĐGtx 1")
        self.assertEqual((self.chain.length, self.chain.head), (6, entries[-1].hash))

    def test_hashes_can_be_checked_without_odoo(self):
        """From the columns of the table alone, as an archive will have them."""
        head = GENESIS
        for *columns, stored in self.sql(
            "SELECT chain_id, sequence, to_char(at, 'YYYY-MM-DD HH24:MI:SS'), author_id,"
            " author, source, COALESCE(reference, ''), model, record, slot, cell,"
            " COALESCE(old, ''), COALESCE(new, ''), COALESCE(behalf, ''), hash"
            " FROM school_journal_entry"
            " WHERE chain_id = %s ORDER BY sequence",
            self.chain.id,
        ):
            head = digest(head, ChainEntry(*columns))
            self.assertEqual(stored, head)
        self.assertEqual(head, self.chain.head)

    def test_a_refused_change_leaves_no_entry(self):
        length = self.chain.length
        self.save(self.homeroom_teacher, self.first, self.student, "tx", 1, "9")
        self.save(self.maths_teacher, self.first, self.student, "tx", 1, "11")
        self.save(
            self.maths_teacher, self.first, self.student, "tx", 1, "9", seen="8.0"
        )
        self.assertEqual(self.chain.length, length)

    def test_history_of_a_cell(self):
        """Clearing and entering again is one line that tells what it was."""
        history = self.first.with_user(self.maths_teacher).cell_history(
            self.line_1.id, self.column(self.first, "tx").id
        )
        self.assertEqual(
            [(e["event"], e["old"], e["new"], e["user"]) for e in history["entries"]],
            [
                ("entered", "", "8", "Maths teacher"),
                ("changed", "8", "9", "Maths teacher"),
                ("reentered", "9", "7", "Maths teacher"),
            ],
        )
        self.assertEqual(
            history["entries"][2]["cleared"],
            {"at": "20/11/2025 10:00:00", "user": "Maths teacher"},
        )
        comment = self.first.with_user(self.leader).cell_history(self.line_1.id)
        self.assertEqual([e["new"] for e in comment["entries"]], ["Chăm"])

    def test_history_is_read_by_readers_of_the_book(self):
        column = self.column(self.first, "tx").id
        for user in (self.homeroom_teacher, self.head_teacher, self.clerk, self.leader):
            history = self.first.with_user(user).cell_history(self.line_1.id, column)
            self.assertEqual(len(history["entries"]), 3)
        for user in (self.sports_teacher, self.monitor, self.other_leader):
            with self.assertRaises(AccessError):
                self.first.with_user(user).cell_history(self.line_1.id, column)
        for line, assessment in (
            (self.second.line_ids[0].id, column),
            (self.line_1.id, self.column(self.second, "tx").id),
        ):
            self.assertRefused(
                "no_such_cell",
                lambda line=line, assessment=assessment: self.first.cell_history(
                    line, assessment
                ),
            )

    def test_the_orm_neither_adds_nor_changes(self):
        entry = self.env["school.journal.entry"].search([], limit=1)
        for user in (self.administrator, self.leader, self.env.user):
            for record in (entry.with_user(user), self.chain.with_user(user)):
                self.assertRefused("journal_only", lambda r=record: r.create({}))
                self.assertRefused("journal_only", lambda r=record: r.copy())
        for record, values in (
            (entry, {"new": "10.0"}),
            (entry, {"author": "Leader"}),
            (entry, {"hash": "0" * 64}),
            (self.chain, {"length": 0, "head": "0" * 64}),
            (self.chain, {"gradebook_id": self.second.id}),
        ):
            self.assertRefused("journal_only", lambda r=record, v=values: r.write(v))
        self.assertRefused("journal_only", entry.unlink)
        self.assertRefused("journal_only", self.chain.unlink)

    @mute_logger("odoo.sql_db")
    def test_the_trigger(self):
        for query in (
            "UPDATE school_journal_entry SET new = '10.0'",
            "UPDATE school_journal_entry SET new = new WHERE sequence = 1",
            "DELETE FROM school_journal_entry WHERE sequence = 1",
            "DELETE FROM school_journal_entry",
            "TRUNCATE school_journal_entry",
            "TRUNCATE school_journal_chain CASCADE",
            "INSERT INTO school_journal_entry SELECT * FROM school_journal_entry"
            " ON CONFLICT (id) DO UPDATE SET new = '10.0'",
        ):
            with (
                self.subTest(query=query),
                self.assertRaises(RestrictViolation) as caught,
                self.env.cr.savepoint(),
            ):
                self.sql(query)
            self.assertIn("append-only", str(caught.exception))

    def test_own_books_alone(self):
        """Verification reads what the user may read, and no more."""
        for user, chains in (
            (self.sports_teacher, 4),
            (self.maths_teacher, 2),
            (self.homeroom_teacher, 6),
            (self.head_teacher, 4),
            (self.monitor, 0),
            (self.leader, 12),
            (self.other_leader, 2),
        ):
            with self.subTest(user=user.login):
                outcome = self.env["school.journal.chain"].with_user(user).verify()
                self.assertEqual((outcome["ok"], outcome["chains"]), (True, chains))
        self.sql("UPDATE school_mark SET score = 10 WHERE id = %s", self.mark.id)
        for user, ok in ((self.sports_teacher, True), (self.maths_teacher, False)):
            outcome = self.env["school.journal.chain"].with_user(user).verify()
            self.assertEqual(outcome["ok"], ok)
        asked = self.first.with_user(self.sports_teacher).ids
        chains = self.env["school.journal.chain"].with_user(self.sports_teacher)
        for nothing in (asked, []):
            with self.assertRaises(UserError):
                chains.verify(gradebook_ids=nothing)
