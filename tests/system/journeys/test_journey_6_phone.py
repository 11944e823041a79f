"""The same people with a telephone in the hand: 390 x 844 points."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.system.journeys.grid_page import GridPage, expect_state
from tests.system.journeys.import_page import ImportPage
from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import PHONE, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER = "gv008"


def expect_to_fit(page: Page) -> None:
    """Nothing of the page lies beside the screen."""
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE["width"], f"the page is {width} points wide"


def inside(part: Locator, whole: Locator) -> bool:
    """Whether a thing lies within another one, to a point."""
    inner, outer = part.bounding_box(), whole.bounding_box()
    assert inner and outer
    return (
        inner["y"] >= outer["y"] - 1
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
    )


def test_my_gradebooks(visitors: Visitors, school: School) -> None:
    page = visitors.log_in(TEACHER, phone=True)
    cards = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    expect(cards).to_have_count(12)
    expect_to_fit(page)
    cards.filter(has_text="9A").first.tap()
    GridPage(page).ready()
    expect_to_fit(page)


def test_typing_in_the_grid(visitors: Visitors, school: School) -> None:
    book = school.book("9A", "Toán", 2)
    grid = GridPage.open(visitors.log_in(TEACHER, phone=True), book)
    # the keyboard stays away until somebody asks for it
    expect(grid.box).not_to_be_focused()
    grid.cell(0, 0).tap()
    expect(grid.box).to_be_focused()
    expect(grid.box).to_have_attribute("inputmode", "decimal")
    with grid.saving():
        grid.enter("8", "9")
        absent = grid.bar.locator(".o_sg_keys button").first
        assert inside(absent, grid.bar)
        absent.tap()
        expect(grid.text(2, 0)).to_have_text("v")
    assert school.marks(book) == {(1, 0): "8.0", (2, 0): "9.0", (3, 0): "#absent"}
    expect_to_fit(grid.page)

    # names stay in sight while the columns go by
    grid.cell(0, 5).scroll_into_view_if_needed()
    grid.cell(0, 5).tap()
    expect_state(grid.cell(0, 5), "cursor")
    expect(grid.row(0).locator(".o_sg_name")).to_be_in_viewport(ratio=1)
    expect(grid.cell(0, 5)).to_be_in_viewport(ratio=1)
    expect_to_fit(grid.page)


def test_importing(visitors: Visitors, school: School) -> None:
    page = visitors.log_in(TEACHER, phone=True)
    screen = ImportPage.open(page, "marks")
    expect_to_fit(page)
    screen.choose(DATA / "marks" / "9A_HK1.xlsx")
    screen.open_sheet("Toán")
    expect(screen.confirm_button).to_be_in_viewport(ratio=1)
    expect_to_fit(page)
    screen.confirm()
    assert len(school.marks(school.book("9A", "Toán", 1))) == 42 * 6
