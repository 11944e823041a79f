"""Journey 5: the leadership verifies the journal and opens a move-in period."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.system.journeys.form_page import FormPage
from tests.system.journeys.grid_page import GridPage
from tests.system.journeys.import_page import ImportPage
from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import Visitors, call, go, open_menu

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PRINCIPAL, ADMINISTRATOR, TEACHER = "ht01", "qt01", "gv008"
REASON = "Chuyển điểm học kỳ II"
WORKBOOK = DATA / "marks" / "8B_HK2.xlsx"


def verify(page: Page) -> str:
    """Verify by the menu; returns what the screen says."""
    open_menu(page, "menu_control", "menu_verify")
    verdict = page.locator(".o_notification").last
    expect(verdict).to_be_visible(timeout=60_000)
    text = verdict.inner_text()
    verdict.locator(".o_notification_close").click()
    expect(page.locator(".o_notification")).to_have_count(0)
    return text


def test_the_journal_is_whole_until_somebody_goes_around_it(
    visitors: Visitors, school: School
) -> None:
    page = visitors.log_in(PRINCIPAL)
    entries = school.count("school_journal_entry")
    assert re.search(rf"\b{entries}\b", verify(page).replace(".", ""))

    book = school.book("8B", "Toán", 1)
    [row] = school.query(
        "SELECT m.id, s.name, m.score FROM school_mark m"
        " JOIN school_gradebook_line l ON l.id = m.line_id"
        " JOIN school_enrollment e ON e.id = l.enrollment_id"
        " JOIN school_student s ON s.id = e.student_id"
        f" WHERE m.gradebook_id = {book} AND e.roll_number = 7 ORDER BY m.id LIMIT 1"
    )
    mark, student, score = row.split("|")
    school.query(f"UPDATE school_mark SET score = 1.5 WHERE id = {mark}")
    verdict = verify(page)
    assert student in verdict
    assert "8B" in verdict
    assert "Toán" in verdict

    school.query(f"UPDATE school_mark SET score = {score} WHERE id = {mark}")
    assert student not in verify(page)


def test_the_principal_reads_everything_and_enters_nothing(
    visitors: Visitors, school: School
) -> None:
    page = visitors.log_in(PRINCIPAL, "/odoo/gradebooks")
    expect(page.locator(".o_pager_limit")).to_have_text("288")
    grid = GridPage.open(page, school.book("9C", "Toán", 2))
    expect(grid.table.locator("td[aria-readonly=false]")).to_have_count(0)
    expect(page.locator(".o_sg_import")).to_have_count(0)
    grid.select(0, 0)
    grid.type("8")
    expect(grid.bar.locator(".o_sg_bar_reason")).not_to_be_empty()


def open_move_in(page: Page) -> None:
    """The principal opens a period of one day, by the form."""
    open_menu(page, "menu_control", "menu_move_in")
    page.locator(".o_list_button_add").click()
    form = FormPage(page)
    form.fill("reason", REASON)
    until = datetime.now() + timedelta(days=1)
    form.date("date_to", until.strftime("%d/%m/%Y %H:%M:%S"))
    form.save()
    expect(page.locator("button[name=action_close]")).to_be_visible()


def refused_outside(page: Page, school: School, workbook: Path) -> None:
    """No sheet of the workbook is the administrator's to write now."""
    entries = school.count("school_journal_entry")
    screen = ImportPage.open(page, "marks")
    screen.choose(workbook)
    expect(screen.confirm_button).to_have_count(0)
    refused = page.locator('.o_si_sheet[data-status="refused"]')
    expect(refused.first.or_(screen.failure)).to_be_visible()
    assert school.count("school_journal_entry") == entries


def test_a_move_in_period(visitors: Visitors, school: School) -> None:
    """The administrator loads whole classes for others, only while it is open."""
    book = school.book("8B", "Toán", 2)
    administrator = visitors.log_in(ADMINISTRATOR)
    refused_outside(administrator, school, WORKBOOK)

    principal = visitors.log_in(PRINCIPAL)
    open_move_in(principal)
    screen = ImportPage.open(administrator, "marks")
    screen.choose(WORKBOOK)
    expect(screen.sheets).to_have_count(12)
    ready = administrator.locator('.o_si_sheet[data-status="ready"]')
    expect(ready).to_have_count(12)
    assert school.marks(book) == {}
    screen.confirm()
    assert len(school.marks(book)) == 210

    # for whole workbooks, not for single cells in the grid
    grid = GridPage.open(administrator, book)
    expect(grid.table.locator("td[aria-readonly=false]")).to_have_count(0)

    # the cell's history says so
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.select(0, 0)
    grid.press("Control+h")
    line = grid.dialog.locator(".o_sg_history_table tbody tr")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(REASON)
    entry = school.journal(book)[0]
    assert entry.source == "move_in"
    expect(line).to_contain_text(entry.author)

    principal.locator("button[name=action_close]").click()
    principal.locator(".modal-footer .btn-primary").click()
    expect(principal.locator("button[name=action_close]")).to_have_count(0)
    refused_outside(administrator, school, DATA / "marks" / "9C_HK2.xlsx")


def test_only_the_leadership_opens_a_period(visitors: Visitors, school: School) -> None:
    page = visitors.log_in(ADMINISTRATOR)
    go(page, "/odoo/move-in")
    expect(page.locator(".o_list_button_add")).to_have_count(0)
    assert not call(page, "school.move.in", "has_access", [], "create")
