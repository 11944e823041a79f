"""The Vietnamese catalogues are complete, and no translation breaks what it replaces.

That they hold every term of the addon is Odoo's to say: see the addon's own tests.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(ROOT.glob("school_*/i18n/vi.po"))
# %(name)s, %s and ${name}; a per cent sign that formats nothing is no placeholder
PLACEHOLDER = re.compile(r"%\(\w+\)[sdifr]|%[sdifr](?!\w)|\$\{\w+\}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
EDGES = re.compile(r"^(\s*).*?(\s*)$", re.DOTALL)
CODE_OF_REPORTS = "model:ir.actions.report,print_report_name:"

by_catalogue = pytest.mark.parametrize(
    "path", CATALOGUES, ids=lambda path: path.parts[-3]
)


def entries(path: Path) -> list[polib.POEntry]:
    return list(polib.pofile(str(path), check_for_duplicates=True))


def named(wrong: list[polib.POEntry]) -> list[str]:
    return [f"line {entry.linenum}: {entry.msgid!r}" for entry in wrong]


def differing(path: Path, pattern: re.Pattern[str]) -> list[str]:
    """Entries whose translation does not hold the same matches as often."""
    return named(
        [
            entry
            for entry in entries(path)
            if Counter(pattern.findall(entry.msgid))
            != Counter(pattern.findall(entry.msgstr))
        ]
    )


def test_every_addon_has_a_catalogue() -> None:
    addons = {path.parent.name for path in ROOT.glob("school_*/__manifest__.py")}
    assert {path.parts[-3] for path in CATALOGUES} == addons


@by_catalogue
def test_everything_is_translated(path: Path) -> None:
    wrong = [
        entry
        for entry in entries(path)
        if entry.obsolete or "fuzzy" in entry.flags or not entry.msgstr.strip()
    ]
    assert not named(wrong)


@by_catalogue
def test_same_terms_as_the_template(path: Path) -> None:
    template = path.with_name(f"{path.parts[-3]}.pot")
    assert [each.msgid for each in entries(path)] == [
        each.msgid for each in entries(template)
    ]


@by_catalogue
def test_placeholders_survive(path: Path) -> None:
    assert not differing(path, PLACEHOLDER)


@by_catalogue
def test_tags_survive(path: Path) -> None:
    assert not differing(path, TAG)


@by_catalogue
def test_spaces_at_the_edges_survive(path: Path) -> None:
    wrong = [
        entry
        for entry in entries(path)
        if EDGES.sub(r"\1|\2", entry.msgid) != EDGES.sub(r"\1|\2", entry.msgstr)
    ]
    assert not named(wrong)


@by_catalogue
def test_letters_are_composed(path: Path) -> None:
    """Searching and sorting in the web client expect one form of each letter."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"[\u0300-\u036f]", text)


@by_catalogue
def test_examples_have_a_decimal_comma(path: Path) -> None:
    wrong = [
        entry for entry in entries(path) if re.search(r"(?<![\w.])\d\.\d", entry.msgstr)
    ]
    assert not named(wrong)


@by_catalogue
def test_expressions_are_left_alone(path: Path) -> None:
    """The file name of a report is Python that Odoo stores as a translatable text."""
    for entry in entries(path):
        if any(place.startswith(CODE_OF_REPORTS) for place, _line in entry.occurrences):
            assert entry.msgstr == entry.msgid
            ast.parse(entry.msgstr, mode="eval")
