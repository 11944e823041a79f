"""Words for how a result came about. Vietnamese: it is read by parents too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..register.values import PASSED
from .base import EXEMPT, FINAL, NONE, REGULAR, Cell, Result
from .compute import comma, half_up, quotient_text, weighted_sum

ROUNDING_RULE: Final = "làm tròn đến một chữ số thập phân, từ 0,05 trở lên làm tròn lên"

_ARTICLE: Final = re.compile(r"Đ(\d+)(?:\.(\d+)([a-zđ])?)?")


def article_text(article: str) -> str:
    """``"Đ9.1b"`` in full: ``"điểm b khoản 1 Điều 9"``."""
    match = _ARTICLE.fullmatch(article)
    if match is None:
        return article
    number, clause, point = match.groups()
    words = f"Điều {number}"
    if clause:
        words = f"khoản {clause} {words}"
    return f"điểm {point} {words}" if point else words


def term_steps(recorded: Sequence[Cell], weights: Mapping[str, int]) -> tuple[str, ...]:
    """A weighted average with its numbers, e.g. ``(8 + 7 + 2 × 6 + 3 × 7) / (2 + 5)``.

    :param recorded: scored cells in column order; none gives no steps.
    """
    if not recorded:
        return ()
    terms = []
    counts: dict[str, int] = {}
    for kind, value in recorded:
        assert value.tenths is not None
        mark = comma(value.tenths)
        terms.append(mark if weights[kind] == 1 else f"{weights[kind]} × {mark}")
        counts[kind] = counts.get(kind, 0) + 1
    total, weight = weighted_sum(recorded, weights)
    return (
        f"({' + '.join(terms)}) / {_divisor(counts, weights)}",
        *_division_steps(total, weight),
    )


def _divisor(counts: Mapping[str, int], weights: Mapping[str, int]) -> str:
    """Number of regular marks plus the weights of the others, as written in the law."""
    regular = counts.get(REGULAR, 0)
    others = [kind for kind in counts if kind != REGULAR]
    if all(counts[kind] == 1 for kind in others):
        rest = sum(weights[kind] for kind in others)
        pieces = [str(rest)] if rest else []
    else:
        pieces = [f"{weights[kind]} × {counts[kind]}" for kind in others]
    if regular:
        pieces.insert(0, str(regular))
    return pieces[0] if len(pieces) == 1 else f"({' + '.join(pieces)})"


def _division_steps(total: int, weight: int) -> tuple[str, ...]:
    quotient = quotient_text(total, weight)
    rounded = half_up(total, weight)
    return (
        f"= {comma(total)} / {weight} = {quotient}",
        f"→ {comma_one(rounded)} ({ROUNDING_RULE})",
    )


def year_steps(hk1: int, hk2: int) -> tuple[str, ...]:
    """``(hk1 + 2 × hk2) / 3`` with its numbers; both in tenths."""
    return (
        f"({comma_one(hk1)} + 2 × {comma_one(hk2)}) / 3",
        *_division_steps(hk1 + 2 * hk2, 3),
    )


def rating_steps(recorded: Sequence[Cell]) -> tuple[str, ...]:
    """How many assessments are Đạt and how many are not; none gives no steps."""
    if not recorded:
        return ()
    passed = sum(value.rating == PASSED for _kind, value in recorded)
    failed = len(recorded) - passed
    return (f"{len(recorded)} lần đánh giá: {passed} Đạt, {failed} Chưa đạt",)


def comma_one(tenths: int) -> str:
    """Tenths with a comma and always one decimal: 80 -> ``"8,0"``."""
    units, tenth = divmod(tenths, 10)
    return f"{units},{tenth}"


def result_text(result: Result) -> str:
    """The result in words, ``"8,1"`` or ``"Chưa đạt"``; empty without one."""
    if result.tenths is not None:
        return comma_one(result.tenths)
    if result.rating is not None:
        return "Đạt" if result.rating == PASSED else "Chưa đạt"
    return ""


def sentence(
    result: Result, symbol: str, source: str, recorded: int, required: int, unit: str
) -> str:
    """One sentence that says what the result is and how firm it is.

    :param symbol: what is explained, e.g. ``"ĐTBmhk"``.
    :param source: article and circular in words.
    :param unit: what is counted: ``"lần đánh giá"`` or ``"học kì"``.
    """
    shown = result_text(result)
    if result.state == EXEMPT:
        return f"{symbol}: không có, học sinh được miễn."
    if result.state == NONE:
        return f"{symbol}: chưa có, mới có {recorded} trên {required} {unit}."
    if result.state == FINAL:
        return f"{symbol} = {shown}, theo {source}."
    return (
        f"{symbol} tạm tính = {shown} từ {recorded} trên {required} {unit};"
        f" chưa phải kết quả chính thức. Theo {source}."
    )
