"""The Python environment of the checkout."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from . import layout
from .odoo_tree import OdooTree
from .steps import SetupError, fingerprint, forget, run_logged, step

REQUIREMENTS = (
    layout.ROOT / "requirements.txt",
    layout.ROOT / "tools" / "requirements-odoo.txt",
    layout.ROOT / "tools" / "requirements-dev.txt",
)


def ensure(tree: OdooTree | None) -> None:
    """Make the environment match the requirement files; put Odoo on its path.

    ``tree`` may be None for work that needs no Odoo (lint).
    """
    # Not the patch level: a security update of Python leaves the environment sound.
    python = fingerprint(sys.base_prefix, *sys.version_info[:2], str(layout.VENV))
    step("venv-python", python, "Creating the Python environment", _create)
    libraries = fingerprint(python, *REQUIREMENTS)
    step("venv", libraries, "Installing the Python libraries", _install)
    if tree is not None:
        _link_odoo(tree)


def _create() -> None:
    shutil.rmtree(layout.VENV, ignore_errors=True)
    forget("venv")
    words = [sys.executable, "-m", "venv", str(layout.VENV)]
    run_logged(words, "venv", "create the virtual environment")


def _install() -> None:
    options = [word for path in REQUIREMENTS for word in ("-r", path)]
    run_logged(
        [layout.PYTHON, "-m", "pip", "install", "--prefer-binary", *options],
        "venv",
        "install the Python libraries with pip",
        append=True,
    )
    run_logged(
        [layout.PYTHON, "-m", "pip", "check"],
        "venv",
        "find the Python libraries consistent",
        append=True,
    )


def _link_odoo(tree: OdooTree) -> None:
    """A ``.pth`` file: Odoo comes after the environment's own libraries."""
    folders = list(layout.VENV.glob("lib/python3*/site-packages"))
    if not folders:
        raise SetupError(
            "The virtual environment is damaged; 'make clean' and start again."
        )
    link = folders[0] / "odoo-tree.pth"
    text = f"{tree.path}\n"
    if not link.is_file() or link.read_text() != text:
        link.write_text(text)


def site_packages() -> Path:
    """The environment's library folder."""
    return next(layout.VENV.glob("lib/python3*/site-packages"))
