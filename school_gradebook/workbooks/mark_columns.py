"""What the columns of a marks table hold, by the words of their headers."""

from __future__ import annotations

import re

from .layout import IDENTITY, Field
from .texts import key

MARK_KINDS = ("tx", "dk", "gk", "ck")
RESULT_KINDS = ("average", "rating", "hk1", "hk2", "year")

_WHICH = {"1": "hk1", "i": "hk1", "2": "hk2", "ii": "hk2"}
_WEIGHT = re.compile(r" ?\b(?:he so|hs) ?\d\b")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "tx",
            r"(?:diem )?(?:danh gia |ddg ?|dg ?|kt ?|kiem tra )?(?:tx|thuong xuien)"
            r"(?: lan)?(?: ?(\d{1,2}))?(?: (?:tx ?)\1)?",
        ),
        (
            "tx",
            r"(?:diem )?(?:danh gia |ddg ?|dg ?)?thuong xuien (?:tx|ddg ?tx) ?(\d{1,2})",
        ),
        (
            "dk",
            r"(?:diem )?(?:kt ?|kiem tra |ddg ?)?(?:dk|dinh ki|1 tiet)(?: lan)?(?: ?(\d{1,2}))?",
        ),
        (
            "gk",
            r"(?:diem )?(?:danh gia |ddg ?|dg ?|kt ?|kiem tra )?(?:dinh ki )?"
            r"(?:gk|ghk|giua ki|giua hoc ki)(?: ?(?:i|ii|1|2))?",
        ),
        (
            "ck",
            r"(?:diem )?(?:danh gia |ddg ?|dg ?|kt ?|kiem tra )?(?:dinh ki )?"
            r"(?:ck|chk|kthk|cuoi ki|cuoi hoc ki)(?: ?(?:i|ii|1|2))?",
        ),
        ("comment", r"(?:noi dung )?nhan xet(?: .*)?"),
    )
)
_AVERAGE = re.compile(
    r"(?:diem )?(?:d?tb ?m?|trung binh)(?: mon)?(?: hoc)? ?(hk|hoc ki|cn|ca nam|nam hoc)? ?(1|2|i|ii)?"
)
_RATING = re.compile(
    r"(?:ket qua|kq|muc dat duoc|muc danh gia|danh gia|xep loai)(?: mon(?: hoc)?)?"
    r"(?: ?(hk|hoc ki|cn|ca nam)(?: ?(1|2|i|ii))?)?"
)
_PERIOD = re.compile(r"(hk|hoc ki|ca nam|cn) ?(1|2|i|ii)?")
_SUMMARY_FIELDS = {
    key(text)
    for text in (
        "Kết quả học tập",
        "Kết quả rèn luyện",
        "Học lực",
        "Hạnh kiểm",
        "Buổi nghỉ",
    )
}


def classify(label: str) -> Field | None:
    """What a column of a marks table holds, by the key of its header text."""
    label = _WEIGHT.sub("", label).strip()
    if not label:
        return None
    if label in IDENTITY:
        return IDENTITY[label], None
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(label):
            number = match[1] if match.groups() else None
            return kind, int(number) if number else None
    if label in _SUMMARY_FIELDS:
        return "summary", None
    for kind, pattern in (
        ("average", _AVERAGE),
        ("rating", _RATING),
        ("average", _PERIOD),
    ):
        if match := pattern.fullmatch(label):
            return _period(match[1], match[2], kind), None
    return None


def _period(span: str | None, which: str | None, kind: str) -> str:
    if span in ("cn", "ca nam", "nam hoc"):
        return "year"
    return _WHICH.get(which or "", kind)
