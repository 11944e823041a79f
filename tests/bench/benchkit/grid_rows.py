"""Opening a gradebook in the grid, and saving it, against the least Odoo could do."""

from __future__ import annotations

from typing import Any

from .measuring import Clock, Run, Series, interleave, median_ratio
from .outcome import Row, timing
from .school import changes_for
from .session import Session, as_user, call

MARK_FIELDS = ["line_id", "assessment_id", "score", "state"]
OPEN_QUERIES, OPEN_RATIO, SAVE_RATIO = 15, 4, 3


class GridRows:
    """The two lines of the table about the grid, as the teacher of the gradebooks."""

    def __init__(self, session: Session, facts: dict[str, Any]) -> None:
        self.session = session
        self.who = as_user(facts, "grid_teacher")
        books = facts["books"]
        # the second term's books: their rows carry the first term and the year too
        self.full = {45: books["7A/Toán/2"], 90: books["7B/Toán/2"]}
        self.empty = {45: books["7A/Ngữ văn/2"], 90: books["7B/Ngữ văn/2"]}

    # -- what is run -------------------------------------------------------------------

    def _call(self, model: str, method: str, *arguments: Any) -> Run:
        def run(clock: Clock) -> None:
            with self.session.transaction(**self.who) as env, clock.measured(env.cr):
                call(env, model, method, *arguments)

        return run

    def _save(self, book: int, offset: int) -> Run:
        def run(clock: Clock) -> None:
            with self.session.transaction(**self.who) as env:
                changes = changes_for(env, book, offset)
                env.invalidate_all()
                with clock.measured(env.cr):
                    answer = call(
                        env, "school.gradebook", "save_cells", [book], changes
                    )
                if any(cell["status"] != "saved" for cell in answer["cells"]):
                    raise RuntimeError("not every cell was saved")

        return run

    def _create(self, count: int) -> Run:
        vals = [
            {"row": number, "assessment": number % 6, "value": 7.5}
            for number in range(count)
        ]

        def run(clock: Clock) -> None:
            with self.session.transaction(**self.who) as env, clock.measured(env.cr):
                call(env, "bench.floor", "create", vals)

        return run

    # -- the rows ----------------------------------------------------------------------

    def opening(self) -> list[Row]:
        """``load_grid`` against one ``search_read`` of the same marks."""
        floor = [["gradebook_id", "=", self.full[45]]]
        runs = {
            "open": self._call("school.gradebook", "load_grid", [self.full[45]]),
            "floor": self._call("school.mark", "search_read", floor, MARK_FIELDS),
            "open 90": self._call("school.gradebook", "load_grid", [self.full[90]]),
        }
        series = interleave(runs, repeat=21, warm_up=3)
        small, large = series["open"].query_count, series["open 90"].query_count
        ratio = median_ratio(series["open"], series["floor"])
        numbers = {name: vars(one) for name, one in series.items()}
        return [
            Row(
                "open a gradebook of 45 students × 6 columns: SQL queries",
                f"{small}; {large} at 90 students",
                f"≤ {OPEN_QUERIES}, the same at 90",
                small == large <= OPEN_QUERIES,
                numbers=numbers,
            ),
            Row(
                "open a gradebook of 45 × 6: server time",
                timing(series["open"]),
                f"≤ {OPEN_RATIO} × `search_read` of its 270 marks",
                ratio <= OPEN_RATIO,
                timing(series["floor"]),
                ratio,
            ),
        ]

    def saving(self) -> list[Row]:
        """``save_cells`` against creating as many records of a bare model."""
        runs = {
            "new": self._save(self.empty[45], 0),
            "floor": self._create(270),
            "changed": self._save(self.full[45], 1),
            "new 540": self._save(self.empty[90], 0),
            "changed 540": self._save(self.full[90], 1),
        }
        series = interleave(runs, repeat=15, warm_up=2)
        rows = [
            self._saved("save 270 new cells from the grid", series["new"], series),
            self._saved("save 270 changed cells", series["changed"], series),
        ]
        rows[0].numbers = {name: vars(one) for name, one in series.items()}
        counts = {name: one.query_count for name, one in series.items()}
        rows.append(
            Row(
                "save 270 cells: SQL queries",
                f"{counts['new']}; {counts['new 540']} at 540 cells",
                "do not grow with cells",
                counts["new"] == counts["new 540"]
                and counts["changed"] == counts["changed 540"],
            )
        )
        return rows

    @staticmethod
    def _saved(what: str, series: Series, of_run: dict[str, Series]) -> Row:
        ratio = median_ratio(series, of_run["floor"])
        return Row(
            f"{what}: server time",
            timing(series),
            f"≤ {SAVE_RATIO} × creating 270 bare records",
            ratio <= SAVE_RATIO,
            timing(of_run["floor"]),
            ratio,
        )
