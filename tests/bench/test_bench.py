"""The bench's own arithmetic and its table; measuring itself is ``make bench``."""

from pathlib import Path

import pytest
from benchkit.measuring import (
    Clock,
    Series,
    forget_peak,
    interleave,
    median_ratio,
    peak,
)
from benchkit.outcome import Row, megabytes, milliseconds, table, write_into


def test_work_and_floor_run_in_turn_and_the_first_round_is_not_counted() -> None:
    order: list[str] = []
    series = interleave(
        {
            "work": lambda _: order.append("work"),
            "floor": lambda _: order.append("floor"),
        },
        repeat=2,
    )
    assert order == ["work", "floor"] * 3
    assert len(series["work"].seconds) == len(series["floor"].seconds) == 2


def test_ratio_is_of_neighbouring_runs() -> None:
    work, floor = Series([2.0, 30.0, 4.0]), Series([1.0, 10.0, 2.0])
    assert median_ratio(work, floor) == 2.0


def test_clock_counts_processor_time_also_of_work_that_fails() -> None:
    clock = Clock()
    with pytest.raises(ZeroDivisionError), clock.measured():
        sum(range(300_000))
        raise ZeroDivisionError
    assert clock.seconds > 0
    assert clock.wall > 0


def test_peak_sees_memory_that_is_free_again() -> None:
    forget_peak()
    before = peak()
    block = bytearray(64 * 1024 * 1024)
    block[::4096] = b"x" * len(block[::4096])
    del block
    assert peak() - before > 50 * 1024 * 1024


def test_table_tells_what_was_missed() -> None:
    rows = [
        Row("one", "1", "≤ 2", True, "1", 1.0),
        Row("two", "9", "≤ 2", False),
    ]
    lines = table(rows).splitlines()
    assert lines[2] == "| one | 1 | 1 | 1.00 | ≤ 2 | yes |"
    assert lines[3] == "| two | 9 | – | – | ≤ 2 | **NO** |"


def test_units() -> None:
    assert milliseconds(0.0123) == "12.3 ms"
    assert milliseconds(1.5) == "1.50 s"
    assert megabytes(128 * 1024 * 1024) == "128 MB"


def test_readme_keeps_what_is_around_the_table(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- bench:start -->\nold\n<!-- bench:end -->\nz\n")
    write_into(readme, "new")
    expected = "a\n<!-- bench:start -->\nnew\n<!-- bench:end -->\nz\n"
    assert readme.read_text() == expected
    readme.write_text("no marks")
    with pytest.raises(ValueError, match=r"README\.md lacks"):
        write_into(readme, "new")
