"""Code that runs on the server, files it gives out, and nonsense it is sent."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.system.access.rpc import TIMEOUT, Refused
from tests.system.access.school import SENTENCES, School, refusal


def call(
    school: School, role: str, model: str, method: str, ids: Any, **given: Any
) -> Any:
    return school.doors["JSON-2"].call(school.users[role], model, method, ids, **given)


SERVER_CODE = {
    "write": ("records.write({'score': 9})", "not_your_gradebook"),
    "sudo": ("records.sudo().write({'score': 9})", "not_your_gradebook"),
    "through the row": (
        "records.sudo().line_id.write({'mark_ids': [(1, records.id, {'score': 9})]})",
        "not_your_gradebook",
    ),
    "unchecked": (
        "changes = records.sudo()._register_changes_from_vals({'score': 9})\n"
        "records.sudo()._register_write(changes, 'correction', '')",
        "not_checked",
    ),
    "refused before": (
        "changes = records.sudo()._register_changes_from_vals({'score': 9})\n"
        "records.sudo()._register_check(changes, 'correction')\n"
        "records.sudo()._register_write(changes, 'correction', '')",
        "not_checked",
    ),
    "journal": ("env.cr.execute('DELETE FROM school_journal_entry')", ""),
}


@pytest.mark.parametrize(("code", "sentence"), SERVER_CODE.values(), ids=SERVER_CODE)
def test_server_actions(school: School, code: str, sentence: str) -> None:
    """What the database's administrator may run on the server passes the guard too."""
    place = school.place("maths")
    [model] = school.query("SELECT id FROM ir_model WHERE model = 'school.mark'")
    action = {"name": "x", "model_id": int(model), "state": "code", "code": code}
    mark = place["school.mark"]
    context = {
        "active_model": "school.mark", "active_ids": [mark], "active_id": mark,
        "allowed_company_ids": [place["company"]],
    }  # fmt: skip
    with school.unchanged():
        made = call(
            school, "admin", "ir.actions.server", "create", None, vals_list=[action]
        )
        refused = refusal(
            lambda: call(
                school, "admin", "ir.actions.server", "run", made, context=context
            )
        )
    if sentence:
        assert SENTENCES[sentence].search(refused.text), refused
    else:
        assert "append-only" in refused.text
    for role in ("maths_teacher", "administrator"):
        refused = refusal(
            lambda role=role: call(
                school, role, "ir.actions.server", "create", None, vals_list=[action]
            )
        )
        assert refused.kind == "access"


@pytest.mark.parametrize(
    ("door", "values"), [("JSON-2", {"state": "absent"}), ("XML-RPC", {"score": 3})]
)
def test_code_in_another_name_is_told(
    school: School, door: str, values: dict[str, Any]
) -> None:
    """Who lets a teacher's account enter by code stands beside it in the journal."""
    place = school.place("maths")
    teacher = school.users["maths_teacher"]
    code = f"records.with_user({teacher.id}).write({values})"
    [model] = school.query("SELECT id FROM ir_model WHERE model = 'school.mark'")
    action = {"name": "x", "model_id": int(model), "state": "code", "code": code}
    made = call(
        school, "admin", "ir.actions.server", "create", None, vals_list=[action]
    )
    context = {
        "active_model": "school.mark", "active_ids": [place["school.mark"]],
        "allowed_company_ids": [place["company"]],
    }  # fmt: skip
    school.doors[door].call(
        school.users["admin"], "ir.actions.server", "run", made, context=context
    )
    [row] = school.query(
        "SELECT author_id, author FROM school_journal_entry ORDER BY id DESC LIMIT 1"
    )
    assert row == f"{teacher.id}|Maths teacher ({school.users['admin'].name})"


SHELL = """
from odoo.exceptions import UserError

mark = env["school.mark"].browse({mark})
locked = env["school.mark"].browse({locked})
line = mark.line_id
for record, values in (
    (mark, {{"score": 9}}),
    (locked, {{"score": 9}}),
    (mark.sudo(), {{"state": "blank"}}),
    (mark.with_context(install_mode=True, tracking_disable=True), {{"score": 9}}),
    (mark, {{"line_id": line.id + 1}}),
    (line, {{"comment": "x"}}),
    (line, {{"exempt": True}}),
    (line, {{"average": 9.9}}),
    (line.gradebook_id, {{"year_id": 1}}),
):
    try:
        record.write(values)
    except UserError:
        env.cr.commit()
    else:
        raise AssertionError((record, values))
for record in (mark, line, line.gradebook_id, line.enrollment_id):
    try:
        record.unlink()
    except UserError:
        env.cr.commit()
    else:
        raise AssertionError(record)
"""


def test_the_superuser_in_a_shell(school: School, odoo_shell: Any) -> None:
    """Who swallows the refusal and commits has changed nothing either."""
    code = SHELL.format(
        mark=school.place("maths")["school.mark"],
        locked=school.place("doors")["school.mark"],
    )
    with school.unchanged():
        odoo_shell(school.server.database, code)


def test_files_are_given_to_readers(school: School) -> None:
    """Downloads and pictures ask for the same rights as the screens."""
    place = school.place("maths")
    book, student = place["school.gradebook"], place["school.student"]
    paths = (
        f"/school/gradebook/{book}/page.xlsx",
        f"/report/html/school_gradebook.report_subject_page/{book}",
    )
    for role, readable in (
        ("maths_teacher", True),
        ("homeroom_teacher", True),
        ("clerk", True),
        ("sports_teacher", False),
        ("monitor", False),
        ("other_leader", False),
        ("plain_user", False),
        ("portal_user", False),
        (None, False),
    ):
        session = log_in(school, role)
        for path in paths:
            answer = session.get(
                school.server.url + path, timeout=TIMEOUT, allow_redirects=False
            )
            assert (answer.status_code == 200) == readable, (role, path, answer)
        answer = session.get(
            f"{school.server.url}/web/image/school.student/{student}/image_128",
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        shown = answer.headers.get("Content-Disposition", "")
        assert readable or "Anh" not in shown, (role, shown)


def log_in(school: School, role: str | None) -> requests.Session:
    """A browser's session of that person, or of nobody."""
    if role is None:
        return requests.Session()
    return school.doors["web client"]._session(school.users[role])


def test_refusals_are_no_crashes(school: School) -> None:
    """Nonsense is answered with a refusal or an error, and changes nothing."""
    book = school.place("maths")["school.gradebook"]
    line = school.place("maths")["school.gradebook.line"]
    column = school.place("maths")["school.assessment"]
    with school.unchanged():
        for change in (
            {},
            {"line": line},
            {"line": None, "assessment": None},
            {"line": str(line), "assessment": str(column), "value": "9"},
            {"line": [line], "assessment": column, "value": "9"},
            {"line": line, "assessment": {"id": column}, "value": "9"},
            {"line": line, "assessment": column, "value": {"score": 9}},
            {"line": line, "assessment": column, "value": ["9"]},
            {"line": line, "assessment": column, "value": True},
            {"line": line, "assessment": column, "value": "9" * 10000},
            {"line": line, "assessment": column, "value": "9\u0000"},
            {"line": line, "assessment": column, "value": "9", "seen": 8},
            {"line": line, "assessment": column, "value": 1e308},
            {"line": -line, "assessment": column, "value": "9"},
            {"line": 2**70, "assessment": column, "value": "9"},
        ):
            try:
                answer = call(
                    school, "maths_teacher", "school.gradebook", "save_cells", [book],
                    changes=[change],
                )  # fmt: skip
            except Refused:
                continue
            [cell] = answer["cells"]
            assert cell["status"] in ("refused", "conflict", "same"), (change, cell)
