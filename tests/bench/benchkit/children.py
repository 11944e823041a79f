"""Jobs done in a process of their own, so that their memory can be told.

``run.py --child <job>`` does one and prints what it found as JSON.
"""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from .measuring import Clock, interleave, peak, resident
from .school import YEAR
from .session import BENCH, ROOT, Session, as_user, call

Facts = dict[str, Any]
HOSTILE = ROOT / "school_gradebook" / "tests" / "bad_8B_HK1" / "huge_when_unpacked.xlsx"
JOURNAL_SQL = (
    "SELECT e.* FROM school_journal_entry e JOIN school_journal_chain c"
    " ON c.id = e.chain_id WHERE c.gradebook_id = ANY(%s)"
    " ORDER BY e.chain_id, e.sequence"
)


def start(job: str, facts: Path) -> dict[str, Any]:
    """Run a job in a new Python process; returns what it found."""
    words = [sys.executable, str(BENCH / "run.py"), "--child", job, str(facts)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run(job: str, facts: Path) -> None:
    """Do a job here and print what was found."""
    given = json.loads(facts.read_text())
    session = Session()
    before = resident()
    found = JOBS[job](session, given)
    found |= {"resident_before": before, "peak": peak(), "pid": os.getpid()}
    print(json.dumps(found))


def _import(session: Session, facts: Facts) -> dict[str, Any]:
    """Preview and apply a class workbook of twelve sheets, as the administrator."""
    path = Path(facts["workbook"])
    content = base64.b64encode(path.read_bytes()).decode()
    who = as_user(facts, "administrator")

    def work(clock: Clock) -> None:
        with session.transaction(**who) as env:
            given: Any = ("marks", path.name, content, {})
            with clock.measured(env.cr):
                shown = call(env, "school.import", "preview", *given)
            preview.append(clock.seconds)
            wall = clock.wall
            env.invalidate_all()
            with clock.measured(env.cr):
                answer = call(
                    env, "school.import", "apply", *given, digest=shown["digest"]
                )
            clock.seconds += preview[-1]
            clock.wall += wall
            if answer["written"] != facts["workbook_cells"]:
                raise RuntimeError(f"{answer['written']} cells were written")

    preview: list[float] = []
    series = interleave(
        {"work": work, "floor": lambda clock: _read_twice(path, clock)}, repeat=5
    )
    return {
        "seconds": series["work"].seconds,
        "wall": series["work"].wall,
        "floor": series["floor"].seconds,
        "preview": preview[1:],
        "queries_to_apply": series["work"].query_count,
    }


def _read_twice(path: Path, clock: Clock) -> None:
    """What openpyxl takes to read the file for the import's two steps."""
    with clock.measured():
        for _step in ("preview", "apply"):
            stream = io.BytesIO(path.read_bytes())
            for sheet in openpyxl.load_workbook(stream, read_only=True).worksheets:
                list(sheet.iter_rows(values_only=True))


def _journal(session: Session, facts: Facts, part: int = 1) -> dict[str, Any]:
    """Verify the year's journal, or that of every ``part``-th gradebook."""
    books = sorted(facts["books"].values())[::part]
    who = as_user(facts, "administrator")
    entries = set()

    def work(clock: Clock) -> None:
        with session.transaction(**who) as env:
            with clock.measured(env.cr):
                found = call(
                    env,
                    "school.journal.chain",
                    "verify",
                    year_id=facts["year"],
                    gradebook_ids=books if part > 1 else None,
                )
            if not found["ok"]:
                raise RuntimeError(f"the journal of {YEAR} is not whole: {found}")
            entries.add(found["entries"])

    def floor(clock: Clock) -> None:
        """Fetching the same entries from the database and doing nothing with them."""
        with (
            session.transaction() as env,
            clock.measured(env.cr),
            env.cr._cnx.cursor("bench_floor") as cursor,
        ):
            cursor.itersize = 5000
            cursor.execute(JOURNAL_SQL, [books])
            for _entry in cursor:
                pass

    series = interleave({"work": work, "floor": floor}, repeat=3)
    return {
        "entries": entries.pop(),
        "seconds": series["work"].seconds,
        "wall": series["work"].wall,
        "floor": series["floor"].seconds,
    }


def _hostile(session: Session, facts: Facts) -> dict[str, Any]:
    """Have the workbook refused that is huge when unpacked; only once, and cold."""
    from odoo.exceptions import UserError

    content = base64.b64encode(HOSTILE.read_bytes()).decode()
    clock, message = Clock(), ""
    with session.transaction(**as_user(facts, "administrator")) as env:
        try:
            with clock.measured(env.cr):
                call(env, "school.import", "preview", "marks", HOSTILE.name, content)
        except UserError as error:
            message = str(error)
    return {"wall": clock.wall, "message": message}


JOBS: dict[str, Callable[[Session, Facts], dict[str, Any]]] = {
    "import": _import,
    "journal": _journal,
    "journal_part": lambda session, facts: _journal(session, facts, part=10),
    "hostile": _hostile,
}
