"""The arithmetic all circulars share: exact, in integer tenths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..register.values import (
    ABSENT_STATE,
    BLANK_STATE,
    COMMENT,
    EXEMPT_STATE,
    NOT_PASSED,
    SCORED,
    SUBJECT_KINDS,
    Problem,
    tenths_text,
)
from .base import EXEMPT, FINAL, Cell, SubjectResult

# -- exact arithmetic ------------------------------------------------------------


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest integer, halves upwards.

    Both are integers, ``numerator >= 0``, ``denominator > 0``; with tenths in the
    numerator the answer is in tenths, which is "một chữ số thập phân sau khi làm
    tròn số" (TT22 Đ5.3b).
    """
    return (2 * numerator + denominator) // (2 * denominator)


def quotient_text(numerator: int, denominator: int) -> str:
    """The quotient of tenths by a whole number, cut after three decimals.

    ``numerator`` in tenths; ``"8,25"`` when exact, ``"6,857…"`` when not.
    """
    thousandths, rest = divmod(numerator * 100, denominator)
    units, decimals = divmod(thousandths, 1000)
    if rest:
        return f"{units},{decimals:03d}…"
    shown = f"{decimals:03d}".rstrip("0")
    return f"{units},{shown or '0'}"


def comma(tenths: int) -> str:
    """Tenths as Vietnamese text without a useless decimal: 80 -> ``"8"``."""
    return tenths_text(tenths).replace(".", ",").removesuffix(",0")


# -- cells of one line -----------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """The cells of one line, sorted into what counts and what is missing."""

    recorded: list[Cell] = field(default_factory=list)
    missing: int = 0
    kinds: set[str] = field(default_factory=set)

    @property
    def required(self) -> int:
        return len(self.recorded) + self.missing


def tally(
    column_kinds: Sequence[str], subject_kind: str, cells: Iterable[Cell]
) -> Tally:
    """Sort cells: recorded ones, and how many are still blank or absent.

    An exempt cell counts as neither.

    :raises Problem: ``unknown_subject_kind``, ``unknown_column_kind``,
        ``value_kind_mismatch``.
    """
    if subject_kind not in SUBJECT_KINDS:
        raise Problem("unknown_subject_kind", raw=subject_kind)
    found = Tally()
    for kind, value in cells:
        if kind not in column_kinds:
            raise Problem("unknown_column_kind", raw=kind)
        found.kinds.add(kind)
        if value.state in (BLANK_STATE, ABSENT_STATE):
            found.missing += 1
        elif value.state != EXEMPT_STATE:
            if (value.rating is None) != (subject_kind == SCORED):
                raise Problem("value_kind_mismatch", raw=value.text)
            found.recorded.append((kind, value))
    return found


def weighted_sum(cells: Iterable[Cell], weights: Mapping[str, int]) -> tuple[int, int]:
    """Weighted sum of recorded scored cells in tenths, and the sum of weights."""
    total = weight = 0
    for kind, value in cells:
        assert value.tenths is not None
        total += weights[kind] * value.tenths
        weight += weights[kind]
    return total, weight


# -- subjects on the way to a level ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Final results of one student, exempt subjects left out."""

    scored: tuple[SubjectResult, ...]
    comment: tuple[SubjectResult, ...]
    missing: tuple[str, ...]
    exempt: tuple[str, ...]

    @property
    def not_passed(self) -> tuple[SubjectResult, ...]:
        return tuple(s for s in self.comment if s.result.rating == NOT_PASSED)


def standing(subjects: Iterable[SubjectResult]) -> Standing:
    """Split subjects by kind; what is neither final nor exempt is missing."""
    by_kind: dict[str, list[SubjectResult]] = {SCORED: [], COMMENT: []}
    missing: list[str] = []
    exempt: list[str] = []
    for subject in subjects:
        if subject.kind not in by_kind:
            raise Problem("unknown_subject_kind", raw=subject.kind)
        if subject.result.state == EXEMPT:
            exempt.append(subject.key)
        elif subject.result.state != FINAL:
            missing.append(subject.key)
        else:
            by_kind[subject.kind].append(subject)
    return Standing(
        tuple(by_kind[SCORED]),
        tuple(by_kind[COMMENT]),
        tuple(missing),
        tuple(exempt),
    )


def tenths_of(subject: SubjectResult) -> int:
    """The final mark of a scored subject, in tenths.

    :raises Problem: ``value_kind_mismatch`` when it holds a rating.
    """
    if subject.result.tenths is None:
        raise Problem("value_kind_mismatch", raw=subject.result.text)
    return subject.result.tenths
