#!/usr/bin/env python3
"""``make bench``: the table "Speed and memory", measured in one run.

Each piece of work and its floor run in turn, several times, warm: the registry's
caches stay, the records' caches do not, for each repetition is a transaction of its
own. Times are processor time of Odoo and its database connection, without HTTP;
transactions are rolled back, the floor's too. Exit status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchkit import children, file_rows, outcome, school, workbook
from benchkit.grid_rows import GridRows
from benchkit.lock_rows import LockRows
from benchkit.outcome import Row
from benchkit.pdf_rows import PdfRows
from benchkit.session import ROOT, Session

FOLDER = ROOT / ".setup" / "bench"
PARTS = ("grid", "save", "locks", "import", "journal", "pdf", "hostile")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="some rows only")
    parser.add_argument(
        "--small", action="store_true", help="4 classes, not 40: while working on it"
    )
    parser.add_argument(
        "--write-readme", action="store_true", help="put the table into README.md"
    )
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)


def _prepare(size: school.Size) -> tuple[Session, dict[str, Any], Path]:
    """Build the school; returns the session, its ids, and the file they are in."""
    started = time.monotonic()
    _say(f"[bench] building a school of {size.classes} classes ...")
    session = Session(install=["bench_floor"])
    facts = school.build(session, size)
    built = time.monotonic()
    _say(f"[bench]   {built - started:.0f} s; its teachers enter their marks ...")
    count = school.enter_marks(session, facts)
    with session.transaction(commit=True) as env:
        # what autovacuum does within its first minute
        env.cr.execute(
            "SELECT string_agg(tablename, ',') FROM pg_tables"
            " WHERE tablename LIKE 'school\\_%'"
        )
        [(tables,)] = env.cr.fetchall()
        env.cr.execute(f"ANALYZE {tables}")
        data, cells = workbook.class_workbook(env, facts["class_6a"], "1")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "class_6A.xlsx"
    path.write_bytes(data)
    facts |= {"marks": count, "workbook": str(path), "workbook_cells": cells}
    file = FOLDER / "facts.json"
    file.write_text(json.dumps(facts))
    _say(f"[bench]   {time.monotonic() - built:.0f} s for {count:,} marks")
    return session, facts, file


def _measure(
    parts: Iterable[str], session: Session, facts: dict[str, Any], file: Path
) -> list[Row]:
    grid, pdf = GridRows(session, facts), PdfRows(session, facts)
    work: dict[str, Callable[[], list[Row]]] = {
        "grid": grid.opening,
        "save": grid.saving,
        "locks": LockRows(session, facts).saving,
        "import": lambda: file_rows.importing(file, facts["workbook_cells"]),
        "journal": lambda: file_rows.verifying(file),
        "pdf": pdf.printing,
        "hostile": lambda: file_rows.refusing(file),
    }
    rows = []
    for part in parts:
        started = time.monotonic()
        rows += work[part]()
        _say(f"[bench] {part}: {time.monotonic() - started:.0f} s")
    return rows


def _machine(session: Session) -> dict[str, str]:
    from odoo.release import version

    with session.transaction() as env:
        number: int = env.cr._cnx.server_version
    return outcome.machine(f"{number // 10000}.{number % 10000}", version)


def main() -> int:
    """Measure and report; returns the exit status."""
    given = _arguments()
    if given.child:
        job, facts_file = given.child
        children.run(job, Path(facts_file))
        return 0
    started = time.monotonic()
    size = school.Size(classes=4) if given.small else school.Size()
    session, facts, file = _prepare(size)
    rows = _measure(given.only or PARTS, session, facts, file)
    machine = _machine(session)
    outcome.save(FOLDER / "result.json", rows, machine)
    text = (
        f"{outcome.table(rows)}\n\nA school of {size.classes} classes with"
        f" {facts['marks']:,} marks; {outcome.sentence(machine)}."
    )
    _say(f"\n{text}\n")
    missed = [row.what for row in rows if not row.ok]
    if given.write_readme:
        if given.small or given.only:
            _say("*** README.md takes a whole run only.")
            return 1
        outcome.write_into(ROOT / "README.md", text)
    for what in missed:
        _say(f"*** bar missed: {what}")
    _say(
        f"[bench] {len(rows) - len(missed)} bars met, {len(missed)} missed"
        f" in {time.monotonic() - started:.0f} s; numbers in .setup/bench/result.json"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
