"""Open a workbook that somebody sent, without trusting it.

What is refused, and why, is told by code (see ``Problem``); nothing of the file is
evaluated, followed or run: formulas stay text, links are not opened.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from ..register.values import Problem
from .scanning import MEGABYTE, Limits, SheetExtent, check_size, scan

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
LIMITS = Limits()
TEXT_LIMIT = 8 * MEGABYTE  # characters of one sheet's text cells, repeated ones too

# What a cell holds: str, int, float, bool, datetime, date, time, timedelta or None
Raw = object


def coordinate(row: int, column: int) -> str:
    """``(9, 5)`` -> ``"E9"``."""
    return f"{get_column_letter(column)}{row}"


@dataclass(slots=True)
class Sheet:
    """One visible sheet; ``rows`` can be read once or several times."""

    title: str
    extent: SheetExtent
    _source: Any = field(repr=False)  # openpyxl's ReadOnlyWorksheet

    @property
    def hidden_columns(self) -> set[int]:
        return self.extent.hidden_columns

    @property
    def merges(self) -> list[tuple[int, int, int, int]]:
        """Merged ranges as (first row, first column, last row, last column)."""
        return self.extent.merges

    def rows(self) -> Iterator[tuple[int, list[Raw]]]:
        """Rows that hold a value, as (row number, values from column A on).

        A formula comes as text beginning with ``=``, an error as ``#N/A``; numbers
        and dates as Python's, unrounded.
        Raises Problem ``damaged``, and ``unpacks_too_big`` when long texts are used in
        so many cells that reading them would take its time.
        """
        if not self.extent.last_row:
            return
        rows = self._source.iter_rows(
            max_row=self.extent.last_row,
            max_col=self.extent.last_column,
            values_only=True,
        )
        number = characters = 0
        while True:
            number += 1
            try:
                values = next(rows)
            except StopIteration:
                return
            except Exception as error:  # openpyxl raises anything on a malformed part
                raise Problem("damaged", part=self.title) from error
            if any(value is not None for value in values):
                plain = [_plain(value) for value in values]
                characters += sum(len(v) for v in plain if isinstance(v, str))
                if characters > TEXT_LIMIT:
                    limit = TEXT_LIMIT // MEGABYTE
                    raise Problem("unpacks_too_big", part=self.title, limit=limit)
                yield number, plain


@dataclass(slots=True)
class Workbook:
    """A workbook that was found safe; ``sheets`` are the visible ones, in order."""

    filename: str
    sheets: list[Sheet]


def open_workbook(data: bytes, filename: str = "", limits: Limits = LIMITS) -> Workbook:
    """Check the bytes of an ``.xlsx`` file and return its visible sheets.

    Raises Problem: file_empty, file_too_big, not_a_workbook, old_xls, encrypted,
    truncated, not_xlsx, macros, external_links, unpacks_too_big, xml_declarations,
    too_many_parts, too_many_sheets, too_many_rows, too_many_columns, too_many_cells,
    too_many_elements, damaged, no_sheets.
    """
    _check_signature(data, limits)
    extents: dict[str, SheetExtent] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, limits)
            scan(archive, limits, extents.__setitem__)
    except Problem:
        raise
    except Exception as error:  # zipfile raises anything on a broken directory
        raise Problem("truncated") from error
    return Workbook(filename, _sheets(data, extents, limits))


def _check_signature(data: bytes, limits: Limits) -> None:
    if not data:
        raise Problem("file_empty")
    if len(data) > limits.file_bytes:
        raise Problem("file_too_big", limit=limits.file_bytes // MEGABYTE)
    if data.startswith(OLE_SIGNATURE):
        raise Problem("encrypted" if ENCRYPTED_STREAM in data else "old_xls")
    if not data.startswith(b"PK"):
        raise Problem("not_a_workbook")


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Judge by the archive's own table of contents, before unpacking anything."""
    parts = archive.infolist()
    names = {info.filename.lower() for info in parts}
    if len(parts) > limits.parts:
        raise Problem("too_many_parts", limit=limits.parts)
    if any(info.flag_bits & 1 for info in parts):
        raise Problem("encrypted")
    if "[content_types].xml" not in names or any(
        n.endswith("workbook.bin") for n in names
    ):
        raise Problem("not_xlsx")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Problem("macros")
    if any(
        "/externallinks/" in name
        or name.endswith(("/connections.xml", "/webextension.xml"))
        for name in names
    ):
        raise Problem("external_links")
    total = 0
    for info in parts:
        total += info.file_size
        check_size(info, info.file_size, total, limits)


def _sheets(
    data: bytes, extents: dict[str, SheetExtent], limits: Limits
) -> list[Sheet]:
    try:
        book: Any = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        sources = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # openpyxl raises anything on a malformed part
        code = "not_xlsx" if not extents else "damaged"
        raise Problem(
            code, part=getattr(error, "filename", "") or "xl/workbook.xml"
        ) from error
    if not sources:
        raise Problem("no_sheets")
    if len(book.worksheets) > limits.sheets:
        raise Problem("too_many_sheets", limit=limits.sheets)
    # read-only sheets know the part they stream from; only there is the link kept
    return [
        Sheet(
            source.title,
            extents.get(source._worksheet_path.lstrip("/"), SheetExtent()),
            source,
        )
        for source in sources
    ]


def _plain(value: object) -> Raw:
    if value is None or isinstance(value, str | int | float):
        return value
    text = getattr(value, "text", None)  # array formula
    if isinstance(text, str):
        return text if text.startswith("=") else "=" + text
    if type(value).__module__.startswith("openpyxl"):  # data table formula
        return "=TABLE()"
    return value
