"""Journey 1: the administrator makes a school out of two workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system.journeys.conftest import Sql, copied, served, watch
from tests.system.journeys.form_page import FormPage
from tests.system.journeys.grid_page import GridPage
from tests.system.journeys.import_page import ImportPage
from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import Visitors, call, go, open_menu
from tests.system.journeys.workbooks import changed_copy

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADMINISTRATOR = "qt01"
STAFF, ROSTER = DATA / "staff.xlsx", DATA / "roster.xlsx"
STUDENTS = "Hoc sinh"
LAYOUT_PICTURE = DATA.parents[1] / "static" / "description" / "icon.png"


@pytest.fixture
def empty_school(empty_database: str, sql: Sql) -> Iterator[School]:
    """Odoo's own administrator, the addon, and nobody else."""
    with copied(empty_database) as name, served(name, sql) as school:
        yield school


@pytest.fixture
def founders(
    request: pytest.FixtureRequest, browser: Browser, empty_school: School
) -> Iterator[Visitors]:
    yield from watch(request, browser, empty_school)


def import_list(page: Page, kind: str, file: Path) -> None:
    """Import a list in the year the screen proposes: preview, then confirmation."""
    open_menu(page, "menu_setup", f"menu_import_{kind}")
    screen = ImportPage(page)
    screen.choose(file)
    expect(page.locator('.o_si_sheet[data-status="refused"]')).to_have_count(0)
    screen.confirm()


def make_accounts(page: Page, folder: Path) -> dict[str, str]:
    """Make the accounts and download their sheet: {login: first password}."""
    open_menu(page, "menu_setup", "menu_accounts")
    page.locator(".modal button[name=action_make]").click()
    download_link = page.locator(".modal .o_field_widget[name=sheet]")
    with page.expect_download(timeout=60_000) as download:
        download_link.locator("button, a, span").first.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    [sheet] = openpyxl.load_workbook(file).worksheets
    rows = [row for row in sheet.values if all(row[:4])]
    page.locator(".modal .modal-footer .btn-secondary").last.click()
    expect(page.locator(".modal")).to_have_count(0)
    return {str(login): str(password) for _name, login, password, *_role in rows[1:]}


def test_a_school_from_nothing(
    founders: Visitors, empty_school: School, tmp_path: Path
) -> None:
    page = founders.log_in("admin")
    open_menu(page, "menu_setup", "menu_years")
    page.locator(".o_list_button_add").click()
    form = FormPage(page)
    form.fill("name", "2025-2026")
    form.save()
    terms = form.field("term_ids").locator(".o_data_row")
    expect(terms).to_have_count(2)
    assert empty_school.query(
        "SELECT number, date_start, date_end FROM school_term ORDER BY number"
    ) == ["1|2025-09-05|2026-01-17", "2|2026-01-18|2026-05-31"]

    import_list(page, "staff", STAFF)
    import_list(page, "roster", ROSTER)
    counts = {
        table: empty_school.count(f"school_{table}")
        for table in ("class", "student", "subject", "teaching", "gradebook")
    }
    assert counts == {
        "class": 12,
        "student": 474,
        "subject": 12,
        "teaching": 168,
        "gradebook": 288,
    }
    open_menu(page, "menu_register", "menu_gradebooks")
    expect(page.locator(".o_pager_limit")).to_have_text("288")

    empty_school.passwords = make_accounts(page, tmp_path)
    assert len(empty_school.passwords) == 24

    # the first password opens the door, and the position gives the role
    login = next(each for each in empty_school.passwords if each.startswith("gv008"))
    teacher = founders.log_in(login)
    expect(teacher.locator(".o_kanban_record:not(.o_kanban_ghost)")).to_have_count(12)
    menus = teacher.locator("[data-menu-xmlid='school_gradebook.menu_setup']")
    expect(menus).to_have_count(0)


def test_the_same_file_again_changes_nothing(
    visitors: Visitors, school: School
) -> None:
    page = visitors.log_in(ADMINISTRATOR)
    for kind, file in (("roster", ROSTER), ("staff", STAFF)):
        screen = ImportPage.open(page, kind)
        screen.choose(file)
        expect(screen.verdict).to_be_visible()
        expect(screen.confirm_button).to_have_count(0)
        expect(page.locator('.o_si_sheet:not([data-status="nothing"])')).to_have_count(
            0
        )


def test_a_changed_file_shows_old_and_new_before_it_writes(
    visitors: Visitors, school: School, tmp_path: Path
) -> None:
    file = changed_copy(
        ROSTER,
        tmp_path / "roster.xlsx",
        {(STUDENTS, "D2"): "Phạm Anh Ánh", (STUDENTS, "E3"): "19/07/2014"},
    )
    query = (
        "SELECT name, birth_date FROM school_student WHERE code IN (%s) ORDER BY code"
    )
    query %= "'2200000019', '2500000006'"
    before = school.query(query)
    assert before == ["Phạm Anh Anh|2014-10-05", "Vũ Yến Châu|2014-07-18"]

    screen = ImportPage.open(visitors.log_in(ADMINISTRATOR), "roster")
    screen.choose(file)
    changed = screen.open_sheet(STUDENTS).locator(".o_si_cell.o_si_changed")
    expect(changed).to_have_count(2)
    name, birth_date = changed.nth(0).locator("td"), changed.nth(1).locator("td")
    expect(name.nth(0)).to_have_text("D2")
    expect(name.nth(3)).to_have_text("Phạm Anh Anh")
    expect(name.nth(4)).to_have_text("Phạm Anh Ánh")
    expect(birth_date.nth(3)).to_have_text("18/07/2014")
    expect(birth_date.nth(4)).to_have_text("19/07/2014")
    assert school.query(query) == before

    screen.confirm()
    assert school.query(query) == ["Phạm Anh Ánh|2014-10-05", "Vũ Yến Châu|2014-07-19"]


def test_incomplete_files_are_a_list_until_they_are_complete(
    visitors: Visitors, school: School
) -> None:
    """The clerk sees what is missing, fills it in, and the list is one shorter."""
    page = visitors.log_in("vt01")
    open_menu(page, "menu_register", "menu_incomplete")
    page.locator(".o_group_header").first.click()
    row = page.locator(".o_data_row").first
    name = row.locator("td[name=name]").inner_text()
    before = incomplete(page)
    assert before == 474  # nobody has a picture yet
    row.locator("td[name=name]").click()
    form = FormPage(page)
    warning = form.root.locator(".alert-warning")
    expect(warning).to_be_visible()
    form.fill("national_id", "001214000019")
    picture = form.field("image_1920").locator("input[type=file]")
    picture.set_input_files(LAYOUT_PICTURE)
    form.save()
    expect(warning).to_be_hidden()
    assert incomplete(page) == before - 1
    page.go_back()
    expect(page.locator(".o_data_row", has_text=name)).to_have_count(0)


def incomplete(page: Page) -> int:
    return int(call(page, "school.student", "search_count", [["missing", "!=", False]]))


def test_a_class_opens_from_the_list_of_gradebooks(
    visitors: Visitors, school: School
) -> None:
    """The administrator looks into any book and changes nothing in it."""
    page = visitors.log_in(ADMINISTRATOR)
    go(page, "/odoo/gradebooks")
    expect(page.locator(".o_pager_limit")).to_have_text("288")
    page.locator(".o_data_row").first.locator("td[name=subject_id]").click()
    grid = GridPage(page).ready()
    expect(grid.table.locator("td[aria-readonly=false]")).to_have_count(0)
