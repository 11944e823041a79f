"""Read an assessment plan: which columns of which subject are planned when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from ..register.values import Problem
from .finding import ERROR, WARNING, Finding, found
from .layout import Field, Header, vocabulary
from .mark_columns import MARK_KINDS
from .mark_columns import classify as classify_marks
from .opening import open_workbook
from .tables import Record, read_table
from .texts import key, read_date, subject_key, tidy

_FIELDS = vocabulary(
    {
        "level": ("Khối", "Khối lớp", "Khối học"),
        "subject": ("Môn", "Môn học", "Tên môn học", "Môn học/HĐGD"),
        "term": ("Học kỳ", "HK", "Kỳ"),
        "kind": ("Loại", "Loại điểm", "Loại cột", "Loại bài kiểm tra", "Hình thức"),
        "number": ("Số", "Số thứ tự cột", "Cột", "Cột số", "Lần", "Bài số"),
        "day": ("Ngày dự kiến", "Ngày kiểm tra", "Ngày", "Thời gian dự kiến"),
        "rule": ("Quy tắc hạn", "Hạn nhập điểm", "Quy tắc", "Hạn"),
    }
)
_NEEDED = {"level", "subject", "term", "kind", "day"}
_GRADE = re.compile(r"(?:khoi |lop |k)?([6-9]|1[0-2])")
_TERM = re.compile(r"(?:hoc ki |hk ?|ki )?(1|2|i|ii)")
_NUMBER = re.compile(r"[1-9]\d?")
SINGLE = ("gk", "ck")  # one of each in a term


@dataclass(slots=True)
class PlanRow:
    """``day`` is None and ``rule`` ``""`` where the cell is empty."""

    sheet: str
    row: int
    grade: int
    subject: str
    term: int
    kind: str
    number: int
    day: datetime.date | None
    rule: str


@dataclass(slots=True)
class PlanWorkbook:
    """What the workbook holds; ``headers`` tells by sheet where each field stands."""

    rows: list[PlanRow] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)


def classify(label: str) -> Field | None:
    """What a column of a plan holds, by the key of its header text."""
    return (_FIELDS[label], None) if label in _FIELDS else None


def read_plan(data: bytes, filename: str = "") -> PlanWorkbook:
    """Read every sheet that holds a plan, found by the words of its header.

    Problems, by cell: missing_value, bad_grade, unknown_term, unknown_column_kind,
    not_a_number, bad_date, duplicate_plan_row, formula (errors); sheet_not_read
    (warning).
    Raises Problem: see :func:`.opening.open_workbook`; plan_header_missing when no
    sheet has a plan.
    """
    workbook = open_workbook(data, filename)
    reader = _Reader()
    for sheet in workbook.sheets:
        table = read_table(sheet, classify, lambda kinds: kinds >= _NEEDED)
        if table:
            reader.result.headers[sheet.title] = table.header
            for record in table.records:
                reader.record(record)
        elif sheet.extent.last_row:
            unread = found("sheet_not_read", sheet.title, severity=WARNING)
            reader.result.problems.append(unread)
    if not reader.result.headers:
        place = {"sheet": workbook.sheets[0].title, "cell": "A1", "who": ""}
        raise Problem("plan_header_missing", **place)
    return reader.result


class _Reader:
    """Reads rows into the plan, each cell that cannot be taken with its reason."""

    def __init__(self) -> None:
        self.result = PlanWorkbook()
        self.seen: dict[Hashable, Record] = {}

    def report(self, record: Record, code: str, kind: str, **params: Any) -> None:
        self.result.problems.append(record.found(code, kind, None, **params))

    def record(self, record: Record) -> None:
        """Take one row, or tell every reason why not."""
        formulas = list(record.formulas())
        self.result.problems += formulas
        if formulas or not self.complete(record):
            return
        before = len(self.result.problems)
        grade, term = self.grade(record), self.term(record)
        kind, number = self.column(record)
        day = self.day(record)
        if len(self.result.problems) > before:
            return
        subject = record.text("subject")
        identity = (grade, subject_key(subject), term, kind, number)
        first = self.seen.setdefault(identity, record)
        if first is not record:
            self.report(record, "duplicate_plan_row", "kind", first_row=first.number)
            return
        self.result.rows.append(
            PlanRow(
                record.sheet,
                record.number,
                grade,
                subject,
                term,
                kind,
                number,
                day,
                record.text("rule"),
            )
        )

    def complete(self, record: Record) -> bool:
        """Level, subject, term and kind; a row with none of them, or with one cell
        alone, is a remark or a signature.
        """
        needed = ("level", "subject", "term", "kind")
        missing = [kind for kind in needed if not record.text(kind)]
        filled = sum(bool(tidy(value)) for value in record.values)
        if len(missing) == len(needed) or filled == 1:
            return False
        for kind in missing:
            column = record.header.column(kind)
            label = column.label if column else kind
            self.report(record, "missing_value", kind, column=label)
        return not missing

    def grade(self, record: Record) -> int:
        match = _GRADE.fullmatch(key(record.raw("level")))
        if match:
            return int(match[1])
        self.report(record, "bad_grade", "level")
        return 0

    def term(self, record: Record) -> int:
        match = _TERM.fullmatch(key(record.raw("term")))
        if match:
            return 1 if match[1] in ("1", "i") else 2
        self.report(record, "unknown_term", "term")
        return 0

    def column(self, record: Record) -> tuple[str, int]:
        """Kind and number: “TX” with its number beside it, or “TX 2” at once."""
        kind, told = classify_marks(key(record.raw("kind"))) or ("", None)
        if kind not in MARK_KINDS:
            self.report(record, "unknown_column_kind", "kind")
            return "", 0
        text = tidy(record.raw("number"))
        if text and not _NUMBER.fullmatch(text):
            self.report(record, "not_a_number", "number", column="Số")
            return kind, 0
        number = int(text) if text else told or (1 if kind in SINGLE else 0)
        if not number:
            self.report(record, "missing_value", "number", column="Số")
        return kind, number

    def day(self, record: Record) -> datetime.date | None:
        try:
            return read_date(record.raw("day"))
        except ValueError:
            self.report(record, "bad_date", "day")
            return None
