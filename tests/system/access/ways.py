"""Every way we know to change one cell that should not be changed.

A way takes a ``Cell`` and does it; the server must refuse. ``WAYS`` hold the code of the
expected sentence; ``None`` stands for the reason the cell itself is closed (a lock, a
colleague's column).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.system.access.rpc import Door, Refused, User
from tests.system.access.school import School

Way = Callable[["Cell"], Any]
# what a caller may hope opens the register; the context is the caller's
FORGED = [
    {name: value}
    for name in (
        "tracking_disable", "mail_notrack", "bypass", "skip_lock", "no_lock",
        "no_journal", "force", "force_write", "install_mode", "update_mode",
        "import_file", "active_test", "su", "sudo", "superuser", "correction",
        "correction_token", "from_correction", "register_bypass", "school_bypass",
        "school_source", "source", "skip_register", "prefetch_fields", "module",
    )
    for value in (True, "correction")
]  # fmt: skip


@dataclass
class Cell:
    """A mark that this user may not change, at one door."""

    school: School
    door: Door
    user: User
    place: dict[str, Any]
    open_book: int  # another gradebook of the user's

    @property
    def mark(self) -> int:
        return self.place["school.mark"]

    @property
    def line(self) -> int:
        return self.place["school.gradebook.line"]

    @property
    def column(self) -> int:
        return self.place["school.assessment"]

    @property
    def book(self) -> int:
        return self.place["school.gradebook"]

    @property
    def new(self) -> dict[str, Any]:
        """Values for a new mark in the same column."""
        line = self.place["blank_lines"][0]
        return {"line_id": line, "assessment_id": self.column, "score": 9}

    @property
    def beside(self) -> dict[str, Any]:
        """Values for a new mark in the same row, in the next column."""
        columns = self.school.columns(self.book)
        number = next(
            n for (_kind, n), found in columns.items() if found == self.column
        )
        return {"assessment_id": columns["tx", number + 1], "score": 9}

    def call(self, model: str, method: str, ids: Any = None, **arguments: Any) -> Any:
        return self.door.call(self.user, model, method, ids, **arguments)

    def write(self, values: dict[str, Any], **context: Any) -> Any:
        given = {"context": context} if context else {}
        return self.call("school.mark", "write", [self.mark], vals=values, **given)

    def create(self, values: dict[str, Any]) -> Any:
        return self.call("school.mark", "create", vals_list=[values])

    def of_line(self, *commands: Any) -> Any:
        values = {"mark_ids": [list(command) for command in commands]}
        line = "school.gradebook.line"
        return self.call(line, "write", [self.line], vals=values)


def write_forged(cell: Cell) -> Any:
    """With one context key after another; the first that works is the answer."""
    refused: Refused | None = None
    for context in FORGED:
        try:
            done = cell.write({"score": 9}, **context)
        except Refused as answer:
            refused = answer
        else:
            return context, done
    assert refused
    raise refused


def web_save(cell: Cell) -> Any:
    """The form: what the client asks while typing, then the button Save."""
    specification = {"state": {}, "score": {}, "text": {}}
    shown = {"state": "recorded", "score": 9}
    cell.call(
        "school.mark", "onchange", [cell.mark], values=shown, field_names=["score"],
        fields_spec=specification,
    )  # fmt: skip
    return cell.call(
        "school.mark", "web_save", [cell.mark], vals={"score": 9},
        specification=specification,
    )  # fmt: skip


def web_save_new(cell: Cell) -> Any:
    return cell.call("school.mark", "web_save", [], vals=cell.new, specification={})


def web_save_multi(cell: Cell) -> Any:
    return cell.call(
        "school.mark", "web_save_multi", [cell.mark], vals_list=[{"score": 9}],
        specification={},
    )  # fmt: skip


def load(cell: Cell) -> Any:
    """``load`` answers with messages instead of an error."""
    answer = cell.call(
        "school.mark", "load", fields=[".id", "score"], data=[[str(cell.mark), "9"]]
    )
    return raised(answer)


def load_new(cell: Cell) -> Any:
    new = cell.new
    row = [str(new["line_id"]), str(new["assessment_id"]), "9"]
    answer = cell.call(
        "school.mark", "load", fields=["line_id/.id", "assessment_id/.id", "score"],
        data=[row],
    )  # fmt: skip
    return raised(answer)


def file_import(cell: Cell) -> Any:
    """The web client's dialog "Import records"."""
    wizard = cell.call(
        "base_import.import", "create", vals_list=[{
            "res_model": "school.mark", "file_name": "x.csv", "file_type": "text/csv",
            "file": f"id,score\n{cell.mark},9\n",
        }],
    )  # fmt: skip
    ids = wizard if isinstance(wizard, list) else [wizard]
    options = {
        "has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8",
        "float_thousand_separator": "", "float_decimal_separator": ".", "skip": 0,
    }  # fmt: skip
    answer = cell.call(
        "base_import.import", "execute_import", ids, fields=[".id", "score"],
        columns=["id", "score"], options=options,
    )  # fmt: skip
    return raised(answer)


def raised(answer: dict[str, Any]) -> Any:
    """The answer of an import as the refusal it tells."""
    if answer.get("ids") or not answer["messages"]:
        return answer
    raise Refused("user", answer["messages"][0]["message"])


def save_cells(cell: Cell) -> Any:
    change = {"line": cell.line, "assessment": cell.column, "value": "9", "seen": None}
    return told(
        cell.call("school.gradebook", "save_cells", [cell.book], changes=[change])
    )


def clear_and_enter(cell: Cell) -> Any:
    """Two changes in two requests, the first of which must fail already."""
    change = {"line": cell.line, "assessment": cell.column, "seen": None}
    for value in ("", "9"):
        answer = cell.call(
            "school.gradebook", "save_cells", [cell.book],
            changes=[{**change, "value": value}],
        )  # fmt: skip
    return told(answer)


def told(answer: dict[str, Any]) -> Any:
    """The answer of ``save_cells`` as the refusal it tells."""
    [cell] = answer["cells"]
    if cell["status"] != "refused":
        return answer
    raise Refused("user", cell["reason"])


def archive(cell: Cell) -> Any:
    """A mark has no archive: whatever the server says, nothing happens."""
    with contextlib.suppress(Refused):
        cell.call("school.mark", "action_archive", [cell.mark])
    raise Refused("user", "")


WAYS: dict[str, tuple[Way, str | None]] = {
    "write": (lambda cell: cell.write({"score": 9}), None),
    "write zero": (lambda cell: cell.write({"score": 0}), None),
    "clear": (lambda cell: cell.write({"score": False}), None),
    "absent": (lambda cell: cell.write({"state": "absent"}), None),
    "forged context": (write_forged, None),
    "web_save": (web_save, None),
    "web_save new": (web_save_new, None),
    "web_save_multi": (web_save_multi, None),
    "load": (load, None),
    "load new": (load_new, None),
    "file import": (file_import, None),
    "save_cells": (save_cells, None),
    "clear and enter": (clear_and_enter, None),
    "create": (lambda cell: cell.create(cell.new), None),
    "line writes mark": (lambda cell: cell.of_line((1, cell.mark, {"score": 9})), None),
    "line creates mark": (lambda cell: cell.of_line((0, 0, cell.beside)), None),
    "second row": (
        lambda cell: cell.create({**cell.new, "line_id": cell.line}),
        "cell_exists",
    ),
    "copy": (lambda cell: cell.call("school.mark", "copy", [cell.mark]), "cell_exists"),
    "move to a line": (
        lambda cell: cell.write({"line_id": cell.place["blank_lines"][0]}),
        "cell_moved",
    ),
    "move to a column": (
        lambda cell: cell.write(
            {"assessment_id": cell.school.columns(cell.book)["gk", 1]}
        ),
        "cell_moved",
    ),
    "move to a gradebook": (
        lambda cell: cell.write({"gradebook_id": cell.open_book}),
        "cell_moved",
    ),
    "line takes mark": (
        lambda cell: cell.call(
            "school.gradebook.line",
            "write",
            [cell.place["blank_lines"][0]],
            vals={"mark_ids": [[4, cell.mark]]},
        ),
        "cell_moved",
    ),
    "line lets go": (lambda cell: cell.of_line((3, cell.mark)), "cell_moved"),
    "line lets all go": (lambda cell: cell.of_line((5,)), "cell_moved"),
    "line deletes mark": (lambda cell: cell.of_line((2, cell.mark)), "access"),
    "unlink": (lambda cell: cell.call("school.mark", "unlink", [cell.mark]), "access"),
    "name_create": (
        lambda cell: cell.call("school.mark", "name_create", name="9"),
        "no_such_cell",
    ),
    "average": (
        lambda cell: cell.call(
            "school.gradebook.line", "write", [cell.line], vals={"average": 9.9}
        ),
        "average_computed",
    ),
}
