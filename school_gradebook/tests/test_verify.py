from odoo.tests import freeze_time, tagged

from .guarding import WORKING_DAY
from .test_journal import JournalCase


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestVerify(JournalCase):
    """Whatever was changed by SQL is found, and the first place named."""

    def assertFault(self, code, *names, sequence=None):
        outcome = self.verify()
        self.assertFalse(outcome["ok"])
        fault = outcome["fault"]
        self.assertEqual(fault["code"], code)
        if sequence is not None:
            self.assertEqual(fault["sequence"], sequence)
        for name in names:
            self.assertIn(name, fault["text"])
        action = self.env["school.journal.chain"].with_user(self.leader)
        self.assertEqual(action.action_verify_all()["params"]["type"], "danger")

    def test_whole(self):
        outcome = self.verify()
        self.assertEqual(
            outcome, {"ok": True, "entries": 8, "chains": 12, "fault": False}
        )
        year = self.env["school.journal.chain"].verify(year_id=self.year.id)
        self.assertEqual((year["ok"], year["entries"]), (True, 8))

    def test_values_changed_around_the_register(self):
        name, place = self.first.name, "Phạm Anh Anh A, ĐĐGtx 1"
        mark, line = self.mark.id, self.line_1.id
        other_column = self.column(self.first, "tx", 2).id
        for query, named in (
            (f"UPDATE school_mark SET score = 10 WHERE id = {mark}", place),
            (f"UPDATE school_mark SET score = 7.1 WHERE id = {mark}", place),
            (f"UPDATE school_mark SET score = 7.04 WHERE id = {mark}", place),
            (
                f"UPDATE school_mark SET state = 'blank', score = NULL WHERE id = {mark}",
                place,
            ),
            (
                f"UPDATE school_mark SET state = 'absent', score = NULL WHERE id = {mark}",
                place,
            ),
            (f"DELETE FROM school_mark WHERE id = {mark}", "Phạm Anh Anh A – ĐĐGtx 1"),
            (
                "INSERT INTO school_mark (line_id, assessment_id, gradebook_id,"
                f" company_id, state, score) VALUES ({line}, {other_column},"
                f" {self.first.id}, {self.company.id}, 'recorded', 10)",
                "Phạm Anh Anh A, ĐĐGtx 2",
            ),
            (
                f"UPDATE school_mark SET line_id = {self.line_2.id} WHERE id = {mark}",
                "ĐĐGtx 1",
            ),
            (
                f"UPDATE school_mark SET assessment_id = {other_column} WHERE id = {mark}",
                "ĐĐGtx 2",
            ),
            (
                f"UPDATE school_mark SET gradebook_id = {self.second.id}"
                f" WHERE id = {mark}",
                place,
            ),
            (
                f"UPDATE school_gradebook_line SET comment = 'Lười' WHERE id = {line}",
                "Phạm Anh Anh A",
            ),
            (
                f"UPDATE school_gradebook_line SET comment = NULL WHERE id = {line}",
                "Phạm Anh Anh A",
            ),
            (
                "UPDATE school_gradebook_line SET exempt = FALSE"
                f" WHERE id = {self.line_2.id}",
                "Vũ Yến Châu A",
            ),
            (
                f"UPDATE school_gradebook_line SET exempt = TRUE WHERE id = {line}",
                "Phạm Anh Anh A",
            ),
        ):
            with self.subTest(query=query), self.env.cr.savepoint() as savepoint:
                self.sql(query)
                self.assertFault("value_differs", name, named)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertWhole()

    def test_averages_changed_around_the_register(self):
        """They are printed as stored, so they must follow from the marks as stored."""
        line = self.line_1.id
        second = self.line(self.second, self.student).id
        for change, of in (
            ("average = 9.9", line),
            ("average = average + 0.04", line),
            ("average_state = 'final'", line),
            ("average = NULL, average_state = 'none'", line),
            ("year_average = 9.9", second),
            ("rating = 'D', average = NULL", second),
        ):
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                self.sql(f"UPDATE school_gradebook_line SET {change} WHERE id = {of}")
                self.assertFault("average_differs", "8A – Toán", "Phạm Anh Anh A")
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertWhole()

    def test_two_students_marks_exchanged(self):
        other = self.enter(
            self.maths_teacher, self.first, {(self.students_a[2], "tx", 1): "3.0"}
        )
        self.assertWhole()
        columns = f"{self.mark.id}, {other.line_id.id}), ({other.id}, {self.line_1.id}"
        self.sql("DROP INDEX school_mark_cell_uniq")
        self.sql(
            "UPDATE school_mark m SET line_id = t.line"
            f" FROM (VALUES ({columns})) AS t(id, line) WHERE m.id = t.id"
        )
        self.assertFault("value_differs", self.first.name)

    def test_rows_given_to_other_students(self):
        """Whose values they are is in the journal too, and which column's."""
        first, second = self.enrollments_a[0].id, self.enrollments_a[1].id
        book = self.first.id
        for query in (
            "UPDATE school_gradebook_line SET enrollment_id ="
            f" CASE enrollment_id WHEN {first} THEN {second} ELSE {first} END"
            f" WHERE gradebook_id = {book} AND enrollment_id IN ({first}, {second})",
            "UPDATE school_enrollment e SET student_id = o.student_id"
            " FROM school_enrollment o WHERE e.id <> o.id"
            f" AND e.id IN ({first}, {second}) AND o.id IN ({first}, {second})",
            "UPDATE school_assessment SET kind = 'ck', number = 9"
            f" WHERE gradebook_id = {book} AND kind = 'tx' AND number = 1",
        ):
            with self.subTest(query=query), self.env.cr.savepoint() as savepoint:
                self.sql("DROP INDEX school_gradebook_line_enrollment_uniq")
                self.sql("DROP INDEX school_enrollment_student_uniq")
                self.sql(query)
                self.assertFault("value_differs", self.first.name)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_every_column_of_an_entry_is_covered(self):
        for column, value in (
            ("new", "'10.0'"),
            ("old", "'1.0'"),
            ("author", "'Leader'"),
            ("author_id", str(self.leader.id)),
            ("behalf", "'Leader'"),
            ("at", "at - interval '1 second'"),
            ("source", "'correction'"),
            ("reference", "'school.correction,1'"),
            ("model", "'school.gradebook.line'"),
            ("record", "record + 1"),
            ("slot", "'comment'"),
            ("cell", "'1:1'"),
            ("hash", "repeat('0', 64)"),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    f"UPDATE school_journal_entry SET {column} = {value}"
                    " WHERE chain_id = %s AND sequence = 2",
                    self.chain.id,
                )
                self.assertFault("entry_altered", self.first.name, " 2 ", sequence=2)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_first_broken_entry_is_named(self):
        self.tamper(
            "UPDATE school_journal_entry SET new = '10.0'"
            " WHERE chain_id = %s AND sequence IN (4, 3, 6)",
            self.chain.id,
        )
        self.assertFault("entry_altered", self.first.name, " 3 ", sequence=3)

    def test_dropped_inside_at_the_start_and_at_the_end(self):
        for sequences, code, sequence in (
            ("(3)", "entry_missing", 3),
            ("(1)", "entry_missing", 1),
            ("(2, 5)", "entry_missing", 2),
            ("(6)", "entries_dropped", 6),
            ("(5, 6)", "entries_dropped", 5),
            ("(1, 2, 3, 4, 5, 6)", "entries_dropped", 1),
        ):
            with self.subTest(dropped=sequences), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    "DELETE FROM school_journal_entry WHERE chain_id = %s"
                    f" AND sequence IN {sequences}",
                    self.chain.id,
                )
                self.assertFault(code, self.first.name, sequence=sequence)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_dropped_and_renumbered(self):
        self.tamper(
            "DELETE FROM school_journal_entry WHERE chain_id = %s AND sequence = 3",
            self.chain.id,
        )
        for sequence in (4, 5, 6):
            self.tamper(
                "UPDATE school_journal_entry SET sequence = sequence - 1"
                " WHERE chain_id = %s AND sequence = %s",
                self.chain.id,
                sequence,
            )
        self.assertFault("entry_altered", self.first.name, sequence=3)

    def test_reordered(self):
        for before, after in ((2, 100), (3, 2), (100, 3)):
            self.tamper(
                "UPDATE school_journal_entry SET sequence = %s"
                " WHERE chain_id = %s AND sequence = %s",
                after,
                self.chain.id,
                before,
            )
        self.assertFault("entry_altered", self.first.name, sequence=2)

    def test_the_end_cut_off_with_its_head(self):
        """Whoever cuts the last entries and sets the head back must still undo the
        values; one left behind gives it away."""
        [(head,)] = self.sql(
            "SELECT hash FROM school_journal_entry WHERE chain_id = %s AND sequence = 3",
            self.chain.id,
        )
        self.tamper(
            "DELETE FROM school_journal_entry WHERE chain_id = %s AND sequence > 3",
            self.chain.id,
        )
        self.sql(
            "UPDATE school_journal_chain SET length = 3, head = %s WHERE id = %s",
            head,
            self.chain.id,
        )
        self.assertFault("value_differs", self.first.name)

    def test_an_entry_added(self):
        self.sql(
            "INSERT INTO school_journal_entry (chain_id, sequence, at, author_id, author,"
            " source, model, record, slot, cell, old, new, hash)"
            " SELECT chain_id, 7, at, author_id, author, source, model, record, slot,"
            " cell, new, '10.0', hash FROM school_journal_entry"
            " WHERE chain_id = %s AND sequence = 4",
            self.chain.id,
        )
        self.assertFault("entry_altered", self.first.name, sequence=7)

    def test_a_whole_journal_taken_away(self):
        self.tamper(
            "DELETE FROM school_journal_entry WHERE chain_id = %s", self.chain.id
        )
        self.sql("DELETE FROM school_journal_chain WHERE id = %s", self.chain.id)
        self.assertFault("chain_missing", self.first.name)
