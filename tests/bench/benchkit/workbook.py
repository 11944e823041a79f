"""A class workbook as today's systems export it: a sheet per subject, all cells full."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from odoo.api import Environment

from .school import MARKS, WHOLE, YEAR
from .session import addon

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
    sheet.write(1, 0, "TRƯỜNG THCS SỐ 1")
    sheet.write(2, 3, f"BẢNG ĐIỂM MÔN {book.subject_id.name.upper()}")
    sheet.write(3, 3, f"Lớp {book.class_id.name} - Học kỳ {term} - Năm học {YEAR}")
    sheet.write_row(FIRST_ROW - 2, 0, ["STT", "Mã học sinh", "Họ và tên", "Ngày sinh"])
    for index, column in enumerate(columns, 4):
        if (column.kind, column.number) == ("tx", 1):
            regular = [c for c in columns if c.kind == "tx"]
            place = (FIRST_ROW - 2, index, FIRST_ROW - 2, index + len(regular) - 1)
            sheet.merge_range(*place, GROUPS["tx"])
        elif column.kind != "tx":
            sheet.write(FIRST_ROW - 2, index, GROUPS[column.kind])
        if column.kind == "tx":
            sheet.write(FIRST_ROW - 1, index, column.number)
    scored = book.subject_kind == "scored"
    sheet.write(FIRST_ROW - 2, 4 + len(columns), "ĐTBmhk" if scored else "Kết quả")
    rule = addon("regulations").get(book.regulation)
    display = addon("register.values").display
    for row, line in enumerate(book.line_ids):
        values = [
            _value(scored, column.kind, row * 5 + number * 3)
            for number, column in enumerate(columns)
        ]
        kinds = columns.mapped("kind")
        result = rule.term_result(
            book.subject_kind, list(zip(kinds, values, strict=True))
        )
        shown = [display(value.text) for value in (*values, result)]
        student = line.enrollment_id.student_id
        sheet.write_row(
            FIRST_ROW + row,
            0,
            [
                line.roll_number,
                student.code,
                student.name,
                f"{student.birth_date:%d/%m/%Y}",
                *(
                    (float(text.replace(",", ".")) if scored else text)
                    for text in shown
                ),
            ],
        )
    return len(columns) * len(book.line_ids)


def _value(scored: bool, kind: str, number: int) -> Any:
    Value = addon("register.values").Value  # noqa: N806
    if not scored:
        return Value("recorded", rating="D")
    scale = WHOLE if kind == "tx" else MARKS
    return Value.from_text(scale[number % len(scale)])
