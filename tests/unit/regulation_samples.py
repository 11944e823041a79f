"""Small builders the regulation tests share."""

from __future__ import annotations

from gradebook_core.register.values import Value, score
from gradebook_core.regulations import Result, SubjectResult, codes, get

TT22 = get("TT22")
TT58 = get("TT58")
TT26 = get("TT58+TT26")
ALL = [get(code) for code in codes()]
EXEMPT_RESULT = Result("exempt")
PROVISIONAL = Result("provisional", tenths=60)


def final(tenths: int) -> Result:
    return Result("final", tenths=tenths)


def rated(code: str) -> Result:
    return Result("final", rating=code)


def cells(*pairs: tuple[str, int | Value]) -> list[tuple[str, Value]]:
    """(column kind, tenths or value) as the cells of one line."""
    return [
        (kind, value if isinstance(value, Value) else score(value))
        for kind, value in pairs
    ]


def scored(*marks: int) -> list[SubjectResult]:
    """Final results of scored subjects, called s0, s1…"""
    return [
        SubjectResult(f"s{number}", "scored", final(mark))
        for number, mark in enumerate(marks)
    ]


FULL = cells(("tx", 80), ("tx", 70), ("gk", 60), ("ck", 70))
