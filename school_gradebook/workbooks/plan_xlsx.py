"""An assessment plan as a workbook, to fill in and import."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import NamedTuple

from .sheet_writing import Formats, new_book, saved, write_text

HEADS = (
    ("Khối", 7),
    ("Môn", 34),
    ("Học kỳ", 9),
    ("Loại", 9),
    ("Số", 6),
    ("Ngày dự kiến", 14),
    ("Quy tắc hạn", 40),
)
KINDS = {"tx": "TX", "dk": "KTđk", "gk": "GK", "ck": "CK"}
_LONGEST_LIST = 255  # characters of a list that Excel keeps in a cell's check
_TOP = 3  # the header row, from 0


class PlanEntry(NamedTuple):
    """One column of a plan as the workbook shows it."""

    grade: int
    subject: str
    term: int
    kind: str
    number: int
    day: datetime.date | None
    rule: str


def write_plan(
    school: str, year: str, entries: Sequence[PlanEntry], rules: Sequence[str]
) -> bytes:
    """Write a plan that :func:`.plan.read_plan` reads back.

    :param rules: names of the school's deadline rules, offered in the last column
    """
    stream = io.BytesIO()
    book = new_book(stream)
    formats = Formats(book)
    sheet = book.add_worksheet("Ke hoach")
    sheet.write_string(0, 0, school.upper(), formats(bold=True))
    title = f"KẾ HOẠCH KIỂM TRA, ĐÁNH GIÁ NĂM HỌC {year}"
    sheet.write_string(1, 0, title, formats(bold=True))
    head = formats(bold=True, align="center", border=1, bg_color="#D9E2F3")
    for at, (text, width) in enumerate(HEADS):
        sheet.write_string(_TOP, at, text, head)
        sheet.set_column(at, at, width)
    text, centre = formats(border=1), formats(border=1, align="center")
    date = formats(border=1, align="center", num_format="dd/mm/yyyy")
    for row, entry in enumerate(entries, _TOP + 1):
        sheet.write_number(row, 0, entry.grade, centre)
        write_text(sheet, row, 1, entry.subject, text)
        write_text(sheet, row, 2, "I" * entry.term, centre)
        write_text(sheet, row, 3, KINDS[entry.kind], centre)
        sheet.write_number(row, 4, entry.number, centre)
        if entry.day:
            sheet.write_datetime(row, 5, entry.day, date)
        else:
            sheet.write_blank(row, 5, None, date)
        write_text(sheet, row, 6, entry.rule, text)
    if entries and rules and len(",".join(rules)) < _LONGEST_LIST:
        offered = {"validate": "list", "source": list(rules), "error_type": "warning"}
        sheet.data_validation(_TOP + 1, 6, _TOP + len(entries), 6, offered)
    sheet.freeze_panes(_TOP + 1, 0)
    return saved(stream, book)
