"""The table that comes out: on the screen, as JSON, in the README."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .measuring import Series

MARKS = ("<!-- bench:start -->", "<!-- bench:end -->")
HEAD = ("what", "measured", "floor", "ratio", "bar", "ok")


@dataclass
class Row:
    """One line of the table; texts as they are shown, ``numbers`` for the JSON file."""

    what: str
    measured: str
    bar: str
    ok: bool
    floor: str = "–"
    ratio: float | None = None
    numbers: dict[str, Any] = field(default_factory=dict)

    def cells(self) -> list[str]:
        """The row's texts in the order of ``HEAD``."""
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        ok = "yes" if self.ok else "**NO**"
        return [self.what, self.measured, self.floor, ratio, self.bar, ok]


def milliseconds(seconds: float) -> str:
    """``0.0123`` -> ``"12.3 ms"``; from one second on in seconds."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def timing(series: Series) -> str:
    """Processor time of a series, and the time on the clock."""
    return f"{milliseconds(series.median)} ({milliseconds(series.median_wall)} wall)"


def megabytes(count: float) -> str:
    """Bytes as ``"123 MB"``."""
    return f"{count / 1024 / 1024:.0f} MB"


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEAD, ["---"] * len(HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def machine(postgres: str, odoo: str) -> dict[str, str]:
    """What the numbers were measured on; no name or path of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory / 1024**3:.0f} GB",
        "PostgreSQL": postgres,
        "Python": platform.python_version(),
        "Odoo": odoo,
    }


def sentence(facts: Mapping[str, str]) -> str:
    """``machine`` in one line."""
    return (
        f"{facts['cores']} cores, {facts['memory']}, PostgreSQL {facts['PostgreSQL']},"
        f" Python {facts['Python']}, Odoo {facts['Odoo']}"
    )


def save(path: Path, rows: Sequence[Row], facts: Mapping[str, Any]) -> None:
    """Write everything as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": facts, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_into(readme: Path, text: str) -> None:
    """Replace what stands between the marks in ``readme``.

    :raise ValueError: when the marks are not there
    """
    content = readme.read_text()
    start, end = (content.find(mark) for mark in MARKS)
    if not 0 <= start < end:
        raise ValueError(f"{readme.name} lacks the lines {MARKS[0]} and {MARKS[1]}")
    before = content[: start + len(MARKS[0])]
    readme.write_text(f"{before}\n{text}\n{content[end:]}")
