"""Judge one sheet of marks against the gradebook it is meant for; writes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from ..register.values import COMMENT, Problem, Value, display, parse, tenths_text
from .finding import ERROR, INFO, WARNING, Finding, found
from .layout import Column
from .mark_columns import MARK_KINDS
from .marks import MarksSheet
from .matching import RollEntry, RowMatch, absent_students, match_rows, order_finding
from .opening import Raw, coordinate
from .texts import shown, tidy
from .titles import class_key

COMMENT_LENGTH = 2000
# (entry id, {column key: value in the sheet}) -> canonical text of our result, None: no word
Average = Callable[[int, Mapping[Hashable, Value]], str | None]


@dataclass(frozen=True, slots=True)
class ExpectedColumn:
    """A column of the gradebook; ``key`` is the caller's (the assessment's id)."""

    key: Hashable
    kind: str  # tx, dk, gk, ck
    number: int | None = None
    whole: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What the sheet is expected to be about; None is not compared."""

    subject_kind: str
    columns: Sequence[ExpectedColumn]
    class_name: str | None = None
    term_number: int | None = None
    year_name: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What somebody who looked at the preview has accepted."""

    accept_other_order: bool = False
    accept_other_averages: bool = False


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One mark cell of a known student: its value, or the finding that refuses it."""

    entry_id: int
    key: Hashable
    row: int
    column: int
    raw: Raw
    value: Value | None
    finding: Finding | None = None

    @property
    def cell(self) -> str:
        return coordinate(self.row, self.column)


@dataclass(frozen=True, slots=True)
class PlannedComment:
    """The teacher's comment on one student; never empty."""

    entry_id: int
    row: int
    column: int
    text: str

    @property
    def cell(self) -> str:
        return coordinate(self.row, self.column)


@dataclass(frozen=True, slots=True)
class OtherAverage:
    """An average of the file that is not ours; both as they are displayed."""

    entry_id: int
    who: str
    cell: str
    file: str
    ours: str


@dataclass(slots=True)
class SheetCheck:
    """What would be written, and what was found."""

    sheet: str
    matches: list[RowMatch] = field(default_factory=list)
    cells: list[PlannedCell] = field(default_factory=list)
    comments: list[PlannedComment] = field(default_factory=list)
    averages: list[OtherAverage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether any error keeps the sheet from being written."""
        return any(finding.severity == ERROR for finding in self.findings)

    @property
    def needs_confirmation(self) -> bool:
        """Whether rows were matched by name and birth date only."""
        return any(match.how == "name_birth" for match in self.matches)


def check_sheet(
    sheet: MarksSheet,
    roll: Sequence[RollEntry],
    target: Target,
    average: Average | None = None,
    options: Options = Options(),
) -> SheetCheck:
    """Read every cell of ``sheet`` for the students of ``roll``.

    Blank cells are planned with a blank value: whether a blank clears is the caller's
    to say. ``average`` computes our result of a student from the values read.
    """
    check = SheetCheck(sheet.title, findings=list(sheet.problems))
    if not sheet.readable:
        return check
    wrong = _wrong_target(sheet, target)
    check.findings += wrong
    if wrong or any(finding.code == "several_classes" for finding in check.findings):
        return check  # of whom the rows are cannot be said
    check.matches = match_rows(sheet, roll)
    check.findings += _student_findings(sheet, check.matches, roll, options)
    places = _place_columns(sheet, target, check.findings)
    results = _result_column(sheet, target)
    for match in check.matches:
        if match.usable:
            values = _read_marks_of(sheet, match, places, target.subject_kind, check)
            _read_comment(sheet, match, check)
            if average and results and values is not None:
                _compare(sheet, match, results, average, values, target, options, check)
    return check


def _wrong_target(sheet: MarksSheet, target: Target) -> list[Finding]:
    told = sheet.told
    pairs: tuple[tuple[str, str, object, object], ...] = (
        ("class", "other_class", told.class_name, target.class_name),
        ("term", "other_term", told.term, target.term_number),
        ("year", "other_year", told.year, target.year_name),
    )
    findings = []
    for what, code, ours, theirs in pairs:
        if ours is None or theirs is None or ours == theirs:
            continue
        if what == "class" and class_key(ours) == class_key(theirs):
            continue
        place = told.places.get(what, (None, None))
        findings.append(
            found(code, sheet.title, *place, raw=str(ours), expected=str(theirs))
        )
    return findings


def _student_findings(
    sheet: MarksSheet,
    matches: Sequence[RowMatch],
    roll: Sequence[RollEntry],
    options: Options,
) -> list[Finding]:
    findings = [problem for match in matches for problem in match.problems]
    if any(f.severity == ERROR for f in findings) or sheet.duplicated_rows:
        return findings  # who is missing or out of place cannot be said yet
    severity = WARNING if options.accept_other_order else ERROR
    disorder = order_finding(sheet, matches, roll, severity)
    if disorder:
        findings.append(disorder)
    findings += absent_students(sheet, matches, roll)
    by_name = [match for match in matches if match.how == "name_birth"]
    if by_name:
        name = sheet.identity.get("name") or sheet.identity["given_name"]
        place = (by_name[0].row.row_number, name.index)
        findings.append(
            found(
                "matched_by_name",
                sheet.title,
                *place,
                severity=WARNING,
                count=len(by_name),
            )
        )
    return findings


def _place_columns(
    sheet: MarksSheet, target: Target, findings: list[Finding]
) -> list[tuple[Column, ExpectedColumn]]:
    """Pair the sheet's mark columns with the gradebook's; values beyond them are errors."""
    wanted = {
        (c.kind, c.number if c.kind in ("tx", "dk") else None): c
        for c in target.columns
    }
    places = []
    for column in sheet.columns:
        if column.kind not in MARK_KINDS:
            continue
        number = column.number if column.kind in ("tx", "dk") else None
        expected = wanted.pop((column.kind, number), None)
        if expected is not None:
            places.append((column, expected))
            continue
        filled = next(
            (row for row in sheet.rows if tidy(row.cells.get(column.index))), None
        )
        if filled:
            place = (filled.row_number, column.index)
            raw = shown(filled.cells[column.index])
            findings.append(
                found("extra_column", sheet.title, *place, column=column.label, raw=raw)
            )
    if places:
        findings += [
            found(
                "missing_column",
                sheet.title,
                severity=INFO,
                column=column.label or column.kind,
            )
            for column in wanted.values()
        ]
    return places


def _read_marks_of(
    sheet: MarksSheet,
    match: RowMatch,
    places: Sequence[tuple[Column, ExpectedColumn]],
    subject_kind: str,
    check: SheetCheck,
) -> dict[Hashable, Value] | None:
    """Plan the mark cells of one student; None when any of them is refused."""
    entry = match.entry
    assert entry is not None
    row = match.row
    values: dict[Hashable, Value] = {}
    for column, expected in places:
        index = column.index
        raw = row.cells.get(index)
        value = finding = None
        try:
            value = values[expected.key] = parse(
                raw, subject_kind, whole=expected.whole
            ).value
        except Problem as problem:
            where = (sheet.title, row.row_number, index)
            params = {"raw": shown(raw), **problem.params, "column": column.label}
            finding = found(problem.code, *where, who=entry.name, **params)
            check.findings.append(finding)
        check.cells.append(
            PlannedCell(
                entry.id, expected.key, row.row_number, index, raw, value, finding
            )
        )
    return values if len(values) == len(places) else None


def _read_comment(sheet: MarksSheet, match: RowMatch, check: SheetCheck) -> None:
    column = next(
        (column for column in sheet.columns if column.kind == "comment"), None
    )
    raw = match.row.cells.get(column.index) if column else None
    if column is None or match.entry is None or not tidy(raw):
        return
    text = unicodedata.normalize("NFC", str(raw)).replace("\r\n", "\n").strip()
    place = (sheet.title, match.row.row_number, column.index)
    who = match.entry.name
    if text.startswith("="):
        check.findings.append(
            found("formula", *place, who=who, raw=shown(raw), column=column.label)
        )
    elif len(text) > COMMENT_LENGTH:
        check.findings.append(
            found("comment_too_long", *place, who=who, limit=COMMENT_LENGTH)
        )
    else:
        planned = PlannedComment(
            match.entry.id, match.row.row_number, column.index, text
        )
        check.comments.append(planned)


def _result_column(sheet: MarksSheet, target: Target) -> Column | None:
    """The sheet's own result of the target's term."""
    by_kind = {column.kind: column for column in reversed(sheet.columns)}
    term = {1: "hk1", 2: "hk2"}.get(
        target.term_number or sheet.term_number or 0, "average"
    )
    return by_kind.get(term) or by_kind.get("average") or by_kind.get("rating")


def _compare(
    sheet: MarksSheet,
    match: RowMatch,
    column: Column,
    average: Average,
    values: Mapping[Hashable, Value],
    target: Target,
    options: Options,
    check: SheetCheck,
) -> None:
    """Note where the file's own result is not ours."""
    entry = match.entry
    raw = match.row.cells.get(column.index)
    if entry is None or not tidy(raw):
        return
    place = (sheet.title, match.row.row_number, column.index)
    if isinstance(raw, str) and raw.lstrip().startswith("="):
        if not any(f.code == "average_is_formula" for f in check.findings):
            check.findings.append(
                found("average_is_formula", *place, severity=INFO, column=column.label)
            )
        return
    ours = average(entry.id, values)
    file = _result_text(raw, target.subject_kind)
    if ours is None or file == ours:
        return
    shown_file = shown(raw) if file is None else display(file)
    severity = WARNING if options.accept_other_averages else ERROR
    params = {"file": shown_file, "ours": display(ours), "column": column.label}
    check.findings.append(
        found("average_disagrees", *place, severity=severity, who=entry.name, **params)
    )
    cell = coordinate(match.row.row_number, column.index)
    check.averages.append(
        OtherAverage(entry.id, entry.name, cell, shown_file, display(ours))
    )


def _result_text(raw: Raw, subject_kind: str) -> str | None:
    """Canonical text of a result cell; computed averages may have more decimals."""
    try:
        return parse(raw, subject_kind).value.text
    except Problem as problem:
        if subject_kind == COMMENT or problem.code != "two_decimals":
            return None
    try:
        number = Decimal(tidy(raw).replace(",", "."))
        return tenths_text(int((number * 10).quantize(Decimal(1), ROUND_HALF_UP)))
    except InvalidOperation:
        return None
