"""The monthly report on entry laid out on A4 sheets, every measure in millimetres.

The report is a row of blocks (heading, tables, signatures); a table that does not end
on a sheet goes on on the next one under its head. What stands where follows from the
data alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..register.page import short_digest
from ..register.progress import content_digest
from .typesetting import break_lines

Report = Mapping[str, Any]

FIRST_TOP: Final = 46.0
TOP: Final = 15.0
BOTTOM: Final = 282.0
TITLE: Final = 8.0
HEAD: Final = 9.4
ROW: Final = 5.2
GAP: Final = 3.0
NOTE: Final = 5.0
SIGNATURES: Final = 42.0
NAME_SIZE: Final = 9.5
_LEADING: Final = 3.8
_PADDING: Final = 2.4

FIGURE_HEADS: Final = (
    ("expected", "Phải nhập"),
    ("entered", "Đã nhập"),
    ("on_time", "Đúng hạn"),
    ("late", "Trễ hạn"),
    ("missing", "Còn thiếu"),
    ("absent", "Chờ kiểm tra bù"),
    ("not_due", "Chưa đến hạn"),
    ("rate", "Tỉ lệ đã nhập (%)"),
)
_FIGURE_WIDTHS: Final = (9.0, 49.0, *(14.5,) * 7, 20.5)
_CHECK_WIDTHS: Final = (9.0, 66.0, 62.0, 43.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in lines, at the left or in the middle of its cell."""

    lines: tuple[str, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; sums are set bold."""

    cells: tuple[Cell, ...]
    height: float
    bold: bool = False


@dataclass(slots=True)
class Table:
    """The part of a table that stands on one sheet."""

    top: float
    title: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """One printed page of the report."""

    report: Report
    first: bool
    tables: list[Table] = field(default_factory=list)
    notes: list[tuple[float, str]] = field(default_factory=list)
    signatures: float = 0.0
    number: int = 1
    total: int = 1
    digest: str = ""


def lay_out(report: Report) -> list[Sheet]:
    """All sheets of a report, numbered through.

    :param report: as ``school.progress.report`` keeps it.
    """
    sheets = _Writer(report).write()
    digest = short_digest(content_digest(report))
    for number, sheet in enumerate(sheets, 1):
        sheet.number, sheet.total, sheet.digest = number, len(sheets), digest
    return sheets


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.sheets = [Sheet(report, first=True)]
        self.at = FIRST_TOP

    def write(self) -> list[Sheet]:
        for number, (title, heads, widths, rows) in enumerate(self._tables(), 1):
            self._table(f"{number}. {title}", heads, widths, list(rows))
        self._note(
            "Quá hạn từ các tháng trước, đến nay chưa nhập:"
            f" {self.report['carried']} ô."
        )
        if self.at + SIGNATURES > BOTTOM:
            self._new_sheet()
        self.sheets[-1].signatures = self.at
        return self.sheets

    def _tables(
        self,
    ) -> Iterator[tuple[str, tuple[str, ...], tuple[float, ...], Iterator[Row]]]:
        for table in self.report["tables"]:
            heads = ("TT", table["head"], *(text for _key, text in FIGURE_HEADS))
            rows = _figure_rows(table["rows"], self.report["total"])
            yield table["title"], heads, _FIGURE_WIDTHS, rows
        heads = ("TT", "Tổ chuyên môn", "Tổ trưởng", "Ký kiểm tra tháng")
        rows = _check_rows(self.report["checks"])
        yield "Tổ trưởng kiểm tra và ký", heads, _CHECK_WIDTHS, rows

    def _table(
        self,
        title: str,
        heads: tuple[str, ...],
        widths: tuple[float, ...],
        rows: list[Row],
    ) -> None:
        start = TITLE + HEAD + sum(row.height for row in rows[:3])
        if self.at + start > BOTTOM:
            self._new_sheet()
        table = self._start(Table(self.at, title, heads, widths))
        for index, row in enumerate(rows):
            # a sum never stands alone under a head
            needed = sum(each.height for each in rows[index:][-2:])
            if index < len(rows) - 2:
                needed = row.height
            if table.rows and self.at + needed > BOTTOM:
                self._new_sheet()
                again = Table(self.at, f"{title} (tiếp)", heads, widths)
                table = self._start(again)
            table.rows.append(row)
            self.at += row.height
        self.at += GAP

    def _start(self, table: Table) -> Table:
        self.sheets[-1].tables.append(table)
        self.at += TITLE + HEAD
        return table

    def _note(self, text: str) -> None:
        if self.at + NOTE > BOTTOM:
            self._new_sheet()
        self.sheets[-1].notes.append((self.at, text))
        self.at += NOTE + GAP

    def _new_sheet(self) -> None:
        self.sheets.append(Sheet(self.report, first=False))
        self.at = TOP


def _text(text: str, available: float) -> Cell:
    lines = break_lines(text, NAME_SIZE * 1.07, available - _PADDING)
    return Cell(lines, left=True)


def _row(cells: Sequence[Cell], bold: bool = False) -> Row:
    most = max(len(cell.lines) for cell in cells)
    return Row(tuple(cells), max(ROW, most * _LEADING + 1.4), bold)


def _figure_rows(rows: Sequence[Report], total: Report) -> Iterator[Row]:
    def figures(row: Report) -> list[Cell]:
        return [Cell((str(row[key]),)) for key, _text in FIGURE_HEADS]

    for number, row in enumerate(rows, 1):
        name = _text(row["name"], _FIGURE_WIDTHS[1])
        yield _row([Cell((str(number),)), name, *figures(row)])
    name = _text("Toàn trường", _FIGURE_WIDTHS[1])
    yield _row([Cell(("",)), name, *figures(total)], bold=True)


def _check_rows(checks: Sequence[Report]) -> Iterator[Row]:
    for number, check in enumerate(checks, 1):
        yield _row(
            [
                Cell((str(number),)),
                _text(check["department"], _CHECK_WIDTHS[1]),
                _text(check["head"] or "–", _CHECK_WIDTHS[2]),
                Cell((check["at"] or "Chưa ký",)),
            ]
        )
    if not checks:
        yield _row([Cell(("",)), _text("Không có", 60.0), Cell(("",)), Cell(("",))])
