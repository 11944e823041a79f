"""What the tests know of their small school, and how they look at its register."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from devkit import layout

from tests.conftest import Server
from tests.system.access.rpc import Door, Refused, User

BUILD = Path(__file__).with_name("build_school.py")
# real installations have both by themselves; the tests' databases do not
INSTALL = """
modules = env["ir.module.module"].search([("name", "in", ["rpc", "base_import"])])
modules.button_immediate_install()
env.cr.commit()
"""
ADDON = layout.ROOT / "school_gradebook"
TABLES = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    " AND table_name LIKE 'school\\_%' ORDER BY 1"
)
# dialogs come and go, and the head of a chain counts the locks set over it
NOT_DATA = (
    "school_account_wizard",
    "school_lock_lift",
    "school_lock_exception_decision",
    "school_assessment_plan_copy",
)
# sentences that stand in no table
ELSEWHERE = {"prints_kept": "The list of prints is never changed or deleted."}


@dataclass
class School:
    """The school's server, people and records."""

    server: Server
    users: dict[str, User]
    facts: dict[str, Any]
    sql: Callable[..., list[str]]
    doors: dict[str, Door]
    _tables: list[str] = field(default_factory=list)

    def query(self, sql: str) -> list[str]:
        """Rows of a query as the application's database role."""
        return self.sql(sql, database=self.server.database)

    def place(self, name: str) -> dict[str, Any]:
        """{model: id} of the records around one cell."""
        return self.facts["places"][name]

    def columns(self, book: int) -> dict[tuple[str, int], int]:
        """{(kind, number): id} of a gradebook's columns."""
        found = self.facts["columns"][str(book)]
        return {(kind, number): column for column, kind, number in found}

    def lines(self, book: int) -> list[int]:
        return self.facts["lines"][str(book)]

    def state(self) -> dict[str, str]:
        """A digest of each table of the school."""
        if not self._tables:
            names = self.query(TABLES)
            self._tables = [name for name in names if not name.startswith(NOT_DATA)]
        parts = [
            f"SELECT '{name}', md5(string_agg(t::text, E'\\n' ORDER BY t::text))"
            f" FROM {name} t"
            for name in self._tables
        ]
        rows = self.query(" UNION ALL ".join(parts))
        return dict(row.split("|") for row in rows)

    @contextmanager
    def unchanged(self):
        """Nothing of the school's data changes within the block."""
        before = self.state()
        yield
        after = self.state()
        assert {name for name in after if after[name] != before[name]} == set()


def sentences() -> dict[str, re.Pattern[str]]:
    """{code: pattern of its sentence in English or Vietnamese}."""
    found: dict[str, re.Pattern[str]] = {}
    catalogue = ADDON / "i18n" / "vi.po"
    translated = (
        {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))}
        if catalogue.is_file()
        else {}
    )
    for code, text in {**_texts(), **ELSEWHERE}.items():
        both = [text, translated.get(text, "")]
        patterns = [_pattern(text) for text in both if text]
        found[code] = re.compile("|".join(patterns), re.DOTALL)
    return found


def _texts() -> dict[str, str]:
    """{code: English sentence} as the sources have them."""
    return {
        name.value: ast.literal_eval(value.args[0])
        for path in (ADDON / "models").glob("school_problem_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Dict)
        for name, value in zip(node.keys, node.values, strict=True)
        if isinstance(name, ast.Constant) and isinstance(value, ast.Call)
    }


def _pattern(text: str) -> str:
    parts = re.split(r"%\(\w+\)s", text)
    return ".*".join(re.escape(part) for part in parts)


SENTENCES = sentences()


def refusal(action: Callable[[], Any]) -> Refused:
    """How the server refused ``action``; it is a failure if it did not."""
    try:
        answer = action()
    except Refused as refused:
        return refused
    raise AssertionError(f"was done: {answer}")


def assert_refused(action: Callable[[], Any], code: str, *names: str) -> None:
    """``action`` is refused with the sentence for ``code`` that names ``names``.

    ``code`` may be ``"access"``: the user may not touch the record at all.
    """
    refused = refusal(action)
    if code == "access":
        assert refused.kind == "access", refused
        return
    assert refused.kind == "user", refused
    assert SENTENCES[code].search(refused.text), refused
    for name in names:
        assert name in refused.text, refused
