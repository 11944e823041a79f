"""Every layout that is seen in schools is read by the text of its header."""

from __future__ import annotations

import datetime
import unicodedata
from typing import Any

import pytest
from gradebook_core.workbooks.marks import read_marks
from workbook_builders import SUBJECTS, marks_file
from workbook_layout_samples import (
    EXPORT,
    EXPORT_COLUMNS,
    EXPORT_MERGES,
    NONE,
    Rows,
    codes,
    one_sheet,
    shape,
)
from workbook_marks_samples import check


def test_export_of_todays_systems() -> None:
    sheet = one_sheet(EXPORT, "Toán", merges=EXPORT_MERGES)
    assert shape(sheet) == EXPORT_COLUMNS
    assert not sheet.problems
    assert (sheet.subject_text, sheet.class_name) == ("TOÁN", "8B")
    assert (sheet.term_number, sheet.year_name) == (1, "2025-2026")
    assert sheet.told.places["class"] == (4, 4)
    row = sheet.rows[1]
    assert (row.row_number, row.stt, row.code) == (9, 2, "2500000280")
    assert (row.name, row.birth_date) == ("Võ Minh An", datetime.date(2012, 9, 15))
    assert row.cells[9] == "5,5 ", "raw values stay as they are"
    assert row.coordinate(9) == "I9"


def test_merged_cells_are_not_needed() -> None:
    assert shape(one_sheet(EXPORT, "Toán")) == EXPORT_COLUMNS


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_encodings_case_spaces_and_line_breaks(form: str) -> None:
    def other(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return unicodedata.normalize(form, f"  {value.replace(' ', chr(10))}\u00a0 ")

    rows = [[other(value) for value in row] for row in EXPORT]
    rows[5] = [v.upper() if isinstance(v, str) else v for v in rows[5]]
    sheet = one_sheet(rows, "Toán", merges=EXPORT_MERGES)
    assert shape(sheet) == EXPORT_COLUMNS
    assert (sheet.class_name, sheet.term_number) == ("8B", 1)
    assert sheet.resolve_subject(SUBJECTS) == ("Toán", None)
    assert sheet.rows[0].name == "Trần Xuân An"
    assert sheet.rows[0].code == "2300000301"


def test_position_does_not_matter() -> None:
    moved = [[None, None, *row] for row in [[], [], [], *EXPORT]]
    sheet = one_sheet(moved, "Toán")
    assert [column.split()[1] for column in shape(sheet)] == [
        column.split()[1] for column in EXPORT_COLUMNS
    ]
    assert sheet.columns[0].letter == "G"
    assert sheet.rows[0].row_number == 11


MODEL_1: Rows = [
    ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"],
    ["Trường THCS Số 1"],
    [None, None, "BẢNG ĐIỂM CHI TIẾT MÔN HỌC: NGỮ VĂN"],
    [None, None, "HỌC KỲ II NĂM HỌC 2025 - 2026"],
    [
        "STT",
        "Lớp",
        "Mã định danh Bộ GD&ĐT",
        "Họ và tên",
        "Ngày sinh",
        "ĐĐGtx",
        *(NONE * 4),
        "ĐĐGgk",
        "ĐĐGck",
        "Nhận xét",
    ],
    [*NONE * 5, 1, 2, 3, 4, 5],
    [
        1,
        "8B",
        "2300000301",
        "Trần Xuân An",
        "02/05/2012",
        9,
        8,
        7,
        8,
        None,
        8.5,
        9,
        "Tiến bộ rõ",
    ],
    [2, "8B", "2500000280", "Võ Minh An", "15/09/2012", 7, 7, 6, 5, None, 6, 6.5],
]


def test_model_1_with_class_column_fifth_mark_and_comment() -> None:
    sheet = one_sheet(MODEL_1, "Ngữ văn", merges=("F5:J5", "K5:K6"))
    assert shape(sheet) == [
        *("F tx1", "G tx2", "H tx3", "I tx4", "J tx5", "K gk", "L ck", "M comment"),
    ]
    assert (sheet.class_name, sheet.term_number) == ("8B", 2)
    assert sheet.year_name == "2025-2026"
    assert sheet.resolve_subject(SUBJECTS) == ("Ngữ văn", None)
    assert sheet.rows[0].cells[13] == "Tiến bộ rõ"
    assert sheet.rows[1].cells.get(13) is None


def test_two_classes_in_one_sheet() -> None:
    rows = [*MODEL_1, [3, "8C", "2500000999", "Lê Bình", "01/01/2012", 7]]
    (problem,) = one_sheet(rows, "Ngữ văn").problems
    assert (problem.code, problem.cell) == ("several_classes", "B9")
    assert problem.params["class_name"] == "8C"


def test_two_classes_give_one_message() -> None:
    rows = [*MODEL_1, [3, "8C", "2500000999", "Lê Bình", "01/01/2012", 7]]
    _, findings = check(one_sheet(rows, "Ngữ văn"), "8B", 2)
    assert [finding.code for finding in findings] == ["several_classes"]


VARIANT_2: Rows = [
    ["Trường THCS Số 1"],
    ["Môn: Tin học"],
    ["Học kì: 1", None, None, "Năm học 2025-2026"],
    [],
    [
        "STT",
        "Tên lớp",
        "Mã định danh",
        "Họ và tên",
        "Ngày sinh",
        "ĐĐGtx",
        None,
        None,
        None,
        "ĐĐGgk",
        "ĐĐGck",
    ],
    [*NONE * 5, "ĐĐGtx(1)", "ĐĐGtx(2)", "ĐĐGtx(3)", "ĐĐGtx(4)"],
    [str(number) for number in range(1, 12)],
    [
        "1",
        "8B",
        "0142976685",
        "Trần Xuân An",
        "02/05/2012",
        "9",
        "8",
        "",
        "",
        "8,5",
        "9",
    ],
    ["2", "8B", "2500000280", "Võ Minh An", "15/09/2012", "7", "7", "", "", "6", "6.5"],
]


def test_variant_2_all_text_with_a_row_of_column_numbers() -> None:
    sheet = one_sheet(VARIANT_2)
    assert shape(sheet) == [*("F tx1", "G tx2", "H tx3", "I tx4", "J gk", "K ck")]
    assert [row.row_number for row in sheet.rows] == [8, 9]
    assert sheet.rows[0].code == "0142976685"
    assert sheet.resolve_subject(SUBJECTS) == ("Tin học", None)
    assert sheet.term_number == 1


VARIANT_3: Rows = [
    *([] for _ in range(4)),
    [None, None, "Lớp:", "8B", None, "Môn học:", "Công nghệ"],
    [None, None, "Năm học:", "2025-2026"],
    [
        "STT",
        None,
        "Họ tên",
        "Ngày sinh",
        "Giới tính",
        "Điểm thường xuyên",
        *(NONE * 4),
        "Giữa kỳ",
        "Cuối kỳ",
        "Trung bình môn",
        None,
        None,
    ],
    [
        *(NONE * 5),
        "TX1",
        "TX2",
        "TX3",
        "TX4",
        "TX5",
        "GK",
        "CK",
        "ĐTBmhk1",
        "ĐTBmhk2",
        "ĐTBmcn",
    ],
    [
        1,
        None,
        "Trần Xuân An",
        datetime.datetime(2012, 5, 2),
        "Nam",
        9,
        8,
        7,
        None,
        None,
        8,
        8.5,
        8.2,
        None,
        None,
    ],
]


def test_variant_3_without_student_codes() -> None:
    sheet = one_sheet(VARIANT_3, merges=("F7:J7", "M7:O7", "A7:A8", "C7:C8"))
    assert shape(sheet) == [
        *("F tx1", "G tx2", "H tx3", "I tx4", "J tx5", "K gk", "L ck"),
        *("M hk1", "N hk2", "O year"),
    ]
    assert "code" not in sheet.identity
    assert sheet.class_name == "8B"
    assert sheet.year_name == "2025-2026"
    assert sheet.subject_text == "Công nghệ"
    row = sheet.rows[0]
    assert (row.code, row.birth_date) == ("", datetime.date(2012, 5, 2))


COMMENTS: Rows = [
    ["DANH SÁCH ĐÁNH GIÁ MÔN GIÁO DỤC THỂ CHẤT - LỚP 8B - HỌC KỲ I"],
    [],
    ["STT", "Mã định danh", "Họ và tên", "Ngày sinh", "Đánh giá", "Nội dung nhận xét"],
    [1, "2300000301", "Trần Xuân An", "02/05/2012", "Đ", "Hoàn thành tốt"],
    [2, "2500000280", "Võ Minh An", "15/09/2012", "CĐ", None],
]


def test_comment_subjects() -> None:
    sheet = one_sheet(COMMENTS, "Giáo dục thể chất")
    assert shape(sheet) == ["E rating", "F comment"]
    assert sheet.resolve_subject(SUBJECTS) == ("Giáo dục thể chất", None)
    assert (sheet.class_name, sheet.term_number) == ("8B", 1)
    assert sheet.rows[0].cells == {5: "Đ", 6: "Hoàn thành tốt"}


SUMMARY: Rows = [
    ["ỦY BAN NHÂN DÂN XÃ"],
    [],
    ["BẢNG TỔNG HỢP KẾT QUẢ GIÁO DỤC HỌC KỲ 2"],
    ["Khối 6 - Lớp 6A - (Học kỳ 2)"],
    [],
    [
        "STT",
        "Mã học sinh",
        "Số định danh cá nhân",
        "Họ và tên",
        "Ngày sinh",
        *SUBJECTS,
        "Kết quả học tập",
        "Kết quả rèn luyện",
        "Buổi nghỉ",
        None,
        None,
        "Ghi chú",
    ],
    [*NONE * 19, "P", "K", "Tổng"],
    [
        1,
        "2200000019",
        "001214000001",
        "Phạm Anh Anh",
        "05/10/2014",
        *([7.4] * 8),
        *(["Đ"] * 4),
        "Khá",
        "Tốt",
        0,
        1,
        1,
    ],
]


def test_class_summary_holds_averages_only() -> None:
    sheet = one_sheet(SUMMARY, "6A")
    assert codes(sheet) == ["summary_not_marks"]
    assert sheet.problems[0].cell == "A6"
    assert not sheet.readable
    assert not sheet.rows
    assert (sheet.class_name, sheet.term_number) == ("6A", 2)


def test_student_list_holds_no_marks() -> None:
    rows: Rows = [
        ["Mã lớp", "Mã học sinh", "Họ tên", "Ngày sinh", "Giới tính", "Trạng thái HS"],
        ["6A", "2200000019", "Phạm Anh Anh", "05/10/2014", "Nam", "Đang học"],
    ]
    assert codes(one_sheet(rows)) == ["no_mark_columns"]


def test_all_class_workbooks_of_the_sample_school() -> None:
    workbook_8b = read_marks(marks_file("8B_HK1"), "8B_HK1.xlsx")
    assert (workbook_8b.class_name, workbook_8b.term_number) == ("8B", 1)
    assert workbook_8b.year_name == "2025-2026"
    assert [s.resolve_subject(SUBJECTS)[0] for s in workbook_8b.sheets] == [*SUBJECTS]
    assert {len(sheet.rows) for sheet in workbook_8b.sheets} == {36}
    assert not any(sheet.problems for sheet in workbook_8b.sheets)
