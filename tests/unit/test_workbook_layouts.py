"""Every layout that is seen in schools is read by the text of its header."""

from __future__ import annotations

import datetime
import unicodedata
from typing import Any

import pytest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.mark_columns import classify
from gradebook_core.workbooks.marks import MarksSheet, read_marks
from gradebook_core.workbooks.texts import key
from workbook_builders import SUBJECTS, marks_file, workbook

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


# -- the layouts ---------------------------------------------------------------

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


# -- details -------------------------------------------------------------------


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


def test_header_missing_names_where_to_look() -> None:
    rows = [*EXPORT[:5], *EXPORT[7:]]
    (problem,) = one_sheet(rows, "Toán").problems
    assert (problem.code, problem.sheet, problem.cell) == (
        "header_missing",
        "Toán",
        "A6",
    )


def test_other_sheets_still_read() -> None:
    data = workbook({"Toán": EXPORT[:5], "Tin học": EXPORT, "Trống": []})
    first, second = read_marks(data).sheets
    assert codes(first) == ["header_missing"]
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


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("ĐĐGtx", ("tx", None)),
        ("ĐĐGtx 3", ("tx", 3)),
        ("ĐĐGtx(3)", ("tx", 3)),
        ("TX3", ("tx", 3)),
        ("Đánh giá thường xuyên", ("tx", None)),
        ("Thường xuyên lần 2", ("tx", 2)),
        ("ĐĐG thường xuyên TX4", ("tx", 4)),
        ("Điểm TX (hệ số 1)", ("tx", None)),
        ("ĐĐGgk", ("gk", None)),
        ("GK", ("gk", None)),
        ("Giữa học kỳ I", ("gk", None)),
        ("Điểm giữa kì (hệ số 2)", ("gk", None)),
        ("ĐĐGck", ("ck", None)),
        ("Cuối kì", ("ck", None)),
        ("KT học kỳ", None),
        ("ĐTBmhkI", ("hk1", None)),
        ("ĐTBmhkII", ("hk2", None)),
        ("ĐTBmhk1", ("hk1", None)),
        ("ĐTB môn học kỳ 2", ("hk2", None)),
        ("ĐTBmhk", ("average", None)),
        ("TBM", ("average", None)),
        ("ĐTBmcn", ("year", None)),
        ("Cả năm", ("year", None)),
        ("Kết quả", ("rating", None)),
        ("Đánh giá", ("rating", None)),
        ("Mức đánh giá HK2", ("hk2", None)),
        ("Kết quả học tập", ("summary", None)),
        ("Nhận xét", ("comment", None)),
        ("Nhận xét sự tiến bộ, ưu điểm nổi bật", ("comment", None)),
        ("ĐĐGđk 2", ("dk", 2)),
        ("Mã định danh Bộ GD&ĐT", ("code", None)),
        ("Mã HS", ("school_code", None)),
        ("Họ và\ntên", ("name", None)),
        ("", None),
        ("Toán", None),
    ],
)
def test_words_of_headers(text: str, field: tuple[str, int | None] | None) -> None:
    assert classify(key(text)) == field


def test_all_class_workbooks_of_the_sample_school() -> None:
    workbook_8b = read_marks(marks_file("8B_HK1"), "8B_HK1.xlsx")
    assert (workbook_8b.class_name, workbook_8b.term_number) == ("8B", 1)
    assert workbook_8b.year_name == "2025-2026"
    assert [s.resolve_subject(SUBJECTS)[0] for s in workbook_8b.sheets] == [*SUBJECTS]
    assert {len(sheet.rows) for sheet in workbook_8b.sheets} == {36}
    assert not any(sheet.problems for sheet in workbook_8b.sheets)
