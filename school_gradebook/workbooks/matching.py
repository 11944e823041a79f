"""Find the students of a sheet on the class's roll."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .finding import ERROR, INFO, WARNING, Finding, found
from .marks import MarksRow, MarksSheet
from .texts import normalise_name, same_name, shown

CODE_LENGTH = 10  # of the Ministry's student code (TT42/2021)


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A student on the roll: ``id`` is the caller's, ``number`` the roll number."""

    id: int
    code: str
    name: str
    birth_date: datetime.date | None = None
    number: int = 0
    left: bool = False


@dataclass(slots=True)
class RowMatch:
    """A row and who it is; ``how`` is ``"code"``, ``"name_birth"`` or None."""

    row: MarksRow
    entry: RollEntry | None = None
    how: str | None = None
    problems: list[Finding] = field(default_factory=list)

    @property
    def entry_id(self) -> int | None:
        return self.entry.id if self.entry else None

    @property
    def usable(self) -> bool:
        """Whether the row is one known student's beyond doubt."""
        return self.entry is not None and not any(
            p.severity == ERROR for p in self.problems
        )


class _Roll:
    """The roll, ready for look-ups by code and by name with birth date."""

    def __init__(self, entries: Iterable[RollEntry]) -> None:
        self.by_code: dict[str, RollEntry] = {}
        self.by_person: dict[tuple[str, object], list[RollEntry]] = defaultdict(list)
        for entry in entries:
            if entry.code:
                self.by_code[entry.code] = entry
            self.by_person[normalise_name(entry.name), entry.birth_date].append(entry)

    def with_code(self, code: str) -> RollEntry | None:
        entry = self.by_code.get(code)
        if entry is None and code.isdigit() and len(code) < CODE_LENGTH:
            entry = self.by_code.get(
                code.zfill(CODE_LENGTH)
            )  # Excel drops leading zeros
        return entry

    def with_name(self, row: MarksRow) -> list[RollEntry]:
        if not isinstance(row.birth_date, datetime.date):
            return []
        return self.by_person.get((normalise_name(row.name), row.birth_date), [])


def match_rows(sheet: MarksSheet, roll: Sequence[RollEntry]) -> list[RowMatch]:
    """Match the rows of ``sheet`` with the roll: by code, else by name and birth date.

    Codes of the findings: unknown_student, name_and_code_disagree, ambiguous_student,
    duplicate_student (errors), birth_date_disagrees (warning). Rows that the sheet
    itself has twice are left unmatched: the sheet's own ``problems`` name them.
    """
    known = _Roll(roll)
    matches = []
    taken: dict[int, MarksRow] = {}
    for row in sheet.rows:
        match = RowMatch(row)
        matches.append(match)
        if row.row_number in sheet.duplicated_rows:
            continue
        if row.code:
            _match_by_code(sheet, match, known)
        else:
            _match_by_name(sheet, match, known)
        if match.entry is not None:
            first = taken.setdefault(match.entry.id, row)
            if first is not row:
                match.problems.append(_twice(sheet, match, first))
    return matches


def _place(sheet: MarksSheet, row: MarksRow, kind: str) -> tuple[int, int]:
    column = sheet.identity.get(kind) or sheet.identity.get("name")
    return row.row_number, column.index if column else 1


def _match_by_code(sheet: MarksSheet, match: RowMatch, known: _Roll) -> None:
    row = match.row
    entry = known.with_code(row.code)
    if entry is None:
        match.problems.append(_unknown(sheet, row, known))
        return
    match.entry, match.how = entry, "code"
    if row.name and not same_name(row.name, entry.name):
        match.problems.append(
            found(
                "name_and_code_disagree",
                sheet.title,
                *_place(sheet, row, "name"),
                who=entry.name,
                name=row.name,
                student_code=row.code,
                roll_name=entry.name,
            )
        )
    elif row.birth_date and entry.birth_date and row.birth_date != entry.birth_date:
        match.problems.append(
            found(
                "birth_date_disagrees",
                sheet.title,
                *_place(sheet, row, "birth_date"),
                severity=WARNING,
                who=entry.name,
                raw=shown(row.birth_date),
                roll_date=shown(entry.birth_date),
            )
        )


def _match_by_name(sheet: MarksSheet, match: RowMatch, known: _Roll) -> None:
    entries = known.with_name(match.row)
    if len(entries) == 1:
        match.entry, match.how = entries[0], "name_birth"
    elif entries:
        place = _place(sheet, match.row, "name")
        match.problems.append(
            found("ambiguous_student", sheet.title, *place, who=match.row.name)
        )
    else:
        match.problems.append(_unknown(sheet, match.row, known))


def _unknown(sheet: MarksSheet, row: MarksRow, known: _Roll) -> Finding:
    """Names the code that the roll has for that name and birth date, if it has one."""
    alike = known.with_name(row)
    return found(
        "unknown_student",
        sheet.title,
        *_place(sheet, row, "code" if row.code else "name"),
        who=row.name,
        name=row.name,
        student_code=row.code,
        roll_code=alike[0].code if len(alike) == 1 else "",
    )


def _twice(sheet: MarksSheet, match: RowMatch, first: MarksRow) -> Finding:
    return found(
        "duplicate_student",
        sheet.title,
        *_place(sheet, match.row, "code"),
        who=match.row.name,
        student_code=match.row.code,
        first_row=first.row_number,
        second_row=match.row.row_number,
    )


def order_finding(
    sheet: MarksSheet,
    matches: Sequence[RowMatch],
    roll: Sequence[RollEntry],
    severity: str = ERROR,
) -> Finding | None:
    """``rows_in_another_order`` at the first row that is not where the roll has it.

    Rows in another order with the marks left where they were is the one mistake that
    no code, name or average gives away; so it is an error unless somebody who looked
    says otherwise (``severity``).
    """
    known = [match for match in matches if match.entry is not None]
    present = {match.entry_id for match in known}
    ordered = sorted(roll, key=lambda entry: entry.number)
    expected = [entry for entry in ordered if entry.id in present]
    for match, entry in zip(known, expected, strict=False):
        if match.entry_id != entry.id:
            return found(
                "rows_in_another_order",
                sheet.title,
                *_place(sheet, match.row, "code"),
                severity=severity,
                who=match.row.name,
                name=match.row.name,
                expected=entry.name,
                row=match.row.row_number,
            )
    return None


def absent_students(
    sheet: MarksSheet, matches: Sequence[RowMatch], roll: Sequence[RollEntry]
) -> list[Finding]:
    """Students of the roll, not gone, that no row of the sheet names (info)."""
    present = {match.entry_id for match in matches}
    return [
        found(
            "missing_student",
            sheet.title,
            severity=INFO,
            who=entry.name,
            student_code=entry.code,
        )
        for entry in sorted(roll, key=lambda entry: entry.number)
        if entry.id not in present and not entry.left
    ]
