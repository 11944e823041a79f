"""Journey 4: the clerk prints a page and exports it; all carry the grid's values."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.system.journeys.grid_page import GridPage
from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import Visitors, call
from tests.system.journeys.workbooks import sheet_values

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLERK, TEACHER = "vt01", "gv008"
MINUTE = re.compile(r"\d\d:\d\d ngày \d\d/\d\d/20\d\d")


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download(timeout=60_000) as download:
        page.locator(button).click()
    return Path(download.value.path()).rename(
        folder / download.value.suggested_filename
    )


def screen_rows(grid: GridPage) -> list[list[str]]:
    """Number, name and what is in the cells of each student, blank cells left out.

    Brackets around a provisional average are the screen's alone.
    """
    heads = grid.rows.evaluate_all(
        "rows => rows.map(row => ['.o_sg_number', '.o_sg_name'].map("
        "part => row.querySelector(part).textContent.trim()))"
    )
    cells = [[text.strip() for text in row if text.strip()] for row in grid.texts()]
    return [head + row for head, row in zip(heads, cells, strict=True)]


def pdf_text(file: Path) -> str:
    pages = PdfReader(file).pages
    texts = [page.extract_text() for page in pages]
    for number, text in enumerate(texts, 1):
        assert f"Trang {number}/{len(pages)}" in text
        assert MINUTE.search(text), "no moment of printing"
    return re.sub(r"\s+", " ", " ".join(texts))


def shown(cell: Cell) -> str:
    """What a spreadsheet program shows of a cell."""
    if isinstance(cell.value, float) or cell.number_format == "0.0":
        return f"{cell.value:.1f}".replace(".", ",") if cell.value is not None else ""
    return "" if cell.value is None else str(cell.value)


def sheet_rows(file: Path) -> list[list[str]]:
    """The same of the exported workbook: without code and birth date."""
    [sheet] = openpyxl.load_workbook(file).worksheets
    rows = []
    for row in sheet.iter_rows():
        if isinstance(row[0].value, int) and row[1].value:
            cells = [row[0], row[2], *row[4:]]
            rows.append([text for text in map(shown, cells) if text])
    return rows


def check_all_equal(grid: GridPage, folder: Path) -> str:
    """Screen, PDF and workbook carry the same; returns the PDF's text."""
    text = pdf_text(download(grid.page, ".o_sg_print", folder))
    rows = screen_rows(grid)
    missing = [row for row in rows if " ".join(row) not in text]
    assert missing == []
    exported = sheet_rows(download(grid.page, ".o_sg_export", folder))
    notes = grid.rows.locator(".o_sg_note").all_inner_texts()
    with_notes = [
        row + [note] * bool(note) for row, note in zip(rows, notes, strict=True)
    ]
    assert exported == with_notes
    return text


def test_first_term(visitors: Visitors, school: School, tmp_path: Path) -> None:
    book = school.book("8B", "Toán", 1)
    grid = GridPage.open(visitors.log_in(CLERK), book)
    assert grid.table.locator("td[aria-readonly=false]").count() == 0
    text = check_all_equal(grid, tmp_path)
    for words in ("22/2021/TT-BGDĐT", "Lớp: 8B", "Học kì I", "Ký, ghi rõ họ tên"):
        assert words in text
    log = school.query(
        "SELECT p.format, length(p.digest), u.login FROM school_print_log p"
        f" JOIN res_users u ON u.id = p.user_id WHERE p.gradebook_id = {book}"
        " ORDER BY p.id"
    )
    assert log == [f"pdf|64|{CLERK}", f"xlsx|64|{CLERK}"]
    [digest] = school.query(
        f"SELECT DISTINCT digest FROM school_print_log WHERE gradebook_id = {book}"
    )
    assert digest[:4] in text


def test_a_comment_subject(visitors: Visitors, school: School, tmp_path: Path) -> None:
    book = school.book("9C", "Giáo dục thể chất", 1)
    grid = GridPage.open(visitors.log_in(CLERK), book)
    assert "Đ" in screen_rows(grid)[0]
    check_all_equal(grid, tmp_path)


def test_second_term_with_the_years_average(
    visitors: Visitors, school: School, tmp_path: Path
) -> None:
    book = school.book("9C", "Toán", 2)
    teacher = visitors.log_in(TEACHER)
    enter_by_call(
        teacher, book, sheet_values(DATA / "marks" / "9C_HK2.xlsx", "Toán", 6)
    )
    grid = GridPage.open(visitors.log_in(CLERK), book)
    assert len(screen_rows(grid)[0]) == 2 + 6 + 3
    check_all_equal(grid, tmp_path)


def enter_by_call(page: Page, book: int, rows: list[list[str]]) -> None:
    """Enter a block as other software does."""
    loaded = call(page, "school.gradebook", "load_grid", [book])
    changes = [
        {"line": line["id"], "assessment": column["id"], "value": value, "seen": ""}
        for line, row in zip(loaded["rows"], rows, strict=True)
        for column, value in zip(loaded["columns"], row[1:7], strict=True)
    ]
    answer = call(page, "school.gradebook", "save_cells", [book], changes)
    assert {cell["status"] for cell in answer["cells"]} == {"saved"}


def test_unsaved_cells_are_not_forgotten_on_paper(
    visitors: Visitors, school: School, tmp_path: Path
) -> None:
    """Printing sends what was just typed first."""
    book = school.book("8B", "Toán", 2)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.select(0, 0)
    grid.type("9")
    check_all_equal(grid, tmp_path)
    assert school.marks(book) == {(1, 0): "9.0"}
