"""Everything a command needs, in order; fast when it is already there."""

from __future__ import annotations

from . import odoo, odoo_tree, postgres, system, venv
from .steps import setup_lock


def ready() -> odoo_tree.OdooTree:
    """Set up packages, Odoo, Python libraries and the cluster; return the Odoo tree."""
    with setup_lock():
        system.ensure_packages()
        tree = odoo_tree.locate()
        venv.ensure(tree)
        postgres.ensure_running()
        odoo.write_config(tree)
    return tree


def libraries_only() -> None:
    """Enough for linting: Python libraries and node, no Odoo and no cluster."""
    with setup_lock():
        system.ensure_packages()
        venv.ensure(None)
