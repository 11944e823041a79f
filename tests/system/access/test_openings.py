"""What an opening opens: the cells, the people and the time it names, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.system.access.rpc import Refused
from tests.system.access.school import School, assert_refused

DOORS = ("JSON-2", "XML-RPC", "web client")
UNTIL = "2098-06-01"


@pytest.fixture(scope="module")
def locks(school: School) -> list[int]:
    """8H's two terms are locked; opening them is leadership's."""
    made = []
    for place in ("opening", "opening_2"):
        found = school.place(place)
        values = {
            "company_id": found["company"],
            "year_id": found["school.year"],
            "class_id": found["school.class"],
            "term_id": found["school.term"],
            "subject_id": found["school.subject"],
            "decided_by_id": school.users["leader"].id,
            "reason": "End of term",
        }
        made += school.doors["JSON-2"].call(
            school.users["administrator"], "school.lock", "create", vals_list=[values]
        )
    return made


@pytest.fixture
def opening(school: School, locks: list[int]) -> int:
    """Column TX 1 of the first term, opened for the teacher of maths."""
    request = ask(school, "maths_teacher")
    decide(school, "leader", "action_grant", request)
    return request


def ask(school: School, role: str, **options: Any) -> int:
    place = school.place("opening")
    answer = school.doors["JSON-2"].call(
        school.users[role], "school.gradebook", "request_opening",
        [place["school.gradebook"]], columns=[place["school.assessment"]],
        until=UNTIL, reason="Chấm xong muộn", **options,
    )  # fmt: skip
    return int(answer["id"])


def decide(school: School, role: str, method: str, request: int, **words: Any) -> None:
    school.doors["JSON-2"].call(
        school.users[role], "school.lock.exception", method, [request], **words
    )


def enter(
    school: School,
    role: str = "maths_teacher",
    place: str = "opening",
    column: tuple[str, int] = ("tx", 1),
    door: str = "JSON-2",
) -> str:
    """“saved”, or the code of the refusal, of a mark that differs from what is there."""
    found = school.place(place)
    book = found["school.gradebook"]
    cell = {
        "line": found["school.gradebook.line"],
        "assessment": school.columns(book)[column],
    }
    for value in ("7", "6"):
        answer = school.doors[door].call(
            school.users[role], "school.gradebook", "save_cells", [book],
            changes=[{**cell, "value": value}],
        )  # fmt: skip
        [outcome] = answer["cells"]
        if outcome["status"] != "same":
            break
    return str(outcome["code"] or outcome["status"])


@pytest.mark.parametrize("door", DOORS)
def test_it_opens_what_it_names(school: School, opening: int, door: str) -> None:
    assert enter(school, door=door) == "saved"
    decide(school, "leader", "action_revoke", opening, reason="x")
    assert enter(school, door=door) == "locked"


@pytest.mark.parametrize("door", DOORS)
def test_it_opens_nothing_else(school: School, opening: int, door: str) -> None:
    with school.unchanged():
        assert enter(school, column=("tx", 2), door=door) == "locked"
        assert enter(school, place="opening_2", door=door) == "locked"
        # another teacher of the same book is not named
        assert enter(school, role="head_teacher", door=door) == "locked"
        for role in ("leader", "administrator", "clerk"):
            assert enter(school, role=role, door=door) in (
                "not_your_gradebook",
                "locked",
            )
    decide(school, "leader", "action_revoke", opening, reason="x")


@pytest.mark.parametrize(
    "change",
    [
        "date_to = now() at time zone 'UTC' - interval '1 second'",
        "state = 'requested'",
        "state = 'refused'",
        "state = 'revoked'",
    ],
)
def test_ended_or_undecided_it_opens_nothing(
    school: School, opening: int, change: str
) -> None:
    school.query(f"UPDATE school_lock_exception SET {change} WHERE id = {opening}")
    with school.unchanged():
        assert enter(school) == "locked"
    school.query(
        f"UPDATE school_lock_exception SET state = 'refused' WHERE id = {opening}"
    )


def test_whoever_asks_decides_nothing(school: School, locks: list[int]) -> None:
    request = ask(school, "maths_teacher")
    for role in ("maths_teacher", "administrator", "clerk", "head_teacher"):
        with school.unchanged(), pytest.raises(Refused) as refused:
            decide(school, role, "action_grant", request)
        assert refused.value.kind == "access"
    for role in ("maths_teacher", "leader", "administrator", "admin"):
        with school.unchanged():
            for values in ({"state": "granted"}, {"date_to": "2099-01-01 00:00:00"}):
                with pytest.raises(Refused):
                    school.doors["JSON-2"].call(
                        school.users[role], "school.lock.exception", "write",
                        [request], vals=values,
                    )  # fmt: skip
            with pytest.raises(Refused):
                school.doors["JSON-2"].call(
                    school.users[role], "school.lock.exception", "unlink", [request]
                )
    assert enter(school) == "locked"
    decide(school, "leader", "action_refuse", request, note="Không")


def test_asked_for_others_or_elsewhere(school: School, locks: list[int]) -> None:
    place, stranger = school.place("opening"), school.place("stranger")
    second = school.place("opening_2")
    create: Callable[..., Any] = lambda role, **values: school.doors["JSON-2"].call(  # noqa: E731
        school.users[role], "school.lock.exception", "create",
        vals_list=[{
            "gradebook_id": place["school.gradebook"],
            "assessment_ids": [[6, 0, [place["school.assessment"]]]],
            "date_to": f"{UNTIL} 00:00:00",
            "reason": "x",
            **values,
        }],
    )  # fmt: skip
    with school.unchanged():
        others = [[6, 0, [school.users["head_teacher"].id]]]
        assert_refused(
            lambda: create("maths_teacher", user_ids=others), "opening_for_others"
        )
        assert_refused(
            lambda: create(
                "maths_teacher",
                gradebook_id=stranger["school.gradebook"],
                assessment_ids=[[6, 0, [stranger["school.assessment"]]]],
            ),
            "access",
        )
        assert_refused(
            lambda: create(
                "maths_teacher",
                assessment_ids=[[6, 0, [second["school.assessment"]]]],
            ),
            "wrong_column",
        )
        assert_refused(
            lambda: create("maths_teacher", lock_ids=[[6, 0, [locks[1]]]]),
            "opening_of_open_cells",
        )
