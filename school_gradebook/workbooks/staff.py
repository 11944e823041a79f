"""Read staff, teaching assignments, homerooms and subjects from one workbook."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from ..register.values import COMMENT, SCORED, Problem
from .finding import ERROR, WARNING, Finding, found
from .layout import IDENTITY, Field, Header, vocabulary
from .opening import open_workbook
from .tables import Record, Table, read_table
from .texts import key, read_code, split_names, subject_key, tidy
from .titles import class_key

_FIELDS = IDENTITY | vocabulary(
    {
        "teacher_code": (
            *("Mã cán bộ", "Mã giáo viên", "Mã GV", "Mã CB", "Mã nhân viên", "Mã CBGV"),
            *("GVCN", "Mã GVCN", "Giáo viên chủ nhiệm"),
        ),
        "name": ("Họ và tên", "Họ tên", "Họ và tên giáo viên", "Họ tên giáo viên"),
        "department": ("Tổ chuyên môn", "Tổ", "Tổ bộ môn"),
        "head": ("Tổ trưởng", "Là tổ trưởng", "TTCM"),
        "position": ("Chức vụ", "Vị trí", "Vị trí việc làm"),
        "email": ("Email", "Thư điện tử", "E-mail"),
        "phone": ("Điện thoại", "SĐT", "Số điện thoại"),
        "subject": ("Môn học", "Môn", "Môn học/HĐGD", "Tên môn học"),
        "component": ("Phân môn", "Mạch nội dung"),
        "form": ("Hình thức", "Hình thức đánh giá", "Kiểu đánh giá"),
        "components": ("Phân môn theo cột thường xuyên", "Phân môn theo cột TX"),
    }
)
_GRADE = re.compile(r"(?:so tiet )?(?:khoi|lop) (\d{1,2})(?: so tiet)?")
_FORMS = {"diem so": SCORED, "diem": SCORED, "cho diem": SCORED, "nhan xet": COMMENT}
_MARKED = {"x", "co", "1", "true", "v", "yes", "dung"}
_MAX_PERIODS = 1000


@dataclass(slots=True)
class StaffRow:
    sheet: str
    row: int
    code: str
    name: str
    department: str
    head: bool
    position: str
    email: str
    phone: str


@dataclass(slots=True)
class TeachingRow:
    """``component`` is ``""`` for the whole subject."""

    sheet: str
    row: int
    class_name: str
    subject: str
    component: str
    teacher_code: str


@dataclass(slots=True)
class HomeroomRow:
    sheet: str
    row: int
    class_name: str
    teacher_code: str


@dataclass(slots=True)
class SubjectRow:
    """``periods``: lessons a year by grade; a grade without lessons is left out.

    ``components``: the component of each regular column in turn, ``[]`` without any.
    """

    sheet: str
    row: int
    name: str
    kind: str
    periods: dict[int, int] = field(default_factory=dict)
    components: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StaffWorkbook:
    """What the workbook holds; a list is empty where it has no such sheet.

    ``headers`` tells by sheet in which column each field stands.
    """

    staff: list[StaffRow] = field(default_factory=list)
    teaching: list[TeachingRow] = field(default_factory=list)
    homerooms: list[HomeroomRow] = field(default_factory=list)
    subjects: list[SubjectRow] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)


def classify(label: str) -> Field | None:
    """What a column of a staff, assignment or subject table holds."""
    if label in _FIELDS:
        return _FIELDS[label], None
    match = _GRADE.fullmatch(label)
    return ("periods", int(match[1])) if match else None


def _kind_of(kinds: set[str]) -> str | None:
    if {"subject", "form"} <= kinds:
        return "subjects"
    if {"class_name", "subject", "teacher_code"} <= kinds:
        return "teaching"
    if {"class_name", "teacher_code"} <= kinds:
        return "homerooms"
    return "staff" if {"name", "teacher_code"} <= kinds else None


def read_staff(data: bytes, filename: str = "") -> StaffWorkbook:
    """Read every sheet that holds one of the four tables, told apart by their headers.

    Problems, by cell: missing_value, duplicate_staff_code, duplicate_assignment,
    duplicate_homeroom, duplicate_subject, unknown_teacher, unknown_subject,
    unknown_component, unknown_form, not_a_number, formula (errors); sheet_not_read
    (warning). Teachers, subjects and components are checked only against tables of the same workbook.
    Raises Problem: see :func:`.opening.open_workbook`; header_missing when no sheet has
    any of the tables.
    """
    workbook = open_workbook(data, filename)
    result = StaffWorkbook()
    tables: dict[str, list[Table]] = {}
    for sheet in workbook.sheets:
        table = read_table(sheet, classify, lambda kinds: _kind_of(kinds) is not None)
        if table:
            result.headers[sheet.title] = table.header
            tables.setdefault(_kind_of(table.header.kinds()) or "", []).append(table)
        elif sheet.extent.last_row:
            unread = found("sheet_not_read", sheet.title, severity=WARNING)
            result.problems.append(unread)
    if not tables:
        raise Problem(
            "header_missing", sheet=workbook.sheets[0].title, cell="A1", who=""
        )
    reader = _Reader(result)
    readers = (
        ("staff", reader.staff),
        ("subjects", reader.subject),
        ("teaching", reader.teaching),
        ("homerooms", reader.homeroom),
    )
    for kind, read in readers:  # teachers and subjects before what names them
        for table in tables.get(kind, ()):
            for record in table.records:
                formulas = list(record.formulas())
                result.problems += formulas
                if not formulas:
                    read(record)
    return result


class _Reader:
    """Reads records into the workbook, checking each against what was read before."""

    def __init__(self, result: StaffWorkbook) -> None:
        self.result = result
        self.seen: dict[tuple[str, Hashable], Record] = {}
        self.codes: set[str] = set()
        self.by_subject: dict[str, SubjectRow] = {}

    def report(self, record: Record, code: str, kind: str, **params: Any) -> None:
        self.result.problems.append(record.found(code, kind, None, **params))

    def complete(self, record: Record, *kinds: str) -> bool:
        """Rows with none of ``kinds`` are no data; with some, the others are missing."""
        missing = [kind for kind in kinds if not record.text(kind)]
        if len(missing) == len(kinds):
            return False
        for kind in missing:
            column = record.header.column(kind)
            self.report(
                record, "missing_value", kind, column=column.label if column else kind
            )
        return not missing

    def first(self, record: Record, code: str, kind: str, identity: Hashable) -> bool:
        """Whether nothing with that identity came before; else reports ``code``."""
        before = self.seen.setdefault((code, identity), record)
        if before is not record:
            self.report(record, code, kind, first_row=before.number)
        return before is record

    def staff(self, record: Record) -> None:
        if not self.complete(record, "teacher_code", "name"):
            return
        code = read_code(record.raw("teacher_code"))
        if not self.first(record, "duplicate_staff_code", "teacher_code", code):
            return
        self.codes.add(code)
        self.result.staff.append(
            StaffRow(
                record.sheet,
                record.number,
                code,
                record.text("name"),
                record.text("department"),
                key(record.raw("head")) in _MARKED,
                record.text("position"),
                record.text("email"),
                record.text("phone"),
            )
        )

    def subject(self, record: Record) -> None:
        if not self.complete(record, "subject", "form"):
            return
        name = record.text("subject")
        identity = subject_key(name)
        if not self.first(record, "duplicate_subject", "subject", identity):
            return
        kind = _FORMS.get(key(record.raw("form")))
        if kind is None:
            self.report(record, "unknown_form", "form")
            return
        row = SubjectRow(record.sheet, record.number, name, kind, self.periods(record))
        row.components = split_names(record.raw("components"))
        self.by_subject[identity] = row
        self.result.subjects.append(row)

    def periods(self, record: Record) -> dict[int, int]:
        periods = {}
        for column in record.header.columns:
            if column.kind != "periods" or column.number is None:
                continue
            text = tidy(record.raw("periods", column.number))
            if text.isascii() and text.isdigit() and int(text) <= _MAX_PERIODS:
                if int(text):
                    periods[column.number] = int(text)
            elif text:
                self.result.problems.append(
                    record.found(
                        "not_a_number", "periods", column.number, column=column.label
                    )
                )
        return periods

    def teaching(self, record: Record) -> None:
        if not self.complete(record, "class_name", "subject", "teacher_code"):
            return
        class_name = class_key(record.raw("class_name"))
        subject, component = record.text("subject"), record.text("component")
        known = self.by_subject.get(subject_key(subject))
        if known is None and self.by_subject:
            self.report(record, "unknown_subject", "subject", subject=subject, title="")
            return
        if known is not None:
            subject = known.name
            named = {subject_key(name): name for name in known.components}
            if component and subject_key(component) not in named:
                self.report(record, "unknown_component", "component", subject=subject)
                return
            component = named.get(subject_key(component), "")
        teacher = self.teacher(record)
        identity = (class_name, subject_key(subject), subject_key(component))
        if teacher and self.first(
            record, "duplicate_assignment", "class_name", identity
        ):
            self.result.teaching.append(
                TeachingRow(
                    record.sheet, record.number, class_name, subject, component, teacher
                )
            )

    def homeroom(self, record: Record) -> None:
        if not self.complete(record, "class_name", "teacher_code"):
            return
        class_name = class_key(record.raw("class_name"))
        teacher = self.teacher(record)
        if teacher and self.first(
            record, "duplicate_homeroom", "class_name", class_name
        ):
            self.result.homerooms.append(
                HomeroomRow(record.sheet, record.number, class_name, teacher)
            )

    def teacher(self, record: Record) -> str:
        code = read_code(record.raw("teacher_code"))
        if self.codes and code not in self.codes:
            self.report(record, "unknown_teacher", "teacher_code", staff_code=code)
            return ""
        return code
