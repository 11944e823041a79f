"""The journal names the way in as the server saw it, whatever the caller says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system.access.school import School

LAST = (
    "SELECT source FROM school_journal_entry WHERE model = 'school.mark'"
    " ORDER BY id DESC LIMIT 1"
)


@pytest.mark.parametrize(
    ("door", "source"),
    [("JSON-2", "api"), ("XML-RPC", "api"), ("web client", "grid")],
)
def test_cells_saved_through_a_door(school: School, door: str, source: str) -> None:
    place = school.place("maths")
    book = place["school.gradebook"]
    for number, forged in enumerate(({}, {"school_source": "import"})):
        change = {
            "line": place["blank_lines"][0],
            "assessment": place["school.assessment"],
            "value": str(5 + number),
        }
        answer = school.doors[door].call(
            school.users["maths_teacher"], "school.gradebook", "save_cells", [book],
            changes=[change], context=forged,
        )  # fmt: skip
        assert answer["cells"][0]["status"] == "saved", answer
        assert school.query(LAST) == [source]
        # the next one begins with a blank cell again
        school.doors[door].call(
            school.users["maths_teacher"], "school.gradebook", "save_cells", [book],
            changes=[{**change, "value": ""}],
        )  # fmt: skip


SHELL = """
mark = env["school.mark"].browse({mark})
mark.with_user({user}).write({{"score": 4 if mark.score == 3 else 3}})
env.cr.commit()
"""


def test_code_on_the_server(school: School, odoo_shell: Any) -> None:
    place = school.place("maths")
    code = SHELL.format(
        mark=place["school.mark"], user=school.users["maths_teacher"].id
    )
    odoo_shell(school.server.database, code)
    assert school.query(LAST) == ["system"]
