"""Time, queries and memory of one piece of work; nothing here knows Odoo."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass
class Clock:
    """Measures what happens within ``measured``; the rest of a run is preparation.

    ``seconds`` is the processor time of this process and of its database connection:
    on an idle machine hardly less than ``wall``, the time on the clock, and on a
    machine with busy neighbours still the same.
    """

    seconds: float = 0.0
    wall: float = 0.0
    queries: int = 0

    @contextmanager
    def measured(self, cursor: Any = None) -> Iterator[None]:
        """Time this block, and count the SQL of ``cursor`` (an Odoo cursor)."""
        backend = cursor._cnx.info.backend_pid if cursor is not None else 0
        gc.collect()
        queries = cursor.sql_log_count if cursor is not None else 0
        database = _processor_time(backend)
        own, started = time.process_time(), time.perf_counter()
        try:
            yield
        finally:
            self.wall = time.perf_counter() - started
            self.seconds = time.process_time() - own
            self.seconds += _processor_time(backend) - database
            if cursor is not None:
                self.queries = cursor.sql_log_count - queries


def _processor_time(process: int) -> float:
    """Seconds of processor time a process has had; 0 for no process."""
    if not process:
        return 0.0
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


Run = Callable[[Clock], None]


@dataclass
class Series:
    """The repetitions of one piece of work."""

    seconds: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def median_wall(self) -> float:
        return statistics.median(self.wall)

    @property
    def query_count(self) -> int:
        """Queries of a warm repetition; the largest, should they differ."""
        return max(self.queries)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, relative to the median."""
        if len(self.seconds) < 4:
            return (max(self.seconds) - min(self.seconds)) / 2 / self.median
        low, _mid, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median


def interleave(
    runs: Mapping[str, Run], repeat: int, warm_up: int = 1
) -> dict[str, Series]:
    """Do each of ``runs`` in turn, ``repeat`` times over.

    In turn, so that a slow moment of the machine hits the work and its floor alike;
    the first ``warm_up`` rounds are not counted.
    """
    series = {name: Series() for name in runs}
    for number in range(-warm_up, repeat):
        for name, run in runs.items():
            clock = Clock()
            run(clock)
            if number >= 0:
                series[name].seconds.append(clock.seconds)
                series[name].wall.append(clock.wall)
                series[name].queries.append(clock.queries)
    return series


def median_ratio(work: Series, floor: Series) -> float:
    """Median of the ratios of neighbouring runs."""
    pairs = zip(work.seconds, floor.seconds, strict=True)
    return statistics.median(mine / theirs for mine, theirs in pairs)


def resident() -> int:
    """Bytes of memory this process holds now."""
    return _status("VmRSS")


def peak() -> int:
    """The most bytes of memory this process held since ``forget_peak``, or ever."""
    return _status("VmHWM")


def forget_peak() -> None:
    """Let ``peak`` count from now on."""
    Path("/proc/self/clear_refs").write_text("5")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"this system does not tell {name}")
