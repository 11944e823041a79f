"""The list of students and the staff workbook."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.finding import ERROR, INFO, WARNING
from gradebook_core.workbooks.roster import Roster, RosterRow, read_roster
from gradebook_core.workbooks.staff import StaffWorkbook, read_staff
from workbook_builders import SCHOOL, SUBJECTS, marks_file, workbook

Rows = list[list[Any]]
HEADER = [
    *("STT", "Mã định danh", "Số đăng bộ", "Họ và tên", "Ngày sinh", "Giới tính"),
    *("Dân tộc", "Nơi sinh", "Địa chỉ", "Họ tên cha", "SĐT cha", "Họ tên mẹ"),
    *("SĐT mẹ", "Lớp", "Ghi chú"),
]
AN: dict[str, Any] = {
    "STT": 1,
    "Mã định danh": "2200000019",
    "Họ và tên": "Phạm Anh Anh",
    "Ngày sinh": datetime.datetime(2014, 10, 5),
    "Giới tính": "Nam",
    "Lớp": "6A",
}


def roster(*students: dict[str, Any], title: str = "Hoc sinh") -> Roster:
    rows = [[student.get(name) for name in HEADER] for student in students]
    return read_roster(workbook({title: [HEADER, *rows]}))


def found_in(*students: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(p.severity, p.code, p.cell) for p in roster(*students).problems]


def one(**fields: Any) -> RosterRow:
    return roster({**AN, **fields}).rows[0]


# -- students ------------------------------------------------------------------


def test_sample_roster() -> None:
    whole = read_roster((SCHOOL / "roster.xlsx").read_bytes(), "roster.xlsx")
    assert not whole.problems
    assert len(whole.rows) == 474
    assert len({row.class_name for row in whole.rows}) == 12
    assert Counter(row.gender for row in whole.rows) == {"male": 259, "female": 215}
    first = whole.rows[0]
    assert (first.row, first.stt, first.code) == (2, 1, "2200000019")
    assert (first.registry_number, first.name) == ("2025/0019", "Phạm Anh Anh")
    assert first.birth_date == datetime.date(2014, 10, 5)
    assert (first.gender, first.ethnicity) == ("male", "Kinh")
    assert (first.birth_place, first.address) == ("Hà Nội", "Thôn 3")
    assert (first.father, first.father_phone) == ("Chu Nhật Trí", "0979553295")
    assert (first.mother, first.mother_phone) == ("Dương Thị Hồng Nguyệt", "0387705506")
    exempt = [row for row in whole.rows if row.exempt_subjects]
    assert [row.exempt_subjects for row in exempt] == [["Giáo dục thể chất"]] * 4
    left = [(row.left_on, row.left_how) for row in whole.rows if row.left_how]
    assert left == [(datetime.date(2026, 2, 16), "transfer")] * 4


def test_vendors_student_list() -> None:
    rows: Rows = [
        ["DANH SÁCH HỌC SINH"],
        [],
        [
            "Mã lớp",
            "Mã học sinh",
            "Họ tên",
            "Ngày sinh (dd/mm/yyyy)",
            "Giới tính",
            "Trạng thái HS",
            "Dân tộc",
            "Loại khuyết tật",
            "Số định danh cá nhân",
        ],
        [
            "6A",
            2200000019,
            "Phạm Anh Anh",
            "05/10/2014",
            "NAM",
            "Đang học",
            "Kinh",
            "Khuyết tật vận động",
            "001214000001",
        ],
    ]
    whole = read_roster(workbook({"DS": rows}))
    assert not whole.problems
    (row,) = whole.rows
    assert (row.code, row.class_name, row.gender) == ("2200000019", "6A", "male")
    assert (row.status, row.disability) == ("Đang học", "Khuyết tật vận động")
    assert row.national_id == "001214000001"
    assert row.birth_date == datetime.date(2014, 10, 5)


def test_class_from_title_and_sheet_name() -> None:
    header = ["STT", "Mã học sinh", "Họ và tên"]
    book = workbook(
        {
            "Danh sách": [["DANH SÁCH LỚP 6A"], header, [1, "2200000019", "An"]],
            "7b": [header, [1, "2200000020", "Bình"]],
            "Khác": [header, [1, "2200000021", "Chi"]],
            "Hướng dẫn": [["Cách điền"]],
        }
    )
    whole = read_roster(book)
    assert [row.class_name for row in whole.rows] == ["6A", "7B", ""]
    assert [(p.code, p.sheet, p.severity) for p in whole.problems] == [
        ("sheet_not_read", "Hướng dẫn", "warning"),
        ("missing_class", "Khác", "error"),
    ]


def test_codes_are_text() -> None:
    assert one(**{"Mã định danh": 2200000019}).code == "2200000019"
    assert one(**{"Mã định danh": " 2200000019 "}).code == "2200000019"
    lost = roster({**AN, "Mã định danh": 142976685})
    assert lost.rows[0].code == "0142976685"
    (problem,) = lost.problems
    assert (problem.severity, problem.code) == (INFO, "code_zero_restored")
    assert problem.params["student_code"] == "0142976685"
    assert one(**{"Mã định danh": "HS12"}).code == "HS12", "text stays as it is"


@pytest.mark.parametrize(
    ("raw", "phone", "findings"),
    [
        ("0979553295", "0979553295", []),
        ("0979 553 295", "0979553295", []),
        ("0979.553.295", "0979553295", []),
        ("+84979553295", "0979553295", []),
        (979553295, "0979553295", [(INFO, "phone_zero_restored", "K2")]),
        ("12345", "12345", [(WARNING, "bad_phone", "K2")]),
        (None, "", []),
    ],
)
def test_phones(raw: Any, phone: str, findings: list[tuple[str, str, str]]) -> None:
    assert one(**{"SĐT cha": raw}).father_phone == phone
    assert found_in({**AN, "SĐT cha": raw}) == findings


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        ({"Mã định danh": None}, "missing_code", "B2"),
        ({"Họ và tên": None}, "missing_name", "D2"),
        ({"Lớp": " "}, "missing_class", "N2"),
        ({"Ngày sinh": "31/02/2014"}, "bad_date", "E2"),
        ({"Ngày sinh": "05/10/14"}, "bad_date", "E2"),
        ({"Ngày sinh": datetime.datetime(1905, 1, 1)}, "bad_date", "E2"),
        ({"Giới tính": "Khác"}, "unknown_gender", "F2"),
        ({"Địa chỉ": '=HYPERLINK("x")'}, "formula", "I2"),
        ({"Ghi chú": "Chuyển đi 30/02/2026"}, "bad_date", "O2"),
    ],
)
def test_errors_of_one_cell(change: dict[str, Any], code: str, cell: str) -> None:
    assert found_in({**AN, **change}) == [(ERROR, code, cell)]
    assert roster({**AN, **change}).refused


def test_no_row_with_a_name_is_dropped_unseen() -> None:
    nobody = {"Họ và tên": "Vũ Yến Châu", "Lớp": "6A"}
    assert found_in(AN, nobody) == [(ERROR, "missing_code", "B3")]
    assert found_in(AN, {"STT": 2, "Họ và tên": "Vũ Yến Châu"}) == [
        (ERROR, "missing_code", "B3"),
        (ERROR, "missing_class", "N3"),
    ]
    assert found_in(AN, {"Họ và tên": "Tổng số: 1"}) == []


def test_duplicate_code_names_both() -> None:
    other = {**AN, "Họ và tên": "Vũ Yến Châu", "Lớp": "7A"}
    (problem,) = roster(AN, other).problems
    assert (problem.code, problem.cell, problem.who) == (
        "duplicate_code",
        "B3",
        "Vũ Yến Châu",
    )
    assert problem.params["first_name"] == "Phạm Anh Anh"
    assert problem.params["first_row"] == 2


def test_notes() -> None:
    row = one(
        **{
            "Ghi chú": "Miễn môn Giáo dục thể chất, Nghệ thuật; "
            "Chuyển đến ngày 01/10/2025\nThôi học từ 2.3.2026"
        }
    )
    assert row.exempt_subjects == ["Giáo dục thể chất", "Nghệ thuật"]
    assert (row.came_how, row.came_on) == ("transfer", datetime.date(2025, 10, 1))
    assert (row.left_how, row.left_on) == ("drop_out", datetime.date(2026, 3, 2))
    nfd = one(**{"Ghi chú": "MIỄN  Hoạt động trải nghiệm, hướng nghiệp"})
    assert nfd.exempt_subjects == [SUBJECTS[10]]
    assert found_in({**AN, "Ghi chú": "Chuyển đi"}) == [
        (WARNING, "left_without_date", "O2")
    ]
    assert found_in({**AN, "Ghi chú": "Con thương binh"}) == []


def test_a_cross_in_the_column_for_girls() -> None:
    rows: Rows = [
        ["STT", "Mã HS", "Họ và tên", "Nữ", "Lớp"],
        [1, "2200000019", "An", None, "6A"],
        [2, "2200000020", "Chi", "x", "6A"],
        [None, None, "Tổng số: 2"],
    ]
    assert [row.gender for row in read_roster(workbook({"6A": rows})).rows] == [
        "male",
        "female",
    ]


def test_other_workbooks_are_no_roster() -> None:
    with pytest.raises(Problem) as caught:
        read_roster(marks_file("8B_HK1"))
    assert caught.value.code == "marks_not_roster"
    assert caught.value.params["sheet"] == "Ngữ văn"
    assert caught.value.params["cell"] == "E6"
    with pytest.raises(Problem) as caught:
        read_roster(workbook({"A": [["Tên", "Tuổi"], ["An", 12]]}))
    assert caught.value.code == "header_missing"


# -- staff ---------------------------------------------------------------------

STAFF: Rows = [
    ["Mã cán bộ", "Họ và tên", "Tổ chuyên môn", "Tổ trưởng", "Chức vụ"],
    ["GV1", "Hoàng Nga", "Tổ Khoa học xã hội", "x", "Giáo viên"],
    ["GV2", "Vũ Dung", "Tổ Khoa học xã hội", None, "Giáo viên"],
]
SUBJECT_ROWS: Rows = [
    ["Môn học", "Hình thức", "Khối 6", "Khối 7", "Phân môn theo cột thường xuyên"],
    ["Lịch sử và Địa lí", "Điểm số", 105, "105", "Lịch sử, Lịch sử, Địa lí, Địa lí"],
    ["Nghệ thuật", "Nhận xét", 70, None, "Âm nhạc, Mĩ thuật"],
]
TEACHING: Rows = [
    ["Lớp", "Môn học", "Phân môn", "Mã giáo viên"],
    ["6A", "Lịch sử và Địa lý", "Lịch sử", "GV1"],
    ["6A", "Lịch sử và Địa lí", "ĐỊA LÝ", "GV2"],
    ["6A", "Nghệ thuật", None, "GV2"],
]
HOMEROOMS: Rows = [["Lớp", "Mã giáo viên"], [" 6a", "GV1"]]


def staff(**changes: Rows) -> StaffWorkbook:
    sheets = {
        "Can bo": STAFF,
        "Phan cong": TEACHING,
        "Chu nhiem": HOMEROOMS,
        "Mon hoc": SUBJECT_ROWS,
    }
    names = {"staff": "Can bo", "teaching": "Phan cong"}
    names |= {"homerooms": "Chu nhiem", "subjects": "Mon hoc"}
    return read_staff(
        workbook({**sheets, **{names[name]: rows for name, rows in changes.items()}})
    )


def problems(result: StaffWorkbook) -> list[tuple[str, str, str]]:
    return [(p.code, p.sheet, p.cell) for p in result.problems]


def test_sample_staff() -> None:
    whole = read_staff((SCHOOL / "staff.xlsx").read_bytes(), "staff.xlsx")
    assert not whole.problems
    assert len(whole.staff) == 24
    assert len(whole.teaching) == 168
    assert len(whole.homerooms) == 12
    assert [subject.name for subject in whole.subjects] == [*SUBJECTS]
    assert [row.code for row in whole.staff if row.head] == ["GV001", "GV007", "GV013"]
    assert {row.position for row in whole.staff} >= {"Hiệu trưởng", "Văn thư"}
    technology = whole.subjects[6]
    assert technology.periods == {6: 35, 7: 35, 8: 52, 9: 52}
    assert [subject.kind for subject in whole.subjects].count("comment") == 4
    assert whole.subjects[10].components == [
        "Sinh hoạt dưới cờ, sinh hoạt lớp",
        "Hoạt động theo chủ đề",
    ]


def test_tables_are_told_apart_by_their_headers() -> None:
    result = staff()
    assert not result.problems
    assert [(t.subject, t.component, t.teacher_code) for t in result.teaching] == [
        ("Lịch sử và Địa lí", "Lịch sử", "GV1"),
        ("Lịch sử và Địa lí", "Địa lí", "GV2"),
        ("Nghệ thuật", "", "GV2"),
    ]
    assert result.homerooms[0].class_name == "6A"
    assert result.subjects[0].periods == {6: 105, 7: 105}
    assert result.subjects[1].periods == {6: 70}
    assert [row.head for row in result.staff] == [True, False]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"staff": [*STAFF, ["GV1", "Ai Đó"]]}, ("duplicate_staff_code", "A4")),
        ({"staff": [*STAFF, [None, "Ai Đó"]]}, ("missing_value", "A4")),
        ({"staff": [*STAFF, ["GV3", "=1+1"]]}, ("formula", "B4")),
        ({"teaching": [*TEACHING, ["6A", "Thiên văn", None, "GV1"]]},
         ("unknown_subject", "B5")),
        ({"teaching": [*TEACHING, ["6A", "Nghệ thuật", "Múa", "GV1"]]},
         ("unknown_component", "C5")),
        ({"teaching": [*TEACHING, ["6A", "Nghệ thuật", None, "GV1"]]},
         ("duplicate_assignment", "A5")),
        ({"teaching": [*TEACHING, ["7A", "Nghệ thuật", None, "GV9"]]},
         ("unknown_teacher", "D5")),
        ({"teaching": [*TEACHING, ["7A", "Nghệ thuật"]]}, ("missing_value", "D5")),
        ({"homerooms": [*HOMEROOMS, ["6A", "GV2"]]}, ("duplicate_homeroom", "A3")),
        ({"homerooms": [*HOMEROOMS, ["7A", "GV9"]]}, ("unknown_teacher", "B3")),
        ({"subjects": [*SUBJECT_ROWS, ["Toán", "Chấm điểm"]]}, ("unknown_form", "B4")),
        ({"subjects": [*SUBJECT_ROWS, ["Toán", "Điểm số", "nhiều"]]},
         ("not_a_number", "C4")),
        ({"subjects": [*SUBJECT_ROWS, ["NGHỆ THUẬT", "Điểm số"]]},
         ("duplicate_subject", "A4")),
    ],
)  # fmt: skip
def test_errors_of_staff_workbooks(
    changes: dict[str, Rows], expected: tuple[str, str]
) -> None:
    result = staff(**changes)
    assert [(code, cell) for code, _sheet, cell in problems(result)] == [expected]
    assert result.refused


def test_assignments_alone_are_not_checked_against_what_is_not_there() -> None:
    result = read_staff(workbook({"Phan cong": TEACHING, "Chu nhiem": HOMEROOMS}))
    assert not result.problems
    assert [t.component for t in result.teaching] == ["Lịch sử", "ĐỊA LÝ", ""]


def test_no_table_at_all() -> None:
    with pytest.raises(Problem) as caught:
        read_staff(workbook({"A": [["x"]]}))
    assert caught.value.code == "header_missing"
