"""What a printed page proves and counts: its digest and the numbers at its foot.

A page is the plain dict of ``school.gradebook._page_data``; screen, PDF and workbook
show the same one. An archive recomputes the digest from it without Odoo.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from .values import BLANK_STATE, COMMENT, NOT_PASSED, PASSED, Value, display

# When and for whom it was printed is not what was printed.
_OF_THE_PRINT: Final = frozenset({"printed_at", "printed_by", "digest"})

# The form's bands, from the lowest mark in tenths that belongs to each.
_BANDS: Final = (
    (80, "8–10"),
    (65, "6,5–7,9"),
    (50, "5–6,4"),
    (35, "3,5–4,9"),
    (0, "0–3,4"),
)

# Heads of the columns as the forms print them, by kind of column.
_SYMBOLS: Final = {"tx": "ĐĐGtx", "dk": "KTđk", "gk": "ĐĐGgk", "ck": "ĐĐGck"}
_WORDS: Final = {
    "tx": "Thường xuyên",
    "dk": "Định kì",
    "gk": "Giữa kì",
    "ck": "Cuối kì",
}
_TESTS: Final = {"tx": "KTtx", "dk": "KTđk", "gk": "KTgk", "ck": "KThk"}


def column_group(regulation: str, subject_kind: str, kind: str) -> str:
    """The head over a column: symbols of the circular, words for comment subjects.

    :param regulation: ``"TT58"`` has tests (KT), its amendment and TT22 assessments.
    :param kind: ``"tx"``, ``"dk"``, ``"gk"`` or ``"ck"``.
    """
    if regulation == "TT58":
        return _TESTS[kind]
    return (_WORDS if subject_kind == COMMENT else _SYMBOLS)[kind]


def result_columns(subject_kind: str, term_number: int) -> list[dict[str, str]]:
    """The results a page shows, in order: in term II also term I's and the year's.

    :return: ``key`` of a row's value (``hk1``, ``result``, ``year``) and its ``label``.
    """
    scored = subject_kind != COMMENT
    first, second, year = (
        ("ĐTBmhkI", "ĐTBmhkII", "ĐTBmcn") if scored else ("HK I", "HK II", "Cả năm")
    )
    if term_number == 1:
        return [{"key": "result", "label": first}]
    return [
        {"key": "hk1", "label": first},
        {"key": "result", "label": second},
        {"key": "year", "label": year},
    ]


def page_digest(page: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a page's content, whenever and by whomever it is printed.

    :param page: page data; all values JSON-able.
    """
    content = {key: page[key] for key in page if key not in _OF_THE_PRINT}
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def short_digest(digest: str) -> str:
    """The first 48 bits, as people compare them: ``"3f2a 91bc 77d0"``."""
    return " ".join(digest[at : at + 4] for at in range(0, 12, 4))


def level_counts(subject_kind: str, results: Iterable[str]) -> dict[str, int]:
    """How many students reached each level, in the form's order.

    :param subject_kind: ``"scored"`` counts by band, ``"comment"`` by Đ and CĐ.
    :param results: canonical texts of results; blank and exempt ones do not count.
    :raises Problem: ``not_canonical``.
    """
    values = [Value.from_text(text) for text in results]
    if subject_kind == COMMENT:
        counts = {display(code): 0 for code in (PASSED, NOT_PASSED)}
        labels = [display(value.rating) for value in values if value.rating]
    else:
        counts = {label: 0 for _lowest, label in _BANDS}
        labels = [
            next(label for lowest, label in _BANDS if value.tenths >= lowest)
            for value in values
            if value.state != BLANK_STATE and value.tenths is not None
        ]
    for label in labels:
        counts[label] += 1
    return counts


def percentage(count: int, total: int) -> str:
    """Share of ``total`` in per cent, one decimal, half up: ``"26,7"``; none of none is 0."""
    if not total:
        return "0"
    tenths = (count * 2000 + total) // (total * 2)
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth}" if tenth else str(whole)
