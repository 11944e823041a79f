"""Levels, titles, promotion and the summer beside the worked cases."""

from __future__ import annotations

import pytest
from gradebook_core import regulations
from gradebook_core.register.values import (
    Problem,
)
from gradebook_core.regulations import (
    NO_RESULT,
    Options,
    SubjectResult,
)
from gradebook_core.regulations.summary import YearSubject, assess_year
from regulation_samples import (
    ALL,
    EXEMPT_RESULT,
    PROVISIONAL,
    TT22,
    TT58,
    final,
    rated,
    scored,
)

# -- levels ------------------------------------------------------------------------


def test_the_subject_that_lowered_the_level_is_named() -> None:
    level = TT22.learning_level(scored(85, 85, 85, 49, 85, 85, 85, 85))
    assert (level.base, level.final, level.adjusted_by) == ("D", "K", "s3")
    assert level.article == "Đ9.3"
    comment = SubjectResult("GDTC", "comment", rated("CD"))
    level = TT22.learning_level([*scored(*[85] * 8), comment])
    assert (level.base, level.final, level.adjusted_by) == ("D", "K", "GDTC")


def test_two_failed_comments_are_not_one_subject() -> None:
    comments = [SubjectResult(key, "comment", rated("CD")) for key in "ab"]
    level = TT22.learning_level([*scored(*[85] * 8), *comments])
    assert (level.base, level.final) == ("CD", "CD")


def test_fewer_than_six_scored_subjects_are_left_to_the_principal() -> None:
    level = TT22.learning_level(scored(*[85] * 5))
    assert (level.state, level.final, level.reason) == (
        "manual",
        None,
        "too_few_subjects",
    )
    level = TT22.learning_level(scored(*[85] * 5), Options(few_subjects_policy="all"))
    assert (level.state, level.final) == ("final", "T")


def test_unfinished_subjects_leave_no_level() -> None:
    unfinished = SubjectResult("Toán", "scored", PROVISIONAL)
    for rules in ALL:
        level = rules.learning_level([*scored(*[85] * 7), unfinished])
        assert (level.state, level.final, level.missing) == (
            "incomplete",
            None,
            ("Toán",),
        )


def test_exempt_subject_is_left_out_and_confirmed() -> None:
    exempt = SubjectResult("GDTC", "comment", EXEMPT_RESULT)
    level = TT22.learning_level([*scored(*[85] * 8), exempt])
    assert (level.final, level.reason) == ("T", "exempt_subjects")


def test_tt58_needs_to_know_the_key_subjects() -> None:
    level = TT58.learning_level(scored(90, 90))
    assert (level.state, level.reason, level.average) == (
        "manual",
        "no_key_subject",
        90,
    )
    assert TT58.learning_level([]).state == "manual"


@pytest.mark.parametrize(
    ("maths", "others", "low", "level"),
    [
        (80, 80, 80, "G"),
        (80, 79, 79, "K"),  # the average
        (79, 85, 85, "K"),  # the key subject
        (90, 90, 65, "G"),
        (90, 90, 64, "K"),  # the lowest subject
        (65, 65, 65, "K"),
        (65, 64, 64, "Tb"),
        (64, 70, 70, "Tb"),
        (75, 75, 50, "K"),
        (75, 75, 49, "Tb"),
        (50, 50, 50, "Tb"),
        (50, 49, 49, "Y"),
        (49, 60, 60, "Y"),
        (60, 60, 35, "Tb"),
        (60, 60, 34, "Y"),
        (35, 35, 35, "Y"),
        (35, 34, 34, "Kem"),
        (45, 45, 20, "Y"),
        (45, 45, 19, "Kem"),
    ],
)
def test_tt58_thresholds(maths: int, others: int, low: int, level: str) -> None:
    subjects = [
        SubjectResult("Toán", "scored", final(maths), "mathematics"),
        *scored(*[others] * 10, low),
    ]
    assert TT58.learning_level(subjects).base == level


@pytest.mark.parametrize(
    ("special", "level"),
    [(80, "G"), (79, "K"), (65, "K"), (64, "Tb"), (50, "Tb"), (49, "Y")],
)
def test_tt58_speciality_has_the_bar_of_the_key_subjects(
    special: int, level: str
) -> None:
    subjects = [
        SubjectResult("Toán", "scored", final(95), "mathematics"),
        SubjectResult("Tin học", "scored", final(special), "", specialised=True),
        *scored(*[95] * 10),
    ]
    assert TT58.learning_level(subjects).base == level


def test_tt58_specialised_subject() -> None:
    maths = SubjectResult("Toán", "scored", final(90), "mathematics")
    physics = SubjectResult("Vật lí", "scored", final(79), "", specialised=True)
    assert TT58.learning_level([maths, physics]).final == "K"
    plain = SubjectResult("Vật lí", "scored", final(79))
    assert TT58.learning_level([maths, plain]).final == "G"


def test_tt58_key_subject_itself_can_be_the_cause() -> None:
    # U12: with Toán set to 10 the condition on the key subjects holds.
    subjects = [
        SubjectResult("Toán", "scored", final(40), "mathematics"),
        SubjectResult("Ngữ văn", "scored", final(70), "literature"),
        *scored(*[95] * 10),
    ]
    level = TT58.learning_level(subjects)
    assert (level.average, level.base, level.final) == (88, "Tb", "K")
    assert level.adjusted_by == "Toán"


# -- promotion and the summer ------------------------------------------------------


@pytest.mark.parametrize(
    ("learning_after", "conduct_after", "status"),
    [
        (None, None, "ren_luyen_he_va_danh_gia_lai"),
        (None, "D", "danh_gia_lai"),
        (None, "CD", "khong_len_lop"),
        ("D", None, "ren_luyen_he"),
        ("CD", None, "khong_len_lop"),
        ("D", "D", "len_lop_sau_he"),
        ("K", "CD", "khong_len_lop"),
    ],
)
def test_summer_after_failing_in_both(
    learning_after: str | None, conduct_after: str | None, status: str
) -> None:
    assert TT22.promotion("CD", "CD", 0, learning_after, conduct_after) == status
    retained = Options(both_failed_policy="retain")
    assert (
        TT22.promotion("CD", "CD", 0, learning_after, conduct_after, retained)
        == "khong_len_lop"
    )


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.code)
def test_promotion_waits_for_what_is_unknown(rules: regulations.Regulation) -> None:
    best = rules.learning_levels[0]
    assert rules.promotion(None, "T", 0) == "chua_xet"
    assert rules.promotion(best, None, 0) == "chua_xet"
    assert rules.promotion(best, "T", None) == "chua_xet"
    assert rules.promotion(best, "T", 45) == "len_lop"
    assert rules.promotion(None, None, 46) not in ("chua_xet", "len_lop")


@pytest.mark.parametrize(
    ("learning", "conduct", "after", "status"),
    [
        ("Kem", "T", (None, None), "o_lai"),
        ("Y", "Y", (None, None), "o_lai"),
        ("Y", "Tb", ("Tb", None), "len_lop_sau_he"),
        ("Tb", "Y", (None, "Y"), "o_lai"),
    ],
)
def test_tt58_promotion(
    learning: str, conduct: str, after: tuple[str | None, str | None], status: str
) -> None:
    assert TT58.promotion(learning, conduct, 0, *after) == status


def test_reassessment_waits_for_all_only_where_the_school_says_so() -> None:
    subjects = scored(49, 49, 49, 50, 50, 50, 50, 50)
    new = {"s0": final(50)}
    found = TT22.reassess(subjects, "D", 0, new)
    assert (found.eligible, found.outstanding) == (("s0", "s1", "s2"), ("s1", "s2"))
    assert (found.before.final, found.after.final) == ("CD", "D")
    assert found.status == "len_lop_sau_he"
    all_of_them = Options(retake_policy="all")
    assert TT22.reassess(subjects, "D", 0, new, options=all_of_them).status == (
        "danh_gia_lai"
    )
    assert TT22.reassess(subjects, "D", 0, {}).status == "danh_gia_lai"


def test_promoted_student_is_not_assessed_again() -> None:
    subjects = scored(49, 60, 60, 60, 60, 60, 60, 60)
    found = TT22.reassess(subjects, "D", 0, {})
    assert (found.eligible, found.status) == ((), "len_lop")
    with pytest.raises(Problem, match="retake_not_open"):
        TT22.reassess(subjects, "D", 0, {"s0": final(80)})


def test_new_result_replaces_the_old_even_when_worse() -> None:
    subjects = scored(49, 49, 49, 50, 50, 50, 50, 50)
    found = TT22.reassess(subjects, "D", 0, {"s0": final(30)})
    assert (found.after.final, found.status) == ("CD", "khong_len_lop")


# -- a whole year ------------------------------------------------------------------


def test_year_level_is_not_derived_from_term_levels() -> None:
    subjects = [
        YearSubject(f"s{number}", "scored", final(hk1), final(hk2))
        for number, (hk1, hk2) in enumerate(
            [(70, 90)] * 3 + [(90, 79)] * 3 + [(80, 80)] * 2
        )
    ]
    found = assess_year(TT22, subjects, ("T", "T"), 0)
    levels = [p.level.final for p in (found.hk1, found.hk2, found.year)]
    assert levels == ["K", "K", "T"]
    assert [p.award for p in (found.hk1, found.hk2, found.year)] == [None, None, "HSG"]
    assert found.promotion == "len_lop"


def test_year_waits_for_term_two() -> None:
    subjects = [YearSubject(f"s{n}", "scored", final(80), NO_RESULT) for n in range(8)]
    found = assess_year(TT22, subjects, ("T", None), 3)
    assert found.hk1.level.final == "T"
    assert found.year.level.state == "incomplete"
    assert (found.year.conduct, found.promotion) == (None, "chua_xet")


def test_subject_whose_kind_and_value_disagree_is_refused() -> None:
    for subject, code in (
        (SubjectResult("Toán", "scored", rated("D")), "value_kind_mismatch"),
        (SubjectResult("Toán", "other", final(80)), "unknown_subject_kind"),
    ):
        with pytest.raises(Problem, match=code):
            TT22.learning_level([*scored(*[85] * 7), subject])
    with pytest.raises(Problem, match="value_kind_mismatch"):
        TT22.year_result("scored", final(80), rated("D"))
    with pytest.raises(Problem, match="unknown_subject_kind"):
        TT22.year_result("other", final(80), final(80))


def test_tt58_one_failed_comment_subject_is_named() -> None:
    maths = SubjectResult("Toán", "scored", final(85), "mathematics")
    sports = SubjectResult("Thể dục", "comment", rated("CD"))
    level = TT58.learning_level([maths, *scored(85, 85), sports])
    assert (level.base, level.final, level.adjusted_by) == ("Y", "Tb", "Thể dục")
