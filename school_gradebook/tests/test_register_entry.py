from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL

from .common import SchoolCommon
from .guarding import FORGED_KEYS, WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestRegisterValues(GuardAsserts, SchoolCommon, TransactionCase):
    """What a cell may hold: blank is not zero, absent is neither."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scored = cls.book(cls.class_a, cls.maths)
        cls.rated = cls.book(cls.class_a, cls.sports)
        cls.student, cls.other_student = cls.students_a[:2]

    def stored(self, mark):
        self.env.flush_all()
        [row] = self.env.execute_query(
            SQL("SELECT state, score, rating FROM school_mark WHERE id = %s", mark.id)
        )
        return row

    def test_zero_blank_and_absent(self):
        mark = self.enter(
            self.maths_teacher, self.scored, {(self.student, "tx", 1): "0.0"}
        )
        line = self.line(self.scored, self.student)
        self.assertEqual(self.stored(mark), ("recorded", 0, None))
        self.assertEqual((line.average, line.average_state), (0, "provisional"))
        self.enter(self.maths_teacher, self.scored, {(self.student, "tx", 1): ""})
        self.assertEqual(self.stored(mark), ("blank", None, None))
        self.assertEqual(line.average_state, "none")
        self.enter(
            self.maths_teacher, self.scored, {(self.student, "tx", 1): "#absent"}
        )
        self.assertEqual(self.stored(mark), ("absent", None, None))
        self.assertEqual(line.average_state, "none")
        self.assertEqual(
            self.cell_entries(self.scored, self.student, "tx"),
            [("", "0.0"), ("0.0", ""), ("", "#absent")],
        )

    def test_values_by_the_orms_door(self):
        """Forms, lists and RPC say values by fields; each means one canonical text."""
        mark = self.enter(
            self.maths_teacher, self.scored, {(self.student, "gk", 1): "7.5"}
        ).with_user(self.maths_teacher)
        for values, text in (
            ({"score": 0}, "0.0"),
            ({"score": 0.0, "state": "recorded"}, "0.0"),
            ({"score": False}, ""),
            ({"score": 10}, "10.0"),
            ({"state": "recorded"}, "10.0"),
            ({"score": 9.1}, "9.1"),
            ({"score": "8.5"}, "8.5"),
            ({"state": "absent"}, "#absent"),
            ({"score": 6.5, "state": "recorded"}, "6.5"),
            ({"state": "absent", "score": 3}, "#absent"),
            ({"score": 4}, "4.0"),
            ({"state": "blank"}, ""),
        ):
            with self.subTest(values=values):
                mark.write(values)
                self.assertEqual(mark._value().text, text)
        self.assertWhole(self.scored)

    def test_illegal_values(self):
        mark = self.enter(
            self.maths_teacher, self.scored, {(self.student, "tx", 1): "7.0"}
        ).with_user(self.maths_teacher)
        for code, values in (
            ("above_10", {"score": 10.1}),
            ("above_10", {"score": 11}),
            ("negative", {"score": -1}),
            ("not_whole", {"score": 7.5}),
            ("two_decimals", {"score": 7.25}),
            ("not_a_mark", {"score": float("nan")}),
            ("not_a_mark", {"score": float("inf")}),
            ("not_a_mark", {"score": "tám"}),
            ("wrong_type", {"score": True}),
            ("wrong_type", {"score": [8]}),
            ("formula", {"score": "=1+1"}),
            ("not_a_mark", {"rating": "D"}),
            ("not_a_rating", {"rating": "XX"}),
            ("wrong_type", {"state": "verified"}),
            ("exempt_by_decision", {"state": "exempt"}),
        ):
            with self.subTest(values=values):
                self.assertRefused(code, lambda values=values: mark.write(values))
        mark.write({"state": "absent"})
        self.assertRefused("value_missing", lambda: mark.write({"state": "recorded"}))

    def test_comment_subjects(self):
        book, student = self.rated, self.student
        mark = self.enter(self.sports_teacher, book, {(student, "tx", 1): "D"})
        mark = mark.with_user(self.sports_teacher)
        self.assertEqual(self.stored(mark), ("recorded", None, "D"))
        for value in (8, 0):
            self.assertRefused(
                "not_a_rating", lambda value=value: mark.write({"score": value})
            )
        mark.write({"rating": "CD"})
        self.assertEqual(
            self.cell_entries(book, student, "tx"), [("", "D"), ("D", "CD")]
        )
        outcome = self.save(self.sports_teacher, book, student, "tx", 2, "8")
        self.assertCellRefused("not_a_rating", outcome)

    def test_save_cells_refuses_what_is_no_cell(self):
        """Lines and columns of other gradebooks, and things that are no ids at all."""
        book = self.scored.with_user(self.maths_teacher)
        line, column = book.line_ids[0].id, book.assessment_ids[0].id
        other = self.book(self.class_b, self.maths)
        before = self.register_state()
        for line_id, column_id in (
            (other.line_ids[0].id, column),
            (line, other.assessment_ids[0].id),
            (10**9, column),
            (line, 10**9),
            (False, column),
            ("1", column),
        ):
            with self.subTest(line=line_id, column=column_id):
                outcome = book.save_cells(
                    [{"line": line_id, "assessment": column_id, "value": "8"}]
                )
                self.assertCellRefused("no_such_cell", outcome)
        self.assertEqual(self.register_state(), before)

    def test_a_cell_twice_in_one_request(self):
        """One of two values would be lost; nobody can tell which was meant."""
        book = self.scored.with_user(self.maths_teacher)
        line, column = book.line_ids[0].id, book.assessment_ids[0].id
        outcome = book.save_cells(
            [
                {"line": line, "assessment": column, "value": "7", "seen": ""},
                {"line": line, "assessment": column, "value": "9", "seen": ""},
                {"line": line, "assessment": False, "value": "Chăm", "seen": ""},
                {"line": line, "assessment": False, "value": "Lười", "seen": ""},
            ]
        )
        self.assertEqual(
            [(cell["status"], cell["code"]) for cell in outcome["cells"]],
            [
                ("saved", False),
                ("refused", "cell_twice"),
                ("saved", False),
                ("refused", "cell_twice"),
            ],
        )
        self.assertEqual(book.line_ids[0].comment, "Chăm")
        self.assertWhole(book)

    def test_a_record_named_twice(self):
        """RPC takes any list of ids; the journal tells a change once."""
        mark = self.enter(
            self.maths_teacher, self.scored, {(self.student, "tx", 1): "7.0"}
        ).with_user(self.maths_teacher)
        mark.browse([mark.id, mark.id]).write({"score": 9})
        line = mark.line_id
        line.browse([line.id, line.id]).write({"comment": "Chăm"})
        self.assertEqual(
            self.cell_entries(self.scored, self.student, "tx"),
            [("", "7.0"), ("7.0", "9.0")],
        )
        self.assertEqual(self.assertWhole(self.scored)["entries"], 3)

    def test_one_bad_mark_stops_the_batch_of_create(self):
        """The ORM's create is all or none; the grid's save goes cell by cell."""
        line, (first, second) = self.scored.line_ids[0], self.scored.assessment_ids[:2]
        marks = self.env["school.mark"].with_user(self.maths_teacher)
        self.assertRefused(
            "above_10",
            lambda: marks.create(
                [
                    {"line_id": line.id, "assessment_id": first.id, "score": 8},
                    {"line_id": line.id, "assessment_id": second.id, "score": 11},
                ]
            ),
        )

    def test_comments(self):
        line = self.line(self.scored, self.student).with_user(self.maths_teacher)
        line.write({"comment": "  Tiến bộ rõ  "})
        self.assertEqual(line.comment, "Tiến bộ rõ")
        self.assertRefused(
            "comment_too_long", lambda: line.write({"comment": "x" * 2001})
        )
        line.write({"comment": False})
        self.assertFalse(line.comment)
        self.assertWhole(self.scored)

    def test_averages_are_computed_only(self):
        line = self.line(self.scored, self.student)
        for values in (
            {"average": 9.9},
            {"average_state": "final"},
            {"rating": "D"},
            {"year_average": 9.9, "year_state": "final"},
        ):
            for user in (self.maths_teacher, self.administrator, self.env.user):
                self.assertRefused(
                    "average_computed",
                    lambda user=user, values=values: line.with_user(user).write(values),
                )


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestRegisterInside(GuardAsserts, SchoolCommon, TransactionCase):
    """The guard inside the server: no code path of Odoo's own goes around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.student = cls.students_a[0]
        cls.mark = cls.enter(
            cls.maths_teacher, cls.book_a, {(cls.student, "tx", 1): "8.0"}
        )

    def test_the_key_never_changes(self):
        other_line = self.line(self.book_a, self.students_a[1])
        other_column = self.column(self.book_a, "tx", 2)
        other_book = self.book(self.class_a, self.maths, "2")
        for record, values in (
            (self.mark, {"line_id": other_line.id}),
            (self.mark, {"assessment_id": other_column.id}),
            (self.mark, {"gradebook_id": other_book.id}),
            (self.mark, {"company_id": self.other_company.id}),
            (self.mark, {"line_id": other_line.id, "score": 8}),
            (self.mark.line_id, {"gradebook_id": other_book.id}),
            (self.mark.line_id, {"enrollment_id": self.enrollments_b[0].id}),
            (other_line, {"mark_ids": [(4, self.mark.id)]}),
            (other_line, {"mark_ids": [(6, 0, self.mark.ids)]}),
            (self.mark.line_id, {"mark_ids": [(3, self.mark.id)]}),
            (self.mark.line_id, {"mark_ids": [(5,)]}),
            (other_book, {"mark_ids": [(4, self.mark.id)]}),
            (other_book, {"line_ids": [(4, self.mark.line_id.id)]}),
        ):
            for user in (self.maths_teacher, self.env.user):
                with self.subTest(values=values, user=user.login):
                    if record._name == "school.gradebook":
                        user = self.administrator
                    self.assertRefused(
                        "cell_moved",
                        lambda record=record, values=values, user=user: (
                            record.with_user(user).write(values)
                        ),
                    )

    def test_a_cell_exists_once(self):
        values = {
            "line_id": self.mark.line_id.id,
            "assessment_id": self.mark.assessment_id.id,
            "score": 9,
        }
        marks = self.env["school.mark"].with_user(self.maths_teacher)
        for action in (
            lambda: marks.create(values),
            lambda: marks.create([values, {**values, "score": 7}]),
            lambda: self.mark.with_user(self.maths_teacher).copy(),
            lambda: self.mark.with_user(self.maths_teacher).copy({"score": 9}),
            lambda: self.mark.line_id.with_user(self.maths_teacher).write(
                {"mark_ids": [(0, 0, values)]}
            ),
        ):
            self.assertRefused("cell_exists", action)

    def test_lines_come_from_the_roll_alone(self):
        """Nobody adds a row; one made by the server starts without values."""
        values = {
            "gradebook_id": self.book_a.id,
            "enrollment_id": self.enrollments_b[0].id,
            "company_id": self.company.id,
            "comment": "Chăm",
            "exempt": True,
            "average": 9.9,
        }
        for user in (self.maths_teacher, self.clerk, self.administrator, self.leader):
            with self.assertRaises(AccessError):
                self.env["school.gradebook.line"].with_user(user).create(values)
        line = self.env["school.gradebook.line"].create(values)
        self.assertEqual((line.comment, line.exempt, line.average), (False, False, 0))

    def test_context_switches_nothing(self):
        """Context comes from the caller; no key of it is a master key."""
        for key in FORGED_KEYS:
            for value in (True, False, 1):
                mark = self.mark.with_user(self.homeroom_teacher).with_context(
                    **{key: value if key not in ("lang", "tz") else "vi_VN"}
                )
                self.assertRefused(
                    "not_your_gradebook", lambda mark=mark: mark.write({"score": 9})
                )

    def test_server_actions_pass_the_guard(self):
        """Automation runs as whom it runs; its code cannot hand in unchecked changes."""
        model = self.env["ir.model"]._get("school.mark")
        codes = (
            "records.write({'score': 9})",
            "records.sudo().write({'score': 9})",
            "records.with_user(2).sudo().write({'score': 9})",
        )
        for code in codes:
            action = self.env["ir.actions.server"].create(
                {"name": "x", "model_id": model.id, "state": "code", "code": code}
            )
            run = action.with_context(
                active_model="school.mark", active_ids=self.mark.ids
            )
            self.assertRefused("not_your_gradebook", run.run)
        field = self.env["ir.model.fields"]._get("school.mark", "score")
        action = self.env["ir.actions.server"].create(
            {
                "name": "x",
                "model_id": model.id,
                "state": "object_write",
                "update_field_id": field.id,
                "update_path": "score",
                "value": "9",
            }
        )
        run = action.with_context(
            active_model="school.mark", active_id=self.mark.id, active_ids=self.mark.ids
        )
        self.assertRefused("not_your_gradebook", run.run)

    def test_unchecked_changes_are_not_written(self):
        """What the guard refused or never saw does not pass by its last step."""
        marks = self.env["school.mark"]
        changes = self.mark._register_changes_from_vals({"score": 9})
        self.assertRefused(
            "not_checked", lambda: marks._register_write(changes, "grid")
        )
        marks._register_check(changes, "grid")
        self.assertEqual(changes[0].problem.code, "not_your_gradebook")
        self.assertRefused(
            "not_checked", lambda: marks._register_write(changes, "grid")
        )

    def test_sources_are_told_by_the_server(self):
        self.mark.with_user(self.maths_teacher).with_context(source="correction").write(
            {"score": 9}
        )
        entry = self.env["school.journal.entry"].search([], limit=1)
        self.assertEqual((entry.source, entry.reference or ""), ("system", ""))

    def test_public_methods(self):
        """What other software may call is known by name; the rest is private."""
        names = {
            name: sorted(
                method
                for cls in type(self.env[name]).mro()
                if "school_gradebook" in cls.__module__
                or cls.__module__.endswith("kept")
                for method, value in vars(cls).items()
                if callable(value)
                and not method.startswith("_")
                and not getattr(value, "_api_private", False)
                and method not in ("create", "write", "unlink", "init")
            )
            for name in self.env
            if name.startswith("school.")
        }
        public = {name: set(methods) for name, methods in names.items() if methods}
        self.assertEqual(
            {name for name in public["school.gradebook"] if "action_" not in name},
            {
                "load_grid",
                "save_cells",
                "cell_history",
                "explain_average",
                "request_opening",
                "record_held",
                "held_history",
                "set_makeup",
                "enter_consequence",
                "message_subscribe",
            },
        )
        self.assertEqual(
            public["school.mark"],
            {"action_enter_consequence", "action_open_grid", "action_open_missing"},
        )
        self.assertNotIn("school.gradebook.line", public)
        self.assertNotIn("school.journal.entry", public)
        self.assertNotIn("school.register.entry", public)
        self.assertEqual(
            public["school.journal.chain"], {"verify", "action_verify_all"}
        )
        self.assertEqual(
            public["school.lock"],
            {"action_lift", "action_open_lift", "action_open_exceptions"},
        )
        self.assertEqual(public["school.delegation"], {"action_revoke"})
        self.assertEqual(public["school.move.in"], {"action_close"})
        self.assertEqual(
            public["school.import"], {"options", "preview", "apply", "marked_copy"}
        )
        self.assertNotIn("school.import.marks", public)
