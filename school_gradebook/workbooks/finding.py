"""What was found in a workbook, with the place where it was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..register.values import Problem
from .opening import coordinate

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One message: a code with the values its sentence needs, and its cell.

    An error keeps the sheet from being written; a warning wants a look; an info is
    told. ``params`` always holds ``sheet`` and ``cell`` (``""`` when the finding is
    about the whole sheet) besides what the code's own sentence names.
    """

    severity: str
    code: str
    sheet: str
    row: int | None = None
    column: int | None = None
    who: str = ""
    params: dict[str, object] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """``"E9"``, or ``""`` when no single cell is meant."""
        return coordinate(self.row, self.column) if self.row and self.column else ""

    def problem(self) -> Problem:
        """The same as an exception, for callers that raise."""
        return Problem(self.code, **self.params)


def found(
    code: str,
    sheet: str,
    row: int | None = None,
    column: int | None = None,
    /,
    *,
    severity: str = ERROR,
    who: str = "",
    **params: object,
) -> Finding:
    """Make a :class:`Finding`; ``sheet``, ``cell`` and ``who`` are added to its params."""
    cell = coordinate(row, column) if row and column else ""
    everything = {"sheet": sheet, "cell": cell, "who": who, **params}
    return Finding(severity, code, sheet, row, column, who, everything)
