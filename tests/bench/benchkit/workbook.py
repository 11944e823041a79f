"""A class workbook as today's systems export it: a sheet per subject, all cells full."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from .school import MARKS, WHOLE, YEAR
from .session import addon

if TYPE_CHECKING:
    from odoo.api import Environment

GROUPS = {"tx": "ĐĐGtx", "gk": "ĐĐGgk", "ck": "ĐĐGck"}
FIRST_ROW = 7


def class_workbook(env: Environment, klass: int, term: str) -> tuple[bytes, int]:
    """The workbook of a class and term with a value in every cell, and how many."""
    books = env["school.gradebook"].search(
        [("class_id", "=", klass), ("term_id.number", "=", term)]
    )
    stream, cells = io.BytesIO(), 0
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        for book in books:
            sheet = workbook.add_worksheet(book.subject_id.name[:31])
            cells += _fill(sheet, book, "I" * int(term))
    return stream.getvalue(), cells


def _fill(sheet: Any, book: Any, term: str) -> int:
    columns = book.assessment_ids
    scored = book.subject_kind == "scored"
    sheet.write(1, 0, "TRƯỜNG THCS SỐ 1")
    sheet.write(2, 3, f"BẢNG ĐIỂM MÔN {book.subject_id.name.upper()}")
    sheet.write(3, 3, f"Lớp {book.class_id.name} - Học kỳ {term} - Năm học {YEAR}")
    _head(sheet, columns, "ĐTBmhk" if scored else "Kết quả")
    rule = addon("regulations").get(book.regulation)
    display = addon("register.values").display
    for row, line in enumerate(book.line_ids):
        cells = [
            (column.kind, _value(scored, column.kind, row * 5 + number * 3))
            for number, column in enumerate(columns)
        ]
        result = rule.term_result(book.subject_kind, cells)
        texts = [display(value.text) for value in (*(v for _, v in cells), result)]
        if scored:
            texts = [float(text.replace(",", ".")) for text in texts]
        student = line.enrollment_id.student_id
        who = (student.code, student.name, f"{student.birth_date:%d/%m/%Y}")
        sheet.write_row(FIRST_ROW + row, 0, (line.roll_number, *who, *texts))
    return len(columns) * len(book.line_ids)


def _head(sheet: Any, columns: Any, result: str) -> None:
    """Two rows of headers, the regular columns under one."""
    top = FIRST_ROW - 2
    sheet.write_row(top, 0, ["STT", "Mã học sinh", "Họ và tên", "Ngày sinh"])
    regular = [column for column in columns if column.kind == "tx"]
    sheet.merge_range(top, 4, top, 3 + len(regular), GROUPS["tx"])
    for index, column in enumerate(columns, 4):
        if column.kind == "tx":
            sheet.write(top + 1, index, column.number)
        else:
            sheet.write(top, index, GROUPS[column.kind])
    sheet.write(top, 4 + len(columns), result)


def _value(scored: bool, kind: str, number: int) -> Any:
    Value = addon("register.values").Value  # noqa: N806
    if not scored:
        return Value("recorded", rating="D")
    scale = WHOLE if kind == "tx" else MARKS
    return Value.from_text(scale[number % len(scale)])
