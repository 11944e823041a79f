import io
import random
from collections import Counter
from datetime import datetime, timedelta

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from ..register.cells import Change
from .changing import Columns
from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts

ENTRIES = 1299
MARKS = [f"{mark}.0" for mark in range(11)]
HANOI = timedelta(hours=7)


@tagged("post_install", "-at_install")
class TestMarkChange(Columns, GuardAsserts, SchoolCommon, TransactionCase):
    """What leadership reads of marks changed after the deadline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        cls.sports_a = cls.book(cls.class_a, cls.sports)
        cls.student = cls.students_a[0]

    def changes(self, user=None, domain=()):
        changes = self.env["school.mark.change"].with_user(user or self.leader)
        return changes.search(list(domain), order="at, id")

    def told(self, change):
        return (change.old or "", change.new or "", change.direction)

    def replay(self, *texts, book=None, user=None, hours=1):
        """Enter the texts one after the other into one cell, an hour apart."""
        start = datetime.fromisoformat(WORKING_DAY)
        for number, text in enumerate(texts):
            with freeze_time(start + number * timedelta(hours=hours)):
                self.enter(
                    user or self.maths_teacher,
                    book or self.maths_a,
                    {(self.student, "tx", 1): text},
                )

    def due_before(self, book=None):
        self.due((book or self.maths_a).assessment_ids, "2025-11-01 00:00:00")

    # -- one cell --------------------------------------------------------------------

    def test_before_the_deadline_nothing_is_listed(self):
        self.due(self.maths_a.assessment_ids, "2025-11-20 05:00:00")
        self.replay("8.0", "9.0", "", "7.0")
        self.assertEqual(
            [self.told(change) for change in self.changes()], [("9.0", "7.0", "down")]
        )
        self.due(self.maths_a.assessment_ids, "2025-11-20 06:00:00")
        self.assertFalse(self.changes())

    def test_columns_without_a_deadline_are_never_late(self):
        self.replay("8.0", "9.0")
        self.assertFalse(self.changes())

    def test_one_row_a_change(self):
        self.due_before()
        for texts, expected in (
            (("8.0",), [("", "8.0", "first")]),
            (("9.0",), [("8.0", "9.0", "up")]),
            (("10.0", "6.0"), [("9.0", "10.0", "up"), ("10.0", "6.0", "down")]),
            # cleared and entered again is one change from the value before
            (("", "7.0"), [("6.0", "7.0", "up")]),
            (("", "7.0"), [("7.0", "7.0", "same")]),
            (("", "2.0"), [("7.0", "2.0", "down")]),
            # a clearing counts while nothing follows
            (("",), [("2.0", "", "cleared")]),
            # absent is no mark: what follows is compared with the last mark
            (("#absent",), [("2.0", "#absent", "other")]),
            (("", "3.0"), [("2.0", "3.0", "up")]),
            (("#absent", "3.0"), [("3.0", "#absent", "other"), ("3.0", "3.0", "same")]),
        ):
            before = self.changes().filtered(lambda change: change.new)
            self.replay(*texts)
            with self.subTest(texts=texts):
                new = self.changes() - before
                self.assertEqual([self.told(change) for change in new], expected)

    def test_absent_first_then_the_mark_of_the_make_up_test(self):
        self.due_before()
        self.replay("#absent", "6.0")
        self.assertEqual(
            [self.told(change) for change in self.changes()],
            [("", "#absent", "other"), ("#absent", "6.0", "first")],
        )

    def test_ratings(self):
        self.due_before(self.sports_a)
        self.replay("D", "CD", "", "CD", book=self.sports_a, user=self.sports_teacher)
        self.assertEqual(
            [(*self.told(change), change.delta) for change in self.changes()],
            [
                ("", "D", "first", 0),
                ("D", "CD", "other", 0),
                ("CD", "CD", "same", 0),
            ],
        )

    def test_a_row_says_who_when_where_and_by_how_much(self):
        self.due_before()
        self.replay("8.0", "", "6.0")
        change = self.changes()[-1]
        self.assertEqual(change.author_id, self.maths_teacher)
        self.assertEqual(change.author, "Maths teacher")
        self.assertEqual(str(change.at), "2025-11-20 05:00:00")
        self.assertEqual(str(change.cleared_at), "2025-11-20 04:00:00")
        self.assertTrue(change.reentered)
        self.assertEqual(change.delta, -2)
        self.assertEqual((change.old_text, change.new_text), ("8,0", "6,0"))
        self.assertEqual(change.class_id, self.class_a)
        self.assertEqual(change.subject_id, self.maths)
        self.assertEqual(change.term_id, self.term_1)
        self.assertEqual(change.line_id.student_id, self.student)
        self.assertEqual(change.source, "grid")
        self.assertFalse(change.reference)
        self.assertEqual(change.display_name, f"{self.student.name} – ĐĐGtx 1")

    def test_hours_are_the_schools_across_midnight(self):
        """Whatever the time zone of the server and the reader."""
        self.due_before()
        self.leader.tz = "America/Lima"
        for number, (moment, day, hour, weekday) in enumerate(
            (
                ("2025-11-21 16:59:59", "2025-11-21", 23, "5"),
                ("2025-11-21 17:00:00", "2025-11-22", 0, "6"),
                ("2025-11-21 23:59:59", "2025-11-22", 6, "6"),
                ("2025-11-22 00:00:00", "2025-11-22", 7, "6"),
                ("2025-11-23 17:30:00", "2025-11-24", 0, "1"),
                ("2025-12-31 17:00:00", "2026-01-01", 0, "4"),
            )
        ):
            with freeze_time(moment):
                cell = (self.student, "tx", 2)
                self.enter(self.maths_teacher, self.maths_a, {cell: MARKS[number]})
            with self.subTest(moment=moment):
                change = self.changes()[-1:]
                self.assertEqual(str(change.day), day)
                self.assertEqual((change.hour, change.weekday), (hour, weekday))
        self.company.school_tz = "Europe/Paris"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.changes()[-1].hour, 18)

    def test_after_the_marks_were_posted(self):
        """Also before the deadline; the default list shows what came after it."""
        column = self.column(self.maths_a, "tx")
        self.due(column, "2025-11-20 06:00:00", posted="2025-11-20 04:30:00")
        self.replay("5.0", "6.0", "7.0", "8.0", "9.0")
        flags = [
            (change.new, change.after_deadline, change.after_posting)
            for change in self.changes()
        ]
        self.assertEqual(
            flags,
            [("7.0", False, True), ("8.0", False, True), ("9.0", True, True)],
        )

    def test_a_row_leads_to_its_gradebook(self):
        self.due_before()
        self.replay("8.0")
        action = self.changes().action_open_grid()
        self.assertEqual(
            action["params"],
            {
                "gradebook_id": self.maths_a.id,
                "line": self.line(self.maths_a, self.student).id,
                "assessment": self.column(self.maths_a, "tx").id,
            },
        )

    # -- who reads it ------------------------------------------------------------------

    def test_who_reads_which_changes(self):
        """Leadership and administrators all, a head the department's, others their own."""
        maths_b = self.book(self.class_b, self.maths)
        shared = self.book(self.class_a, self.history_geography)
        other = self.book(self.other_class, self.other_subject)
        books = self.maths_a + maths_b + self.sports_a + shared + other
        self.due(books.assessment_ids, "2025-11-01 00:00:00")
        with freeze_time(WORKING_DAY):
            for user, book, number, text in (
                (self.maths_teacher, self.maths_a, 1, "8.0"),
                (self.head_teacher, maths_b, 1, "8.0"),
                (self.sports_teacher, self.sports_a, 1, "D"),
                (self.geography_teacher, shared, 3, "8.0"),
                (self.other_teacher, other, 1, "8.0"),
            ):
                student = book.line_ids[0].student_id
                self.enter(user, book, {(student, "tx", number): text})
        ours = self.maths_a + maths_b + self.sports_a + shared
        readers = dict.fromkeys(self.users, self.env["school.gradebook"]) | {
            "leader": ours,
            "administrator": ours,
            "head_teacher": self.maths_a + maths_b,
            "maths_teacher": self.maths_a,
            "sports_teacher": self.sports_a,
            "geography_teacher": shared,
        }
        everything = self.changes(self.env.ref("base.user_root")).sudo()
        for role, books in readers.items():
            with self.subTest(role=role):
                found = self.changes(self.users[role])
                self.assertEqual(found.sudo().gradebook_id, books)
                hidden = (everything - found).with_user(self.users[role])
                for change in hidden:
                    with self.assertRaises(AccessError):
                        change.read(["new"])
        for user in (self.other_leader, self.other_teacher):
            self.assertEqual(self.changes(user).sudo().gradebook_id, other)
        for user in (self.other_clerk, self.env.ref("base.user_demo", False)):
            if user and user.has_group("school_gradebook.group_teacher"):
                self.assertFalse(self.changes(user))

    def test_nobody_writes_here(self):
        self.due_before()
        self.replay("8.0")
        for user in (self.leader, self.administrator, self.maths_teacher):
            change = self.changes(user)
            self.assertTrue(change)
            for action in (
                lambda change=change: change.write({"new": "9.0"}),
                lambda change=change: change.unlink(),
                lambda change=change: change.create({"new": "9.0"}),
            ):
                with self.assertRaises(AccessError):
                    action()

    # -- the report --------------------------------------------------------------------

    def report(self, user, term=None):
        content = (
            self.env["school.mark.change"]
            .with_user(user)
            ._report_xlsx((term or self.term_1).with_user(user))
        )
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [list(sheet.iter_rows(values_only=True)) for sheet in book]

    def test_the_report_counts_and_lists(self):
        self.due_before()
        self.due_before(self.sports_a)
        self.maths_teacher.name = "=1+1"
        self.replay("8.0", "9.0", "", "6.0")
        self.replay("D", book=self.sports_a, user=self.sports_teacher)
        summary, listed = self.report(self.leader)
        row = next(row for row in summary if row[0] == "=1+1")
        # up, down, unchanged, first, cleared, other, all, of them after posting
        self.assertEqual(row[1:9], (1, 1, 0, 1, 0, 0, 3, 0))
        totals = [row[1:9] for row in summary if row[0] == "Total"]
        self.assertEqual(totals, [(1, 1, 0, 2, 0, 0, 4, 0)] * 4)
        self.assertIn("10:00–10:59", [row[0] for row in summary])
        lines = [row for row in listed if row[1] in ("=1+1", "Sports teacher")]
        self.assertEqual(
            [row[6:10] for row in lines if row[1] == "=1+1"],
            [
                (None, 8, "First entry", None),
                (8, 9, "Up", "+1,0"),
                (9, 6, "Down", "−3,0"),
            ],
        )
        self.assertEqual(lines[0][0], "20/11/2025 10:00:00")
        # a teacher's report holds the teacher's changes
        [_summary, own] = self.report(self.sports_teacher)
        self.assertNotIn("=1+1", [row[1] for row in own])
        self.assertEqual(len(self.report(self.clerk)[1]), 6 + 1)

    def test_the_report_of_another_school_is_refused(self):
        with self.assertRaises(AccessError):
            self.report(self.other_leader)

    def test_the_term_asked_for_is_the_one_under_way(self):
        choice = self.env["school.term.choice"].with_user(self.leader)
        for moment, term in ((WORKING_DAY, self.term_1), ("2026-07-01", self.term_2)):
            with freeze_time(moment):
                asked = choice.create({})
                self.assertEqual(asked.term_id, term)
                link = asked.action_export_changes()["url"]
                self.assertEqual(link, f"/school/changes/{term.id}.xlsx")

    # -- however much there is -----------------------------------------------------------

    def test_queries_do_not_grow_with_classes(self):
        size = 4
        classes = [
            self.make_class(f"8K{number}", size, self.maths) for number in range(6)
        ]
        books = [self.book(klass, self.maths) for klass in classes]
        for book in books:
            self.due(book.assessment_ids, "2025-11-01 00:00:00")
            with freeze_time(WORKING_DAY):
                self.fill(
                    self.maths_teacher,
                    {column: ["8.0"] * size for column in book.assessment_ids},
                )
        names = {
            "at": {},
            "author": {},
            "old_text": {},
            "new_text": {},
            "direction": {},
            **{
                name: {"fields": {"display_name": {}}}
                for name in ("gradebook_id", "line_id", "assessment_id")
            },
        }
        for user in (self.leader, self.head_teacher, self.maths_teacher):
            model = self.env["school.mark.change"].with_user(user)
            counts = {}
            for number in (1, 1, 6):
                domain = [("class_id", "in", [klass.id for klass in classes[:number]])]
                counts[number] = (
                    self.queries(lambda m=model, d=domain: m.web_search_read(d, names)),
                    self.queries(
                        lambda m=model, d=domain: m.formatted_read_grouping_sets(
                            d, [["author_id", "direction"], ["hour"], []], ["__count"]
                        )
                    ),
                )
            with self.subTest(user=user.login):
                self.assertEqual(counts[1], counts[6])
                self.assertLessEqual(max(counts[6]), 20)


@tagged("post_install", "-at_install")
class TestManyChanges(Columns, SchoolCommon, TransactionCase):
    """1,299 entries and edits over several classes, against the script's own count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(1299)
        shared = cls.book(cls.class_a, cls.history_geography)
        cls.cells = {}  # (line, column): (teacher, values, book)
        for book, teacher, values in (
            (cls.book(cls.class_a, cls.maths), cls.maths_teacher, MARKS),
            (cls.book(cls.class_b, cls.maths), cls.head_teacher, MARKS),
            (cls.book(cls.class_a, cls.sports), cls.sports_teacher, ["D", "CD"]),
            (cls.book(cls.class_b, cls.sports), cls.sports_teacher, ["D", "CD"]),
            (shared, cls.history_teacher, MARKS),
        ):
            columns = book.assessment_ids
            if book == shared:
                columns = columns.filtered(lambda c: c.component_id == cls.history)
            for line in book.line_ids:
                for column in columns:
                    cls.cells[line.id, column.id] = (teacher, values, book)
        cls.columns = cls.env["school.assessment"].browse(
            {column for _line, column in cls.cells}
        )
        cls.entries = []  # (cell, user, moment, text), in order
        cls.replay()

    @classmethod
    def replay(cls):
        """Enter at random moments, by teacher, as many cells at once as come together."""
        now = datetime.fromisoformat("2025-10-01 00:00:00")
        stored = dict.fromkeys(cls.cells, "")
        while len(cls.entries) < ENTRIES:
            now += timedelta(minutes=cls.random.randrange(1, 2000))
            some = cls.random.sample(sorted(cls.cells), 24)
            by_teacher = {}
            for cell in some[: ENTRIES - len(cls.entries)]:
                teacher, values, _book = cls.cells[cell]
                texts = {*values, "#absent"} - {stored[cell]}
                # every third entry clears, if there is something to clear
                clears = stored[cell] and cls.random.random() < 0.35
                text = "" if clears else cls.random.choice(sorted(texts))
                stored[cell] = text
                by_teacher.setdefault(teacher, []).append((cell, text))
            for teacher, entered in by_teacher.items():
                now += timedelta(seconds=1)
                cls.enter_at(now, teacher, entered)

    @classmethod
    def enter_at(cls, now, teacher, entered):
        with freeze_time(now):
            marks = cls.env["school.mark"].with_user(teacher)
            changes = [Change(cell, "value", text) for cell, text in entered]
            marks._register_apply_all(changes, "grid")
        cls.entries += [(cell, teacher, now, text) for cell, text in entered]

    def expected(self, since, posted):
        """The changes as a person would tell them from each cell's entries."""
        rows = []
        histories = {}
        for cell, teacher, moment, text in self.entries:
            histories.setdefault(cell, []).append((teacher, moment, text))
        for cell, history in histories.items():
            last_said = last_mark = None
            for number, (teacher, moment, text) in enumerate(history):
                before = last_mark or last_said
                ends = number + 1 == len(history)
                if text:
                    last_said = text
                    last_mark = text if text[0] != "#" else last_mark
                elif not ends:
                    continue  # entered again later: told there
                if moment > min(since, posted):
                    direction, delta = self.direction(before, text)
                    rows.append(
                        (
                            cell,
                            teacher.id,
                            moment,
                            before or "",
                            text,
                            direction,
                            delta,
                            moment > since,
                            moment > posted,
                        )
                    )
        return sorted(rows)

    def direction(self, before, after):
        if not after:
            return "cleared", 0
        if after[0] == "#":
            return "other", 0
        if not before or before[0] == "#":
            return "first", 0
        if before == after:
            return "same", 0
        if before in MARKS:
            delta = float(after) - float(before)
            return ("up" if delta > 0 else "down"), delta
        return "other", 0

    def test_every_figure(self):
        """Every row, then the counts by teacher, class, subject, hour, weekday."""
        self.assertEqual(len(self.entries), ENTRIES)
        moments = sorted(moment for _c, _t, moment, _x in self.entries)
        since, posted = moments[ENTRIES // 4], moments[ENTRIES // 2]
        self.due(self.columns, since, posted)
        expected = self.expected(since, posted)
        changes = self.env["school.mark.change"].with_user(self.leader).search([])
        found = sorted(
            (
                (change.line_id.id, change.assessment_id.id),
                change.author_id.id,
                change.at,
                change.old or "",
                change.new or "",
                change.direction,
                change.delta,
                change.after_deadline,
                change.after_posting,
            )
            for change in changes
        )
        self.assertEqual(found, expected)
        for direction in ("up", "down", "same", "first", "cleared", "other"):
            self.assertIn(direction, {row[5] for row in expected})
        for name, key in (
            ("author_id", lambda row: row[1]),
            ("class_id", lambda row: self.cells[row[0]][2].class_id.id),
            ("subject_id", lambda row: self.cells[row[0]][2].subject_id.id),
            ("hour", lambda row: (row[2] + HANOI).hour),
            ("weekday", lambda row: str((row[2] + HANOI).isoweekday())),
            ("day:day", lambda row: (row[2] + HANOI).date()),
            ("after_posting", lambda row: row[8]),
        ):
            with self.subTest(group=name):
                counts = Counter((key(row), row[5]) for row in expected)
                groups = changes._read_group([], [name, "direction"], ["__count"])
                self.assertEqual(
                    {
                        (getattr(value, "id", value), direction): count
                        for value, direction, count in groups
                    },
                    counts,
                )

    def test_nothing_is_late_before_the_deadline(self):
        last = max(moment for _c, _t, moment, _x in self.entries)
        self.due(self.columns, last, last)
        self.assertFalse(self.env["school.mark.change"].search([]))
