"""Columns of marks that look like a slip: twins, and columns a row out of step.

The two real mistakes of people who copy marks are the wrong column and the wrong row.
Here a class's columns are compared among themselves; what is found is told with the
numbers that speak for it and decides nothing. Plain Python: nothing imports Odoo.

The limits were chosen on the sample school (24 workbooks, 1,020 columns of marks): two
columns of one class agree there in 58 % of the students at most, and no column fits
its neighbours' rows nearly as well as its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from operator import eq
from typing import Final, NamedTuple

TWIN_STUDENTS: Final = 10
TWIN_SHARE: Final = 0.85
# how much of what chance leaves over must agree, and how much chance may explain
TWIN_BEYOND_CHANCE: Final = 0.8
TWIN_CHANCE: Final = 0.6
TWIN_DISTINCT: Final = 3

SHIFT_STUDENTS: Final = 15
SHIFT_COLUMNS: Final = 2
SHIFT_DISTINCT: Final = 3
SHIFT_CORRELATION: Final = 0.4
SHIFT_GAIN: Final = 0.2

TOO_LOW: Final = 1
TOO_HIGH: Final = -1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a class.

    :param key: what the caller knows it by.
    :param texts: canonical texts in roll order, every column of the class as long;
        what is no mark or rating (blank, absent, exempt) counts as missing.
    """

    key: int
    texts: tuple[str, ...]


class Twins(NamedTuple):
    """Two columns that are equal or nearly so."""

    column: int  # key of the later column
    other: int  # key of the earlier column
    students: int  # with a value in both
    equal: int  # of them with the same value
    chance: float  # how many would agree by chance, as often as each value occurs


class Shift(NamedTuple):
    """A column that fits the rows beside its own."""

    column: int
    students: int
    rows: int  # TOO_LOW: each mark stands a row below its student; TOO_HIGH: above
    unshifted: float  # correlation with the mean of the class's other columns
    shifted: float  # the same, every mark moved back by a row


def find_twins(columns: Sequence[Column]) -> list[Twins]:
    """Pairs of columns with (nearly) the same values, in the order of ``columns``.

    Columns that chance explains, as one full of 8s or of Đạt, are no finding.
    """
    coded = [
        (column, _coded(column.texts, 0), _coded(column.texts, 1)) for column in columns
    ]
    found = []
    for (other, first, _), (column, _, second) in combinations(coded, 2):
        equal = sum(map(eq, first, second))
        if equal >= TWIN_STUDENTS * TWIN_SHARE:
            twins = _twins(other, column, equal)
            if twins:
                found.append(twins)
    return found


def _coded(texts: Iterable[str], side: int) -> tuple[str, ...]:
    """The texts, with something for what is missing that equals nothing else's."""
    missing = ("?", "!")[side]
    return tuple(text if _is_value(text) else missing for text in texts)


def _is_value(text: str) -> bool:
    return bool(text) and text[0] != "#"


def _twins(other: Column, column: Column, equal: int) -> Twins | None:
    pairs = [
        (one, two)
        for one, two in zip(other.texts, column.texts, strict=True)
        if _is_value(one) and _is_value(two)
    ]
    students = len(pairs)
    counts = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    if students < TWIN_STUDENTS or min(map(len, counts)) < TWIN_DISTINCT:
        return None
    chance = sum(count * counts[1][text] for text, count in counts[0].items())
    share, by_chance = equal / students, chance / students**2
    beyond = (share - by_chance) / (1 - by_chance)
    if share < TWIN_SHARE or by_chance > TWIN_CHANCE or beyond < TWIN_BEYOND_CHANCE:
        return None
    return Twins(column.key, other.key, students, equal, chance / students)


def find_shifts(columns: Sequence[Column]) -> list[Shift]:
    """Columns of marks that fit the class's other columns only when moved by a row.

    A student is known by the mean of the other columns, each around its own mean, so
    that a hard test pulls nobody down.
    """
    marks = {}
    for column in columns:
        centred = _centred(column.texts)
        if centred:
            marks[column.key] = centred
    sums: list[float] = [0.0] * max(map(len, marks.values()), default=0)
    filled = [0] * len(sums)
    for values in marks.values():
        for row, value in enumerate(values):
            if value is not None:
                sums[row] += value
                filled[row] += 1
    found = []
    for key, values in marks.items():
        pairs = [
            (value, (sums[row] - value) / (filled[row] - 1))
            for row, value in enumerate(values)
            if value is not None and filled[row] > SHIFT_COLUMNS
        ]
        shift = _shift(key, pairs)
        if shift:
            found.append(shift)
    return found


def _centred(texts: Sequence[str]) -> list[float | None] | None:
    """The marks around their mean; nothing for ratings and for too few or too equal."""
    marks = [float(text) if text[:1].isdigit() else None for text in texts]
    present = [mark for mark in marks if mark is not None]
    if len(present) < SHIFT_STUDENTS or len(set(present)) < SHIFT_DISTINCT:
        return None
    mean = sum(present) / len(present)
    return [None if mark is None else mark - mean for mark in marks]


def _shift(key: int, pairs: Sequence[tuple[float, float]]) -> Shift | None:
    """Compare the column with its students' other marks, in step and a row out."""
    if len(pairs) < SHIFT_STUDENTS:
        return None
    own = [value for value, _ in pairs]
    others = [mean for _, mean in pairs]
    unshifted = _correlation(own, others)
    shifted, rows = max(
        (_correlation(own[1:], others[:-1]), TOO_LOW),
        (_correlation(own[:-1], others[1:]), TOO_HIGH),
    )
    if shifted < SHIFT_CORRELATION or shifted - unshifted < SHIFT_GAIN:
        return None
    return Shift(key, len(pairs), rows, unshifted, shifted)


def _correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's; 0 where one side does not vary."""
    count = len(first)
    mean_1, mean_2 = sum(first) / count, sum(second) / count
    square_1 = square_2 = product = 0.0
    for one, two in zip(first, second, strict=True):
        away_1, away_2 = one - mean_1, two - mean_2
        square_1 += away_1 * away_1
        square_2 += away_2 * away_2
        product += away_1 * away_2
    if square_1 < 1e-9 or square_2 < 1e-9:
        return 0.0
    return product / sqrt(square_1 * square_2)
