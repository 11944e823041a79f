"""Reading, storing and showing one cell."""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from gradebook_core.register.values import (
    ABSENT,
    BLANK,
    EXEMPT,
    RATINGS,
    Problem,
    Value,
    display,
    parse,
    rating,
    score,
    tenths_text,
)
from hypothesis import given
from hypothesis import strategies as st

VALUES = [BLANK, ABSENT, EXEMPT, *map(rating, RATINGS), *map(score, range(101))]
MARKS = [value for value in VALUES if value.tenths is not None]


def refusal(*args: Any, **options: Any) -> str:
    with pytest.raises(Problem) as caught:
        parse(*args, **options)
    assert isinstance(caught.value.params["raw"], str)
    return caught.value.code


# -- what is accepted --------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        (" 8 ", "8.0"),
        ("\u00a08\u00a0", "8.0"),
        ("\ufeff8,5", "8.5"),
        ("8", "8.0"),
        ("08", "8.0"),
        ("8,50", "8.5"),
        ("7,0 ", "7.0"),
        ("10", "10.0"),
        ("10,0", "10.0"),
        ("10.00", "10.0"),
        ("0", "0.0"),
        ("0,0", "0.0"),
        (0, "0.0"),
        (8, "8.0"),
        (10, "10.0"),
        (9.1, "9.1"),
        (8.0, "8.0"),
        (-0.0, "0.0"),
        (0.30000000000000004, "0.3"),
        (8.299999999999999, "8.3"),
        (Decimal("7.5"), "7.5"),
        (Decimal("1E+1"), "10.0"),
        ("", ""),
        ("   ", ""),
        (None, ""),
        ("v", "#absent"),
        ("V", "#absent"),
        ("vắng", "#absent"),
        ("VẮNG", "#absent"),
        (unicodedata.normalize("NFD", "Vắng"), "#absent"),
        ("#absent", "#absent"),
        ("m", "#exempt"),
        ("Miễn", "#exempt"),
        (unicodedata.normalize("NFD", "miễn"), "#exempt"),
        ("#exempt", "#exempt"),
    ],
)
def test_scored_cell_is_read(raw: Any, text: str) -> None:
    for typed in (False, True):
        parsed = parse(raw, "scored", typed=typed)
        assert parsed.value.text == text
        assert parsed.notice is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Đ", "D"),
        ("đ", "D"),
        ("D", "D"),
        ("d ", "D"),
        ("\u00d0", "D"),
        ("Đạt", "D"),
        ("đạt", "D"),
        ("ĐẠT", "D"),
        (unicodedata.normalize("NFD", "Đạt"), "D"),
        ("CĐ", "CD"),
        ("cđ", "CD"),
        ("Cđ", "CD"),
        ("CD", "CD"),
        ("Chưa đạt", "CD"),
        ("chưa  đạt", "CD"),
        (unicodedata.normalize("NFD", "Chưa Đạt"), "CD"),
        ("v", "#absent"),
        ("Miễn", "#exempt"),
        ("", ""),
        (None, ""),
    ],
)
def test_comment_cell_is_read(raw: Any, text: str) -> None:
    parsed = parse(raw, "comment")
    assert parsed.value.text == text
    assert parsed.notice is None


@pytest.mark.parametrize(
    ("raw", "text", "notice"),
    [
        ("75", "7.5", "read_as_tenths"),
        (" 75 ", "7.5", "read_as_tenths"),
        ("80", "8.0", "read_as_tenths"),
        ("20", "2.0", "read_as_tenths"),
        ("99", "9.9", "read_as_tenths"),
        ("100", "10.0", "read_as_tenths"),
        (75, "7.5", "read_as_tenths"),
        ("10", "10.0", None),
        ("7,25", "7.3", "rounded"),
        ("7.24", "7.2", "rounded"),
        ("7.249", "7.2", "rounded"),
        ("9,95", "10.0", "rounded"),
        ("0,04", "0.0", "rounded"),
    ],
)
def test_keyboard_is_understood_and_says_so(
    raw: Any, text: str, notice: str | None
) -> None:
    parsed = parse(raw, "scored", typed=True)
    assert (parsed.value.text, parsed.notice) == (text, notice)


# -- what is refused ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("11", "above_10"),
        ("19", "above_10"),
        ("101", "above_10"),
        ("10,1", "above_10"),
        ("10,01", "above_10"),
        ("75,0", "above_10"),
        ("-1", "negative"),
        ("\u22121", "negative"),
        ("-0,01", "negative"),
        ("tám", "not_a_mark"),
        ("Đ", "not_a_mark"),
        ("P", "not_a_mark"),
        ("8,", "not_a_mark"),
        (",5", "not_a_mark"),
        ("+8", "not_a_mark"),
        ("8/10", "not_a_mark"),
        ("8e0", "not_a_mark"),
        ("1.234,5", "not_a_mark"),
        ("8 5", "not_a_mark"),
        ("007", "not_a_mark"),
        ("\uff18", "not_a_mark"),
        ("\u0668", "not_a_mark"),
        pytest.param("9" * 5000, "not_a_mark", id="long"),
        ('=HYPERLINK("http://x","8")', "formula"),
        (" =8", "formula"),
        ("\u200b=8", "formula"),
    ],
)
def test_scored_text_is_refused_everywhere(raw: str, code: str) -> None:
    assert refusal(raw, "scored") == code
    assert refusal(raw, "scored", typed=True) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("75", "above_10"),
        ("100", "above_10"),
        (75, "above_10"),
        (11, "above_10"),
        (11.0, "above_10"),
        (10.1, "above_10"),
        (1e300, "above_10"),
        pytest.param(10**5000, "above_10", id="huge"),
        (-1, "negative"),
        pytest.param(-(10**5000), "negative", id="huge negative"),
        (-0.5, "negative"),
        (7.25, "two_decimals"),
        ("7.25", "two_decimals"),
        ("7,25", "two_decimals"),
        (8.123456, "two_decimals"),
        (1e-300, "two_decimals"),
        (Decimal("7.25"), "two_decimals"),
        (float("nan"), "not_a_mark"),
        (float("inf"), "not_a_mark"),
        (Decimal("NaN"), "not_a_mark"),
        (True, "wrong_type"),
        (False, "wrong_type"),
        (datetime.date(2025, 5, 8), "wrong_type"),
        (datetime.datetime(2025, 5, 8), "wrong_type"),
        (datetime.time(8, 5), "wrong_type"),
        (["8"], "wrong_type"),
        (b"8", "wrong_type"),
    ],
)
def test_workbook_cell_is_refused(raw: Any, code: str) -> None:
    assert refusal(raw, "scored") == code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime.date(2025, 9, 8), "08/09/2025"),
        (datetime.datetime(2025, 9, 8), "08/09/2025"),
    ],
)
def test_a_refused_cell_is_quoted_as_it_looks(raw: Any, text: str) -> None:
    with pytest.raises(Problem) as refused:
        parse(raw, "scored")
    assert refused.value.params["raw"] == text


@pytest.mark.parametrize("raw", ["7,5", "7.25", 7.5, Decimal("7.5"), "7,04"])
def test_whole_column_refuses_decimals(raw: Any) -> None:
    assert refusal(raw, "scored", whole=True) == "not_whole"
    assert refusal(raw, "scored", whole=True, typed=True) == "not_whole"


def test_whole_column_accepts_whole_marks() -> None:
    for raw in (8, 8.0, "8", "8,0", "8.00"):
        assert parse(raw, "scored", whole=True).value.tenths == 80
    assert parse("80", "scored", whole=True, typed=True).notice == "read_as_tenths"
    assert refusal("75", "scored", whole=True, typed=True) == "not_whole"
    assert parse("v", "scored", whole=True).value == ABSENT


@pytest.mark.parametrize("raw", ["8", 8, 7.5, "T", "Khá", "x", Decimal(1), "Đ Đ"])
def test_comment_subject_takes_no_marks(raw: Any) -> None:
    assert refusal(raw, "comment") == "not_a_rating"


def test_comment_subject_refuses_formula_and_dates() -> None:
    assert refusal("=A1", "comment") == "formula"
    assert refusal(datetime.date(2025, 1, 1), "comment") == "wrong_type"


def test_message_never_repeats_a_whole_novel() -> None:
    with pytest.raises(Problem) as caught:
        parse("a" * 100_000, "scored")
    assert len(caught.value.params["raw"]) == 40
    assert str(caught.value).startswith("not_a_mark(")


def test_blank_is_not_zero() -> None:
    assert parse("", "scored").value != parse("0", "scored").value
    assert parse("0", "scored").value == score(0)


# -- values and their texts --------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "fields", "error"),
    [
        ("recorded", {}, ValueError),
        ("recorded", {"tenths": 75, "rating": "D"}, ValueError),
        ("blank", {"tenths": 0}, ValueError),
        ("absent", {"rating": "D"}, ValueError),
        ("recorded", {"rating": "T"}, ValueError),
        ("gone", {}, ValueError),
        ("recorded", {"tenths": 101}, Problem),
        ("recorded", {"tenths": -1}, Problem),
    ],
)
def test_impossible_value_cannot_be_made(
    state: str, fields: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Value(state, **fields)


@pytest.mark.parametrize("tenths", [-5, 101])
def test_score_out_of_range_is_a_problem(tenths: int) -> None:
    with pytest.raises(Problem) as caught:
        score(tenths)
    assert caught.value.code == ("negative" if tenths < 0 else "above_10")
    assert caught.value.params == {"raw": "-0.5" if tenths < 0 else "10.1"}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.text or "blank")
def test_canonical_text_round_trip(value: Value) -> None:
    assert Value.from_text(value.text) == value


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.text or "blank")
@pytest.mark.parametrize("typed", [False, True])
def test_what_is_displayed_can_be_entered_again(value: Value, typed: bool) -> None:
    kinds = [
        kind
        for kind, other in (("scored", value.rating), ("comment", value.tenths))
        if other is None
    ]
    for kind in kinds:
        for shown in (display(value.text), display(value.text, True), value.text):
            parsed = parse(shown, kind, typed=typed)
            assert parsed.value == value
            assert parsed.notice is None


@pytest.mark.parametrize(
    "text", ["8", "8,5", "08.5", "10.1", "8.50", "Đ", "v", " ", "#Absent", "-1.0"]
)
def test_other_writings_are_not_canonical(text: str) -> None:
    for call in (Value.from_text, display):
        with pytest.raises(Problem) as caught:
            call(text)
        assert caught.value.code == "not_canonical"


@pytest.mark.parametrize(
    ("text", "shown", "whole"),
    [
        ("7.5", "7,5", "7,5"),
        ("8.0", "8,0", "8"),
        ("10.0", "10,0", "10"),
        ("0.0", "0,0", "0"),
        ("D", "Đ", "Đ"),
        ("CD", "CĐ", "CĐ"),
        ("#absent", "v", "v"),
        ("#exempt", "Miễn", "Miễn"),
        ("", "", ""),
    ],
)
def test_display(text: str, shown: str, whole: str) -> None:
    assert display(text) == shown
    assert display(text, whole=True) == whole


# -- properties --------------------------------------------------------------------


@given(st.decimals(min_value=0, max_value=10, places=3))
def test_typed_number_rounds_half_up(number: Decimal) -> None:
    expected = number.quantize(Decimal("0.1"), "ROUND_HALF_UP")
    parsed = parse(format(number, "f"), "scored", typed=True)
    assert Decimal(parsed.value.text) == expected
    assert (parsed.notice == "rounded") == (expected != number)


@given(st.sampled_from(MARKS))
def test_excel_number_is_the_mark_its_author_wrote(value: Value) -> None:
    number = float(value.text)
    assert parse(number, "scored").value == value
    assert parse(number + number * 2**-52, "scored").value == value


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans()))
def test_anything_is_either_a_value_or_a_problem(raw: Any) -> None:
    for kind in ("scored", "comment"):
        for typed in (False, True):
            try:
                parsed = parse(raw, kind, typed=typed)
            except Problem as problem:
                assert problem.code
            else:
                assert Value.from_text(parsed.value.text) == parsed.value


def test_tenths_text() -> None:
    assert [tenths_text(n) for n in (0, 5, 75, 100)] == ["0.0", "0.5", "7.5", "10.0"]
