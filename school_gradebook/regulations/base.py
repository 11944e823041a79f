"""What every circular offers: the types and the protocol.

Plain values in, plain values out. Marks are integer tenths (75 is 7.5); a rating is
``"D"`` (Đạt) or ``"CD"`` (Chưa đạt). No binary float takes part in any computation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from ..register.values import NOT_PASSED, Problem, Value, tenths_text

REGULAR: Final = "tx"
ONE_PERIOD: Final = "dk"
MIDTERM: Final = "gk"
FINAL_TEST: Final = "ck"

NONE: Final = "none"
PROVISIONAL: Final = "provisional"
FINAL: Final = "final"
EXEMPT: Final = "exempt"

TERM: Final = "term"
YEAR: Final = "year"

MATHEMATICS: Final = "mathematics"
LITERATURE: Final = "literature"
FOREIGN_LANGUAGE: Final = "foreign_language"

Cell = tuple[str, Value]


@dataclass(frozen=True, slots=True)
class Options:
    """What a school decides where the circulars are silent or disputed.

    :param adjust_include_comment: a comment subject may be the single subject of
        TT22 Đ9.3 (U1).
    :param adjust_method: how "only because of one subject" is tested (U2):
        ``"remove"`` the subject and classify the rest, or ``"replace"`` it by 10.
    :param both_failed_policy: conduct and learning both Chưa đạt (U5): ``"summer"``
        allows training, then reassessment; ``"retain"`` does not.
    :param retake_policy: must every subject open to reassessment be retaken (U6):
        ``"partial"`` no, ``"all"`` yes.
    :param few_subjects_policy: fewer than six scored subjects (U10): ``"manual"``
        leaves the level to the principal, ``"all"`` reads "at least six" as "all".
    :raises Problem: ``unknown_option``.
    """

    adjust_include_comment: bool = True
    adjust_method: str = "remove"
    both_failed_policy: str = "summer"
    retake_policy: str = "partial"
    few_subjects_policy: str = "manual"

    def __post_init__(self) -> None:
        for name, allowed in _OPTION_VALUES.items():
            if getattr(self, name) not in allowed:
                raise Problem("unknown_option", option=name, raw=getattr(self, name))


_OPTION_VALUES: Final = {
    "adjust_method": ("remove", "replace"),
    "both_failed_policy": ("summer", "retain"),
    "retake_policy": ("partial", "all"),
    "few_subjects_policy": ("manual", "all"),
}
DEFAULTS: Final = Options()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a gradebook: kind, number within the kind, weight."""

    kind: str
    number: int
    weight: int


@dataclass(frozen=True, slots=True)
class Result:
    """Result of one subject over a term or a year.

    :param state: ``"none"`` nothing entered, ``"provisional"`` something is missing
        and the value comes from what is there, ``"final"``, ``"exempt"``.
    """

    state: str
    tenths: int | None = None
    rating: str | None = None

    @property
    def text(self) -> str:
        """Canonical text of the value, like that of a cell."""
        if self.tenths is not None:
            return tenths_text(self.tenths)
        return self.rating or ("#exempt" if self.state == EXEMPT else "")

    @property
    def failed(self) -> bool:
        """Below 5.0 or Chưa đạt: what a student may be assessed in again."""
        return self.rating == NOT_PASSED or (
            self.tenths is not None and self.tenths < 50
        )


NO_RESULT: Final = Result(NONE)
EXEMPT_RESULT: Final = Result(EXEMPT)


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """One subject's result on the way to a level.

    :param key: what the caller calls the subject; comes back in the answers.
    :param role: ``"mathematics"``, ``"literature"``, ``"foreign_language"`` or "".
    :param specialised: the speciality of a specialised class (lớp chuyên).
    """

    key: str
    kind: str
    result: Result
    role: str = ""
    specialised: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """Level of learning over a term or a year.

    :param state: ``"incomplete"`` (results missing, named in ``missing``),
        ``"manual"`` (the rule cannot decide, the principal does; see ``reason``)
        or ``"final"``.
    :param base: level before the single-subject adjustment.
    :param final: level that counts.
    :param adjusted_by: key of the one subject that had lowered it.
    :param average: overall average in tenths, where the circular has one (TT58).
    :param reason: code: ``too_few_subjects``, ``no_key_subject`` or, beside a final
        level, ``exempt_subjects`` (the principal confirms it).
    """

    state: str
    base: str | None = None
    final: str | None = None
    adjusted_by: str | None = None
    average: int | None = None
    missing: tuple[str, ...] = ()
    reason: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Reassessment:
    """What retaken subjects do to level and promotion.

    :param eligible: keys of the subjects the student may be assessed in again.
    :param outstanding: the eligible ones without a new result.
    """

    eligible: tuple[str, ...]
    outstanding: tuple[str, ...]
    before: Level
    after: Level
    status: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one result was computed, to be shown on demand.

    :param regulation: code, e.g. ``"TT22"``; ``version``, ``title``, ``article``
        say which text was applied.
    :param formula: the circular's formula in its own symbols.
    :param steps: the same with this student's numbers, one line per step.
    :param text: one Vietnamese sentence for the person asking.
    :param recorded: values used; ``required``: values the result needs.
    """

    regulation: str
    version: str
    title: str
    article: str
    result: Result
    formula: str
    steps: tuple[str, ...]
    text: str
    recorded: int
    required: int


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a test counts that a student missed and did not make up.

    :param text: canonical text of the value, ``"0.0"`` or ``"CD"``.
    :param article: of the circular, e.g. ``"Đ7.5"``.
    """

    text: str
    article: str


class Regulation(Protocol):
    """One circular in force for some years and grades.

    A module of this package that defines ``REGULATIONS`` (a tuple of objects with
    these members) is found by itself; nothing else has to be edited.
    """

    @property
    def code(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def since(self) -> int: ...

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]: ...

    @property
    def learning_levels(self) -> tuple[str, ...]: ...

    @property
    def conduct_levels(self) -> tuple[str, ...]: ...

    @property
    def column_kinds(self) -> tuple[str, ...]: ...

    @property
    def promoted_statuses(self) -> frozenset[str]: ...

    def covers(self, start_year: int, grade: int) -> bool: ...

    def columns(
        self, subject_kind: str, lessons_per_year: int, extra_regular: int = 0
    ) -> tuple[Column, ...]: ...

    def column(self, subject_kind: str, kind: str, number: int) -> Column: ...

    def term_result(
        self, subject_kind: str, cells: Sequence[Cell], exempt: bool = False
    ) -> Result: ...

    def year_result(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Result: ...

    def missed_test(self, subject_kind: str) -> Consequence: ...

    def explain_term(
        self, subject_kind: str, cells: Sequence[Cell], exempt: bool = False
    ) -> Explanation: ...

    def explain_year(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Explanation: ...

    def learning_level(
        self, subjects: Sequence[SubjectResult], options: Options = DEFAULTS
    ) -> Level: ...

    def conduct_year(self, hk1: str | None, hk2: str | None) -> str | None: ...

    def award(
        self,
        learning: str | None,
        conduct: str | None,
        subjects: Sequence[SubjectResult] = (),
        period: str = YEAR,
    ) -> str | None: ...

    def promotion(
        self,
        learning: str | None,
        conduct: str | None,
        absences: int | None,
        learning_after: str | None = None,
        conduct_after: str | None = None,
        options: Options = DEFAULTS,
    ) -> str: ...

    def reassess(
        self,
        subjects: Sequence[SubjectResult],
        conduct: str | None,
        absences: int | None,
        retaken: Mapping[str, Result],
        conduct_after: str | None = None,
        options: Options = DEFAULTS,
    ) -> Reassessment: ...

    def label(self, kind: str, code: str | None) -> str: ...
