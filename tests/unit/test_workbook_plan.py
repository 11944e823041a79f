"""The assessment plan, as schools write it and as we write it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.plan import PlanRow, PlanWorkbook, read_plan
from gradebook_core.workbooks.plan_xlsx import PlanEntry, write_plan
from hypothesis import given
from hypothesis import strategies as st
from workbook_builders import SCHOOL, marks_file, workbook

HEADER = ["Khối", "Môn", "Học kỳ", "Loại", "Số", "Ngày dự kiến", "Quy tắc hạn"]
DAY = datetime.date(2025, 10, 1)


def plan(*rows: list[Any], header: list[Any] | None = None) -> PlanWorkbook:
    return read_plan(workbook({"Ke hoach": [header or HEADER, *rows]}))


def one(*cells: Any) -> PlanRow:
    read = plan(list(cells))
    assert read.problems == []
    [row] = read.rows
    return row


def found_in(*rows: list[Any]) -> list[tuple[str, str]]:
    read = plan(*rows)
    return [(problem.code, problem.cell) for problem in read.problems]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            (8, "Toán", "I", "TX", 1, "01/10/2025", "7 ngày"),
            (8, "Toán", 1, "tx", 1, DAY, "7 ngày"),
        ),
        (
            ("Khối 8", " toán ", "Học kỳ II", "ĐĐGgk", None, DAY, None),
            (8, "toán", 2, "gk", 1, DAY, ""),
        ),
        (
            ("K12", "Toán", "HK1", "TX 3", None, None, None),
            (12, "Toán", 1, "tx", 3, None, ""),
        ),
        (
            (10.0, "Toán", 2, "KTđk", 2.0, datetime.datetime(2025, 10, 1), ""),
            (10, "Toán", 2, "dk", 2, DAY, ""),
        ),
        (("6", "Toán", "hk ii", "ck", "1"), (6, "Toán", 2, "ck", 1, None, "")),
    ],
)
def test_rows(cells: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    row = one(*cells)
    assert (row.sheet, row.row) == ("Ke hoach", 2)
    told = (row.grade, row.subject, row.term, row.kind, row.number, row.day, row.rule)
    assert told == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("8A", "Toán", 1, "TX", 1), ("bad_grade", "A2")),
        ((5, "Toán", 1, "TX", 1), ("bad_grade", "A2")),
        ((8, None, 1, "TX", 1), ("missing_value", "B2")),
        ((8, "Toán", "III", "TX", 1), ("unknown_term", "C2")),
        ((8, "Toán", "cả năm", "TX", 1), ("unknown_term", "C2")),
        ((8, "Toán", 1, "miệng", 1), ("unknown_column_kind", "D2")),
        ((8, "Toán", 1, "ĐTBmhk", 1), ("unknown_column_kind", "D2")),
        ((8, "Toán", 1, "TX", None), ("missing_value", "E2")),
        ((8, "Toán", 1, "TX", "một"), ("not_a_number", "E2")),
        ((8, "Toán", 1, "TX", 0), ("not_a_number", "E2")),
        ((8, "Toán", 1, "TX", 1, "31/02/2025"), ("bad_date", "F2")),
        ((8, "Toán", 1, "TX", 1, "tuần 5"), ("bad_date", "F2")),
        ((8, "Toán", 1, "TX", 1, 45931), ("bad_date", "F2")),
        ((8, "Toán", 1, "TX", 1, "=TODAY()"), ("formula", "F2")),
    ],
)
def test_bad_cells(cells: tuple[Any, ...], expected: tuple[str, str]) -> None:
    assert found_in(list(cells)) == [expected]
    assert plan(list(cells)).refused


def test_every_bad_cell_of_a_row_is_told() -> None:
    codes = [code for code, _cell in found_in(["x", "Toán", "x", "x", 1, "x"])]
    assert codes == ["bad_grade", "unknown_term", "unknown_column_kind", "bad_date"]


def test_a_column_twice() -> None:
    rows = [
        [8, "Toán", 1, "TX", 1],
        [8, "TOÁN", "HKI", "TX 1"],
        [8, "Toán", 2, "TX", 1],
    ]
    read = plan(*rows)
    assert [(p.code, p.cell, p.params["first_row"]) for p in read.problems] == [
        ("duplicate_plan_row", "D3", 2)
    ]
    assert [row.row for row in read.rows] == [2, 4]


def test_found_by_the_header_wherever_it_stands() -> None:
    rows = [
        ["TRƯỜNG THCS SỐ 1"],
        [],
        [
            None,
            "STT",
            "Môn học",
            "Khối lớp",
            "Ngày kiểm tra (dd/mm/yyyy)",
            "HK",
            "Loại",
        ],
        [None, 1, "Toán", 8, "1/10/2025", "I", "GK"],
        [None, None, "Người lập"],
    ]
    read = read_plan(workbook({"Sheet1": rows, "Ghi chú": [["x"]]}))
    [row] = read.rows
    assert (row.row, row.day, row.kind) == (4, DAY, "gk")
    assert [(p.severity, p.code, p.sheet) for p in read.problems] == [
        ("warning", "sheet_not_read", "Ghi chú")
    ]


@pytest.mark.parametrize(
    "data", [marks_file("8B_HK1"), (SCHOOL / "staff.xlsx").read_bytes()]
)
def test_another_workbook(data: bytes) -> None:
    with pytest.raises(Problem) as caught:
        read_plan(data)
    assert caught.value.code == "plan_header_missing"


ENTRIES = st.lists(
    st.builds(
        PlanEntry,
        grade=st.integers(6, 12),
        subject=st.sampled_from(["Toán", "Lịch sử và Địa lí"]),
        term=st.integers(1, 2),
        kind=st.sampled_from(["tx", "dk"]),
        number=st.integers(1, 99),
        day=st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)),
        rule=st.sampled_from(["", "7 ngày sau", "Thứ ba, 17:00"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda entry: entry[:5],
)


@given(ENTRIES)
def test_what_we_write_is_read_back(entries: list[PlanEntry]) -> None:
    data = write_plan("Trường", "2025-2026", entries, ["7 ngày sau", "Thứ ba, 17:00"])
    read = read_plan(data)
    assert read.problems == []
    told = [
        PlanEntry(r.grade, r.subject, r.term, r.kind, r.number, r.day, r.rule)
        for r in read.rows
    ]
    assert told == entries
