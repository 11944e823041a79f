"""Thông tư 58/2011/TT-BGDĐT, and the same amended by Thông tư 26/2020/TT-BGDĐT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..register.values import COMMENT, NOT_PASSED, PASSED, SCORED, Problem
from .base import (
    DEFAULTS,
    EXEMPT,
    EXEMPT_RESULT,
    FINAL_TEST,
    FOREIGN_LANGUAGE,
    LITERATURE,
    MATHEMATICS,
    MIDTERM,
    NO_RESULT,
    ONE_PERIOD,
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
from .compute import Standing, half_up, standing, tenths_of

WEAK: Final = "Y"
POOR: Final = "Kem"
GOOD_STUDENT: Final = "HSG"
ADVANCED_STUDENT: Final = "HSTT"


@dataclass(frozen=True, slots=True)
class _Band:
    """Đ13: what one level asks for; marks in tenths."""

    level: str
    average: int
    key: int
    lowest: int
    comments: bool


_BANDS: Final = (
    _Band("G", 80, 80, 65, True),
    _Band("K", 65, 65, 50, True),
    _Band("Tb", 50, 50, 35, True),
    _Band(WEAK, 35, 0, 20, False),
)

# Đ13.6: (level but for one subject, level with it) -> level given. Giỏi lowered to
# Kém is not in the text.
_ADJUSTED: Final = {
    ("G", "Tb"): "K",
    ("G", WEAK): "Tb",
    ("K", WEAK): "Tb",
    ("K", POOR): WEAK,
}


class TT58(Circular):
    """Thông tư 58/2011/TT-BGDĐT; every member of ``base.Regulation``."""

    code = "TT58"
    version = "2012-01-26"
    title = "Thông tư 58/2011/TT-BGDĐT"
    since = 2011
    learning_levels = ("G", "K", "Tb", WEAK, POOR)
    conduct_levels = ("T", "K", "Tb", WEAK)
    column_kinds: tuple[str, ...] = (REGULAR, ONE_PERIOD, FINAL_TEST)
    promoted_statuses = frozenset({"len_lop", "len_lop_sau_he"})
    retake_statuses = frozenset({"thi_lai"})
    weights: Mapping[str, int] = {REGULAR: 1, ONE_PERIOD: 2, FINAL_TEST: 3}
    required_kinds = frozenset({FINAL_TEST})
    missed_article = "Đ8.5"
    key_roles = frozenset({MATHEMATICS, LITERATURE})
    term_formulas: Mapping[str, tuple[str, str, str]] = {
        SCORED: (
            "ĐTBmhk",
            "ĐTBmhk = (TĐKTtx + 2 × TĐKTđk + 3 × ĐKThk)"
            " / (số bài KTtx + 2 × số bài KTđk + 3)",
            "Đ10.1a",
        ),
        COMMENT: (
            "Kết quả học kì",
            "Đ khi đủ số lần kiểm tra, từ 2/3 số bài trở lên Đ, trong đó có bài"
            " kiểm tra học kì; còn lại CĐ",
            "Đ10.2a",
        ),
    }
    year_formulas = {
        SCORED: ("ĐTBmcn", "ĐTBmcn = (ĐTBmhkI + 2 × ĐTBmhkII) / 3", "Đ10.1b"),
        COMMENT: (
            "Kết quả cả năm",
            "Đ khi cả hai học kì Đ, hoặc học kì I CĐ và học kì II Đ; còn lại CĐ",
            "Đ10.2b",
        ),
    }
    labels: Mapping[str, Mapping[str, str]] = {
        "learning": {
            "G": "Giỏi",
            "K": "Khá",
            "Tb": "Trung bình",
            WEAK: "Yếu",
            POOR: "Kém",
        },
        "conduct": {"T": "Tốt", "K": "Khá", "Tb": "Trung bình", WEAK: "Yếu"},
        "award": {
            GOOD_STUDENT: "Học sinh giỏi",
            ADVANCED_STUDENT: "Học sinh tiên tiến",
        },
        "promotion": {
            "chua_xet": "Chưa xét",
            "len_lop": "Được lên lớp",
            "o_lai": "Ở lại lớp",
            "thi_lai": "Kiểm tra lại các môn học",
            "ren_luyen_he": "Rèn luyện hạnh kiểm trong hè",
            "len_lop_sau_he": "Được lên lớp sau hè",
        },
        "completion": {
            "chua_xet": "Chưa xét",
            "len_lop": "Hoàn thành chương trình",
            "o_lai": "Không hoàn thành chương trình",
            "thi_lai": "Kiểm tra lại các môn học",
            "ren_luyen_he": "Rèn luyện hạnh kiểm trong hè",
            "len_lop_sau_he": "Hoàn thành chương trình sau hè",
        },
        "rating": RATING_LABELS,
    }

    def covers(self, start_year: int, grade: int) -> bool:
        """All grades from 2011-2012 on; a later circular found first goes before."""
        return start_year >= self.since and 6 <= grade <= 12

    def columns(
        self, subject_kind: str, lessons_per_year: int, extra_regular: int = 0
    ) -> tuple[Column, ...]:
        """Fewest columns of one term (Đ8); a gradebook may have more.

        Regular tests: two up to one lesson a week (35 a year), three below three
        lessons a week (105), else four; one test of a period or more (their true
        number is in the subject's programme), one final test.

        :param extra_regular: further regular tests.
        :raises Problem: ``bad_lessons``.
        """
        regular = self._regular_tests(lessons_per_year) + extra_regular
        kinds = [REGULAR] * regular + [
            kind for kind in self.column_kinds if kind != REGULAR
        ]
        comment = subject_kind == COMMENT
        return tuple(
            Column(
                kind,
                index + 1 if kind == REGULAR else 1,
                1 if comment else self.weights[kind],
            )
            for index, kind in enumerate(kinds)
        )

    def _regular_tests(self, lessons_per_year: int) -> int:
        if lessons_per_year < 1:
            raise Problem("bad_lessons", raw=str(lessons_per_year))
        if lessons_per_year <= 35:
            return 2
        return 3 if lessons_per_year < 105 else 4

    def _term_rating(self, recorded: Sequence[Cell]) -> str:
        """Đ10.2a: two thirds of the tests, the final test among them."""
        passed = sum(value.rating == PASSED for _kind, value in recorded)
        final_passed = all(
            value.rating == PASSED for kind, value in recorded if kind == FINAL_TEST
        )
        enough = 3 * passed >= 2 * len(recorded)
        return PASSED if enough and final_passed else NOT_PASSED

    def _year_parts(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Result | tuple[Result, Result]:
        """Đ10.3, Đ12: one term without the subject, or exempt: the other decides."""
        taught = [term for term in (hk1, hk2) if term is not None]
        counting = [term for term in taught if term.state != EXEMPT]
        if not counting:
            return EXEMPT_RESULT if taught else NO_RESULT
        if len(counting) == 1 or subject_kind == COMMENT:
            return counting[-1]
        return counting[0], counting[1]

    # -- levels ----------------------------------------------------------------------

    def learning_level(
        self, subjects: Sequence[SubjectResult], options: Options = DEFAULTS
    ) -> Level:
        """Học lực over a term or the year, with the overall average (Đ11, Đ13).

        The subjects that carry a condition of their own are known by ``role``; none
        of them present gives ``manual`` with reason ``no_key_subject``. Exempt
        subjects stay outside (Đ12).

        :return: ``average`` is the plain mean of the scored subjects, in tenths.
        """
        found = standing(subjects)
        if found.missing:
            return Level("incomplete", missing=found.missing)
        if not found.scored:
            return Level("manual", reason="too_few_subjects")
        marks = [tenths_of(subject) for subject in found.scored]
        average = half_up(sum(marks), len(marks))
        if not any(subject.role in self.key_roles for subject in found.scored):
            return Level("manual", average=average, reason="no_key_subject")
        not_passed = len(found.not_passed)
        base = self._band(found.scored, marks, average, not_passed)
        culprit, final = self._adjusted(found, marks, average, base)
        if culprit is None:
            return Level("final", base, base, average=average, article="Đ13")
        return Level("final", base, final, culprit.key, average, article="Đ13.6")

    def _adjusted(
        self, found: Standing, marks: Sequence[int], average: int, base: str
    ) -> tuple[SubjectResult | None, str]:
        """Đ13.6: the one subject that lowered the level, and the level it gives.

        The other conditions are tested with that subject set to 10 (U12). The average
        stays the real one: the text asks that *it* reaches Giỏi or Khá, and the low
        mark is part of it. Where two subjects qualify, the lower mark is named.
        """
        not_passed = len(found.not_passed)
        for index in sorted(range(len(marks)), key=marks.__getitem__):
            others = [*marks[:index], 100, *marks[index + 1 :]]
            would_be = self._band(found.scored, others, average, not_passed)
            if (would_be, base) in _ADJUSTED:
                return found.scored[index], _ADJUSTED[would_be, base]
        if not_passed:
            would_be = self._band(found.scored, marks, average, not_passed - 1)
            if (would_be, base) in _ADJUSTED:
                return found.not_passed[0], _ADJUSTED[would_be, base]
        return None, base

    def _band(
        self,
        scored: Sequence[SubjectResult],
        marks: Sequence[int],
        average: int,
        not_passed: int,
    ) -> str:
        """Đ13.1-5 on marks in tenths, parallel to ``scored``."""
        pairs = list(zip(scored, marks, strict=True))
        key = max(
            (mark for subject, mark in pairs if subject.role in self.key_roles),
            default=0,
        )
        special = min(
            (mark for subject, mark in pairs if subject.specialised), default=100
        )
        for band in _BANDS:
            if (
                average >= band.average
                and key >= band.key
                and special >= band.key
                and min(marks) >= band.lowest
                and not (band.comments and not_passed)
            ):
                return band.level
        return POOR

    def conduct_year(self, hk1: str | None, hk2: str | None) -> str | None:
        """Proposed conduct (hạnh kiểm) over the year: HK II (Đ4).

        The circular has no table; the homeroom teacher rates the year, mainly by
        HK II and the student's progress.

        :raises Problem: ``unknown_label``.
        """
        self._check_codes((), (hk1, hk2))
        return hk2

    def award(
        self,
        learning: str | None,
        conduct: str | None,
        subjects: Sequence[SubjectResult] = (),
        period: str = YEAR,
    ) -> str | None:
        """Title for a term or the year (Đ18): ``"HSG"``, ``"HSTT"`` or ``None``.

        :raises Problem: ``unknown_label``.
        """
        self._check_codes((learning,), (conduct,))
        if learning == "G" and conduct == "T":
            return GOOD_STUDENT
        if learning in ("G", "K") and conduct in ("T", "K"):
            return ADVANCED_STUDENT
        return None

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
        """Status of promotion (Đ15; retest Đ16, summer training Đ17).

        Arguments as in TT22. Weak in both, poor in learning, or more than 45
        sessions absent: kept back without a summer (Đ15.2).

        :return: a code of ``labels["promotion"]``.
        :raises Problem: ``unknown_label``.
        """
        self._check_codes((learning, learning_after), (conduct, conduct_after))
        if absences is not None and absences > MAX_ABSENCES:
            return "o_lai"
        if learning is None or conduct is None or absences is None:
            return "chua_xet"
        if learning == POOR or (learning == WEAK and conduct == WEAK):
            return "o_lai"
        if learning == WEAK:
            if learning_after is None:
                return "thi_lai"
            return "o_lai" if learning_after in (WEAK, POOR) else "len_lop_sau_he"
        if conduct == WEAK:
            if conduct_after is None:
                return "ren_luyen_he"
            return "o_lai" if conduct_after == WEAK else "len_lop_sau_he"
        return "len_lop"


class TT58TT26(TT58):
    """Thông tư 58/2011 as amended by Thông tư 26/2020, from the year 2020-2021."""

    code = "TT58+TT26"
    version = "2020-10-11"
    title = "Thông tư 58/2011/TT-BGDĐT, sửa đổi bởi Thông tư 26/2020/TT-BGDĐT"
    since = 2020
    column_kinds = (REGULAR, MIDTERM, FINAL_TEST)
    weights = {REGULAR: 1, MIDTERM: 2, FINAL_TEST: 3}
    required_kinds = frozenset(column_kinds)
    key_roles = frozenset({MATHEMATICS, LITERATURE, FOREIGN_LANGUAGE})
    term_formulas = {
        SCORED: (
            "ĐTBmhk",
            "ĐTBmhk = (TĐĐGtx + 2 × ĐĐGgk + 3 × ĐĐGck) / (số ĐĐGtx + 5)",
            "Đ10.1a",
        ),
        COMMENT: (
            "Kết quả học kì",
            "Đ khi đủ số lần kiểm tra, đánh giá, từ 2/3 số bài trở lên Đ, trong đó có"
            " bài cuối kì; còn lại CĐ",
            "Đ10.2a",
        ),
    }

    def _regular_tests(self, lessons_per_year: int) -> int:
        """TT26 Đ1.5: two up to 35 lessons a year, three up to 70, four above."""
        if lessons_per_year < 1:
            raise Problem("bad_lessons", raw=str(lessons_per_year))
        if lessons_per_year <= 35:
            return 2
        return 3 if lessons_per_year <= 70 else 4


REGULATIONS: tuple[Regulation, ...] = (TT58(), TT58TT26())
