"""Headers of one to three rows, hidden columns, footers, and tables without a header."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.marks import read_marks
from workbook_builders import workbook
from workbook_layout_samples import (
    EXPORT,
    NONE,
    Rows,
    codes,
    one_sheet,
    shape,
)


def test_hidden_columns_are_ignored() -> None:
    rows = [list(row) for row in EXPORT]
    for row in rows[5:]:
        row[1:1] = ["ĐĐGck", "ĐTBmhkI"] if row is rows[5] else [99, 99]
    rows[6][1:3] = [None, None]
    sheet = one_sheet(rows, "Toán", hidden_columns=("B", "C"))
    assert [column.kind for column in sheet.columns][-3:] == ["gk", "ck", "hk1"]
    assert sheet.columns[-1].letter == "M"


def test_one_header_row() -> None:
    rows: Rows = [
        ["TT", "Mã HS", "Họ tên HS".replace(" HS", ""), "TX 1", "TX 2", "GK", "CK"],
        [1, "2300000301", "Trần Xuân An", 9, 8, 7, 8],
    ]
    assert shape(one_sheet(rows)) == ["D tx1", "E tx2", "F gk", "G ck"]


def test_three_header_rows_with_weights() -> None:
    rows: Rows = [
        [*NONE * 3, "Đánh giá thường xuyên (hệ số 1)", None, "Đánh giá định kì"],
        ["STT", "Mã học sinh", "Họ và tên", "Lần 1", "Lần 2", "Giữa kì", "Cuối kì"],
        [1, "2300000301", "Trần Xuân An", 9, 8, 7, 8],
    ]
    sheet = one_sheet(rows, merges=("D1:E1", "F1:G1"))
    assert shape(sheet) == ["D tx1", "E tx2", "F gk", "G ck"]
    assert len(sheet.rows) == 1


def test_group_over_regular_marks_without_numbers() -> None:
    rows: Rows = [
        ["STT", "Họ và tên", "Ngày sinh", "ĐĐGtx", None, "ĐĐGgk"],
        [1, "Trần Xuân An", "02/05/2012", 9, 8, 7],
    ]
    sheet = one_sheet(rows, merges=("D1:E1",))
    assert shape(sheet) == ["D tx1", "E tx2", "F gk"]


def test_family_and_given_name_in_two_columns() -> None:
    rows: Rows = [
        ["STT", "Mã học sinh", "Họ và tên đệm", "Tên", "TX1"],
        [1, "2300000301", "Trần Xuân", "An", 9],
    ]
    assert one_sheet(rows).rows[0].name == "Trần Xuân An"


def test_footer_is_no_student() -> None:
    rows = [
        *EXPORT,
        [],
        [None, None, "Tổng số: 2", None, None, None, None, None, 6.75, 7.1],
        [None, "Người lập bảng", None, None, None, "Hiệu trưởng"],
    ]
    sheet = one_sheet(rows, "Toán")
    assert len(sheet.rows) == 2
    assert not sheet.problems


def test_marks_between_students_without_a_student() -> None:
    rows = [*EXPORT[:8], [*NONE * 4, 7, 8], *EXPORT[8:]]
    (problem,) = one_sheet(rows, "Toán").problems
    assert (problem.code, problem.cell) == ("row_without_student", "E9")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([None, None, "Ai Đó Mới", None, 7, 8], (3, [])),
        ([None, None, "Tống Kha Đạt", None, 7, 8], (3, [])),
        ([None, None, "Trung bình chung", None, 7, 8], (2, [])),
        ([None, None, "Giỏi: 12 (33%)", None, 7, 8], (2, [])),
        ([None, "Tổng cộng", None, None, 7, 8], (2, [])),
        ([None, None, None, None, 7, 8], (2, [("row_without_student", "E10")])),
        ([None, None, None, None, "=AVERAGE(E8:E9)"], (2, [])),
    ],
)
def test_rows_that_touch_the_end_of_the_list(
    row: list[Any], expected: tuple[int, list[tuple[str, str]]]
) -> None:
    sheet = one_sheet([*EXPORT, row], "Toán")
    found = [(problem.code, problem.cell) for problem in sheet.problems]
    assert (len(sheet.rows), found) == expected


def test_header_missing_names_where_to_look() -> None:
    rows = [*EXPORT[:5], *EXPORT[7:]]
    (problem,) = one_sheet(rows, "Toán").problems
    assert (problem.code, problem.sheet, problem.cell) == (
        "marks_header_missing",
        "Toán",
        "A6",
    )


def test_other_sheets_still_read() -> None:
    data = workbook({"Toán": EXPORT[:5], "Tin học": EXPORT, "Trống": []})
    first, second = read_marks(data).sheets
    assert codes(first) == ["marks_header_missing"]
    assert len(second.rows) == 2


def test_column_twice() -> None:
    rows: Rows = [
        ["STT", "Mã học sinh", "Họ và tên", "TX1", "TX2", "TX1"],
        [1, "2300000301", "Trần Xuân An", 9, 8, 7],
    ]
    (problem,) = one_sheet(rows).problems
    assert (problem.code, problem.cell) == ("duplicate_column", "F1")
    assert problem.params["first"] == "D1"


def test_no_students() -> None:
    assert codes(one_sheet(EXPORT[:7], "Toán")) == ["no_students"]


def test_empty_workbook() -> None:
    with pytest.raises(Problem) as caught:
        read_marks(workbook({"Sheet1": []}))
    assert caught.value.code == "no_marks_sheets"


@pytest.mark.parametrize("text", ["Môn " + "-" * 30_000, "Lớp " * 8_000, "(" * 32_000])
def test_hostile_titles_and_headers_cost_nothing(text: str) -> None:
    rows = [[text, text], [text] * 5, *EXPORT]
    started = time.perf_counter()
    assert len(one_sheet(rows, "Toán").rows) == 2
    assert time.perf_counter() - started < 2


def test_hints_in_parentheses() -> None:
    rows: Rows = [
        [
            *("STT (*)", "Mã học sinh (10 số)", "Họ và tên (bắt buộc)"),
            *("Ngày sinh (dd/mm/yyyy)", "ĐĐGtx (1..2)", None, "GK (0-10)"),
        ],
        [1, "2300000301", "Trần Xuân An", "02/05/2012", 9, 8, 7],
    ]
    sheet = one_sheet(rows, merges=("E1:F1",))
    assert shape(sheet) == ["E tx1", "F tx2", "G gk"]
    assert sheet.rows[0].birth_date == datetime.date(2012, 5, 2)


@pytest.mark.parametrize(
    ("merges", "told"),
    [
        (("E4:F4",), ("E4:F4", "E4")),
        (("D4:D5",), ("D4:D5", "D4")),
        (("B4:B5",), ("B4:B5", "B4")),
        (("C5:D5", "D4:E4"), ("D4:E4, C5:D5", "D4")),
        (("A1:F1", "A2:A3", "A9:C9", "G4:H4", "F4:G4"), None),
    ],
)
def test_merged_cells_among_the_marks(
    merges: tuple[str, ...], told: tuple[str, str] | None
) -> None:
    """They hide values; in titles, headers and below the list they hide nothing."""
    rows = [
        ["Lớp 8B - Học kỳ I - Năm học 2025-2026"],
        ["STT", "Mã học sinh", "Họ và tên", "ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGgk"],
        [None],
        [1, "HS1", "Nguyễn An", 8, 7, 6],
        [2, "HS2", "Trần Bình", 8, 7, 6],
    ]
    sheet = one_sheet(rows, merges=merges)
    found = [(p.params["ranges"], p.cell) for p in sheet.problems]
    assert found == ([told] if told else [])
    assert sheet.readable == (told is None)
