"""What we write: the page of the register, the template, the copy with problems."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.finding import found
from gradebook_core.workbooks.marks import read_marks
from gradebook_core.workbooks.opening import open_workbook
from gradebook_core.workbooks.page_xlsx import write_subject_page, write_subject_pages
from gradebook_core.workbooks.problem_copy import write_problem_copy
from gradebook_core.workbooks.sheet_writing import sheet_name
from gradebook_core.workbooks.template import write_template
from workbook_builders import SUBJECTS, bad_file, edited, marks_file, workbook
from workbook_marks_samples import check
from workbook_pages import DIGEST, EVIL, rated_page, scored_page

PAGES = [scored_page(1), scored_page(2), rated_page(1), rated_page(2)]


def first_sheet(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def texts(data: bytes) -> dict[str, Any]:
    return {
        cell.coordinate: cell.value
        for row in first_sheet(data).iter_rows()
        for cell in row
        if cell.value is not None
    }


def parts(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


# -- the page ------------------------------------------------------------------


def test_page_shows_the_values_of_the_page_data() -> None:
    sheet = first_sheet(write_subject_page(scored_page()))
    assert sheet.title == "Lịch sử và Địa lí 8B"
    values = [[cell.value for cell in row] for row in sheet.iter_rows(7, 12)]
    assert values[0][:12] == [
        *("Số TT", "Mã học sinh", "Họ và tên", "Ngày sinh"),
        *("ĐĐGtx", None, None, None, "ĐĐGgk", "ĐĐGck", "ĐTBmhkI", "Nhận xét"),
    ]
    assert values[1][4:8] == ["1", "2", "3", "4"]
    assert values[2][4:8] == ["Lịch sử", None, "Địa lí", None]
    assert values[3][:11] == [
        *(1, "2300000301", "Trần Xuân An", "02/05/2012"),
        *(8, 10, 10, 8, 7.5, 8.2, 8.4),
    ]
    assert values[4][4:11] == [8, "v", 7, 0, 5.5, None, 6.4]
    assert values[5][8:13] == [8, 10, None, None, "Chuyển đi 16/02/2026"]


def test_numbers_are_numbers_in_the_form_they_are_shown() -> None:
    sheet = first_sheet(write_subject_page(scored_page()))
    assert sheet["E10"].number_format == "0", "whole marks"
    assert sheet["I12"].number_format == "0.0", "8,0 keeps its decimal"
    assert sheet["K10"].number_format == "0.0"
    assert sheet["K11"].font.italic, "provisional, as on paper"
    assert sheet["K10"].font.bold


@pytest.mark.parametrize("page", PAGES, ids=["s1", "s2", "c1", "c2"])
def test_page_of_both_kinds_and_terms(page: dict[str, Any]) -> None:
    sheet = first_sheet(write_subject_page(page))
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {column["label"] for column in page["result_columns"]} <= shown
    assert {"Giáo viên môn học", "Giáo viên chủ nhiệm", "Hiệu trưởng"} <= shown
    assert {*page["stats"], "Số học sinh đạt từng mức", "50"} <= shown
    assert f"Mã nội dung: {DIGEST}" in shown
    assert "In lúc 22/11/2026 10:15 – Người in: Quách Văn Huy & Co" in shown
    retake = {"Đánh giá lại", "Mức đánh giá lại"} & shown
    assert len(retake) == (page["term_number"] == 2)


def test_print_setup() -> None:
    sheet = first_sheet(write_subject_page(scored_page()))
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation) == (9, "portrait")
    assert setup.fitToWidth in (None, 1), "one page wide, the default"
    assert setup.fitToHeight == 0, "as many pages as it takes"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$7:$9"
    assert sheet.oddFooter.right.text == "Trang &P/&N"
    assert sheet.oddFooter.center.text == "Mã nội dung: 3f2a 91bc 77d0"
    assert "Huy && Co" in sheet.oddFooter.left.text


def test_nothing_in_the_page_is_a_formula_or_a_link() -> None:
    page = scored_page()
    page["rows"][0]["name"] = "+1+1"
    page["rows"][2]["note"] = "@SUM(A1)"
    page["teachers"][0]["name"] = "=1+1"
    page["title"] = "=2+2"
    data = write_subject_page(page)
    sheet = first_sheet(data)
    assert sheet["C11"].value == EVIL
    assert sheet["C11"].data_type == "s"
    assert "<f>" not in parts(data)
    assert "<hyperlink" not in parts(data)
    assert sheet["A3"].value == "=2+2"
    assert sheet["A3"].data_type == "s"


def test_several_pages_in_one_book() -> None:
    pages = [scored_page(), rated_page(), scored_page()]
    book = openpyxl.load_workbook(io.BytesIO(write_subject_pages(pages)))
    assert book.sheetnames == [
        "Lịch sử và Địa lí 8B",
        "Giáo dục thể chất 8B",
        "Lịch sử và Địa lí 8B 2",
    ]


@pytest.mark.parametrize("page", PAGES, ids=["s1", "s2", "c1", "c2"])
def test_page_is_read_back(page: dict[str, Any]) -> None:
    (sheet,) = read_marks(write_subject_page(page)).sheets
    assert not sheet.problems
    assert sheet.resolve_subject(SUBJECTS) == (page["subject"], None)
    assert (sheet.class_name, sheet.term_number) == ("8B", page["term_number"])
    marks = [c for c in sheet.columns if c.kind in ("tx", "gk", "ck")]
    assert [c.kind for c in marks] == [c["kind"] for c in page["columns"]]
    assert [row.code for row in sheet.rows] == [row["code"] for row in page["rows"]]


# -- names of sheets -----------------------------------------------------------


def test_sheet_names() -> None:
    taken: set[str] = set()
    assert sheet_name("Toán", taken) == "Toán"
    assert sheet_name("TOÁN", taken) == "TOÁN 2"
    assert sheet_name("Văn/Sử: [1]*?", taken) == "Văn Sử 1"
    assert sheet_name("'", taken) == "Sheet"
    assert sheet_name("History", taken) == "History 1"
    long = [sheet_name(SUBJECTS[10], taken) for _ in range(3)]
    assert all(len(name) <= 31 for name in long)
    assert len(set(long)) == 3


# -- the template --------------------------------------------------------------


def pages_of(data: bytes) -> list[dict[str, Any]]:
    """Page data out of a class workbook, as the register would give it."""
    pages = []
    for sheet in read_marks(data).sheets:
        subject, _ = sheet.resolve_subject(SUBJECTS)
        page = {
            **scored_page(),
            "subject": subject or "",
            "parent_office": "",
            "rows": [],
        }
        if SUBJECTS.index(subject or "") > 7:
            page["subject_kind"] = "comment"
        marks = [c for c in sheet.columns if c.kind in ("tx", "gk", "ck")]
        page["columns"] = [
            {
                "group": f"ĐĐG{column.kind}",
                "label": str(column.number or ""),
                "component": "",
                "kind": column.kind,
            }
            for column in marks
        ]
        for row in sheet.rows:
            shown = [row.cells.get(column.index) for column in marks]
            result = row.cells.get(sheet.columns[-1].index)
            page["rows"].append(
                {
                    "number": row.stt,
                    "code": row.code,
                    "name": row.name,
                    "birth_date": row.birth_date.strftime("%d/%m/%Y"),  # type: ignore[attr-defined]
                    "cells": [
                        str("" if v is None else v).replace(".", ",") for v in shown
                    ],
                    "result": str("" if result is None else result).replace(".", ","),
                    "comment": "",
                    "note": "",
                }
            )
        pages.append(page)
    return pages


def test_filled_template_is_taken_whole() -> None:
    original = marks_file("8B_HK1")
    written = write_template(pages_of(original), blank=False)
    before = read_marks(original).sheets
    after = read_marks(written).sheets
    assert [sheet.title for sheet in after][:10] == [sheet.title for sheet in before][
        :10
    ]
    for old, new in zip(before, after, strict=True):
        assert (new.class_name, new.term_number) == ("8B", 1)
        assert new.year_name == "2025-2026"
        one, _ = check(old)
        other, findings = check(new)
        assert one is not None and other is not None
        assert findings == []
        assert [(c.entry_id, c.key, c.value) for c in one.cells] == [
            (c.entry_id, c.key, c.value) for c in other.cells
        ]


def test_blank_template_is_the_layout_of_the_export() -> None:
    data = write_template([scored_page()])
    shown = texts(data)
    assert shown["D3"] == "BẢNG ĐIỂM MÔN LỊCH SỬ VÀ ĐỊA LÍ"
    assert shown["D4"] == "Lớp 8B - Học kỳ I - Năm học 2025-2026"
    assert [shown.get(f"{c}6") for c in "ABCDEFGHIJK"] == [
        *("STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "ĐĐGtx", None, None, None),
        *("ĐĐGgk", "ĐĐGck", "Nhận xét"),
    ]
    assert shown["C9"] == EVIL
    sheet = first_sheet(data)
    assert sheet["C9"].data_type == "s"
    assert not any(sheet[f"{c}8"].value for c in "EFGHIJK")
    assert sheet.protection.sheet
    assert not sheet["E8"].protection.locked
    assert sheet["B8"].protection.locked
    ranges = {
        str(check.sqref): check.type for check in sheet.data_validations.dataValidation
    }
    assert ranges["E8:E10"] == "whole"
    assert ranges["I8:I10"] == "decimal"


def test_template_of_a_comment_subject_and_of_an_empty_class() -> None:
    page = rated_page()
    sheet = first_sheet(write_template([page]))
    kinds = {check.type for check in sheet.data_validations.dataValidation}
    assert kinds == {"list"}
    page["rows"] = []
    (empty,) = read_marks(write_template([page])).sheets
    assert [problem.code for problem in empty.problems] == ["no_students"]


# -- the copy with problems ----------------------------------------------------


def test_problems_are_marked_at_their_cells() -> None:
    data = bad_file("value_above_10")
    _, findings = check(read_marks(data).sheets[1])
    copy = write_problem_copy(data, findings, lambda f: f"{f.code}: {f.params['raw']}")
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["Toán"]
    assert sheet["E9"].value == 11
    assert sheet["E9"].comment.text == "above_10: 11"
    assert sheet["E9"].fill.start_color.rgb == "FFFF9999"
    assert sheet["E10"].comment is None


def test_copy_keeps_everything_else_and_reads_as_before() -> None:
    data = bad_file("formula_cell")
    _, findings = check(read_marks(data).sheets[1])
    copy = write_problem_copy(data, findings, lambda f: f.code)
    _, again = check(read_marks(copy).sheets[1])
    assert [(f.code, f.cell) for f in again] == [(f.code, f.cell) for f in findings]
    for old, new in zip(
        open_workbook(data).sheets, open_workbook(copy).sheets, strict=True
    ):
        assert list(old.rows()) == list(new.rows())


def test_findings_without_a_cell_in_merged_cells_and_on_one_cell() -> None:
    findings = [
        found("no_students", "Toán"),
        found("header_missing", "Toán", 6, 7),  # G6 is merged into E6:H6
        found("missing_student", "Toán", 9, 5, severity="info"),
        found("above_10", "Toán", 9, 5),
        found("above_10", "Không có", 9, 5),
    ]
    copy = write_problem_copy(marks_file("8B_HK1"), findings, lambda f: f.code)
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["Toán"]
    assert sheet["A1"].comment.text == "no_students"
    assert sheet["E6"].comment.text == "header_missing"
    assert sheet["E9"].comment.text == "above_10\nmissing_student"
    assert sheet["E9"].fill.start_color.rgb == "FFFF9999"
    twice = write_problem_copy(copy, findings[:1], lambda f: "again")
    sheet = openpyxl.load_workbook(io.BytesIO(twice))["Toán"]
    assert sheet["A1"].comment.text == "no_students\nagain"


def test_no_copy_of_a_workbook_that_is_one_merged_cell() -> None:
    data = edited(
        workbook({"Toán": [[1]]}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
    )
    with pytest.raises(Problem) as caught:
        write_problem_copy(data, [], lambda f: f.code)
    assert caught.value.code == "too_many_cells"


def test_no_copy_of_a_file_that_is_not_let_in() -> None:
    with pytest.raises(Problem) as caught:
        write_problem_copy(bad_file("huge_when_unpacked"), [], lambda f: f.code)
    assert caught.value.code == "unpacks_too_big"
