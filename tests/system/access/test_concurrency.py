"""Several people at once: nothing lost, nothing doubled, nothing after the lock.

Threads start together at a barrier and talk to one server; where the order matters,
two cursors in one process take turns, so that nothing depends on who is faster.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.system.access.rpc import Json2
from tests.system.access.school import School

Changes = list[dict[str, Any]]


def together(actions: list[Callable[[], Any]]) -> list[Any]:
    """The answers of actions that start at the same moment."""
    barrier = threading.Barrier(len(actions))

    def started(action: Callable[[], Any]) -> Any:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(started, actions))


def saver(school: School, role: str, book: int, changes: Changes) -> Callable[[], Any]:
    """A request of its own connection, ready to be sent."""
    door = Json2(school.server.url, school.server.database)
    user = school.users[role]
    return lambda: door.call(
        user, "school.gradebook", "save_cells", [book], changes=changes
    )["cells"]


def entries(school: School, line: int, column: int) -> list[str]:
    """“old>new by author” of a cell's journal entries, oldest first."""
    return school.query(
        "SELECT COALESCE(old, '') || '>' || new || ' by ' || author"
        " FROM school_journal_entry WHERE model = 'school.mark'"
        f" AND cell LIKE '{line}:{column}%' ORDER BY sequence"
    )


def assert_whole(school: School) -> None:
    outcome = school.doors["JSON-2"].call(
        school.users["leader"], "school.journal.chain", "verify"
    )
    assert outcome["ok"], outcome["fault"]


def test_two_users_on_one_cell(school: School) -> None:
    """One is saved; the other is told who was faster, and shown both values."""
    place = school.place("race")
    book = place["school.gradebook"]
    column = school.columns(book)["tx", 2]
    for line in school.lines(book)[:6]:
        change = {"line": line, "assessment": column, "seen": ""}
        answers = together(
            [
                saver(school, "maths_teacher", book, [{**change, "value": "7"}]),
                saver(school, "head_teacher", book, [{**change, "value": "9"}]),
            ]
        )
        cells = [cell for [cell] in answers]
        assert sorted(cell["status"] for cell in cells) == ["conflict", "saved"]
        saved = next(cell for cell in cells if cell["status"] == "saved")
        second = next(cell for cell in cells if cell["status"] == "conflict")
        faster = "Maths teacher" if saved["text"] == "7.0" else "Head teacher"
        assert second["text"] == saved["text"]
        assert second["mine"] == ("9" if saved["text"] == "7.0" else "7")
        assert second["by"] == faster
        assert second["at"]
        assert entries(school, line, column) == [f">{saved['text']} by {faster}"]
    assert_whole(school)


def test_a_request_sent_again(school: School) -> None:
    """The answer was lost, the client sends the same again: nothing happens twice."""
    place = school.place("race")
    book, line = place["school.gradebook"], school.lines(place["school.gradebook"])[0]
    column = school.columns(book)["tx", 3]
    changes = [
        {"line": line, "assessment": column, "value": "8", "seen": ""},
        {"line": line, "assessment": False, "value": "Chăm học", "seen": ""},
    ]
    send = saver(school, "maths_teacher", book, changes)
    assert [cell["status"] for cell in send()] == ["saved", "saved"]
    with school.unchanged():
        for _again in range(3):
            assert [cell["status"] for cell in send()] == ["same", "same"]
    assert entries(school, line, column) == [">8.0 by Maths teacher"]


def test_a_request_sent_twice_at_once(school: School) -> None:
    place = school.place("race")
    book = place["school.gradebook"]
    column = school.columns(book)["tx", 4]
    for line in school.lines(book)[:6]:
        changes = [{"line": line, "assessment": column, "value": "8", "seen": ""}]
        answers = together(
            [saver(school, "maths_teacher", book, changes) for _twice in range(2)]
        )
        statuses = sorted(cell["status"] for [cell] in answers)
        assert statuses == ["same", "saved"]
        assert entries(school, line, column) == [">8.0 by Maths teacher"]
    assert_whole(school)


def test_two_components_of_one_gradebook(school: School) -> None:
    """Different columns of one chain: both are saved, whoever has to try again."""
    place = school.place("race_shared")
    book = place["school.gradebook"]
    columns = school.columns(book)
    lines = school.lines(book)[1:]
    for number in (1, 2):
        requests = [
            saver(
                school,
                role,
                book,
                [
                    {
                        "line": line,
                        "assessment": columns["tx", number + shift],
                        "value": "7",
                        "seen": "",
                    }
                    for line in lines
                ],
            )
            for role, shift in (("history_teacher", 0), ("geography_teacher", 2))
        ]
        for cells in together(requests):
            assert {cell["status"] for cell in cells} == {"saved"}
    for line in lines:
        for number in (1, 2, 3, 4):
            assert len(entries(school, line, columns["tx", number])) == 1
    assert_whole(school)


def test_a_burst_of_single_cells(school: School) -> None:
    """A client that sends cell by cell without waiting, two teachers at a time."""
    place = school.place("race")
    book = place["school.gradebook"]
    columns = school.columns(book)
    requests = [
        saver(
            school,
            role,
            book,
            [{"line": line, "assessment": columns[kind, 1], "value": "6", "seen": ""}],
        )
        for line in school.lines(book)[:2]
        for role, kind in (("maths_teacher", "gk"), ("head_teacher", "ck"))
    ]
    statuses = [cell["status"] for [cell] in together(requests)]
    assert statuses == ["saved"] * len(requests)
    assert_whole(school)


LOCKED_MEANWHILE = """
from psycopg2.errors import LockNotAvailable, SerializationFailure
from odoo import api

registry = env.registry
teacher, administrator = {teacher}, {administrator}
changes = [{{"line": {line}, "assessment": {column}, "value": "9", "seen": None}}]
values = {lock!r}


def save(cursor):
    book = api.Environment(cursor, teacher, {{}})["school.gradebook"].browse({book})
    return book.save_cells(changes)["cells"][0]


def set_lock(cursor):
    locks = api.Environment(cursor, administrator, {{}})["school.lock"]
    lock = locks.create(values)
    lock.env.flush_all()
    return lock


# 1. a save begins (its snapshot knows no lock); the lock is set and committed; the
#    save goes on: PostgreSQL makes it begin again, and then it is refused
with registry.cursor() as saving, registry.cursor() as locking:
    saving.execute("SELECT count(*) FROM school_lock")
    lock = set_lock(locking).id
    locking.commit()
    try:
        save(saving)
    except SerializationFailure:
        saving.rollback()
    else:
        raise AssertionError("saved on what was before the lock")
    outcome = save(saving)
    assert (outcome["status"], outcome["code"]) == ("refused", "locked"), outcome
    saving.rollback()
    administrators = api.Environment(locking, administrator, {{}})
    administrators["school.lock"].browse(lock).action_lift("next case")
    locking.commit()

# 2. a save has written and not committed yet: the lock waits for it, and is told to
#    begin again by the save's commit
with registry.cursor() as saving, registry.cursor() as locking:
    assert save(saving)["status"] == "saved"
    locking.execute("SET LOCAL lock_timeout = '300ms'")
    try:
        set_lock(locking)
    except LockNotAvailable:
        locking.rollback()
    else:
        raise AssertionError("locked over a save that is not finished")
    locking.execute("SELECT count(*) FROM school_lock")
    saving.commit()
    try:
        set_lock(locking)
    except SerializationFailure:
        locking.rollback()
    else:
        raise AssertionError("the lock has not seen what was saved before it")
    set_lock(locking)
    locking.commit()
    outcome = save(saving)
    assert outcome["status"] in ("same", "refused"), outcome
    saving.rollback()
"""


def test_a_lock_set_while_a_save_is_under_way(
    school: School, odoo_shell: Callable[[str, str], None]
) -> None:
    place = school.place("race_lock")
    lock = {
        "company_id": place["company"],
        "year_id": place["school.year"],
        "class_id": place["school.class"],
        "term_id": place["school.term"],
        "decided_by_id": school.users["leader"].id,
        "reason": "End of term",
    }
    source = LOCKED_MEANWHILE.format(
        teacher=school.users["maths_teacher"].id,
        administrator=school.users["administrator"].id,
        line=place["school.gradebook.line"],
        column=place["school.assessment"],
        book=place["school.gradebook"],
        lock=lock,
    )
    odoo_shell(school.server.database, source)
    assert_whole(school)


def test_saves_and_a_lock_at_once(school: School) -> None:
    """Over HTTP: what was saved is journalled, and nothing is saved after the lock."""
    place = school.place("race_shared")
    book = place["school.gradebook"]
    column = school.columns(book)["gk", 1]
    door = Json2(school.server.url, school.server.database)
    lock = {
        "company_id": place["company"],
        "year_id": place["school.year"],
        "class_id": place["school.class"],
        "subject_id": place["school.subject"],
        "decided_by_id": school.users["leader"].id,
        "reason": "End of term",
    }
    lines = school.lines(book)[:3]
    requests = [
        saver(
            school,
            "history_teacher",
            book,
            [{"line": line, "assessment": column, "value": "7.5", "seen": ""}],
        )
        for line in lines
    ]

    def set_lock() -> int:
        return door.call(
            school.users["administrator"], "school.lock", "create", vals_list=[lock]
        )

    *answers, _lock = together([*requests, set_lock])
    for line, [cell] in zip(lines, answers, strict=True):
        assert cell["status"] == "saved" or cell["code"] == "locked", cell
        assert len(entries(school, line, column)) == (cell["status"] == "saved")
    with school.unchanged():
        for request in requests:
            [cell] = request()
            assert cell["status"] == "same" or cell["code"] == "locked", cell
    assert_whole(school)
