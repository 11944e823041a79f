import base64
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_open

from .common import EmptySchool, sample_file, sample_rows, workbook

BAD = Path(__file__).parent / "bad_8B_HK1"
# file: (code, sheet, cell) of its one error; None: the file is refused as a whole
BAD_FILES = {
    "average_disagrees.xlsx": ("average_disagrees", "Toán", "K17"),
    "duplicate_student.xlsx": ("duplicate_student", "Toán", "B15"),
    "formula_cell.xlsx": ("formula", "Toán", "E13"),
    "header_missing.xlsx": ("marks_header_missing", "Toán", "A6"),
    "huge_when_unpacked.xlsx": None,
    "name_and_id_disagree.xlsx": ("name_and_code_disagree", "Toán", "C16"),
    "not_a_workbook.xlsx": None,
    "other_class_title.xlsx": ("other_class", "Toán", "D4"),
    "regular_mark_not_whole.xlsx": ("not_whole", "Toán", "E12"),
    "rows_in_another_order.xlsx": ("rows_in_another_order", "Toán", "B8"),
    "sheet_unknown_subject.xlsx": ("unknown_subject", "Thiên văn", "D3"),
    "truncated.xlsx": None,
    "unknown_student.xlsx": ("unknown_student", "Toán", "B14"),
    "value_above_10.xlsx": ("above_10", "Toán", "E9"),
    "value_negative.xlsx": ("negative", "Toán", "F10"),
    "value_text.xlsx": ("not_a_mark", "Toán", "G11"),
    "value_two_decimals.xlsx": ("two_decimals", "Toán", "I12"),
}


class SampleSchool(EmptySchool):
    """The sample school with its staff's accounts, students and no mark."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("staff", "roster"):
            importing = cls.env["school.import"].with_user(cls.administrator)
            file = (kind, f"{kind}.xlsx", sample_file(f"{kind}.xlsx"))
            options = {"year_id": cls.year.id}
            digest = importing.preview(*file, options)["digest"]
            importing.apply(*file, options, digest)
        wizard = cls.env["school.account.wizard"].with_user(cls.administrator)
        employees = wizard.with_company(cls.company).create({}).employee_ids
        wizard._make_accounts(employees)
        cls.env.flush_all()
        # tables that tests fill and roll back look empty to PostgreSQL's planner
        cls.env.cr.execute("ANALYZE")

    def book(self, subject, term="1", klass="8B"):
        return self.env["school.gradebook"].search(
            [
                ("class_id.name", "=", klass),
                ("class_id.year_id", "=", self.year.id),
                ("subject_id.name", "=", subject),
                ("term_id.number", "=", term),
            ]
        )

    def teacher(self, subject, component=None, klass="8B"):
        """The account that owns a subject's (or its component's) columns."""
        return (
            self.env["school.teaching"]
            .search(
                [
                    ("class_id.name", "=", klass),
                    ("year_id", "=", self.year.id),
                    ("subject_id.name", "=", subject),
                    ("component_id.name", "=", component)
                    if component
                    else ("component_id", "=", False),
                ]
            )
            .user_id
        )

    def open_move_in(self):
        return (
            self.env["school.move.in"]
            .with_user(self.leader)
            .create(
                {
                    "year_id": self.year.id,
                    "company_id": self.company.id,
                    "reason": "Chuyển từ phần mềm cũ",
                    "date_to": "2099-01-01 00:00:00",
                }
            )
        )

    def entries(self):
        return self.env["school.journal.entry"].search_count(
            [("chain_id.company_id", "=", self.company.id)]
        )

    def sheet(self, answer, name):
        return next(sheet for sheet in answer["sheets"] if sheet["name"] == name)


@tagged("post_install", "-at_install")
class TestBadMarkFiles(SampleSchool, TransactionCase):
    """Each damaged file says what is wrong and where, and writes nothing."""

    def test_each_bad_file_gives_one_clear_message(self):
        self.open_move_in()
        before = self.entries()
        for name, expected in BAD_FILES.items():
            with self.subTest(file=name):
                content = base64.b64encode((BAD / name).read_bytes()).decode()
                if expected is None:
                    with self.assertRaises(UserError) as refusal:
                        self.preview("marks", content)
                    self.assertTrue(str(refusal.exception).strip())
                    continue
                answer = self.preview("marks", content)
                self.assertEqual(
                    [m[:3] for m in self.messages(answer, "error")], [expected]
                )
                bad = self.sheet(answer, expected[1])
                self.assertEqual(bad["status"], "refused")
                text = bad["messages"][0]["text"]
                self.assertIn(expected[1], text)
                self.assertIn(expected[2], text)
                self.assertEqual(self.entries(), before)

    def test_a_refused_sheet_stays_out_when_the_others_go_in(self):
        self.open_move_in()
        content = base64.b64encode((BAD / "value_above_10.xlsx").read_bytes()).decode()
        answer = self.load("marks", content)
        self.assertGreater(answer["written"], 1500)
        self.assertFalse(self.book("Toán").mark_ids)
        self.assertTrue(self.book("Ngữ văn").mark_ids)

    def test_my_file_comes_back_with_its_problems_marked(self):
        content = base64.b64encode((BAD / "value_text.xlsx").read_bytes()).decode()
        answer = self.preview("marks", content)
        self.assertTrue(answer["has_marked_copy"])
        copy = (
            self.env["school.import"]
            .with_user(self.administrator)
            .marked_copy("marks", "8B.xlsx", content, {"year_id": self.year.id})
        )
        rows = self.env["school.import"]._bytes(copy["content"])
        self.assertTrue(copy["filename"].startswith("8B - "))
        self.assertEqual(rows[:2], b"PK")


@tagged("post_install", "-at_install")
class TestMarkFiles(SampleSchool, TransactionCase):
    """A class workbook, as teachers and administrators bring it in."""

    def test_a_teacher_writes_only_the_own_sheets(self):
        teacher = self.teacher("Toán")
        answer = self.preview("marks", sample_file("marks/8B_HK1.xlsx"), teacher)
        self.assertEqual(self.sheet(answer, "Toán")["counts"]["new"], 36 * 6)
        others = [sheet for sheet in answer["sheets"] if sheet["name"] != "Toán"]
        self.assertEqual({sheet["status"] for sheet in others}, {"foreign"})
        self.assertEqual(sum(sheet["counts"]["refused"] for sheet in others), 0)
        self.assertFalse(answer["has_marked_copy"], "nothing of it is a mistake")
        self.assertFalse(self.book("Toán").mark_ids)
        answer = self.load("marks", sample_file("marks/8B_HK1.xlsx"), teacher)
        self.assertEqual(answer["written"], 36 * 6)
        entry = self.env["school.journal.entry"].search(
            [("chain_id.gradebook_id", "=", self.book("Toán").id)], limit=1
        )
        self.assertEqual((entry.source, entry.author_id), ("import", teacher))

    def test_a_homeroom_teacher_is_not_told_of_mistakes_in_colleagues_sheets(self):
        """They read every gradebook of the class and enter one of them."""
        teacher = self.teacher("Toán")
        klass = self.book("Toán").class_id
        klass.homeroom_id = (
            self.env["school.teaching"]
            .search(
                [("class_id", "=", klass.id), ("user_id", "=", teacher.id)], limit=1
            )
            .employee_id
        )
        self.env.flush_all()
        rows = sample_rows("marks/8B_HK1.xlsx")
        rows["Ngữ văn"][7][4] = 99
        answer = self.preview("marks", workbook(**rows), teacher)
        self.assertEqual(self.sheet(answer, "Toán")["status"], "ready")
        other = self.sheet(answer, "Ngữ văn")
        self.assertEqual((other["status"], other["cells"]), ("foreign", []))
        self.assertEqual(other["messages"][0]["code"], "not_your_gradebook")

    def test_importing_again_writes_nothing_and_a_change_is_shown_first(self):
        teacher = self.teacher("Toán")
        self.load("marks", sample_file("marks/8B_HK1.xlsx"), teacher)
        answer = self.load("marks", sample_file("marks/8B_HK1.xlsx"), teacher)
        self.assertEqual(answer["written"], 0)
        rows = sample_rows("marks/8B_HK1.xlsx")
        rows["Toán"][7][4] = 9  # E8, 8 before
        rows["Toán"][7][10] = None
        answer = self.preview("marks", workbook(**rows), teacher)
        changed = self.sheet(answer, "Toán")["cells"]
        self.assertEqual(
            [(c["cell"], c["old"], c["new"], c["status"]) for c in changed],
            [("E8", "8,0", "9,0", "changed")],
        )

    def test_a_component_teacher_owns_the_own_columns_only(self):
        history = self.teacher("Lịch sử và Địa lí", "Lịch sử")
        geography = self.teacher("Lịch sử và Địa lí", "Địa lí")
        book = self.book("Lịch sử và Địa lí")
        content = sample_file("marks/8B_HK1.xlsx")
        answer = self.load("marks", content, geography)
        self.assertEqual(set(book.mark_ids.assessment_id.mapped("number")), {3, 4})
        refused = self.sheet(answer, "Lịch sử và Địa lí")["cells"]
        reasons = {c["reason"] for c in refused if c["status"] == "refused"}
        self.assertEqual(len(reasons), 1)
        self.load("marks", content, history)
        self.assertEqual(len(book.mark_ids), 36 * 6)

    def test_blank_cells_leave_what_is_there(self):
        teacher = self.teacher("Toán")
        self.load("marks", sample_file("marks/8B_HK1.xlsx"), teacher)
        rows = sample_rows("marks/8B_HK1.xlsx")
        rows["Toán"][7][4] = rows["Toán"][7][10] = None
        self.assertEqual(self.load("marks", workbook(**rows), teacher)["written"], 0)
        answer = self.load("marks", workbook(**rows), teacher, clear_blanks=True)
        self.assertEqual(answer["written"], 1)
        self.assertEqual(
            self.book("Toán").mark_ids.filtered(lambda m: m.state == "blank").text, ""
        )

    def test_an_administrator_enters_only_while_a_move_in_is_open(self):
        content = sample_file("marks/8B_HK1.xlsx")
        answer = self.preview("marks", content)
        self.assertEqual(answer["sheets"][0]["counts"]["refused"], 36 * 6)
        self.assertEqual({s["status"] for s in answer["sheets"]}, {"refused"})
        told = [message[0] for message in self.messages(answer)]
        self.assertEqual(told, ["marks_by_teachers"])
        period = self.open_move_in()
        self.assertEqual(self.load("marks", content)["written"], 2124)
        history = self.book("Toán").cell_history(
            self.book("Toán").line_ids[0].id, self.book("Toán").assessment_ids[0].id
        )["entries"]
        self.assertEqual(history[0]["source"], "move_in")
        self.assertIn(period.reason, history[0]["reference"])
        period.with_user(self.leader).action_close()
        rows = sample_rows("marks/8B_HK1.xlsx")
        rows["Toán"][7][4] = 1
        rows["Toán"][7][10] = None
        answer = self.preview("marks", workbook(**rows))
        self.assertEqual(self.sheet(answer, "Toán")["counts"]["refused"], 1)

    def test_what_was_shown_is_what_is_written_or_nothing(self):
        teacher = self.teacher("Toán")
        content = sample_file("marks/8B_HK1.xlsx")
        digest = self.preview("marks", content, teacher)["digest"]
        book = self.book("Toán")
        line, column = book.line_ids[0], book.assessment_ids[0]
        self.env["school.mark"].with_user(teacher).create(
            {"line_id": line.id, "assessment_id": column.id, "score": 1}
        )
        with self.assertRaises(UserError):
            self.env["school.import"].with_user(teacher).apply(
                "marks", "marks.xlsx", content, {"year_id": self.year.id}, digest
            )
        self.assertEqual(len(book.mark_ids), 1)

    def test_a_locked_class_is_refused_by_import_with_the_lock_named(self):
        teacher = self.teacher("Toán")
        book = self.book("Toán")
        self.env["school.lock"].with_user(self.administrator).create(
            {
                "company_id": self.company.id,
                "year_id": self.year.id,
                "class_id": book.class_id.id,
                "term_id": book.term_id.id,
                "decided_by_id": self.leader.id,
                "reason": "Kết thúc học kỳ",
            }
        )
        answer = self.preview("marks", sample_file("marks/8B_HK1.xlsx"), teacher)
        sheet = self.sheet(answer, "Toán")
        self.assertEqual(sheet["status"], "refused")
        reason = sheet["cells"][0]["reason"]
        for word in ("8B", self.leader.name, self.administrator.name):
            self.assertIn(word, reason)

    def test_a_locked_column_keeps_the_sheet_out_until_it_is_left_out(self):
        """All or nothing per sheet, unless the teacher says otherwise."""
        teacher, book = self.teacher("Toán"), self.book("Toán")
        self.env["school.lock"].with_user(self.administrator).create(
            {
                "company_id": self.company.id,
                "year_id": self.year.id,
                "class_id": book.class_id.id,
                "kind": "gk",
                "decided_by_id": self.leader.id,
                "reason": "Đã chấm chung",
            }
        )
        content = sample_file("marks/8B_HK1.xlsx")
        sheet = self.sheet(self.preview("marks", content, teacher), "Toán")
        self.assertEqual(sheet["status"], "refused")
        [message] = sheet["messages"]
        self.assertEqual((message["code"], message["cell"]), ("cells_refused", "I8"))
        for word in ("I8", "36", self.leader.name):
            self.assertIn(word, message["text"])
        self.assertEqual(self.load("marks", content, teacher)["written"], 0)
        answer = self.load("marks", content, teacher, skip_refused=True)
        self.assertEqual(answer["written"], 36 * 5)
        self.assertEqual(self.messages(answer, "error"), [])
        # what is written already, or blank in the file, never stands in the way
        rows = sample_rows("marks/8B_HK1.xlsx")
        for row in rows["Toán"][7:43]:
            row[8] = None
        rows["Toán"][7][4], rows["Toán"][7][10] = 9, None
        for options in ({}, {"clear_blanks": True}):
            answer = self.preview("marks", workbook(**rows), teacher, **options)
            self.assertEqual(self.sheet(answer, "Toán")["status"], "ready")

    def test_a_lock_is_named_whatever_else_is_wrong(self):
        book = self.book("Toán")
        self.env["school.lock"].with_user(self.administrator).create(
            {
                "company_id": self.company.id,
                "year_id": self.year.id,
                "class_id": book.class_id.id,
                "decided_by_id": self.leader.id,
                "reason": "Kết thúc năm học",
            }
        )
        content = base64.b64encode((BAD / "value_text.xlsx").read_bytes()).decode()
        answer = self.preview("marks", content, self.teacher("Toán"))
        codes = [m["code"] for m in self.sheet(answer, "Toán")["messages"]]
        self.assertEqual(codes[0], "locked")
        self.assertIn("not_a_mark", codes)

    def test_refusals_speak_the_users_language_without_being_asked(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        teacher = self.teacher("Toán")
        teacher.lang = "vi_VN"
        book = self.book("Toán").with_user(teacher).with_context(lang=None)
        outcome = book.save_cells(
            [
                {
                    "line": book.line_ids[0].id,
                    "assessment": book.assessment_ids[0].id,
                    "value": "11",
                }
            ]
        )["cells"][0]
        self.assertIn("lớn hơn 10", outcome["reason"])

    def test_changes_that_are_no_cells_are_refused_in_words(self):
        book = self.book("Toán").with_user(self.teacher("Toán"))
        for changes in ("abc", [5], None):
            with self.subTest(changes=changes), self.assertRaises(UserError):
                book.save_cells(changes)

    def test_an_exemption_follows_the_roll_only(self):
        line = self.book("Toán").line_ids[0].with_user(self.administrator)
        with self.assertRaises(UserError):
            line.write({"exempt": True})
        line.enrollment_id.exempt_subject_ids += line.subject_id
        self.assertTrue(line.exempt)
        with self.assertRaises(UserError):
            line.write({"exempt": False})

    def test_a_broken_upload_is_said_in_words(self):
        with file_open("school_gradebook/__manifest__.py", "rb") as handle:
            content = base64.b64encode(handle.read()).decode()
        for upload in (content, "%%%", ""):
            with self.subTest(upload=upload[:8]), self.assertRaises(UserError):
                self.preview("marks", upload, self.teacher("Toán"))
