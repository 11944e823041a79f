"""The circulars on assessment, as plain Python.

Each module that defines ``REGULATIONS`` is one circular (with its amendments). To add
the next one, add its file: it is found here by itself, and where it covers a school
year and grade the newest wins. The regulation belongs to a class of a school year,
never to a student or a school (TT22 Đ21).
"""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from typing import Final

from ..register.values import Problem
from .base import (
    DEFAULTS,
    EXEMPT_RESULT,
    FOREIGN_LANGUAGE,
    LITERATURE,
    MATHEMATICS,
    NO_RESULT,
    TERM,
    YEAR,
    Column,
    Consequence,
    Explanation,
    Level,
    Options,
    Reassessment,
    Regulation,
    Result,
    SubjectResult,
)

__all__ = [
    "DEFAULTS",
    "EXEMPT_RESULT",
    "FOREIGN_LANGUAGE",
    "LITERATURE",
    "MATHEMATICS",
    "NO_RESULT",
    "TERM",
    "YEAR",
    "Column",
    "Consequence",
    "Explanation",
    "Level",
    "Options",
    "Reassessment",
    "Regulation",
    "Result",
    "SubjectResult",
    "codes",
    "get",
    "scheme_for",
]

_YEAR_NAME: Final = re.compile(r"\s*([0-9]{4})\s*[-\u2013]\s*([0-9]{4})\s*")
GRADES: Final = range(6, 13)


def _load() -> dict[str, Regulation]:
    """Every regulation of every module of this package, newest first."""
    found: list[Regulation] = []
    for module in sorted(item.name for item in pkgutil.iter_modules(__path__)):
        loaded = import_module(f"{__name__}.{module}")
        found.extend(getattr(loaded, "REGULATIONS", ()))
    found.sort(key=lambda regulation: regulation.since, reverse=True)
    return {regulation.code: regulation for regulation in found}


_REGULATIONS: Final = _load()


def codes() -> tuple[str, ...]:
    """Codes of all regulations, newest first."""
    return tuple(_REGULATIONS)


def get(code: str) -> Regulation:
    """The regulation called ``code``, e.g. ``"TT22"``.

    :raises Problem: ``unknown_regulation``.
    """
    try:
        return _REGULATIONS[code]
    except KeyError:
        raise Problem("unknown_regulation", raw=code) from None


def scheme_for(year_name: str, grade: int) -> str:
    """Code of the regulation a class of this grade has in this year (TT22 Đ21).

    :param year_name: two consecutive years, ``"2025-2026"``.
    :param grade: 6 to 12.
    :raises Problem: ``bad_year_name``, ``bad_grade``, ``no_regulation``.
    """
    match = _YEAR_NAME.fullmatch(year_name)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise Problem("bad_year_name", raw=year_name)
    if grade not in GRADES:
        raise Problem("bad_grade", raw=str(grade))
    for code, regulation in _REGULATIONS.items():
        if regulation.covers(int(match[1]), grade):
            return code
    raise Problem("no_regulation", year=year_name, grade=grade)
