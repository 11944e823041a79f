from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..register.cells import Change
from .common import EmptySchool, make_user, sample_file, sample_rows, workbook

STAFF = ["Mã cán bộ", "Họ và tên", "Tổ chuyên môn", "Tổ trưởng", "Chức vụ"]
TEACHING = ["Lớp", "Môn học", "Phân môn", "Mã giáo viên"]
HOMEROOM = ["Lớp", "Mã giáo viên"]
SUBJECTS = ["Môn học", "Hình thức", "Khối 8", "Phân môn theo cột thường xuyên"]
PEOPLE = [
    ["GV01", "Lê An", "Tổ Toán", "x", "Giáo viên"],
    ["GV02", "Vũ Bình", "Tổ Toán", None, "Giáo viên"],
    ["GV03", "Hồ Chi", "Tổ Văn", None, "Giáo viên"],
]
COURSES = [
    ["Toán", "Điểm số", 140, None],
    ["Giáo dục thể chất", "Nhận xét", 70, None],
    ["Lịch sử và Địa lí", "Điểm số", 105, "Lịch sử, Lịch sử, Địa lí, Địa lí"],
]


# (code, sheet, cell, tables of a workbook that must be refused there)
MATHS = ["8A", "Toán", None, "GV01"]
REFUSED = (
    ("missing_value", "Can bo", "B3", {"people": [*PEOPLE[:1], ["GV09"]]}),
    (
        "duplicate_staff_code",
        "Can bo",
        "A3",
        {"people": [*PEOPLE[:1], ["GV01", "Vũ Hai"]]},
    ),
    (
        "two_heads",
        "Can bo",
        "D3",
        {"people": [*PEOPLE[:1], ["GV09", "Vũ Hai", "Tổ Toán", "x"]]},
    ),
    (
        "head_without_department",
        "Can bo",
        "D3",
        {"people": [*PEOPLE[:1], ["GV09", "Vũ Hai", None, "x"]]},
    ),
    ("unknown_form", "Mon hoc", "B2", {"subjects": [["Toán", "Vẽ", 140]]}),
    ("not_a_number", "Mon hoc", "C2", {"subjects": [["Toán", "Điểm", "x"]]}),
    (
        "duplicate_subject",
        "Mon hoc",
        "A3",
        {"subjects": [["Toán", "Điểm", 140], ["toán", "Điểm", 140]]},
    ),
    (
        "unknown_teacher",
        "Phan cong",
        "D2",
        {
            "people": PEOPLE[:1],
            "subjects": COURSES[:1],
            "teaching": [["8A", "Toán", None, "GV99"]],
        },
    ),
    (
        "unknown_subject",
        "Phan cong",
        "B2",
        {
            "people": PEOPLE[:1],
            "subjects": COURSES[:1],
            "teaching": [["8A", "Vẽ", None, "GV01"]],
        },
    ),
    (
        "unknown_component",
        "Phan cong",
        "C2",
        {
            "people": PEOPLE[:1],
            "subjects": COURSES[:1],
            "teaching": [["8A", "Toán", "Hình học", "GV01"]],
        },
    ),
    (
        "unknown_level",
        "Phan cong",
        "A2",
        {
            "people": PEOPLE[:1],
            "subjects": COURSES[:1],
            "teaching": [["Lá", "Toán", None, "GV01"]],
        },
    ),
    (
        "duplicate_assignment",
        "Phan cong",
        "A3",
        {"people": PEOPLE[:1], "subjects": COURSES[:1], "teaching": [MATHS, MATHS]},
    ),
    (
        "unknown_teacher",
        "Chu nhiem",
        "B2",
        {"people": PEOPLE[:1], "homerooms": [["8A", "GV99"]]},
    ),
    (
        "duplicate_homeroom",
        "Chu nhiem",
        "A3",
        {"people": PEOPLE[:1], "homerooms": [["8A", "GV01"], ["8A", "GV01"]]},
    ),
)


def staff(people=None, teaching=None, homerooms=None, subjects=None):
    """A workbook in base64 with the tables that are given."""
    sheets = {}
    for name, header, rows in (
        ("Can bo", STAFF, people),
        ("Phan cong", TEACHING, teaching),
        ("Chu nhiem", HOMEROOM, homerooms),
        ("Mon hoc", SUBJECTS, subjects),
    ):
        if rows is not None:
            sheets[name] = [header, *rows]
    return workbook(**sheets)


class Staff(EmptySchool):
    """What the tests of staff workbooks share."""

    def employees(self):
        return self.env["hr.employee"].search([("company_id", "=", self.company.id)])

    def employee(self, code):
        return self.employees().filtered(lambda e: e.school_code == code)

    def subject(self, name):
        return self.env["school.subject"].search(
            [("company_id", "=", self.company.id), ("name", "=", name)]
        )

    def klass(self, name):
        return self.year.class_ids.filtered(lambda record: record.name == name)

    def assignments(self, name="8A"):
        """{(subject, component): [(staff code, from, to)]} of a class."""
        found = {}
        for teaching in self.klass(name).teaching_ids:
            key = teaching.subject_id.name, teaching.component_id.name or ""
            found.setdefault(key, []).append(
                (
                    teaching.employee_id.school_code,
                    teaching.date_from,
                    teaching.date_to,
                )
            )
        return {key: sorted(rows, key=str) for key, rows in found.items()}

    def load_small(self, *teaching):
        """Three teachers, three subjects, class 8A."""
        return self.load(
            "staff",
            staff(
                PEOPLE,
                teaching or [["8A", "Toán", None, "GV01"]],
                [["8A", "GV03"]],
                COURSES,
            ),
        )


@tagged("post_install", "-at_install")
class TestImportStaffSample(Staff, TransactionCase):
    """The staff workbook of the sample school, loaded once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        content = sample_file("staff.xlsx")
        cls.preview_before = cls.preview("staff", content)
        cls.written_by_preview = cls.employees(cls)
        before = cls.env.cr.sql_log_count
        cls.answer = cls.load("staff", content)
        cls.queries = cls.env.cr.sql_log_count - before

    def test_counts(self):
        self.assertEqual(
            [
                (sheet["name"], sheet["status"])
                for sheet in self.preview_before["sheets"]
            ],
            [(n, "ready") for n in ("Can bo", "Phan cong", "Chu nhiem", "Mon hoc")],
        )
        self.assertFalse(self.written_by_preview, "a preview writes nothing")
        self.assertLess(self.queries, 900)
        self.assertEqual(
            self.answer["written"], self.all_counts(self.preview_before)["new"]
        )
        self.assertEqual(len(self.employees()), 24)
        self.assertEqual(len(self.year.class_ids), 12)
        self.assertEqual(len(self.year.class_ids.teaching_ids), 168)
        self.assertEqual(len(self.year.class_ids.homeroom_id), 12)
        self.assertEqual(len(self.year.class_ids.gradebook_ids), 12 * 12 * 2)

    def test_people_of_the_sample(self):
        positions = {
            employee.school_code: employee.school_position
            for employee in self.employees().filtered("school_code")
        }
        teachers = {f"GV{number:03}": "teacher" for number in range(1, 20)}
        self.assertEqual(
            positions,
            {
                "HT01": "principal",
                "PHT01": "vice_principal",
                "QT01": "administrator",
                "VT01": "clerk",
                "TPT01": "monitor",
                **teachers,
            },
        )
        departments = self.env["hr.department"].search(
            [("company_id", "=", self.company.id)], order="name"
        )
        self.assertEqual(
            {d.name: d.manager_id.school_code for d in departments},
            {
                "Tổ Khoa học tự nhiên": "GV007",
                "Tổ Khoa học xã hội": "GV001",
                "Tổ Ngoại ngữ - Năng khiếu": "GV013",
            },
        )
        self.assertFalse(self.employee("HT01").department_id)

    def test_subjects_of_the_sample(self):
        subjects = self.env["school.subject"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(subjects), 12)
        self.assertEqual(subjects[0].name, "Ngữ văn", "in the order of the file")
        self.assertEqual(
            subjects.filtered(lambda s: s.kind == "comment").mapped("name"),
            [
                "Giáo dục thể chất",
                "Nghệ thuật",
                "Hoạt động trải nghiệm, hướng nghiệp",
                "Nội dung giáo dục của địa phương",
            ],
        )
        technology = self.subject("Công nghệ")
        self.assertEqual(
            {level.level_id.grade: level.periods for level in technology.level_ids},
            {6: 35, 7: 35, 8: 52, 9: 52},
        )
        self.assertEqual(
            [
                (c.name, c.regular_columns)
                for c in self.subject("Lịch sử và Địa lí").component_ids
            ],
            [("Lịch sử", "1,2"), ("Địa lí", "3,4")],
        )
        self.assertEqual(
            self.subject("Hoạt động trải nghiệm, hướng nghiệp").component_ids.mapped(
                "name"
            ),
            ["Sinh hoạt dưới cờ, sinh hoạt lớp", "Hoạt động theo chủ đề"],
        )

    def test_columns_follow_from_regulation_and_periods(self):
        for klass, subject, kinds in (
            ("6A", "Ngữ văn", "tx tx tx tx gk ck"),
            ("6A", "Giáo dục công dân", "tx tx gk ck"),
            ("6A", "Công nghệ", "tx tx gk ck"),
            ("8A", "Công nghệ", "tx tx tx gk ck"),
            ("9C", "Giáo dục thể chất", "tx tx gk ck"),
        ):
            for book in self.klass(klass).gradebook_ids.filtered(
                lambda book, subject=subject: book.subject_id.name == subject
            ):
                with self.subTest(book=book.name):
                    self.assertEqual(
                        " ".join(book.assessment_ids.mapped("kind")), kinds
                    )

    def test_who_leads_and_who_owns_columns(self):
        teachings = self.klass("6A").teaching_ids.filtered(
            lambda t: t.subject_id.name == "Lịch sử và Địa lí"
        )
        self.assertEqual(
            {
                t.component_id.name: (t.employee_id.school_code, t.lead)
                for t in teachings
            },
            {"Lịch sử": ("GV004", True), "Địa lí": ("GV005", False)},
        )
        whole = self.klass("6A").teaching_ids.filtered(
            lambda t: t.subject_id.name == "Khoa học tự nhiên"
        )
        self.assertEqual((whole.component_id.id, whole.lead), (False, True))

    def test_the_same_file_again_changes_nothing(self):
        content = sample_file("staff.xlsx")
        new = self.all_counts(self.preview_before)["new"]
        preview = self.preview("staff", content)
        self.assertEqual({s["status"] for s in preview["sheets"]}, {"nothing"})
        self.assertEqual(
            self.all_counts(preview),
            {"new": 0, "same": new, "changed": 0, "refused": 0},
        )
        with self.assert_no_writes():
            self.assertEqual(self.load("staff", content)["written"], 0)


@tagged("post_install", "-at_install")
class TestImportOrders(Staff, TransactionCase):
    def test_both_orders_end_the_same(self):
        orders = (("staff", "roster"), ("roster", "staff", "roster"))
        states = []
        for kinds in orders:
            savepoint = self.env.cr.savepoint(flush=True)
            for kind in kinds:
                self.load(kind, sample_file(f"{kind}.xlsx"))
            states.append(self._state())
            self.env.invalidate_all(flush=False)
            savepoint.rollback()
            savepoint.close(rollback=True)
        self.assertEqual(states[0], states[1])
        self.assertEqual(len(states[0]["lines"]), 474 * 24)

    def _state(self):
        self.env.flush_all()
        classes = self.year.class_ids
        return {
            "classes": sorted((c.name, c.homeroom_id.school_code) for c in classes),
            "lines": sorted(
                (line.gradebook_id.name, line.student_id.code, line.exempt)
                for line in classes.gradebook_ids.line_ids
            ),
            "columns": sorted(
                (
                    column.gradebook_id.name,
                    column.kind,
                    column.number,
                    column.component_id.name or "",
                )
                for column in classes.gradebook_ids.assessment_ids
            ),
            "teaching": sorted(
                (
                    t.class_id.name,
                    t.subject_id.name,
                    t.component_id.name or "",
                    t.employee_id.school_code,
                )
                for t in classes.teaching_ids
            ),
        }


@tagged("post_install", "-at_install")
class TestImportStaff(Staff, TransactionCase):
    # -- changes -------------------------------------------------------------------------

    def test_changed_people(self):
        self.load_small()
        people = [
            ["GV01", "Lê An", "Tổ Văn", None, "Tổ trưởng"],
            ["GV02", "Vũ Bình", "Tổ Toán", "x", "Phó hiệu trưởng"],
            ["GV03", "Hồ Chi", "Tổ Văn", None, "Giáo viên"],
            ["GV04", "Tô Mới", "Tổ Sử", None, "Giáo viên"],
        ]
        [sheet] = self.preview("staff", staff(people))["sheets"]
        self.assertEqual(
            [(c["cell"], c["old"], c["new"]) for c in sheet["cells"]],
            [
                ("C2", "Tổ Toán", "Tổ Văn"),
                ("E3", "Teacher", "Vice principal"),
                ("D3", "Lê An", "Vũ Bình"),
                ("A5", "", "GV04"),
                ("B5", "", "Tô Mới"),
                ("E5", "", "Teacher"),
                ("C5", "", "Tổ Sử"),
            ],
        )
        self.load("staff", staff(people))
        self.assertEqual(self.employee("GV01").department_id.name, "Tổ Văn")
        maths = self.employee("GV02").department_id
        self.assertEqual(maths.manager_id, self.employee("GV02"))
        self.assertEqual(self.employee("GV02").school_position, "vice_principal")
        self.assertEqual(self.employee("GV04").department_id.name, "Tổ Sử")

    def test_mail_and_telephone(self):
        header = [*STAFF, "Email", "Điện thoại"]
        people = [["GV01", "Lê An", None, None, "Giáo viên", "an@a.vn", "0912345678"]]
        self.load("staff", workbook(CB=[header, *people]))
        employee = self.employee("GV01")
        self.assertEqual(employee.work_email, "an@a.vn")
        self.assertEqual(employee.work_phone, "0912345678")
        self.assertEqual(
            {
                s["status"]
                for s in self.preview("staff", workbook(CB=[header, *people]))["sheets"]
            },
            {"nothing"},
        )

    def test_who_is_not_in_the_file_stays(self):
        self.load_small()
        answer = self.load("staff", staff(PEOPLE[:1]))
        self.assertEqual(
            self.messages(answer), [("employees_not_in_file", "Can bo", False, False)]
        )
        self.assertIn("Hồ Chi, Vũ Bình", answer["sheets"][0]["messages"][0]["text"])
        self.assertTrue(self.employee("GV02").active)

    def test_a_school_that_has_employees_already(self):
        known, *_twins = self.env["hr.employee"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("Lê An", "Vũ Bình", "Vũ Bình")
            ]
        )
        preview = self.preview("staff", staff(PEOPLE))
        self.assertEqual(
            self.messages(preview),
            [
                ("employee_adopted", "Can bo", "A2", "Lê An"),
                ("employee_ambiguous", "Can bo", "A3", "Vũ Bình"),
            ],
        )
        self.load("staff", staff(PEOPLE[:1]))
        self.assertEqual(self.employee("GV01"), known)

    def test_two_new_people_of_one_name_and_one_known(self):
        known = self.env["hr.employee"].create(
            {"name": "Lê An", "company_id": self.company.id}
        )
        self.load("staff", staff([["GV01", "Lê An"], ["GV02", "Lê An"]]))
        self.assertEqual(self.employee("GV01"), known)
        self.assertTrue(self.employee("GV02"))

    def test_departments_of_another_school_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Trường THCS Khác"})
        departments = self.env["hr.department"].create(
            [{"name": "Tổ Toán", "company_id": c} for c in (other.id, False)]
        )
        self.load_small()
        self.assertFalse(departments.manager_id)
        self.assertNotIn(self.employee("GV01").department_id, departments)

    def test_other_positions(self):
        answer = self.load("staff", staff([["NV1", "Lê An", None, None, "Bảo vệ"]]))
        self.assertEqual(
            self.messages(answer), [("position_without_role", "Can bo", "E2", "Lê An")]
        )
        self.assertFalse(self.employee("NV1").school_position)

    def test_archived_employee(self):
        self.load_small()
        self.employee("GV02").active = False
        answer = self.load("staff", staff(PEOPLE))
        self.assertEqual(
            self.messages(answer), [("employee_archived", "Can bo", "A3", "Vũ Bình")]
        )
        self.assertFalse(self.employee("GV02"), "stays archived")

    def test_a_code_with_an_account_given_to_another(self):
        self.load_small()
        self.employee("GV02").user_id = make_user(
            self.env, "binh", "group_teacher", self.company
        )
        people = [["GV02", "Trần Khác", "Tổ Toán", None, "Giáo viên"]]
        answer = self.preview("staff", staff(people))
        self.assertIn(
            ("staff_code_of_another", "Can bo", "B2", "Trần Khác"),
            self.messages(answer, "warning"),
        )

    def test_changed_subjects(self):
        self.load_small()
        subjects = [
            ["Toán", "Điểm số", 105, None],
            ["Lịch sử và Địa lí", "Điểm số", 105, "Lịch sử, Địa lí, Địa lí, Địa lí"],
        ]
        preview = self.preview("staff", staff(subjects=subjects))
        self.assertEqual(
            [(c["cell"], c["old"], c["new"]) for c in preview["sheets"][0]["cells"]],
            [
                ("C2", "140", "105"),
                ("D3", "Lịch sử: 1,2", "Lịch sử: 1"),
                ("D3", "Địa lí: 3,4", "Địa lí: 2,3,4"),
            ],
        )
        self.assertEqual(
            [(code, cell) for code, _s, cell, _w in self.messages(preview)],
            [("periods_of_running_books", "C2"), ("components_of_running_books", "D3")],
        )
        columns = self.klass("8A").gradebook_ids.assessment_ids
        self.load("staff", staff(subjects=subjects))
        self.assertEqual(self.subject("Toán").level_ids.periods, 105)
        self.assertEqual(self.klass("8A").gradebook_ids.assessment_ids, columns)

    def test_fewer_components_than_columns(self):
        subjects = [["Lịch sử và Địa lí", "Điểm số", 105, "Lịch sử, Địa lí"]]
        answer = self.load("staff", staff(subjects=subjects))
        self.assertEqual(
            [(code, cell) for code, _s, cell, _w in self.messages(answer)],
            [("component_columns", "D2")],
        )

    # -- assignments -----------------------------------------------------------------------

    def today(self):
        return self.env["school.gradebook"]._today()

    def enter_a_mark(self, code, subject):
        """The teacher of that code enters a mark in 8A, as a person with an account."""
        employee = self.employee(code)
        user = make_user(self.env, code.lower(), "group_teacher", self.company)
        employee.user_id = user
        student = self.env["school.student"].create(
            {"name": "Hà", "code": "1000000001", "company_id": self.company.id}
        )
        self.env["school.enrollment"].create(
            {
                "student_id": student.id,
                "class_id": self.klass("8A").id,
                "date_from": date(2025, 9, 5),
            }
        )
        book = self.klass("8A").gradebook_ids.filtered(
            lambda book: book.subject_id.name == subject and book.term_id.number == "1"
        )
        key = book.line_ids.id, book.assessment_ids[0].id
        self.env["school.mark"].with_user(user)._register_apply_all(
            [Change(key, "value", "8.0")], "grid"
        )
        return book

    def test_another_teacher_before_anything_was_entered(self):
        self.load_small()
        answer = self.load("staff", staff(teaching=[["8A", "Toán", None, "GV02"]]))
        self.assertEqual(
            [(c["cell"], c["old"], c["new"]) for c in answer["sheets"][0]["cells"]],
            [("D2", "Lê An", "Vũ Bình")],
        )
        self.assertEqual(self.assignments(), {("Toán", ""): [("GV02", False, False)]})

    def test_another_teacher_after_marks_were_entered(self):
        self.load_small()
        book = self.enter_a_mark("GV01", "Toán")
        content = staff(teaching=[["8A", "Toán", None, "GV02"]])
        preview = self.preview("staff", content)
        self.assertIn(
            ("assignment_ends", "Phan cong", "D2", "8A – Toán"),
            self.messages(preview, "info"),
        )
        self.load("staff", content)
        today = self.today()
        self.assertEqual(
            self.assignments(),
            {
                ("Toán", ""): [
                    ("GV01", False, today - timedelta(days=1)),
                    ("GV02", today, False),
                ]
            },
        )
        with self.assertRaises(UserError):
            self.env["school.mark"].with_user(
                self.employee("GV01").user_id
            )._register_apply_all(
                [Change((book.line_ids.id, book.assessment_ids[0].id), "value", "9.0")],
                "grid",
            )
        # and back again on the same day: who never entered anything is gone
        self.load("staff", staff(teaching=[["8A", "Toán", None, "GV01"]]))
        self.assertEqual(
            self.assignments(),
            {
                ("Toán", ""): [
                    ("GV01", False, today - timedelta(days=1)),
                    ("GV01", today, False),
                ]
            },
        )

    def test_from_one_teacher_to_components(self):
        self.load_small(["8A", "Lịch sử và Địa lí", None, "GV01"])
        content = staff(
            teaching=[
                ["8A", "Lịch sử và Địa lí", "Lịch sử", "GV02"],
                ["8A", "Lịch sử và Địa lí", "Địa lí", "GV03"],
            ]
        )
        self.load("staff", content)
        self.assertEqual(
            self.assignments(),
            {
                ("Lịch sử và Địa lí", "Lịch sử"): [("GV02", False, False)],
                ("Lịch sử và Địa lí", "Địa lí"): [("GV03", False, False)],
            },
        )
        self.assertEqual(self.load("staff", content)["written"], 0)

    def test_what_the_file_leaves_out_stays_and_is_told(self):
        self.load_small(
            ["8A", "Toán", None, "GV01"], ["8A", "Giáo dục thể chất", None, "GV02"]
        )
        answer = self.load("staff", staff(teaching=[["8A", "Toán", None, "GV01"]]))
        texts = {m["code"]: m["text"] for m in answer["sheets"][0]["messages"]}
        self.assertIn("Giáo dục thể chất", texts["assignments_not_in_file"])
        self.assertIn("Lịch sử và Địa lí", texts["subjects_without_teacher"])
        self.assertEqual(len(self.klass("8A").teaching_ids), 2)

    def test_another_homeroom_teacher(self):
        self.load_small()
        self.env.cr.precommit.run()  # changes are noted against what was committed
        answer = self.load("staff", staff(homerooms=[["8A", "GV02"]]))
        self.assertEqual(
            [(c["old"], c["new"]) for c in answer["sheets"][0]["cells"]],
            [("Hồ Chi", "Vũ Bình")],
        )
        self.assertEqual(self.klass("8A").homeroom_id, self.employee("GV02"))
        self.env.cr.precommit.run()
        self.assertTrue(
            self.klass("8A").message_ids.tracking_value_ids, "the change is on record"
        )

    def test_subject_without_periods_at_the_level(self):
        self.load_small()
        answer = self.load("staff", staff(teaching=[["9A", "Toán", None, "GV01"]]))
        self.assertEqual(
            self.messages(answer, "warning"),
            [("subject_not_at_level", "Phan cong", "B2", "9A – Toán")],
        )
        self.assertFalse(self.klass("9A").gradebook_ids)


@tagged("post_install", "-at_install")
class TestImportStaffRefused(Staff, TransactionCase):
    def assert_refused(self, content, code, sheet, cell):
        before = len(self.employees()), self.year.class_ids.ids
        preview = self.preview("staff", content)
        self.assertIn(
            (code, sheet, cell),
            [found[:3] for found in self.messages(preview, "error")],
        )
        self.assertEqual({s["status"] for s in preview["sheets"]}, {"refused"})
        with self.assert_no_writes(), self.assertRaises(UserError) as caught:
            self.load("staff", content)
        self.assertIn(cell, str(caught.exception))
        self.assertIn(sheet, str(caught.exception))
        self.assertEqual((len(self.employees()), self.year.class_ids.ids), before)

    def test_cells(self):
        for code, sheet, cell, tables in REFUSED:
            with self.subTest(code=code, cell=cell):
                self.assert_refused(staff(**tables), code, sheet, cell)

    def test_tables_that_lean_on_what_is_not_there(self):
        """Without their own tables, teachers and subjects are looked up in the school."""
        content = staff(teaching=[["8A", "Toán", None, "GV01"]])
        preview = self.preview("staff", content)
        self.assertEqual(
            {found[0] for found in self.messages(preview, "error")},
            {"unknown_teacher", "unknown_subject"},
        )

    def test_one_bad_cell_keeps_all_sheets_out(self):
        rows = sample_rows("staff.xlsx")
        rows["Phan cong"][100][3] = "GV999"
        content = workbook(**rows)
        self.assert_refused(content, "unknown_teacher", "Phan cong", "D101")
        preview = self.preview("staff", content)
        self.assertIn(
            ("sheet_waits", "Mon hoc", False, False), self.messages(preview, "info")
        )

    def test_kind_of_a_subject_with_gradebooks(self):
        self.load_small()
        self.assert_refused(
            staff(subjects=[["Toán", "Nhận xét", 140, None]]),
            "subject_kind_frozen",
            "Mon hoc",
            "B2",
        )

    def test_a_list_of_students_is_not_the_staff(self):
        with self.assertRaises(UserError):
            self.preview("staff", sample_file("marks/6A_HK1.xlsx"))


@tagged("post_install", "-at_install")
class TestImportStaffAccess(Staff, TransactionCase):
    def test_another_school(self):
        other = self.env["res.company"].create({"name": "Trường THCS Khác"})
        user = make_user(self.env, "elsewhere", "group_administrator", other)
        with self.assertRaises(AccessError):
            self.preview("staff", staff(PEOPLE), user)

    def test_two_schools_with_the_same_codes_and_subjects(self):
        other = self.env["res.company"].create({"name": "Trường THCS Khác"})
        user = make_user(self.env, "elsewhere", "group_administrator", other)
        year = (
            self.env["school.year"]
            .with_user(user)
            .create({"name": "2025-2026", "date_start": "2025-09-05"})
        )
        self.load("staff", sample_file("staff.xlsx"))
        self.load("staff", sample_file("staff.xlsx"), user, year_id=year.id)
        for records in (
            year.class_ids,
            year.class_ids.teaching_ids.employee_id,
            year.class_ids.teaching_ids.subject_id,
            year.class_ids.homeroom_id.department_id,
        ):
            self.assertEqual(records.company_id, other)
        self.assertEqual(len(year.class_ids.gradebook_ids), 288)
