"""``make lint``: every check of form, each reported, one exit status."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from . import layout, odoo_tree, venv
from .steps import fingerprint, output_of, run_logged, say, setup_lock, step
from .system import ensure_packages

NODE = layout.SETUP / "node"
NODE_FILES = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "eslint.config.mjs",
    ".prettierrc.json",
)
# Plain Python, checked for types; models are Odoo's metaclass magic and are not.
TYPED = (
    "tools",
    "school_gradebook/printing",
    "school_gradebook/regulations",
    "school_gradebook/register",
    "school_gradebook/workbooks",
)


def tracked(*patterns: str) -> list[str]:
    """Files of the repository (committed or about to be), by git's patterns."""
    listing = output_of(
        [
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            *patterns,
        ],
        cwd=layout.ROOT,
    )
    names = dict.fromkeys(name for name in listing.split("\0") if name)
    return [name for name in names if (layout.ROOT / name).is_file()]


def prepare() -> odoo_tree.OdooTree:
    """Install what the checks need: Python libraries, node packages, Odoo's schemas."""
    with setup_lock():
        ensure_packages()
        tree = odoo_tree.locate()
        venv.ensure(tree)
        sources = [layout.ROOT / name for name in NODE_FILES]
        step(
            "node",
            fingerprint(str(NODE), *sources),
            "Installing the JavaScript linters",
            _install_node,
        )
    return tree


def _install_node() -> None:
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for name in NODE_FILES:
        shutil.copy(layout.ROOT / name, NODE / name)
    run_logged(
        ["npm", "ci", "--ignore-scripts"],
        "npm",
        "install the JavaScript linters with npm",
        cwd=NODE,
    )


def _tool(name: str) -> str:
    return str(layout.VENV / "bin" / name)


def _node_tool(name: str) -> str:
    return str(NODE / "node_modules" / ".bin" / name)


def _command(words: Sequence[str]) -> bool:
    plain = {} if sys.stdout.isatty() else {"NO_COLOR": "1"}
    result = subprocess.run(
        words,
        cwd=layout.ROOT,
        stdin=subprocess.DEVNULL,
        env=os.environ | plain,
        check=False,
    )
    return result.returncode == 0


def _python_files() -> bool:
    checked = _command([_tool("ruff"), "check", "--quiet", "."])
    return _command([_tool("ruff"), "format", "--check", "--quiet", "."]) and checked


def _types() -> bool:
    present = [name for name in TYPED if (layout.ROOT / name).is_dir()]
    return _command([_tool("mypy"), "--no-error-summary", *present])


def _addons() -> bool:
    addons = layout.own_addons()
    return not addons or _command([_tool("pylint"), "-j", "2", *addons])


def _content(tree: odoo_tree.OdooTree) -> bool:
    script = layout.ROOT / "tools" / "check_files.py"
    return _command(
        [str(layout.PYTHON), str(script), str(tree.path / "odoo"), *tracked()]
    )


def _javascript() -> bool:
    scripts = tracked("*.js", "*.mjs")
    if not scripts:
        return True
    config = str(NODE / "eslint.config.mjs")
    return _command(
        [_node_tool("eslint"), "--max-warnings", "0", "--config", config, *scripts]
    )


def _prettier(option: str) -> bool:
    files = tracked("*.js", "*.mjs", "*.scss")
    words = [
        _node_tool("prettier"),
        option,
        "--log-level",
        "warn",
        "--config",
        ".prettierrc.json",
    ]
    return not files or _command([*words, *files])


def run() -> int:
    """Run all checks; returns the exit status."""
    tree = prepare()
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("ruff", _python_files),
        ("mypy", _types),
        ("pylint-odoo", _addons),
        ("XML, translations, form of files", lambda: _content(tree)),
        ("eslint", _javascript),
        ("prettier", lambda: _prettier("--check")),
    )
    failed = []
    for title, check in checks:
        started = time.monotonic()
        good = check()
        say(
            f"[lint] {title}: {'ok' if good else 'FAILED'} ({time.monotonic() - started:.1f} s)"
        )
        if not good:
            failed.append(title)
    say(f"[lint] failed: {', '.join(failed)}" if failed else "[lint] all clean")
    return 1 if failed else 0


def rewrite() -> int:
    """``make format``."""
    prepare()
    good = _command([_tool("ruff"), "check", "--fix", "--quiet", "."])
    good = _command([_tool("ruff"), "format", "--quiet", "."]) and good
    return 0 if _prettier("--write") and good else 1
