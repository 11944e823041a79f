from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestHeld(GuardAsserts, SchoolCommon, TransactionCase):
    """The day a test was held is an entry of the register like a mark."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.tx_1 = cls.column(cls.book_a, "tx")
        cls.gk = cls.column(cls.book_a, "gk")

    def record(self, day, user=None, column=None, **change):
        column = column or self.tx_1
        change = {"assessment": column.id, "date": day, **change}
        book = self.book_a.with_user(user or self.maths_teacher)
        return book.record_held([change])

    def entries(self, column=None):
        found = self.env["school.journal.entry"].search(
            [
                ("model", "=", "school.assessment"),
                ("record", "=", (column or self.tx_1).id),
            ],
            order="sequence",
        )
        return [(entry.old or "", entry.new or "") for entry in found]

    def test_recorded_changed_and_cleared(self):
        for day in ("2025-10-01", "02/10/2025", ""):
            [cell] = self.record(day)["cells"]
            self.assertEqual(cell["status"], "saved")
        self.assertEqual(
            self.entries(),
            [("", "2025-10-01"), ("2025-10-01", "2025-10-02"), ("2025-10-02", "")],
        )
        self.assertFalse(self.tx_1.held_date)
        self.assertWhole(self.book_a)

    def test_the_answer(self):
        answer = self.record("2025-10-01")
        [cell] = answer["cells"]
        self.assertEqual(
            {name: cell[name] for name in ("line", "assessment", "status", "text")},
            {
                "line": False,
                "assessment": self.tx_1.id,
                "status": "saved",
                "text": "2025-10-01",
            },
        )
        self.assertEqual(
            answer["columns"],
            [
                {
                    "id": self.tx_1.id,
                    "planned": False,
                    "held": "2025-10-01",
                    "deadline": False,
                    "due": False,
                    "late": False,
                }
            ],
        )
        [again] = self.record("2025-10-01")["cells"]
        self.assertEqual(again["status"], "same")

    def test_two_people_on_one_day(self):
        self.record("2025-10-01")
        [cell] = self.record("2025-10-03", seen="")["cells"]
        self.assertEqual(cell["status"], "conflict")
        self.assertEqual(
            (cell["text"], cell["mine"], cell["by"]),
            ("2025-10-01", "2025-10-03", self.maths_teacher.name),
        )
        [cell] = self.record("2025-10-03", seen="2025-10-01")["cells"]
        self.assertEqual(cell["status"], "saved")

    def test_history(self):
        self.record("2025-10-01")
        self.record("")
        self.record("2025-10-02")
        history = self.book_a.with_user(self.maths_teacher).held_history(self.tx_1.id)
        entered, line = history["entries"]
        self.assertEqual((entered["old"], entered["new"]), ("", "01/10/2025"))
        self.assertEqual(
            (line["event"], line["old"], line["new"], line["user"]),
            ("reentered", "01/10/2025", "02/10/2025", self.maths_teacher.name),
        )
        self.assertIn("ĐĐGtx 1", history["title"])
        other = self.column(self.book(self.class_b, self.maths), "tx")
        self.assertRefused("no_such_cell", lambda: self.book_a.held_history(other.id))

    def test_the_journal_names_the_column(self):
        self.record("2025-10-01")
        entry = self.env["school.journal.entry"].search(
            [("model", "=", "school.assessment")], limit=1
        )
        entry = entry.with_user(self.maths_teacher)
        self.assertEqual(entry.place, "ĐĐGtx 1 – held on")
        self.assertEqual((entry.old_text, entry.new_text), ("", "01/10/2025"))
        self.assertEqual(entry.cell, f"0:{self.tx_1.id}:0:tx1")

    def test_who(self):
        for user, code in (
            (self.maths_teacher, False),
            (self.head_teacher, "not_your_gradebook"),
            (self.homeroom_teacher, "not_your_gradebook"),
            (self.administrator, "not_your_gradebook"),
            (self.leader, "not_your_gradebook"),
            (self.clerk, "not_your_gradebook"),
        ):
            with self.subTest(user=user.login):
                day = "2025-10-02" if code else "2025-10-01"
                [cell] = self.record(day, user)["cells"]
                self.assertEqual(cell["code"], code)
                if code:
                    self.assertRegex(cell["reason"], self.sentence(code))
        for user in (self.sports_teacher, self.monitor, self.other_teacher):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.record("2025-10-01", user)

    def test_a_colleagues_component(self):
        book = self.book(self.class_a, self.history_geography)
        column = self.column(book, "tx", 1)
        change = {"assessment": column.id, "date": "2025-10-01"}
        [cell] = book.with_user(self.geography_teacher).record_held([change])["cells"]
        self.assertEqual(cell["code"], "column_of_colleague")
        [cell] = book.with_user(self.history_teacher).record_held([change])["cells"]
        self.assertEqual(cell["status"], "saved")

    def test_days_that_are_none(self):
        for day, code in (
            ("2025-11-20", False),  # today
            ("2025-11-21", "held_in_future"),
            ("2025-09-04", "day_outside_term"),
            ("2025-09-05", False),
            ("31/02/2025", "bad_date"),
            ("soon", "bad_date"),
            (["2025-10-01"], "bad_date"),
            (0, "bad_date"),
            (True, "bad_date"),
        ):
            with self.subTest(day=day):
                [cell] = self.record(day)["cells"]
                self.assertEqual(cell["code"], code)

    @freeze_time("2026-02-10 03:00:00")
    def test_after_the_term(self):
        [cell] = self.record("2026-01-18")["cells"]
        self.assertEqual(cell["code"], "day_outside_term")
        [cell] = self.record("2026-01-17")["cells"]
        self.assertEqual(cell["status"], "saved")

    @freeze_time("2025-11-19 17:00:01")
    def test_today_is_the_schools(self):
        """Midnight has passed where the school is."""
        self.maths_teacher.tz = "America/New_York"
        [cell] = self.record("2025-11-20")["cells"]
        self.assertEqual(cell["status"], "saved")

    def test_locked(self):
        self.record("2025-10-01")
        self.lock(self.book_a, kind="tx")
        [cell] = self.record("2025-10-02")["cells"]
        self.assertEqual(cell["code"], "locked")
        [cell] = self.record("2025-10-02", column=self.gk)["cells"]
        self.assertEqual(cell["status"], "saved")

    def test_the_orms_doors(self):
        mine = self.tx_1.with_user(self.maths_teacher)
        mine.held_date = "2025-10-01"
        self.assertEqual(self.entries(), [("", "2025-10-01")])
        admin = self.tx_1.with_user(self.administrator)
        root = self.tx_1.with_user(self.env.ref("base.user_root"))
        for way, code, action in (
            ("admin", "not_your_gradebook", lambda: admin.write({"held_date": False})),
            ("root", "not_your_gradebook", lambda: root.write({"held_date": False})),
            (
                "sudo",
                "not_your_gradebook",
                lambda: admin.sudo().write({"held_date": "2025-10-02"}),
            ),
            (
                "future",
                "held_in_future",
                lambda: mine.write({"held_date": "2026-01-02"}),
            ),
            ("no day", "bad_date", lambda: mine.write({"held_date": "soon"})),
            (
                "gradebook",
                "not_your_gradebook",
                lambda: self.book_a.with_user(self.administrator).write(
                    {"assessment_ids": [(1, self.tx_1.id, {"held_date": False})]}
                ),
            ),
        ):
            with self.subTest(way=way):
                self.assertRefused(code, action)
        self.lock(self.book_a)
        self.assertRefused("locked", lambda: mine.write({"held_date": False}))

    def test_a_new_column_with_its_day(self):
        """The day passes the guard; nobody but the teacher records it."""
        values = {
            "gradebook_id": self.book_a.id,
            "kind": "tx",
            "held_date": "2025-10-01",
        }
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env["school.assessment"].with_user(self.administrator).create(values)
        self.assertRegex(str(caught.exception), self.sentence("not_your_gradebook"))

    def test_a_column_that_was_held_stays(self):
        self.record("2025-10-01")
        self.record("")
        column = self.tx_1.with_user(self.administrator)
        self.assertRefused("column_held", column.unlink, ["ĐĐGtx 1"])
        self.assertTrue(self.column(self.book_a, "tx", 2).unlink())

    def test_changes_that_are_none(self):
        book = self.book_a.with_user(self.maths_teacher)
        for changes in (None, "x", [1], [{"assessment": self.tx_1.id}]):
            self.assertRefused(
                "bad_held_changes", lambda changes=changes: book.record_held(changes)
            )
        other = self.column(self.book(self.class_b, self.maths), "tx")
        for column in (other.id, 0, False, "x", [self.tx_1.id], {}):
            change = {"assessment": column, "date": "2025-10-01"}
            [cell] = book.record_held([change])["cells"]
            self.assertEqual(cell["code"], "no_such_cell")
        twice = [{"assessment": self.tx_1.id, "date": "2025-10-01"}] * 2
        outcome = book.record_held(twice)["cells"]
        self.assertEqual([cell["code"] for cell in outcome], [False, "cell_twice"])

    def test_changed_around_the_register(self):
        self.record("2025-10-01")
        self.env.flush_all()
        for statement in (
            f"UPDATE school_assessment SET held_date = '2025-09-30'"
            f" WHERE id = {self.tx_1.id}",
            f"UPDATE school_assessment SET held_date = NULL WHERE id = {self.tx_1.id}",
            f"UPDATE school_assessment SET held_date = '2025-09-30'"
            f" WHERE id = {self.gk.id}",
        ):
            with self.subTest(statement=statement), self.env.cr.savepoint() as point:
                self.env.cr.execute(statement)
                outcome = self.verify(self.book_a)
                self.assertEqual(outcome["fault"]["code"], "value_differs")
                self.assertIn("ĐĐG", outcome["fault"]["text"])
                point.rollback()
        self.assertWhole(self.book_a)
