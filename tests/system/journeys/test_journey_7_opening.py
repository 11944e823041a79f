"""Journey 7: a locked grid, two clicks, the principal's answer from the mail, the mark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.system.journeys.form_page import FormPage
from tests.system.journeys.grid_page import GridPage, expect_state
from tests.system.journeys.school import School
from tests.system.journeys.visitors import PHONE, Visitors, call

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER, ADMINISTRATOR, PRINCIPAL = "gv008", "qt01", "ht01"
SUBJECT = "Toán"


def name_of(school: School, login: str) -> str:
    [name] = school.query(
        "SELECT p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
        f" WHERE u.login = '{login}'"
    )
    return name


def lock(visitors: Visitors, school: School, book: int) -> None:
    """The administrator locks one class's subject and term."""
    page = visitors.log_in(ADMINISTRATOR)
    [row] = school.query(
        "SELECT class_id, subject_id, term_id, year_id, company_id"
        f" FROM school_gradebook WHERE id = {book}"
    )
    names = ("class_id", "subject_id", "term_id", "year_id", "company_id")
    scope = dict(zip(names, map(int, row.split("|")), strict=True))
    [leader] = school.query(f"SELECT id FROM res_users WHERE login = '{PRINCIPAL}'")
    values = {**scope, "decided_by_id": int(leader), "reason": "Hết học kỳ"}
    call(page, "school.lock", "create", [values])


def ask(grid: GridPage, row: int, column: int) -> None:
    """Ask to open a cell's column as it is offered: two clicks."""
    grid.select(row, column)
    grid.bar.locator(".o_sg_ask_open").click()
    expect(grid.dialog.locator("input[type=checkbox]:checked")).to_have_count(1)
    grid.dialog.locator(".o_sg_ask_send").click()
    expect(grid.dialog).to_have_count(0)
    expect(grid.bar.locator(".o_sg_bar_opening")).to_be_visible()
    expect_state(grid.cell(row, column), "locked")


def mail_door(school: School, book: int, leader: str) -> str:
    """The address behind the mail's button that opens what was asked last."""
    [door] = school.query(
        r"SELECT substring(m.body FROM '/school/opening/\d+/grant')"
        " FROM mail_message m JOIN school_lock_exception x ON x.id = m.res_id"
        " JOIN mail_notification n ON n.mail_message_id = m.id"
        " JOIN res_users u ON u.partner_id = n.res_partner_id"
        " WHERE m.model = 'school.lock.exception' AND m.body LIKE '%/grant%'"
        f" AND u.login = '{leader}' AND x.gradebook_id = {book}"
    )
    return door


def grant(visitors: Visitors, door: str) -> None:
    """The principal follows the mail's link and confirms."""
    page: Page = visitors.log_in(PRINCIPAL)
    page.goto(door)
    page.locator("form[action*='/school/opening/'] button[type=submit]").click()
    expect(page.locator("[role=status]")).to_be_visible()


def test_asked_from_the_grid_and_opened_from_the_mail(
    visitors: Visitors, school: School
) -> None:
    book = school.book("8B", SUBJECT, 1)
    before = school.marks(book)
    lock(visitors, school, book)
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    ask(grid, 0, 0)
    [state] = school.query(
        f"SELECT state FROM school_lock_exception WHERE gradebook_id = {book}"
    )
    assert state == "requested"

    grant(visitors, mail_door(school, book, PRINCIPAL))

    page.reload()
    grid.ready()
    expect(grid.table.locator("th .o_sg_opening[data-state=granted]")).to_have_count(1)
    expect_state(grid.cell(0, 0), "locked", off=True)
    expect_state(grid.cell(0, 1), "locked")
    new = "3" if before[1, 0] != "3.0" else "4"
    grid.select(0, 0)
    with grid.saving():
        grid.enter(new)
    assert school.marks(book) == {**before, (1, 0): f"{new}.0"}

    # the history names the opening and what it was for
    grid.select(0, 0)
    grid.press("Control+h")
    last = grid.dialog.locator(".o_sg_history_table tbody tr").first
    expect(last).to_contain_text(name_of(school, TEACHER))
    expect(last).to_contain_text("8B – Toán")
    expect(last).to_contain_text("ĐĐGtx 1")
    [reference] = school.query(
        "SELECT j.reference FROM school_journal_entry j JOIN school_journal_chain c"
        f" ON c.id = j.chain_id WHERE c.gradebook_id = {book}"
        " ORDER BY j.sequence DESC LIMIT 1"
    )
    assert reference.startswith("school.lock.exception,")


def test_asking_on_a_phone(visitors: Visitors, school: School) -> None:
    book = school.book("9C", SUBJECT, 1)
    lock(visitors, school, book)
    page = visitors.log_in(TEACHER, phone=True)
    grid = GridPage.open(page, book)
    grid.cell(1, 1).tap()
    grid.bar.locator(".o_sg_ask_open").tap()
    send = grid.dialog.locator(".o_sg_ask_send")
    box = send.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    send.tap()
    expect(grid.dialog).to_have_count(0)
    badge = grid.bar.locator(".o_sg_bar_opening")
    expect(badge).to_be_visible()
    # nothing of it widens the page
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]

    # leadership decides on the phone, too: the list is cards there
    leader = visitors.log_in(PRINCIPAL, "/odoo/openings", phone=True)
    card = leader.locator(".o_kanban_record", has_text="9C – Toán")
    card.locator("button[name=action_grant]").tap()
    expect(card).to_have_count(0)
    page.reload()
    grid.ready()
    expect_state(grid.cell(1, 1), "locked", off=True)


def test_a_missed_test_and_its_consequence(visitors: Visitors, school: School) -> None:
    """Overdue absences are listed; the teacher of the column accepts the rule."""
    book = school.book("9C", SUBJECT, 2)  # a term that is over: overdue at once
    page = visitors.log_in(TEACHER)
    grid = GridPage.open(page, book)
    grid.select(0, 0)
    with grid.saving():
        grid.enter("v", "8", "v")
    expect_state(grid.cell(0, 0), "overdue")

    # the administrator cannot close the term, and sees in the form what waits
    form = FormPage.new(visitors.log_in(ADMINISTRATOR), "/odoo/locks")
    form.choose("class_id", "9C")
    expect(form.field("waiting_ids").locator(".o_data_row")).to_have_count(2)

    # one from the grid's menu
    grid.select(0, 0)
    grid.bar.locator(".o_sg_bar_menu").click()
    page.locator(".o_sg_menu_consequence").click()
    page.locator(".modal .btn-primary").click()
    expect(grid.text(0, 0)).to_have_text("0")

    # one from the list, in the menu of every teacher
    page.goto("/odoo/missing-marks")
    rows = page.locator(".o_data_row")
    expect(rows).to_have_count(1)
    rows.first.locator(".o_list_record_selector input").check()
    page.locator(".o_control_panel button[name=action_enter_consequence]").click()
    page.locator(".modal .btn-primary").click()
    expect(rows).to_have_count(0)
    assert school.marks(book) == {(1, 0): "0.0", (2, 0): "8.0", (3, 0): "0.0"}
    sources = [entry.source for entry in school.journal(book)]
    assert sources.count("consequence") == 4  # two marks, two make-up days
