"""Until when a column's marks are to be entered: the rules schools set, computed.

Plain Python; every moment is the school's own clock, without a zone. Where a rule gives
no time of day, the day's last second counts: a teacher has the whole day.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

DAYS_AFTER: Final = "days_after"
WEEKDAY: Final = "weekday"
WINDOW: Final = "window"
MONTH_END: Final = "month_end"
PARTS_OF_TERM: Final = "parts_of_term"
KINDS: Final = (DAYS_AFTER, WEEKDAY, WINDOW, MONTH_END, PARTS_OF_TERM)

END_OF_DAY: Final = datetime.time(23, 59, 59)
_DAY: Final = datetime.timedelta(days=1)

Window = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One of the school's rules.

    :param kind: one of :data:`KINDS`.
    :param days: how many days after the test (``days_after``).
    :param weekday: 0 Monday to 6 Sunday, the next one after the test (``weekday``).
    :param time: time of day of the deadline, ``None`` is the end of the day.
    :param windows: first and last days of the periods set for entry (``window``); the
        one that begins in the column's term counts.
    :param parts: into how many equal parts the term is divided (``parts_of_term``).
    :raises ValueError: an unknown kind or a parameter out of range (a programming
        error).
    """

    kind: str
    days: int = 0
    weekday: int = 0
    time: datetime.time | None = None
    windows: tuple[Window, ...] = ()
    parts: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}")
        if self.days < 0 or self.parts < 1 or self.weekday not in range(7):
            raise ValueError(f"out of range: {self}")
        if any(last < first for first, last in self.windows):
            raise ValueError(f"a window ends before it begins: {self.windows}")

    @property
    def needs_day(self) -> bool:
        """Whether the deadline follows from the day of the test."""
        return self.kind in (DAYS_AFTER, WEEKDAY, MONTH_END)


def due(
    rule: DeadlineRule,
    day: datetime.date | None,
    term_start: datetime.date,
    term_end: datetime.date,
    number: int,
    count: int,
) -> datetime.datetime | None:
    """The last moment for entering a column's marks, by the school's clock.

    :param day: when the test was held, or is planned; ``None`` when nobody knows yet.
    :param number: the column's number among those of its kind, from 1.
    :param count: how many columns of its kind the gradebook has.
    :return: ``None`` when the rule needs a day that is not known, or sets no window in
        this term.
    """
    last = _last_day(rule, day, term_start, term_end, number, count)
    if last is None:
        return None
    return datetime.datetime.combine(last, rule.time or END_OF_DAY)


def _last_day(
    rule: DeadlineRule,
    day: datetime.date | None,
    term_start: datetime.date,
    term_end: datetime.date,
    number: int,
    count: int,
) -> datetime.date | None:
    if rule.kind == WINDOW:
        ends = [last for first, last in rule.windows if term_start <= first <= term_end]
        return max(ends, default=None)
    if rule.kind == PARTS_OF_TERM:
        return part_end(term_start, term_end, rule.parts, part_of(number, count, rule))
    if day is None:
        return None
    if rule.kind == DAYS_AFTER:
        return day + rule.days * _DAY
    if rule.kind == WEEKDAY:
        # a test held on a Tuesday is due on the Tuesday after, not on the same day
        return day + ((rule.weekday - day.weekday() - 1) % 7 + 1) * _DAY
    return (day.replace(day=1) + 31 * _DAY).replace(day=1) - _DAY


def part_of(number: int, count: int, rule: DeadlineRule) -> int:
    """The part of the term, from 1, by whose end a column is due.

    The columns of a kind are spread evenly: of four columns and two parts the first two
    are due by the first part's end; of two columns and two parts, one each.
    """
    count = max(count, 1)
    number = min(max(number, 1), count)
    return -(-number * rule.parts // count)


def part_end(
    term_start: datetime.date, term_end: datetime.date, parts: int, part: int
) -> datetime.date:
    """The last day of a term's part, the last part's being the term's own."""
    length = (term_end - term_start).days + 1
    return term_start + (length * part // parts - 1) * _DAY
