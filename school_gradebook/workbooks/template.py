"""A class's workbook to fill in: the layout that today's systems export."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from .sheet_writing import (
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

_IDENTITY = (("STT", 5), ("Mã học sinh", 13), ("Họ và tên", 26), ("Ngày sinh", 11))
_TOP = 5  # the first header row, from 0
_BORDER = {"border": 1, "valign": "vcenter"}


def write_template(pages: Sequence[Page], blank: bool = True) -> bytes:
    """Write a workbook with one sheet per page that the importer reads back.

    :param pages: page data as ``school.gradebook._page_data`` gives them, of one class
        and term; a column with ``whole`` is checked for whole marks by Excel
    :param blank: leave marks, results and comments out
    :return: the bytes of the ``.xlsx`` file; only cells to fill in are unlocked
    """
    stream = io.BytesIO()
    book = new_book(stream)
    formats = Formats(book)
    taken: set[str] = set()
    for page in pages:
        sheet = book.add_worksheet(sheet_name(page["subject"], taken))
        _write_sheet(sheet, page, formats, blank)
    return saved(stream, book)


def _write_sheet(sheet: Any, page: Page, formats: Formats, blank: bool) -> None:
    results = [] if blank else page["result_columns"]
    first_mark = len(_IDENTITY)
    first_result = first_mark + len(page["columns"])
    comment = first_result + len(results)
    centre = formats(bold=True, align="center")
    sheet.write_string(0, 0, page["parent_office"] or "", formats())
    sheet.write_string(1, 0, page["school"].upper(), formats(bold=True))
    sheet.write_string(2, 3, f"BẢNG ĐIỂM MÔN {page['subject'].upper()}", centre)
    term = "I" * int(page["term_number"])
    about = f"Lớp {page['class']} - Học kỳ {term} - Năm học {page['year']}"
    sheet.write_string(3, 3, about, formats(align="center"))
    head = formats(bold=True, align="center", text_wrap=True, **_BORDER)
    for at, (text, width) in enumerate(_IDENTITY):
        merge(sheet, (_TOP, at, _TOP + 1, at), text, head)
        sheet.set_column(at, at, width)
    write_mark_heads(sheet, _TOP, first_mark, page["columns"], 2, head)
    for at, column in enumerate(results, first_result):
        merge(sheet, (_TOP, at, _TOP + 1, at), column["label"], head)
    merge(sheet, (_TOP, comment, _TOP + 1, comment), "Nhận xét", head)
    sheet.set_column(first_mark, comment - 1, 8)
    sheet.set_column(comment, comment, 40)
    for row, line in enumerate(page["rows"], _TOP + 2):
        _write_line(sheet, row, line, page, formats, blank)
    _check_entries(sheet, page, first_mark)
    sheet.freeze_panes(_TOP + 2, first_mark)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_line(
    sheet: Any, row: int, line: Page, page: Page, formats: Formats, blank: bool
) -> None:
    gone = {"font_color": "#7F7F7F"} if line["note"] else {}
    text, centre = (
        formats(**gone, **_BORDER),
        formats(align="center", **gone, **_BORDER),
    )
    if line["number"]:
        sheet.write_number(row, 0, int(line["number"]), centre)
    write_text(sheet, row, 1, line["code"], text)
    sheet.write_string(row, 2, line["name"], text)
    write_text(sheet, row, 3, line["birth_date"], centre)
    look = {"align": "center", "locked": False, **gone, **_BORDER}
    at = len(_IDENTITY)
    for shown in line["cells"]:
        write_shown(sheet, row, at, "" if blank else shown, formats, **look)
        at += 1
    for column in () if blank else page["result_columns"]:
        look = {"align": "center", "bold": True, **gone, **_BORDER}
        write_shown(sheet, row, at, line[column["key"]], formats, **look)
        at += 1
    remark = formats(text_wrap=True, locked=False, **gone, **_BORDER)
    write_text(sheet, row, at, "" if blank else line["comment"], remark)


def _check_entries(sheet: Any, page: Page, first_mark: int) -> None:
    """Excel questions what the importer would refuse, while it is typed."""
    last = _TOP + 1 + len(page["rows"])
    if not page["rows"]:
        return
    for at, column in enumerate(page["columns"], first_mark):
        rated = page["subject_kind"] == "comment"
        whole = bool(column.get("whole"))
        message = "số từ 0 đến 10, một chữ số thập phân"
        check: dict[str, Any] = {"validate": "decimal"}
        if rated:
            check = {"validate": "list", "source": ["Đ", "CĐ", "v"]}
            message = "Đ hoặc CĐ"
        elif whole:
            check = {"validate": "integer"}
            message = "số nguyên từ 0 đến 10"
        if not rated:
            check |= {"criteria": "between", "minimum": 0, "maximum": 10}
        check |= {
            "error_type": "warning",  # v (absent) is legal everywhere
            "error_title": "Xem lại giá trị",
            "error_message": f"Nhập {message}, hoặc v nếu vắng.",
        }
        sheet.data_validation(_TOP + 2, at, last, at, check)
