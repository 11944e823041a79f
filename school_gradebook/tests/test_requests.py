from odoo.tests import TransactionCase, tagged

from ..models.school_problem_text import problem_text
from ..register.values import Problem
from .common import SchoolCommon
from .guarding import GuardAsserts


@tagged("post_install", "-at_install")
class TestRequests(GuardAsserts, SchoolCommon, TransactionCase):
    """What other software asks wrongly is answered with a sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.student = cls.students_a[0]
        cls.enter(cls.maths_teacher, cls.book_a, {(cls.student, "tx", 1): "9.0"})
        cls.asked = cls.book_a.with_user(cls.maths_teacher)
        cls.row = cls.line(cls.book_a, cls.student).id
        cls.tx_1 = cls.column(cls.book_a, "tx", 1).id

    def test_places_that_are_none(self):
        for wrong in ([1], "x", {"id": 1}, True, 1.5, -1, 2**40, None):
            with self.subTest(wrong=wrong):
                changes = [
                    {"line": wrong, "assessment": self.tx_1, "value": "8"},
                    {"line": self.row, "assessment": wrong, "value": "8"},
                ]
                for change in changes[: 1 if wrong is None else 2]:
                    answer = self.asked.save_cells([change])
                    self.assertCellRefused("no_such_cell", answer)
                for action in (
                    lambda wrong=wrong: self.asked.cell_history(line=wrong),
                    lambda wrong=wrong: self.asked.explain_average(line=wrong),
                    lambda wrong=wrong: self.asked.held_history(assessment=wrong),
                ):
                    self.assertRefused("no_such_cell", action)

    def test_places_and_days_of_make_up_tests_and_openings(self):
        self.lock(self.book_a, subject_id=self.maths.id)
        for wrong in ([1], "x", {"id": 1}, True, 1.5, -1, 2**30, None):
            change = {"line": wrong, "assessment": wrong, "date": "2026-01-01"}
            with self.subTest(wrong=wrong):
                for action in (self.asked.set_makeup, self.asked.enter_consequence):
                    self.assertCellRefused("no_such_cell", action([change]))
                self.assertRefused(
                    "no_such_cell",
                    lambda wrong=wrong: self.asked.request_opening([wrong], reason="x"),
                )
        self.assertRefused(
            "no_such_cell", lambda: self.asked.request_opening("x", reason="x")
        )
        for day in ("soon", [1], True, "2025-02-30"):
            for name in ("held", "until"):
                with self.subTest(day=day, name=name):
                    self.assertRefused(
                        "bad_date",
                        lambda given={name: day}: self.asked.request_opening(
                            [self.tx_1], reason="x", **given
                        ),
                    )

    def test_not_one_gradebook(self):
        for books in (
            self.asked + self.book(self.class_b, self.sports),
            self.asked[:0],
        ):
            for action in (
                books.load_grid,
                lambda books=books: books.save_cells([]),
                lambda books=books: books.cell_history(line=self.row),
            ):
                self.assertRefused("one_gradebook", action)

    def test_verifying_what_is_no_gradebook(self):
        chains = self.env["school.journal.chain"].with_user(self.leader)
        for given in (
            {"gradebook_ids": "x"},
            {"gradebook_ids": ["x"]},
            {"year_id": "x"},
        ):
            self.assertRefused(
                "nothing_to_verify", lambda given=given: chains.verify(**given)
            )

    def test_a_size_is_told_with_the_languages_decimal_sign(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        for limit, lang, text in (
            (20.0, "vi_VN", "20 MB"),
            (20.5, "vi_VN", "20,5 MB"),
            (20.5, "en_US", "20.5 MB"),
        ):
            env = self.env(context={"lang": lang})
            problem = Problem("unpacks_too_big", part="x", limit=limit)
            self.assertIn(text, problem_text(env, problem))

    def test_a_refused_value_leaves_the_stored_one_in_sight(self):
        for value in ("11", "abc", "7,55"):
            answer = self.save(
                self.maths_teacher, self.book_a, self.student, "tx", 1, value
            )
            [cell] = answer["cells"]
            self.assertEqual((cell["status"], cell["text"]), ("refused", "9.0"))
            self.assertEqual(cell["mine"], value)
