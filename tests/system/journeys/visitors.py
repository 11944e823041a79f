"""People with a browser: logging in, moving about, and noticing what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.system.journeys.school import School

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
HOME = "/odoo/my-gradebooks"
# What a browser itself says about a dead line; it is meant to be dead then.
LINE_DOWN = re.compile(r"net::ERR_|WebSocket connection|Failed to fetch")


class RefusedError(Exception):
    """The server's refusal, in words."""


@dataclass
class Watched:
    """A browser context and everything its pages complained about."""

    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    was_offline: bool = False

    def listen(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"page: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        about_line = self.was_offline and LINE_DOWN.search(message.text)
        if message.type == "error" and not about_line:
            self.complaints.append(f"console: {message.text}")


@dataclass
class Visitors:
    """Opens browsers for the people of one school."""

    browser: Browser
    school: School
    watched: list[Watched] = field(default_factory=list)

    def _open(self, *, phone: bool, cookies: Any = None) -> Page:
        context = self.browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            base_url=self.school.url,
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        if cookies:
            context.add_cookies(cookies)
        watched = Watched(context)
        self.watched.append(watched)
        context.on("page", watched.listen)
        return context.new_page()

    def log_in(self, login: str, path: str = HOME, *, phone: bool = False) -> Page:
        """A new browser in which somebody has logged in, at an address.

        The login form is filled in once for each person; later browsers of the same
        person come with the cookie.
        """
        cookies = self.school.cookies.get(login)
        page = self._open(phone=phone, cookies=cookies)
        if not cookies:
            page.goto("/web/login")
            page.locator("#login").fill(login)
            page.locator("#password").fill(self.school.password(login))
            page.locator(".oe_login_form button[type=submit]").click()
            # the first one of a database waits until the bundles are made
            navbar = page.locator(".o_web_client .o_main_navbar")
            expect(navbar).to_be_visible(timeout=120_000)
            self.school.cookies[login] = page.context.cookies()  # type: ignore[assignment]
        go(page, path)
        return page

    def of(self, page: Page) -> Watched:
        return next(each for each in self.watched if each.context is page.context)

    @contextmanager
    def line_down(self, page: Page) -> Iterator[None]:
        """The network is off inside."""
        self.of(page).was_offline = True
        page.context.set_offline(True)
        yield
        page.context.set_offline(False)

    @property
    def complaints(self) -> list[str]:
        return [text for each in self.watched for text in each.complaints]


def go(page: Page, path: str) -> None:
    """Open an address and wait until its screen is there."""
    page.goto(path)
    expect(page.locator(".o_action_manager > .o_action")).to_be_visible()


def open_menu(page: Page, *names: str) -> None:
    """Click through the menus, named by their xml ids."""
    for name in names:
        page.locator(f'[data-menu-xmlid="school_gradebook.{name}"]').click()


def call(page: Page, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
    """A remote call with somebody's login, as other software would make it.

    :raise RefusedError: with what the server says
    """
    params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
    response = page.request.post(
        f"/web/dataset/call_kw/{model}/{method}",
        data={"jsonrpc": "2.0", "method": "call", "params": params},
    )
    answer = response.json()
    if "error" in answer:
        raise RefusedError(answer["error"]["data"]["message"])
    return answer["result"]
