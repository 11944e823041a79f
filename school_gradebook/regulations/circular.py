"""What the circulars have in common; each one fills in its numbers and articles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..register.values import (
    COMMENT,
    NOT_PASSED,
    PASSED,
    SCORED,
    SUBJECT_KINDS,
    Problem,
    tenths_text,
)
from .base import (
    DEFAULTS,
    EXEMPT_RESULT,
    FINAL,
    NO_RESULT,
    NONE,
    ONE_PERIOD,
    PROVISIONAL,
    REGULAR,
    Cell,
    Column,
    Consequence,
    Explanation,
    Level,
    Options,
    Reassessment,
    Result,
    SubjectResult,
)
from .compute import Tally, half_up, tally, weighted_sum
from .explain import (
    article_text,
    rating_steps,
    sentence,
    term_steps,
    year_steps,
)

MAX_ABSENCES = 45


class Circular(ABC):
    """Shared parts of all regulations; see ``base.Regulation`` for the members.

    A circular sets the class attributes and defines the abstract methods, ``covers``,
    ``columns``, ``conduct_year`` and ``award``.
    """

    code: str
    version: str
    title: str
    since: int
    labels: Mapping[str, Mapping[str, str]]
    learning_levels: tuple[str, ...]
    conduct_levels: tuple[str, ...]
    column_kinds: tuple[str, ...]
    promoted_statuses: frozenset[str]

    weights: Mapping[str, int]
    required_kinds: frozenset[str]
    missed_article: str
    retake_statuses: frozenset[str]
    term_formulas: Mapping[str, tuple[str, str, str]]
    year_formulas: Mapping[str, tuple[str, str, str]]

    # -- results of a subject ------------------------------------------------------

    def column(self, subject_kind: str, kind: str, number: int) -> Column:
        """One column with its weight, also beyond those that every gradebook has.

        :raises Problem: ``column_unknown`` or ``column_once``.
        """
        if kind not in self.column_kinds:
            raise Problem("column_unknown", circular=self.code)
        if number > 1 and kind not in (REGULAR, ONE_PERIOD):
            raise Problem("column_once")
        weight = 1 if subject_kind == COMMENT else self.weights[kind]
        return Column(kind, number, weight)

    def term_result(
        self, subject_kind: str, cells: Sequence[Cell], exempt: bool = False
    ) -> Result:
        """Result of one subject over a term (TT22 Đ9.1; TT58 Đ10.1a, Đ10.2a).

        :param cells: (column kind, value) of every column, in column order, blank
            and absent ones too. They count as missing: a result is final only when
            none is and the columns the circular demands are there. A single exempt
            cell is left out.
        :param exempt: the student is exempt from the whole subject.
        :raises Problem: ``unknown_subject_kind``, ``unknown_column_kind``,
            ``value_kind_mismatch``.
        """
        found = tally(self.column_kinds, subject_kind, cells)
        if exempt:
            return EXEMPT_RESULT
        return self._result(subject_kind, found, bool(cells))

    def _result(self, subject_kind: str, found: Tally, any_cell: bool) -> Result:
        if not found.recorded:
            all_exempt = any_cell and not found.missing
            return EXEMPT_RESULT if all_exempt else NO_RESULT
        complete = not found.missing and self.required_kinds <= found.kinds
        state = FINAL if complete else PROVISIONAL
        if subject_kind == SCORED:
            total, weight = weighted_sum(found.recorded, self.weights)
            return Result(state, tenths=half_up(total, weight))
        return Result(state, rating=self._term_rating(found.recorded))

    @abstractmethod
    def _term_rating(self, recorded: Sequence[Cell]) -> str:
        """Rating of a comment subject from its recorded cells, at least one."""

    def year_result(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Result:
        """Result of one subject over the year (TT22 Đ9.1; TT58 Đ10.1b, Đ10.2b, Đ10.3).

        Scored: (HK I + 2 × HK II) / 3 of the two rounded averages. Comment: HK II.

        :param hk1: result of the term; ``None`` where the subject has no gradebook
            in that term at all, which differs from nothing entered yet.
        :param hk2: the same for the second term.
        :raises Problem: ``unknown_subject_kind``.
        """
        if subject_kind not in SUBJECT_KINDS:
            raise Problem("unknown_subject_kind", raw=subject_kind)
        parts = self._year_parts(subject_kind, hk1, hk2)
        if isinstance(parts, Result):
            return parts
        first, second = parts
        if NONE in (first.state, second.state):
            return NO_RESULT
        state = FINAL if first.state == second.state == FINAL else PROVISIONAL
        if first.tenths is None or second.tenths is None:
            raise Problem("value_kind_mismatch", raw=first.rating or second.rating)
        return Result(state, tenths=half_up(first.tenths + 2 * second.tenths, 3))

    @abstractmethod
    def _year_parts(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Result | tuple[Result, Result]:
        """The year's result where one term decides it, else the two to average."""

    def missed_test(self, subject_kind: str) -> Consequence:
        """What a test counts that was missed and not made up (TT22 Đ7.5, TT58 Đ8.5).

        :raises Problem: ``unknown_subject_kind``.
        """
        if subject_kind not in SUBJECT_KINDS:
            raise Problem("unknown_subject_kind", raw=subject_kind)
        text = tenths_text(0) if subject_kind == SCORED else NOT_PASSED
        return Consequence(text, self.missed_article)

    # -- explanations --------------------------------------------------------------

    def explain_term(
        self, subject_kind: str, cells: Sequence[Cell], exempt: bool = False
    ) -> Explanation:
        """How :meth:`term_result` comes to its answer; same arguments and errors."""
        result = self.term_result(subject_kind, cells, exempt)
        found = tally(self.column_kinds, subject_kind, cells)
        if exempt:
            found.recorded.clear()
        if subject_kind == SCORED:
            steps = term_steps(found.recorded, self.weights)
        else:
            steps = rating_steps(found.recorded)
        counts = (len(found.recorded), found.required, "lần đánh giá")
        return self._explanation(
            self.term_formulas[subject_kind], result, steps, counts
        )

    def explain_year(
        self, subject_kind: str, hk1: Result | None, hk2: Result | None
    ) -> Explanation:
        """How :meth:`year_result` comes to its answer; same arguments and errors."""
        result = self.year_result(subject_kind, hk1, hk2)
        parts = self._year_parts(subject_kind, hk1, hk2)
        steps: tuple[str, ...] = ()
        if isinstance(parts, tuple) and result.tenths is not None:
            first, second = parts
            assert first.tenths is not None and second.tenths is not None
            steps = year_steps(first.tenths, second.tenths)
        known = sum(term is not None and bool(term.text) for term in (hk1, hk2))
        return self._explanation(
            self.year_formulas[subject_kind], result, steps, (known, 2, "học kì")
        )

    def _explanation(
        self,
        formula: tuple[str, str, str],
        result: Result,
        steps: tuple[str, ...],
        counts: tuple[int, int, str],
    ) -> Explanation:
        symbol, rule, article = formula
        recorded, required, unit = counts
        source = f"{article_text(article)} {self.title}"
        return Explanation(
            regulation=self.code,
            version=self.version,
            title=self.title,
            article=article,
            result=result,
            formula=rule,
            steps=steps,
            text=sentence(result, symbol, source, recorded, required, unit),
            recorded=recorded,
            required=required,
        )

    # -- reassessment --------------------------------------------------------------

    @abstractmethod
    def learning_level(
        self, subjects: Sequence[SubjectResult], options: Options = DEFAULTS
    ) -> Level:
        """See ``base.Regulation``."""

    @abstractmethod
    def promotion(
        self,
        learning: str | None,
        conduct: str | None,
        absences: int | None,
        learning_after: str | None = None,
        conduct_after: str | None = None,
        options: Options = DEFAULTS,
    ) -> str:
        """See ``base.Regulation``."""

    def reassess(
        self,
        subjects: Sequence[SubjectResult],
        conduct: str | None,
        absences: int | None,
        retaken: Mapping[str, Result],
        conduct_after: str | None = None,
        options: Options = DEFAULTS,
    ) -> Reassessment:
        """Level and promotion after subjects were taken again (TT22 Đ14, TT58 Đ16).

        A new result replaces the year's result of its subject whether it is better
        or not, for promotion only: year results, titles and awards stay.

        :param subjects: year results.
        :param retaken: new results by subject key; empty while none is known.
        :raises Problem: ``retake_not_open`` (subject) for a subject that may not be
            taken again.
        """
        before = self.learning_level(subjects, options)
        status = self.promotion(before.final, conduct, absences, options=options)
        retakes = status in self.retake_statuses
        eligible = tuple(s.key for s in subjects if retakes and s.result.failed)
        for key in retaken:
            if key not in eligible:
                raise Problem("retake_not_open", subject=key)
        outstanding = tuple(key for key in eligible if key not in retaken)
        replaced = [replace(s, result=retaken.get(s.key, s.result)) for s in subjects]
        after = self.learning_level(replaced, options)
        waiting = not retaken or (outstanding and options.retake_policy == "all")
        learning_after = None if waiting else after.final
        status = self.promotion(
            before.final, conduct, absences, learning_after, conduct_after, options
        )
        return Reassessment(eligible, outstanding, before, after, status)

    # -- labels --------------------------------------------------------------------

    def label(self, kind: str, code: str | None) -> str:
        """Printed Vietnamese text of a code; empty for ``None``.

        :param kind: ``"learning"``, ``"conduct"``, ``"award"``, ``"promotion"``,
            ``"completion"`` (promotion out of grades 9 and 12) or ``"rating"``.
        :raises Problem: ``unknown_label``.
        """
        if code is None:
            return ""
        try:
            return self.labels[kind][code]
        except KeyError:
            raise Problem("unknown_label", kind=kind, raw=code) from None

    def _check_codes(
        self, learning: Sequence[str | None], conduct: Sequence[str | None]
    ) -> None:
        """Refuse a level this circular does not know."""
        for kind, codes in (("learning", learning), ("conduct", conduct)):
            for code in codes:
                if code is not None and code not in self.labels[kind]:
                    raise Problem("unknown_label", kind=kind, raw=code)


RATING_LABELS = {PASSED: "Đạt", NOT_PASSED: "Chưa đạt"}
