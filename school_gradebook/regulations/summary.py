"""A student's whole year under one regulation: results, levels, titles, promotion.

What a class's year-end table shows, and what the approver of a correction compares
before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .base import (
    DEFAULTS,
    TERM,
    YEAR,
    Level,
    Options,
    Regulation,
    Result,
    SubjectResult,
)


@dataclass(frozen=True, slots=True)
class YearSubject:
    """One subject of a student with both term results.

    :param hk1: ``None`` where the subject has no gradebook in that term.
    :param role: as in :class:`SubjectResult`.
    """

    key: str
    kind: str
    hk1: Result | None
    hk2: Result | None
    role: str = ""
    specialised: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Outcome of a term or of the year.

    :param results: result by subject key.
    :param award: code of the title, where the regulation gives one for the period.
    """

    results: dict[str, Result]
    level: Level
    conduct: str | None
    award: str | None


@dataclass(frozen=True, slots=True)
class Year:
    """Outcome of both terms and the year, with the status of promotion."""

    hk1: Period
    hk2: Period
    year: Period
    promotion: str


def assess_year(
    regulation: Regulation,
    subjects: Sequence[YearSubject],
    conduct: tuple[str | None, str | None],
    absences: int | None,
    conduct_rated: str | None = None,
    options: Options = DEFAULTS,
) -> Year:
    """Everything that follows from a student's term results (TT22 Đ8-12, Đ15).

    :param conduct: conduct of both terms, ``None`` while not rated.
    :param absences: sessions absent in the year, ``None`` while not counted.
    :param conduct_rated: the year's conduct where the homeroom teacher rates it
        (TT58 Đ4); ``None`` takes what the regulation derives from the terms.
    """
    year_conduct = conduct_rated or regulation.conduct_year(*conduct)
    terms = [
        _period(
            regulation,
            [(s, s.hk1 if number == 1 else s.hk2) for s in subjects],
            conduct[number - 1],
            TERM,
            options,
        )
        for number in (1, 2)
    ]
    year = _period(
        regulation,
        [(s, regulation.year_result(s.kind, s.hk1, s.hk2)) for s in subjects],
        year_conduct,
        YEAR,
        options,
    )
    status = regulation.promotion(
        year.level.final, year_conduct, absences, options=options
    )
    return Year(terms[0], terms[1], year, status)


def _period(
    regulation: Regulation,
    results: Sequence[tuple[YearSubject, Result | None]],
    conduct: str | None,
    period: str,
    options: Options,
) -> Period:
    known = [
        SubjectResult(s.key, s.kind, result, s.role, s.specialised)
        for s, result in results
        if result is not None
    ]
    level = regulation.learning_level(known, options)
    return Period(
        {subject.key: subject.result for subject in known},
        level,
        conduct,
        regulation.award(level.final, conduct, known, period),
    )
