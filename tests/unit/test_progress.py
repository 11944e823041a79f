"""Figures of entry summed up, what is signed, and the report's sheets and workbook."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from gradebook_core.printing.progress_sheets import BOTTOM, FIGURE_HEADS, lay_out
from gradebook_core.register.progress import (
    FIGURES,
    by_given_name,
    content_digest,
    natural,
    summed,
    total,
)
from gradebook_core.workbooks.progress_xlsx import write_progress_report
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.text(min_size=1, max_size=90)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"teacher": NAMES, "teacher_id": st.integers(1, 5)}
        | dict.fromkeys(FIGURES, st.integers(0, 50))
    ),
    max_size=120,
)


def report(rows: list[dict[str, Any]], checks: int = 2) -> dict[str, Any]:
    return {
        "school": "Trường THCS Số 1",
        "parent_office": "Phòng GD&ĐT",
        "place": "Hà Nội",
        "month": "11/2025",
        "made_at": "05:00 25/11/2025",
        "made_by": "Người lập",
        "tables": [
            {
                "key": "teacher",
                "title": "Theo giáo viên",
                "head": "Giáo viên",
                "rows": summed(rows, "teacher", by_given_name),
            }
        ],
        "total": total(rows),
        "carried": 3,
        "checks": [
            {"department": f"Tổ {number}", "head": "", "at": ""}
            for number in range(checks)
        ],
    }


def test_classes_in_the_order_people_count() -> None:
    assert sorted(["6A10", "10A1", "6A2", "6B"], key=natural) == [
        "6A2",
        "6A10",
        "6B",
        "10A1",
    ]


def test_people_by_their_given_name() -> None:
    names = ["Trần Bình", "Lê An", "Ngô An"]
    assert sorted(names, key=by_given_name) == ["Lê An", "Ngô An", "Trần Bình"]


def test_two_teachers_of_one_name_stay_two() -> None:
    figures = dict.fromkeys(FIGURES, 1)
    rows = [
        {"teacher": "Lê An", "teacher_id": number, **figures} for number in (2, 1, 2)
    ]
    assert [row["expected"] for row in summed(rows, "teacher")] == [1, 2]


@given(ROWS)
def test_tables_add_up(rows: list[dict[str, Any]]) -> None:
    """Whatever rows are summed by, the sums are those of the whole."""
    table = summed(rows, "teacher")
    assert {name: sum(row[name] for row in table) for name in FIGURES} == {
        name: total(rows)[name] for name in FIGURES
    }


@given(ROWS, st.data())
def test_any_change_shows_in_the_digest(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    content = report(rows)
    before = content_digest(content)
    assert content_digest(dict(reversed(content.items()))) == before
    changed = {**content, "total": {**content["total"]}}
    changed["total"][data.draw(st.sampled_from(FIGURES))] += 1
    assert content_digest(changed) != before


@given(ROWS, st.integers(0, 40))
def test_sheets_hold_every_row_once(rows: list[dict[str, Any]], checks: int) -> None:
    """Nothing is lost, doubled, or below the foot, however long names are."""
    content = report(rows, checks)
    sheets = lay_out(content)
    assert [sheet.number for sheet in sheets] == list(range(1, len(sheets) + 1))
    numbers: list[str] = []
    for sheet in sheets:
        for table in sheet.tables:
            assert table.rows
            end = table.top + sum(row.height for row in table.rows)
            assert end <= BOTTOM
            if table.heads[1] == "Giáo viên":
                numbers += [row.cells[0].lines[0] for row in table.rows]
    count = len(content["tables"][0]["rows"])
    assert numbers == [*map(str, range(1, count + 1)), ""]
    assert [sheet.signatures > 0 for sheet in sheets].count(True) == 1


def test_text_in_the_workbook_is_text() -> None:
    """A name that looks like a formula stays a name."""
    row = {"teacher": "=1+1", "teacher_id": 1, **dict.fromkeys(FIGURES, 2)}
    book = openpyxl.load_workbook(io.BytesIO(write_progress_report(report([row]))))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert len(FIGURE_HEADS) == len(FIGURES) + 1
