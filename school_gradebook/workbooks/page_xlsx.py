"""A subject's page of the register as a workbook: the values of screen and print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ..register.page import percentage, short_digest
from .sheet_writing import (
    PAPER_A4,
    Formats,
    Page,
    merge,
    new_book,
    saved,
    sheet_name,
    write_mark_heads,
    write_shown,
    write_text,
)

_IDENTITY = (("Số TT", 5), ("Mã học sinh", 12), ("Họ và tên", 24), ("Ngày sinh", 10))
_BORDER = {"border": 1, "valign": "vcenter"}
_HEAD = {**_BORDER, "bold": True, "align": "center", "text_wrap": True}


def write_subject_page(page: Page) -> bytes:
    """Write one page as an ``.xlsx`` file.

    :param page: page data as ``school.gradebook._page_data`` gives them
    :return: the file's bytes; marks are numbers, everything else is text
    """
    return write_subject_pages([page])


def write_subject_pages(pages: Sequence[Page]) -> bytes:
    """Write several pages, one sheet each, as one ``.xlsx`` file."""
    stream = io.BytesIO()
    book = new_book(stream)
    formats = Formats(book)
    taken: set[str] = set()
    for page in pages:
        name = sheet_name(f"{page['subject']} {page['class']}", taken)
        _PageWriter(book.add_worksheet(name), page, formats).write()
    first = pages[0]
    book.set_properties(
        {
            "title": f"{first['title']} {first['class']} {first['year']}",
            "company": first["school"],
            "comments": " ".join(page["digest"] for page in pages),
        }
    )
    return saved(stream, book)


class _PageWriter:
    """Writes one page from top to bottom; rows and columns count from 0."""

    def __init__(self, sheet: Any, page: Page, formats: Formats) -> None:
        self.sheet = sheet
        self.page = page
        self.formats = formats
        self.first_mark = len(_IDENTITY)
        self.first_result = self.first_mark + len(page["columns"])
        self.retake = bool(page["year_columns"]) and page["regulation"] == "TT22"
        self.after_results = self.first_result + len(page["result_columns"])
        self.comment = self.after_results + self.retake
        self.last = self.comment + 1
        parted = any(column["component"] for column in page["columns"])
        self.depth = 3 if parted else 2

    def write(self) -> None:
        self._titles()
        top = 6
        self._heads(top)
        row = top + self.depth
        self.sheet.freeze_panes(row, 3)
        for line in self.page["rows"]:
            self._line(row, line)
            row += 1
        row = self._summary(row + 1)
        row = self._signatures(row + 1)
        self._proof(row + 1)
        self._print_setup(top)

    def _titles(self) -> None:
        page, formats = self.page, self.formats
        half = self.last // 2
        centre = formats(align="center")
        bold = formats(align="center", bold=True)
        merge(self.sheet, (0, 0, 0, 2), page["parent_office"] or "", centre)
        merge(self.sheet, (1, 0, 1, 2), page["school"].upper(), bold)
        merge(self.sheet, (0, half, 0, self.last), f"Năm học {page['year']}", bold)
        regulation = page.get("regulation_title") or page["regulation"]
        italic = formats(align="center", italic=True)
        merge(self.sheet, (1, half, 1, self.last), regulation, italic)
        big = formats(align="center", bold=True, font_size=14)
        merge(self.sheet, (2, 0, 2, self.last), page["title"], big)
        merge(self.sheet, (3, 0, 3, self.last), page.get("subtitle") or "", italic)
        what = (
            f"Môn học: {page['subject']} – Lớp: {page['class']} – {page['term_name']}"
        )
        merge(self.sheet, (4, 0, 4, self.last), what, bold)

    def _heads(self, top: int) -> None:
        sheet, page = self.sheet, self.page
        head = self.formats(**_HEAD)
        bottom = top + self.depth - 1
        for column, (text, width) in enumerate(_IDENTITY):
            merge(sheet, (top, column, bottom, column), text, head)
            sheet.set_column(column, column, width)
        write_mark_heads(sheet, top, self.first_mark, page["columns"], self.depth, head)
        sheet.set_column(self.first_mark, self.after_results, 7)
        labels = [column["label"] for column in page["result_columns"]]
        if page["subject_kind"] == "comment" and labels:
            span = (top, self.first_result, top, self.after_results - 1)
            merge(sheet, span, "Mức đánh giá", head)
            for at, label in enumerate(labels, self.first_result):
                merge(sheet, (top + 1, at, bottom, at), label, head)
        else:
            for at, label in enumerate(labels, self.first_result):
                merge(sheet, (top, at, bottom, at), label, head)
        if self.retake:
            rated = page["subject_kind"] == "comment"
            text = "Mức đánh giá lại" if rated else "Đánh giá lại"
            merge(
                sheet, (top, self.after_results, bottom, self.after_results), text, head
            )
        for at, text, width in (
            (self.comment, "Nhận xét", 28),
            (self.last, "Ghi chú", 14),
        ):
            merge(sheet, (top, at, bottom, at), text, head)
            sheet.set_column(at, at, width)

    def _line(self, row: int, line: Page) -> None:
        sheet, formats = self.sheet, self.formats
        text, centre = formats(**_BORDER), formats(align="center", **_BORDER)
        if line["number"]:
            sheet.write_number(row, 0, int(line["number"]), centre)
        else:
            sheet.write_blank(row, 0, None, centre)
        write_text(sheet, row, 1, line["code"], text)
        sheet.write_string(row, 2, line["name"], text)
        write_text(sheet, row, 3, line["birth_date"], centre)
        look = {"align": "center", **_BORDER}
        for at, shown in enumerate(line["cells"], self.first_mark):
            write_shown(sheet, row, at, shown, formats, **look)
        for at, column in enumerate(self.page["result_columns"], self.first_result):
            provisional = line[f"{column['key']}_state"] == "provisional"
            weight = {"italic": True} if provisional else {"bold": True}
            write_shown(sheet, row, at, line[column["key"]], formats, **look, **weight)
        if self.retake:
            sheet.write_blank(row, self.after_results, None, centre)
        wrapped = formats(text_wrap=True, **_BORDER)
        write_text(sheet, row, self.comment, line["comment"], wrapped)
        write_text(sheet, row, self.last, line["note"], wrapped)

    def _summary(self, row: int) -> int:
        """Number and share of students at each level; returns the next free row."""
        page = self.page
        head, cell = self.formats(**_HEAD), self.formats(align="center", **_BORDER)
        counted = [(page["term_name"], page["stats"])]
        if page["year_columns"]:
            counted.append(("Cả năm", page["year_stats"]))
        merge(self.sheet, (row, 0, row + 1, 2), "Số học sinh đạt từng mức", head)
        merge(self.sheet, (row, 3, row + 1, 3), "Số HS có kết quả", head)
        for index, level in enumerate(page["stats"]):
            at = 4 + 2 * index
            merge(self.sheet, (row, at, row, at + 1), level, head)
            self.sheet.write_string(row + 1, at, "SL", head)
            self.sheet.write_string(row + 1, at + 1, "TL %", head)
        row += 2
        for label, counts in counted:
            total = sum(counts.values())
            merge(self.sheet, (row, 0, row, 2), label, self.formats(**_BORDER))
            self.sheet.write_number(row, 3, total, cell)
            for index, count in enumerate(counts.values()):
                self.sheet.write_number(row, 4 + 2 * index, count, cell)
                share = percentage(count, total)
                self.sheet.write_string(row, 5 + 2 * index, share, cell)
            row += 1
        return row

    def _signatures(self, row: int) -> int:
        """Boxes side by side: the subject's teachers, homeroom teacher, principal."""
        page = self.page
        sign = "(Ký, ghi rõ họ tên)"
        boxes = [
            (
                "Giáo viên môn học",
                sign,
                teacher["component"] or "",
                teacher["name"] or "",
            )
            for teacher in page["teachers"] or [{"component": "", "name": ""}]
        ]
        boxes.append(("Giáo viên chủ nhiệm", sign, "", page["homeroom"] or ""))
        boxes.append(("Hiệu trưởng", "(Ký tên, đóng dấu)", "", ""))
        place = page.get("place") or "…………………"
        date = f"{place}, ngày …… tháng …… năm ………"
        italic = self.formats(italic=True, align="center", font_size=9)
        bold = self.formats(bold=True, align="center")
        right = self.formats(italic=True, align="right")
        merge(self.sheet, (row, self.last // 2, row, self.last), date, right)
        for index, (title, hint, part, name) in enumerate(boxes):
            left = (self.last + 1) * index // len(boxes)
            end = (self.last + 1) * (index + 1) // len(boxes) - 1
            lines = (
                (1, title, bold),
                (2, hint, italic),
                (3, part, italic),
                (7, name, bold),
            )
            for below, text, look in lines:
                merge(self.sheet, (row + below, left, row + below, end), text, look)
        return row + 8

    def _proof(self, row: int) -> None:
        page = self.page
        small = self.formats(font_size=8)
        printed = f"In lúc {page['printed_at']} – Người in: {page['printed_by']}"
        self.sheet.write_string(row, 0, printed, small)
        self.sheet.write_string(row + 1, 0, f"Mã nội dung: {page['digest']}", small)

    def _print_setup(self, top: int) -> None:
        page, sheet = self.page, self.sheet
        sheet.set_portrait()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(left=0.8, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top, top + self.depth - 1)
        printed = f"{page['printed_at']} {page['printed_by']}".replace("&", "&&")
        code = short_digest(page["digest"])
        footer = f"&L&8{printed[:90]}&C&8Mã nội dung: {code}&R&8Trang &P/&N"
        sheet.set_footer(footer)
