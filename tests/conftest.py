"""Fixtures for tests of the whole system: databases and servers of their own.

``tools/devkit`` does the work; everything made here is removed when the test ends.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from devkit import database, environment, layout, odoo, postgres, system, testing
from devkit.odoo_tree import OdooTree

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    """An Odoo that answers: where, on which database, and what it logs."""

    url: str
    database: str
    log: Path

    def complaints(self) -> list[str]:
        """Records of level WARNING and above in its log so far."""
        with self.log.open(errors="replace") as handle:
            return [
                record.full_text
                for record in odoo.records(handle)
                if record.level in testing.LOUD and not testing.is_noise(record)
            ]


@pytest.fixture(scope="session")
def odoo_tree() -> OdooTree:
    """The Odoo of this checkout, with PostgreSQL running."""
    return environment.ready()


@pytest.fixture(scope="session")
def addons() -> list[str]:
    """Names of our addons in the tree, dependencies first."""
    return layout.own_addons()


@pytest.fixture(scope="session")
def make_database(odoo_tree: OdooTree) -> Iterator[Callable[..., str]]:
    """``make_database(bare=False)``: name of a new database with our addons.

    ``bare`` leaves them out. Takes about a second; the database lives until the
    session ends.
    """
    made: list[str] = []
    numbers = itertools.count(1)

    def make(*, bare: bool = False) -> str:
        name = f"test_{os.getpid()}_{next(numbers)}"
        made.append(name)
        database.create(odoo_tree, name, bare=bare)
        return name

    yield make
    for name in made:
        database.drop(name)


@pytest.fixture
def app_database(make_database: Callable[..., str]) -> Iterator[str]:
    """A new database with our addons for one test."""
    name = make_database()
    yield name
    database.drop(name)


@pytest.fixture(scope="session")
def start_server(odoo_tree: OdooTree) -> Iterator[Callable[[str], Server]]:
    """``start_server(database)``: an Odoo server on it, until the session ends."""
    processes = []

    def start(name: str) -> Server:
        port = odoo.free_port()
        log = layout.LOGS / f"server-{name}.log"
        arguments = ["-d", name, "--db-filter", f"^{name}$", "--no-database-list"]
        process = odoo.start([*arguments, "--http-port", str(port)], log)
        processes.append(process)
        url = f"http://{odoo.HOST}:{port}"
        assert odoo.wait_until_answering(process, url), log.read_text()
        return Server(url, name, log)

    yield start
    for process in processes:
        odoo.stop(process)


@pytest.fixture(scope="session")
def odoo_shell(odoo_tree: OdooTree, tmp_path_factory: pytest.TempPathFactory):
    """``odoo_shell(database, source)``: run Python with ``env``; it must succeed."""
    folder = tmp_path_factory.mktemp("shell")
    numbers = itertools.count(1)

    def run(name: str, source: str) -> None:
        script = folder / f"script_{next(numbers)}.py"
        script.write_text(source)
        odoo.run_script(name, script, f"shell-{name}", "run a script in Odoo")

    return run


@pytest.fixture(scope="session")
def sql(odoo_tree: OdooTree) -> Callable[..., list[str]]:
    """``sql(query, database=...)``: rows as text, columns separated by ``|``."""
    return postgres.query


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; a test that needs one fails without it."""
    found = system.chromium()
    assert found, "no Chromium on this machine: set CHROMIUM"
    return found


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the tooling in an empty folder, as another checkout would have it."""
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copytree(
        ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    return root
