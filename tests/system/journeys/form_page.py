"""A form of the web client: filling fields by their names, saving."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.system.journeys.visitors import go


class FormPage:
    """The form on a page, a dialog's form where one is open."""

    def __init__(self, page: Page, root: str = ".o_form_view") -> None:
        self.page = page
        self.root = page.locator(root).last

    @classmethod
    def new(cls, page: Page, path: str) -> FormPage:
        """The empty form of an action."""
        go(page, f"{path}/new")
        form = cls(page)
        expect(form.root).to_be_visible()
        return form

    def field(self, name: str) -> Locator:
        return self.root.locator(f'.o_field_widget[name="{name}"]')

    def fill(self, name: str, text: str) -> None:
        """Type into a field and leave it."""
        box = self.field(name).locator("input").first
        box.fill(text)
        box.press("Tab")

    def date(self, name: str, text: str) -> None:
        """Type a day or moment; a field that has one shows it as a button at first."""
        button = self.field(name).locator("button").first
        box = self.field(name).locator("input").first
        expect(button.or_(box).first).to_be_visible()
        if not box.is_visible():
            button.click()
        box.fill(text)
        box.press("Enter")

    def choose(self, name: str, text: str) -> None:
        """Choose a record by what its name begins with."""
        box = self.field(name).locator("input").first
        box.click()
        box.fill(text)
        found = self.page.locator(".o-autocomplete--dropdown-item")
        found.filter(has_text=re.compile(rf"^\s*{re.escape(text)}")).first.click()

    def save(self) -> None:
        self.page.locator(".o_form_button_save").click()
        expect(self.page.locator(".o_form_saved")).to_be_attached()
