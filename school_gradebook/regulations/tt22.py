"""Thông tư 22/2021/TT-BGDĐT: the circular in force for all grades since 2024-2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..register.values import COMMENT, NOT_PASSED, PASSED, SCORED, Problem
from .base import (
    DEFAULTS,
    EXEMPT,
    EXEMPT_RESULT,
    FINAL_TEST,
    MIDTERM,
    NO_RESULT,
    NONE,
    REGULAR,
    YEAR,
    Cell,
    Column,
    Level,
    Options,
    Regulation,
    Result,
    SubjectResult,
)
from .circular import MAX_ABSENCES, RATING_LABELS, Circular
from .compute import Standing, standing, tenths_of

GOOD: Final = "T"
FAIR: Final = "K"
ENOUGH: Final = "D"
NOT_ENOUGH: Final = "CD"
LEVELS: Final = (GOOD, FAIR, ENOUGH, NOT_ENOUGH)
_INDEX: Final = {level: index for index, level in enumerate(LEVELS)}

EXCELLENT_STUDENT: Final = "HSXS"
GOOD_STUDENT: Final = "HSG"

_SUBJECTS_WANTED: Final = 6

# Đ8.2b, rows: HK I, columns: HK II. Not simply "HK II decides".
_CONDUCT_YEAR: Final = {
    GOOD: {GOOD: GOOD, FAIR: FAIR, ENOUGH: FAIR, NOT_ENOUGH: NOT_ENOUGH},
    FAIR: {GOOD: GOOD, FAIR: FAIR, ENOUGH: ENOUGH, NOT_ENOUGH: NOT_ENOUGH},
    ENOUGH: {GOOD: FAIR, FAIR: FAIR, ENOUGH: ENOUGH, NOT_ENOUGH: NOT_ENOUGH},
    NOT_ENOUGH: {GOOD: FAIR, FAIR: ENOUGH, ENOUGH: ENOUGH, NOT_ENOUGH: NOT_ENOUGH},
}

# Đ21: first school year (by its starting year) of each grade.
_FIRST_YEAR: Final = {6: 2021, 7: 2022, 10: 2022, 8: 2023, 11: 2023, 9: 2024, 12: 2024}

_LEVEL_LABELS: Final = {
    GOOD: "Tốt",
    FAIR: "Khá",
    ENOUGH: "Đạt",
    NOT_ENOUGH: "Chưa đạt",
}


class TT22(Circular):
    """Thông tư 22/2021/TT-BGDĐT; every member of ``base.Regulation``."""

    code = "TT22"
    version = "2021-09-05"
    title = "Thông tư 22/2021/TT-BGDĐT"
    since = 2021
    learning_levels = LEVELS
    conduct_levels = LEVELS
    column_kinds = (REGULAR, MIDTERM, FINAL_TEST)
    promoted_statuses = frozenset({"len_lop", "len_lop_sau_he"})
    retake_statuses = frozenset({"danh_gia_lai", "ren_luyen_he_va_danh_gia_lai"})
    weights = {REGULAR: 1, MIDTERM: 2, FINAL_TEST: 3}
    required_kinds = frozenset(column_kinds)
    missed_article = "Đ7.5"
    term_formulas = {
        SCORED: (
            "ĐTBmhk",
            "ĐTBmhk = (TĐĐGtx + 2 × ĐĐGgk + 3 × ĐĐGck) / (số ĐĐGtx + 5)",
            "Đ9.1b",
        ),
        COMMENT: (
            "Kết quả học kì",
            "Đạt khi đủ số lần đánh giá và tất cả đều Đạt; còn lại Chưa đạt",
            "Đ9.1a",
        ),
    }
    year_formulas = {
        SCORED: ("ĐTBmcn", "ĐTBmcn = (ĐTBmhkI + 2 × ĐTBmhkII) / 3", "Đ9.1b"),
        COMMENT: (
            "Kết quả cả năm",
            "Kết quả cả năm là kết quả học kì II",
            "Đ9.1a",
        ),
    }
    labels: Mapping[str, Mapping[str, str]] = {
        "learning": _LEVEL_LABELS,
        "conduct": _LEVEL_LABELS,
        "award": {
            EXCELLENT_STUDENT: "Học sinh Xuất sắc",
            GOOD_STUDENT: "Học sinh Giỏi",
        },
        "promotion": {
            "chua_xet": "Chưa xét",
            "len_lop": "Được lên lớp",
            "khong_len_lop": "Không được lên lớp",
            "ren_luyen_he": "Rèn luyện trong hè",
            "danh_gia_lai": "Kiểm tra lại trong hè",
            "ren_luyen_he_va_danh_gia_lai": "Rèn luyện và kiểm tra lại trong hè",
            "len_lop_sau_he": "Được lên lớp sau hè",
        },
        "completion": {
            "chua_xet": "Chưa xét",
            "len_lop": "Hoàn thành chương trình",
            "khong_len_lop": "Không hoàn thành chương trình",
            "ren_luyen_he": "Rèn luyện trong hè",
            "danh_gia_lai": "Kiểm tra lại trong hè",
            "ren_luyen_he_va_danh_gia_lai": "Rèn luyện và kiểm tra lại trong hè",
            "len_lop_sau_he": "Hoàn thành chương trình sau hè",
        },
        "rating": RATING_LABELS,
    }

    def covers(self, start_year: int, grade: int) -> bool:
        """Whether the roadmap of Đ21 puts this grade under TT22 in that school year."""
        return grade in _FIRST_YEAR and start_year >= _FIRST_YEAR[grade]

    def columns(
        self, subject_kind: str, lessons_per_year: int, extra_regular: int = 0
    ) -> tuple[Column, ...]:
        """Columns of one term (Đ6.2, Đ7.2).

        Regular assessments: two for a comment subject; for a scored one two up to 35
        lessons a year, three up to 70, four above; one midterm and one final test.

        :param extra_regular: regular marks of a cluster of special topics (cụm
            chuyên đề, +1) or a school's own change.
        :raises Problem: ``bad_lessons``.
        """
        if lessons_per_year < 1:
            raise Problem("bad_lessons", raw=str(lessons_per_year))
        comment = subject_kind == COMMENT
        if comment or lessons_per_year <= 35:
            regular = 2
        else:
            regular = 3 if lessons_per_year <= 70 else 4
        weights = dict.fromkeys(self.weights, 1) if comment else self.weights
        return (
            *(
                Column(REGULAR, number, weights[REGULAR])
                for number in range(1, regular + extra_regular + 1)
            ),
            Column(MIDTERM, 1, weights[MIDTERM]),
            Column(FINAL_TEST, 1, weights[FINAL_TEST]),
        )

    def _term_rating(self, recorded: Sequence[Cell]) -> str:
        """Đ9.1a: every assessment must be Đạt."""
        passed = all(value.rating == PASSED for _kind, value in recorded)
        return PASSED if passed else NOT_PASSED

    def _year_parts(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Result | tuple[Result, Result]:
        """Đ9.1a: a comment subject takes HK II; Đ9.1b: a scored one needs both."""
        if subject_kind == COMMENT:
            return hk2 or NO_RESULT
        if hk1 is None or hk2 is None:
            return NO_RESULT
        if NONE not in (hk1.state, hk2.state) and EXEMPT in (hk1.state, hk2.state):
            return EXEMPT_RESULT
        return hk1, hk2

    # -- levels ----------------------------------------------------------------------

    def learning_level(
        self, subjects: Sequence[SubjectResult], options: Options = DEFAULTS
    ) -> Level:
        """Level of learning over a term or the year (Đ9.2, adjusted by Đ9.3).

        :param subjects: term results for a term's level, year results for the year's.
        :return: ``manual`` with reason ``too_few_subjects`` below six scored
            subjects, on which the circular is silent.
        """
        found = standing(subjects)
        reason = "exempt_subjects" if found.exempt else ""
        if found.missing:
            return Level("incomplete", missing=found.missing)
        wanted = _SUBJECTS_WANTED
        if len(found.scored) < wanted:
            if options.few_subjects_policy == "manual" or not found.scored:
                return Level("manual", reason="too_few_subjects")
            wanted = len(found.scored)
        marks = [tenths_of(subject) for subject in found.scored]
        base = _base_level(marks, len(found.not_passed), wanted)
        culprit = _only_cause(found, marks, base, wanted, options)
        if culprit is None:
            return Level("final", base, base, reason=reason, article="Đ9.2")
        final = LEVELS[_INDEX[base] - 1]
        return Level("final", base, final, culprit.key, reason=reason, article="Đ9.3")

    def conduct_year(self, hk1: str | None, hk2: str | None) -> str | None:
        """Conduct (kết quả rèn luyện) over the year from both terms (Đ8.2b).

        ``None`` while a term is not rated.

        :raises Problem: ``unknown_label``.
        """
        self._check_codes((), (hk1, hk2))
        if hk1 is None or hk2 is None:
            return None
        return _CONDUCT_YEAR[hk1][hk2]

    def award(
        self,
        learning: str | None,
        conduct: str | None,
        subjects: Sequence[SubjectResult] = (),
        period: str = YEAR,
    ) -> str | None:
        """Title at the end of the year (Đ15.1): ``"HSXS"``, ``"HSG"`` or ``None``.

        Both need conduct and learning Tốt; Học sinh Xuất sắc also six year averages
        of 9.0. There are no titles for a term.

        :raises Problem: ``unknown_label``.
        """
        self._check_codes((learning,), (conduct,))
        if period != YEAR or learning != GOOD or conduct != GOOD:
            return None
        top = sum(
            subject.result.tenths is not None and subject.result.tenths >= 90
            for subject in subjects
        )
        return EXCELLENT_STUDENT if top >= _SUBJECTS_WANTED else GOOD_STUDENT

    # -- promotion -------------------------------------------------------------------

    def promotion(
        self,
        learning: str | None,
        conduct: str | None,
        absences: int | None,
        learning_after: str | None = None,
        conduct_after: str | None = None,
        options: Options = DEFAULTS,
    ) -> str:
        """Status of promotion (Đ12; summer training Đ13, reassessment Đ14).

        :param absences: sessions (buổi) absent in the year, one a day, with and
            without leave; more than 45 bar promotion.
        :param learning_after: level after reassessment, ``None`` while unknown.
        :param conduct_after: conduct after summer training, ``None`` while unknown.
        :return: a code of ``labels["promotion"]``; raises ``unknown_label``.
        """
        self._check_codes((learning, learning_after), (conduct, conduct_after))
        if absences is not None and absences > MAX_ABSENCES:
            return "khong_len_lop"
        if learning is None or conduct is None or absences is None:
            return "chua_xet"
        trains = conduct == NOT_ENOUGH
        retakes = learning == NOT_ENOUGH
        if not trains and not retakes:
            return "len_lop"
        if (
            (trains and retakes and options.both_failed_policy == "retain")
            or (trains and conduct_after == NOT_ENOUGH)
            or (retakes and learning_after == NOT_ENOUGH)
        ):
            return "khong_len_lop"
        still_trains = trains and conduct_after is None
        still_retakes = retakes and learning_after is None
        if still_trains and still_retakes:
            return "ren_luyen_he_va_danh_gia_lai"
        if still_trains:
            return "ren_luyen_he"
        return "danh_gia_lai" if still_retakes else "len_lop_sau_he"


def _base_level(marks: Sequence[int], not_passed: int, wanted: int) -> str:
    """Đ9.2 on marks in tenths; ``wanted`` is the "ít nhất 06 môn học" of the text."""

    def at_least(bar: int) -> int:
        return sum(mark >= bar for mark in marks)

    lowest = min(marks)
    if not_passed == 0 and lowest >= 65 and at_least(80) >= wanted:
        return GOOD
    if not_passed == 0 and lowest >= 50 and at_least(65) >= wanted:
        return FAIR
    if not_passed <= 1 and lowest >= 35 and at_least(50) >= wanted:
        return ENOUGH
    return NOT_ENOUGH


def _only_cause(
    found: Standing,
    marks: Sequence[int],
    base: str,
    wanted: int,
    options: Options,
) -> SubjectResult | None:
    """The one subject for whose sake Đ9.3 lifts the level, if there is one.

    Without it the level would be Tốt or Khá and at least two levels higher. The
    anchor is only "điểm a, điểm b khoản 2", so Đạt -> Chưa đạt is never lifted.
    """

    def lifts(would_be: str) -> bool:
        return would_be in (GOOD, FAIR) and _INDEX[base] - _INDEX[would_be] >= 2

    not_passed = len(found.not_passed)
    if _INDEX[base] < 2:
        return None
    stand_in = [100] if options.adjust_method == "replace" else []
    for index, subject in enumerate(found.scored):
        others = [*marks[:index], *stand_in, *marks[index + 1 :]]
        if others and lifts(_base_level(others, not_passed, wanted)):
            return subject
    if not (options.adjust_include_comment and not_passed):
        return None
    lifted = lifts(_base_level(marks, not_passed - 1, wanted))
    return found.not_passed[0] if lifted else None


REGULATIONS: tuple[Regulation, ...] = (TT22(),)
