"""Results of a subject, and wrong readings that must not come back."""

from __future__ import annotations

import pytest
from gradebook_core import regulations
from gradebook_core.register.values import (
    ABSENT,
    BLANK,
    EXEMPT,
    Problem,
    Value,
    display,
    parse,
    rating,
    score,
)
from gradebook_core.regulations import (
    NO_RESULT,
    Column,
    Result,
    SubjectResult,
    get,
)
from gradebook_core.regulations.summary import YearSubject, assess_year
from regulation_samples import (
    ALL,
    EXEMPT_RESULT,
    FULL,
    PROVISIONAL,
    TT22,
    TT26,
    TT58,
    cells,
    final,
    rated,
    scored,
)

# -- wrong public implementations --------------------------------------------------


def test_regular_marks_are_not_averaged_first() -> None:
    line = cells(("tx", 100), ("tx", 100), ("tx", 10), ("gk", 50), ("ck", 50))
    # wrong: (7 + 2 * 5 + 3 * 5) / 6 = 5.3
    assert TT22.term_result("scored", line) == final(58)


def test_numerator_is_weighted() -> None:
    line = cells(("tx", 100), ("tx", 100), ("gk", 0), ("ck", 0))
    # wrong: (10 + 10 + 0 + 0) / 4 = 5.0
    assert TT22.term_result("scored", line) == final(29)


def test_zero_stays_in_the_divisor() -> None:
    line = cells(("tx", 80), ("tx", 0), ("tx", 70), ("gk", 70), ("ck", 70))
    assert TT22.term_result("scored", line) == final(63)


def test_tie_is_rounded_up_not_to_even() -> None:
    line = cells(("tx", 80), ("tx", 80), ("tx", 90), ("gk", 85), ("ck", 80))
    assert TT22.term_result("scored", line) == final(83)


def test_averages_have_one_decimal() -> None:
    line = cells(("tx", 70), ("tx", 80), ("gk", 60), ("ck", 70))
    assert display(TT22.term_result("scored", line).text) == "6,9"


def test_year_average_comes_from_rounded_terms() -> None:
    assert TT22.year_result("scored", final(64), final(66)) == final(65)


def test_tt22_level_is_not_an_overall_average_band() -> None:
    # mean 8.1, but only five subjects reach 8.0
    level = TT22.learning_level(scored(100, 100, 100, 90, 85, 60, 60, 60))
    assert (level.base, level.final) == ("D", "D")
    assert level.average is None


def test_comment_year_does_not_need_both_terms() -> None:
    assert TT22.year_result("comment", rated("CD"), rated("D")) == rated("D")


def test_absences_do_not_touch_conduct() -> None:
    subjects = [
        YearSubject(s.key, s.kind, s.result, s.result) for s in scored(*[85] * 8)
    ]
    found = assess_year(TT22, subjects, ("T", "T"), absences=46)
    assert found.year.conduct == "T"
    assert found.year.award == "HSG"
    assert found.promotion == "khong_len_lop"


def test_conduct_of_the_year_is_not_an_average_of_ranks() -> None:
    assert TT22.conduct_year("T", "CD") == "CD"
    assert TT22.conduct_year("CD", "T") == "K"


def test_conduct_of_the_year_is_not_simply_term_two() -> None:
    assert TT22.conduct_year("T", "D") == "K"
    assert TT22.conduct_year("D", "T") == "K"


def test_p_is_no_value_of_a_cell() -> None:
    with pytest.raises(Problem, match="not_a_mark"):
        parse("P", "scored")


def test_tt58_average_of_the_year_is_the_mean_of_subject_years() -> None:
    year = TT58.learning_level(
        [SubjectResult("Toán", "scored", final(79), "mathematics"), *scored(81, 80)]
    )
    assert year.average == 80


# -- columns -----------------------------------------------------------------------


def shape(columns: tuple[Column, ...]) -> str:
    return " ".join(f"{c.kind}{c.number}*{c.weight}" for c in columns)


@pytest.mark.parametrize(
    ("code", "kind", "lessons", "expected"),
    [
        ("TT22", "scored", 35, "tx1*1 tx2*1 gk1*2 ck1*3"),
        ("TT22", "scored", 20, "tx1*1 tx2*1 gk1*2 ck1*3"),
        ("TT22", "scored", 71, "tx1*1 tx2*1 tx3*1 tx4*1 gk1*2 ck1*3"),
        ("TT22", "comment", 105, "tx1*1 tx2*1 gk1*1 ck1*1"),
        ("TT58", "scored", 35, "tx1*1 tx2*1 dk1*2 ck1*3"),
        ("TT58", "scored", 36, "tx1*1 tx2*1 tx3*1 dk1*2 ck1*3"),
        ("TT58", "scored", 104, "tx1*1 tx2*1 tx3*1 dk1*2 ck1*3"),
        ("TT58", "scored", 105, "tx1*1 tx2*1 tx3*1 tx4*1 dk1*2 ck1*3"),
        ("TT58", "comment", 70, "tx1*1 tx2*1 tx3*1 dk1*1 ck1*1"),
        ("TT58+TT26", "scored", 70, "tx1*1 tx2*1 tx3*1 gk1*2 ck1*3"),
        ("TT58+TT26", "scored", 36, "tx1*1 tx2*1 tx3*1 gk1*2 ck1*3"),
        ("TT58+TT26", "scored", 71, "tx1*1 tx2*1 tx3*1 tx4*1 gk1*2 ck1*3"),
        ("TT58+TT26", "scored", 1, "tx1*1 tx2*1 gk1*2 ck1*3"),
        ("TT58", "scored", 1, "tx1*1 tx2*1 dk1*2 ck1*3"),
        ("TT22", "scored", 1, "tx1*1 tx2*1 gk1*2 ck1*3"),
        ("TT58+TT26", "scored", 105, "tx1*1 tx2*1 tx3*1 tx4*1 gk1*2 ck1*3"),
        ("TT58+TT26", "comment", 35, "tx1*1 tx2*1 gk1*1 ck1*1"),
    ],
)
def test_columns(code: str, kind: str, lessons: int, expected: str) -> None:
    assert shape(get(code).columns(kind, lessons)) == expected


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.code)
def test_special_topics_add_a_regular_column(rules: regulations.Regulation) -> None:
    columns = rules.columns("scored", 105, extra_regular=1)
    assert [c.number for c in columns if c.kind == "tx"] == [1, 2, 3, 4, 5]
    with pytest.raises(Problem, match="bad_lessons"):
        rules.columns("scored", 0)


# -- results of a term -------------------------------------------------------------


@pytest.mark.parametrize("missing", [BLANK, ABSENT])
def test_missing_cell_makes_the_result_provisional(missing: Value) -> None:
    line = [*FULL[:-1], ("ck", missing)]
    assert TT22.term_result("scored", line) == Result("provisional", tenths=68)
    assert TT22.term_result("scored", [("tx", missing)]) == NO_RESULT
    assert TT22.term_result("scored", []) == NO_RESULT


def test_required_kind_of_column_must_exist() -> None:
    assert TT22.term_result("scored", FULL[:-1]).state == "provisional"
    assert TT22.term_result("scored", FULL[2:]).state == "provisional"


def test_exempt_cell_is_left_out() -> None:
    line = [("tx", EXEMPT), *FULL[1:]]
    assert TT22.term_result("scored", line) == final(67)  # (7 + 12 + 21) / 6
    assert TT22.term_result("scored", [("tx", EXEMPT)]) == EXEMPT_RESULT


def test_exempt_line_has_no_result_even_with_marks() -> None:
    assert TT22.term_result("scored", FULL, exempt=True) == EXEMPT_RESULT
    assert EXEMPT_RESULT.text == "#exempt"


def test_provisional_comment_result() -> None:
    good = [("tx", rating("D")), ("gk", BLANK), ("ck", BLANK)]
    bad = [*good[:2], ("ck", rating("CD"))]
    assert TT22.term_result("comment", good) == Result("provisional", rating="D")
    assert TT22.term_result("comment", bad) == Result("provisional", rating="CD")


@pytest.mark.parametrize(
    ("regular", "midterm", "last", "expected"),
    [
        (["D", "D", "D"], "D", "CD", "CD"),
        (["D", "CD"], "D", "D", "D"),
        (["D", "CD", "CD"], "D", "D", "CD"),
        (["D", "D", "CD", "CD"], "D", "D", "D"),
    ],
)
def test_two_thirds_with_the_final_test(
    regular: list[str], midterm: str, last: str, expected: str
) -> None:
    line = [("tx", rating(code)) for code in regular]
    line += [("gk", rating(midterm)), ("ck", rating(last))]
    assert TT26.term_result("comment", line) == rated(expected)


def test_tt58_takes_any_number_of_columns() -> None:
    line = cells(*[("tx", 80)] * 7, *[("dk", 80)] * 5, ("ck", 80))
    assert TT58.term_result("scored", line) == final(80)
    assert TT58.term_result("scored", cells(("tx", 80), ("ck", 70))) == final(73)


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        ("scored", [("dk", score(80))], "unknown_column_kind"),
        ("scored", [("tx", rating("D"))], "value_kind_mismatch"),
        ("comment", [("tx", score(80))], "value_kind_mismatch"),
        ("other", [], "unknown_subject_kind"),
    ],
)
def test_wrong_cells_are_refused(
    kind: str, line: list[tuple[str, Value]], code: str
) -> None:
    for call in (TT22.term_result, TT22.explain_term):
        with pytest.raises(Problem, match=code):
            call(kind, line)


# -- results of the year -----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "hk1", "hk2", "expected"),
    [
        ("TT22", final(70), None, NO_RESULT),
        ("TT22", None, final(70), NO_RESULT),
        ("TT22", final(70), NO_RESULT, NO_RESULT),
        ("TT22", final(90), PROVISIONAL, Result("provisional", tenths=70)),
        ("TT22", EXEMPT_RESULT, EXEMPT_RESULT, EXEMPT_RESULT),
        ("TT22", EXEMPT_RESULT, final(70), EXEMPT_RESULT),
        ("TT22", EXEMPT_RESULT, NO_RESULT, NO_RESULT),
        ("TT58", final(70), None, final(70)),
        ("TT58", None, final(70), final(70)),
        ("TT58", None, None, NO_RESULT),
        ("TT58", final(70), NO_RESULT, NO_RESULT),
        ("TT58", EXEMPT_RESULT, final(70), final(70)),
        ("TT58", EXEMPT_RESULT, EXEMPT_RESULT, EXEMPT_RESULT),
        ("TT58+TT26", final(82), final(78), final(79)),
    ],
)
def test_scored_year(
    code: str, hk1: Result | None, hk2: Result | None, expected: Result
) -> None:
    assert get(code).year_result("scored", hk1, hk2) == expected


@pytest.mark.parametrize(
    ("code", "hk1", "hk2", "expected"),
    [
        ("TT22", rated("D"), None, NO_RESULT),
        ("TT22", rated("D"), NO_RESULT, NO_RESULT),
        ("TT22", None, rated("CD"), rated("CD")),
        ("TT22", EXEMPT_RESULT, rated("D"), rated("D")),
        ("TT22", rated("D"), EXEMPT_RESULT, EXEMPT_RESULT),
        ("TT58", rated("D"), None, rated("D")),
        ("TT58", rated("D"), EXEMPT_RESULT, rated("D")),
        ("TT58", rated("CD"), rated("D"), rated("D")),
        ("TT58", rated("D"), NO_RESULT, NO_RESULT),
    ],
)
def test_comment_year(
    code: str, hk1: Result | None, hk2: Result | None, expected: Result
) -> None:
    assert get(code).year_result("comment", hk1, hk2) == expected
