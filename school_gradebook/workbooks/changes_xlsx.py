"""The report of changes after the deadline as a workbook. Plain Python.

One sheet of counts by teacher, class, subject and hour, one with every change from what
to what. All words come from the caller, in the reader's language.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .sheet_writing import (
    PAPER_A4,
    Formats,
    new_book,
    saved,
    sheet_name,
    write_shown,
    write_text,
)

COUNT_WIDTH = 12
NAME_WIDTH = 32


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts: the head over the names, then (name, counts) rows."""

    head: str
    rows: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Report:
    """What the workbook says, in the reader's words.

    :param titles: lines above the tables: school, what, term, printed when by whom.
    :param count_heads: over the counts, the same for every table.
    :param change_heads: over the list of changes, with widths.
    :param changes: displayed texts, as many as ``change_heads``.
    """

    titles: Sequence[str]
    summary_name: str
    total: str
    count_heads: Sequence[str]
    tables: Sequence[Counts]
    list_name: str
    change_heads: Sequence[tuple[str, int]]
    changes: Sequence[Sequence[str]]
    nothing: str


def write_changes(report: Report) -> bytes:
    """The bytes of the .xlsx file; names are text, never formulas."""
    stream = io.BytesIO()
    book = new_book(stream)
    formats = Formats(book)
    taken: set[str] = set()
    _write_counts(
        book.add_worksheet(sheet_name(report.summary_name, taken)), report, formats
    )
    _write_list(
        book.add_worksheet(sheet_name(report.list_name, taken)), report, formats
    )
    return saved(stream, book)


def _write_titles(sheet: Any, report: Report, formats: Formats) -> int:
    """The lines at the top; returns the row after them and an empty one."""
    for row, title in enumerate(report.titles):
        look = {"bold": True, "font_size": 13} if row == 1 else {}
        write_text(sheet, row, 0, title, formats(**look))
    return len(report.titles) + 1


def _write_counts(sheet: Any, report: Report, formats: Formats) -> None:
    row = _write_titles(sheet, report, formats)
    head = formats(bold=True, border=1, text_wrap=True, align="center", valign="top")
    cell, number = formats(border=1), formats(border=1, num_format="0")
    last = formats(border=1, bold=True), formats(border=1, bold=True, num_format="0")
    for table in report.tables:
        for column, text in enumerate((table.head, *report.count_heads)):
            write_text(sheet, row, column, text, head)
        for name, counts in table.rows:
            row += 1
            write_text(sheet, row, 0, name, cell)
            for column, count in enumerate(counts, 1):
                sheet.write_number(row, column, count, number)
        row += 1
        write_text(sheet, row, 0, report.total, last[0])
        sums = map(sum, zip(*(counts for _name, counts in table.rows), strict=True))
        for column, count in enumerate(list(sums) or [0] * len(report.count_heads), 1):
            sheet.write_number(row, column, count, last[1])
        row += 2
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, len(report.count_heads), COUNT_WIDTH)
    _set_page(sheet)


def _write_list(sheet: Any, report: Report, formats: Formats) -> None:
    top = row = _write_titles(sheet, report, formats)
    head = formats(bold=True, border=1, text_wrap=True, align="center", valign="top")
    for column, (text, width) in enumerate(report.change_heads):
        write_text(sheet, row, column, text, head)
        sheet.set_column(column, column, width)
    for change in report.changes:
        row += 1
        for column, text in enumerate(change):
            write_shown(sheet, row, column, text, formats, border=1)
    if report.changes:
        sheet.autofilter(top, 0, row, len(report.change_heads) - 1)
    else:
        write_text(sheet, row + 1, 0, report.nothing, formats(italic=True))
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.set_paper(PAPER_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
