"""``make test``: Odoo's own tests, then pytest, then one line that sums them up."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import database, environment, layout, odoo, postgres
from .odoo_tree import OdooTree
from .steps import SetupError, say

RESULT = re.compile(
    r"(?P<failures>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<tests>\d+) tests"
)
TEST_OUTCOME = re.compile(r"^(FAIL|ERROR|Subtest)\b")
SKIPPED = re.compile(r"^skipped .* : ")
LOUD = ("WARNING", "ERROR", "CRITICAL", "OUTPUT")

# Odoo says these on a machine like ours whatever the addons do. Everything else of level
# WARNING and above, and everything printed beside the log, fails the run.
KNOWN_NOISE = tuple(
    re.compile(pattern)
    for pattern in (r"^Running as user 'root' is a security risk\.$",)
)


@dataclass
class Outcome:
    """Counts of one run; ``complaints`` are sentences about what went wrong around it."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def ran(self) -> int:
        return self.passed + self.failed

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.complaints + other.complaints,
        )

    def complain(self, sentence: str) -> None:
        """Something beside a test failed: it counts as one failure."""
        self.failed += 1
        self.complaints.append(sentence)

    def summary(self) -> str:
        """The last line of a run: ``N passed, N failed`` and skipped ones, if any."""
        tail = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{tail}"


def is_noise(record: odoo.Record) -> bool:
    """Whether a record is one of the few Odoo always writes."""
    if record.level == "OUTPUT":
        return all(not line.strip() or _known(line) for line in record.lines)
    return _known(record.text)


def _known(text: str) -> bool:
    return any(pattern.search(text) for pattern in KNOWN_NOISE)


def read_odoo_log(path: Path) -> Outcome:
    """Counts and complaints from the log of an Odoo test run; prints what failed."""
    outcome = Outcome()
    found = None
    problems: list[odoo.Record] = []
    with path.open(errors="replace") as handle:
        for record in odoo.records(handle):
            if SKIPPED.match(record.text):
                outcome.skipped += 1
                say(f"  {record.text}")
            if result := RESULT.search(record.text):
                if record.logger == "odoo.tests.result":
                    found = result
            elif record.level in LOUD and not is_noise(record):
                if TEST_OUTCOME.match(record.text):
                    say(record.full_text)
                elif (
                    record.logger != "odoo.modules.loading"
                    or "tests" not in record.text
                ):
                    problems.append(record)
    if found is not None:
        bad = int(found["failures"]) + int(found["errors"])
        outcome.failed = bad
        outcome.passed = max(0, int(found["tests"]) - bad - outcome.skipped)
    for record in problems:
        say(record.full_text)
    if problems:
        outcome.complain(
            f"Odoo's log has {len(problems)} warnings or errors (above; all of it: {_short(path)})."
        )
    return outcome


def _short(path: Path) -> str:
    return (
        str(path.relative_to(layout.ROOT))
        if path.is_relative_to(layout.ROOT)
        else str(path)
    )


def run_odoo_tests(
    name: str,
    addons: Sequence[str],
    tags: str,
    *,
    update: bool = False,
    log: str = "odoo-tests",
) -> Outcome:
    """Install (or update) the addons in database ``name`` with their tests."""
    path = layout.LOGS / f"{log}.log"
    port = odoo.free_port()
    arguments = [
        "-d",
        name,
        "-u" if update else "-i",
        ",".join(addons),
        "--test-tags",
        tags,
    ]
    process = odoo.start(
        [*arguments, "--http-port", str(port), "--stop-after-init"], path
    )
    try:
        status = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    outcome = read_odoo_log(path)
    if status and not outcome.failed:
        outcome.complain(f"Odoo ended with exit status {status} (log: {_short(path)}).")
    if not outcome.ran:
        outcome.complain("No Odoo test ran.")
    return outcome


def run_pytest(arguments: Sequence[str]) -> Outcome:
    """Run pytest on ``tests/`` (or what is asked) and count."""
    report = layout.LOGS / "pytest.xml"
    report.unlink(missing_ok=True)
    layout.LOGS.mkdir(parents=True, exist_ok=True)
    words = [
        str(layout.PYTHON),
        "-m",
        "pytest",
        f"--junitxml={report}",
        "--continue-on-collection-errors",
        *(arguments or ["tests"]),
    ]
    # Hypothesis keeps its examples in the working directory unless told.
    env = os.environ | {
        "HYPOTHESIS_STORAGE_DIRECTORY": str(layout.SETUP / "hypothesis")
    }
    status = subprocess.run(
        words, cwd=layout.ROOT, stdin=subprocess.DEVNULL, env=env, check=False
    ).returncode
    outcome = Outcome()
    with contextlib.suppress(FileNotFoundError, ElementTree.ParseError):
        for suite in ElementTree.parse(report).iter("testsuite"):
            numbers = {
                key: int(suite.get(key, "0"))
                for key in ("tests", "failures", "errors", "skipped")
            }
            outcome.failed += numbers["failures"] + numbers["errors"]
            outcome.skipped += numbers["skipped"]
            outcome.passed += max(0, numbers["tests"] - sum(list(numbers.values())[1:]))
    if status and not outcome.failed:
        outcome.complain(f"pytest ended with exit status {status}.")
    if not outcome.ran:
        outcome.complain("No pytest test ran.")
    return outcome


@dataclass(frozen=True)
class Selection:
    """What ``ONLY`` asks for."""

    odoo_tags: str | None
    pytest_arguments: tuple[str, ...] | None


def all_tags(addons: Sequence[str]) -> str:
    """Odoo test tags for all tests of the addons."""
    return ",".join(f"/{name}" for name in addons)


def select(only: str, addons: Sequence[str]) -> Selection:
    """Read ``ONLY``: empty, ``odoo``, ``pytest``, Odoo test tags, or pytest arguments.

    Odoo tags look like ``/school_gradebook:TestGrid`` or ``.test_method``; anything
    that starts with ``tests`` or ``-`` goes to pytest.
    """
    if not only:
        return Selection(all_tags(addons), ())
    if only == "odoo":
        return Selection(all_tags(addons), None)
    if only == "pytest":
        return Selection(None, ())
    if only.startswith(("tests", "-")):
        return Selection(None, tuple(shlex.split(only)))
    return Selection(only, None)


def run_all(only: str = "") -> int:
    """``make test``; returns the exit status."""
    started = time.monotonic()
    tree = environment.ready()
    addons = layout.own_addons()
    selection = select(only, addons)
    total = Outcome()
    if selection.odoo_tags is not None:
        total += _odoo_part(tree, addons, selection.odoo_tags)
    if selection.pytest_arguments is not None:
        say("[test] pytest")
        total += run_pytest(selection.pytest_arguments)
    for sentence in total.complaints:
        say(f"*** {sentence}")
    say(f"[test] {time.monotonic() - started:.0f} s in all")
    # Beside the output, for .ci/run to repeat as its own last line.
    (layout.LOGS / "summary.txt").write_text(f"{total.summary()}\n")
    say(total.summary())
    return 1 if total.failed or not total.ran else 0


def _odoo_part(tree: OdooTree, addons: Sequence[str], tags: str) -> Outcome:
    if not addons:
        outcome = Outcome()
        outcome.complain("There is no addon in this tree to test.")
        return outcome
    database.drop_leftovers()
    name = database.own_test_name()
    database.create(tree, name, bare=True)
    say(
        f"[test] Odoo tests of {', '.join(addons)} ({tags}); log: .setup/log/odoo-tests.log"
    )
    try:
        return run_odoo_tests(name, addons, tags)
    finally:
        database.drop(name)


def run_on(name: str, tags: str) -> int:
    """Odoo tests on a database that is kept: installs at first, updates afterwards."""
    tree = environment.ready()
    addons = layout.own_addons()
    if not addons:
        raise SetupError("There is no addon in this tree to test.")
    if not database.exists(name):
        database.create(tree, name, bare=True)
    states = database.installed_addons(name)
    update = all(states.get(addon) == "installed" for addon in addons)
    outcome = run_odoo_tests(
        name, addons, tags, update=update, log=f"odoo-tests-{name}"
    )
    for sentence in outcome.complaints:
        say(f"*** {sentence}")
    say(outcome.summary())
    return 1 if outcome.failed else 0


def run_bench(arguments: Sequence[str]) -> int:
    """``make bench``: tests/bench/run.py against a database with the addons."""
    script = layout.ROOT / "tests" / "bench" / "run.py"
    if not script.is_file():
        raise SetupError("There is no tests/bench/run.py in this tree.")
    tree = environment.ready()
    database.drop_leftovers()
    name = database.own_test_name()
    database.create(tree, name)
    env = (
        odoo.environment()
        | postgres.client_env()
        | {"BENCH_DATABASE": name, "ODOO_RC": str(layout.CONFIG)}
        | {"PYTHONPATH": str(layout.ROOT / "tools")}
    )
    try:
        words = [str(layout.PYTHON), str(script), *arguments]
        return subprocess.run(words, cwd=layout.ROOT, env=env, check=False).returncode
    finally:
        database.drop(name)
