"""Sheets judged against roll and gradebook: good files, the bad ones, and the options."""

from __future__ import annotations

import csv
import time
from typing import Any

import pytest
from gradebook_core.register.values import Problem, display
from gradebook_core.workbooks.checking import Options
from gradebook_core.workbooks.finding import ERROR, INFO, WARNING
from gradebook_core.workbooks.marks import MarksSheet, read_marks
from workbook_builders import BAD, SCHOOL, SUBJECTS, bad_file, marks_file
from workbook_marks_samples import check, check_all, plain_average, rolls, target

CLASSES = [f"{grade}{letter}" for grade in "6789" for letter in "ABC"]


def toan(data: bytes) -> MarksSheet:
    return read_marks(data).sheets[1]


# -- good files ----------------------------------------------------------------


@pytest.mark.parametrize("term", [1, 2])
@pytest.mark.parametrize("class_name", CLASSES)
def test_every_class_workbook_is_taken_whole(class_name: str, term: int) -> None:
    checks = check_all(marks_file(f"{class_name}_HK{term}"), class_name, term)
    assert len(checks) == 12
    roll = rolls()[class_name]
    for result, findings in checks:
        assert result is not None
        assert not [f for f in findings if f.severity != INFO]
        assert not result.averages
        assert {cell.entry_id for cell in result.cells} == {e.id for e in roll}
        assert all(cell.value is not None for cell in result.cells)


def test_values_give_the_expected_averages() -> None:
    """All term results of the sample school follow from the cells that were read."""
    expected: dict[tuple[str, str, str], str] = {}
    with (SCHOOL / "expected.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            expected[line["student"], line["scope"], line["item"]] = line["value"]
    compared = 0
    for class_name in CLASSES:
        codes = {entry.id: entry.code for entry in rolls()[class_name]}
        for term in (1, 2):
            data = marks_file(f"{class_name}_HK{term}")
            for sheet in read_marks(data).sheets:
                subject, _ = sheet.resolve_subject(SUBJECTS)
                result, _ = check(sheet, class_name, term)
                assert result is not None and subject is not None
                cells: dict[int, dict[Any, Any]] = {}
                for cell in result.cells:
                    cells.setdefault(cell.entry_id, {})[cell.key] = cell.value
                kind = target(subject, class_name, term).subject_kind
                for entry, values in cells.items():
                    ours = plain_average(kind)(entry, values)
                    key = (codes[entry], f"HK{term}", subject)
                    if ours is not None and key in expected:
                        shown = display(ours).replace(",", ".")
                        assert shown == expected[key], key
                        compared += 1
    assert compared == (474 + 470) * 12 - 8  # four students are exempt from one subject


def test_a_class_workbook_is_read_and_judged_in_half_a_second() -> None:
    rolls()
    data = marks_file("7B_HK1")
    started = time.perf_counter()
    checks = check_all(data, "7B")
    assert time.perf_counter() - started < 0.5
    assert sum(len(result.cells) for result, _ in checks if result) > 2500


# -- bad files -----------------------------------------------------------------

BAD_CELLS = {
    "average_disagrees": ("average_disagrees", "Toán", "K17"),
    "duplicate_student": ("duplicate_student", "Toán", "B15"),
    "formula_cell": ("formula", "Toán", "E13"),
    "header_missing": ("marks_header_missing", "Toán", "A6"),
    "name_and_id_disagree": ("name_and_code_disagree", "Toán", "C16"),
    "other_class_title": ("other_class", "Toán", "D4"),
    "regular_mark_not_whole": ("not_whole", "Toán", "E12"),
    "rows_in_another_order": ("rows_in_another_order", "Toán", "B8"),
    "sheet_unknown_subject": ("unknown_subject", "Thiên văn", "D3"),
    "unknown_student": ("unknown_student", "Toán", "B14"),
    "value_above_10": ("above_10", "Toán", "E9"),
    "value_negative": ("negative", "Toán", "F10"),
    "value_text": ("not_a_mark", "Toán", "G11"),
    "value_two_decimals": ("two_decimals", "Toán", "I12"),
}
BAD_FILES = {
    "huge_when_unpacked": "unpacks_too_big",
    "not_a_workbook": "not_a_workbook",
    "truncated": "truncated",
}


def test_no_bad_file_is_forgotten() -> None:
    names = {path.stem for path in BAD.glob("*.xlsx")}
    assert names == {*BAD_CELLS, *BAD_FILES}


@pytest.mark.parametrize("name", BAD_CELLS)
def test_bad_file_gives_one_clear_finding(name: str) -> None:
    checks = check_all(bad_file(name))
    (finding,) = [finding for _, findings in checks for finding in findings]
    assert (finding.code, finding.sheet, finding.cell) == BAD_CELLS[name]
    assert finding.severity == ERROR
    assert finding.params["sheet"] == finding.sheet
    assert finding.params["cell"] == finding.cell
    refused = [result is None or result.refused for result, _ in checks]
    assert refused == [index == 1 for index in range(12)], "the others are taken"


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_on_opening(name: str) -> None:
    with pytest.raises(Problem) as caught:
        read_marks(bad_file(name))
    assert caught.value.code == BAD_FILES[name]


def test_what_the_findings_say() -> None:
    def params(name: str) -> dict[str, object]:
        _, findings = check(toan(bad_file(name)))
        return findings[0].params

    assert params("average_disagrees") == {
        "sheet": "Toán",
        "cell": "K17",
        "who": "Nguyễn Quang Hải",
        "file": "1,0",
        "ours": "9,4",
        "column": "ĐTBmhkI",
    }
    assert params("duplicate_student")["first_row"] == 14
    assert params("duplicate_student")["second_row"] == 15
    assert params("unknown_student")["roll_code"] == "2300000297"
    assert params("name_and_id_disagree")["name"] == "Bùi Ngọc Lan"
    assert params("name_and_id_disagree")["roll_name"] == "Nguyễn Anh Hùng"
    assert params("other_class_title")["raw"] == "9C"
    assert params("other_class_title")["expected"] == "8B"
    assert params("rows_in_another_order")["expected"] == "Trần Xuân An"
    assert params("value_text")["raw"] == "tám"
    assert params("value_text")["column"] == "ĐĐGtx 3"


def test_a_finding_can_be_raised() -> None:
    _, (finding,) = check(toan(bad_file("value_above_10")))
    problem = finding.problem()
    assert problem.code == "above_10"
    assert problem.params["cell"] == "E9"


def test_a_refused_cell_leaves_the_others_of_its_row_in_the_preview() -> None:
    result, _ = check(toan(bad_file("value_above_10")))
    assert result is not None
    refused = [cell for cell in result.cells if cell.value is None]
    assert [(cell.cell, cell.key) for cell in refused] == [("E9", "tx1")]
    assert refused[0].finding is not None
    assert len(result.cells) == 36 * 6


# -- what somebody may accept --------------------------------------------------


def test_other_order_can_be_accepted() -> None:
    sheet = toan(bad_file("rows_in_another_order"))
    result, findings = check(sheet, options=Options(accept_other_order=True))
    assert result is not None
    assert not result.refused
    assert [finding.severity for finding in findings] == [WARNING]
    first = next(cell for cell in result.cells if cell.cell == "E8")
    names = {entry.id: entry.name for entry in rolls()["8B"]}
    assert names[first.entry_id] == "Võ Minh An", "by code, not by position"


def test_other_averages_can_be_accepted() -> None:
    sheet = toan(bad_file("average_disagrees"))
    result, findings = check(sheet, options=Options(accept_other_averages=True))
    assert result is not None
    assert not result.refused
    assert [finding.severity for finding in findings] == [WARNING]
    (other,) = result.averages
    assert (other.cell, other.file, other.ours) == ("K17", "1,0", "9,4")
