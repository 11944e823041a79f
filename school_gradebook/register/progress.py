"""Figures of entry summed up: by class, subject, teacher or department.

A *cell* is what a column expects of a student. Of the cells some are entered (in time
or late), some are missing (the deadline has passed), some wait for a make-up test, and
some are not due yet; these four make up all of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from .page import percentage

FIGURES: Final = (
    "expected",
    "entered",
    "on_time",
    "late",
    "missing",
    "absent",
    "not_due",
)
Row = Mapping[str, Any]

_DIGITS: Final = re.compile(r"(\d+)")


def natural(text: str) -> list[tuple[int, str]]:
    """A sort key that puts 6A2 before 6A10."""
    return [
        (int(part), "") if part.isdecimal() else (0, part.casefold())
        for part in _DIGITS.split(text)
    ]


def by_given_name(text: str) -> tuple[str, str]:
    """A sort key for people, whose given name stands last: by that, then the rest."""
    words = text.casefold().split()
    return (words[-1] if words else "", text.casefold())


def total(rows: Iterable[Row]) -> dict[str, Any]:
    """The sums of rows, with ``rate``: how much of the cells is entered, in per cent."""
    sums: dict[str, Any] = dict.fromkeys(FIGURES, 0)
    for row in rows:
        for name in FIGURES:
            sums[name] += row[name]
    return {**sums, "rate": percentage(sums["entered"], sums["expected"])}


def summed(
    rows: Iterable[Row], name: str, order: Callable[[str], Any] = natural
) -> list[dict[str, Any]]:
    """``rows`` summed by who or what is under ``name``, in the order of its text.

    Two teachers of one name stay two: the id beside the text tells them apart.

    :return: one dict each: ``name`` and the figures of ``total``
    """
    groups: dict[tuple[str, Any], list[Row]] = {}
    for row in rows:
        groups.setdefault((row[name], row[f"{name}_id"]), []).append(row)
    keys = sorted(groups, key=lambda key: (order(key[0]), key[1] or 0))
    return [{"name": key[0], **total(groups[key])} for key in keys]


def canonical(content: Mapping[str, Any]) -> str:
    """``content`` as the one text that its digest stands on."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical text; the same years later and without Odoo."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
