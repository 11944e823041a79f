"""Which subject a sheet is about, by its name and its title."""

from __future__ import annotations

import pytest
from gradebook_core.workbooks.marks import read_marks
from workbook_builders import SUBJECTS, workbook

HEADER = ["STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "TX1", "TX2", "GK", "CK"]
AN = [1, "2300000301", "Trần Xuân An", "02/05/2012"]


@pytest.mark.parametrize(
    ("sheet", "title", "subject"),
    [
        ("Toán", "BẢNG ĐIỂM MÔN TOÁN", "Toán"),
        ("Sheet1", "BẢNG ĐIỂM MÔN TOÁN", "Toán"),
        ("8B_HK1", "BẢNG ĐIỂM MÔN TOÁN - LỚP 8B", "Toán"),
        ("Toán 8B", "", "Toán"),
        ("Môn Toán HK1", "", "Toán"),
        ("Ngoại ngữ 1", "", "Ngoại ngữ 1"),
        ("Ngoại ngữ 1 - 8B", "", "Ngoại ngữ 1"),
        ("Văn", "Môn: Ngữ văn", "Ngữ văn"),
        ("KHTN", "Môn học: Khoa học tự nhiên", "Khoa học tự nhiên"),
        ("LS&ĐL", "Môn Lịch sử và Địa lý", "Lịch sử và Địa lí"),
        ("Hoạt động trải nghiệm hướng ngh", "", SUBJECTS[10]),
        ("Nội dung giáo dục của địa phươn", "", SUBJECTS[11]),
        ("Sheet1", "", None),
    ],
)
def test_subject_of_a_sheet(sheet: str, title: str, subject: str | None) -> None:
    data = workbook({sheet: [[title or None], HEADER, AN]})
    assert read_marks(data).sheets[0].resolve_subject(SUBJECTS) == (subject, None)


@pytest.mark.parametrize(
    ("sheet", "title", "code"),
    [
        ("Thiên văn", "BẢNG ĐIỂM MÔN TOÁN", "unknown_subject"),
        ("Thiên văn", "", "unknown_subject"),
        ("Sheet1", "BẢNG ĐIỂM MÔN THIÊN VĂN", "unknown_subject"),
        ("Toán", "BẢNG ĐIỂM MÔN TIN HỌC", "subject_disagrees"),
    ],
)
def test_subject_that_cannot_be(sheet: str, title: str, code: str) -> None:
    data = workbook({sheet: [[title or None], HEADER, AN]})
    name, finding = read_marks(data).sheets[0].resolve_subject(SUBJECTS)
    assert name is None
    assert finding is not None and finding.code == code


def test_teachers_and_groups_are_no_subject() -> None:
    rows = [
        ["Giáo viên bộ môn: Nguyễn Văn An"],
        ["Tổ chuyên môn: Khoa học tự nhiên"],
        ["Tổng hợp các môn học"],
        HEADER,
        AN,
    ]
    assert read_marks(workbook({"Sheet1": rows})).sheets[0].subject_text == ""
