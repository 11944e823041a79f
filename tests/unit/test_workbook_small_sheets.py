"""Students, cells, comments and averages of sheets with three students."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from gradebook_core.workbooks.checking import Target, check_sheet
from gradebook_core.workbooks.finding import ERROR, INFO, WARNING
from gradebook_core.workbooks.marks import MarksSheet, read_marks
from gradebook_core.workbooks.matching import RollEntry, match_rows
from workbook_builders import marks_file, workbook
from workbook_marks_samples import plain_average, rolls, target

HEADER = ["STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "TX1", "TX2", "GK", "CK"]
ROLL = [
    RollEntry(11, "2300000301", "Trần Xuân An", datetime.date(2012, 5, 2), 1),
    RollEntry(12, "0142976685", "Võ Thị Hòa", datetime.date(2012, 9, 15), 2),
    RollEntry(13, "2500000285", "Đỗ Minh Anh", datetime.date(2012, 4, 11), 3),
]
AN = [1, "2300000301", "Trần Xuân An", "02/05/2012"]
HOA = [2, "0142976685", "Võ Thị Hòa", "15/09/2012"]
ANH = [3, "2500000285", "Đỗ Minh Anh", "11/04/2012"]
TARGET = dataclasses.replace(
    target("Tin học", "6A", 1), class_name=None, term_number=None, year_name=None
)


def small(*rows: list[Any], header: list[Any] | None = None) -> MarksSheet:
    data = workbook({"Tin học": [header or HEADER, *rows]})
    return read_marks(data).sheets[0]


def found_in(*rows: list[Any], **how: Any) -> list[tuple[str, str, str]]:
    result = check_sheet(small(*rows, **how), ROLL, TARGET)
    return [(f.severity, f.code, f.cell) for f in result.findings]


def test_tone_marks_in_either_place_are_one_name() -> None:
    other = [2, "0142976685", "Võ Thị Hoà", "15/09/2012", 8, 8, 8, 8]
    assert found_in([*AN, 8, 8, 8, 8], other, [*ANH, 1, 1, 1, 1]) == []


def test_other_accents_are_another_name() -> None:
    other = [2, "0142976685", "Võ Thị Hoa", "15/09/2012"]
    assert found_in(AN, other, ANH) == [(ERROR, "name_and_code_disagree", "C3")]


def test_a_code_that_lost_its_zero() -> None:
    assert found_in(AN, [2, 142976685, *HOA[2:]], ANH) == []


def test_a_code_that_became_a_float() -> None:
    assert found_in([1, 2300000301.0, *AN[2:]], HOA, ANH) == []


def test_same_student_by_two_writings_of_the_code() -> None:
    rows = [AN, HOA, [3, 142976685, *HOA[2:]]]
    assert found_in(*rows) == [(ERROR, "duplicate_student", "B4")]


def test_without_codes_name_and_birth_date_need_a_confirmation() -> None:
    rows = [[row[0], None, *row[2:], 8, 8, 8, 8] for row in (AN, HOA, ANH)]
    result = check_sheet(small(*rows), ROLL, TARGET)
    assert result.needs_confirmation
    assert not result.refused
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("matched_by_name", WARNING)
    assert finding.params["count"] == 3
    assert {match.how for match in result.matches} == {"name_birth"}


def test_without_code_and_birth_date_nobody_is_known() -> None:
    rows = [[1, None, "Trần Xuân An", None, 8]]
    assert found_in(*rows) == [(ERROR, "unknown_student", "C2")]


def test_two_alike() -> None:
    twin = RollEntry(14, "2500000999", "Trần Xuân An", datetime.date(2012, 5, 2), 4)
    (match,) = match_rows(small([1, None, *AN[2:], 8]), [*ROLL, twin])
    assert [problem.code for problem in match.problems] == ["ambiguous_student"]
    assert not match.usable


def test_other_birth_date_is_a_warning() -> None:
    rows = [[*AN[:3], "03/05/2012"], HOA, ANH]
    assert found_in(*rows) == [(WARNING, "birth_date_disagrees", "D2")]


def test_missing_students_are_told() -> None:
    assert found_in(AN, ANH) == [(INFO, "missing_student", "")]
    gone = [*ROLL[:1], dataclasses.replace(ROLL[1], left=True), ROLL[2]]
    assert check_sheet(small(AN, ANH), gone, TARGET).findings == []


def test_several_errors_are_all_told() -> None:
    rows = [
        [*AN, 11, "x", 7.25, 8],
        [2, "9999999999", "Ai Đó", "15/09/2012", 8],
        [*ANH, 7.5, 8, 8, -1],
    ]
    assert found_in(*rows) == [
        (ERROR, "unknown_student", "B3"),
        (ERROR, "above_10", "E2"),
        (ERROR, "not_a_mark", "F2"),
        (ERROR, "two_decimals", "G2"),
        (ERROR, "not_whole", "E4"),
        (ERROR, "negative", "H4"),
    ]


def test_blank_is_no_zero_and_absent_is_neither() -> None:
    rows = [[*AN, None, 0, "v", " "], HOA, ANH]
    result = check_sheet(small(*rows), ROLL, TARGET)
    first = [c.value.text for c in result.cells if c.row == 2 and c.value]
    assert first == ["", "0.0", "#absent", ""]


def test_dates_in_mark_cells() -> None:
    date = datetime.datetime(2026, 5, 8)
    assert found_in([*AN, date], HOA, ANH) == [(ERROR, "wrong_type", "E2")]


def test_values_beyond_the_columns_of_the_gradebook() -> None:
    header = [*HEADER[:6], "TX3", *HEADER[6:]]
    rows = [[*AN, 8, 8, None, 8, 8], HOA, ANH]
    assert found_in(*rows, header=header) == []
    rows[1] = [*HOA, 8, 8, 9, 8, 8]
    assert found_in(*rows, header=header) == [(ERROR, "extra_column", "G3")]


def test_columns_that_the_file_lacks() -> None:
    header = [*HEADER[:6], "GK"]
    findings = check_sheet(small(AN, HOA, ANH, header=header), ROLL, TARGET).findings
    assert [(f.severity, f.code, f.params["column"]) for f in findings] == [
        (INFO, "missing_column", "ck")
    ]


def test_comments() -> None:
    header = [*HEADER, "Nhận xét"]
    rows = [
        [*AN, 8, 8, 8, 8, " Tiến bộ\r\nrõ rệt "],
        [*HOA, 8, 8, 8, 8, "=1+1"],
        [*ANH, 8, 8, 8, 8, "a" * 2001],
    ]
    result = check_sheet(small(*rows, header=header), ROLL, TARGET)
    assert [(c.entry_id, c.cell, c.text) for c in result.comments] == [
        (11, "I2", "Tiến bộ\nrõ rệt")
    ]
    assert [(f.code, f.cell) for f in result.findings] == [
        ("formula", "I3"),
        ("comment_too_long", "I4"),
    ]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (8.0, []),
        ("8,0", []),
        (8.04, []),
        (7.9499999, ["average_disagrees"]),
        ("tám", ["average_disagrees"]),
        (None, []),
        ("=SUM(E2:H2)", ["average_is_formula"]),
    ],
)
def test_averages_of_the_file(cell: Any, codes: list[str]) -> None:
    header = [*HEADER, "ĐTBmhk"]
    sheet = small([*AN, 8, 8, 8, 8, cell], HOA, ANH, header=header)
    result = check_sheet(sheet, ROLL, TARGET, plain_average("scored"))
    assert [finding.code for finding in result.findings] == codes


def test_exempt_in_the_result_column() -> None:
    header = [*HEADER, "Kết quả"]
    sheet = small([*AN, None, None, None, None, "Miễn"], HOA, ANH, header=header)
    assert not check_sheet(sheet, ROLL, TARGET, lambda *_: "#exempt").refused
    assert check_sheet(sheet, ROLL, TARGET, lambda *_: "8.0").refused


def test_the_average_is_asked_only_for_whole_rows() -> None:
    asked = []
    header = [*HEADER, "ĐTBmhk"]
    sheet = small([*AN, 11, 8, 8, 8, 8], [*HOA, 8, 8, 8, 8, 8], ANH, header=header)

    def average(entry: int, values: object) -> None:
        asked.append(entry)

    check_sheet(sheet, ROLL, TARGET, average)
    assert asked == [12]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"class_name": "9C"}, "other_class"),
        ({"term_number": 2}, "other_term"),
        ({"year_name": "2024-2025"}, "other_year"),
        ({"class_name": " 8b "}, None),
        ({"class_name": None, "term_number": None, "year_name": None}, None),
    ],
)
def test_other_class_term_and_year(change: dict[str, Any], code: str | None) -> None:
    sheet = read_marks(marks_file("8B_HK1")).sheets[1]
    wanted: Target = dataclasses.replace(target("Toán", "8B", 1), **change)
    result = check_sheet(sheet, rolls()["8B"], wanted)
    assert [f.code for f in result.findings] == ([code] if code else [])
    assert bool(result.cells) == (code is None)
