"""Journey 2: a subject teacher imports a class workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.system.journeys.grid_page import GridPage
from tests.system.journeys.import_page import ImportPage
from tests.system.journeys.school import BAD_FILES, DATA, School
from tests.system.journeys.visitors import Visitors
from tests.system.journeys.workbooks import changed_copy

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER = "gv008"
SUBJECT = "Toán"
FIRST_TERM = DATA / "marks" / "8B_HK1.xlsx"
SECOND_TERM = DATA / "marks" / "9C_HK2.xlsx"
# What is wrong with each file, and the cell it says so at.
PLACES = {
    "average_disagrees": "K17",
    "duplicate_student": "B15",
    "formula_cell": "E13",
    "header_missing": "A6",
    "name_and_id_disagree": "C16",
    "other_class_title": "D4",
    "regular_mark_not_whole": "E12",
    "rows_in_another_order": "B8",
    "unknown_student": "B14",
    "value_above_10": "E9",
    "value_negative": "F10",
    "value_text": "G11",
    "value_two_decimals": "I12",
}
UNREADABLE = ("huge_when_unpacked", "not_a_workbook", "truncated")


def test_a_class_workbook_into_ones_own_book(
    visitors: Visitors, school: School
) -> None:
    book = school.book("9C", SUBJECT, 2)
    screen = ImportPage.open(visitors.log_in(TEACHER), "marks")
    screen.choose(SECOND_TERM)
    expect(screen.sheets).to_have_count(1)
    mine = screen.open_sheet(SUBJECT)
    expect(mine).to_have_attribute("data-status", "ready")
    expect(mine.locator(".o_si_cell.o_si_new")).to_have_count(200)  # and a button
    expect(mine.locator(".o_si_more")).to_be_visible()
    # colleagues' sheets are left out, no mistakes of the file
    foreign = screen.page.locator(".o_si_foreign")
    expect(foreign.locator("summary")).to_contain_text("11")
    foreign.locator("summary").click()
    expect(foreign.get_by_role("listitem")).to_have_count(11)
    expect(screen.page.locator(".o_si_summary .text-bg-danger")).to_have_count(0)
    entries = school.count("school_journal_entry")
    assert school.marks(book) == {}

    screen.confirm()
    assert len(school.marks(book)) == 240
    assert school.count("school_journal_entry") == entries + 240
    assert {entry.source for entry in school.journal(book)} == {"import"}

    screen.page.locator(".o_si_again").click()
    screen.choose(SECOND_TERM)
    expect(screen.sheet(SUBJECT)).to_have_attribute("data-status", "nothing")
    expect(screen.confirm_button).to_have_count(0)


def test_changed_cells_show_old_and_new(
    visitors: Visitors, school: School, tmp_path: Path
) -> None:
    """The file's own average no longer fits: it is shown, and the teacher decides."""
    book = school.book("8B", SUBJECT, 1)
    before = school.marks(book)
    file = changed_copy(
        FIRST_TERM, tmp_path / "8B_HK1.xlsx", {(SUBJECT, "E8"): 5, (SUBJECT, "J9"): 8.5}
    )
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.page.locator(".o_sg_import").click()
    screen = ImportPage(grid.page)
    screen.choose(file)
    sheet = screen.open_sheet(SUBJECT)
    expect(sheet).to_have_attribute("data-status", "refused")
    expect(screen.averages).to_have_count(2)
    expect(screen.averages.nth(0).locator("td").nth(0)).to_have_text("K8")

    screen.page.locator("[name=accept_other_averages]").check()
    expect(sheet).to_have_attribute("data-status", "ready")
    sheet = screen.open_sheet(SUBJECT)
    changed = sheet.locator(".o_si_cell.o_si_changed")
    expect(changed).to_have_count(2)
    cells = changed.nth(0).locator("td")
    expect(cells.nth(0)).to_have_text("E8")
    expect(cells.nth(3)).to_have_text(re.compile(r"^8(,0)?$"))
    expect(cells.nth(4)).to_have_text(re.compile(r"^5(,0)?$"))
    assert school.marks(book) == before

    screen.confirm()
    assert school.marks(book) == {**before, (1, 0): "5.0", (2, 5): "8.5"}
    screen.page.locator(".o_si_done .btn-secondary").click()
    expect(GridPage(screen.page).ready().text(0, 0)).to_have_text("5")


def test_a_sheet_is_written_whole_or_not_at_all(
    visitors: Visitors, school: School, tmp_path: Path
) -> None:
    book = school.book("9A", SUBJECT, 1)
    entries = school.count("school_journal_entry")
    file = changed_copy(
        DATA / "marks" / "9A_HK1.xlsx", tmp_path / "9A.xlsx", {(SUBJECT, "F10"): 11}
    )
    screen = ImportPage.open(visitors.log_in(TEACHER), "marks")
    screen.choose(file)
    sheet = screen.open_sheet(SUBJECT)
    expect(sheet).to_have_attribute("data-status", "refused")
    expect(sheet.locator(".o_si_message").first).to_contain_text("F10")
    expect(screen.confirm_button).to_have_count(0)
    expect(screen.verdict).to_be_visible()
    with screen.page.expect_download() as download:
        screen.page.locator(".o_si_marked").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert school.marks(book) == {}
    assert school.count("school_journal_entry") == entries


def test_bad_files_say_what_is_wrong_and_write_nothing(
    visitors: Visitors, school: School
) -> None:
    entries = school.count("school_journal_entry")
    screen = ImportPage.open(visitors.log_in(TEACHER), "marks")
    for name, cell in PLACES.items():
        screen.choose(BAD_FILES / f"{name}.xlsx")
        sheet = screen.open_sheet(SUBJECT)
        expect(sheet).to_have_attribute("data-status", "refused")
        message = sheet.locator(".o_si_message").first
        expect(message, name).to_contain_text(cell)
        expect(message, name).to_contain_text(SUBJECT)
        expect(screen.confirm_button, name).to_have_count(0)
    screen.choose(BAD_FILES / "sheet_unknown_subject.xlsx")
    unknown = screen.open_sheet("Thiên văn")
    expect(unknown.locator(".o_si_message").first).to_contain_text("Thiên văn")
    for name in UNREADABLE:
        screen.choose(BAD_FILES / f"{name}.xlsx")
        expect(screen.failure, name).not_to_be_empty()
        expect(screen.sheets, name).to_have_count(0)
    assert school.count("school_journal_entry") == entries
    assert len(list(BAD_FILES.glob("*.xlsx"))) == len(PLACES) + 1 + len(UNREADABLE)
