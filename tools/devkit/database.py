"""Databases of the checkout: cached templates, copies of them, removal.

Two templates are kept: one with what the addons depend on (keyed by that set and the
Odoo version), and one with the addons installed (keyed by their sources too). A copy
takes about a second.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import layout, odoo, postgres
from .odoo_tree import OdooTree
from .steps import SetupError, fingerprint, forget, is_done, mark_done, say, setup_lock

BASE_MODULES = ("base", "web", "mail", "hr", "web_tour")
LANGUAGE = "vi_VN"
# Only what has no effect on an installed database is left out.
UNINSTALLED_PARTS = {"__pycache__", "tests", "readme"}
TEMPLATE_PREFIXES = ("tpl_deps_", "tpl_app_")


def manifest(addon: str) -> dict[str, Any]:
    """The manifest of one of our addons."""
    path = layout.ROOT / addon / "__manifest__.py"
    try:
        content: dict[str, Any] = ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise SetupError(f"{path} is not a valid manifest: {error}") from error
    return content


def dependencies() -> list[str]:
    """Modules our addons need, without our own; the same for every checkout state."""
    own = set(layout.own_addons()) | set(layout.ADDON_NAMES)
    names = set(BASE_MODULES)
    for addon in layout.own_addons():
        names.update(manifest(addon).get("depends", ()))
    return sorted(names - own)


def sources_key(addons: Iterable[str]) -> str:
    """Hash of every source file of the addons that matters to an installed database."""
    parts: list[str | Path] = []
    for addon in addons:
        root = layout.ROOT / addon
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(layout.ROOT)
            if (
                path.is_file()
                and path.suffix != ".pyc"
                and not UNINSTALLED_PARTS & set(relative.parts)
            ):
                parts += [str(relative), path]
    return fingerprint(*parts)


def exists(name: str) -> bool:
    check_name(name)
    return bool(postgres.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def check_name(name: str) -> None:
    """Only plain names, so that no name needs quoting anywhere."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name):
        raise SetupError(
            f"'{name}' is no database name used here: a-z, 0-9 and _ only."
        )


def _filestore(name: str) -> Path:
    return layout.DATA_DIR / "filestore" / name


def drop(name: str) -> None:
    """Remove a database with its files, also when something is connected to it."""
    check_name(name)
    postgres.run_tool("dropdb", "--if-exists", "--force", name)
    shutil.rmtree(_filestore(name), ignore_errors=True)


def copy(template: str, name: str, *, durable: bool = False) -> None:
    """Create ``name`` as a copy of ``template``, replacing an older one.

    ``durable``: for data somebody wants to keep. Other databases may lose their last
    transactions in a power cut, and are faster for it.
    """
    drop(name)
    postgres.run_tool("createdb", "--template", template, name)
    setting = "RESET synchronous_commit" if durable else "SET synchronous_commit = off"
    postgres.query(f'ALTER DATABASE "{name}" {setting}')
    if _filestore(template).is_dir():
        shutil.copytree(_filestore(template), _filestore(name))


def installed_addons(name: str) -> dict[str, str]:
    """Our addons in a database: technical name to state."""
    rows = postgres.query(
        "SELECT name, state FROM ir_module_module WHERE name LIKE 'school\\_%'",
        database=name,
    )
    return dict(row.split("|") for row in rows)


def _forget_stale(prefix: str, keep: str) -> None:
    """Drop templates of states of the sources that are no longer in the tree."""
    rows = postgres.query(
        f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'"
    )
    for name in rows:
        if name != keep:
            forget(name)
            drop(name)


def dependency_template(tree: OdooTree) -> str:
    """Name of the template with the dependencies, made when it is missing."""
    modules = dependencies()
    key = fingerprint(tree.key, LANGUAGE, *modules)
    name = TEMPLATE_PREFIXES[0] + key
    with setup_lock():
        if is_done(name, key) and exists(name):
            return name
        say(f"[setup] Preparing a template database with {', '.join(modules)} ...")
        _forget_stale(TEMPLATE_PREFIXES[0], name)
        drop(name)
        odoo.run(
            ["-d", name, "-i", ",".join(modules), "--load-language", LANGUAGE],
            "template",
            "install the modules the addons depend on",
        )
        mark_done(name, key)
    return name


def app_template(tree: OdooTree) -> str:
    """Name of the template with our addons installed, made when sources changed."""
    addons = layout.own_addons()
    if not addons:
        return dependency_template(tree)
    base = dependency_template(tree)
    key = fingerprint(base, sources_key(addons))
    name = TEMPLATE_PREFIXES[1] + key
    with setup_lock():
        if is_done(name, key) and exists(name):
            return name
        say(f"[setup] Preparing a template database with {', '.join(addons)} ...")
        _forget_stale(TEMPLATE_PREFIXES[1], name)
        copy(base, name)
        odoo.run(
            ["-d", name, "-i", ",".join(addons)], "template-app", "install the addons"
        )
        mark_done(name, key)
    return name


def create(tree: OdooTree, name: str, *, bare: bool = False) -> None:
    """Make database ``name``: with our addons, or ``bare`` with what they depend on."""
    # One lock over both: nobody drops the template between.
    with setup_lock():
        template = dependency_template(tree) if bare else app_template(tree)
        copy(template, name)


def drop_leftovers() -> None:
    """Drop test databases whose process is gone (``test_<pid>`` and what follows)."""
    rows = postgres.query(
        "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]'"
    )
    for name in rows:
        if not Path("/proc", name.split("_")[1]).exists():
            drop(name)


def own_test_name() -> str:
    """Name for a database that belongs to this process."""
    return f"test_{os.getpid()}"
