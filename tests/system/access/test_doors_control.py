"""The doors around the marks: locks, move-in, the journal, private methods."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system.access.school import School, assert_refused, refusal

PRIVATE = {
    "school.mark": (
        "_register_apply",
        "_register_apply_all",
        "_register_check",
        "_register_write",
        "_register_store",
        "_register_after",
        "_write",
        "_create",
        "_raise",
        "sudo",
        "with_user",
        "with_context",
        "update",
        "flush_model",
        "__class__",
    ),
    "school.gradebook.line": ("_store_results", "_recompute_results", "_add_missing"),
    "school.journal.entry": ("_append", "_insert", "init"),
    "school.journal.chain": ("_start", "_touch"),
    "school.gradebook": ("_generate_columns", "_page_data", "_page_xlsx"),
    "school.class": ("_generate_gradebooks",),
    "school.account.wizard": ("_make_accounts",),
    "school.print.log": ("_record",),
    "school.import.marks": ("_write_plan", "_read_plan"),
}
ROLES = ("maths_teacher", "administrator", "leader", "admin")


@pytest.fixture(scope="module")
def lock(school: School) -> int:
    """A lock that holds over 8E's second term."""
    [lock] = set_lock(school, "administrator", term_id=school.facts["terms"]["second"])
    return lock


def set_lock(school: School, role: str, **values: Any) -> list[int]:
    place = school.place("doors_open")
    given = {
        "company_id": place["company"],
        "year_id": place["school.year"],
        "class_id": place["school.class"],
        "decided_by_id": school.users["leader"].id,
        "reason": "End of term",
        **values,
    }
    door = school.doors["JSON-2"]
    return door.call(school.users[role], "school.lock", "create", vals_list=[given])


def call(
    school: School, role: str, model: str, method: str, ids: Any, **given: Any
) -> Any:
    return school.doors["JSON-2"].call(school.users[role], model, method, ids, **given)


@pytest.mark.parametrize("door", ["JSON-2", "XML-RPC", "web client"])
def test_private_methods(school: School, door: str) -> None:
    """No role reaches what stands behind the guard."""
    wrong = []
    with school.unchanged():
        for role in ROLES if door == "JSON-2" else ROLES[:1]:
            for model, methods in PRIVATE.items():
                for method in methods:
                    answer = refusal(
                        lambda model=model, method=method, role=role: school.doors[
                            door
                        ].call(school.users[role], model, method, [])
                    )
                    private = "rivate" in answer.text or "not a method" in answer.text
                    if answer.kind != "access" and not private:
                        wrong.append((role, model, method, str(answer)))
    assert wrong == []


def test_locks_stay_as_set(school: School, lock: int) -> None:
    with school.unchanged():
        for values in (
            {"lifted_at": "2026-01-01 00:00:00"},
            {"date_from": "2099-01-01 00:00:00"},
            {"class_id": False},
            {"term_id": school.facts["terms"]["first"]},
            {"decided_by_id": school.users["leader"].id},
        ):
            assert_refused(
                lambda values=values: call(
                    school, "administrator", "school.lock", "write", [lock], vals=values
                ),
                "lock_kept",
            )
        for role in ROLES:
            refused = refusal(
                lambda role=role: call(school, role, "school.lock", "unlink", [lock])
            )
            assert refused.kind == "access"


def test_lifted_by_administrators_alone(school: School, lock: int) -> None:
    with school.unchanged():
        for role in ("maths_teacher", "homeroom_teacher", "clerk", "leader", "monitor"):
            for model, method, given in (
                ("school.lock", "action_lift", {"ids": [lock], "reason": "x"}),
                (
                    "school.lock.lift",
                    "create",
                    {
                        "ids": None,
                        "vals_list": [{"lock_ids": [[4, lock]], "reason": "x"}],
                    },
                ),
            ):
                refused = refusal(
                    lambda role=role, model=model, method=method, given=given: call(
                        school, role, model, method, **given
                    )
                )
                assert refused.kind == "access", (role, model, refused)
        assert_refused(
            lambda: call(
                school,
                "administrator",
                "school.lock",
                "action_lift",
                [lock],
                reason=" ",
            ),
            "reason_missing",
        )
        refused = refusal(
            lambda: call(
                school, "other_administrator", "school.lock", "action_lift", [lock],
                reason="x",
            )
        )  # fmt: skip
        assert refused.kind == "access"


def test_lock_forged_at_creation(school: School) -> None:
    """A lock that looks lifted long ago, set by somebody else, decided by nobody."""
    [forged] = set_lock(
        school,
        "administrator",
        kind="ck",
        lifted_at="2020-01-01 00:00:00",
        lifted_by_id=school.users["leader"].id,
        lift_reason="never held",
        carried_out_by_id=school.users["clerk"].id,
        date_from="2098-01-01 00:00:00",
    )
    [row] = school.query(
        "SELECT lifted_at IS NULL, lifted_by_id IS NULL, lift_reason IS NULL,"
        f" carried_out_by_id FROM school_lock WHERE id = {forged}"
    )
    assert row == f"t|t|t|{school.users['administrator'].id}"
    with school.unchanged():
        assert_refused(
            lambda: set_lock(
                school, "administrator", decided_by_id=school.users["administrator"].id
            ),
            "decider_not_leadership",
            "Administrator",
        )
        for role in ("maths_teacher", "clerk", "leader"):
            refused = refusal(lambda role=role: set_lock(school, role))
            assert refused.kind == "access"


def test_move_in_is_leaderships(school: School) -> None:
    place = school.place("maths")
    values = {
        "company_id": place["company"],
        "year_id": place["school.year"],
        "reason": "x",
        "date_to": "2099-01-01 00:00:00",
        "opened_by_id": school.users["leader"].id,
    }
    period = place["school.move.in"]
    with school.unchanged():
        for role in (
            "administrator",
            "clerk",
            "maths_teacher",
            "other_leader",
            "admin",
        ):
            refused = refusal(
                lambda role=role: call(
                    school, role, "school.move.in", "create", None, vals_list=[values]
                )
            )
            assert refused.kind == "access", (role, refused)
            refused = refusal(
                lambda role=role: call(
                    school, role, "school.move.in", "action_close", [period]
                )
            )
            assert refused.kind == "access", (role, refused)
        for role in ("administrator", "leader"):
            assert_refused(
                lambda role=role: call(
                    school, role, "school.move.in", "write", [period],
                    vals={"date_from": "2020-01-01 00:00:00"},
                ),
                "move_in_kept",
            )  # fmt: skip


def test_journal_is_closed(school: School) -> None:
    place = school.place("maths")
    with school.unchanged():
        for role in ROLES:
            for model in ("school.journal.entry", "school.journal.chain"):
                for method, given in (
                    ("write", {"vals": {"company_id": 1}}),
                    ("unlink", {}),
                    ("copy", {}),
                ):
                    refused = refusal(
                        lambda role=role, model=model, method=method, given=given: call(
                            school, role, model, method, [place[model]], **given
                        )
                    )
                    assert refused.kind in ("access", "user"), refused
