"""Where things are: the checkout, its ignored ``.setup`` folder, its ports."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / ".setup"
VENV = SETUP / "venv"
PYTHON = VENV / "bin" / "python"
ODOO_FETCHED = SETUP / "odoo"
DATA_DIR = SETUP / "data"
LOGS = SETUP / "log"
STAMPS = SETUP / "stamps"
BIN = SETUP / "bin"
CONFIG = SETUP / "odoo.conf"

APP_DATABASE = "school"

# The addons of this product in the order of their dependencies; those that are
# not in the tree (yet) are left out.
ADDON_NAMES = ("school_gradebook", "school_attendance", "school_archive")

PORT_RANGE = (20_000, 30_000)
# A UNIX socket path is limited to 107 bytes by the kernel; PostgreSQL adds a name of
# about 20 to the folder.
SOCKET_DIR_LIMIT = 80


def checkout_id(root: Path = ROOT) -> str:
    """Short name of this checkout: equal for the same path, different for others."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:10]


def preferred_port(root: Path = ROOT) -> int:
    """The HTTP port this checkout asks for first; stable between runs."""
    low, high = PORT_RANGE
    digest = hashlib.sha256(str(root).encode()).digest()
    return low + int.from_bytes(digest[:4], "big") % (high - low)


def own_addons(root: Path = ROOT) -> list[str]:
    """Names of the product's addons present in the tree, dependencies first.

    ``ADDONS`` (comma separated) narrows or replaces the list, for work on one addon.
    """
    asked = os.environ.get("ADDONS")
    names = asked.split(",") if asked else ADDON_NAMES
    return [name for name in names if (root / name / "__manifest__.py").is_file()]
