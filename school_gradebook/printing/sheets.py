"""Pages of page data laid out on A4 sheets, every measure in millimetres.

Each sheet is complete in itself (title, heads, rows, signatures, its number), because
a sheet is what is signed, stamped and bound. Which row stands on which sheet follows
from the data alone, so every engine and every printing gives the same book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from ..register.page import percentage, short_digest
from .typesetting import break_lines, fit, width

Page = Mapping[str, Any]

CONTENT_WIDTH: Final = 180.0
ROWS_ON_A_SHEET: Final = 45
ROW_HEIGHT: Final = 4.35
HEAD_HEIGHT: Final = 12.6
HEAVY_EVERY: Final = 5

_AREA: Final = ROWS_ON_A_SHEET * ROW_HEIGHT
_NAME_SIZES: Final = (9.5, 9.0, 8.5, 8.0, 7.5, 6.0)
_CELL_SIZE: Final = 9.5
_REMARK_SIZES: Final = (8.5, 8.0, 7.5, 7.0)
_NAME_LEADING: Final = 2.15
_HEAD_SIZES: Final = (8.0, 7.5, 7.0, 6.5, 6.0)
# Heads are bold, and Times Bold is wider than the widths known here.
_BOLD: Final = 1.07
_INDEX: Final = 0.75
_NOTES_WIDTH: Final = 100.0
_NOTES_SIZE: Final = 7.0
_LINE_HEIGHT: Final = {8.5: 3.6, 8.0: 3.4, 7.5: 3.1, 7.0: 2.8}
_MOST_LINES: Final = 60
_PADDING: Final = 1.6
_CONTINUED: Final = "(tiếp)"
_SIGN: Final = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken into lines, its type size in points and line height."""

    lines: tuple[str, ...]
    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Row:
    """One student's row.

    :param cells: (text, set smaller) of the marks.
    :param results: (text, provisional) of the results.
    """

    number: str
    name: Lines
    cells: tuple[tuple[str, bool], ...]
    results: tuple[tuple[str, bool], ...]
    remark: Lines
    height: float
    heavy: bool


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of the table's head.

    :param sub: index, set lower and smaller: ĐĐG + tx.
    :param size: type size in points.
    :param height: of a cell that decides the height of its row.
    """

    text: str
    sub: str = ""
    columns: int = 1
    rows: int = 1
    size: float = 8.0
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One box to sign in: who signs as what, how, and the name where it is known."""

    title: str
    hint: str
    part: Lines
    name: Lines


@dataclass(frozen=True, slots=True)
class Summary:
    """Number and share of students at each level, for a term or the year."""

    label: str
    total: int
    levels: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Sheet:
    """One printed page of a subject's page."""

    page: Page
    heads: tuple[tuple[Head, ...], ...]
    widths: tuple[float, ...]
    rows: list[Row]
    fillers: list[tuple[float, bool]]
    levels: tuple[str, ...]
    summaries: tuple[Summary, ...]
    signatures: tuple[Signature, ...]
    retake: bool
    notes: Lines
    last: bool = True
    number: int = 1
    total: int = 1
    digest: str = field(default="")


def lay_out(pages: Iterable[Page]) -> list[Sheet]:
    """All sheets of one document, numbered through.

    :param pages: page data as ``school.gradebook._page_data`` gives them.
    """
    sheets = [sheet for page in pages for sheet in _sheets(page)]
    for number, sheet in enumerate(sheets, 1):
        sheet.number, sheet.total = number, len(sheets)
    return sheets


def _sheets(page: Page) -> list[Sheet]:
    retake = bool(page["year_columns"]) and page["regulation"] == "TT22"
    widths = _widths(page, retake)
    parted = _parted(page, widths[2])
    rows = [piece for row in page["rows"] for piece in _row_pieces(row, page, widths)]
    rows = [_heavier(row, number) for number, row in enumerate(rows, 1)]
    batches = list(_batches(rows)) or [[]]
    stats = page["stats"]
    return [
        Sheet(
            page=page,
            heads=_heads(page, widths, parted, retake),
            widths=widths,
            rows=batch,
            fillers=_fillers(batch),
            levels=tuple(stats),
            summaries=_summaries(page),
            signatures=_signatures(page),
            retake=retake,
            notes=_notes(page, batch, parted),
            last=batch is batches[-1],
            digest=short_digest(page["digest"]),
        )
        for batch in batches
    ]


# -- columns -----------------------------------------------------------------------


def _widths(page: Page, retake: bool) -> tuple[float, ...]:
    """Widths of number, name, marks, results, reassessment and remarks."""
    marks, results = len(page["columns"]), len(page["result_columns"]) + retake
    name, result = (46.0 if results < 3 else 43.0), 11.5
    free = CONTENT_WIDTH - 7 - name - results * result
    mark = max(5.5, min(8.5, (free - 36) / max(marks, 1)))
    remark = max(20.0, free - marks * mark)
    widths = [7.0, name, *[mark] * marks, *[result] * results, remark]
    shrink = CONTENT_WIDTH / sum(widths)
    return tuple(round(column * shrink, 2) for column in widths)


def _heads(
    page: Page, widths: Sequence[float], parted: bool, retake: bool
) -> tuple[tuple[Head, ...], ...]:
    """The head's rows: groups, then components where they have a row, then numbers."""
    depth = 3 if parted else 2
    height = HEAD_HEIGHT / depth
    top = [_head("Số TT", widths[0], rows=depth), Head("Họ và tên", rows=depth)]
    middle: list[Head] = []
    bottom: list[Head] = []
    mark, result = widths[2], widths[-2]
    for group, columns in _groups(page):
        if not any(column["label"] for column in columns):
            top += [_head(group, mark, rows=depth) for _column in columns]
            continue
        across = mark * len(columns)
        top.append(_head(group, across, columns=len(columns), height=height))
        bottom += [Head(column["label"], height=height) for column in columns]
        if parted:
            middle += [
                _head(name, mark * count, columns=count, height=height)
                for name, count in _components(columns)
            ]
    results = page["result_columns"]
    if page["subject_kind"] == "comment":
        below = middle if parted else bottom
        top.append(
            _head("Mức đánh giá", result * len(results), len(results), height=height)
        )
        below += [_head(column["label"], result, rows=depth - 1) for column in results]
    else:
        top += [_head(column["label"], result, rows=depth) for column in results]
    if retake:
        rated = page["subject_kind"] == "comment"
        text = "Mức đánh giá lại" if rated else "Đánh giá lại"
        top.append(_head(text, result, rows=depth))
    top.append(Head("Nhận xét, ghi chú", rows=depth))
    return tuple(tuple(row) for row in (top, middle, bottom) if row)


def _groups(page: Page) -> list[tuple[str, list[Mapping[str, Any]]]]:
    columns = groupby(page["columns"], lambda column: column["group"])
    return [(group, list(same)) for group, same in columns]


def _components(columns: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """(component, number of neighbouring columns it has)"""
    names = groupby(columns, lambda column: column["component"])
    return [(name, len(list(same))) for name, same in names]


def _parted(page: Page, mark: float) -> bool:
    """Whether the components have a row of the head; long names go below the table."""
    parts = [
        part
        for _group, columns in _groups(page)
        for part in _components(columns)
        if any(column["label"] for column in columns)
    ]
    return any(name for name, _count in parts) and all(
        width(name, _HEAD_SIZES[-1]) * _BOLD < mark * count - 1 for name, count in parts
    )


def _head(
    text: str,
    available: float,
    columns: int = 1,
    rows: int = 1,
    height: float | None = None,
) -> Head:
    """A head in the largest type whose longest word has room.

    The circulars set their symbols with an index: ĐĐG and tx, ĐTB and mhkI.
    """
    stem = next((stem for stem in ("ĐĐG", "ĐTB", "KT") if text.startswith(stem)), "")
    main, sub = (stem, text[len(stem) :]) if stem else (text, "")
    word = max(main.split() or [""], key=len)
    for size in _HEAD_SIZES:
        if (width(word, size) + width(sub, size * _INDEX)) * _BOLD < available - 0.6:
            break
    return Head(main, sub, columns, rows, size, height)


# -- rows --------------------------------------------------------------------------


def _row_pieces(
    row: Mapping[str, Any], page: Page, widths: Sequence[float]
) -> Iterator[Row]:
    """The student's row; a comment longer than a sheet goes on in further pieces."""
    name_size, names = fit(row["name"], widths[1] - _PADDING, _NAME_SIZES)
    remark = " – ".join(filter(None, (row["note"], row["comment"])))
    size, lines = fit(remark, widths[-1] - _PADDING, _REMARK_SIZES)
    leading = _LINE_HEIGHT[size]
    cells = [(text, width(text, _CELL_SIZE) > widths[2] - 1) for text in row["cells"]]
    results = tuple(
        (row[column["key"]], row[f"{column['key']}_state"] == "provisional")
        for column in page["result_columns"]
    )
    for at in range(0, len(lines), _MOST_LINES):
        part = lines[at : at + _MOST_LINES]
        name = names if not at else (_CONTINUED,)
        # only what wraps needs more than the form's row
        needed = max(
            len(part) * leading + 0.6 if len(part) > 1 else 0,
            len(name) * _NAME_LEADING if len(name) > 1 else 0,
        )
        yield Row(
            number=str(row["number"] or "") if not at else "",
            name=Lines(name, name_size, _NAME_LEADING),
            cells=tuple(cells) if not at else (("", False),) * len(cells),
            results=results if not at else (("", False),) * len(results),
            remark=Lines(part, size, leading),
            height=round(max(ROW_HEIGHT, needed), 2),
            heavy=False,
        )


def _heavier(row: Row, number: int) -> Row:
    if number % HEAVY_EVERY:
        return row
    values = {name: getattr(row, name) for name in Row.__slots__}
    return Row(**(values | {"heavy": True}))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows by sheet: as many as its rows of standard height make room for."""
    batch: list[Row] = []
    used = 0.0
    for row in rows:
        if batch and used + row.height > _AREA + 0.01:
            yield batch
            batch, used = [], 0.0
        batch.append(row)
        used += row.height
    if batch:
        yield batch


def _fillers(rows: Sequence[Row]) -> list[tuple[float, bool]]:
    """(height, heavier rule) of the empty rows that bring a sheet to the form's length."""
    left = _AREA - sum(row.height for row in rows)
    count = int((left + 0.01) / ROW_HEIGHT)
    return [
        (ROW_HEIGHT, (len(rows) + number) % HEAVY_EVERY == 0)
        for number in range(1, count + 1)
    ]


# -- foot --------------------------------------------------------------------------


def _notes(page: Page, rows: Sequence[Row], parted: bool) -> Lines:
    """What a reader of the sheet has to be told about its signs."""
    notes = []
    if any(provisional for row in rows for _text, provisional in row.results):
        notes.append("Số in nghiêng: kết quả tạm tính, chưa đủ điểm.")
    if any(text == "v" for row in rows for text, _small in row.cells):
        notes.append("v: vắng, chờ kiểm tra bù.")
    if not parted:
        notes += [
            f"{column['group']} {column['label']}: {column['component']}."
            for column in page["columns"]
            if column["component"]
        ]
    return Lines(
        break_lines(" ".join(notes), _NOTES_SIZE, _NOTES_WIDTH), _NOTES_SIZE, 2.8
    )


def _signatures(page: Page) -> tuple[Signature, ...]:
    """Who signs: each teacher of the subject, the homeroom teacher, the principal."""
    teachers = page["teachers"] or [{"name": "", "component": ""}]
    signers = [
        ("Giáo viên môn học", _SIGN, teacher["component"] or "", teacher["name"])
        for teacher in teachers
    ]
    signers.append(("Giáo viên chủ nhiệm", _SIGN, "", page["homeroom"]))
    signers.append(("Hiệu trưởng", "(Ký tên, đóng dấu)", "", ""))
    room = CONTENT_WIDTH / len(signers) - 2
    return tuple(
        Signature(
            title,
            hint,
            _lines(part, room, (8.0, 7.0)),
            _lines(name, room, _NAME_SIZES),
        )
        for title, hint, part, name in signers
    )


def _lines(text: str, available: float, sizes: Sequence[float]) -> Lines:
    size, lines = fit(text, available, sizes)
    return Lines(lines, size, round(size * 0.4, 2))


def _summaries(page: Page) -> tuple[Summary, ...]:
    """Students at each level in the term and, in term II, over the year."""
    counted = [(page["term_name"], page["stats"])]
    if page["year_columns"]:
        counted.append(("Cả năm", page["year_stats"]))
    summaries = []
    for label, counts in counted:
        total = sum(counts.values())
        levels = tuple((count, percentage(count, total)) for count in counts.values())
        summaries.append(Summary(label, total, levels))
    return tuple(summaries)
