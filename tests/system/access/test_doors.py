"""A locked cell and a colleague's stay as they are, whatever the way."""

from __future__ import annotations

import base64
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from tests.system.access.school import School, assert_refused, refusal
from tests.system.access.ways import WAYS, Cell, archive, load

DOORS = ("JSON-2", "XML-RPC", "web client")


@pytest.fixture(scope="module")
def lock(school: School) -> dict[str, str]:
    """The administrator locks 8E's first term; what the refusals must name."""
    values = {
        "company_id": school.place("doors")["company"],
        "year_id": school.place("doors")["school.year"],
        "class_id": school.place("doors")["school.class"],
        "term_id": school.facts["terms"]["first"],
        "subject_id": school.place("doors")["school.subject"],
        "decided_by_id": school.users["leader"].id,
        "reason": "End of term",
    }
    [lock] = school.doors["JSON-2"].call(
        school.users["administrator"], "school.lock", "create", vals_list=[values]
    )
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    return {
        "id": lock,
        "what": "8E",
        "since": f"{today:%d/%m/%Y}",
        "decided": "Leader",
        "carried": "Administrator",
    }


@pytest.fixture(params=DOORS)
def locked(
    request: pytest.FixtureRequest, school: School, lock: dict[str, str]
) -> Cell:
    return Cell(
        school,
        school.doors[request.param],
        school.users["maths_teacher"],
        school.place("doors"),
        school.place("doors_open")["school.gradebook"],
    )


@pytest.fixture(params=DOORS)
def colleagues(request: pytest.FixtureRequest, school: School) -> Cell:
    """The teacher of history before a mark of the teacher of geography's."""
    place = school.place("doors_shared")
    return Cell(
        school,
        school.doors[request.param],
        school.users["history_teacher"],
        place,
        place["school.gradebook"],
    )


def wrong_ways(cell: Cell, code: str, *names: str) -> dict[str, str]:
    """{way: what happened instead} of the ways that were not refused as they should."""
    wrong = {}
    for way, (attempt, other) in WAYS.items():
        try:
            named = names if other is None else ()
            assert_refused(lambda attempt=attempt: attempt(cell), other or code, *named)
        except AssertionError as error:
            wrong[way] = str(error)
    refusal(lambda: archive(cell))
    return wrong


def test_locked_cell(locked: Cell, lock: dict[str, str]) -> None:
    names = (lock["what"], lock["since"], lock["decided"], lock["carried"])
    with locked.school.unchanged():
        assert wrong_ways(locked, "locked", *names) == {}


def test_colleagues_cell(colleagues: Cell) -> None:
    with colleagues.school.unchanged():
        assert wrong_ways(colleagues, "column_of_colleague", "Geography teacher") == {}


def test_comment_of_a_locked_book(locked: Cell) -> None:
    change = {"line": locked.line, "assessment": False, "value": "Chăm", "seen": ""}
    with locked.school.unchanged():
        assert_refused(
            lambda: locked.call(
                "school.gradebook.line", "write", [locked.line], vals={"comment": "x"}
            ),
            "locked",
        )
        answer = locked.call(
            "school.gradebook", "save_cells", [locked.book], changes=[change]
        )
    assert answer["cells"][0]["code"] == "locked"


def test_import_of_a_workbook(locked: Cell) -> None:
    """Refused at the cell in the preview already, and not written when insisted on."""
    content = marks_workbook(locked.school, locked.book)
    options = {"gradebook_id": locked.book}
    with locked.school.unchanged():
        seen = locked.call(
            "school.import", "preview", kind="marks", filename="m.xlsx",
            content=content, options=options,
        )  # fmt: skip
        [sheet] = seen["sheets"]
        assert sheet["counts"]["new"] == sheet["counts"]["changed"] == 0
        assert all("8E" in cell["reason"] for cell in sheet["cells"])
        done = locked.call(
            "school.import", "apply", kind="marks", filename="m.xlsx", content=content,
            options=options, digest=seen["digest"], accept=[sheet["name"]],
        )  # fmt: skip
        assert done["written"] == 0


def test_office_and_readers(school: School, lock: dict[str, str]) -> None:
    """Whoever may not enter is told so, locked or not."""
    for role in ("administrator", "leader", "clerk"):
        user = school.users[role]
        place = school.place("doors")
        cell = Cell(school, school.doors["JSON-2"], user, place, 0)
        with school.unchanged():
            refused = "not_your_gradebook"
            assert_refused(lambda cell=cell: cell.write({"score": 9}), refused)
            assert_refused(lambda cell=cell: load(cell), refused)


def test_commands_through_parents(school: School, lock: dict[str, str]) -> None:
    """An administrator may write gradebooks and classes, not the marks under them."""
    place = school.place("doors")
    mark, line = place["school.mark"], place["school.gradebook.line"]
    book, klass = place["school.gradebook"], place["school.class"]
    enrollment = place["school.enrollment"]
    update = [[1, mark, {"score": 9}]]
    down = [[1, line, {"mark_ids": update}]]
    user, door = school.users["administrator"], school.doors["JSON-2"]
    for model, record, values, code in (
        ("school.gradebook", book, {"mark_ids": update}, "not_your_gradebook"),
        ("school.gradebook", book, {"line_ids": down}, "not_your_gradebook"),
        ("school.gradebook", book, {"mark_ids": [[2, mark]]}, "access"),
        ("school.gradebook", book, {"mark_ids": [[5]]}, "cell_moved"),
        ("school.gradebook", book, {"line_ids": [[2, line]]}, "access"),
        ("school.gradebook", book, {"line_ids": [[3, line]]}, "cell_moved"),
        ("school.gradebook", book, {"class_id": klass}, "book_frozen"),
        ("school.gradebook", book, {"term_id": 2}, "book_frozen"),
        ("school.gradebook", book, {"year_id": 2}, "computed_kept"),
        (
            "school.class",
            klass,
            {"gradebook_ids": [[1, book, {"mark_ids": update}]]},
            "not_your_gradebook",
        ),
        ("school.class", klass, {"gradebook_ids": [[2, book]]}, "access"),
        ("school.class", klass, {"regulation": "TT58"}, "computed_kept"),
        ("school.enrollment", enrollment, {"class_id": 1}, "enrollment_frozen"),
        ("school.enrollment", enrollment, {"student_id": 1}, "enrollment_frozen"),
        (
            "school.enrollment",
            enrollment,
            {"exempt_subject_ids": [[4, place["school.subject"]]]},
            "locked",
        ),
    ):
        with school.unchanged():
            assert_refused(
                lambda model=model, record=record, values=values: door.call(
                    user, model, "write", [record], vals=values
                ),
                code,
            )


def marks_workbook(school: School, book: int) -> str:
    """The gradebook's own template, filled in with tens, in base64."""
    rows = school.query(
        "SELECT e.roll_number, s.code, s.name FROM school_gradebook_line l"
        " JOIN school_enrollment e ON e.id = l.enrollment_id"
        f" JOIN school_student s ON s.id = e.student_id WHERE l.gradebook_id = {book}"
        " ORDER BY 1"
    )
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Toán"
    sheet.append(["Lớp 8E - Học kỳ I - Năm học 2025-2026"])
    heads = ["ĐĐGtx"] * 4 + ["ĐĐGgk", "ĐĐGck"]
    sheet.append(["STT", "Mã học sinh", "Họ và tên", *heads])
    sheet.append([None, None, None, 1, 2, 3, 4, None, None])
    for row in rows:
        sheet.append([*row.split("|"), *[10] * 6])
    stream = io.BytesIO()
    workbook.save(stream)
    return base64.b64encode(stream.getvalue()).decode()
