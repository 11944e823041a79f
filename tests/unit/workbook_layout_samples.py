"""The layout of today's exports in a few rows, and short ways to look at a sheet."""

from __future__ import annotations

from typing import Any

from gradebook_core.workbooks.marks import MarksSheet, read_marks
from workbook_builders import workbook

Rows = list[list[Any]]
NONE: list[Any] = [None]


def one_sheet(rows: Rows, title: str = "Sheet1", **how: Any) -> MarksSheet:
    (sheet,) = read_marks(workbook({title: rows}, **how)).sheets
    return sheet


def shape(sheet: MarksSheet) -> list[str]:
    """``["E tx1", "I gk"]``: the columns that were found."""
    return [
        f"{column.letter} {column.kind}{column.number or ''}"
        for column in sheet.columns
    ]


def codes(sheet: MarksSheet) -> list[str]:
    return [problem.code for problem in sheet.problems]


EXPORT: Rows = [
    ["PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"],
    ["TRƯỜNG THCS SỐ 1"],
    [None, None, None, "BẢNG ĐIỂM MÔN TOÁN"],
    [None, None, None, "Lớp 8B - Học kỳ I - Năm học 2025-2026"],
    [],
    [
        "STT",
        "Mã học sinh",
        "Họ và tên",
        "Ngày sinh",
        "ĐĐGtx",
        *(NONE * 3),
        "ĐĐGgk",
        "ĐĐGck",
        "ĐTBmhkI",
    ],
    [*NONE * 4, 1, 2, 3, 4],
    [1, "2300000301", "Trần Xuân An", "02/05/2012", 8, 10, 10, 8, 7.5, "8,2", 8.4],
    [2, "2500000280", "Võ Minh An", "15/09/2012", 8, 7, 7, 7, "5,5 ", 6, 6.4],
]
EXPORT_COLUMNS = ["E tx1", "F tx2", "G tx3", "H tx4", "I gk", "J ck", "K hk1"]
EXPORT_MERGES = ("E6:H6", "A6:A7", "B6:B7", "C6:C7", "D6:D7", "I6:I7", "J6:J7", "K6:K7")
