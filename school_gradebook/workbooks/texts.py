"""Comparing Vietnamese text the way people read it, not the way it is encoded."""

from __future__ import annotations

import datetime
import re
import unicodedata

# tone marks only: the circumflex, breve and horn make other letters and stay
TONES = "\u0300\u0301\u0303\u0309\u0323"
# Ð and ð (eth) are what broken converters leave of Đ and đ
_ETH = str.maketrans({"\u00d0": "\u0110", "\u00f0": "\u0111"})
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")


def tidy(raw: object) -> str:
    """One line of NFC text: no invisible characters, single spaces, ``None`` is ``""``."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    text = str(raw).translate(_INVISIBLE).translate(_ETH)
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(raw: object) -> str:
    """Words of a header or sheet name without case, accents and punctuation.

    ``"Ngày\\nSinh "`` -> ``"ngai sinh"``: y and i are one letter, as in kỳ and kì.
    """
    folded = unicodedata.normalize("NFKD", tidy(raw)).casefold()
    text = unicodedata.normalize("NFKD", folded).translate(_ETH).replace("\u0111", "d")
    plain = "".join(
        c if c.isalnum() else " " for c in text if not unicodedata.combining(c)
    )
    return " ".join(plain.replace("y", "i").split())


def _toneless_tail(word: str) -> str:
    """The word with its tone mark moved to the end: Hoà and Hòa become one."""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in parts if c in TONES)
    return (
        unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
        + tones
    )


def normalise_name(text: object) -> str:
    """A person's name for comparison: case, spaces, encoding and tone place do not count.

    Accents do: Hân is not Hạn.
    """
    return " ".join(_toneless_tail(word) for word in tidy(text).casefold().split())


def same_name(one: object, other: object) -> bool:
    """Whether two writings are the same name, see :func:`normalise_name`."""
    return normalise_name(one) == normalise_name(other)


def subject_key(text: object) -> str:
    """A subject's name for comparison; also y and i, hyphens and commas do not count."""
    words = "".join(c if c.isalnum() else " " for c in tidy(text))
    return normalise_name(words).replace("y", "i")


def read_date(raw: object) -> datetime.date | None:
    """A date cell, or text as dd/mm/yyyy (also with dots or hyphens) or yyyy-mm-dd.

    Returns None for an empty cell. Raises ValueError for anything else.
    """
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    text = tidy(raw)
    if not text:
        return None
    if match := _DATE.fullmatch(text):
        day, month, year = map(int, match.groups())
        return datetime.date(year, month, day)
    if match := _ISO_DATE.fullmatch(text):
        return datetime.date(*map(int, match.groups()))
    raise ValueError(text)


def split_names(text: object) -> list[str]:
    """Names listed in one cell, separated by semicolons, line breaks or else commas.

    A comma before a small letter belongs to the name: ``"Sinh hoạt dưới cờ, sinh hoạt
    lớp, Hoạt động theo chủ đề"`` are two.
    """
    raw = unicodedata.normalize("NFC", str(text or ""))
    parts = [tidy(part) for part in re.split(r"[;\n]", raw)]
    if len(parts) == 1:
        parts = []
        for part in map(tidy, raw.split(",")):
            if parts and part[:1].islower():
                parts[-1] += ", " + part
            else:
                parts.append(part)
    return [part for part in parts if part]


def read_code(raw: object) -> str:
    """An identifier as text; a number that Excel made of it comes back as its digits."""
    return tidy(raw).replace(" ", "")


def shown(raw: object) -> str:
    """What a message quotes of a cell: at most 60 characters, dates as dd/mm/yyyy,
    TRUE and FALSE as the cell shows them.
    """
    if isinstance(raw, datetime.date):
        return raw.strftime("%d/%m/%Y")
    if isinstance(raw, bool):
        return str(raw).upper()
    text = tidy(raw)
    return text if len(text) <= 60 else text[:59] + "…"
