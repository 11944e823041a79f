"""A school for each file of journeys: a database, a server and browsers.

What is slow is done once per run: the browser's bundles are made in a first database,
of which every other one is a copy; the school is filled with two workbooks only, so
that most gradebooks are empty.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from devkit import database, layout, odoo
from playwright.sync_api import Browser, expect, sync_playwright

from tests.system.journeys.school import DATA, School
from tests.system.journeys.visitors import Visitors
from tests.system.sample import SCRIPT

Sql = Callable[..., list[str]]
Shell = Callable[[str, str], None]

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
]
WORKBOOKS = ("8B_HK1.xlsx", "9C_HK1.xlsx")
VIETNAMESE = """
env["res.lang"]._activate_lang("vi_VN")
env.ref("base.user_admin").write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
env.cr.commit()
"""
NUMBERS = itertools.count(1)
PICTURES = layout.LOGS / "journeys"


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    # another program's screen may take this long on a busy machine
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(name: str, sql: Sql) -> Iterator[School]:
    """A school on a database, as long as the block lasts."""
    port = odoo.free_port()
    log = layout.LOGS / f"server-{name}.log"
    words = ["-d", name, "--db-filter", f"^{name}$", "--no-database-list"]
    process = odoo.start([*words, "--http-port", str(port)], log)
    url = f"http://{odoo.HOST}:{port}"
    try:
        assert odoo.wait_until_answering(process, url), log.read_text()
        yield School(url, name, log, sql)
    finally:
        odoo.stop(process)


@contextmanager
def copied(template: str) -> Iterator[str]:
    """A copy of a database, as long as the block lasts."""
    name = f"test_{os.getpid()}_journey_{next(NUMBERS)}"
    database.copy(template, name)
    try:
        yield name
    finally:
        database.drop(name)


@pytest.fixture(scope="session")
def empty_database(
    make_database: Callable[..., str], odoo_shell: Shell, browser: Browser, sql: Sql
) -> str:
    """An Odoo in Vietnamese with the addon and nothing in it; its bundles are made."""
    name = make_database()
    odoo_shell(name, VIETNAMESE)
    with served(name, sql) as school:
        Visitors(browser, school).log_in("admin").context.close()
    return name


@pytest.fixture(scope="session")
def school_database(
    empty_database: str, odoo_shell: Shell, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The sample school with the marks of two classes' first term."""
    folder = tmp_path_factory.mktemp("school")
    here = folder / DATA.relative_to(layout.ROOT)
    (here / "marks").mkdir(parents=True)
    files = ["staff.xlsx", "roster.xlsx", *(f"marks/{each}" for each in WORKBOOKS)]
    for file in files:
        shutil.copy(DATA / file, here / file)
    source = f"import os\nos.chdir({str(folder)!r})\n" + SCRIPT.read_text()
    with copied(empty_database) as name:
        odoo_shell(name, source)
        yield name


@pytest.fixture(scope="module")
def school(school_database: str, sql: Sql) -> Iterator[School]:
    """A school of this file's own, to be changed as its tests like."""
    with copied(school_database) as name, served(name, sql) as school:
        yield school


@pytest.fixture
def visitors(
    request: pytest.FixtureRequest, browser: Browser, school: School
) -> Iterator[Visitors]:
    """The people of the school; whatever a browser or the server says is a failure."""
    yield from watch(request, browser, school)


def watch(
    request: pytest.FixtureRequest, browser: Browser, school: School
) -> Iterator[Visitors]:
    before = len(school.complaints())
    people = Visitors(browser, school)
    yield people
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed:
        take_pictures(people, request.node.name)
    for each in people.watched:
        each.context.close()
    assert people.complaints == []
    assert [each.full_text for each in school.complaints()[before:]] == []


def take_pictures(people: Visitors, name: str) -> None:
    """What everybody had on the screen when a test failed."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = [page for each in people.watched for page in each.context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=PICTURES / f"{name}-{number}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.report_call = report
    return report
