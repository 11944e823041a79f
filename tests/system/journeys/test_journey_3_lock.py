"""Journey 3: the administrator locks a class's term; the teacher meets the lock."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from tests.system.journeys.form_page import FormPage
from tests.system.journeys.grid_page import GridPage, expect_state
from tests.system.journeys.import_page import ImportPage
from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import RefusedError, Visitors, call, open_menu
from tests.system.journeys.workbooks import changed_copy

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER, ADMINISTRATOR, PRINCIPAL = "gv008", "qt01", "ht01"
SUBJECT = "Toán"
SAVE = re.compile(r"school\.gradebook/save_cells")


def name_of(school: School, login: str) -> str:
    [name] = school.query(
        "SELECT p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
        f" WHERE u.login = '{login}'"
    )
    return name


def lock(visitors: Visitors, school: School, class_name: str, term: str) -> list[str]:
    """Lock in the form; returns what every refusal has to name."""
    page = visitors.log_in(ADMINISTRATOR)
    principal = name_of(school, PRINCIPAL)
    open_menu(page, "menu_control", "menu_locks")
    page.locator(".o_list_button_add").click()
    form = FormPage(page)
    form.choose("term_id", term)
    form.choose("class_id", class_name)
    form.choose("decided_by_id", principal)
    form.fill("decision", "15/QĐ-THCS")
    form.fill("reason", "Hết học kỳ")
    form.save()
    expect(form.field("carried_out_by_id")).to_have_text(name_of(school, ADMINISTRATOR))
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%d/%m/%Y")
    return [class_name, term, today, principal, name_of(school, ADMINISTRATOR)]


def names_all(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def test_a_locked_term_is_refused_at_every_door(
    visitors: Visitors, school: School, tmp_path: Path
) -> None:
    book, other = school.book("8B", SUBJECT, 1), school.book("8B", SUBJECT, 2)
    before, entries = school.marks(book), school.journal(book)
    words = lock(visitors, school, "8B", "Học kỳ I")
    page = visitors.log_in(TEACHER)

    # the grid
    grid = GridPage.open(page, book)
    expect_state(grid.cell(0, 0), "locked")
    expect(grid.cell(0, 0)).to_have_attribute("aria-readonly", "true")
    expect(grid.table.locator("thead .o_sg_lock")).to_have_count(7)  # comments too
    grid.select(0, 0)
    grid.type("3")
    grid.press("Enter", "Delete")
    grid.select(0, 0)
    reason = grid.bar.locator(".o_sg_bar_reason").inner_text()
    assert names_all(reason, words), reason
    shown = grid.text(0, 0).inner_text()
    assert shown == before[1, 0].removesuffix(".0")

    # the workbook
    file = changed_copy(
        DATA / "marks" / "8B_HK1.xlsx", tmp_path / "8B.xlsx", {(SUBJECT, "E8"): 3}
    )
    screen = ImportPage.open(page, "marks")
    screen.choose(file)
    sheet = screen.open_sheet(SUBJECT)
    expect(sheet).to_have_attribute("data-status", "refused")
    told = sheet.locator(".card-body").inner_text()
    assert names_all(told, words), told
    expect(screen.confirm_button).to_have_count(0)

    # remote calls
    [row] = school.query(
        f"SELECT line_id, assessment_id, id FROM school_mark WHERE gradebook_id = {book}"
        " ORDER BY id LIMIT 1"
    )
    line, column, mark = (int(part) for part in row.split("|"))
    change = {"line": line, "assessment": column, "value": "3.0", "seen": before[1, 0]}
    answer = call(page, "school.gradebook", "save_cells", [book], [change])
    [cell] = answer["cells"]
    assert cell["status"] == "refused"
    assert names_all(cell["reason"], words), cell
    with pytest.raises(RefusedError) as refusal:
        call(page, "school.mark", "write", [mark], {"score": 3})
    assert names_all(str(refusal.value), words)

    assert school.marks(book) == before
    assert school.journal(book) == entries

    # the other term is open
    grid = GridPage.open(page, other)
    grid.select(0, 0)
    with grid.saving():
        grid.enter("9")
    assert school.marks(other) == {(1, 0): "9.0"}


def test_a_lock_that_falls_while_cells_wait(visitors: Visitors, school: School) -> None:
    """The grid was open before; what waited is refused at its cells and stays there."""
    book = school.book("9C", SUBJECT, 2)
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    visitors.of(page).was_offline = True
    page.route(SAVE, lose)
    grid.select(0, 0)
    grid.enter("8", "9")
    expect(grid.offline).to_be_visible()

    words = lock(visitors, school, "9C", "Học kỳ II")
    page.unroute(SAVE)
    grid.offline.locator("button").click()
    for row, text in enumerate(("8", "9")):
        expect_state(grid.cell(row, 0), "wrong")
        expect(grid.text(row, 0)).to_have_text(text)
    expect(page.locator(".o_sg_invalid_count")).to_contain_text("2")
    title = grid.cell(0, 0).get_attribute("title") or ""
    assert names_all(title, words), title
    # the rest of the book shows the lock without being asked
    expect_state(grid.cell(5, 0), "locked")
    assert school.marks(book) == {}
    assert school.journal(book) == []

    lift(visitors, "9C")
    page.reload()
    grid.ready().select(0, 0)
    with grid.saving():
        grid.enter("8")
    assert school.marks(book) == {(1, 0): "8.0"}


def lose(route: Route) -> None:
    route.abort("connectionfailed")


def lift(visitors: Visitors, class_name: str) -> None:
    """The administrator opens the class again, with a reason."""
    page: Page = visitors.log_in(ADMINISTRATOR, "/odoo/locks")
    page.locator(".o_data_row", has_text=class_name).locator("td[name=name]").click()
    page.locator("button[name=action_open_lift]").click()
    form = FormPage(page, ".modal .o_form_view")
    form.fill("reason", "Nhập bổ sung")
    page.locator(".modal button[name=action_lift]").click()
    expect(page.locator(".modal")).to_have_count(0)
