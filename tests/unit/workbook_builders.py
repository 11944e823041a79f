"""Workbooks for tests, from a few lines of data; and workbooks with parts exchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
SCHOOL = ROOT / "school_gradebook" / "demo" / "thcs_2025"
BAD = ROOT / "school_gradebook" / "tests" / "bad_8B_HK1"
SUBJECTS = (
    "Ngữ văn",
    "Toán",
    "Ngoại ngữ 1",
    "Giáo dục công dân",
    "Lịch sử và Địa lí",
    "Khoa học tự nhiên",
    "Công nghệ",
    "Tin học",
    "Giáo dục thể chất",
    "Nghệ thuật",
    "Hoạt động trải nghiệm, hướng nghiệp",
    "Nội dung giáo dục của địa phương",
)
SCORED_SUBJECTS = SUBJECTS[:8]


def marks_file(name: str) -> bytes:
    """A class workbook of the sample school, e.g. ``"8B_HK1"``."""
    return (SCHOOL / "marks" / f"{name}.xlsx").read_bytes()


def bad_file(name: str) -> bytes:
    return (BAD / f"{name}.xlsx").read_bytes()


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merges: Iterable[str] = (),
    hidden_columns: Iterable[str] = (),
    hidden_sheets: Iterable[str] = (),
) -> bytes:
    """``{title: rows}``; merges and hidden columns are made in every sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for index, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, index, value)
        for reference in merges:
            sheet.merge_cells(reference)
        for letter in hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        if title in hidden_sheets:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The same archive with parts added, exchanged, or (None) left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            if info.filename not in parts:
                target.writestr(info.filename, source.read(info))
        for name, content in parts.items():
            if content is not None:
                target.writestr(name, content)
    return stream.getvalue()


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same archive with one XML part changed as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(part).decode("utf-8")
    return with_parts(data, {part: change(text).encode("utf-8")})
