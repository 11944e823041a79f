from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts, marks_workbook


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestQueries(GuardAsserts, SchoolCommon, TransactionCase):
    """Work for a class is done in a fixed number of queries, however big it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = {
            size: cls._make_big_book(name, size)
            for name, size in (("8X", 45), ("8Y", 90))
        }

    @classmethod
    def _make_big_book(cls, name, size):
        klass = cls.env["school.class"].create({"name": name, "year_id": cls.year.id})
        students = cls.env["school.student"].create(
            [
                {
                    "name": f"Học sinh {name} {number}",
                    "code": f"77{name}{number:03}",
                    "company_id": cls.company.id,
                }
                for number in range(size)
            ]
        )
        cls._enroll(klass, students)
        cls.env["school.teaching"].create(
            {
                "class_id": klass.id,
                "subject_id": cls.maths.id,
                "employee_id": cls.employees["maths_teacher"].id,
            }
        )
        klass._generate_gradebooks()
        return cls.book(klass, cls.maths)

    def queries(self, action):
        """How many queries ``action`` takes with nothing of the register in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        # read or not, as Python happens to have kept an environment of the user's
        self.maths_teacher.fetch(["company_id"])
        # looked up once per server, by the first save that gets through
        self.env.ref("school_gradebook.mail_activity_type_enter")
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def measured(self, action):
        """{size: queries} of ``action(book as its teacher)``, caches warm."""
        teacher = self.maths_teacher
        warm = self.book(self.class_a, self.maths).with_user(teacher)
        action(warm)
        return {
            size: self.queries(lambda book=book: action(book.with_user(teacher)))
            for size, book in self.books.items()
        }

    def changes(self, book, value="8", comments=True):
        lines, columns = book.line_ids.ids, book.assessment_ids.ids
        changes = [
            {"line": line, "assessment": column, "value": value, "seen": ""}
            for line in lines
            for column in columns
        ]
        if comments:
            changes += [
                {"line": line, "assessment": False, "value": "Chăm", "seen": ""}
                for line in lines
            ]
        return changes

    def fill(self, book, value="8"):
        changes = self.changes(book, value)
        outcome = book.save_cells(changes)
        self.assertEqual({cell["status"] for cell in outcome["cells"]}, {"saved"})

    def test_load_grid(self):
        empty = self.measured(lambda book: book.load_grid())
        self.assertEqual(empty[45], empty[90])
        self.assertLessEqual(empty[45], 15)
        for book in self.books.values():
            self.fill(book.with_user(self.maths_teacher))
        full = self.measured(lambda book: book.load_grid())
        self.assertEqual(full[45], full[90])
        self.assertLessEqual(full[45], 15)

    def test_load_grid_of_the_second_term_and_locked(self):
        self.lock(self.books[45], class_id=False, term_id=False)
        counts = {}
        for size, book in [*self.books.items(), *self.books.items()]:
            second = self.book(book.class_id, self.maths, "2").with_user(self.clerk)
            counts[size] = self.queries(lambda second=second: second.load_grid())
        self.assertEqual(counts[45], counts[90])
        self.assertLessEqual(counts[45], 16)

    def test_save_cells(self):
        """270 and 540 marks with 45 and 90 comments."""
        prepared = {book.id: self.changes(book) for book in self.books.values()}
        warm = self.book(self.class_a, self.maths)
        prepared[warm.id] = self.changes(warm)
        counts = self.measured(lambda book: book.save_cells(prepared[book.id]))
        self.assertEqual(counts[45], counts[90])
        for book in self.books.values():
            self.assertEqual(len(book.mark_ids), len(book.line_ids) * 6)

    def test_save_cells_again_and_refused(self):
        for book in self.books.values():
            self.fill(book.with_user(self.maths_teacher))
        self.fill(self.book(self.class_a, self.maths).with_user(self.maths_teacher))
        for value, lock in (("8", False), ("9", False), ("7", True)):
            if lock:
                self.lock(self.books[45], class_id=False, term_id=False)

            def save(book, value=value):
                changes = self.changes(book, value, comments=False)
                return book.save_cells([{**change, "seen": None} for change in changes])

            with self.subTest(value=value, lock=lock):
                counts = self.measured(save)
                self.assertEqual(counts[45], counts[90])

    def test_import(self):
        """Preview and confirmation of a sheet with every mark changed."""
        books = [*self.books.values(), self.book(self.class_a, self.maths)]
        contents = {
            book.id: marks_workbook(
                book,
                {line.student_id: [8, 7, 6, 5, 6.5, 7.5] for line in book.line_ids},
            )
            for book in books
        }
        door = self.env["school.import"].with_user(self.maths_teacher)

        def preview(book):
            return door.preview(
                "marks", "m.xlsx", contents[book.id], {"gradebook_id": book.id}
            )

        counts = self.measured(preview)
        self.assertEqual(counts[45], counts[90])
        counts = self.measured(
            lambda book: self.import_marks(
                self.maths_teacher, book, contents[book.id], preview(book)
            )
        )
        self.assertEqual(counts[45], counts[90])
        self.assertEqual(len(self.books[90].mark_ids), 540)

    def many_locks(self, book, count):
        """Locks of every mode over ``book``, each opened for its teacher."""
        administrator = self.env["school.lock"].with_user(self.administrator)
        locks = administrator.create(
            [
                {
                    "company_id": self.company.id,
                    "year_id": self.year.id,
                    "term_id": self.term_1.id,
                    "class_id": book.class_id.id,
                    "subject_id": self.maths.id,
                    "mode": ("all", "entered", "deadline")[number % 3],
                    "decided_by_id": self.leader.id,
                    "reason": str(number),
                }
                for number in range(count)
            ]
        )
        openings = self.env["school.lock.exception"].with_user(self.leader)
        openings.with_context(mail_notify_force_send=False).create(
            [
                {
                    "gradebook_id": book.id,
                    "assessment_ids": [(6, 0, book.assessment_ids.ids)],
                    "lock_ids": [(6, 0, lock.ids)],
                    "user_ids": [(6, 0, self.maths_teacher.ids)],
                    "date_to": "2025-12-31 00:00:00",
                    "reason": "x",
                }
                for lock in locks
            ]
        ).action_grant()

    def test_locks_and_openings_by_the_hundred(self):
        """Their number changes neither the queries of a grid nor those of a save."""
        for book, count in zip(self.books.values(), (3, 500), strict=True):
            self.many_locks(book, count)
        self.lock(self.book(self.class_a, self.maths), subject_id=self.maths.id)
        loaded = self.measured(lambda book: book.with_context(lang="en_US").load_grid())
        self.assertEqual(loaded[45], loaded[90])
        self.assertLessEqual(loaded[90], 15)
        prepared = {
            book.id: self.changes(book, comments=False)
            for book in (*self.books.values(), self.book(self.class_a, self.maths))
        }
        saved = self.measured(
            lambda book: self.assertNotIn(
                "conflict",
                {c["status"] for c in book.save_cells(prepared[book.id])["cells"]},
            )
        )
        self.assertEqual(saved[45], saved[90])

    def test_verify(self):
        for book in self.books.values():
            self.fill(book.with_user(self.maths_teacher))
        counts = self.measured(lambda book: self.assertTrue(self.verify(book)["ok"]))
        self.assertEqual(counts[45], counts[90])
