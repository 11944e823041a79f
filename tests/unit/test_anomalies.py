"""Columns that look like a slip: found where one was made, and hardly elsewhere."""

from __future__ import annotations

import random
from functools import cache

import pytest
from gradebook_core.register.anomalies import (
    TOO_HIGH,
    TOO_LOW,
    Column,
    find_shifts,
    find_twins,
)
from gradebook_core.register.values import Problem, parse, tenths_text
from gradebook_core.workbooks.marks import read_marks
from hypothesis import given
from hypothesis import strategies as st
from workbook_builders import SCHOOL

KINDS = ("tx", "dk", "gk", "ck")
Class = list[tuple[str, Column]]  # (subject, column)


def canonical(raw: object) -> str:
    """A sample workbook's cell as canonical text."""
    try:
        return parse(raw, "scored").value.text
    except Problem:
        return parse(raw, "comment").value.text


@cache
def sample() -> dict[str, Class]:
    """The sample school's columns by class and term: 24 workbooks."""
    classes: dict[str, Class] = {}
    for path in sorted((SCHOOL / "marks").glob("*.xlsx")):
        columns: Class = []
        for sheet in read_marks(path.read_bytes()).sheets:
            for column in sheet.columns:
                if column.kind in KINDS:
                    texts = [
                        canonical(getattr(cell, "value", cell))
                        for cell in (row.cells.get(column.index) for row in sheet.rows)
                    ]
                    if any(texts):
                        made = Column(len(columns), tuple(texts))
                        columns.append((sheet.title, made))
        classes[path.stem] = columns
    return classes


def scored(columns: Class) -> list[tuple[str, Column]]:
    return [
        (subject, column)
        for subject, column in columns
        if any(text[:1].isdigit() for text in column.texts)
    ]


def moved(texts: tuple[str, ...], rows: int) -> tuple[str, ...]:
    """Every mark one row lower (or higher); the last one falls off the list."""
    return ("", *texts[:-1]) if rows == TOO_LOW else (*texts[1:], "")


def column(key: int, marks: list[float | None]) -> Column:
    return Column(
        key,
        tuple("" if mark is None else tenths_text(int(mark * 10)) for mark in marks),
    )


# -- the sample school -----------------------------------------------------------------


def test_an_ordinary_school_raises_no_alarm() -> None:
    """24 workbooks, 1,404 columns: not one finding."""
    count = 0
    for name, columns in sample().items():
        made = [column for _subject, column in columns]
        count += len(made)
        assert find_twins(made) == [], name
        assert find_shifts(made) == [], name
    assert count == 1404


def test_nor_does_it_in_any_other_order_of_the_roll() -> None:
    chosen = random.Random(1)
    for columns in sample().values():
        order = list(range(len(columns[0][1].texts)))
        chosen.shuffle(order)
        made = [
            Column(column.key, tuple(column.texts[row] for row in order))
            for _subject, column in columns
        ]
        assert find_shifts(made) == []


def test_every_column_copied_into_another_is_found() -> None:
    planted = found = 0
    for columns in sample().values():
        for subject, copied in scored(columns):
            beside = [c for s, c in columns if s == subject and c.key != copied.key]
            made = [copied, *(Column(c.key, copied.texts) for c in beside[:1])]
            planted += 1
            found += bool(find_twins(made))
    assert (planted, found) == (1020, 1020)


@pytest.mark.parametrize(("altered", "least"), [(0.05, 0.99), (0.1, 0.9)])
def test_a_copy_with_some_marks_altered_is_found(altered: float, least: float) -> None:
    chosen = random.Random(1)
    planted = found = 0
    for columns in sample().values():
        for _subject, copied in scored(columns):
            marks = [text for text in copied.texts if text]
            texts = [
                chosen.choice(marks) if text and chosen.random() < altered else text
                for text in copied.texts
            ]
            planted += 1
            found += bool(find_twins([copied, Column(-1, tuple(texts))]))
    assert found / planted >= least, f"{found} of {planted}"


@pytest.mark.parametrize("rows", [TOO_LOW, TOO_HIGH])
def test_nearly_every_column_shifted_by_a_row_is_found(rows: int) -> None:
    planted = found = wrong = 0
    for columns in sample().values():
        for _subject, slipped in scored(columns):
            made = [c for _s, c in columns if c.key != slipped.key]
            made.append(Column(slipped.key, moved(slipped.texts, rows)))
            findings = {(one.column, one.rows) for one in find_shifts(made)}
            planted += 1
            found += (slipped.key, rows) in findings
            wrong += bool(findings - {(slipped.key, rows)})
    assert planted == 1020
    assert found / planted >= 0.99, f"{found} of {planted}"
    assert wrong == 0


def test_a_whole_gradebook_shifted_is_found_by_the_class_s_others() -> None:
    planted = found = wrong = 0
    for columns in sample().values():
        for subject in {subject for subject, _column in scored(columns)}:
            made = [
                Column(c.key, moved(c.texts, TOO_LOW) if s == subject else c.texts)
                for s, c in columns
            ]
            own = {c.key for s, c in columns if s == subject}
            findings = {one.column for one in find_shifts(made)}
            planted += len(own)
            found += len(findings & own)
            wrong += len(findings - own)
    assert found / planted >= 0.98, f"{found} of {planted}"
    assert wrong == 0


# -- twins -----------------------------------------------------------------------------

MARKS = st.sampled_from([None, 3.0, 4.0, 5.0, 6.0, 6.5, 7.0, 8.0, 9.0, 10.0])
COLUMNS = st.integers(10, 45).flatmap(
    lambda size: st.lists(st.lists(MARKS, min_size=size, max_size=size), max_size=5)
)


def test_twins_are_told_with_their_numbers() -> None:
    marks = [float(3 + number % 7) for number in range(42)]
    slip = [*marks[:41], 10.0 if marks[41] != 10.0 else 9.0]
    [twins] = find_twins([column(1, marks), column(2, slip)])
    assert (twins.column, twins.other) == (2, 1)
    assert (twins.students, twins.equal) == (42, 41)
    assert 5 < twins.chance < 7


def test_columns_that_chance_explains_are_no_twins() -> None:
    eights = [8.0] * 36 + [7.0, 7.0, 9.0, 9.0]
    assert find_twins([column(1, eights), column(2, eights)]) == []
    passed = Column(1, ("D",) * 38 + ("CD",) * 2)
    assert find_twins([passed, Column(2, passed.texts)]) == []


def test_a_few_students_prove_nothing() -> None:
    marks = [float(number) for number in range(1, 10)]
    assert find_twins([column(1, marks), column(2, marks)]) == []
    assert find_twins([column(1, [*marks, 0.0]), column(2, [*marks, 0.0])])


def test_blank_and_absent_cells_are_not_compared() -> None:
    marks = [float(3 + number % 7) for number in range(30)]
    first = Column(1, tuple(tenths_text(int(mark * 10)) for mark in marks))
    second = Column(2, (*first.texts[:20], *[""] * 5, *["#absent"] * 5))
    [twins] = find_twins([first, second])
    assert (twins.students, twins.equal) == (20, 20)
    absent = Column(3, ("#absent",) * 30)
    assert find_twins([absent, Column(4, absent.texts)]) == []


@given(COLUMNS, st.randoms(use_true_random=False))
def test_twins_do_not_depend_on_the_order_of_the_roll(
    marks: list[list[float | None]], chosen: random.Random
) -> None:
    columns = [column(key, one) for key, one in enumerate(marks)]
    order = list(range(len(marks[0]))) if marks else []
    chosen.shuffle(order)
    mixed = [Column(c.key, tuple(c.texts[row] for row in order)) for c in columns]
    assert find_twins(columns) == find_twins(mixed)


@given(COLUMNS)
def test_what_is_told_of_twins_is_so(marks: list[list[float | None]]) -> None:
    columns = {key: column(key, one) for key, one in enumerate(marks)}
    for twins in find_twins(list(columns.values())):
        pairs = list(
            zip(columns[twins.other].texts, columns[twins.column].texts, strict=True)
        )
        both = [(one, two) for one, two in pairs if one and two]
        assert twins.other < twins.column
        assert twins.students == len(both) >= 10
        assert twins.equal == sum(one == two for one, two in both)
        assert 0 < twins.chance < twins.equal


# -- shifts ----------------------------------------------------------------------------


def slipped_class(size: int, rows: int) -> list[Column]:
    """Four columns of one ability each, the last of them a row out of step."""
    chosen = random.Random(size)
    ability = [chosen.uniform(3, 9) for _ in range(size)]
    columns = [
        column(
            key, [round(max(0, min(10, a + chosen.gauss(0, 1))), 1) for a in ability]
        )
        for key in range(4)
    ]
    return [*columns[:3], Column(3, moved(columns[3].texts, rows))]


@pytest.mark.parametrize("rows", [TOO_LOW, TOO_HIGH])
def test_a_shift_tells_which_way_and_how_well_it_would_fit(rows: int) -> None:
    [shift] = find_shifts(slipped_class(40, rows))
    assert (shift.column, shift.rows, shift.students) == (3, rows, 39)
    assert shift.shifted > 0.7
    assert shift.unshifted < shift.shifted - 0.2


def test_reading_the_roll_backwards_turns_the_shift_around() -> None:
    columns = slipped_class(40, TOO_LOW)
    backwards = [Column(c.key, c.texts[::-1]) for c in columns]
    assert [one.rows for one in find_shifts(backwards)] == [TOO_HIGH]


def test_a_harder_test_is_no_shift() -> None:
    """A column all lower than the others, in step with them."""
    columns = slipped_class(40, TOO_LOW)[:3]
    lower = [float(text) / 2 if text else None for text in columns[0].texts]
    assert find_shifts([*columns, column(9, lower)]) == []


def test_small_classes_equal_marks_and_single_columns_tell_no_shift() -> None:
    assert find_shifts(slipped_class(12, TOO_LOW)) == []
    assert find_shifts([column(key, [8.0] * 40) for key in range(4)]) == []
    assert find_shifts(slipped_class(40, TOO_LOW)[-1:]) == []
    assert find_shifts([]) == []
    assert find_shifts([Column(key, ("D", "CD") * 20) for key in range(4)]) == []


@given(COLUMNS)
def test_columns_of_any_kind_are_judged_without_complaint(
    marks: list[list[float | None]],
) -> None:
    columns = [column(key, one) for key, one in enumerate(marks)]
    for shift in find_shifts(columns):
        assert -1.001 <= shift.unshifted < shift.shifted <= 1.001
        assert 15 <= shift.students <= len(marks[0])
