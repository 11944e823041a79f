import base64
import io

import openpyxl

from odoo.exceptions import AccessDenied, AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from .common import EmptySchool, SchoolCommon, make_user, sample_file

ROLES = {
    "principal": "group_leadership",
    "vice_principal": "group_leadership",
    "administrator": "group_administrator",
    "clerk": "group_clerk",
    "monitor": "group_monitor",
    "teacher": "group_teacher",
}


@tagged("post_install", "-at_install")
class TestSchoolYear(TransactionCase):
    """A year's name and its days go together: regulations follow from the name."""

    def dates(self, year):
        return [
            str(day)
            for term in year.term_ids.sorted("number")
            for day in (term.date_start, term.date_end)
        ]

    def test_days_follow_the_name_in_the_form(self):
        with Form(self.env["school.year"]) as form:
            form.name = "2031-2032"
            self.assertEqual(str(form.date_start), "2031-09-05")
            self.assertEqual(str(form.date_end), "2032-05-31")
        self.assertEqual(
            self.dates(form.record),
            ["2031-09-05", "2032-01-17", "2032-01-18", "2032-05-31"],
        )

    def test_the_name_follows_the_first_day_in_the_form(self):
        with Form(self.env["school.year"]) as form:
            form.date_start = "2031-08-28"
            self.assertEqual(form.name, "2031-2032")
            self.assertEqual(str(form.date_end), "2032-05-31")

    def test_a_name_alone_is_enough(self):
        year = self.env["school.year"].create({"name": "2031-2032"})
        self.assertEqual(
            (str(year.date_start), str(year.date_end)), ("2031-09-05", "2032-05-31")
        )

    def test_a_name_of_other_days_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "2031"):
            self.env["school.year"].create(
                {"name": "2031-2032", "date_start": "2030-09-05"}
            )


@tagged("post_install", "-at_install")
class TestGradebooksOfAYear(SchoolCommon, TransactionCase):
    """Gradebooks, columns and lines follow from regulation, periods and roll."""

    def test_columns(self):
        book = self.book(self.class_a, self.history_geography)
        self.assertEqual(
            [
                (column.kind, column.number, column.component_id)
                for column in book.assessment_ids
            ],
            [
                ("tx", 1, self.history),
                ("tx", 2, self.history),
                ("tx", 3, self.geography),
                ("tx", 4, self.geography),
                ("gk", 1, self.env["school.subject.component"]),
                ("ck", 1, self.env["school.subject.component"]),
            ],
        )

    def test_entering_through_the_common_school(self):
        book = self.book(self.class_a, self.maths)
        student = self.students_a[0]
        [mark] = self.enter(self.maths_teacher, book, {(student, "tx", 1): "8.0"})
        self.assertEqual((mark.state, mark.score), ("recorded", 8.0))
        with self.assertRaises(UserError):
            self.enter(self.sports_teacher, book, {(student, "tx", 2): "8.0"})
        self.lock(book)
        with self.assertRaises(UserError):
            self.enter(self.maths_teacher, book, {(student, "tx", 2): "8.0"})

    def test_generating_again_changes_nothing(self):
        books = self.year.class_ids.gradebook_ids
        lines, columns = books.line_ids, books.assessment_ids
        self.assertEqual(len(books), 2 * 3 * 2)
        self.year.with_user(self.administrator).action_generate_gradebooks()
        self.assertEqual(self.year.class_ids.gradebook_ids, books)
        self.assertEqual(books.line_ids, lines)
        self.assertEqual(books.assessment_ids, columns)

    def test_a_subject_more(self):
        subject = self.env["school.subject"].create(
            {"name": "Tin học", "company_id": self.company.id}
        )
        self.year.class_ids._generate_gradebooks()
        self.assertFalse(self.book(self.class_a, subject), "no periods, no book")
        self.env["school.subject.level"].create(
            {"subject_id": subject.id, "level_id": self.level_8.id, "periods": 35}
        )
        self.year.class_ids.with_user(self.administrator)._generate_gradebooks()
        book = self.book(self.class_a, subject)
        self.assertEqual(book.assessment_ids.mapped("kind"), ["tx", "tx", "gk", "ck"])
        self.assertEqual(book.line_ids.student_id, self.students_a)

    def test_a_student_more(self):
        student = self.env["school.student"].create(
            {"name": "Vũ Mới", "code": "8800000099", "company_id": self.company.id}
        )
        self.env["school.enrollment"].with_user(self.administrator).create(
            {
                "student_id": student.id,
                "class_id": self.class_a.id,
                "date_from": "2025-11-03",
            }
        )
        for book in self.class_a.gradebook_ids:
            with self.subTest(book=book.name):
                self.assertTrue(self.line(book, student))

    def test_nobody_else_generates(self):
        for user in (self.maths_teacher, self.clerk, self.leader, self.monitor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["school.subject.level"].with_user(user).create(
                    {
                        "subject_id": self.maths.id,
                        "level_id": self.level_8.id,
                        "periods": 1,
                    }
                )


@tagged("post_install", "-at_install")
class TestAccounts(EmptySchool, TransactionCase):
    """Accounts for the whole staff in one step, by the school's administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load("staff", sample_file("staff.xlsx"))
        cls.staff = cls.env["hr.employee"].search(
            [("company_id", "=", cls.company.id), ("school_code", "!=", False)]
        )

    def wizard(self, user=None):
        return (
            self.env["school.account.wizard"]
            .with_user(user or self.administrator)
            .create({})
        )

    def made(self):
        """Make the accounts; {login: (name, password, role)} of the sheet."""
        wizard = self.wizard()
        action = wizard.action_make()
        self.assertEqual(action["res_id"], wizard.id)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.sheet)))
        rows = list(book.active.iter_rows(min_row=2, values_only=True))
        self.assertEqual(len(rows), wizard.made_count)
        self.env.flush_all()
        return {login: (name, word, role) for name, login, word, role in rows}

    def test_everybody_gets_the_role_of_the_position(self):
        self.assertEqual(self.wizard().line_count, 24)
        sheet = self.made()
        self.assertEqual(len(sheet), 24)
        for employee in self.staff:
            user = employee.user_id
            with self.subTest(code=employee.school_code):
                self.assertEqual(user.login, employee.school_code.lower())
                self.assertEqual(user.name, employee.name)
                self.assertEqual(user.company_ids, self.company)
                self.assertEqual(user.tz, "Asia/Ho_Chi_Minh")
                group = self.env.ref(
                    f"school_gradebook.{ROLES[employee.school_position]}"
                )
                self.assertEqual(user.group_ids, group)
                self.assertFalse(user.has_group("base.group_system"))
                self.assertIn(user.login, sheet)

    def test_the_passwords_of_the_sheet_work(self):
        sheet = self.made()
        login = "gv001"
        _name, password, role = sheet[login]
        self.assertEqual(role, "Teacher")
        credential = {"login": login, "password": password, "type": "password"}
        users = self.env["res.users"]
        user = users.search([("login", "=", login)])
        self.assertTrue(
            user.with_user(user)._check_credentials(credential, {"interactive": True})
        )
        with self.assertRaises(AccessDenied):
            user.with_user(user)._check_credentials(
                {**credential, "password": "x"}, {"interactive": True}
            )
        self.assertEqual(len({word for _name, word, _role in sheet.values()}), 24)

    def test_once_only(self):
        self.made()
        wizard = self.wizard()
        self.assertEqual(wizard.line_count, 0)
        users = self.staff.user_id
        wizard.employee_ids = self.staff
        wizard.action_make()
        self.assertEqual(wizard.made_count, 0)
        self.assertEqual(self.staff.user_id, users)

    def test_existing_accounts_gain_nothing(self):
        employee = self.staff.filtered(lambda e: e.school_code == "HT01")
        user = make_user(self.env, "somebody", "group_teacher", self.company)
        employee.user_id = user
        self.made()
        self.assertFalse(user.has_group("school_gradebook.group_leadership"))

    def test_a_login_that_is_taken(self):
        make_user(self.env, "gv001", "group_teacher", self.company)
        self.made()
        employee = self.staff.filtered(lambda e: e.school_code == "GV001")
        self.assertTrue(employee.user_id.login.startswith("gv001."))

    def test_only_administrators(self):
        self.made()
        for code in ("HT01", "VT01", "TPT01", "GV001"):
            user = self.staff.filtered(
                lambda e, code=code: e.school_code == code
            ).user_id
            with self.subTest(code=code), self.assertRaises(AccessError):
                self.wizard(user)

    def test_what_follows_from_assignments(self):
        """Teachers, homeroom teachers and heads read what is theirs, at once."""
        self.made()
        by_code = {e.school_code: e.user_id for e in self.staff}
        books = self.env["school.gradebook"]

        def readable(code):
            return books.with_user(by_code[code]).search([])

        own = readable("GV002")
        self.assertEqual(own.subject_id.mapped("name"), ["Ngữ văn"])
        self.assertEqual(len(own), 6 * 2, "six classes, two terms")
        homeroom = readable("GV001").filtered(lambda book: book.class_id.name == "6A")
        self.assertEqual(len(homeroom), 12 * 2, "the homeroom class, every subject")
        head = readable("GV007")
        self.assertIn("Khoa học tự nhiên", head.subject_id.mapped("name"))
        self.assertEqual(
            head.filtered(lambda b: b.subject_id.name == "Toán"),
            books.search(
                [("year_id", "=", self.year.id), ("subject_id.name", "=", "Toán")]
            ),
            "the department's books of all classes",
        )
        self.assertEqual(len(readable("HT01")), 288)
        self.assertEqual(len(readable("QT01")), 288)
        self.assertEqual(len(readable("VT01")), 288)
        self.assertFalse(readable("TPT01"))

    def test_teachers_need_no_rights_in_hr(self):
        self.made()
        teacher = self.staff.filtered(lambda e: e.school_code == "GV004").user_id
        env = self.env(user=teacher)
        self.env.invalidate_all()
        books = env["school.gradebook"].search([])
        self.assertTrue(books)
        read = books.read(["name", "teacher_names", "progress", "is_mine"])
        self.assertIn("Nguyễn Ngọc Tâm", read[0]["teacher_names"])
        classes = env["school.class"].search([])
        self.assertTrue(classes.read(["name", "homeroom_id", "student_count"]))
        with self.assertRaises(AccessError):
            self.staff[0].with_user(teacher).read(["school_code"])

    def test_importing_again_keeps_the_accounts(self):
        self.made()
        users = self.staff.user_id
        self.load("staff", sample_file("staff.xlsx"))
        self.assertEqual(self.staff.user_id, users)


@tagged("post_install", "-at_install")
class TestMissing(EmptySchool, TransactionCase):
    """What the students' files lack before 15 September is a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load("roster", sample_file("roster.xlsx"))
        cls.students = cls.env["school.student"].search(
            [("company_id", "=", cls.company.id)]
        )

    def missing(self, student):
        self.env.invalidate_all()
        text = student.with_user(self.administrator).missing
        return set(text.split(", ")) if text else set()

    def complete(self, student):
        """Give a student's file all that the sample does not have."""
        student.with_user(self.administrator).write(
            {
                "national_id": "001212000001",
                "image_1920": "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=",
            }
        )

    def test_what_the_sample_lacks(self):
        student = self.students[0]
        fields = student._fields
        self.assertEqual(
            self.missing(student),
            {
                fields[name]._description_string(self.env)
                for name in ("national_id", "image_1920")
            },
        )
        self.complete(student)
        self.assertEqual(self.missing(student), set())

    def test_every_field_counts(self):
        student = self.students[0].with_user(self.administrator)
        self.complete(student)
        for name in (
            *("registry_number", "birth_date", "birth_place", "gender"),
            *("national_id", "address", "ethnicity"),
        ):
            value = student[name]
            student[name] = False
            with self.subTest(field=name):
                label = student._fields[name]._description_string(self.env)
                self.assertEqual(self.missing(student), {label})
            student[name] = value
        student.guardian_ids.unlink()
        label = student._fields["guardian_ids"]._description_string(self.env)
        self.assertEqual(self.missing(student), {label})

    def test_the_list(self):
        self.complete(self.students[0])
        students = self.env["school.student"].with_user(self.administrator)
        incomplete = students.search([("missing", "!=", False)])
        self.assertEqual(len(incomplete), 473)
        self.assertEqual(students.search([("missing", "=", False)]), self.students[0])

    def test_the_list_takes_few_queries(self):
        students = self.env["school.student"].with_user(self.administrator)
        shown = {
            "class_id": {"fields": {"display_name": {}}},
            "code": {},
            "name": {},
            "missing": {},
        }
        counts = []
        for _again in range(2):  # rights and labels are in memory the second time
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = students.web_search_read([("missing", "!=", False)], shown)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(answer["length"], 474)
        self.assertLessEqual(counts[1], 12)
