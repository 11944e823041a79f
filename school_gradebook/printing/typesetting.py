"""How wide a text is and where it breaks, decided before any PDF engine sees it.

Engines disagree by a hair on where a line ends, and a hair moves a row to the next
page. So lines are broken here, with the widths of Times (the official forms' type,
and of the fonts made to its measure), and the engines only draw them.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

MM_PER_POINT: Final = 25.4 / 72

# Advance widths of Times Regular, characters 32 to 126, in thousandths of the size.
_ASCII: Final = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip
_OTHERS: Final = {
    "đ": 500, "Đ": 722, "ơ": 529, "Ơ": 722, "ư": 542, "Ư": 776, "–": 500, "—": 1000,
    "…": 1000, "“": 444, "”": 444, "‘": 333, "’": 333, "æ": 667, "Æ": 889, "ß": 500,
}  # fmt: skip
_WIDEST: Final = 1000
# wkhtmltopdf fits small letters to whole dots of the screen, which widens them.
_SLACK: Final = 1.05


@dataclass(frozen=True, slots=True)
class Face:
    """The serif a server has for Vietnamese.

    :param family: what CSS calls it.
    :param scale: factor on type sizes that makes its words as wide as those of Times.
    """

    family: str
    scale: float = 1.0


_FACES: Final = (
    Face("Times New Roman"),
    Face("Tinos"),
    Face("Liberation Serif"),
    Face("FreeSerif"),
    Face("Noto Serif", 0.86),
    Face("DejaVu Serif", 0.8),
)


@cache
def vietnamese_face() -> Face:
    """The first serif of this machine that holds every Vietnamese letter.

    Old releases of a family lack the letters with two marks, and an engine then takes
    those from another font, in the middle of a word; so does a family of which an old
    and a new release are installed. Where fontconfig cannot be asked, Times New Roman
    is trusted to be there.
    """
    program = shutil.which("fc-list")
    if not program:
        return _FACES[0]
    listed = subprocess.run(
        [program, "--format=%{family}|%{lang}\n"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    ).stdout
    complete: dict[str, bool] = {}
    for line in listed.splitlines():
        families, _bar, languages = line.partition("|")
        vietnamese = "vi" in languages.split("|")
        for family in families.split(","):
            complete[family] = complete.get(family, True) and vietnamese
    return next((face for face in _FACES if complete.get(face.family)), _FACES[0])


@cache
def _advance(char: str) -> int:
    if char in _OTHERS:
        return _OTHERS[char]
    base = unicodedata.normalize("NFD", char)[0]
    # A horned letter keeps its horn when its tone mark is taken off.
    horned = unicodedata.normalize("NFC", base + "\u031b")
    if "\u031b" in unicodedata.normalize("NFD", char) and horned in _OTHERS:
        return _OTHERS[horned]
    return _ASCII[ord(base) - 32] if " " <= base <= "~" else _WIDEST


def width(text: str, points: float) -> float:
    """Room one line needs in millimetres, at ``points`` type size, in any engine."""
    advances = sum(map(_advance, unicodedata.normalize("NFC", text)))
    return advances / 1000 * points * MM_PER_POINT * _SLACK


def break_lines(text: str, points: float, available: float) -> tuple[str, ...]:
    """``text`` in lines no wider than ``available`` millimetres; at least one line.

    Breaks at spaces; a word wider than a line is cut.
    """
    lines: list[str] = []
    line = ""
    for word in unicodedata.normalize("NFC", text).split():
        joined = f"{line} {word}" if line else word
        if width(joined, points) <= available:
            line = joined
            continue
        if line:
            lines.append(line)
        pieces = _cut(word, points, available)
        lines += pieces[:-1]
        line = pieces[-1]
    return (*lines, line)


def _cut(word: str, points: float, available: float) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width(pieces[-1] + char, points) > available:
            pieces.append("")
        pieces[-1] += char
    return pieces


def fit(
    text: str, available: float, sizes: Sequence[float]
) -> tuple[float, tuple[str, ...]]:
    """Type size and lines: the largest of ``sizes`` that takes one line, else the last.

    :param sizes: type sizes in points, from large to small.
    """
    for points in sizes:
        if width(text, points) <= available:
            return points, (" ".join(text.split()),)
    return sizes[-1], break_lines(text, sizes[-1], available)
