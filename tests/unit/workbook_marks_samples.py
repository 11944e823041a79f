"""The sample school's roll and gradebook columns, and averages computed independently."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gradebook_core.register.values import Value, tenths_text
from gradebook_core.workbooks.checking import (
    Average,
    ExpectedColumn,
    Options,
    SheetCheck,
    Target,
    check_sheet,
)
from gradebook_core.workbooks.finding import Finding
from gradebook_core.workbooks.marks import MarksSheet, read_marks
from gradebook_core.workbooks.matching import RollEntry
from gradebook_core.workbooks.roster import read_roster
from workbook_builders import SCHOOL, SCORED_SUBJECTS, SUBJECTS

REGULAR = {
    "Giáo dục công dân": 2,
    "Tin học": 2,
    "Giáo dục thể chất": 2,
    "Nghệ thuật": 2,
    "Hoạt động trải nghiệm, hướng nghiệp": 2,
    "Nội dung giáo dục của địa phương": 2,
}


@cache
def rolls() -> dict[str, list[RollEntry]]:
    """Every class's roll, from the roster: class name -> entries in its order."""
    classes: dict[str, list[RollEntry]] = {}
    roster = read_roster((SCHOOL / "roster.xlsx").read_bytes())
    for number, row in enumerate(roster.rows, 1):
        roll = classes.setdefault(row.class_name, [])
        roll.append(
            RollEntry(
                number,
                row.code,
                row.name,
                row.birth_date,
                row.stt or 0,
                left=bool(row.left_on),
            )
        )
    return classes


def target(subject: str, class_name: str, term: int) -> Target:
    """The gradebook's columns under TT22 for the sample school's lessons."""
    regular = REGULAR.get(subject, 4)
    if subject == "Công nghệ":
        regular = 3 if class_name[0] in "89" else 2
    whole = subject in SCORED_SUBJECTS
    columns = [
        ExpectedColumn(f"tx{number}", "tx", number, whole, f"ĐĐGtx {number}")
        for number in range(1, regular + 1)
    ]
    columns += [ExpectedColumn("gk", "gk"), ExpectedColumn("ck", "ck")]
    kind = "scored" if whole else "comment"
    return Target(kind, columns, class_name, term, "2025-2026")


def plain_average(kind: str) -> Average:
    """Đ9.1 of TT22, written a second time so that the tests do not trust ours."""

    def scored(_entry: int, values: Mapping[object, Value]) -> str | None:
        marks = {key: value.tenths for key, value in values.items()}
        if any(mark is None for mark in marks.values()):
            return None
        total = sum(
            (mark or 0) * {"gk": 2, "ck": 3}.get(str(key), 1)
            for key, mark in marks.items()
        )
        weight = len(marks) + 3
        return tenths_text((2 * total + weight) // (2 * weight))

    def comment(_entry: int, values: Mapping[object, Value]) -> str | None:
        ratings = [value.rating for value in values.values()]
        if None in ratings:
            return None
        return "CD" if "CD" in ratings else "D"

    return scored if kind == "scored" else comment


def check(
    sheet: MarksSheet,
    class_name: str = "8B",
    term: int = 1,
    options: Options | None = None,
) -> tuple[SheetCheck | None, list[Finding]]:
    """Check one sheet as the importer does: (result, everything that was found)."""
    subject, finding = sheet.resolve_subject(SUBJECTS)
    if finding or subject is None:
        return None, [finding] if finding else []
    wanted = target(subject, class_name, term)
    average = plain_average(wanted.subject_kind)
    roll = rolls()[class_name]
    result = check_sheet(sheet, roll, wanted, average, options or Options())
    return result, result.findings


def check_all(
    data: bytes, class_name: str = "8B", term: int = 1
) -> list[tuple[SheetCheck | None, list[Finding]]]:
    """Check every sheet of a workbook."""
    return [check(sheet, class_name, term) for sheet in read_marks(data).sheets]
