"""One cell of the register: its value, the text it is read from and shown as.

A mark is an integer number of tenths (75 is 7.5), never a binary float. Three
texts exist for one value and only the first is ever stored:

* canonical (journal, grid, RPC): ``""``, ``"7.5"``, ``"10.0"``, ``"D"``,
  ``"CD"``, ``"#absent"``, ``"#exempt"``;
* entered (keyboard, workbook): whatever people write, see :func:`parse`;
* displayed (screen, print): ``"7,5"``, ``"Đ"``, ``"CĐ"``, ``"v"``, ``"Miễn"``.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

BLANK_STATE: Final = "blank"
RECORDED_STATE: Final = "recorded"
ABSENT_STATE: Final = "absent"
EXEMPT_STATE: Final = "exempt"
STATES: Final = (BLANK_STATE, RECORDED_STATE, ABSENT_STATE, EXEMPT_STATE)

SCORED: Final = "scored"
COMMENT: Final = "comment"
SUBJECT_KINDS: Final = (SCORED, COMMENT)

PASSED: Final = "D"
NOT_PASSED: Final = "CD"
RATINGS: Final = (PASSED, NOT_PASSED)

MAX_TENTHS: Final = 100

READ_AS_TENTHS: Final = "read_as_tenths"
ROUNDED: Final = "rounded"


class Problem(Exception):  # noqa: N818 - it is the entry that errs, not the program
    """Something a person entered cannot be taken: a code, never a sentence.

    :param code: stable name of the refusal, e.g. ``"above_10"``.
    :param params: plain values the sentence needs, e.g. ``raw="11"``.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Any] = params

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({shown})"


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one cell.

    :param state: one of :data:`STATES`.
    :param tenths: the mark in tenths (0..100), only when recorded and scored.
    :param rating: ``"D"`` or ``"CD"``, only when recorded and comment.
    :raises Problem: ``negative`` or ``above_10`` for tenths outside 0..100.
    :raises ValueError: the three do not fit together (a programming error).
    """

    state: str
    tenths: int | None = None
    rating: str | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"unknown state {self.state!r}")
        filled = (self.tenths is not None) + (self.rating is not None)
        if filled != (self.state == RECORDED_STATE):
            raise ValueError(f"a {self.state} cell cannot hold {filled} values")
        if self.tenths is not None and not 0 <= self.tenths <= MAX_TENTHS:
            code = "negative" if self.tenths < 0 else "above_10"
            raise Problem(code, raw=tenths_text(self.tenths))
        if self.rating is not None and self.rating not in RATINGS:
            raise ValueError(f"unknown rating {self.rating!r}")

    @property
    def text(self) -> str:
        """Canonical text, e.g. ``"7.5"``; what the journal stores."""
        if self.tenths is not None:
            return tenths_text(self.tenths)
        if self.rating is not None:
            return self.rating
        return _STATE_TEXTS[self.state]

    @classmethod
    def from_text(cls, text: str) -> Value:
        """The value whose canonical text is ``text``.

        :raises Problem: ``not_canonical`` for any other writing.
        """
        value = _BY_CANONICAL_TEXT.get(text)
        if value is None:
            raise Problem("not_canonical", raw=_shown(text))
        return value


@dataclass(frozen=True, slots=True)
class Parsed:
    """What :func:`parse` understood.

    :param value: the value to keep.
    :param notice: ``"read_as_tenths"`` or ``"rounded"`` when what is kept is not
        literally what was typed and must be shown to the user first.
    """

    value: Value
    notice: str | None = None


def tenths_text(tenths: int) -> str:
    """Tenths as canonical text with one decimal: 75 -> ``"7.5"``."""
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}.{tenth}"


_STATE_TEXTS: Final = {
    BLANK_STATE: "",
    ABSENT_STATE: "#absent",
    EXEMPT_STATE: "#exempt",
}

BLANK: Final = Value(BLANK_STATE)
ABSENT: Final = Value(ABSENT_STATE)
EXEMPT: Final = Value(EXEMPT_STATE)
_SCORES: Final = tuple(
    Value(RECORDED_STATE, tenths=tenths) for tenths in range(MAX_TENTHS + 1)
)
_RATED: Final = {code: Value(RECORDED_STATE, rating=code) for code in RATINGS}
_BY_CANONICAL_TEXT: Final = {
    value.text: value for value in (BLANK, ABSENT, EXEMPT, *_SCORES, *_RATED.values())
}


def score(tenths: int) -> Value:
    """The recorded mark of so many tenths (75 is 7.5).

    :raises Problem: ``negative`` or ``above_10`` outside 0..100.
    """
    if 0 <= tenths <= MAX_TENTHS:
        return _SCORES[tenths]
    return Value(RECORDED_STATE, tenths=tenths)


def rating(code: str) -> Value:
    """The recorded rating ``"D"`` (Đạt) or ``"CD"`` (Chưa đạt).

    :raises KeyError: any other code.
    """
    return _RATED[code]


# -- display ---------------------------------------------------------------------

_DISPLAYED: Final = {
    "": "",
    "#absent": "v",
    "#exempt": "Miễn",
    PASSED: "Đ",
    NOT_PASSED: "CĐ",
    **{value.text: value.text.replace(".", ",") for value in _SCORES},
}
_DISPLAYED_WHOLE: Final = {
    text: shown.removesuffix(",0") for text, shown in _DISPLAYED.items()
}


def display(text: str, whole: bool = False) -> str:
    """Vietnamese writing of a canonical text, as on screen and on paper.

    :param text: canonical text of a cell or of a result.
    :param whole: a column of whole marks, shown ``"8"`` where others show ``"8,0"``.
    :raises Problem: ``not_canonical``.
    """
    shown = (_DISPLAYED_WHOLE if whole else _DISPLAYED).get(text)
    if shown is None:
        raise Problem("not_canonical", raw=_shown(text))
    return shown


# -- parsing ---------------------------------------------------------------------

_STATE_WORDS: Final = {
    "": BLANK,
    "#absent": ABSENT,
    "v": ABSENT,
    "vắng": ABSENT,
    "#exempt": EXEMPT,
    "m": EXEMPT,
    "miễn": EXEMPT,
}
# U+00F0 (eth) looks like U+0111 (d with stroke) and some keyboards produce it.
_RATING_WORDS: Final = {
    "đ": PASSED,
    "\u00f0": PASSED,
    "d": PASSED,
    "đạt": PASSED,
    "\u00f0ạt": PASSED,
    "cđ": NOT_PASSED,
    "c\u00f0": NOT_PASSED,
    "cd": NOT_PASSED,
    "chưa đạt": NOT_PASSED,
    "chưa \u00f0ạt": NOT_PASSED,
}
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_NUMBER: Final = re.compile(r"([+\-\u2212]?)([0-9]+)(?:[.,]([0-9]+))?")
_LONGEST_NUMBER: Final = 24


def _spellings() -> dict[str, dict[str, Parsed]]:
    """Texts seen all day long, per subject kind, so that most cells cost a lookup."""
    shared: dict[str, Parsed] = {}
    for word, value in _STATE_WORDS.items():
        for text in (word, word.upper(), word.capitalize()):
            shared[text] = Parsed(value)
    scored = dict(shared)
    for tenths, value in enumerate(_SCORES):
        text = tenths_text(tenths)
        scored[text] = scored[text.replace(".", ",")] = Parsed(value)
        if tenths % 10 == 0:
            scored[text[:-2]] = Parsed(value)
    comment = dict(shared)
    for word, code in _RATING_WORDS.items():
        for text in (word, word.upper(), word.capitalize()):
            comment[text] = Parsed(_RATED[code])
    return {SCORED: scored, COMMENT: comment}


_KNOWN: Final = _spellings()


def parse(
    raw: Any, subject_kind: str, whole: bool = False, typed: bool = False
) -> Parsed:
    """Read one cell from a keyboard or a workbook.

    :param raw: str, int, float, Decimal or None as a person or a workbook gave it;
        anything else (bool, date…) is refused.
    :param subject_kind: ``"scored"`` (Đ5.3b) or ``"comment"`` (Đ5.3a).
    :param whole: the column takes whole marks only.
    :param typed: at the keyboard: ``"75"`` means 7.5 (notice ``read_as_tenths``)
        and ``"7,25"`` is rounded half up (notice ``rounded``). A workbook may do
        neither, because nobody would see it.
    :raises Problem: ``not_a_mark``, ``above_10``, ``negative``, ``two_decimals``,
        ``not_whole``, ``not_a_rating``, ``formula``, ``wrong_type``, each with
        ``raw`` as text.
    :raises KeyError: unknown ``subject_kind``.
    """
    known = _KNOWN[subject_kind]
    text = raw.strip() if type(raw) is str else _as_text(raw)
    parsed = known.get(text)
    if parsed is None:
        parsed = _parse_unusual(text, known, subject_kind, whole, typed)
    tenths = parsed.value.tenths
    if whole and tenths is not None and tenths % 10:
        raise Problem("not_whole", raw=_shown(text))
    return parsed


def _as_text(raw: Any) -> str:
    """A workbook's number as the decimal text a person sees in the cell."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        raise Problem("wrong_type", raw=str(raw).upper())  # as the cell shows it
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, int):
        # str() of a huge int is slow and refused by Python past 4,300 digits.
        return str(raw) if abs(raw) < 10**12 else ("-" if raw < 0 else "") + "9" * 12
    if isinstance(raw, float):
        # Spreadsheets keep and show 15 significant digits: 8.299999999999999, left
        # behind by a calculation, is the 8.3 its author sees.
        return _plain(Decimal(format(raw, ".15g")))
    if isinstance(raw, Decimal):
        return _plain(raw)
    if isinstance(raw, datetime.date):
        raise Problem("wrong_type", raw=f"{raw:%d/%m/%Y}")
    if isinstance(raw, datetime.time):
        raise Problem("wrong_type", raw=raw.isoformat())
    raise Problem("wrong_type", raw=_shown(str(raw)))


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        raise Problem("not_a_mark", raw=str(number))
    if not number:
        return "0"
    if number.adjusted() >= 12:
        raise Problem("negative" if number < 0 else "above_10", raw=str(number))
    if number.adjusted() < -18:
        raise Problem("two_decimals", raw=str(number))
    return format(number, "f")


def _parse_unusual(
    text: str, known: dict[str, Parsed], subject_kind: str, whole: bool, typed: bool
) -> Parsed:
    """Everything that is not written the common way."""
    if text.startswith("="):
        raise Problem("formula", raw=_shown(text))
    tidy = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    tidy = " ".join(tidy.split()).lower()
    if tidy.startswith("="):
        raise Problem("formula", raw=_shown(text))
    parsed = known.get(tidy)
    if parsed is not None:
        return parsed
    if subject_kind == COMMENT:
        raise Problem("not_a_rating", raw=_shown(text))
    match = _NUMBER.fullmatch(tidy) if len(tidy) <= _LONGEST_NUMBER else None
    if match is None:
        raise Problem("not_a_mark", raw=_shown(text))
    sign, units, decimals = match.groups()
    if len(units) > 2 and units[0] == "0":
        raise Problem("not_a_mark", raw=_shown(text))
    if typed and not sign and decimals is None and 20 <= int(units) <= MAX_TENTHS:
        return Parsed(score(int(units)), READ_AS_TENTHS)
    return _read_number(_shown(text), sign, units, decimals or "", whole, typed)


def _read_number(
    raw: str, sign: str, units: str, decimals: str, whole: bool, typed: bool
) -> Parsed:
    """A mark from the digits of a number written out in full."""
    decimals = decimals.rstrip("0")
    number = int(units)
    zero = number == 0 and not decimals
    if sign == "+":
        raise Problem("not_a_mark", raw=raw)
    if sign and not zero:
        raise Problem("negative", raw=raw)
    if number > 10 or (number == 10 and decimals):
        raise Problem("above_10", raw=raw)
    if whole and decimals:
        raise Problem("not_whole", raw=raw)
    tenths = number * 10 + int(decimals[:1] or "0")
    if len(decimals) < 2:
        return Parsed(score(tenths))
    if not typed:
        raise Problem("two_decimals", raw=raw)
    return Parsed(score(tenths + (decimals[1] >= "5")), ROUNDED)


def _shown(text: str) -> str:
    """At most 40 characters of what was entered, fit for a message."""
    return text if len(text) <= 40 else text[:39] + "…"
