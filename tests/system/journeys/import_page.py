"""The import screen as somebody in front of it uses it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.system.journeys.visitors import go


class ImportPage:
    """The screen for one kind of workbook: "marks", "roster" or "staff"."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheets = page.locator(".o_si_sheet")
        self.verdict = page.locator(".o_si_verdict")
        self.failure = page.locator(".o_si_failure")
        self.confirm_button = page.locator(".o_si_confirm")
        self.done = page.locator(".o_si_done")
        self.averages = page.locator(".o_si_averages tbody tr")

    @classmethod
    def open(cls, page: Page, kind: str) -> ImportPage:
        go(page, f"/odoo/import-{kind}")
        return cls(page)

    def choose(self, file: Path) -> None:
        """Choose a file and wait for its preview, or for why there is none."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(".o_si_choose, .o_si_other").click()
        chooser.value.set_files(file)
        expect(self.sheets.first.or_(self.failure)).to_be_visible(timeout=60_000)

    def sheet(self, name: str) -> Locator:
        return self.sheets.filter(
            has=self.page.locator(".o_si_toggle b").get_by_text(name, exact=True)
        )

    def open_sheet(self, name: str) -> Locator:
        """The sheet with its cells in sight."""
        sheet = self.sheet(name)
        toggle = sheet.locator(".o_si_toggle")
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.click()
        return sheet

    def confirm(self) -> None:
        """Write, answer the question, and wait until it is done."""
        self.confirm_button.click()
        self.page.get_by_role("dialog").locator(".modal-footer .btn-primary").click()
        expect(self.done).to_be_visible(timeout=120_000)
