"""The monthly report on entry as a workbook: the values of screen and print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from ..printing.progress_sheets import FIGURE_HEADS
from ..register.page import short_digest
from ..register.progress import content_digest
from .sheet_writing import PAPER_A4, Formats, Page, merge, new_book, saved, write_text

_BORDER = {"border": 1, "valign": "vcenter"}
_HEAD = {**_BORDER, "bold": True, "align": "center", "text_wrap": True}
_LAST = 1 + len(FIGURE_HEADS)


def write_progress_report(report: Page) -> bytes:
    """Write a report as an ``.xlsx`` file; figures are numbers, all else is text.

    :param report: as ``school.progress.report`` keeps it
    """
    stream = io.BytesIO()
    book = new_book(stream)
    sheet = book.add_worksheet(f"Tháng {report['month']}".replace("/", "-"))
    _Writer(sheet, report, Formats(book)).write()
    book.set_properties(
        {
            "title": f"Báo cáo tiến độ nhập điểm tháng {report['month']}",
            "company": report["school"],
            "comments": content_digest(report),
        }
    )
    return saved(stream, book)


class _Writer:
    """Writes the report from top to bottom; rows and columns count from 0."""

    def __init__(self, sheet: Any, report: Page, formats: Formats) -> None:
        self.sheet = sheet
        self.report = report
        self.formats = formats
        self.row = 0

    def write(self) -> None:
        self._titles()
        for number, table in enumerate(self.report["tables"], 1):
            self._table(number, table)
        self._checks(len(self.report["tables"]) + 1)
        self._foot()
        self._print_setup()

    def _titles(self) -> None:
        report, formats = self.report, self.formats
        centre, bold = formats(align="center"), formats(align="center", bold=True)
        half = _LAST // 2
        state = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
        merge(self.sheet, (0, 0, 0, 1), report["parent_office"], centre)
        merge(self.sheet, (1, 0, 1, 1), report["school"].upper(), bold)
        merge(self.sheet, (0, half, 0, _LAST), state, bold)
        merge(self.sheet, (1, half, 1, _LAST), "Độc lập – Tự do – Hạnh phúc", bold)
        title = f"BÁO CÁO TIẾN ĐỘ NHẬP ĐIỂM THÁNG {report['month']}"
        big = formats(align="center", bold=True, font_size=14)
        merge(self.sheet, (3, 0, 3, _LAST), title, big)
        what = (
            "(Số liệu các cột điểm có hạn nhập trong tháng, tính đến"
            f" {report['made_at']}; đơn vị: ô điểm)"
        )
        italic = formats(align="center", italic=True)
        merge(self.sheet, (4, 0, 4, _LAST), what, italic)
        self.row = 6

    def _heading(self, text: str, heads: Sequence[str]) -> None:
        self.sheet.write_string(self.row, 0, text, self.formats(bold=True))
        head = self.formats(**_HEAD)
        for column, name in enumerate(heads):
            self.sheet.write_string(self.row + 1, column, name, head)
        self.sheet.set_row(self.row + 1, 32)
        self.row += 2

    def _table(self, number: int, table: Page) -> None:
        heads = ("TT", table["head"], *(text for _key, text in FIGURE_HEADS))
        self._heading(f"{number}. {table['title']}", heads)
        for index, row in enumerate(table["rows"], 1):
            self._figures(index, row["name"], row)
        self._figures(None, "Toàn trường", self.report["total"], bold=True)
        self.row += 1

    def _figures(
        self, number: int | None, name: str, row: Page, **weight: bool
    ) -> None:
        centre = self.formats(align="center", **_BORDER, **weight)
        if number is None:
            self.sheet.write_blank(self.row, 0, None, centre)
        else:
            self.sheet.write_number(self.row, 0, number, centre)
        self.sheet.write_string(self.row, 1, name, self.formats(**_BORDER, **weight))
        for column, (value, look) in enumerate(_numbers(row), 2):
            cell = self.formats(align="center", **_BORDER, **weight, **look)
            self.sheet.write_number(self.row, column, value, cell)
        self.row += 1

    def _checks(self, number: int) -> None:
        heads = (
            "TT",
            "Tổ chuyên môn",
            "Tổ trưởng",
            "",
            "",
            "Ký kiểm tra tháng",
            "",
            "",
        )
        self._heading(f"{number}. Tổ trưởng kiểm tra và ký", heads)
        head = self.formats(**_HEAD)
        merge(self.sheet, (self.row - 1, 2, self.row - 1, 4), heads[2], head)
        merge(self.sheet, (self.row - 1, 5, self.row - 1, 7), heads[5], head)
        text, centre = self.formats(**_BORDER), self.formats(align="center", **_BORDER)
        for index, check in enumerate(self.report["checks"], 1):
            at = check["at"] or "Chưa ký"
            self.sheet.write_number(self.row, 0, index, centre)
            write_text(self.sheet, self.row, 1, check["department"], text)
            merge(self.sheet, (self.row, 2, self.row, 4), check["head"] or "–", text)
            merge(self.sheet, (self.row, 5, self.row, 7), at, centre)
            self.row += 1
        self.row += 1

    def _foot(self) -> None:
        report, formats = self.report, self.formats
        carried = "Quá hạn từ các tháng trước, đến nay chưa nhập (ô):"
        self.sheet.write_string(self.row, 0, carried, formats())
        self.sheet.write_number(self.row, 5, report["carried"], formats(bold=True))
        bold = formats(bold=True, align="center")
        merge(self.sheet, (self.row + 2, 0, self.row + 2, 1), "NGƯỜI LẬP BÁO CÁO", bold)
        merge(self.sheet, (self.row + 2, 5, self.row + 2, _LAST), "HIỆU TRƯỞNG", bold)
        small = formats(font_size=8)
        made = f"Lập lúc {report['made_at']} – Người lập: {report['made_by']}"
        code = f"Mã nội dung: {content_digest(report)}"
        self.sheet.write_string(self.row + 8, 0, made, small)
        self.sheet.write_string(self.row + 9, 0, code, small)

    def _print_setup(self) -> None:
        sheet = self.sheet
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, _LAST, 10)
        sheet.set_portrait()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(left=0.8, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        code = short_digest(content_digest(self.report))
        sheet.set_footer(f"&C&8Mã nội dung: {code}&R&8Trang &P/&N")


def _numbers(row: Page) -> Iterator[tuple[float, dict[str, str]]]:
    """Figures as numbers; the rate, a text with a comma, as the decimal it shows."""
    for key, _text in FIGURE_HEADS:
        if key == "rate":
            shown = "0.0" if "," in row[key] else "0"
            yield float(row[key].replace(",", ".")), {"num_format": shown}
        else:
            yield row[key], {}
