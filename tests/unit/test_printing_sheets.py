"""Rows, sheets and heads of printed pages, laid out without any engine."""

from __future__ import annotations

import pytest
from gradebook_core.printing import typesetting
from gradebook_core.printing.sheets import (
    CONTENT_WIDTH,
    ROW_HEIGHT,
    ROWS_ON_A_SHEET,
    lay_out,
)
from gradebook_core.printing.typesetting import break_lines, fit, width
from hypothesis import given
from hypothesis import strategies as st
from workbook_pages import scored_page

ROOM = ROWS_ON_A_SHEET * ROW_HEIGHT + 0.01


def page_of(count, name="Nguyễn Văn An", comment="", **changes):
    """A page of ``count`` students."""
    page = scored_page(changes.pop("term", 1))
    row = page["rows"][0] | {"name": name, "comment": comment, "note": ""}
    page["rows"] = [row | {"number": number} for number in range(1, count + 1)]
    return page | changes


@pytest.mark.parametrize(
    ("count", "sheets"), [(0, 1), (5, 1), (45, 1), (46, 2), (60, 2), (91, 3)]
)
def test_number_of_sheets(count, sheets):
    laid_out = lay_out([page_of(count)])
    assert len(laid_out) == sheets
    assert [sheet.last for sheet in laid_out] == [False] * (sheets - 1) + [True]
    assert [row.number for sheet in laid_out for row in sheet.rows] == [
        str(number) for number in range(1, count + 1)
    ]


def test_sheets_are_numbered_through_the_document():
    sheets = lay_out([page_of(60), page_of(3), page_of(45)])
    assert [(sheet.number, sheet.total) for sheet in sheets] == [
        (1, 4),
        (2, 4),
        (3, 4),
        (4, 4),
    ]


def test_short_lists_are_filled_to_the_form():
    [sheet] = lay_out([page_of(5)])
    assert len(sheet.rows) + len(sheet.fillers) == ROWS_ON_A_SHEET


@given(
    st.lists(
        st.tuples(st.text(max_size=90), st.text(max_size=700)), min_size=1, max_size=50
    )
)
def test_no_sheet_overflows(people):
    page = page_of(len(people))
    for row, (name, comment) in zip(page["rows"], people, strict=True):
        row["name"], row["comment"] = name, comment
    for sheet in lay_out([page]):
        used = sum(row.height for row in sheet.rows)
        used += sum(height for height, _heavy in sheet.fillers)
        assert used <= ROOM


def test_a_comment_longer_than_a_sheet_goes_on():
    comment = " ".join(f"từ{number}" for number in range(1200))
    sheets = lay_out([page_of(2, comment=comment)])
    pieces = [row for sheet in sheets for row in sheet.rows]
    words = " ".join(line for row in pieces for line in row.remark.lines).split()
    assert words == 2 * comment.split()
    assert [row.number for row in pieces if row.number] == ["1", "2"]
    assert sum(bool(row.cells[0][0]) for row in pieces) == 2


def test_a_long_name_keeps_the_row():
    name = "Công Tằng Tôn Nữ Thị Hoàng Phương Nguyên Thảo Trinh"
    [sheet] = lay_out([page_of(45, name=name)])
    assert {row.height for row in sheet.rows} == {ROW_HEIGHT}
    assert " ".join(sheet.rows[0].name.lines) == name


def test_columns_fill_the_sheet():
    for term in (1, 2):
        [sheet] = lay_out([page_of(1, term=term)])
        assert sum(sheet.widths) == pytest.approx(CONTENT_WIDTH, abs=0.2)
        assert sheet.retake == (term == 2)


def test_many_columns_still_fit():
    page = page_of(1, regulation="TT58", term=2)
    page["columns"] *= 4
    page["rows"][0]["cells"] *= 4
    [sheet] = lay_out([page])
    assert sum(sheet.widths) == pytest.approx(CONTENT_WIDTH, abs=0.3)
    assert min(sheet.widths) > 4


def spans(sheet):
    """Number of table columns each row of the head covers, rowspans included."""
    covered = [0] * len(sheet.heads)
    for at, heads in enumerate(sheet.heads):
        for head in heads:
            for row in range(at, at + head.rows):
                covered[row] += head.columns
    return covered


@pytest.mark.parametrize("term", [1, 2])
@pytest.mark.parametrize("kind", ["scored", "comment"])
@pytest.mark.parametrize(
    "component", ["", "Địa lí", "Sinh hoạt dưới cờ, sinh hoạt lớp"]
)
def test_heads_cover_every_column(term, kind, component):
    page = page_of(1, term=term, subject_kind=kind)
    for column in page["columns"]:
        column["component"] = component if column["label"] else ""
    [sheet] = lay_out([page])
    assert spans(sheet) == [len(sheet.widths)] * len(sheet.heads)


def test_components_stand_in_the_head_or_below():
    page = page_of(1)
    [sheet] = lay_out([page])
    assert [head.text for head in sheet.heads[1]] == ["Lịch sử", "Địa lí"]
    assert "Lịch sử" not in " ".join(sheet.notes.lines)
    page["columns"][0]["component"] = "Sinh hoạt dưới cờ, sinh hoạt lớp"
    [sheet] = lay_out([page])
    assert len(sheet.heads) == 2
    assert "ĐĐGtx 1: Sinh hoạt dưới cờ, sinh hoạt lớp." in " ".join(sheet.notes.lines)


def test_signs_are_explained():
    [sheet] = lay_out([scored_page()])
    notes = " ".join(sheet.notes.lines)
    assert "Số in nghiêng" in notes
    assert "v: vắng" in notes
    [sheet] = lay_out([page_of(3)])
    assert sheet.notes.lines == ("",)


def test_who_signs():
    [sheet] = lay_out([scored_page()])
    assert [(box.title, box.name.lines[0]) for box in sheet.signatures] == [
        ("Giáo viên môn học", "Nguyễn Ngọc Tâm"),
        ("Giáo viên môn học", "Lò Khánh Thảo"),
        ("Giáo viên chủ nhiệm", "Vũ Khánh Dung"),
        ("Hiệu trưởng", ""),
    ]
    [sheet] = lay_out([page_of(1, teachers=[])])
    assert next(box.title for box in sheet.signatures) == "Giáo viên môn học"


# -- type ------------------------------------------------------------------------------


@given(st.text(max_size=300), st.sampled_from([7.0, 9.5]), st.floats(8, 90))
def test_lines_hold_every_word_and_fit(text, points, available):
    lines = break_lines(text, points, available)
    assert "".join("".join(lines).split()) == "".join(
        typesetting.unicodedata.normalize("NFC", text).split()
    )
    assert all(len(line) == 1 or width(line, points) <= available for line in lines)


def test_widths_of_times():
    assert width("mmmm", 10) == pytest.approx(4 * 7.78 * 25.4 / 72 * 1.05)
    # letters with marks are as wide as without; composed or not
    assert width("ắ", 10) == width("a", 10) == width("a\u0306\u0301", 10)
    assert width("Ứ", 10) == width("Ư", 10) > width("U", 10)


def test_fit_takes_the_largest_type():
    assert fit("An", 40, (9.5, 6.0)) == (9.5, ("An",))
    assert fit("An " * 40, 40, (9.5, 6.0))[0] == 6.0


def test_face_needs_every_vietnamese_letter(monkeypatch, tmp_path):
    """Two releases of a family, one without Vietnamese, are not to be trusted."""
    program = tmp_path / "fc-list"

    def listing(*lines):
        program.write_text("#!/bin/sh\ncat <<'END'\n" + "\n".join(lines) + "\nEND\n")
        program.chmod(0o755)
        typesetting.vietnamese_face.cache_clear()
        return typesetting.vietnamese_face().family

    monkeypatch.setattr(typesetting.shutil, "which", lambda _name: str(program))
    try:
        assert (
            listing("Liberation Serif|en|vi", "DejaVu Serif|vi") == "Liberation Serif"
        )
        mixed = ("Liberation Serif|en|vi", "Liberation Serif|en", "DejaVu Serif|vi")
        assert listing(*mixed) == "DejaVu Serif"
        assert listing(*mixed, "Tinos|en|vi") == "Tinos"
        assert listing("Sans|en") == "Times New Roman"
    finally:
        typesetting.vietnamese_face.cache_clear()
