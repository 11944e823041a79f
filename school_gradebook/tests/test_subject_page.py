import io
import json

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..register.page import page_digest
from ..register.values import display
from .printed import PrintedCommon


@tagged("post_install", "-at_install")
class TestSubjectPage(PrintedCommon, TransactionCase):
    """The page is what the screen shows; PDF and workbook are the page."""

    def test_page_is_the_screen(self):
        for book in self.books + self.history_1:
            [page] = self.pages(book)
            grid = book.with_user(self.clerk).load_grid()
            columns = grid["columns"]
            self.assertEqual(
                [(c["kind"], c["label"], c["component"]) for c in page["columns"]],
                [(c["kind"], c["label"], c["component"] or "") for c in columns],
            )
            self.assertEqual(len(page["rows"]), len(grid["rows"]))
            for row, shown in zip(page["rows"], grid["rows"], strict=True):
                cells = [
                    display(
                        grid["cells"]
                        .get(f"{shown['id']}:{column['id']}", {})
                        .get("text", ""),
                        column["whole"],
                    )
                    for column in columns
                ]
                self.assertEqual(row["cells"], cells)
                self.assertEqual(row["result"], display(shown["result"]["text"]))
                self.assertEqual(row["note"], shown["left"] or "")
                for key in ("number", "code", "name", "comment", "exempt"):
                    self.assertEqual(row[key], shown[key])
                for key, year in (("hk1", "hk1"), ("year", "year_result")):
                    text = shown[year]["text"] if shown[year] else ""
                    self.assertEqual(row[key], display(text))

    def test_every_kind_of_cell(self):
        [page] = self.pages(self.maths_1)
        full, zero, absent, left, exempt = page["rows"]
        self.assertEqual(full["cells"], ["8", "10", "7", "9", "8,5", "10,0"])
        self.assertEqual(zero["cells"], ["0", "", "7", "9", "8,5", "0,0"])
        self.assertEqual(absent["cells"][-1], "v")
        self.assertEqual(absent["result_state"], "provisional")
        self.assertEqual(left["note"], "Chuyển đi 01/12/2025")
        self.assertEqual(left["cells"][0], "6")
        self.assertEqual(exempt["result"], "Miễn")
        self.assertTrue(exempt["exempt"])

    def test_counts(self):
        """Who left in the term and who is exempt are not counted, zeros are."""
        [page] = self.pages(self.maths_1)
        self.assertEqual(sum(page["stats"].values()), 3)
        self.assertEqual(page["stats"]["8–10"], 2)
        [sports] = self.pages(self.sports_1)
        self.assertEqual(sports["stats"], {"Đ": 2, "CĐ": 1})

    def test_second_term(self):
        [page] = self.pages(self.maths_2)
        self.assertEqual(
            [column["label"] for column in page["result_columns"]],
            ["ĐTBmhkI", "ĐTBmhkII", "ĐTBmcn"],
        )
        first = page["rows"][0]
        # (9.0 + 2 × 6.0) / 3 = 7.0
        self.assertEqual(
            [first["hk1"], first["result"], first["year"]], ["9,0", "6,0", "7,0"]
        )
        self.assertEqual(page["year_stats"]["6,5–7,9"], 1)
        self.assertEqual(page["result_label"], "ĐTBmhkII")

    def test_teachers_of_the_term(self):
        [page] = self.pages(self.history_1)
        self.assertEqual(
            [teacher["component"] for teacher in page["teachers"]],
            ["Lịch sử", "Địa lí"],
        )
        taught = self.class_a.teaching_ids.filtered("component_id")
        taught.filtered(
            lambda t: t.component_id == self.history
        ).date_from = self.term_2.date_start
        [page] = self.pages(self.history_1)
        self.assertEqual([t["component"] for t in page["teachers"]], ["Địa lí"])

    def test_language_does_not_matter(self):
        [page] = self.pages(self.maths_1)
        [other] = (
            self.maths_1.with_user(self.clerk).with_context(lang="vi_VN")._page_data()
        )
        self.assertEqual(page_digest(page), page_digest(other))

    def test_digest(self):
        [page] = self.pages(self.maths_1)
        [other] = self.pages(self.maths_1, self.maths_teacher)
        self.assertEqual(page["digest"], other["digest"])
        self.assertEqual(page["digest"], page_digest(json.loads(json.dumps(page))))
        self.enter(
            self.maths_teacher, self.maths_1, {(self.students_a[0], "tx", 1): "7.0"}
        )
        [changed] = self.pages(self.maths_1)
        self.assertNotEqual(page["digest"], changed["digest"])

    def test_queries_do_not_grow(self):
        def queries(books):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.pages(books)
            return self.env.cr.sql_log_count - before

        self.pages(self.books)
        self.assertEqual(queries(self.maths_1), queries(self.books))

    def test_order_is_the_callers(self):
        books = self.sports_2 + self.maths_1
        self.assertEqual(
            [page["subject"] for page in self.pages(books)],
            ["Giáo dục thể chất", "Toán"],
        )

    def test_access(self):
        for user in (self.maths_teacher, self.homeroom_teacher, self.leader):
            self.assertTrue(self.pages(self.maths_1, user))
        for user in (self.sports_teacher, self.unassigned_teacher, self.other_leader):
            with self.assertRaises(AccessError):
                self.pages(self.maths_1, user)
        with self.assertRaises(AccessError):
            self.pages(self.maths_1 + self.sports_1, self.maths_teacher)

    # -- the workbook ----------------------------------------------------------------

    def test_workbook_is_the_page(self):
        content = self.books.with_user(self.clerk)._page_xlsx()
        book = load_workbook(io.BytesIO(content))
        pages = self.pages(self.books)
        self.assertEqual(len(book.worksheets), len(pages))
        for sheet, page in zip(book.worksheets, pages, strict=True):
            rows = {sheet.cell(at, 2).value: at for at in range(1, sheet.max_row + 1)}
            for row in page["rows"]:
                results = [row[column["key"]] for column in page["result_columns"]]
                wanted = [
                    row["number"],
                    row["code"],
                    row["name"],
                    row["birth_date"],
                    *row["cells"],
                    *results,
                ]
                found = [
                    sheet.cell(rows[row["code"]], at)
                    for at in range(1, len(wanted) + 1)
                ]
                self.assertEqual([_shown(cell) for cell in found], [*map(str, wanted)])
                # term II has an empty column for the reassessment of summer
                at = len(wanted) + 1 + page["year_columns"]
                self.assertEqual(
                    _shown(sheet.cell(rows[row["code"]], at)), row["comment"]
                )
                self.assertEqual(
                    _shown(sheet.cell(rows[row["code"]], at + 1)), row["note"]
                )


def _shown(cell):
    """What Excel shows in a cell under Vietnamese settings."""
    if isinstance(cell.value, (int, float)):
        decimals = 1 if cell.number_format == "0.0" else 0
        return f"{cell.value:.{decimals}f}".replace(".", ",")
    return cell.value or ""
