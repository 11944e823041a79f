from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import SchoolCommon
from .guarding import GuardAsserts


@tagged("post_install", "-at_install")
class TestKept(GuardAsserts, SchoolCommon, TransactionCase):
    """What locks, owners and regulations follow from is not written around them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.enter(cls.maths_teacher, cls.book_a, {(cls.students_a[0], "tx", 1): "8.0"})
        cls.next_year = cls.env["school.year"].create(
            {
                "name": "2026-2027",
                "date_start": "2026-09-05",
                "company_id": cls.company.id,
            }
        )
        cls.level_9 = cls.env["school.level"].search([("grade", "=", 9)])
        cls.assignment = cls.env["school.teaching"].search(
            [("class_id", "=", cls.class_a.id), ("subject_id", "=", cls.maths.id)]
        )

    def test_computed_fields_are_never_written(self):
        """Read-only fields that the guard stands on, written by RPC's way in."""
        line = self.line(self.book_a, self.students_a[0])
        admin = self.administrator
        for user, record, values in (
            (admin, self.book_a, {"year_id": self.next_year.id}),
            (admin, self.book_a, {"level_id": self.level_9.id}),
            (admin, self.book_a, {"company_id": self.other_company.id}),
            (admin, self.book_a, {"name": "8B"}),
            (admin, self.book_a, {"teacher_user_ids": [(4, admin.id)]}),
            (admin, self.book_a, {"reader_user_ids": [(4, self.clerk.id)]}),
            (admin, self.class_a, {"regulation": "TT58"}),
            (admin, self.class_a, {"homeroom_user_id": admin.id}),
            (admin, self.class_a, {"staff_user_ids": [(4, admin.id)]}),
            (admin, self.class_a, {"company_id": self.other_company.id}),
            (admin, self.assignment, {"user_id": admin.id}),
            (admin, self.assignment, {"head_user_id": admin.id}),
            (admin, self.students_a[0], {"class_id": self.class_b.id}),
            (
                admin,
                self.book_a.assessment_ids[0],
                {"company_id": self.other_company.id},
            ),
            (self.maths_teacher, line, {"roll_number": 99}),
            (
                self.env.ref("base.user_root"),
                self.book_a,
                {"year_id": self.next_year.id},
            ),
        ):
            with self.subTest(model=record._name, values=values):
                self.assertRefused(
                    "computed_kept",
                    lambda record=record, user=user, values=values: record.with_user(
                        user
                    ).write(values),
                )

    def test_computed_fields_are_never_given_at_creation(self):
        """An assignment whose account is not its teacher's would hide who enters."""
        assignments = self.env["school.teaching"].with_user(self.administrator)
        self.assertRefused(
            "computed_kept",
            lambda: assignments.create(
                {
                    "class_id": self.class_b.id,
                    "subject_id": self.maths.id,
                    "employee_id": self.employees["maths_teacher"].id,
                    "user_id": self.administrator.id,
                }
            ),
        )
        self.assertFalse(assignments.search([("user_id", "=", self.administrator.id)]))

    def test_records_stay_in_their_school(self):
        other = {"company_id": self.other_company.id}
        for user, record in (
            (self.administrator, self.maths),
            (self.administrator, self.next_year),
            (self.clerk, self.students_a[0]),
        ):
            with self.subTest(model=record._name):
                self.assertRefused(
                    "place_kept",
                    lambda record=record, user=user: record.with_user(user).write(
                        other
                    ),
                    names=[record.display_name],
                )

    def test_records_stay_with_what_they_belong_to(self):
        guardian = self.env["school.guardian"].create(
            {"student_id": self.students_a[0].id, "name": "Mẹ"}
        )
        for user, record, values in (
            (self.administrator, self.assignment, {"class_id": self.class_b.id}),
            (self.administrator, self.assignment, {"subject_id": self.sports.id}),
            (self.administrator, self.history, {"subject_id": self.maths.id}),
            (self.administrator, self.maths.level_ids, {"subject_id": self.sports.id}),
            (self.administrator, self.term_1, {"year_id": self.next_year.id}),
            (self.clerk, guardian, {"student_id": self.students_a[1].id}),
        ):
            with (
                self.subTest(model=record._name, values=values),
                self.assertRaises(Exception) as caught,
                self.env.cr.savepoint(),
            ):
                record.with_user(user).write(values)
            self.assertRegex(
                str(caught.exception),
                "|".join(
                    self.sentence(code).pattern
                    for code in ("place_kept", "term_frozen")
                ),
            )

    def test_writing_the_same_place_is_harmless(self):
        """A re-imported CSV names every column, changed or not."""
        self.class_a.with_user(self.administrator).write(
            {"year_id": self.year.id, "level_id": self.level_8.id, "name": "8A"}
        )
        self.assignment.with_user(self.administrator).write(
            {"class_id": self.class_a.id, "date_to": "2026-05-31"}
        )

    def test_keys_of_the_structure_are_frozen(self):
        admin = self.administrator
        enrollment = self.enrollments_a[0]
        column = self.book_a.assessment_ids[0]
        for code, record, values in (
            ("class_frozen", self.class_a, {"year_id": self.next_year.id}),
            ("class_frozen", self.class_a, {"level_id": self.level_9.id}),
            ("year_frozen", self.year, {"name": "2020-2021"}),
            ("term_frozen", self.term_1, {"number": "2"}),
            ("subject_kind_frozen", self.maths, {"kind": "comment"}),
            ("book_frozen", self.book_a, {"class_id": self.class_b.id}),
            ("book_frozen", self.book_a, {"subject_id": self.sports.id}),
            ("book_frozen", self.book_a, {"term_id": self.term_2.id}),
            ("column_frozen", column, {"weight": 9}),
            ("column_frozen", column, {"kind": "ck"}),
            ("column_frozen", column, {"number": 7}),
            ("enrollment_frozen", enrollment, {"class_id": self.class_b.id}),
            ("enrollment_frozen", enrollment, {"student_id": self.students_b[0].id}),
        ):
            with self.subTest(code=code, values=values):
                self.assertRefused(
                    code,
                    lambda record=record, values=values: record.with_user(admin).write(
                        values
                    ),
                )

    def test_nothing_the_register_stands_on_is_deleted(self):
        root = self.env
        column = self.column(self.book_a, "tx", 1)
        for code, record in (
            ("book_kept", self.book_a.with_env(root)),
            ("cell_kept", self.book_a.line_ids[0].with_env(root)),
            ("cell_kept", self.book_a.mark_ids[0].with_env(root)),
            ("enrollment_kept", self.enrollments_a[0].with_env(root)),
            ("column_used", column.with_env(root)),
        ):
            with self.subTest(model=record._name):
                self.assertRefused(code, record.unlink)

    @mute_logger("odoo.sql_db")
    def test_deleting_upwards_stops_at_the_register(self):
        """No cascade from class, year, term, subject or student reaches a mark."""
        for record in (
            self.class_a,
            self.year,
            self.term_1,
            self.maths,
            self.students_a[0],
            self.maths_teacher,
            self.employees["maths_teacher"],
            self.company,
        ):
            before = self.register_state()
            try:
                with self.env.cr.savepoint():
                    record.unlink()
                    self.env.flush_all()
            except (UserError, IntegrityError):
                self.assertEqual(self.register_state(), before)
            else:
                self.fail(f"{record._name} was deleted")

    def test_a_gradebook_is_of_its_classes_year(self):
        """A second book with another year's term would stand beside the locked one."""
        books = self.env["school.gradebook"].with_user(self.administrator)
        with self.assertRaises(UserError) as caught:
            books.create(
                {
                    "class_id": self.class_a.id,
                    "subject_id": self.maths.id,
                    "term_id": self.next_year.term_ids[0].id,
                }
            )
        self.assertRegex(str(caught.exception), self.sentence("book_of_other_year"))

    def test_levels_are_given(self):
        """Levels are of all schools: no school's administrator renames them."""
        for values in ({"name": "8"}, {"grade": 9}):
            with self.assertRaises(AccessError):
                self.level_8.with_user(self.other_administrator).write(values)

    def test_people_do_not_rename_themselves(self):
        """The journal names them; they would enter marks under a colleague's name."""
        teacher = self.maths_teacher.with_user(self.maths_teacher)
        self.assertRefused("name_kept", lambda: teacher.write({"name": "Leader"}))
        teacher.write({"name": teacher.name, "signature": "Kính"})

    def test_assignments_are_told_on_the_class(self):
        """An administrator may give a class to somebody else, but not unseen."""
        admin = self.administrator
        self.assignment.with_user(admin).write(
            {"employee_id": self.employees["clerk"].id}
        )
        notes = self.class_a.message_ids
        self.assertEqual(notes[0].author_id, admin.partner_id)
        self.assertIn(self.employees["clerk"].name, notes[0].body)
        self.assertIn(self.employees["maths_teacher"].name, notes[1].body)

    def test_accounts_of_teachers_are_told_on_the_class(self):
        """Giving the teacher's file another account is an assignment too."""
        admin = self.administrator
        clerk = self.clerk
        self.employees["clerk"].user_id = False
        self.employees["maths_teacher"].with_user(admin).write({"user_id": clerk.id})
        [book] = self.book_a
        self.assertIn(clerk, book.teacher_user_ids)
        note = self.class_a.message_ids[0]
        self.assertEqual(note.author_id, admin.partner_id)
        self.assertIn(clerk.login, note.body)
        self.assertIn("Maths teacher", note.body)

    def test_a_new_column_makes_results_provisional(self):
        book = self.book(self.class_b, self.sports)
        student = self.students_b[0]
        self.enter(
            self.sports_teacher,
            book,
            {(student, c.kind, c.number): "D" for c in book.assessment_ids},
        )
        line = self.line(book, student)
        self.assertEqual(line.average_state, "final")
        self.env["school.assessment"].with_user(self.administrator).create(
            {"gradebook_id": book.id, "kind": "tx"}
        )
        self.assertEqual(line.average_state, "provisional")
