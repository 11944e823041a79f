"""The user's own workbook given back with what was found marked at its cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from ..register.values import Problem
from .finding import ERROR, INFO, WARNING, Finding
from .opening import open_workbook

MOST_COVERED = 200_000
AUTHOR = "Sổ điểm điện tử"
_COLOURS = {ERROR: "FFFF9999", WARNING: "FFFFE699", INFO: "FFDDEBF7"}
_RANK = {ERROR: 0, WARNING: 1, INFO: 2}


def write_problem_copy(
    data: bytes, findings: Iterable[Finding], text: Callable[[Finding], str]
) -> bytes:
    """Mark ``findings`` in a copy of the workbook: a coloured cell with a comment.

    :param data: the workbook as it was sent; it is checked again before it is parsed
    :param text: gives a finding's sentence in the reader's language
    :return: the copy; values and formulas are as they were, and findings without a
        cell stand at A1 of their sheet
    :raises Problem: see :func:`.opening.open_workbook`
    """
    for sheet in open_workbook(data).sheets:
        covered = sum((b - t + 1) * (r - le + 1) for t, le, b, r in sheet.merges)
        if covered > MOST_COVERED:  # openpyxl makes a cell of each
            raise Problem("too_many_cells", part=sheet.title, limit=MOST_COVERED)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), keep_links=False, rich_text=True
        )
    except Exception as error:  # openpyxl raises anything on a malformed part
        raise Problem("damaged", part="xl/workbook.xml") from error
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_cell.setdefault((finding.sheet, finding.cell or "A1"), []).append(finding)
    for (title, cell), here in by_cell.items():
        if title in book.sheetnames:
            _mark(
                book[title], cell, sorted(here, key=lambda f: _RANK[f.severity]), text
            )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _mark(
    sheet: Any, reference: str, findings: list[Finding], text: Callable[[Finding], str]
) -> None:
    cell = sheet[reference]
    if isinstance(cell, MergedCell):  # only the first cell of a merged range shows
        area = next(area for area in sheet.merged_cells.ranges if reference in area)
        cell = sheet.cell(area.min_row, area.min_col)
    sentences = [text(finding) for finding in findings]
    if cell.comment:
        sentences.insert(0, cell.comment.text)
    comment = Comment("\n".join(sentences), AUTHOR)
    comment.width, comment.height = 320, 40 + 40 * len(sentences)
    cell.comment = comment
    cell.fill = PatternFill("solid", start_color=_COLOURS[findings[0].severity])
