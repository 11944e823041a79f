"""Until when marks are to be entered, for every rule that schools set (C4)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from gradebook_core.register.deadlines import (
    END_OF_DAY,
    KINDS,
    DeadlineRule,
    due,
    part_end,
    part_of,
)
from hypothesis import given
from hypothesis import strategies as st

TERM = (datetime.date(2025, 9, 5), datetime.date(2026, 1, 17))
ONE_DAY = datetime.timedelta(days=1)


def date(text: str) -> datetime.date:
    day, month, year = map(int, text.split("/"))
    return datetime.date(year, month, day)


def told(rule: DeadlineRule, day: str | None, number: int = 1, count: int = 4) -> str:
    moment = due(rule, date(day) if day else None, *TERM, number, count)
    return f"{moment:%d/%m/%Y %H:%M:%S}" if moment else ""


WINDOWS = (
    (date("22/12/2025"), date("31/12/2025")),
    (date("4/5/2026"), date("15/5/2026")),
)
TUESDAY = DeadlineRule("weekday", weekday=1, time=datetime.time(17))
TWICE = DeadlineRule("parts_of_term", parts=2)


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        # a 15-minute test: one week after; a 45-minute test: two weeks after
        (DeadlineRule("days_after", days=7), "1/10/2025", "08/10/2025 23:59:59"),
        (DeadlineRule("days_after", days=14), "25/12/2025", "08/01/2026 23:59:59"),
        # right after marking, the same day
        (DeadlineRule("days_after"), "1/10/2025", "01/10/2025 23:59:59"),
        # midterm: at most ten days after, by noon
        (
            DeadlineRule("days_after", days=10, time=datetime.time(12)),
            "28/10/2025",
            "07/11/2025 12:00:00",
        ),
        # regular marks every Tuesday afternoon: Monday, Tuesday itself, Wednesday
        (TUESDAY, "6/10/2025", "07/10/2025 17:00:00"),
        (TUESDAY, "7/10/2025", "14/10/2025 17:00:00"),
        (TUESDAY, "8/10/2025", "14/10/2025 17:00:00"),
        # final tests inside a set window, whenever the test is
        (DeadlineRule("window", windows=WINDOWS), "24/12/2025", "31/12/2025 23:59:59"),
        (DeadlineRule("window", windows=WINDOWS), None, "31/12/2025 23:59:59"),
        # once a month
        (DeadlineRule("month_end"), "1/10/2025", "31/10/2025 23:59:59"),
        (DeadlineRule("month_end"), "31/12/2025", "31/12/2025 23:59:59"),
        (DeadlineRule("month_end"), "10/2/2028", "29/02/2028 23:59:59"),
    ],
)
def test_rules(rule: DeadlineRule, day: str | None, expected: str) -> None:
    assert told(rule, day) == expected


def test_oral_marks_twice_a_semester() -> None:
    """Four columns: two by the middle of the term, two by its end; two: one each."""
    middle, end = "10/11/2025 23:59:59", "17/01/2026 23:59:59"
    four = [told(TWICE, None, number, 4) for number in (1, 2, 3, 4)]
    assert four == [middle, middle, end, end]
    assert [told(TWICE, None, number, 2) for number in (1, 2)] == [middle, end]
    assert told(TWICE, None, 1, 1) == end


@pytest.mark.parametrize("kind", ["days_after", "weekday", "month_end"])
def test_no_deadline_without_the_day_of_the_test(kind: str) -> None:
    assert DeadlineRule(kind).needs_day
    assert told(DeadlineRule(kind), None) == ""


def test_no_deadline_without_a_window_in_the_term() -> None:
    assert told(DeadlineRule("window", windows=WINDOWS[1:]), "24/12/2025") == ""


@pytest.mark.parametrize(
    "given_values",
    [
        {"kind": "someday"},
        {"kind": "days_after", "days": -1},
        {"kind": "weekday", "weekday": 7},
        {"kind": "parts_of_term", "parts": 0},
        {"kind": "window", "windows": (WINDOWS[0][::-1],)},
    ],
)
def test_impossible_rules(given_values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"kind|range|window"):
        DeadlineRule(**given_values)


# -- laws ----------------------------------------------------------------------------

DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1))
TERMS = st.tuples(DAYS, st.integers(1, 200)).map(
    lambda pair: (pair[0], pair[0] + pair[1] * ONE_DAY)
)
TIMES = st.none() | st.times().map(lambda time: time.replace(tzinfo=None, fold=0))
RULES = st.builds(
    DeadlineRule,
    kind=st.sampled_from(KINDS),
    days=st.integers(0, 60),
    weekday=st.integers(0, 6),
    time=TIMES,
    windows=st.lists(TERMS, max_size=3).map(tuple),
    parts=st.integers(1, 9),
)
NUMBERS = st.integers(1, 12)


@given(RULES, DAYS, TERMS, NUMBERS, NUMBERS)
def test_never_before_the_test(
    rule: DeadlineRule,
    day: datetime.date,
    term: tuple[datetime.date, datetime.date],
    number: int,
    count: int,
) -> None:
    moment = due(rule, day, *term, number, count)
    if not rule.needs_day:
        assert moment == due(rule, None, *term, number, count)
        return
    assert moment is not None
    assert moment.date() >= day
    assert moment.time() == (rule.time or END_OF_DAY)
    if rule.kind == "weekday":
        assert moment.weekday() == rule.weekday
        assert ONE_DAY <= moment.date() - day <= 7 * ONE_DAY
    if rule.kind == "month_end":
        assert (moment.date() + ONE_DAY).day == 1
        assert (moment.year, moment.month) == (day.year, day.month)


@given(TERMS, st.integers(1, 12), NUMBERS)
def test_parts_divide_the_term(
    term: tuple[datetime.date, datetime.date], parts: int, count: int
) -> None:
    rule = DeadlineRule("parts_of_term", parts=parts)
    used = [part_of(number, count, rule) for number in range(1, count + 1)]
    assert used == sorted(used)
    assert used[-1] == parts
    assert all(1 <= part <= parts for part in used)
    assert part_of(count + 3, count, rule) == parts
    ends = [part_end(*term, parts, part) for part in range(1, parts + 1)]
    assert ends == sorted(ends)
    assert ends[-1] == term[1]
    lengths = [
        (after - before).days
        for before, after in zip([term[0] - ONE_DAY, *ends], ends, strict=False)
    ]
    assert max(lengths) - min(lengths) <= 1
