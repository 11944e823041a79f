"""A plain table under a header: one record per row, with the place of every field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .finding import ERROR, Finding, found
from .layout import Classifier, Header, Row, find_header, read_rows
from .opening import Raw, Sheet
from .texts import shown, tidy


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table; fields are asked for by kind."""

    sheet: str
    number: int
    values: list[Raw]
    header: Header

    def raw(self, kind: str, number: int | None = None) -> Raw:
        """The cell's value, None where the column or the cell is missing."""
        for column in self.header.columns:
            if column.kind == kind and column.number == number:
                return (
                    self.values[column.index - 1]
                    if column.index <= len(self.values)
                    else None
                )
        return None

    def text(self, kind: str) -> str:
        """The cell as one tidy line of text."""
        return tidy(self.raw(kind))

    def found(
        self,
        code: str,
        kind: str,
        number: int | None = None,
        /,
        *,
        severity: str = ERROR,
        who: str = "",
        **params: object,
    ) -> Finding:
        """A finding at the cell of that kind."""
        at = next(
            (
                c.index
                for c in self.header.columns
                if c.kind == kind and c.number == number
            ),
            self.header.columns[0].index,
        )
        raw = shown(self.raw(kind, number))
        where = (self.sheet, self.number, at)
        return found(code, *where, severity=severity, who=who, **{"raw": raw, **params})

    def formulas(self) -> Iterator[Finding]:
        """One error per field that holds a formula."""
        for column in self.header.columns:
            value = (
                self.values[column.index - 1]
                if column.index <= len(self.values)
                else None
            )
            if isinstance(value, str) and value.lstrip().startswith("="):
                yield self.found(
                    "formula", column.kind, column.number, column=column.label
                )


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header; ``above`` are the rows over it."""

    sheet: Sheet
    header: Header
    above: list[Row]
    records: list[Record]


def read_table(
    sheet: Sheet, classify: Classifier, complete: Callable[[set[str]], bool]
) -> Table | None:
    """The table of a sheet, or None where no header is found."""
    rows = read_rows(sheet)
    header = find_header(sheet, rows, classify, complete)
    if header is None:
        return None
    records = [
        Record(sheet.title, number, values, header)
        for number, values in rows
        if number > header.bottom
    ]
    return Table(sheet, header, [row for row in rows if row[0] < header.top], records)
