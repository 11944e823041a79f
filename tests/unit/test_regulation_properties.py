"""What must hold for all marks, not only for the worked cases."""

from __future__ import annotations

import ast
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from gradebook_core import regulations
from gradebook_core.register import values
from gradebook_core.register.values import rating, score
from gradebook_core.regulations import Options, Result, SubjectResult, get
from gradebook_core.regulations.compute import half_up
from hypothesis import given, settings
from hypothesis import strategies as st

TT22 = get("TT22")
BEST_FIRST = ("T", "K", "D", "CD")
AWARDS = (None, "HSG", "HSXS")
# Which statuses are at least as good as which: training and reassessment are two
# different duties, so neither is better than the other.
BETTER_OR_SAME = {
    "khong_len_lop": {
        "khong_len_lop",
        "ren_luyen_he_va_danh_gia_lai",
        "ren_luyen_he",
        "danh_gia_lai",
        "len_lop",
    },
    "ren_luyen_he_va_danh_gia_lai": {
        "ren_luyen_he_va_danh_gia_lai",
        "ren_luyen_he",
        "danh_gia_lai",
        "len_lop",
    },
    "ren_luyen_he": {"ren_luyen_he", "len_lop"},
    "danh_gia_lai": {"danh_gia_lai", "len_lop"},
    "len_lop": {"len_lop"},
}

marks = st.integers(min_value=0, max_value=100)
# Marks near the thresholds, where levels change.
near_thresholds = st.sampled_from(
    [bar + step for bar in (35, 50, 65, 80, 90) for step in (-1, 0, 1)]
)
any_mark = st.one_of(near_thresholds, near_thresholds, marks)
all_options = st.builds(
    Options,
    adjust_include_comment=st.booleans(),
    adjust_method=st.sampled_from(["remove", "replace"]),
    both_failed_policy=st.sampled_from(["summer", "retain"]),
    retake_policy=st.sampled_from(["partial", "all"]),
    few_subjects_policy=st.sampled_from(["manual", "all"]),
)


def subjects(scored: list[int], ratings: list[str]) -> list[SubjectResult]:
    return [
        *(
            SubjectResult(f"s{n}", "scored", Result("final", tenths=tenths))
            for n, tenths in enumerate(scored)
        ),
        *(
            SubjectResult(f"c{n}", "comment", Result("final", rating=code))
            for n, code in enumerate(ratings)
        ),
    ]


def line(regular: list[int], midterm: int, final: int) -> list[tuple[str, Any]]:
    return [
        *(("tx", score(mark)) for mark in regular),
        ("gk", score(midterm)),
        ("ck", score(final)),
    ]


# -- raising a mark never harms (TT22) -----------------------------------------------


@given(
    st.lists(marks, min_size=1, max_size=6),
    marks,
    marks,
    st.data(),
)
def test_raising_a_mark_never_lowers_an_average(
    regular: list[int], midterm: int, final: int, data: st.DataObject
) -> None:
    cells = line(regular, midterm, final)
    place = data.draw(st.integers(0, len(cells) - 1))
    kind, old = cells[place]
    assert old.tenths is not None
    higher = score(data.draw(st.integers(old.tenths, 100)))
    raised = [*cells[:place], (kind, higher), *cells[place + 1 :]]
    before = TT22.term_result("scored", cells)
    after = TT22.term_result("scored", raised)
    assert before.tenths is not None and after.tenths is not None
    assert before.tenths <= after.tenths


@given(marks, marks, marks, marks)
def test_better_terms_never_lower_the_year(a: int, b: int, c: int, d: int) -> None:
    low = [Result("final", tenths=min(pair)) for pair in ((a, b), (c, d))]
    high = [Result("final", tenths=max(pair)) for pair in ((a, b), (c, d))]
    before = TT22.year_result("scored", *low).tenths
    after = TT22.year_result("scored", *high).tenths
    assert before is not None and after is not None
    assert before <= after


@settings(max_examples=600)
@given(
    st.lists(any_mark, min_size=6, max_size=9),
    st.lists(st.sampled_from(["D", "D", "D", "CD"]), max_size=5),
    st.sampled_from(BEST_FIRST),
    st.integers(0, 60),
    all_options,
    st.data(),
)
def test_raising_a_mark_never_lowers_level_title_or_promotion(
    scored: list[int],
    ratings: list[str],
    conduct: str,
    absences: int,
    options: Options,
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(scored) + len(ratings) - 1))
    raised_marks, raised_ratings = list(scored), list(ratings)
    if place < len(scored):
        raised_marks[place] = data.draw(
            st.integers(scored[place], 100)
            | any_mark.filter(lambda m: m >= scored[place])
            if scored[place] <= 91
            else st.integers(scored[place], 100)
        )
    else:
        raised_ratings[place - len(scored)] = "D"
    outcomes = []
    for results in (subjects(scored, ratings), subjects(raised_marks, raised_ratings)):
        level = TT22.learning_level(results, options)
        assert level.final is not None
        award = TT22.award(level.final, conduct, results)
        status = TT22.promotion(level.final, conduct, absences, options=options)
        outcomes.append((level.final, award, status))
    (level_1, award_1, status_1), (level_2, award_2, status_2) = outcomes
    assert BEST_FIRST.index(level_2) <= BEST_FIRST.index(level_1)
    assert AWARDS.index(award_2) >= AWARDS.index(award_1)
    assert status_2 in BETTER_OR_SAME[status_1]


# -- order does not matter -----------------------------------------------------------


@given(st.lists(marks, min_size=1, max_size=5), marks, marks, st.randoms())
def test_order_of_cells_does_not_matter(
    regular: list[int], midterm: int, final: int, random: Any
) -> None:
    cells = line(regular, midterm, final)
    shuffled = list(cells)
    random.shuffle(shuffled)
    for code in ("TT22", "TT58+TT26"):
        rules = get(code)
        assert rules.term_result("scored", cells) == rules.term_result(
            "scored", shuffled
        )


@given(
    st.lists(any_mark, min_size=6, max_size=9),
    st.lists(st.sampled_from(["D", "D", "CD"]), max_size=4),
    all_options,
    st.randoms(),
)
def test_order_of_subjects_does_not_matter(
    scored: list[int], ratings: list[str], options: Options, random: Any
) -> None:
    results = subjects(scored, ratings)
    shuffled = list(results)
    random.shuffle(shuffled)
    first = TT22.learning_level(results, options)
    second = TT22.learning_level(shuffled, options)
    assert (first.base, first.final) == (second.base, second.final)
    # Only comment subjects of equal standing could be named in either order.
    assert first.adjusted_by == second.adjusted_by


# -- exactness -----------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(1, 10**3))
def test_half_up_is_decimal_half_up(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    rounded = int(exact + Fraction(1, 2))  # floors: both are positive
    assert half_up(numerator, denominator) == rounded


@pytest.mark.parametrize("regular", range(1, 7))
def test_every_possible_term_average_equals_decimal_half_up(regular: int) -> None:
    """All totals that marks in tenths can reach; .x5 ties are among them."""
    divisor = regular + 5
    ties = 0
    for total in range(100 * divisor + 1):
        exact = Decimal(total) / Decimal(10 * divisor)
        expected = exact.quantize(Decimal("0.1"), "ROUND_HALF_UP")
        assert half_up(total, divisor) == int(expected * 10)
        ties += (2 * total) % (2 * divisor) == divisor
    assert bool(ties) == (divisor % 2 == 0)


def test_every_possible_year_average_equals_decimal_half_up() -> None:
    for hk1, hk2 in itertools.product(range(101), repeat=2):
        exact = (Decimal(hk1) + 2 * Decimal(hk2)) / Decimal(30)
        expected = exact.quantize(Decimal("0.1"), "ROUND_HALF_UP")
        year = TT22.year_result(
            "scored", Result("final", tenths=hk1), Result("final", tenths=hk2)
        )
        assert year.tenths == int(expected * 10)


@given(
    st.lists(marks, min_size=1, max_size=6),
    st.lists(marks, max_size=4),
    marks,
)
def test_tt58_average_equals_decimal_half_up(
    regular: list[int], periods: list[int], final: int
) -> None:
    cells = [
        *(("tx", score(mark)) for mark in regular),
        *(("dk", score(mark)) for mark in periods),
        ("ck", score(final)),
    ]
    exact = Decimal(sum(regular) + 2 * sum(periods) + 3 * final) / Decimal(
        10 * (len(regular) + 2 * len(periods) + 3)
    )
    result = get("TT58").term_result("scored", cells)
    assert Decimal(result.text) == exact.quantize(Decimal("0.1"), "ROUND_HALF_UP")


# -- results in general ----------------------------------------------------------------


@given(
    st.lists(st.sampled_from(["", "#absent", "#exempt", "D", "CD"]), max_size=7),
    st.booleans(),
)
def test_comment_result_is_final_only_when_nothing_is_missing(
    texts: list[str], exempt: bool
) -> None:
    kinds = ["tx"] * max(len(texts) - 2, 0) + ["gk", "ck"]
    cells = [
        (kind, values.Value.from_text(text))
        for kind, text in zip(kinds, texts, strict=False)
    ]
    for code in ("TT22", "TT58+TT26"):
        result = get(code).term_result("comment", cells, exempt)
        if exempt:
            assert result == regulations.EXEMPT_RESULT
        elif result.state == "final":
            assert not {"", "#absent"} & set(texts)
        if result.state in ("final", "provisional"):
            assert result.rating in ("D", "CD")
        else:
            assert result.rating is None and result.tenths is None


@given(st.lists(st.sampled_from(["D", "CD"]), min_size=1, max_size=6), st.data())
def test_raising_a_rating_never_harms(ratings: list[str], data: st.DataObject) -> None:
    kinds = ["tx"] * (len(ratings) - 1) + ["ck"]
    place = data.draw(st.integers(0, len(ratings) - 1))
    raised = [*ratings[:place], "D", *ratings[place + 1 :]]
    for code in ("TT22", "TT58", "TT58+TT26"):
        before, after = (
            get(code).term_result(
                "comment", list(zip(kinds, map(rating, chosen), strict=True))
            )
            for chosen in (ratings, raised)
        )
        assert (before.rating, after.rating) != ("D", "CD")


@given(st.lists(any_mark, min_size=1, max_size=14), st.sampled_from(["D", "CD"]))
def test_tt58_level_is_defined_for_all_marks(scored: list[int], comment: str) -> None:
    results = subjects(scored, [comment])
    results[0] = SubjectResult("Toán", "scored", results[0].result, "mathematics")
    for code in ("TT58", "TT58+TT26"):
        rules = get(code)
        level = rules.learning_level(results)
        assert level.state == "final"
        order = rules.learning_levels
        assert level.base is not None and level.final is not None
        lift = order.index(level.base) - order.index(level.final)
        assert lift in (0, 1)
        assert (lift == 0) == (level.adjusted_by is None)


# -- no binary floats ----------------------------------------------------------------


def sources() -> list[Path]:
    folder = Path(regulations.__file__).parent
    return [*sorted(folder.glob("*.py")), Path(values.__file__)]


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.name)
def test_no_float_takes_part(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not isinstance(node, ast.Div)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("float", "round")
