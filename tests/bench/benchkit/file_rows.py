"""Import, journal and hostile file: each in a fresh process, with its memory."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from . import children
from .measuring import MEGABYTE, Series, median_ratio
from .outcome import Row, megabytes, milliseconds, timing

CELLS_A_SECOND, IMPORT_MEMORY = 2_000, 300 * MEGABYTE
ENTRIES_A_SECOND, JOURNAL_GROWTH = 50_000, 1.05
HOSTILE_SECONDS, HOSTILE_MEMORY = 2, 200 * MEGABYTE


def _ratio(found: dict[str, Any]) -> float:
    return median_ratio(Series(found["seconds"]), Series(found["floor"]))


def _timing(found: dict[str, Any]) -> str:
    return timing(Series(found["seconds"], found["wall"]))


def importing(facts: Path, cells: int) -> list[Row]:
    """Preview and apply a class workbook of twelve sheets."""
    found = children.start("import", facts)
    seconds = statistics.median(found["seconds"])
    speed = cells / seconds
    return [
        Row(
            f"import a class workbook (12 sheets, {cells:,} cells): preview and apply",
            f"{speed:,.0f} cells/s; {_timing(found)}",
            f"≥ {CELLS_A_SECOND:,} cells/s",
            speed >= CELLS_A_SECOND,
            f"{milliseconds(statistics.median(found['floor']))} (openpyxl reads it twice)",
            _ratio(found),
            found,
        ),
        Row(
            "import: memory of the whole process at its peak",
            megabytes(found["peak"]),
            f"< {megabytes(IMPORT_MEMORY)}",
            found["peak"] < IMPORT_MEMORY,
            f"{megabytes(found['resident_before'])} (Odoo before it)",
            found["peak"] / found["resident_before"],
        ),
    ]


def verifying(facts: Path) -> list[Row]:
    """Verify the journal of a year, and of a tenth of it."""
    whole = children.start("journal", facts)
    tenth = children.start("journal_part", facts)
    seconds = statistics.median(whole["seconds"])
    speed = whole["entries"] / seconds
    growth = whole["peak"] / tenth["peak"]
    return [
        Row(
            f"verify the journal of one year ({whole['entries']:,} entries)",
            f"{speed:,.0f} entries/s; {_timing(whole)}",
            f"≥ {ENTRIES_A_SECOND:,} entries/s",
            speed >= ENTRIES_A_SECOND,
            f"{milliseconds(statistics.median(whole['floor']))} (only fetching them)",
            _ratio(whole),
            {"whole": whole, "tenth": tenth},
        ),
        Row(
            "verify: memory of the whole process at its peak",
            megabytes(whole["peak"]),
            f"constant (≤ {JOURNAL_GROWTH} ×)",
            growth <= JOURNAL_GROWTH,
            f"{megabytes(tenth['peak'])} ({tenth['entries']:,} entries)",
            growth,
        ),
    ]


def refusing(facts: Path) -> list[Row]:
    """Refuse a small file that unpacks to something huge."""
    found = children.start("hostile", facts)
    seconds, refused = found["wall"], bool(found["message"])
    return [
        Row(
            f"refuse `{children.HOSTILE.name}`: time",
            milliseconds(seconds) if refused else "not refused",
            f"< {HOSTILE_SECONDS} s",
            refused and seconds < HOSTILE_SECONDS,
            numbers=found,
        ),
        Row(
            "refuse it: memory of the whole process at its peak",
            megabytes(found["peak"]),
            f"< {megabytes(HOSTILE_MEMORY)}",
            found["peak"] < HOSTILE_MEMORY,
            f"{megabytes(found['resident_before'])} (Odoo before it)",
            found["peak"] / found["resident_before"],
        ),
    ]
