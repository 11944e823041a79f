"""Workbooks as people have them on their disks: read, changed, copied from."""

from __future__ import annotations

from pathlib import Path

import openpyxl

FIRST_ROW = 8
FIRST_MARK = 5


def sheet_values(file: Path, sheet: str, columns: int) -> list[list[str]]:
    """Name, marks and average of every student, as a spreadsheet shows them."""
    book = openpyxl.load_workbook(file, data_only=True)
    rows = book[sheet].iter_rows(min_row=FIRST_ROW, values_only=True)
    width = FIRST_MARK - 1 + columns + 1
    return [
        [_shown(value) for value in (row[2], *row[FIRST_MARK - 1 : width])]
        for row in rows
        if row[1]
    ]


def _shown(value: object) -> str:
    text = "" if value is None else str(value).strip()
    return text.replace(".", ",") if text.replace(".", "").isdigit() else text


def as_clipboard(rows: list[list[str]]) -> str:
    """Cells as a spreadsheet puts them on the clipboard."""
    return "\n".join("\t".join(row) for row in rows) + "\n"


def changed_copy(
    file: Path, target: Path, cells: dict[tuple[str, str], object]
) -> Path:
    """A copy of a workbook with other values in some cells: {(sheet, "C5"): value}."""
    book = openpyxl.load_workbook(file)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(target)
    return target
