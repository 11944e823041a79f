"""Makes the plain-Python packages importable without Odoo.

``school_gradebook/__init__.py`` imports Odoo models. A parent package that only
borrows the addon's folder lets tests write ``from gradebook_core.regulations
import get`` while relative imports between the packages work unchanged.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path

from hypothesis import settings

HERE = Path(__file__).resolve().parent
ADDON = HERE.parents[1] / "school_gradebook"


def _install_core() -> None:
    if "gradebook_core" in sys.modules:
        return
    core = types.ModuleType("gradebook_core")
    core.__path__ = [str(ADDON)]
    sys.modules["gradebook_core"] = core


_install_core()
# Shared builders lie beside the tests, whatever import mode pytest uses.
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))
# A busy machine is no failure.
settings.register_profile("gradebook", deadline=None)
settings.load_profile("gradebook")
