"""Every role x model x operation x whose, through the real RPC endpoints."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.system.access.matrix import CELLS, MODELS, PLACES, ROLES, WHOSE
from tests.system.access.payloads import created, written
from tests.system.access.rpc import Door, Refused, User
from tests.system.access.school import SENTENCES, School, refusal

# how the register itself says no to those whom Odoo's access rights let through
GUARD = (
    "not_planner",
    "not_your_gradebook",
    "column_of_colleague",
    "lock_kept",
    "move_in_kept",
    "journal_only",
    "cell_kept",
    "prints_kept",
    "opening_kept",
    "delegation_kept",
    "anomaly_kept",
    "check_by_head",
    "report_kept",
)
# the same code answers at every door: everything is tried at the first one, own and
# other at the second, one teacher and one of the office at the web client's
BY_DOOR = {
    "JSON-2": (ROLES, WHOSE),
    "XML-RPC": (ROLES, ("own", "other")),
    "web client": (["geography_teacher", "clerk"], WHOSE),
}
# dialogs belong to who opened them: there is no "for a colleague"
OWN_ONLY = (
    "school.lock.lift",
    "school.account.wizard",
    "school.lock.exception.decision",
    "school.assessment.plan.copy",
    "school.anomaly.explain",
    "school.term.choice",
)


class Visitor:
    """One role at one door, trying everything."""

    def __init__(self, school: School, door: Door, role: str) -> None:
        self.school = school
        self.door = door
        self.user: User = school.users[role]
        self.role = role
        self.whose = BY_DOOR[door.name][1]
        self.names = PLACES.get(role, PLACES[None])

    def place(self, whose: str) -> dict[str, Any]:
        return self.school.place(self.names[WHOSE.index(whose)])

    def attempts(self, letter: str, allowed: bool) -> Iterator[tuple[str, str]]:
        """(model, whose) of the cells that hold ``letter``, or do not."""
        for model, whose in itertools.product(MODELS, self.whose):
            if model in OWN_ONLY and letter == "c" and whose != "own":
                continue
            if (letter in CELLS[self.role, model, whose]) == allowed:
                yield model, whose

    def call(self, model: str, method: str, ids: Any = None, **arguments: Any) -> Any:
        return self.door.call(self.user, model, method, ids, **arguments)

    def do(self, letter: str, model: str, whose: str, used: bool) -> Any:
        place = self.place(whose)
        ids = [place[model]]
        if letter == "r":
            return self.call(model, "read", ids, fields=["display_name"])
        if letter == "w":
            values = written(model, place, used)
            return self.call(model, "write", ids, vals=values)
        if letter == "d":
            return self.call(model, "unlink", ids)
        values = created(model, place, self.school, used)
        return self.call(model, "create", vals_list=[values])

    def refused(self, letter: str, model: str, whose: str) -> str:
        """Why it was refused wrongly or not at all; nothing when it is as it should."""
        try:
            refused = refusal(lambda: self.do(letter, model, whose, used=False))
        except AssertionError as error:
            return str(error)
        by_guard = any(SENTENCES[code].search(refused.text) for code in GUARD)
        right = refused.kind == "access" or (refused.kind == "user" and by_guard)
        return "" if right else str(refused)


@pytest.fixture(
    params=[(door, role) for door, (roles, _) in BY_DOOR.items() for role in roles],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def visitor(request: pytest.FixtureRequest, school: School) -> Visitor:
    door, role = request.param
    return Visitor(school, school.doors[door], role)


def test_table_has_every_model(school: School) -> None:
    assert sorted(MODELS) == school.facts["models"]


def test_refused(visitor: Visitor) -> None:
    """What the table does not give is refused for the right reason and does nothing."""
    wrong = {}
    with visitor.school.unchanged():
        for letter in "rcwd":
            for model, whose in visitor.attempts(letter, allowed=False):
                if reason := visitor.refused(letter, model, whose):
                    wrong[letter, model, whose] = reason
    assert wrong == {}


def test_allowed(visitor: Visitor) -> None:
    """What the table gives works. Deleting is asked for, not done."""
    wrong = {}
    for letter in "rcwd":
        for model, whose in visitor.attempts(letter, allowed=True):
            try:
                if letter == "d":
                    ids = [visitor.place(whose)[model]]
                    assert visitor.call(model, "has_access", ids, operation="unlink")
                else:
                    assert visitor.do(letter, model, whose, used=True)
            except Exception as error:  # every wrong cell is told, not the first one
                wrong[letter, model, whose] = str(error)
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_found_and_counted(school: School, role: str) -> None:
    """Searching, counting and grouping find what may be read, and nothing else."""
    visitor = Visitor(school, school.doors["JSON-2"], role)
    wrong = {}
    for model in MODELS:
        ids = {whose: visitor.place(whose)[model] for whose in WHOSE}
        readable = {
            ids[whose] for whose in WHOSE if "r" in CELLS[visitor.role, model, whose]
        }
        domain = [["id", "in", list(ids.values())]]
        group = {"domain": domain, "groupby": ["id"], "aggregates": ["__count"]}
        for method, arguments, told in (
            ("search", {"domain": domain}, set),
            ("search_count", {"domain": domain}, lambda count: count),
            (
                "search_read",
                {"domain": domain, "fields": ["display_name"]},
                lambda rows: {row["id"] for row in rows},
            ),
            (
                "formatted_read_group",
                group,
                lambda rows: {row["id"][0] for row in rows},
            ),
        ):
            expected = len(readable) if method == "search_count" else readable
            try:
                found = told(visitor.call(model, method, **arguments))
            except Refused as refused:
                found = set() if refused.kind == "access" else str(refused)
                expected = readable
            if found != expected:
                wrong[model, method] = (found, expected)
    assert wrong == {}


@pytest.mark.parametrize(
    "role", ["other_teacher", "other_administrator", "other_leader"]
)
def test_other_school_claimed(school: School, role: str) -> None:
    """Naming the other school in the context opens nothing of it."""
    here = school.place("maths")
    door, user = school.doors["JSON-2"], school.users[role]
    for companies in ([here["company"]], [here["company"], 1], [10**6]):
        context = {"allowed_company_ids": companies}
        with school.unchanged():
            for model in MODELS:
                if model == "school.level":
                    continue
                refused = refusal(
                    lambda model=model, context=context: door.call(
                        user, model, "read", [here[model]], fields=["display_name"],
                        context=context,
                    )
                )  # fmt: skip
                assert refused.kind == "access", (model, refused)
            for method, arguments in (
                ("load_grid", {}),
                ("save_cells", {"changes": []}),
                ("record_held", {"changes": []}),
                ("held_history", {"assessment": here["school.assessment"]}),
                ("cell_history", {"line": here["school.gradebook.line"]}),
                ("explain_average", {"line": here["school.gradebook.line"]}),
                ("request_opening", {"columns": [here["school.assessment"]]}),
            ):
                refused = refusal(
                    lambda method=method, arguments=arguments, context=context: door.call(
                        user, "school.gradebook", method, [here["school.gradebook"]],
                        context=context, **arguments,
                    )
                )  # fmt: skip
                assert refused.kind == "access", (method, refused)
