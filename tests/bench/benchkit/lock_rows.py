"""Saving under hundreds of locks, each opened for the teacher, against none."""

from __future__ import annotations

from typing import Any

from .measuring import Clock, Run, interleave, median_ratio
from .outcome import Row, timing
from .school import changes_for
from .session import Session, as_user, call

COUNT, RATIO = 500, 1.5

LOCKS = """
    INSERT INTO school_lock (company_id, year_id, mode, moment, date_from, weekday,
        cut_hour, grace_days, decided_by_id, carried_out_by_id, reason)
    SELECT g.company_id, g.year_id, (ARRAY['all', 'entered', 'deadline'])[n %% 3 + 1],
        'at', now() at time zone 'UTC' - interval '30 days', '5', 18, 0, %(uid)s,
        %(uid)s, n
    FROM school_gradebook g, generate_series(1, %(count)s) n WHERE g.id = %(book)s
    RETURNING id
"""
OPENINGS = """
    WITH opened AS (
        INSERT INTO school_lock_exception (gradebook_id, company_id, state, date_to,
            reason, comments, requested_by_id)
        SELECT g.id, g.company_id, 'granted',
            now() at time zone 'UTC' + interval '1 day', lock, TRUE, %(uid)s
        FROM school_gradebook g, unnest(%(locks)s::int[]) lock WHERE g.id = %(book)s
        RETURNING id, reason::int AS lock, gradebook_id
    ), locks AS (
        INSERT INTO school_lock_exception_lock_rel (exception_id, lock_id)
        SELECT id, lock FROM opened
    ), people AS (
        INSERT INTO school_lock_exception_user_rel (exception_id, user_id)
        SELECT id, %(uid)s FROM opened
    )
    INSERT INTO school_lock_exception_assessment_rel (exception_id, assessment_id)
    SELECT o.id, a.id FROM opened o
    JOIN school_assessment a ON a.gradebook_id = o.gradebook_id
"""


class LockRows:
    """The lines of the table about locks and openings by the hundred."""

    def __init__(self, session: Session, facts: dict[str, Any]) -> None:
        self.session = session
        self.who = as_user(facts, "grid_teacher")
        self.book = facts["books"]["7A/Toán/2"]

    def _save(self, count: int) -> Run:
        def run(clock: Clock) -> None:
            with self.session.transaction(**self.who) as env:
                self._lock(env, count)
                changes = changes_for(env, self.book, 1)
                env.invalidate_all()
                with clock.measured(env.cr):
                    answer = call(
                        env, "school.gradebook", "save_cells", [self.book], changes
                    )
                if any(cell["status"] != "saved" for cell in answer["cells"]):
                    raise RuntimeError("not every cell was saved")

        return run

    def _lock(self, env: Any, count: int) -> None:
        if not count:
            return
        named = {"book": self.book, "uid": env.uid, "count": count}
        env.cr.execute(LOCKS, named)
        locks = [lock for (lock,) in env.cr.fetchall()]
        env.cr.execute(OPENINGS, {**named, "locks": locks})

    def saving(self) -> list[Row]:
        """``save_cells`` of 270 cells under 500 opened locks, and under two."""
        runs = {"many": self._save(COUNT), "few": self._save(2), "none": self._save(0)}
        series = interleave(runs, repeat=15, warm_up=2)
        ratio = median_ratio(series["many"], series["none"])
        counts = {name: one.query_count for name, one in series.items()}
        return [
            Row(
                f"save 270 cells under {COUNT} locks and {COUNT} openings: server time",
                timing(series["many"]),
                f"≤ {RATIO} × the same without a lock",
                ratio <= RATIO,
                timing(series["none"]),
                ratio,
                numbers={name: vars(one) for name, one in series.items()},
            ),
            Row(
                f"save 270 cells under {COUNT} locks: SQL queries",
                f"{counts['many']}; {counts['few']} under 2 locks",
                "do not grow with locks",
                counts["many"] == counts["few"],
            ),
        ]
