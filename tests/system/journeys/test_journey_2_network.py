"""Journey 2: the line drops, the browser closes, two people meet in one cell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.system.journeys.grid_page import GridPage, expect_state
from tests.system.journeys.school import School
from tests.system.journeys.visitors import Visitors, call, open_menu

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER = "gv008"
SAVE = re.compile(r"school\.gradebook/save_cells")
TYPED = {(1, 0): "8.0", (2, 0): "9.0", (3, 0): "10.0", (4, 0): "7.0"}


def type_four(grid: GridPage) -> None:
    grid.select(0, 0)
    grid.enter("8", "9", "10", "7")


def accept(dialog: Dialog) -> None:
    """Leave the page although it asks."""
    dialog.accept()


def lose_requests(page: Page) -> None:
    """No request to save arrives any more."""
    page.route(SAVE, lambda route: route.abort("connectionfailed"))


def cut_off(page: Page) -> None:
    """The same for the rest of the page's life, its last moments included.

    A window that closes is no longer watched: what it sends then would get through.
    """
    page.evaluate(
        "() => { const open = XMLHttpRequest.prototype.open;"
        " XMLHttpRequest.prototype.open = function (method, url, ...rest) {"
        "   const lost = String(url).includes('/save_cells');"
        "   return open.call(this, method, lost ? 'http://127.0.0.1:9/' : url, ...rest);"
        " }; }"
    )


def test_the_line_drops_while_typing(visitors: Visitors, school: School) -> None:
    book = school.book("6B", "Toán", 1)
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    with visitors.line_down(page):
        type_four(grid)
        expect(grid.offline).to_be_visible()
        expect(grid.status).to_have_attribute("data-status", "offline")
        expect(grid.waiting).to_have_count(4)
        expect(grid.text(2, 0)).to_have_text("10")
        # typing goes on, also over what waits
        grid.select(3, 0)
        grid.enter("6", "5")
        expect(grid.waiting).to_have_count(5)
        assert school.journal(book) == []
    grid.saved()
    expect(grid.offline).to_have_count(0)
    assert school.marks(book) == {**TYPED, (4, 0): "6.0", (5, 0): "5.0"}
    assert len(school.journal(book)) == 5


def test_an_answer_that_never_came_doubles_nothing(
    visitors: Visitors, school: School
) -> None:
    """The server has the cells, the browser does not know: it sends them again."""
    book = school.book("7A", "Toán", 1)
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    visitors.of(page).was_offline = True

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(SAVE, lose_answer, times=1)
    type_four(grid)
    expect(grid.offline).to_be_visible()
    assert school.marks(book) == TYPED
    expect(grid.waiting).to_have_count(4)

    with grid.saving():
        grid.offline.locator("button").click()
    assert school.marks(book) == TYPED
    assert len(school.journal(book)) == 4


def test_a_reload_keeps_what_waits(visitors: Visitors, school: School) -> None:
    book = school.book("7C", "Toán", 1)
    page = visitors.log_in(TEACHER)
    page.on("dialog", accept)
    grid = GridPage.open(page, book)
    visitors.of(page).was_offline = True
    lose_requests(page)
    type_four(grid)
    expect(grid.offline).to_be_visible()

    page.reload()
    grid.ready()
    expect(page.locator(".o_sg_restored")).to_contain_text("4")
    expect(grid.waiting).to_have_count(4)
    expect(grid.text(2, 0)).to_have_text("10")
    assert school.journal(book) == []

    page.unroute(SAVE)
    with grid.saving():
        page.keyboard.press("Control+s")
    assert school.marks(book) == TYPED
    assert len(school.journal(book)) == 4


def test_a_closed_window_keeps_what_waits(visitors: Visitors, school: School) -> None:
    """Another window of the same browser sends it, and says so beforehand."""
    book, other = school.book("7C", "Toán", 2), school.book("9A", "Toán", 2)
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    visitors.of(page).was_offline = True
    cut_off(page)
    type_four(grid)
    expect(grid.offline).to_be_visible()
    page.close()

    page = visitors.of(grid.page).context.new_page()
    elsewhere = GridPage.open(page, other)
    reminder = page.locator(".o_sg_other")
    expect(reminder).to_contain_text("4")
    assert school.journal(book) == []
    with elsewhere.saving():
        reminder.get_by_role("button").click()
    assert school.marks(book) == TYPED
    assert len(school.journal(book)) == 4


def test_leaving_asks_while_something_waits(visitors: Visitors, school: School) -> None:
    book = school.book("8B", "Toán", 2)
    page = visitors.log_in(TEACHER)
    page.locator(".o_kanban_record", has_text="8B").last.click()
    grid = GridPage(page).ready()
    visitors.of(page).was_offline = True
    lose_requests(page)
    type_four(grid)
    expect(grid.offline).to_be_visible()
    open_menu(page, "menu_mine")
    expect(grid.dialog).to_be_visible()
    grid.dialog.locator(".modal-footer .btn-secondary").click()
    expect(grid.dialog).to_have_count(0)
    expect(grid.waiting).to_have_count(4)

    page.unroute(SAVE)
    open_menu(page, "menu_mine")
    expect(page.locator(".o_kanban_view")).to_be_visible()
    assert len(school.journal(book)) == 4


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_two_people_on_one_cell(visitors: Visitors, school: School, keep: str) -> None:
    book = school.book("9A", "Toán", 1)
    column, stored = (0, "9.0") if keep == "mine" else (1, "6.0")
    assign(visitors, school, "9A", "Toán", "gv007")
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    colleague = GridPage.open(visitors.log_in("gv007"), book)
    colleague.select(0, column)
    with colleague.saving():
        colleague.enter("6")

    grid.select(0, column)
    grid.enter("9")
    expect(grid.conflict).to_be_visible()
    expect_state(grid.cell(0, column), "conflict")
    expect(grid.text(0, column)).to_have_text("9")
    expect(grid.cell(0, column).locator(".o_sg_theirs")).to_have_text("6")
    [name] = school.query(
        "SELECT name FROM hr_employee WHERE school_code ILIKE 'gv007'"
    )
    expect(grid.conflict).to_contain_text(name)
    assert school.marks(book)[1, column] == "6.0"

    if keep == "mine":
        with grid.saving():
            grid.page.locator(".o_sg_keep_mine").click()
    else:
        grid.page.locator(".o_sg_take_theirs").click()
        grid.saved()
    expect(grid.conflict).to_have_count(0)
    expect(grid.text(0, column)).to_have_text(stored[0])
    assert school.marks(book)[1, column] == stored
    writes = [each for each in school.journal(book) if each.new in ("6.0", "9.0")]
    assert len(writes) == (2 if keep == "mine" else 3)


def assign(
    visitors: Visitors, school: School, name: str, subject: str, login: str
) -> None:
    """The administrator makes somebody a second teacher of a class, once."""
    page = visitors.log_in("qt01")

    def found(model: str, *domain: list[str]) -> int:
        [record] = call(page, model, "search", list(domain))
        return int(record)

    values = {
        "class_id": found("school.class", ["name", "=", name]),
        "subject_id": found("school.subject", ["name", "=", subject]),
        "employee_id": found("hr.employee", ["school_code", "=ilike", login]),
    }
    domain = [[field, "=", value] for field, value in values.items()]
    if not call(page, "school.teaching", "search_count", domain):
        call(page, "school.teaching", "create", [values])
