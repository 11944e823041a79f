"""Make-up days, and what a test counts that was not made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from gradebook_core import regulations
from gradebook_core.register.cells import (
    check_makeup_day,
    check_value,
    first_makeup_day,
)
from gradebook_core.register.values import ABSENT, BLANK, EXEMPT, Problem, Value, score
from hypothesis import given
from hypothesis import strategies as st

START, END = date(2025, 9, 5), date(2026, 1, 17)
DAYS = st.dates(date(2025, 9, 5), date(2026, 6, 30))


@given(DAYS, st.integers(0, 365))
def test_an_absence_is_made_up_within_the_term(today: date, days: int) -> None:
    day = date.fromisoformat(first_makeup_day(ABSENT, today, days, END))
    assert day == min(today + timedelta(days), END)


@pytest.mark.parametrize("value", [BLANK, EXEMPT, score(0), score(75)])
def test_nothing_else_is_made_up(value: Value) -> None:
    assert first_makeup_day(value, START, 14, END) == ""


@given(DAYS, DAYS)
def test_a_day_from_today_to_the_terms_end_stands(today: date, day: date) -> None:
    try:
        check_makeup_day(day.isoformat(), today, END)
    except Problem as problem:
        assert problem.code == "makeup_bad_day"
        assert problem.params == {"end": "17/01/2026"}
        assert not today <= day <= END
    else:
        assert today <= day <= END


@pytest.mark.parametrize("text", ["", "soon", "2025-13-01", "2025-12-1", "20251201x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="makeup_bad_day"):
        check_makeup_day(text, START, END)


@pytest.mark.parametrize("code", regulations.codes())
@pytest.mark.parametrize(("kind", "text"), [("scored", "0.0"), ("comment", "CD")])
def test_a_missed_test_counts_as_the_circular_says(
    code: str, kind: str, text: str
) -> None:
    missed = regulations.get(code).missed_test(kind)
    assert missed.text == text
    assert missed.article == ("Đ7.5" if code == "TT22" else "Đ8.5")
    check_value(Value.from_text(missed.text), kind, whole=True)  # legal in any column


def test_an_unknown_kind_of_subject_has_no_rule() -> None:
    with pytest.raises(Problem, match="unknown_subject_kind"):
        regulations.get("TT22").missed_test("sung")
