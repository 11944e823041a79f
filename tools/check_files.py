#!/usr/bin/env python3
"""Checks of files that no common linter makes. Arguments: Odoo's package, then files.

XML against Odoo's schemas, translations complete and with the same placeholders, no
name of a package registry or folder of somebody's machine, files and functions short.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import polib
from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_TEST_FUNCTION_LINES = 150  # a test tells its story in one piece
# Views with a schema of their own in Odoo; forms and kanbans have none.
VIEW_SCHEMAS = {
    "activity": "activity_view.rng",
    "calendar": "calendar_view.rng",
    "graph": "graph_view.rng",
    "list": "list_view.rng",
    "pivot": "pivot_view.rng",
    "search": "search_view.rng",
}
TEXT_SUFFIXES = {
    "", ".cfg", ".conf", ".css", ".csv", ".html", ".ini", ".js", ".json", ".md", ".mjs", ".po",
    ".pot", ".py", ".rst", ".scss", ".sh", ".sql", ".svg", ".toml", ".txt", ".xml", ".yaml", ".yml",
}  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w./:-])/(?:root|work|(?:home|Users)/\w+)/")
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:registry|pypi|pythonhosted|artifact|npmjs|mirror|debian)[\w.-]*",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdifr]|%[sdifr]|\$\{\w+\}")

Finding = str


def xml_findings(path: Path, odoo: Path) -> Iterator[Finding]:
    """What is wrong with an XML file: form, data schema, view schemas."""
    try:
        tree = etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        yield f"{path}: {error}"
        return
    root = tree.getroot()
    if root.tag != "odoo":
        return
    schema = _schema(odoo / "import_xml.rng")
    if not schema.validate(tree):
        yield from (
            f"{path}:{entry.line}: {entry.message}" for entry in schema.error_log
        )
    for arch in root.iterfind(".//record[@model='ir.ui.view']/field[@name='arch']"):
        yield from _view_findings(path, arch, odoo)


def _view_findings(path: Path, arch: etree._Element, odoo: Path) -> Iterator[Finding]:
    views = [child for child in arch if isinstance(child.tag, str)]
    inherits = arch.xpath("../field[@name='inherit_id']")
    if len(views) != 1 or inherits:
        return
    name = VIEW_SCHEMAS.get(views[0].tag)
    file = odoo / "addons" / "base" / "rng" / (name or "none")
    if file.is_file():
        schema = _schema(file)
        if not schema.validate(
            etree.ElementTree(
                etree.fromstring(etree.tostring(views[0], with_tail=False))
            )
        ):
            line = views[0].sourceline
            yield from (
                f"{path}:{line + entry.line - 1}: {entry.message}"
                for entry in schema.error_log
            )


@cache
def _schema(path: Path) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(path)))


def translation_findings(path: Path) -> Iterator[Finding]:
    """Untranslated or fuzzy entries, and placeholders lost in translation."""
    try:
        catalogue = polib.pofile(str(path), check_for_duplicates=True)
    except (OSError, ValueError) as error:
        yield f"{path}: {error}"
        return
    for entry in catalogue:
        where = f"{path}:{entry.linenum}"
        if entry.obsolete:
            yield f"{where}: obsolete entry"
        elif "fuzzy" in entry.flags:
            yield f"{where}: fuzzy translation of {entry.msgid!r}"
        elif not entry.msgstr and not entry.msgstr_plural:
            yield f"{where}: no translation of {entry.msgid!r}"
        elif sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(
            PLACEHOLDER.findall(entry.msgstr)
        ):
            yield f"{where}: other placeholders than {entry.msgid!r}"


def origin_findings(path: Path, text: str, hosts: set[str]) -> Iterator[Finding]:
    """Traces of the machine the file was written on."""
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: path of somebody's machine"
        if REGISTRY.search(line) or any(host in line for host in hosts):
            yield f"{path}:{number}: host name of a package registry"


def machine_hosts() -> set[str]:
    """Host names of the package sources this machine is set up with."""
    texts = [
        _output("npm", "config", "get", "registry"),
        _output(sys.executable, "-m", "pip", "config", "list"),
        *(
            path.read_text(errors="replace")
            for path in Path("/etc/apt").rglob("*.sources")
        ),
        *(
            path.read_text(errors="replace")
            for path in Path("/etc/apt").rglob("sources.list*")
            if path.is_file()
        ),
    ]
    found = re.findall(r"https?://[^\s'\"]+", "\n".join(texts))
    return {host for url in found if (host := urlsplit(url).hostname) and "." in host}


def _output(*command: str) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return ""


def size_findings(path: Path, text: str) -> Iterator[Finding]:
    """Files and functions that have grown too long to be read at once."""
    lines = text.count("\n")
    if lines > MAX_FILE_LINES and not {"static", "tests"} & set(path.parts):
        yield f"{path}: {lines} lines, at most {MAX_FILE_LINES}"
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield f"{path}:{error.lineno}: {error.msg}"
        return
    most = MAX_TEST_FUNCTION_LINES if "tests" in path.parts else MAX_FUNCTION_LINES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _body_lines(node)
            if length > most:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most {most}"


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = node.body[0]
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def findings(path: Path, odoo: Path, hosts: set[str]) -> Iterator[Finding]:
    """All findings of one file, named relative to the checkout."""
    if path.suffix == ".xml" or path.suffix == ".svg":
        yield from xml_findings(path, odoo)
    if path.suffix == ".po":
        yield from translation_findings(path)
    if path.suffix in TEXT_SUFFIXES:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            yield f"{path}: is not UTF-8"
            return
        yield from origin_findings(path, text, hosts)
        if path.suffix == ".py":
            yield from size_findings(path, text)


def main(arguments: list[str]) -> int:
    """Print every finding; returns the exit status."""
    odoo = Path(arguments[0])
    hosts = machine_hosts()
    bad = 0
    for name in arguments[1:]:
        for finding in findings(Path(name), odoo, hosts):
            print(finding)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
