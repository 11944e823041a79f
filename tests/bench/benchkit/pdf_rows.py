"""The class-subject page as PDF: our share of the time against the PDF engine's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from .measuring import Clock, Run, Series, interleave, median_ratio
from .outcome import Row, milliseconds
from .session import Session, as_user

REPORT = "school_gradebook.action_report_subject_page"
ENGINES = ("chromium", "wkhtmltopdf")


class PdfRows:
    """One row per engine on this machine; printed as the clerk does, warm.

    By the clock on the wall: the engines are programs of several processes.
    """

    def __init__(self, session: Session, facts: dict[str, Any]) -> None:
        self.session = session
        self.who = as_user(facts, "clerk")
        self.book = facts["books"]["7A/Toán/2"]

    def printing(self) -> list[Row]:
        """Queries, layout and QWeb against turning the same HTML into PDF."""
        shares: dict[str, list[float]] = {name: [] for name in ENGINES}
        runs = {name: self._print(name, shares[name]) for name in ENGINES}
        repeat = 7
        series = interleave(runs, repeat, warm_up=2)
        rows = []
        for name, engine in series.items():
            share = Series(shares[name][-repeat:], queries=engine.queries)
            ratio = median_ratio(share, engine)
            rows.append(
                Row(
                    f"class-subject PDF, 45 students, {name}: our share",
                    milliseconds(share.median),
                    "≤ the engine's own time",
                    ratio <= 1,
                    milliseconds(engine.median),
                    ratio,
                    {"share": share.seconds, "engine": engine.seconds}
                    | {"queries": share.query_count},
                )
            )
        return rows

    def _print(self, engine: str, shares: list[float]) -> Run:
        """A run whose measured time is the engine's; the rest is put in ``shares``."""

        def run(clock: Clock) -> None:
            with self.session.transaction(**self.who) as env:
                env["ir.config_parameter"].sudo().set_param(
                    "school_gradebook.pdf_engine", engine
                )
                report = env["ir.actions.report"]
                engines = report._school_engines()
                if len(engines) != 1:
                    raise RuntimeError(f"this machine has no {engine}")
                env.invalidate_all()
                [(name, convert, program)] = engines
                timed = [(name, _timed(convert, clock), program)]
                with patch.object(type(report), "_school_engines", lambda _self: timed):
                    whole = Clock()
                    with whole.measured(env.cr):
                        report._render_qweb_pdf(REPORT, [self.book])
                shares.append(whole.wall - clock.seconds)
                clock.queries = whole.queries

        return run


def _timed(convert: Callable[..., bytes], clock: Clock) -> Callable[..., bytes]:
    def run(*arguments: Any) -> bytes:
        started = time.perf_counter()
        pdf = convert(*arguments)
        clock.seconds = time.perf_counter() - started
        return pdf

    return run
