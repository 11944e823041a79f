"""Journey 2: a subject teacher types and pastes marks into the grid."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.system.journeys.grid_page import GridPage, expect_state
from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import Visitors, open_menu
from tests.system.journeys.workbooks import as_clipboard, sheet_values

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER = "gv008"
MIDTERM, FINAL = 4, 5


def test_the_teachers_own_books_and_no_others(
    visitors: Visitors, school: School
) -> None:
    page = visitors.log_in(TEACHER)
    open_menu(page, "menu_mine")
    cards = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    expect(cards).to_have_count(12)
    expect(cards.filter(has_text="Toán")).to_have_count(12)

    empty = cards.filter(has_text="9C").filter(has_text=re.compile(r"(?<!\d)0/240"))
    empty.click()
    expect(GridPage(page).ready().rows).to_have_count(40)


def test_typing_and_moving_with_the_keyboard(
    visitors: Visitors, school: School
) -> None:
    book = school.book("6B", "Toán", 1)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    # it opens on the first cell that waits for a mark
    expect(grid.box).to_be_focused()
    expect_state(grid.cell(0, 0), "cursor")
    with grid.saving():
        grid.enter("8", "9", "10")
        expect_state(grid.cell(3, 0), "cursor")
        grid.press("ArrowUp", "ArrowRight")
        expect_state(grid.cell(2, 1), "cursor")
        grid.type("7")
        grid.press("ArrowLeft", "ArrowDown")
        expect_state(grid.cell(3, 0), "cursor")
        grid.select(0, MIDTERM)
        grid.enter("8,5", "6.5", "v", "0")
    expect(grid.text(0, MIDTERM)).to_have_text("8,5")
    assert school.marks(book) == {
        (1, 0): "8.0",
        (2, 0): "9.0",
        (3, 0): "10.0",
        (3, 1): "7.0",
        (1, 4): "8.5",
        (2, 4): "6.5",
        (3, 4): "#absent",
        (4, 4): "0.0",
    }


def test_tenths_are_shown_before_they_are_kept(
    visitors: Visitors, school: School
) -> None:
    book = school.book("7A", "Toán", 1)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.select(0, MIDTERM)
    grid.type("75")
    expect(grid.hint).to_contain_text("7,5")
    expect(grid.box).to_have_value("75")
    assert school.marks(book) == {}

    with grid.saving():
        grid.press("Enter")
    expect(grid.text(0, MIDTERM)).to_have_text("7,5")
    assert school.marks(book) == {(1, MIDTERM): "7.5"}


def test_eleven_is_refused_and_stays_to_be_corrected(
    visitors: Visitors, school: School
) -> None:
    book = school.book("7C", "Toán", 1)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.select(0, FINAL)
    grid.type("11")
    expect(grid.hint).to_have_attribute("data-wrong", "yes")
    expect(grid.hint).to_contain_text("10")
    with grid.saving():
        grid.press("Enter")
        grid.enter("7,25")
    expect(grid.text(0, FINAL)).to_have_text("11")
    expect_state(grid.cell(0, FINAL), "wrong")
    expect(grid.cell(0, FINAL)).to_have_attribute("aria-invalid", "true")
    expect(grid.page.locator(".o_sg_invalid_count")).to_contain_text("1")
    assert school.marks(book) == {(2, FINAL): "7.3"}

    grid.select(0, FINAL)
    expect(grid.bar.locator(".o_sg_bar_reason")).to_contain_text("10")
    with grid.saving():
        grid.enter("10")
    expect_state(grid.cell(0, FINAL), "wrong", off=True)
    assert school.marks(book) == {(1, FINAL): "10.0", (2, FINAL): "7.3"}


def test_regular_marks_are_whole(visitors: Visitors, school: School) -> None:
    book = school.book("7C", "Toán", 2)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.select(0, 0)
    with grid.saving():
        grid.enter("7,5", "8")
    expect_state(grid.cell(0, 0), "wrong")
    assert school.marks(book) == {(2, 0): "8.0"}


def test_averages_follow_live(visitors: Visitors, school: School) -> None:
    book = school.book("8B", "Toán", 2)
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    result = grid.row(0).locator(".o_sg_result")
    year = grid.row(0).locator(".o_sg_year")
    first_term = grid.row(0).locator(".o_sg_hk1 .o_sg_text").inner_text()
    with visitors.line_down(page):  # nobody but the browser can have computed it
        grid.select(0, 0)
        for mark in ("8", "9", "10", "8"):
            grid.type(mark)
            grid.press("Tab")
        expect_state(result, "provisional")
        expect(grid.result(0)).to_have_text("8,8")  # 35 / 4 = 8.75
        grid.type("75")
        grid.press("Tab")
        grid.type("6,5")
        grid.press("Enter")
        expect_state(result, "final")
        expect(grid.result(0)).to_have_text("7,7")  # (35 + 15 + 19,5) / 9 = 7.72
        yearly = year.locator(".o_sg_text").inner_text()
    grid.saved()
    [row] = school.query(
        "SELECT l.average::numeric(4, 1), l.average_state, l.year_average::numeric(4, 1)"
        " FROM school_gradebook_line l"
        " JOIN school_enrollment e ON e.id = l.enrollment_id"
        f" WHERE l.gradebook_id = {book} AND e.roll_number = 1"
    )
    average, state, year_average = row.split("|")
    assert (average, state) == ("7.7", "final")
    assert year_average.replace(".", ",") == yearly
    tenths = int(first_term.replace(",", "")) + 2 * 77
    assert yearly == f"{tenths / 30:.1f}".replace(".", ",")


def test_a_block_from_a_spreadsheet(visitors: Visitors, school: School) -> None:
    """40 x 6 cells: previewed, confirmed, saved; taken back and done again."""
    book = school.book("9C", "Toán", 2)
    rows = sheet_values(DATA / "marks" / "9C_HK2.xlsx", "Toán", 6)
    block = [row[1:7] for row in rows]
    assert (len(block), len(block[0])) == (40, 6)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    grid.select(0, 0)

    grid.paste(as_clipboard(block))
    expect(grid.dialog.locator(".o_sg_badge_new")).to_contain_text("240")
    expect(grid.dialog.locator(".o_sg_badge_refused")).to_have_count(0)
    assert school.journal(book) == []

    with grid.saving():
        grid.dialog.locator(".o_sg_paste_apply").click()
    stored = school.marks(book)
    assert len(stored) == 240
    shown = [line[:6] for line in grid.texts()]
    assert [[float(mark.replace(",", ".")) for mark in row] for row in shown] == [
        [float(mark.replace(",", ".")) for mark in row] for row in block
    ]
    averages = [float(row[7].replace(",", ".")) for row in rows]
    screen = [grid.result(row).inner_text() for row in range(40)]
    assert [float(text.replace(",", ".")) for text in screen] == averages

    with grid.saving():
        grid.press("Control+z")
    assert school.marks(book) == {}
    expect(grid.text(0, 0)).to_have_text("")
    with grid.saving():
        grid.press("Control+y")
    assert school.marks(book) == stored
    journal = school.journal(book)
    assert len(journal) == 3 * 240
    assert {entry.source for entry in journal} == {"grid"}


def test_a_block_in_another_order_goes_by_the_names(
    visitors: Visitors, school: School
) -> None:
    book = school.book("9A", "Toán", 1)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    names = grid.rows.locator(".o_sg_name").all_inner_texts()
    pairs = [[names[2], "3"], [names[0], "1"], [names[1], "2"], ["Không Có Ai", "9"]]
    grid.select(5, 0)
    grid.paste(as_clipboard(pairs))
    expect(grid.dialog.locator(".o_sg_badge_new")).to_contain_text("3")
    expect(grid.dialog.locator(".o_sg_badge_refused")).to_contain_text("1")
    expect(grid.dialog.locator(".alert-warning")).to_be_visible()
    with grid.saving():
        grid.dialog.locator(".o_sg_paste_apply").click()
    assert school.marks(book) == {(1, 0): "1.0", (2, 0): "2.0", (3, 0): "3.0"}


def test_a_colleagues_columns_are_closed(visitors: Visitors, school: School) -> None:
    """History and geography: two columns each, midterm and final with the lead."""
    book = school.book("9C", "Lịch sử và Địa lí", 2)
    grid = GridPage.open(visitors.log_in("gv004"), book)
    closed = [0, 1, MIDTERM, FINAL]
    for column in closed:
        expect_state(grid.cell(0, column), "closed")
        expect(grid.cell(0, column)).to_have_attribute("aria-readonly", "true")
    grid.select(0, 0)
    grid.type("8")
    grid.press("Enter")
    grid.select(0, 0)
    expect(grid.bar.locator(".o_sg_bar_reason")).not_to_be_empty()
    expect(grid.text(0, 0)).to_have_text("")

    grid.select(0, 2)
    with grid.saving():
        grid.enter("8", "9")
    assert school.marks(book) == {(1, 2): "8.0", (2, 2): "9.0"}


def test_history_tells_clearing_and_entering_again_in_one_line(
    visitors: Visitors, school: School
) -> None:
    book = school.book("9A", "Toán", 2)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    for keys in ("8", "Delete", "7"):
        grid.select(0, 0)
        with grid.saving():
            grid.press(keys)
            grid.press("Enter")
    assert [(entry.old, entry.new) for entry in school.journal(book)] == [
        ("", "8.0"),
        ("8.0", ""),
        ("", "7.0"),
    ]
    grid.select(0, 0)
    grid.press("Control+h")
    lines = grid.dialog.locator(".o_sg_history_table tbody tr")
    expect(lines).to_have_count(2)
    again, first = lines.nth(0), lines.nth(1)
    expect(first.locator(".o_sg_new")).to_have_text("8")
    expect(again.locator(".o_sg_old")).to_have_text("8")
    expect(again.locator(".o_sg_new")).to_have_text("7")
    expect(again.locator(".text-danger")).not_to_be_empty()
    expect(grid.dialog.locator(".o_sg_summary")).not_to_be_empty()


def test_an_average_says_how_it_came_about(visitors: Visitors, school: School) -> None:
    book = school.book("9C", "Toán", 1)
    grid = GridPage.open(visitors.log_in(TEACHER), book)
    average = grid.result(0).inner_text()
    grid.result(0).click()
    expect(grid.dialog.locator(".o_sg_explanation")).to_contain_text(average)
    expect(grid.dialog.locator(".o_sg_explanation")).to_contain_text("22/2021")
    marks = [grid.text(0, column).inner_text() for column in (MIDTERM, FINAL)]
    for mark in marks:
        expect(grid.dialog.locator(".o_sg_steps li").first).to_contain_text(
            mark.removesuffix(",0")
        )


def test_a_comment_subject(visitors: Visitors, school: School) -> None:
    """Passed and not passed, a comment in words; exempt students' rows are closed."""
    book = school.book("6A", "Giáo dục thể chất", 1)
    grid = GridPage.open(visitors.log_in("gv015"), book)
    exempt = grid.rows.filter(has=grid.page.locator("td.o_sg_note:not(:empty)")).first
    expect_state(exempt.locator("td[data-col='0']"), "closed")
    grid.select(0, 0)
    with grid.saving():
        grid.enter("Đ", "cđ", "d")
        grid.cell(0, 0).click()
        grid.row(0).locator(".o_sg_comment").click()
        grid.type("Tích cực, khéo léo")
        grid.press("Enter")
    assert school.marks(book) == {(1, 0): "D", (2, 0): "CD", (3, 0): "D"}
    assert [text.strip() for text in grid.texts()[1][:1]] == ["CĐ"]
    [comment] = school.query(
        f"SELECT comment FROM school_gradebook_line WHERE gradebook_id = {book}"
        " AND comment IS NOT NULL"
    )
    assert comment == "Tích cực, khéo léo"


def test_a_whole_column_at_once(visitors: Visitors, school: School) -> None:
    book = school.book("6A", "Giáo dục thể chất", 2)
    grid = GridPage.open(visitors.log_in("gv015"), book)
    grid.page.locator(".o_sg_fill").click()
    grid.dialog.locator(".o_sg_fill_value").fill("Đ")
    with grid.saving():
        grid.dialog.locator(".o_sg_fill_apply").click()
    marks = school.marks(book)
    open_rows = grid.table.locator("td[data-col='0'][aria-readonly='false']").count()
    assert set(marks.values()) == {"D"}
    assert len(marks) == open_rows
