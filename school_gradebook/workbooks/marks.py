"""Read a workbook of marks: which sheet is which subject, class and term, and its cells.

Nothing is judged here: cell values stay raw, students are not looked up (``matching``)
and marks are not read (``checking``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ..register.values import Problem
from .finding import ERROR, Finding, found
from .layout import Column, Header, Row, find_header, read_rows
from .mark_columns import MARK_KINDS, RESULT_KINDS, classify
from .opening import Raw, Sheet, coordinate, open_workbook
from .texts import key, normalise_name, read_code, read_date, shown, tidy
from .titles import Title, class_key, read_title, resolve_subject

T = TypeVar("T", str, int)

# the key of what a row below the list says in the column of names
_FOOTER = re.compile(
    r"(?:tong (?:so|cong)|trung binh|ti le|so (?:luong|hoc sinh)|diem (?:tb|trung binh)"
    r"|muc|nguoi lap|giao vien|hieu truong|phu huinh|ghi chu|luu i|ngai \d).*"
    r"|(?:cong|tot|gioi|kha|tb|dat|chua dat|ieu|kem)[ \d]*"
)
MERGES_NAMED = 5
ROW_PROBLEMS = {"duplicate_student", "row_without_student", "several_classes"}


@dataclass(frozen=True, slots=True)
class MarksRow:
    """One student's row as it stands: identity as text, the other cells raw."""

    row_number: int
    stt: int | None
    code: str
    name: str
    birth_date: object  # date, or the raw value when it is no date
    class_name: str
    cells: dict[int, Raw]  # by column index, counted from 1

    def coordinate(self, column: int) -> str:
        """``"E9"`` for column 5 of this row."""
        return coordinate(self.row_number, column)


@dataclass(slots=True)
class MarksSheet:
    """One sheet; ``told`` is what its title rows say of subject, class, term and year.

    ``identity`` are the columns of the students' fields: ``code``, ``name``…
    """

    title: str
    told: Title = field(default_factory=Title)
    identity: dict[str, Column] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    rows: list[MarksRow] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    duplicated_rows: set[int] = field(default_factory=set)  # row numbers

    @property
    def subject_text(self) -> str:
        """The subject as the title row writes it, ``""`` when it does not."""
        return self.told.subject

    @property
    def class_name(self) -> str | None:
        return self.told.class_name

    @property
    def term_number(self) -> int | None:
        return self.told.term

    @property
    def year_name(self) -> str | None:
        return self.told.year

    def resolve_subject(
        self, names: Sequence[str]
    ) -> tuple[str | None, Finding | None]:
        """Which of the subjects ``names`` the sheet is about, see :mod:`.titles`."""
        return resolve_subject(self.title, self.told, names)

    @property
    def readable(self) -> bool:
        """Whether its rows may be looked at: no error was found in its layout."""
        return not any(
            problem.severity == ERROR and problem.code not in ROW_PROBLEMS
            for problem in self.problems
        )


@dataclass(slots=True)
class MarksWorkbook:
    """All visible sheets that hold anything, in order."""

    filename: str
    sheets: list[MarksSheet]

    @property
    def class_name(self) -> str | None:
        """The class that most sheets name."""
        return self._most(sheet.class_name for sheet in self.sheets)

    @property
    def term_number(self) -> int | None:
        """The term that most sheets name."""
        return self._most(sheet.term_number for sheet in self.sheets)

    @property
    def year_name(self) -> str | None:
        """The year that most sheets name, as ``"2025-2026"``."""
        return self._most(sheet.year_name for sheet in self.sheets)

    @staticmethod
    def _most(values: Iterable[T | None]) -> T | None:
        counted = Counter(value for value in values if value is not None).most_common(1)
        return counted[0][0] if counted else None


def _complete(kinds: set[str]) -> bool:
    named = "name" in kinds or {"family_name", "given_name"} <= kinds
    return named and bool(kinds & {"stt", "code", "school_code", "birth_date"})


def read_marks(data: bytes, filename: str = "") -> MarksWorkbook:
    """Read every sheet of a marks workbook.

    What is wrong with one sheet is listed in its ``problems`` and does not keep the
    others from being read. Raises Problem only for a file that cannot be opened, see
    :func:`.opening.open_workbook`, and ``no_marks_sheets`` when every sheet is empty.
    """
    sheets = []
    for sheet in open_workbook(data, filename).sheets:
        rows = read_rows(sheet)
        if rows:
            sheets.append(_read_sheet(sheet, rows))
    if not sheets:
        raise Problem("no_marks_sheets")
    return MarksWorkbook(filename, sheets)


def _read_sheet(sheet: Sheet, rows: list[Row]) -> MarksSheet:
    result = MarksSheet(sheet.title)
    header = find_header(sheet, rows, classify, _complete)
    above = [row for row in rows if header is None or row[0] < header.top]
    result.told = read_title(above if header else above[:10])
    if header is None:
        row, column = _first_table_row(rows)
        result.problems.append(found("marks_header_missing", sheet.title, row, column))
        return result
    _take_columns(result, header, above)
    if result.readable:
        _take_rows(result, [row for row in rows if row[0] > header.bottom])
        _find_merges(result, sheet.merges)
        _find_duplicates(result)
        _take_class_of_rows(result)
    return result


def _first_table_row(rows: Sequence[Row]) -> tuple[int, int]:
    """Where a reader would look for the missing header: the first well-filled row."""
    number, values = next(
        (row for row in rows if sum(value is not None for value in row[1]) >= 4),
        rows[0],
    )
    return number, next(i for i, value in enumerate(values, 1) if value is not None)


def _take_columns(result: MarksSheet, header: Header, above: Sequence[Row]) -> None:
    for column in header.columns:
        if column.kind in (*MARK_KINDS, "comment", *RESULT_KINDS):
            result.columns.append(column)
        else:
            result.identity.setdefault(column.kind, column)
    if "code" not in result.identity and "school_code" in result.identity:
        result.identity["code"] = result.identity["school_code"]
    kinds = {column.kind for column in result.columns}
    if not kinds & {*MARK_KINDS, "comment"}:
        title = " ".join(
            key(value) for _number, values in above for value in values if value
        )
        summary = "summary" in header.kinds() or "tong hop" in title
        code = "summary_not_marks" if summary else "no_mark_columns"
        first = header.columns[0]
        result.problems.append(found(code, result.title, header.top, first.index))
    if result.term_number is None and ("hk1" in kinds) != ("hk2" in kinds):
        result.told.term = 1 if "hk1" in kinds else 2
    _find_double_columns(result, header)


def _find_double_columns(result: MarksSheet, header: Header) -> None:
    seen: dict[tuple[str, int | None], Column] = {}
    for column in result.columns:
        if column.kind not in (*MARK_KINDS, "comment"):
            continue
        first = seen.setdefault((column.kind, column.number), column)
        if first is not column:
            result.problems.append(
                found(
                    "duplicate_column",
                    result.title,
                    header.bottom,
                    column.index,
                    column=column.label,
                    first=coordinate(header.bottom, first.index),
                )
            )


def _take_rows(result: MarksSheet, rows: Sequence[Row]) -> None:
    """Students' rows, and marks that stand in no student's row.

    Below the last student only what touches the list is questioned: further down
    stand totals and signatures.
    """
    strays: list[tuple[bool, Finding]] = []  # whether it touches the list, finding
    end = 0  # the last row that belongs to the list
    for number, values in rows:
        row = _read_row(result, number, values)
        if row is not None:
            result.problems.extend(finding for _touches, finding in strays)
            strays = []
            result.rows.append(row)
            end = number
            continue
        column = _first_mark(result, values)
        if column is not None and result.rows:
            raw = values[column.index - 1]
            touches = number == end + 1 and not _labelled(result, values)
            finding = found(
                "row_without_student",
                result.title,
                number,
                column.index,
                raw=shown(raw),
            )
            strays.append((touches and not tidy(raw).startswith("="), finding))
    result.problems.extend(finding for touches, finding in strays if touches)
    if not result.rows:
        result.problems.append(found("no_students", result.title))


def _first_mark(result: MarksSheet, values: list[Raw]) -> Column | None:
    """The first mark column that is filled in a row."""
    return next(
        (
            column
            for column in result.columns
            if column.kind in MARK_KINDS
            and column.index <= len(values)
            and tidy(values[column.index - 1])
        ),
        None,
    )


def _labelled(result: MarksSheet, values: list[Raw]) -> bool:
    """Whether a row says in words what its numbers are, left of the marks."""
    first = min(column.index for column in result.columns)
    return any(tidy(value) for value in values[: first - 1])


def _read_row(result: MarksSheet, number: int, values: list[Raw]) -> MarksRow | None:
    """A student's row, or None where the row is nobody's."""

    def value(kind: str) -> Raw:
        column = result.identity.get(kind)
        return (
            values[column.index - 1] if column and column.index <= len(values) else None
        )

    name = tidy(value("name"))
    if "name" not in result.identity:
        name = tidy(f"{tidy(value('family_name'))} {tidy(value('given_name'))}")
    code = read_code(value("code"))
    stt = tidy(value("stt"))
    birth: object = value("birth_date")
    try:
        birth = read_date(birth)
    except ValueError:
        birth = shown(birth)
    coded = code.isalnum() and any(letter.isdigit() for letter in code)
    if not coded:
        marked = _first_mark(result, values) is not None
        footer = _FOOTER.fullmatch(key(name)) is not None
        if not name or not (stt.isdigit() or birth or (marked and not footer)):
            return None
    return MarksRow(
        number,
        int(stt) if stt.isascii() and stt.isdigit() and len(stt) < 6 else None,
        code,
        name,
        birth,
        class_key(value("class_name")),
        {
            column.index: values[column.index - 1]
            for column in result.columns
            if column.index <= len(values)
        },
    )


def _find_merges(
    result: MarksSheet, merges: Iterable[tuple[int, int, int, int]]
) -> None:
    """Merged cells among the students' names, codes and marks: they keep one value."""
    read = {column.index for column in result.columns}
    read |= {
        column.index
        for kind, column in result.identity.items()
        if kind in ("code", "name", "family_name", "given_name")
    }
    rows = {row.row_number for row in result.rows}
    hidden = []
    for top, left, bottom, right in sorted(merges):
        columns = read.intersection(range(left, right + 1))
        # one read cell beside empty ones holds its value whole
        several = len(columns) > 1 or (columns and bottom > top)
        if several and any(top <= row <= bottom for row in rows):
            hidden.append((top, left, bottom, right))
    if hidden:
        top, left, _bottom, _right = hidden[0]
        names = [f"{coordinate(t, le)}:{coordinate(b, r)}" for t, le, b, r in hidden]
        more = ["…"] if len(names) > MERGES_NAMED else []
        ranges = ", ".join(names[:MERGES_NAMED] + more)
        result.problems.append(
            found("merged_cells", result.title, top, left, ranges=ranges)
        )


def _find_duplicates(result: MarksSheet) -> None:
    """A student written twice, by code, or by name and birth date where there is no code."""
    seen: dict[object, MarksRow] = {}
    for row in result.rows:
        identity = row.code or (normalise_name(row.name), row.birth_date)
        first = seen.setdefault(identity, row)
        if first is not row:
            result.duplicated_rows.update((first.row_number, row.row_number))
            column = result.identity.get("code" if row.code else "name")
            result.problems.append(
                found(
                    "duplicate_student",
                    result.title,
                    row.row_number,
                    column.index if column else 1,
                    who=row.name,
                    student_code=row.code,
                    first_row=first.row_number,
                    second_row=row.row_number,
                )
            )


def _take_class_of_rows(result: MarksSheet) -> None:
    """Layouts with a class column: it names the class where the title does not."""
    column = result.identity.get("class_name")
    names = [row.class_name for row in result.rows if row.class_name]
    if column is None or not names:
        return
    if result.class_name is None:
        result.told.class_name = names[0]
        result.told.places["class"] = (result.rows[0].row_number, column.index)
    for row in result.rows:
        if row.class_name and row.class_name != result.class_name:
            result.problems.append(
                found(
                    "several_classes",
                    result.title,
                    row.row_number,
                    column.index,
                    who=row.name,
                    class_name=row.class_name,
                    first_class=result.class_name,
                )
            )
            return
