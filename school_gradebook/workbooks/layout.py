"""Find header, columns and title of a sheet by their text, wherever they stand.

Schools' systems put the same table in different places: with title rows above, with
one to three header rows, merged or not, with a row of column numbers below it, with
hidden helper columns between. Only what the header says counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from .opening import Raw, Sheet
from .texts import key, tidy

Row = tuple[int, list[Raw]]
Field = tuple[str, int | None]  # what a column holds, and its number among its like
Classifier = Callable[[str], Field | None]

HEADER_DEPTH = 3
SEARCH_ROWS = 60
LONGEST_LABEL = 250
MOST_COVERED = 5000  # cells under merged ones that a header can have
GROUPS = {"tx", "dk", "gk", "ck"}  # may stand in a row above the students' fields
_HINT = re.compile(r"\([^)]*\)")
_NUMBER_CELL = re.compile(r"\(?\d{1,2}\)?|\(?[A-Z]\)?|\(\d{1,2}\)=.*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: field, number among its like, place and header text."""

    kind: str
    number: int | None
    index: int
    label: str = ""

    @property
    def letter(self) -> str:
        return get_column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table begins: ``top`` to ``bottom`` are header rows, data comes below."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    def column(self, kind: str) -> Column | None:
        """The first column of that kind."""
        return next((column for column in self.columns if column.kind == kind), None)

    def kinds(self) -> set[str]:
        return {column.kind for column in self.columns}


def vocabulary(words: dict[str, Sequence[str]]) -> dict[str, str]:
    """``{kind: its header texts}`` -> ``{key of text: kind}``."""
    return {key(text): kind for kind, texts in words.items() for text in texts}


IDENTITY = vocabulary(
    {
        "stt": ("STT", "Số TT", "TT", "Số thứ tự", "Thứ tự"),
        "code": (
            "Mã định danh",
            "Mã định danh Bộ GD&ĐT",
            "Mã định danh Bộ GDĐT",
            "Mã định danh học sinh",
            "Mã định danh HS",
            "Mã định danh MOET",
            "Mã MOET",
            "Mã HS Bộ GD&ĐT",
        ),
        "school_code": ("Mã học sinh", "Mã HS", "Mã số học sinh", "Mã số HS", "Mã số"),
        "national_id": (
            "Số định danh cá nhân",
            "Số ĐDCN",
            "CCCD",
            "Số CCCD",
            "Số CMND/CCCD",
        ),
        "name": (
            "Họ và tên",
            "Họ tên",
            "Họ và tên học sinh",
            "Họ tên học sinh",
            "Tên học sinh",
        ),
        "family_name": (
            "Họ và tên đệm",
            "Họ đệm",
            "Họ và đệm",
            "Họ lót",
            "Họ và tên lót",
            "Họ",
        ),
        "given_name": ("Tên",),
        "birth_date": (
            "Ngày sinh",
            "Ngày, tháng, năm sinh",
            "Ngày tháng năm sinh",
            "NS",
        ),
        "gender": ("Giới tính", "Nam/nữ", "Nam, nữ", "Phái"),
        "class_name": ("Lớp", "Tên lớp", "Mã lớp", "Lớp học"),
        "note": ("Ghi chú",),
    }
)


def find_header(
    sheet: Sheet,
    rows: Sequence[Row],
    classify: Classifier,
    complete: Callable[[set[str]], bool],
) -> Header | None:
    """The first row among ``rows`` whose texts ``complete`` accepts, with its columns.

    ``classify`` gets the key of a header text and says what the column holds.
    Hidden columns are left out. Returns None when no row will do.
    """
    for position, (_number, values) in enumerate(rows[:SEARCH_ROWS]):
        kinds = {
            found[0]
            for index, value in enumerate(values, 1)
            if index not in sheet.hidden_columns
            and isinstance(value, str)
            and (found := classify(_label(value, classify)))
        }
        if complete(kinds):
            return _Reader(sheet, rows, classify, position).header()
    return None


def _label(text: str, classify: Classifier) -> str:
    """The key of a header text, without a hint such as (dd/mm/yyyy) that hides it."""
    if len(text) > LONGEST_LABEL:
        return ""
    label = key(text)
    if "(" in text and classify(label) is None:
        bare = key(_HINT.sub(" ", text))
        if bare and classify(bare) is not None:
            return bare
    return label


class _Reader:
    """Reads one header, once the row with the students' fields is known."""

    def __init__(
        self, sheet: Sheet, rows: Sequence[Row], classify: Classifier, position: int
    ) -> None:
        self.hidden = sheet.hidden_columns
        self.merges = sheet.merges
        self.rows = rows
        self.classify = classify
        self.main = position
        self.by_number = {
            number: values
            for number, values in rows[max(0, position - 3) : position + 5]
        }
        self.covered = self._covered_cells()

    def header(self) -> Header:
        first = self._first_row()
        last = self._last_row()
        numbers = [number for number, _values in self.rows[first : last + 1]]
        width = max(len(values) for _number, values in self.rows[first : last + 1])
        columns = self._columns(numbers, width)
        bottom = numbers[-1]
        after = last + 1
        if after < len(self.rows) and self._is_number_row(self.rows[after][1], columns):
            bottom = self.rows[after][0]
        return Header(numbers[0], bottom, tuple(columns))

    def _covered_cells(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells hidden under a merged one near the header -> the cell that shows."""
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        width = max(map(len, self.by_number.values()))
        for top, left, bottom, right in self.merges:
            if bottom - top > HEADER_DEPTH or len(covered) > MOST_COVERED:
                continue
            for row in range(top, bottom + 1):
                if row in self.by_number:
                    for column in range(left, min(right, width) + 1):
                        covered[row, column] = (top, left)
        return covered

    def _text(self, row: int, column: int) -> str:
        """Text that is seen at a cell, merged cells counted."""
        row, column = self.covered.get((row, column), (row, column))
        values = self.by_number.get(row, [])
        return tidy(values[column - 1]) if column <= len(values) else ""

    def _first_row(self) -> int:
        """Rows of group labels ('ĐĐGtx' over 1..5) may stand above the main row."""
        position = self.main
        while position > 0 and self.main - position < HEADER_DEPTH - 1:
            number, values = self.rows[position - 1]
            if number != self.rows[position][0] - 1:
                break
            found = [
                self.classify(_label(v, self.classify))
                for v in values
                if isinstance(v, str)
            ]
            if not any(field and field[0] in GROUPS for field in found):
                break
            position -= 1
        return position

    def _last_row(self) -> int:
        """Rows below belong to the header while they name no student."""
        position = self.main
        own = [
            index
            for index, value in enumerate(self.rows[position][1], 1)
            if (found := self.classify(_label(tidy(value), self.classify)))
            and found[0] in IDENTITY.values()
        ]
        while position + 1 < len(self.rows) and position + 1 - self.main < HEADER_DEPTH:
            number, values = self.rows[position + 1]
            if number != self.rows[position][0] + 1:
                break
            if any(
                values[index - 1] is not None for index in own if index <= len(values)
            ):
                break
            pair = (self.rows[position][0], number)
            if not any(
                value is not None and self._completes(pair, index)
                for index, value in enumerate(values, 1)
            ):
                break
            position += 1
        return position

    def _completes(self, numbers: Sequence[int], column: int) -> bool:
        """Whether the lowest of these rows says, alone or joined, what a column holds."""
        labels = self._labels(numbers, column)
        return any(
            self.classify(" ".join(labels[start:])) for start in range(len(labels))
        )

    def _labels(self, numbers: Iterable[int], column: int) -> list[str]:
        labels: list[str] = []
        for number in numbers:
            text = self._text(number, column)
            label = _label(text, self.classify)
            label = label or self._group_on_the_left(number, column)
            if label and (not labels or labels[-1] != label):
                labels.append(label)
        return labels

    def _group_on_the_left(self, number: int, column: int) -> str:
        """Without a merge, a group's label stands over its first column only."""
        below = key(self._text(number + 1, column))
        if not re.fullmatch(r"(?:lan |tx ?)?\d", below):
            return ""
        while column > 1:
            column -= 1
            label = key(self._text(number, column))
            if label:
                found = self.classify(label)
                return label if found and found[0] == "tx" and found[1] is None else ""
        return ""

    def _classified(self, numbers: Sequence[int], column: int) -> Field | None:
        labels = self._labels(numbers, column)
        candidates = [
            labels[-1:],
            labels[-2:],
            labels,
            *([label] for label in labels[::-1]),
        ]
        for candidate in candidates:
            if candidate and (found := self.classify(" ".join(candidate))):
                return found
        return None

    def _columns(self, numbers: Sequence[int], width: int) -> list[Column]:
        columns: list[Column] = []
        running: dict[str, int] = {}
        for index in range(1, width + 1):
            if index in self.hidden:
                continue
            found = self._classified(numbers, index)
            if found is None:
                continue
            kind, number = found
            if kind in ("tx", "dk"):
                number = number or running.get(kind, 0) + 1
                running[kind] = number
            label = " ".join(
                dict.fromkeys(filter(None, (self._text(n, index) for n in numbers)))
            )
            columns.append(Column(kind, number, index, label))
        return columns

    def _is_number_row(self, values: Sequence[Raw], columns: Sequence[Column]) -> bool:
        """A row 1, 2, 3 … (or A, B, 1, 2 …) under the header names the columns only."""
        names = [
            c.index for c in columns if c.kind in ("name", "given_name", "teacher_code")
        ]
        texts = [tidy(value) for value in values]
        filled = [text for text in texts if text]
        return (
            len(filled) >= 3
            and all(_NUMBER_CELL.fullmatch(text) for text in filled)
            and any(index <= len(texts) and texts[index - 1] for index in names)
        )


def read_rows(sheet: Sheet) -> list[Row]:
    """All rows of one sheet that hold a value (a sheet's size is limited on opening)."""
    return list(sheet.rows())
