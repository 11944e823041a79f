from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import EmptySchool, make_user, sample_file, sample_rows, workbook

HEADER = (
    *("STT", "Mã định danh", "Số đăng bộ", "Họ và tên", "Ngày sinh", "Giới tính"),
    *("Dân tộc", "Nơi sinh", "Địa chỉ", "Họ tên cha", "SĐT cha", "Họ tên mẹ"),
    *("SĐT mẹ", "Lớp", "Ghi chú"),
)


def row(number, code, name, **cells):
    """One row of a list; cells by header text."""
    values = {
        "STT": number,
        "Mã định danh": code,
        "Họ và tên": name,
        "Ngày sinh": "07/03/2012",
        "Lớp": "8A",
        **{key.replace("_", " "): value for key, value in cells.items()},
    }
    return [values.get(header) for header in HEADER]


def roster(*rows):
    """A list of students as a workbook in base64."""
    return workbook(**{"Hoc sinh": [list(HEADER), *rows]})


class Rosters(EmptySchool):
    """What the tests of lists share."""

    def students(self):
        return self.env["school.student"].search([("company_id", "=", self.company.id)])

    def student(self, code):
        return self.students().filtered(lambda student: student.code == code)

    def enrollment(self, code):
        return self.student(code).enrollment_ids

    def make_sports(self):
        """A subject to be exempt from, taught at level 8."""
        level = self.env["school.level"].search([("grade", "=", 8)])
        self.env["school.subject"].create(
            {
                "name": "Giáo dục thể chất",
                "kind": "comment",
                "company_id": self.company.id,
                "level_ids": [Command.create({"level_id": level.id, "periods": 70})],
            }
        )
        self.year.class_ids._generate_gradebooks()


@tagged("post_install", "-at_install")
class TestImportRosterSample(Rosters, TransactionCase):
    """The list of the sample school, loaded once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        content = sample_file("roster.xlsx")
        cls.preview_before = cls.preview("roster", content)
        cls.written_by_preview = cls.students(cls)
        before = cls.env.cr.sql_log_count
        cls.answer = cls.load("roster", content)
        cls.queries = cls.env.cr.sql_log_count - before

    def test_counts(self):
        [sheet] = self.preview_before["sheets"]
        self.assertEqual((sheet["name"], sheet["status"]), ("Hoc sinh", "ready"))
        self.assertFalse(self.preview_before["done"])
        self.assertFalse(self.written_by_preview, "a preview writes nothing")
        self.assertTrue(self.answer["done"])
        self.assertEqual(self.answer["written"], sheet["counts"]["new"])
        self.assertLess(self.queries, 300, "queries do not grow with the students")
        self.assertEqual(len(self.students()), 474)
        self.assertEqual(
            self.year.class_ids.sorted("name").mapped("name"),
            [f"{grade}{letter}" for grade in (6, 7, 8, 9) for letter in "ABC"],
        )
        self.assertEqual(
            self.year.class_ids.filtered(lambda c: c.name == "9C").level_id.grade, 9
        )
        self.assertEqual(len(self.year.class_ids.enrollment_ids), 474)

    def test_a_student_of_the_sample(self):
        student = self.student("2200000019").with_user(self.administrator)
        self.assertRecordValues(
            student,
            [
                {
                    "name": "Phạm Anh Anh",
                    "registry_number": "2025/0019",
                    "birth_date": date(2014, 10, 5),
                    "birth_place": "Hà Nội",
                    "gender": "male",
                    "ethnicity": "Kinh",
                    "address": "Thôn 3",
                }
            ],
        )
        self.assertRecordValues(
            student.guardian_ids,
            [
                {"relation": "father", "name": "Chu Nhật Trí", "phone": "0979553295"},
                {
                    "relation": "mother",
                    "name": "Dương Thị Hồng Nguyệt",
                    "phone": "0387705506",
                },
            ],
        )
        self.assertRecordValues(
            student.enrollment_ids,
            [
                {
                    "class_id": student.class_id.id,
                    "roll_number": 1,
                    "date_from": date(2025, 9, 5),
                    "date_to": False,
                }
            ],
        )
        self.assertEqual(student.class_id.name, "6A")

    def test_transferred_out(self):
        self.assertRecordValues(
            self.enrollment("2400000043"),
            [{"date_to": date(2026, 2, 16), "out_reason": "transfer", "note": False}],
        )

    def test_the_same_file_again_changes_nothing(self):
        content = sample_file("roster.xlsx")
        counts = self.preview_before["sheets"][0]["counts"]
        preview = self.preview("roster", content)
        [sheet] = preview["sheets"]
        self.assertEqual(sheet["status"], "nothing")
        self.assertEqual(sheet["cells"], [])
        self.assertEqual(
            sheet["counts"],
            {"new": 0, "same": counts["new"], "changed": 0, "refused": 0},
        )
        with self.assert_no_writes():
            self.assertEqual(self.load("roster", content)["written"], 0)


@tagged("post_install", "-at_install")
class TestImportRoster(Rosters, TransactionCase):
    def test_a_changed_file_shows_what_would_change(self):
        rows = sample_rows("roster.xlsx")
        self.load("roster", workbook(**rows))
        first = rows["Hoc sinh"][1]
        first[7], first[10] = "Huế", "0912345678"
        content = workbook(**rows)
        [sheet] = self.preview("roster", content)["sheets"]
        self.assertEqual(sheet["counts"]["changed"], 2)
        self.assertEqual(
            [
                (
                    cell["cell"],
                    cell["student"],
                    cell["column"],
                    cell["old"],
                    cell["new"],
                )
                for cell in sheet["cells"]
            ],
            [
                ("H2", "Phạm Anh Anh", "Nơi sinh", "Hà Nội", "Huế"),
                ("K2", "Phạm Anh Anh", "SĐT cha", "0979553295", "0912345678"),
            ],
        )
        self.assertEqual(self.student(first[1]).birth_place, "Hà Nội")
        self.assertEqual(self.load("roster", content)["written"], 2)
        student = self.student(first[1])
        self.assertEqual(student.birth_place, "Huế")
        self.assertEqual(student.guardian_ids[0].phone, "0912345678")
        self.assertEqual(len(student.guardian_ids), 2)

    def test_every_kind_of_change(self):
        self.load("roster", roster(row(1, "1000000001", "Lê An")))
        answer = self.load(
            "roster",
            roster(
                row(
                    3,
                    "1000000001",
                    "Lê Ân",
                    Dân_tộc="Tày",
                    Giới_tính="Nữ",
                    Họ_tên_mẹ="Vũ Hà",
                    Ghi_chú="Thôi học 02/03/2026",
                )
            ),
        )
        self.assertEqual(
            [(c["cell"], c["old"], c["new"]) for c in answer["sheets"][0]["cells"]],
            [
                ("D2", "Lê An", "Lê Ân"),
                ("F2", "", "Female"),
                ("G2", "", "Tày"),
                ("L2", "", "Vũ Hà"),
                ("A2", "1", "3"),
                ("O2", "", "Thôi học 02/03/2026"),
            ],
        )
        student = self.student("1000000001")
        self.assertEqual((student.name, student.gender), ("Lê Ân", "female"))
        self.assertEqual(student.profile_ids.ethnicity, "Tày")
        self.assertEqual(student.guardian_ids.mapped("relation"), ["mother"])
        self.assertRecordValues(
            student.enrollment_ids,
            [
                {
                    "roll_number": 3,
                    "date_to": date(2026, 3, 2),
                    "out_reason": "drop_out",
                }
            ],
        )

    def test_empty_cells_change_nothing(self):
        self.load(
            "roster",
            roster(row(1, "1000000001", "Lê An", Nơi_sinh="Huế", Dân_tộc="Kinh")),
        )
        [sheet] = self.preview("roster", roster(row(1, "1000000001", "Lê An")))[
            "sheets"
        ]
        self.assertEqual(sheet["status"], "nothing")

    def test_who_came_later(self):
        self.load(
            "roster",
            roster(row(1, "1000000001", "Lê An", Ghi_chú="Chuyển đến 10/11/2025")),
        )
        self.assertRecordValues(
            self.enrollment("1000000001"),
            [{"date_from": date(2025, 11, 10), "note": "Chuyển đến 10/11/2025"}],
        )

    def test_the_year_after(self):
        """Students stay who they are; class and enrolment are new."""
        self.load("roster", roster(row(4, "1000000001", "Lê An", Dân_tộc="Kinh")))
        student = self.student("1000000001")
        student.active = False
        year = self.env["school.year"].create(
            {"date_start": date(2026, 9, 5), "company_id": self.company.id}
        )
        content = roster(row(1, "1000000001", "Lê An", Lớp="9A", Dân_tộc="Kinh"))
        answer = self.load("roster", content, year_id=year.id)
        self.assertEqual(
            [(cell["cell"], cell["new"]) for cell in answer["sheets"][0]["cells"]],
            [("B2", "True"), ("N2", "9A"), ("A2", "1")],
        )
        self.assertEqual(self.student("1000000001"), student)
        self.assertEqual(student.enrollment_ids.class_id.mapped("name"), ["8A", "9A"])
        self.assertEqual(student.class_id.name, "9A")
        self.assertEqual(
            student.enrollment_ids.sorted("date_from")[-1].date_from, date(2026, 9, 5)
        )

    def test_a_sheet_without_a_list_is_told(self):
        content = workbook(
            **{
                "Ghi chú": [["Danh sách nộp ngày 5/9"]],
                "Hoc sinh": [list(HEADER), row(1, "1000000001", "Lê An")],
            }
        )
        answer = self.load("roster", content)
        self.assertEqual(
            self.messages(answer), [("sheet_not_read", "Ghi chú", False, False)]
        )
        self.assertEqual(
            [(sheet["name"], sheet["status"]) for sheet in answer["sheets"]],
            [("Hoc sinh", "ready"), ("Ghi chú", "nothing")],
        )

    # -- numbers in the roll ---------------------------------------------------------

    def numbers(self):
        return {
            enrollment.student_id.code: enrollment.roll_number
            for enrollment in self.year.class_ids.enrollment_ids
        }

    def test_one_numbering_through_all_classes(self):
        answer = self.load(
            "roster",
            roster(
                row(1, "1000000001", "Lê An"),
                row(2, "1000000002", "Lê Bình"),
                row(3, "1000000003", "Lê Chi", Lớp="8B"),
                row(4, "1000000004", "Lê Dung", Lớp="8B"),
            ),
        )
        self.assertEqual(
            self.messages(answer, "info"),
            [
                ("numbered_by_order", "Hoc sinh", "A2", False),
                ("numbered_by_order", "Hoc sinh", "A4", False),
            ],
        )
        self.assertEqual(list(self.numbers().values()), [1, 2, 1, 2])

    def test_numbers_with_gaps_stay(self):
        self.load(
            "roster",
            roster(row(2, "1000000001", "Lê An"), row(5, "1000000002", "Lê Bình")),
        )
        self.assertEqual(self.numbers(), {"1000000001": 2, "1000000002": 5})

    def test_without_numbers_new_students_follow(self):
        self.load("roster", roster(row(7, "1000000001", "Lê An")))
        self.load(
            "roster",
            roster(
                row(None, "1000000002", "Lê Bình"), row(None, "1000000001", "Lê An")
            ),
        )
        self.assertEqual(self.numbers(), {"1000000001": 7, "1000000002": 8})

    # -- exemptions and leaving --------------------------------------------------------

    def test_exemption_waits_for_the_subjects(self):
        content = roster(
            row(1, "1000000001", "Lê An", Ghi_chú="Miễn Giáo dục thể chất")
        )
        answer = self.load("roster", content)
        self.assertEqual(
            self.messages(answer, "warning"),
            [("exempt_subject_unknown", "Hoc sinh", "O2", "Lê An")],
        )
        self.make_sports()
        answer = self.load("roster", content)
        self.assertEqual(self.messages(answer), [])
        self.assertEqual(answer["written"], 1)
        lines = self.env["school.gradebook.line"].search(
            [("student_id", "=", self.student("1000000001").id)]
        )
        self.assertEqual(len(lines), 2)
        exempt = lines.filtered("exempt")
        self.assertEqual(exempt.subject_id.mapped("name"), ["Giáo dục thể chất"])
        self.assertEqual(len(exempt), 2)

    def test_the_exemption_is_in_the_journal(self):
        self.make_sports()
        self.load(
            "roster",
            roster(row(1, "1000000001", "Lê An", Ghi_chú="Miễn Giáo dục thể chất")),
        )
        entries = self.env["school.journal.entry"].search(
            [("chain_id.gradebook_id.year_id", "=", self.year.id)]
        )
        self.assertEqual(len(entries), 2)
        self.assertEqual(entries.author_id, self.administrator)
        self.assertEqual(set(entries.mapped("source")), {"import"})

    def test_an_exemption_under_lock_is_refused_at_its_cell(self):
        self.make_sports()
        self.load("roster", roster(row(1, "1000000001", "Lê An")))
        self.env["school.lock"].with_user(self.administrator).create(
            {
                "year_id": self.year.id,
                "decided_by_id": self.leader.id,
                "reason": "Hết năm",
            }
        )
        content = roster(
            row(1, "1000000001", "Lê An", Ghi_chú="Miễn Giáo dục thể chất")
        )
        preview = self.preview("roster", content)
        self.assertEqual(
            self.messages(preview, "error"), [("locked", "Hoc sinh", "O2", "Lê An")]
        )
        with self.assertRaisesRegex(UserError, "O2, Lê An: Locked"):
            self.load("roster", content)

    def test_what_the_file_no_longer_says_stays(self):
        self.make_sports()
        self.load(
            "roster",
            roster(
                row(1, "1000000001", "Lê An", Ghi_chú="Miễn Giáo dục thể chất"),
                row(2, "1000000002", "Lê Bình", Ghi_chú="Chuyển đi 16/02/2026"),
                row(3, "1000000003", "Lê Chi"),
            ),
        )
        answer = self.load(
            "roster",
            roster(row(1, "1000000001", "Lê An"), row(2, "1000000002", "Lê Bình")),
        )
        self.assertEqual(answer["written"], 0)
        self.assertEqual(
            self.messages(answer, "info"),
            [
                ("exemption_not_in_file", "Hoc sinh", "O2", "Lê An"),
                ("leaving_not_in_file", "Hoc sinh", "O3", "Lê Bình"),
                ("students_not_in_file", "Hoc sinh", False, False),
            ],
        )
        self.assertTrue(self.enrollment("1000000001").exempt_subject_ids)
        self.assertTrue(self.enrollment("1000000002").date_to)
        self.assertEqual(self.enrollment("1000000003").class_id.name, "8A")


@tagged("post_install", "-at_install")
class TestImportRosterRefused(Rosters, TransactionCase):
    """What is wrong is told by sheet, cell and person, and nothing is written."""

    def assert_refused(self, content, *expected):
        """The preview names ``expected`` as (code, cell, who); applying it fails."""
        before = self.students().ids, self.year.class_ids.ids
        preview = self.preview("roster", content)
        self.assertEqual(
            self.messages(preview, "error"),
            [(code, "Hoc sinh", cell, who) for code, cell, who in expected],
        )
        self.assertEqual([s["status"] for s in preview["sheets"]], ["refused"])
        for message in preview["sheets"][0]["messages"]:
            if message["severity"] == "error":
                self.assertIn("Hoc sinh", message["text"])
                self.assertIn(message["cell"], message["text"])
        with self.assert_no_writes(), self.assertRaises(UserError) as caught:
            self.load("roster", content)
        self.assertIn("Nothing was written", str(caught.exception))
        self.assertEqual((self.students().ids, self.year.class_ids.ids), before)

    def test_cells(self):
        good = row(1, "1000000001", "Lê An")
        cases = (
            (row(2, None, "Lê Bình"), "missing_code", "B3", "Lê Bình"),
            (row(2, "1000000002", None), "missing_name", "D3", False),
            (
                row(2, "1000000002", "Lê Bình", Lớp=None),
                "missing_class",
                "N3",
                "Lê Bình",
            ),
            (row(2, "1000000001", "Lê Bình"), "duplicate_code", "B3", "Lê Bình"),
            (
                row(2, "1000000002", "Lê Bình", Ngày_sinh="31/02/2012"),
                "bad_date",
                "E3",
                "Lê Bình",
            ),
            (
                row(2, "1000000002", "Lê Bình", Giới_tính="x"),
                "unknown_gender",
                "F3",
                "Lê Bình",
            ),
            (
                row(2, "1000000002", "Lê Bình", Lớp="Lá"),
                "unknown_level",
                "N3",
                "Lê Bình",
            ),
            (
                row(2, "1000000002", "Lê Bình", Ghi_chú="Chuyển đi 16/02/2062"),
                "left_outside_year",
                "O3",
                "Lê Bình",
            ),
        )
        for bad, code, cell, who in cases:
            with self.subTest(code=code):
                self.assert_refused(roster(good, bad), (code, cell, who))

    def test_formula(self):
        bad = row(2, "1000000002", "Lê Bình", Nơi_sinh="=A1")
        preview = self.preview("roster", roster(row(1, "1000000001", "Lê An"), bad))
        [(code, sheet, cell, _who)] = self.messages(preview, "error")
        self.assertEqual((code, sheet, cell), ("formula", "Hoc sinh", "H3"))

    def test_student_in_another_class(self):
        self.load("roster", roster(row(1, "1000000001", "Lê An")))
        self.assert_refused(
            roster(row(1, "1000000001", "Lê An", Lớp="8B")),
            ("student_in_other_class", "N2", "Lê An"),
        )

    def test_code_of_another_child(self):
        self.load("roster", roster(row(1, "1000000001", "Lê An")))
        self.assert_refused(
            roster(row(1, "1000000001", "Vũ Tú", Ngày_sinh="01/01/2013")),
            ("code_of_another", "B2", "Vũ Tú"),
        )

    def test_one_bad_row_keeps_all_out(self):
        rows = sample_rows("roster.xlsx")
        rows["Hoc sinh"][300][4] = "31/02/2012"
        who = rows["Hoc sinh"][300][3]
        self.assert_refused(workbook(**rows), ("bad_date", "E301", who))

    def test_no_list(self):
        for content, text in (
            (workbook(Trang=[["Xin chào"]]), "no row here is a header"),
            (sample_file("marks/6A_HK1.xlsx"), "workbook of marks"),
            ("bm90IGEgd29ya2Jvb2s=", "not an Excel workbook"),
            ("", "empty"),
            (sample_file("roster.xlsx")[:4000], "incomplete"),
            ("*", "No file arrived"),
        ):
            with (
                self.subTest(text=text),
                self.assert_no_writes(),
                self.assertRaisesRegex(UserError, text),
            ):
                self.preview("roster", content)

    def test_without_a_year(self):
        other = self.env["res.company"].create({"name": "Trường THCS Trống"})
        user = make_user(self.env, "administrator0", "group_administrator", other)
        imports = self.env["school.import"].with_user(user)
        with self.assertRaisesRegex(UserError, "no school year yet"):
            imports.preview("roster", "a.xlsx", roster(row(1, "1000000001", "Lê An")))

    def test_what_was_not_shown_is_not_written(self):
        content = roster(row(1, "1000000001", "Lê An"))
        imports = self.env["school.import"].with_user(self.administrator)
        options = {"year_id": self.year.id}
        digest = self.preview("roster", content)["digest"]
        other = roster(row(1, "1000000001", "Lê Ân"))
        for wrong in (None, "", "0" * 64):
            with self.subTest(digest=wrong), self.assertRaises(UserError):
                imports.apply("roster", "a.xlsx", content, options, wrong)
        with self.assertRaises(UserError):
            imports.apply("roster", "a.xlsx", other, options, digest)
        self.load("roster", content)
        with self.assertRaises(UserError):
            imports.apply("roster", "a.xlsx", content, options, digest)

    def test_the_workbook_is_taken_whole(self):
        content = roster(row(1, "1000000001", "Lê An"))
        digest = self.preview("roster", content)["digest"]
        imports = self.env["school.import"].with_user(self.administrator)
        options = {"year_id": self.year.id}
        with self.assertRaisesRegex(UserError, "as a whole"):
            imports.apply("roster", "a.xlsx", content, options, digest, [])
        answer = imports.apply(
            "roster", "a.xlsx", content, options, digest, ["Hoc sinh"]
        )
        self.assertTrue(answer["done"])


@tagged("post_install", "-at_install")
class TestImportRosterAccess(Rosters, TransactionCase):
    def test_administrators_only(self):
        content = roster(row(1, "1000000001", "Lê An"))
        digest = self.preview("roster", content)["digest"]
        options = {"year_id": self.year.id}
        for number, group in enumerate(
            ("group_teacher", "group_monitor", "group_clerk", "group_leadership")
        ):
            user = make_user(self.env, f"someone{number}", group, self.company)
            imports = self.env["school.import"].with_user(user)
            for kind in ("roster", "staff"):
                with self.subTest(group=group, kind=kind):
                    with self.assertRaises(AccessError):
                        imports.options(kind)
                    with self.assertRaises(AccessError):
                        imports.preview(kind, "a.xlsx", content, options)
                    with self.assertRaises(AccessError):
                        imports.apply(kind, "a.xlsx", content, options, digest)
        self.assertFalse(self.students())

    def test_another_school(self):
        other = self.env["res.company"].create({"name": "Trường THCS Khác"})
        user = make_user(self.env, "elsewhere", "group_administrator", other)
        content = roster(row(1, "1000000001", "Lê An"))
        with self.assertRaises(AccessError):
            self.preview("roster", content, user)
        self.assertFalse(self.students())

    def test_two_schools_with_the_same_codes(self):
        other = self.env["res.company"].create({"name": "Trường THCS Khác"})
        user = make_user(self.env, "elsewhere", "group_administrator", other)
        year = (
            self.env["school.year"]
            .with_user(user)
            .create({"name": "2025-2026", "date_start": "2025-09-05"})
        )
        content = roster(row(1, "1000000001", "Lê An"))
        self.load("roster", content)
        answer = self.load("roster", content, user, year_id=year.id)
        self.assertTrue(answer["written"])
        twins = self.env["school.student"].search([("code", "=", "1000000001")])
        self.assertEqual(set(twins.company_id), {self.company, other})
        self.assertEqual(set(twins.class_id.company_id), {self.company, other})
