"""The grid as somebody in front of it uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.system.journeys.visitors import go


def expect_state(cell: Locator, state: str, *, off: bool = False) -> None:
    """A cell or row is "wrong", "closed", "locked", "conflict", "cursor" …, or not."""
    pattern = re.compile(rf"\b{state}\b")
    if off:
        expect(cell).not_to_have_attribute("data-state", pattern)
    else:
        expect(cell).to_have_attribute("data-state", pattern)


class GridPage:
    """One gradebook on a page. Students by their place from 0, columns likewise."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.table = page.get_by_role("grid")
        self.box = page.locator(".o_sg_box")
        self.bar = page.locator(".o_sg_bar")
        self.hint = page.locator(".o_sg_hint")
        self.status = page.locator(".o_sg_status")
        self.dialog = page.get_by_role("dialog")
        self.conflict = page.locator(".o_sg_conflict_bar")
        self.offline = page.locator(".o_sg_offline")

    @classmethod
    def open(cls, page: Page, book: int) -> GridPage:
        go(page, f"/odoo/gradebook-grid/{book}")
        return cls(page).ready()

    def ready(self) -> GridPage:
        expect(self.table).to_be_visible()
        return self

    # -- what is seen ------------------------------------------------------------------

    @property
    def rows(self) -> Locator:
        return self.table.locator("tr[data-row]")

    def row(self, row: int) -> Locator:
        return self.table.locator(f'tr[data-row="{row}"]')

    def cell(self, row: int, column: int) -> Locator:
        return self.row(row).locator(f'td[data-col="{column}"]')

    def text(self, row: int, column: int) -> Locator:
        return self.cell(row, column).locator(".o_sg_text")

    def result(self, row: int) -> Locator:
        """The term's average, without what its style adds (brackets)."""
        return self.row(row).locator(".o_sg_result .o_sg_text")

    def texts(self) -> list[list[str]]:
        """Every cell of the table, row by row, as the screen has it."""
        cells: list[list[str]] = self.rows.evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('td[data-col]')].map("
            "cell => cell.querySelector('.o_sg_text').textContent))"
        )
        return cells

    @property
    def waiting(self) -> Locator:
        """Cells that the server does not have yet."""
        return self.table.locator("td[data-state~=unsaved]")

    # -- what is done ------------------------------------------------------------------

    def select(self, row: int, column: int) -> None:
        self.cell(row, column).click()
        expect(self.box).to_be_focused()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def enter(self, *texts: str) -> None:
        """Type values, each followed by the Enter key."""
        for text in texts:
            self.type(text)
            self.press("Enter")

    def paste(self, text: str) -> None:
        """Paste what a spreadsheet would have put on the clipboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.press("Control+v")

    @contextmanager
    def saving(self) -> Iterator[None]:
        """What is done inside is with the server afterwards."""
        with self.page.expect_response(
            lambda response: "school.gradebook/save_cells" in response.url
        ):
            yield
        self.saved()

    def saved(self) -> None:
        expect(self.waiting).to_have_count(0)
        expect(self.status).to_have_attribute("data-status", "saved")
