"""What the workbooks we write have in common."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import xlsxwriter

Page = Mapping[str, Any]
PAPER_A4 = 9
FONT = {"font_name": "Times New Roman", "font_size": 11}
_SHOWN_NUMBER = re.compile(r"(?:10|\d)(,\d)?")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SHEET_NAME_LENGTH = 31


def new_book(stream: io.BytesIO) -> Any:
    """A workbook in which text stays text: never a formula, a link or a number."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    return xlsxwriter.Workbook(stream, options)


def sheet_name(text: str, taken: set[str]) -> str:
    """A sheet name Excel allows and ``taken`` does not hold; it is added there."""
    clean = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", text).split()).strip("'") or "Sheet"
    if clean.casefold() == "history":  # reserved by Excel
        clean += " 1"
    name = clean[:_SHEET_NAME_LENGTH].rstrip(" '")
    number = 1
    while name.casefold() in taken:
        number += 1
        tail = f" {number}"
        name = clean[: _SHEET_NAME_LENGTH - len(tail)].rstrip() + tail
    taken.add(name.casefold())
    return name


class Formats:
    """Cell formats of one book, made once per combination."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**FONT, **properties})
        return self.made[key]


def write_text(
    sheet: Any, row: int, column: int, text: str | None, cell_format: Any
) -> None:
    """Write text as text; no text leaves an empty cell, not an empty string."""
    if text:
        sheet.write_string(row, column, text, cell_format)
    else:
        sheet.write_blank(row, column, None, cell_format)


def write_shown(
    sheet: Any, row: int, column: int, text: str, formats: Formats, **look: Any
) -> None:
    """Write a displayed value: ``"7,5"`` and ``"8"`` as numbers, all else as text.

    ``row`` and ``column`` count from 0, as xlsxwriter does. A mark's tenths come
    from its text, so the number in the file is the nearest to the decimal shown.
    """
    match = _SHOWN_NUMBER.fullmatch(text)
    if match is None:
        write_text(sheet, row, column, text, formats(**look))
        return
    number_format = "0.0" if match[1] else "0"
    number = float(text.replace(",", "."))
    sheet.write_number(row, column, number, formats(num_format=number_format, **look))


def merge(
    sheet: Any, area: tuple[int, int, int, int], text: str, cell_format: Any
) -> None:
    """Write text over (first row, first column, last row, last column), from 0."""
    if area[:2] == area[2:]:
        sheet.write_string(area[0], area[1], text, cell_format)
    else:
        sheet.merge_range(*area, text, cell_format)


def write_mark_heads(
    sheet: Any,
    top: int,
    first: int,
    columns: Sequence[Mapping[str, Any]],
    depth: int,
    cell_format: Any,
) -> None:
    """Heads of mark columns: groups over numbers, and over components if ``depth`` is 3."""
    at = first
    for group, same in groupby(columns, lambda column: column["group"]):
        inside = list(same)
        if not any(column["label"] for column in inside):
            for _column in inside:
                merge(sheet, (top, at, top + depth - 1, at), group, cell_format)
                at += 1
            continue
        last = at + len(inside) - 1
        merge(sheet, (top, at, top, last), group, cell_format)
        for index, column in enumerate(inside):
            row = top + 1
            bottom = row if depth == 3 else top + depth - 1
            merge(
                sheet,
                (row, at + index, bottom, at + index),
                column["label"],
                cell_format,
            )
        if depth == 3:
            here = at
            for name, part in groupby(inside, lambda column: column["component"] or ""):
                width = len(list(part))
                merge(
                    sheet, (top + 2, here, top + 2, here + width - 1), name, cell_format
                )
                here += width
        at = last + 1


def saved(stream: io.BytesIO, book: Any) -> bytes:
    """Close the book and give its bytes."""
    book.close()
    return stream.getvalue()
