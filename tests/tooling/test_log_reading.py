"""What ``make test`` reads out of Odoo's log, and the line it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest
from devkit import odoo, testing

HEAD = "2026-01-02 03:04:05,678 99 {level} db {logger}: {text}\n"


def line(level: str, logger: str, text: str) -> str:
    return HEAD.format(level=level, logger=logger, text=text)


RESULT = line(
    "INFO",
    "odoo.tests.result",
    "0 failed, 0 error(s) of 7 tests when loading database 'db'",
)


def read(tmp_path: Path, *lines: str) -> testing.Outcome:
    path = tmp_path / "odoo.log"
    path.write_text("".join(lines))
    return testing.read_odoo_log(path)


def test_clean_run(tmp_path: Path) -> None:
    outcome = read(tmp_path, line("INFO", "odoo.modules", "loading"), RESULT)
    assert outcome.summary() == "7 passed, 0 failed"
    assert not outcome.complaints


def test_failures_and_skips_are_counted_once(tmp_path: Path) -> None:
    outcome = read(
        tmp_path,
        line("INFO", "odoo.addons.x.tests.test_x", "skipped TestX.test_c : no browser"),
        line("ERROR", "odoo.addons.x.tests.test_x", "FAIL: TestX.test_a"),
        "Traceback (most recent call last):\n",
        "AssertionError: 1 != 2\n",
        line("ERROR", "odoo.addons.x.tests.test_x", "ERROR: TestX.test_b"),
        line(
            "ERROR", "odoo.modules.loading", "Module x: 1 failures, 1 errors of 7 tests"
        ),
        line(
            "ERROR",
            "odoo.tests.result",
            "1 failed, 1 error(s) of 7 tests when loading database 'db'",
        ),
    )
    assert outcome.summary() == "4 passed, 2 failed, 1 skipped"
    assert not outcome.complaints


def test_warning_in_the_log_fails_a_run_that_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = read(
        tmp_path, line("WARNING", "odoo.models", "school.mark: no label"), RESULT
    )
    assert outcome.summary() == "7 passed, 1 failed"
    assert "school.mark: no label" in capsys.readouterr().out


def test_output_beside_the_log_fails_too(tmp_path: Path) -> None:
    assert read(tmp_path, "Segmentation fault\n", RESULT).failed == 1


def test_known_noise_is_left_alone(tmp_path: Path) -> None:
    noise = "Running as user 'root' is a security risk.\n"
    assert read(tmp_path, noise, RESULT).failed == 0


def test_no_result_line_means_no_test_ran(tmp_path: Path) -> None:
    assert read(tmp_path, line("INFO", "odoo", "starting")).ran == 0


def test_traceback_belongs_to_its_record() -> None:
    lines = [
        line("ERROR", "a", "boom"),
        "Traceback\n",
        "  deep\n",
        line("INFO", "b", "on"),
    ]
    first, second = odoo.records(iter(lines))
    assert first.lines[1:] == ["Traceback", "  deep"]
    assert (second.level, second.logger, second.text) == ("INFO", "b", "on")


@pytest.mark.parametrize(
    ("only", "tags", "arguments"),
    [
        ("", "/a,/b", ()),
        ("odoo", "/a,/b", None),
        ("pytest", None, ()),
        ("/a:TestGrid", "/a:TestGrid", None),
        (".test_lock", ".test_lock", None),
        ("tests/unit -k values", None, ("tests/unit", "-k", "values")),
    ],
)
def test_what_only_selects(
    only: str, tags: str | None, arguments: tuple[str, ...] | None
) -> None:
    assert testing.select(only, ["a", "b"]) == testing.Selection(tags, arguments)
