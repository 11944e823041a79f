"""The sample school as the tests see it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from devkit import layout

SAMPLE_DATA = layout.ROOT / "school_gradebook" / "demo" / "thcs_2025"
SCRIPT = layout.ROOT / "tools" / "sample_school.py"


@dataclass(frozen=True)
class SampleSchool:
    """A database with the sample school; ``logins`` is {login: password}."""

    database: str
    logins: dict[str, str]
    log: Path
