"""Read the list of a school's students: personal data, guardians, class, notes."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from ..register.values import Problem
from . import mark_columns
from .finding import ERROR, INFO, WARNING, Finding, found
from .layout import IDENTITY, Field, Header, vocabulary
from .opening import open_workbook
from .tables import Record, Table, read_table
from .texts import key, read_code, read_date, split_names, tidy
from .titles import class_key, read_title

MALE, FEMALE = "male", "female"
CODE_LENGTH = 10  # of the Ministry's student code (TT42/2021)

_FIELDS = IDENTITY | vocabulary(
    {
        "registry_number": ("Số đăng bộ", "Số sổ đăng bộ", "Sổ đăng bộ", "Số ĐB"),
        "female": ("Nữ",),
        "ethnicity": ("Dân tộc",),
        "birth_place": ("Nơi sinh", "Quê quán"),
        "address": ("Địa chỉ", "Địa chỉ gia đình", "Chỗ ở hiện nay", "Nơi ở", "Chỗ ở"),
        "father": (
            "Họ tên cha",
            "Họ và tên cha",
            "Họ tên bố",
            "Họ và tên bố",
            "Cha",
            "Bố",
        ),
        "father_phone": (
            "SĐT cha",
            "Số điện thoại cha",
            "Điện thoại cha",
            "SĐT bố",
            "ĐT cha",
        ),
        "father_job": ("Nghề nghiệp cha", "Nghề nghiệp bố"),
        "mother": ("Họ tên mẹ", "Họ và tên mẹ", "Mẹ"),
        "mother_phone": ("SĐT mẹ", "Số điện thoại mẹ", "Điện thoại mẹ", "ĐT mẹ"),
        "mother_job": ("Nghề nghiệp mẹ",),
        "guardian": (
            "Họ tên người giám hộ",
            "Họ và tên người giám hộ",
            "Người giám hộ",
        ),
        "guardian_phone": (
            "SĐT người giám hộ",
            "SĐT giám hộ",
            "Số điện thoại người giám hộ",
        ),
        "disability": ("Loại khuyết tật", "Khuyết tật", "Dạng khuyết tật"),
        "status": ("Trạng thái HS", "Trạng thái", "Trạng thái học sinh"),
        "note": ("Ghi chú", "Ghi chú khác"),
    }
)
_GENDERS = {
    "nam": MALE,
    "nu": FEMALE,
    "m": MALE,
    "f": FEMALE,
    "male": MALE,
    "female": FEMALE,
}
_LEFT = {
    "chuien di": "transfer",
    "chuien truong": "transfer",
    "thoi hoc": "drop_out",
    "bo hoc": "drop_out",
    "nghi hoc": "drop_out",
}
_CAME = {"chuien den": "transfer", "tiep nhan": "transfer", "hoc lai": "return"}
_DATE_IN_NOTE = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}")
_EXEMPT = re.compile(
    r"miễn\s+(?:học\s+)?(?:môn\s+)?:?\s*(?P<subjects>.+)", re.IGNORECASE
)
_PHONE = re.compile(r"0\d{9,10}")


@dataclass(slots=True)
class RosterRow:
    """One student of the list; texts are ``""`` where the cell is empty.

    ``gender`` is ``"male"`` or ``"female"``; ``left_how`` is ``"transfer"`` or
    ``"drop_out"``, ``came_how`` ``"transfer"`` or ``"return"``, each with its day where
    the note has one.
    """

    sheet: str
    row: int
    stt: int | None = None
    code: str = ""
    registry_number: str = ""
    national_id: str = ""
    name: str = ""
    birth_date: datetime.date | None = None
    gender: str = ""
    ethnicity: str = ""
    birth_place: str = ""
    address: str = ""
    disability: str = ""
    father: str = ""
    father_phone: str = ""
    father_job: str = ""
    mother: str = ""
    mother_phone: str = ""
    mother_job: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    class_name: str = ""
    status: str = ""
    note: str = ""
    exempt_subjects: list[str] = field(default_factory=list)
    left_on: datetime.date | None = None
    left_how: str = ""
    came_on: datetime.date | None = None
    came_how: str = ""


@dataclass(slots=True)
class Roster:
    """The students in the order of the file, and what was found.

    ``headers`` tells by sheet in which column each field stands.
    """

    rows: list[RosterRow]
    problems: list[Finding]
    headers: dict[str, Header] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)


def classify(label: str) -> Field | None:
    """What a column of a student list holds; columns of marks are recognised as such."""
    if label in _FIELDS:
        return _FIELDS[label], None
    found_in_marks = mark_columns.classify(label)
    return (
        found_in_marks
        if found_in_marks and found_in_marks[0] in mark_columns.MARK_KINDS
        else None
    )


def _complete(kinds: set[str]) -> bool:
    named = "name" in kinds or {"family_name", "given_name"} <= kinds
    return named and bool(kinds & {"code", "school_code"})


def read_roster(data: bytes, filename: str = "") -> Roster:
    """Read all sheets that hold a list of students.

    Problems are findings of the roster, by cell: missing_code, missing_name,
    missing_class, duplicate_code, bad_date, unknown_gender, formula (errors); bad_phone,
    left_without_date, sheet_not_read (warnings); phone_zero_restored, code_zero_restored (infos).
    Raises Problem: see :func:`.opening.open_workbook`; header_missing when no sheet has
    a list; marks_not_roster for a workbook of marks.
    """
    workbook = open_workbook(data, filename)
    tables, unread = [], []
    for sheet in workbook.sheets:
        table = read_table(sheet, classify, _complete)
        if table:
            tables.append(table)
        elif sheet.extent.last_row:
            unread.append(found("sheet_not_read", sheet.title, severity=WARNING))
    if not tables:
        first = workbook.sheets[0]
        raise Problem("header_missing", sheet=first.title, cell="A1", who="")
    for table in tables:
        column = next(
            (c for c in table.header.columns if c.kind in mark_columns.MARK_KINDS), None
        )
        if column:
            place = (table.sheet.title, table.header.top, column.index)
            raise found("marks_not_roster", *place).problem()
    roster = Roster([], unread, {table.sheet.title: table.header for table in tables})
    for table in tables:
        _read_table(table, roster)
    _find_duplicates(roster, {t.sheet.title: t for t in tables})
    return roster


def _read_table(table: Table, roster: Roster) -> None:
    told = read_title(table.above).class_name
    if told is None and re.fullmatch(r"\d{1,2}[^\W\d_]\w*", table.sheet.title.strip()):
        told = class_key(table.sheet.title)
    for record in table.records:
        if not _is_student(record):
            continue  # title of a group, total, signature
        formulas = list(record.formulas())
        if formulas:
            roster.problems += formulas
        else:
            roster.rows.append(_read_record(record, told or "", roster.problems))


def _is_student(record: Record) -> bool:
    """A code says so; without one a name with anything else that a student has."""
    if _code(record)[0]:
        return True
    other = any(record.text(kind) for kind in ("birth_date", "class_name", "gender"))
    return bool(_name(record)) and (other or record.text("stt").isdigit())


def _name(record: Record) -> str:
    return record.text("name") or tidy(
        f"{record.text('family_name')} {record.text('given_name')}"
    )


def _code(record: Record) -> tuple[str, str]:
    """(code, kind of its column); the Ministry's code before the school's own."""
    for kind in ("code", "school_code"):
        if code := read_code(record.raw(kind)):
            return code, kind
    kinds = record.header.kinds()
    return "", "code" if "code" in kinds else "school_code"


def _read_record(
    record: Record, class_of_sheet: str, problems: list[Finding]
) -> RosterRow:
    who = _name(record)
    row = RosterRow(record.sheet, record.number, name=who)
    for name in (
        *(
            "registry_number",
            "ethnicity",
            "birth_place",
            "address",
            "disability",
            "status",
        ),
        *("father", "father_job", "mother", "mother_job", "guardian", "note"),
    ):
        setattr(row, name, record.text(name))
    stt = record.text("stt")
    row.stt = int(stt) if stt.isascii() and stt.isdigit() and len(stt) < 6 else None
    row.national_id = read_code(record.raw("national_id"))
    _read_code(record, row, problems)
    if not who:
        problems.append(record.found("missing_name", "name", student_code=row.code))
    row.class_name = class_key(record.raw("class_name")) or class_of_sheet
    if not row.class_name:
        problems.append(record.found("missing_class", "class_name", who=who))
    _read_birth(record, row, problems)
    _read_gender(record, row, problems)
    for name in ("father_phone", "mother_phone", "guardian_phone"):
        setattr(row, name, _phone(record, name, who, problems))
    _read_note(record, row, problems)
    return row


def _read_code(record: Record, row: RosterRow, problems: list[Finding]) -> None:
    row.code, kind = _code(record)
    if not row.code:
        problems.append(record.found("missing_code", kind, who=row.name))
        return
    number = isinstance(record.raw(kind), int | float)
    if number and row.code.isdigit() and len(row.code) < CODE_LENGTH:
        row.code = row.code.zfill(CODE_LENGTH)
        problems.append(
            record.found(
                "code_zero_restored",
                kind,
                severity=INFO,
                who=row.name,
                student_code=row.code,
            )
        )


def _read_birth(record: Record, row: RosterRow, problems: list[Finding]) -> None:
    try:
        row.birth_date = read_date(record.raw("birth_date"))
        plausible = row.birth_date is None or 1950 <= row.birth_date.year <= 2100
    except ValueError:
        plausible = False
    if not plausible:
        row.birth_date = None
        problems.append(record.found("bad_date", "birth_date", who=row.name))


def _read_gender(record: Record, row: RosterRow, problems: list[Finding]) -> None:
    if "gender" in record.header.kinds():
        text = key(record.raw("gender"))
        row.gender = _GENDERS.get(text, "")
        if text and not row.gender:
            problems.append(record.found("unknown_gender", "gender", who=row.name))
    elif "female" in record.header.kinds():  # a column 'Nữ' with a cross
        row.gender = FEMALE if record.text("female") else MALE


def _phone(record: Record, kind: str, who: str, problems: list[Finding]) -> str:
    text = record.text(kind)
    digits = re.sub(r"[\s.\-()]", "", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if re.fullmatch(r"[1-9]\d{8}", digits):
        digits = "0" + digits
        problems.append(
            record.found(
                "phone_zero_restored", kind, severity=INFO, who=who, phone=digits
            )
        )
    if not digits or _PHONE.fullmatch(digits):
        return digits
    problems.append(record.found("bad_phone", kind, severity=WARNING, who=who))
    return text


def _read_note(record: Record, row: RosterRow, problems: list[Finding]) -> None:
    """Notes say in words what other systems keep in fields: exemption, leaving, coming."""
    for part in re.split(r"[;\n]", str(record.raw("note") or "")):
        note = tidy(part)
        if match := _EXEMPT.match(note):
            row.exempt_subjects += split_names(match["subjects"])
            continue
        words = key(note)
        for table, what in ((_LEFT, "left"), (_CAME, "came")):
            how = next(
                (how for start, how in table.items() if words.startswith(start)), None
            )
            if how:
                setattr(row, f"{what}_how", how)
                setattr(
                    row,
                    f"{what}_on",
                    _note_date(record, note, what, row.name, problems),
                )


def _note_date(
    record: Record, note: str, what: str, who: str, problems: list[Finding]
) -> datetime.date | None:
    match = _DATE_IN_NOTE.search(note)
    if match is None:
        if what == "left":
            problems.append(
                record.found("left_without_date", "note", severity=WARNING, who=who)
            )
        return None
    try:
        return read_date(match[0])
    except ValueError:
        problems.append(record.found("bad_date", "note", who=who))
        return None


def _find_duplicates(roster: Roster, tables: dict[str, Table]) -> None:
    seen: dict[str, RosterRow] = {}
    for row in roster.rows:
        first = seen.setdefault(row.code, row) if row.code else row
        if first is not row:
            header = tables[row.sheet].header
            column = header.column("code") or header.column("school_code")
            roster.problems.append(
                found(
                    "duplicate_code",
                    row.sheet,
                    row.row,
                    column.index if column else 1,
                    who=row.name,
                    student_code=row.code,
                    first_name=first.name,
                    first_sheet=first.sheet,
                    first_row=first.row,
                )
            )
