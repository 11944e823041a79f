"""The journal against people with SQL: its trigger refuses, verification finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from devkit import postgres
from psycopg2.errors import RestrictViolation

from tests.system.access.rpc import Refused
from tests.system.access.school import School

Sql = Callable[..., list[tuple[Any, ...]]]
SUPERUSER = "postgres"


@pytest.fixture
def connect(school: School) -> Iterator[Callable[[str], Sql]]:
    """``connect(role)``: a function that runs one statement as that role."""
    open_connections = []

    def connected(role: str) -> Sql:
        connection = psycopg2.connect(
            host=str(postgres.socket_dir()),
            port=postgres.PORT,
            user=role,
            dbname=school.server.database,
        )
        connection.autocommit = True
        open_connections.append(connection)

        def run(query: str, *values: Any) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                return cursor.fetchall() if cursor.description else []

        return run

    yield connected
    for connection in open_connections:
        connection.close()


def verify(school: School, role: str = "leader", **given: Any) -> dict[str, Any]:
    door = school.doors["JSON-2"]
    return door.call(school.users[role], "school.journal.chain", "verify", **given)


def chain_of(school: School, place: str) -> int:
    return school.place(place)["school.journal.chain"]


@contextmanager
def without_triggers(sql: Sql) -> Iterator[None]:
    """As the cluster's superuser can: no trigger runs in this session."""
    sql("SET session_replication_role = replica")
    try:
        yield
    finally:
        sql("SET session_replication_role = origin")


def test_trigger_refuses_the_applications_role(
    school: School, connect: Callable[[str], Sql]
) -> None:
    with school.unchanged():
        for role in (postgres.ROLE, SUPERUSER):
            sql = connect(role)
            for query in (
                "UPDATE school_journal_entry SET new = '10.0'",
                "UPDATE school_journal_entry SET new = new",
                "DELETE FROM school_journal_entry",
                "TRUNCATE school_journal_entry",
                "TRUNCATE school_journal_chain CASCADE",
                "WITH gone AS (DELETE FROM school_journal_entry RETURNING 1)"
                " SELECT count(*) FROM gone",
            ):
                with pytest.raises(RestrictViolation, match="append-only"):
                    sql(query)


def test_triggers_cannot_be_switched_off_for_a_session(
    connect: Callable[[str], Sql],
) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        connect(postgres.ROLE)("SET session_replication_role = replica")


def test_whole(school: School) -> None:
    outcome = verify(school)
    assert outcome["ok"], outcome
    assert outcome["entries"] > 0


@pytest.mark.parametrize(
    ("place", "change", "undo", "named"),
    [
        (
            "sql",
            "UPDATE school_mark SET score = 10 WHERE id = {mark}",
            "UPDATE school_mark SET score = 8 WHERE id = {mark}",
            "ĐĐGtx 1",
        ),
        (
            "sql",
            "UPDATE school_mark SET state = 'absent', score = NULL WHERE id = {mark}",
            "UPDATE school_mark SET state = 'recorded', score = 8 WHERE id = {mark}",
            "Học sinh 8G 1",
        ),
        (
            "sql_shared",
            "UPDATE school_mark SET line_id = {other} WHERE id = {mark}",
            "UPDATE school_mark SET line_id = {line} WHERE id = {mark}",
            "ĐĐGtx 3",
        ),
        (
            "sql",
            "UPDATE school_gradebook_line SET comment = 'Lười' WHERE id = {other}",
            "UPDATE school_gradebook_line SET comment = NULL WHERE id = {other}",
            "8G – Toán",
        ),
        (
            "sql",
            "UPDATE school_gradebook_line SET exempt = TRUE WHERE id = {other}",
            "UPDATE school_gradebook_line SET exempt = FALSE WHERE id = {other}",
            "8G – Toán",
        ),
    ],
)
def test_values_changed_by_sql(
    school: School,
    connect: Callable[[str], Sql],
    place: str,
    change: str,
    undo: str,
    named: str,
) -> None:
    found = school.place(place)
    ids = {
        "mark": found["school.mark"],
        "line": found["school.gradebook.line"],
        "other": found["blank_lines"][0],
    }
    sql = connect(postgres.ROLE)
    sql(change.format(**ids))
    try:
        outcome = verify(school)
    finally:
        sql(undo.format(**ids))
    assert not outcome["ok"]
    assert outcome["fault"]["gradebook"] == found["school.gradebook"]
    assert named in outcome["fault"]["text"]
    assert verify(school)["ok"]


def test_first_altered_entry_is_named(
    school: School, connect: Callable[[str], Sql]
) -> None:
    """Three entries more, the second and third of which a superuser rewrites."""
    found = school.place("sql")
    door, teacher = school.doors["JSON-2"], school.users["maths_teacher"]
    for value in ("9", "", "8"):
        change = {
            "line": found["school.gradebook.line"],
            "assessment": found["school.assessment"],
            "value": value,
            "seen": None,
        }
        door.call(
            teacher, "school.gradebook", "save_cells", [found["school.gradebook"]],
            changes=[change],
        )  # fmt: skip
    sql, chain = connect(SUPERUSER), chain_of(school, "sql")
    told = sql(
        "SELECT sequence, new FROM school_journal_entry WHERE chain_id = %s"
        " AND sequence IN (2, 3)",
        chain,
    )
    assert dict(told) == {2: "9.0", 3: ""}
    with without_triggers(sql):
        sql(
            "UPDATE school_journal_entry SET new = '10.0' WHERE chain_id = %s"
            " AND sequence IN (2, 3)",
            chain,
        )
        try:
            outcome = verify(school)
            teachers = verify(school, "maths_teacher")
            others = verify(school, "sports_teacher")
        finally:
            for sequence, new in told:
                sql(
                    "UPDATE school_journal_entry SET new = %s WHERE chain_id = %s"
                    " AND sequence = %s",
                    new,
                    chain,
                    sequence,
                )
    fault = outcome["fault"]
    assert (fault["code"], fault["sequence"]) == ("entry_altered", 2)
    assert fault["gradebook"] == found["school.gradebook"]
    assert teachers["fault"]["sequence"] == 2
    assert others["ok"], "a colleague reads no fault of books not their own"
    assert verify(school)["ok"]


def test_an_entry_that_is_gone_is_missed(
    school: School, connect: Callable[[str], Sql]
) -> None:
    sql, chain = connect(SUPERUSER), chain_of(school, "sql")
    for sequence, code in ((1, "entry_missing"), (4, "entries_dropped")):
        with without_triggers(sql):
            sql(
                "CREATE TABLE kept_entry AS SELECT * FROM school_journal_entry"
                " WHERE chain_id = %s AND sequence = %s",
                chain,
                sequence,
            )
            sql(
                "DELETE FROM school_journal_entry WHERE chain_id = %s AND sequence = %s",
                chain,
                sequence,
            )
            try:
                fault = verify(school)["fault"]
            finally:
                sql("INSERT INTO school_journal_entry SELECT * FROM kept_entry")
                sql("DROP TABLE kept_entry")
        assert (fault["code"], fault["sequence"]) == (code, sequence)
    assert verify(school)["ok"]


def test_who_may_verify(school: School) -> None:
    """Readers of books verify those; people without a role, nothing."""
    counts = {
        role: verify(school, role)["chains"]
        for role in ("leader", "administrator", "clerk", "maths_teacher", "monitor")
    }
    assert counts["leader"] == counts["administrator"] == counts["clerk"]
    assert counts["maths_teacher"] == 10
    assert counts["monitor"] == 0
    for role in ("plain_user", "portal_user"):
        with pytest.raises(Refused) as refused:
            verify(school, role)
        assert refused.value.kind == "access"
