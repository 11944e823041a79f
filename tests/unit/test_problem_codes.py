"""Every code that a refusal may carry has its sentence, with what the sentence names.

The sentences stand in Odoo models; they are read here as text, without Odoo.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[2] / "school_gradebook"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
FINDING = {"sheet", "cell", "who"}
# what the callers of these functions add by themselves; see their code
GIVES = {
    "Problem": (0, set()),
    "_raise": (0, set()),
    "found": (0, FINDING),
    "record.found": (0, FINDING | {"raw"}),
    "report": (0, FINDING),
    "self.report": (1, FINDING | {"raw"}),
    "first": (1, FINDING | {"raw", "first_row"}),
    "_too_many": (0, {"part", "limit"}),
}


@dataclass(frozen=True)
class Use:
    """A place in the sources that makes a problem."""

    place: str
    code: str
    given: frozenset[str] | None  # None: also what a mapping holds, not seen here


def sentences() -> dict[str, str]:
    """{code: English sentence} of every table of sentences."""
    found: dict[str, str] = {}
    for path in sorted((ADDON / "models").glob("school_problem_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Dict):
                continue
            for name, value in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and isinstance(value, ast.Call):
                    code = str(name.value)
                    assert code not in found, f"{code} has two sentences"
                    found[code] = ast.literal_eval(value.args[0])
    return found


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        owner = ast.unparse(call.func.value)
        if call.func.attr == "found" and owner in ("record", "self"):
            return "record.found"
        if call.func.attr == "report" and owner == "self":
            return "self.report"
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _assigned(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Codes that reach a problem through a variable named ``code``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            for text in _texts(node.value):
                yield node.lineno, text


def uses() -> list[Use]:
    found = []
    for folder in ("register", "regulations", "workbooks", "models", "wizard"):
        for path in sorted((ADDON / folder).glob("*.py")):
            tree = ast.parse(path.read_text())
            name = f"{folder}/{path.name}"
            if "Problem" in path.read_text() or "found(" in path.read_text():
                found += [
                    Use(f"{name}:{line}", code, None)
                    for line, code in _assigned(tree)
                    if code.islower()
                ]
            for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
                if _called(call) not in GIVES:
                    continue
                position, implied = GIVES[_called(call)]
                named = {word.arg for word in call.keywords}
                if "text" in named and _called(call) == "found":
                    continue  # brings its sentence along
                words = {word for word in named if word}
                given = None if None in named else frozenset(words | implied)
                for argument in call.args[position : position + 1]:
                    found += [
                        Use(f"{name}:{call.lineno}", code, given)
                        for code in _texts(argument)
                    ]
    return found


SENTENCES = sentences()
USES = uses()


def test_something_was_found() -> None:
    assert len(USES) > 100
    assert {"above_10", "truncated", "header_missing", "locked"} <= {
        use.code for use in USES
    }


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place}-{use.code}")
def test_sentence_names_only_what_is_given(use: Use) -> None:
    assert use.code in SENTENCES, f"{use.place}: no sentence for {use.code}"
    if use.given is not None:
        missing = set(PLACEHOLDER.findall(SENTENCES[use.code])) - use.given
        assert not missing, f"{use.place}: {use.code} needs {sorted(missing)}"


def test_sentences_use_named_placeholders_only() -> None:
    for code, sentence in SENTENCES.items():
        rest = PLACEHOLDER.sub("", sentence)
        assert "%" not in rest.replace("%%", ""), code
        assert "{" not in rest, code


def test_every_sentence_is_used() -> None:
    sources = "".join(
        path.read_text()
        for path in sorted(ADDON.rglob("*.py"))
        if not path.name.startswith("school_problem_") and "tests" not in path.parts
    )
    # some bring what they are about along: "value_differs:school.mark"
    unused = [code for code in SENTENCES if not re.search(rf'"{code}[":]', sources)]
    assert unused == []
