"""What the rows above a table, and a sheet's name, tell: subject, class, term, year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from .finding import Finding, found
from .layout import Row
from .texts import key, subject_key, tidy

SHEET_NAME_LENGTH = 31  # Excel cuts longer names
LONGEST_TITLE = 300

_SUBJECT = re.compile(
    r"(?:^|\|\s*|điểm\s+(?:chi\s+tiết\s+)?|đánh\s+giá\s+|kết\s+quả\s+|tập\s+)"
    r"môn(?:\s+học(?!\s+k[iyìíỳý]))?+\b[\s:|\-–]*+(?P<subject>[^\W_][^|]*)"
)
_AFTER_SUBJECT = re.compile(
    r"[\s\-–—,;|(]*\b(?:lớp|khối|học\s+k[iyìíỳý]|hk|năm\s+học)\b.*"
)
_CLASS = re.compile(
    r"\blớp[\s:|]*(\d{1,2}(?:\s[a-zđ]\d{0,2}\b|[^\W\d_]*[\w./]*(?:-\d{1,2}\b)?))",
    re.IGNORECASE,
)
_TERM = re.compile(r"\b(?:học\s+k[iyìíỳý]|hk)[\s:|]*(ii|i|1|2)\b")
_YEAR = re.compile(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d)\b")


@dataclass(slots=True)
class Title:
    """What was read; ``places`` are the cells that told, as (row, column).

    ``year`` is ``"2025-2026"``, ``term`` 1 or 2; the keys of ``places`` are
    ``subject``, ``class``, ``term`` and ``year``.
    """

    subject: str = ""
    class_name: str | None = None
    term: int | None = None
    year: str | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_title(rows: Sequence[Row]) -> Title:
    """Read the rows above a table, cell by cell, then row by row ('Lớp:' | '8B')."""
    title = Title()
    for number, values in rows:
        texts = {
            index: unicodedata.normalize("NFKC", tidy(value)[:LONGEST_TITLE])
            for index, value in enumerate(values, 1)
            if value is not None
        }
        for index, text in texts.items():
            _take(title, text, (number, index))
        if len(texts) > 1:
            joined = " | ".join(texts.values())[:LONGEST_TITLE]
            _take(title, joined, (number, min(texts)))
    return title


def _take(title: Title, text: str, place: tuple[int, int]) -> None:
    lower = text.casefold()
    if not title.subject and (match := _SUBJECT.search(lower)):
        start, end = match.span("subject")
        subject = text[start:end] if len(text) == len(lower) else match["subject"]
        cut = _AFTER_SUBJECT.search(subject.casefold())
        title.subject = (subject[: cut.start()] if cut else subject).strip()
        if title.subject:
            title.places["subject"] = place
    if title.class_name is None and (match := _CLASS.search(text)):
        title.class_name = class_key(match[1])
        title.places["class"] = place
    if title.term is None and (match := _TERM.search(lower)):
        title.term = 1 if match[1] in ("i", "1") else 2
        title.places["term"] = place
    if title.year is None and (match := _YEAR.search(lower)):
        title.year = f"{match[1]}-{match[2]}"
        title.places["year"] = place


def class_key(text: object) -> str:
    """A class's name for comparison: ``" 8 b "`` -> ``"8B"``."""
    return tidy(text).replace(" ", "").rstrip("./-").upper()


_NO_SUBJECT = {
    *(
        "sheet",
        "trang",
        "tinh",
        "trangtinh",
        "bang",
        "diem",
        "so",
        "mon",
        "hoc",
        "lop",
        "ki",
    ),
    *("hk", "hki", "hkii", "i", "ii", "mau", "data", "du", "lieu", "nhap", "khoi", ""),
}


def resolve_subject(
    sheet_name: str, title: Title, names: Sequence[str]
) -> tuple[str | None, Finding | None]:
    """Which of the subjects ``names`` a sheet is about.

    The sheet's name (cut at 31 characters, without punctuation, possibly with class or
    term, possibly initials) and the title row must not contradict each other. Returns
    (name, None), or (None, error ``unknown_subject`` or ``subject_disagrees``), or
    (None, None) when the sheet tells no subject at all.
    """
    by_key = {subject_key(name): name for name in names}
    titled = by_key.get(subject_key(title.subject)) if title.subject else None
    words = [w for w in subject_key(sheet_name).split() if not _says_no_subject(w)]
    named = _by_sheet_name(sheet_name, names)
    place = title.places.get("subject", (None, None))
    if named and titled and named != titled:
        return None, found(
            "subject_disagrees", sheet_name, *place, subject=named, title=title.subject
        )
    if title.subject and not titled:
        return None, found(
            "unknown_subject",
            sheet_name,
            *place,
            subject=title.subject,
            title=title.subject,
        )
    if words and not named and not (titled and _short_for(words, titled)):
        return None, found(
            "unknown_subject",
            sheet_name,
            *place,
            subject=sheet_name,
            title=title.subject,
        )
    return named or titled, None


def _says_no_subject(word: str) -> bool:
    return key(word).rstrip("0123456789") in _NO_SUBJECT or word[0].isdigit()


def _by_sheet_name(title: str, names: Sequence[str]) -> str | None:
    whole = subject_key(title)
    words = whole.split()
    spellings = {
        whole,
        " ".join(word for word in words if not _says_no_subject(word)),
        " ".join(
            word for word in words if word.isdigit() or not _says_no_subject(word)
        ),
    }
    for name in names:
        if subject_key(name) in spellings:
            return name
    if len(title) >= SHEET_NAME_LENGTH - 2:  # cut, and punctuation may be lost
        starts = [name for name in names if key(name).startswith(key(title))]
        if len(starts) == 1:
            return starts[0]
    return None


def _short_for(words: Sequence[str], subject: str) -> bool:
    """``Văn`` for Ngữ văn, ``KHTN`` for Khoa học tự nhiên."""
    full = subject_key(subject).split()
    initials = key("".join(word[0] for word in full))
    said = key("".join(words))
    return (
        set(words) <= set(full)
        or said == initials
        or (
            len(said) >= 3
            and said == key("".join(w[0] for w in full if key(w) != "va"))
        )
    )
