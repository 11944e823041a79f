from odoo.tests import Form, TransactionCase, tagged

from .common import SchoolCommon
from .guarding import GuardAsserts


@tagged("post_install", "-at_install")
class TestColumns(GuardAsserts, SchoolCommon, TransactionCase):
    """A gradebook has the columns its circular knows, numbered and in its order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)  # TT22: four regular columns
        cls.columns = cls.env["school.assessment"].with_user(cls.administrator)

    def add(self, **values):
        return self.columns.create({"gradebook_id": self.book_a.id, **values})

    def titles(self):
        self.book_a.invalidate_recordset(["assessment_ids"])
        return [column._title() for column in self.book_a.assessment_ids]

    def test_columns_the_circular_does_not_know(self):
        for code, values in (
            ("column_unknown", {"kind": "dk"}),
            ("column_once", {"kind": "gk"}),
            ("column_once", {"kind": "ck", "number": 1}),
            ("column_number", {"kind": "tx", "number": -3}),
            ("column_number", {"kind": "tx", "number": 4}),
            ("column_number", {"kind": "tx", "number": 9}),
            ("computed_kept", {"kind": "tx", "weight": 0}),
            ("computed_kept", {"kind": "tx", "weight": -5}),
            ("computed_kept", {"kind": "tx", "weight": 100000}),
            ("computed_kept", {"kind": "tx", "sequence": 1}),
        ):
            with self.subTest(values=values):
                self.assertRefused(code, lambda values=values: self.add(**values))
                commands = [(0, 0, values)]
                book = self.book_a.with_user(self.administrator)
                self.assertRefused(
                    code, lambda b=book, c=commands: b.write({"assessment_ids": c})
                )
        forged = self.columns.with_context(default_weight=9, default_number=7)
        self.assertRefused(
            "column_number",
            lambda: forged.create({"gradebook_id": self.book_a.id, "kind": "tx"}),
        )

    def test_new_columns_take_the_next_number_and_their_place(self):
        values = {"gradebook_id": self.book_a.id}
        fifth, sixth = self.columns.create([values, {**values, "number": 6}])
        self.assertEqual((fifth.number, sixth.number), (5, 6))
        self.assertEqual((fifth.weight, sixth.weight), (1, 1))
        regular = [f"ĐĐGtx {number}" for number in range(1, 7)]
        self.assertEqual(self.titles(), [*regular, "ĐĐGgk", "ĐĐGck"])
        self.assertEqual(self.book_a.assessment_ids.mapped("weight")[-2:], [2, 3])
        fifth.unlink()
        self.assertEqual(self.add().number, 5)
        titles = self.titles()
        grid = self.book_a.with_user(self.maths_teacher).load_grid()
        self.assertEqual([column["title"] for column in grid["columns"]], titles)

    def test_the_order_stays(self):
        column = self.column(self.book_a, "ck").with_user(self.administrator)
        self.assertRefused("computed_kept", lambda: column.write({"sequence": 1}))
        book = self.book_a.with_user(self.administrator)
        commands = [(1, column.id, {"sequence": 1})]
        self.assertRefused(
            "computed_kept", lambda: book.write({"assessment_ids": commands})
        )

    def test_the_form_proposes_the_next_number(self):
        with Form(self.book_a.with_user(self.administrator)) as form:
            for number in (5, 6):
                with form.assessment_ids.new() as line:
                    self.assertEqual(line.number, number)
        self.assertEqual(
            self.titles()[3:7], [f"ĐĐGtx {n}" for n in (4, 5, 6)] + ["ĐĐGgk"]
        )
