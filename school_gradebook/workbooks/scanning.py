"""One pass over the parts of a zipped workbook before any library parses it.

Every part is unpacked piece by piece and counted, whatever the archive's directory
declares; XML parts go through expat, where a document type declaration (and so any
entity) is refused. On the way the pass notes what openpyxl's read-only mode does not
tell: hidden columns, merged cells, and how far the values of a sheet reach.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from ..register.values import Problem

MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may be. The largest real one (a roster of 5,000) stays far below."""

    file_bytes: int = 10 * MEGABYTE
    unpacked_bytes: int = 40 * MEGABYTE
    part_bytes: int = 20 * MEGABYTE
    ratio: int = 200  # unpacked : packed, for parts above ``ratio_from``
    ratio_from: int = MEGABYTE
    parts: int = 1000
    sheets: int = 100
    rows: int = 20_000  # the last row that holds a value
    columns: int = 256  # the last column that holds a value
    cells: int = 200_000  # cells with a value, all sheets together
    elements: int = 1_000_000  # XML elements, all sheets together
    text_elements: int = 400_000  # of the part with the shared texts
    other_elements: int = 60_000  # of formats and the rest, all parts together
    ranges: int = 20_000  # merged cells, and column formats, of one sheet
    formula_characters: int = 500_000  # of shared formulas, once per cell that uses one
    token_bytes: int = 256 * 1024  # one tag or comment: expat rescans it per piece


@dataclass(slots=True)
class SheetExtent:
    """What the scan noted about one sheet; rows and columns count from 1."""

    last_row: int = 0
    last_column: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # r1 c1 r2 c2


@dataclass(slots=True)
class _Counts:
    unpacked: int = 0
    elements: int = 0
    other_elements: int = 0
    text_elements: int = 0
    cells: int = 0


class _PartScanner:
    """expat handlers for one XML part."""

    def __init__(self, part: str, limits: Limits, counts: _Counts) -> None:
        self.part = part
        self.limits = limits
        self.counts = counts
        self.extent: SheetExtent | None = None
        self.row = 0
        self.column = 0
        self.fed = 0
        self.letters: dict[str, int] = {}
        self.ranges = 0
        self.formula: list[str] = []
        self.formula_index = ""
        self.formula_sizes: dict[str, int] = {}  # shared formula -> its length
        self.formula_work = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._root
        self.parser.StartDoctypeDeclHandler = self._refuse_declaration
        self.parser.EntityDeclHandler = self._refuse_declaration

    def feed(self, data: bytes, final: bool = False) -> None:
        try:
            self.parser.Parse(data, final)
        except (expat.ExpatError, LookupError) as error:  # or an unknown encoding
            raise Problem("damaged", part=self.part) from error
        self.fed += len(data)
        if (
            not final
            and self.fed - self.parser.CurrentByteIndex > self.limits.token_bytes
        ):
            raise Problem("damaged", part=self.part)

    def _refuse_declaration(self, *_args: object) -> None:
        raise Problem("xml_declarations", part=self.part)

    def _too_many(self, code: str, limit: int) -> None:
        raise Problem(code, part=self.part, limit=limit)

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        if _local(name) == "worksheet":
            self.extent = SheetExtent()
            self.parser.StartElementHandler = self._sheet_element
        elif _local(name) == "sst":
            self.parser.StartElementHandler = self._text_element
        else:
            self.parser.StartElementHandler = self._other_element

    def _text_element(self, _name: str, _attributes: dict[str, str]) -> None:
        self.counts.text_elements += 1
        if self.counts.text_elements > self.limits.text_elements:
            self._too_many("too_many_elements", self.limits.text_elements)

    def _other_element(self, _name: str, _attributes: dict[str, str]) -> None:
        self.counts.other_elements += 1
        if self.counts.other_elements > self.limits.other_elements:
            self._too_many("too_many_elements", self.limits.other_elements)

    def _sheet_element(self, name: str, attributes: dict[str, str]) -> None:
        self.counts.elements += 1
        if self.counts.elements > self.limits.elements:
            self._too_many("too_many_elements", self.limits.elements)
        local = _local(name)
        if local == "c":
            self._cell(attributes.get("r"))
        elif local == "v" or local == "is" or local == "f":
            self._value(local)
            if local == "f" and attributes.get("t") == "shared":
                self._shared_formula(attributes.get("si", ""))
        elif local == "row":
            self.row = _whole(attributes.get("r")) or self.row + 1
            self.column = 0
        elif local == "col" or local == "mergeCell":
            self.ranges += 1
            if self.ranges > self.limits.ranges:
                self._too_many("too_many_elements", self.limits.ranges)
            if local == "col":
                self._column_format(attributes)
            else:
                self._merge(attributes.get("ref", ""))

    def _cell(self, reference: str | None) -> None:
        if not reference:
            self.column += 1
            return
        letters = reference.rstrip("0123456789")
        if letters not in self.letters:
            self.letters[letters] = self._number(letters)
        self.column = self.letters[letters]

    def _number(self, letters: str) -> int:
        number = 0
        for letter in letters[:4].upper():
            if not "A" <= letter <= "Z":
                raise Problem("damaged", part=self.part)
            number = number * 26 + ord(letter) - 64
        return number

    def _value(self, kind: str) -> None:
        if kind != "f":  # a formula cell holds <f> and <v>
            self.counts.cells += 1
        extent = self.extent
        assert extent is not None
        extent.last_row = max(extent.last_row, self.row)
        extent.last_column = max(extent.last_column, self.column)
        limits = self.limits
        if self.row > limits.rows:
            self._too_many("too_many_rows", limits.rows)
        if self.column > limits.columns:
            self._too_many("too_many_columns", limits.columns)
        if self.counts.cells > limits.cells:
            self._too_many("too_many_cells", limits.cells)

    def _shared_formula(self, index: str) -> None:
        """openpyxl rewrites a shared formula for every cell: bound that work."""
        self.formula_work += self.formula_sizes.get(index, 0)
        if self.formula_work > self.limits.formula_characters:
            self._too_many("too_many_formulas", self.limits.formula_characters)
        self.formula, self.formula_index = [], index
        self.parser.CharacterDataHandler = self.formula.append
        self.parser.EndElementHandler = self._end_formula

    def _end_formula(self, _name: str) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        size = sum(map(len, self.formula))
        if size:
            self.formula_sizes[self.formula_index] = size

    def _column_format(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in ("1", "true") or self.extent is None:
            return
        first = _whole(attributes.get("min"))
        last = min(_whole(attributes.get("max")), self.limits.columns)
        self.extent.hidden_columns.update(range(first, last + 1))

    def _merge(self, reference: str) -> None:
        try:
            left, top, right, bottom = range_boundaries(reference)
        except (ValueError, TypeError):
            return
        if self.extent is not None and left and top and right and bottom:
            self.extent.merges.append((top, left, bottom, right))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _whole(text: str | None) -> int:
    return (
        int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
    )


def scan(
    archive: zipfile.ZipFile, limits: Limits, note: Callable[[str, SheetExtent], None]
) -> None:
    """Unpack every part of ``archive`` within ``limits``, keeping none of them.

    ``note`` is told the name and extent of every worksheet part.
    Raises Problem: unpacks_too_big, xml_declarations, damaged, too_many_*.
    """
    counts = _Counts()
    for info in archive.infolist():
        if not info.is_dir():
            scanner = _scan_part(archive, info, limits, counts)
            if scanner is not None and scanner.extent is not None:
                note(info.filename, scanner.extent)


def _scan_part(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, counts: _Counts
) -> _PartScanner | None:
    scanner: _PartScanner | None = None
    size = 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            counts.unpacked += len(chunk)
            check_size(info, size, counts.unpacked, limits)
            if scanner is None and size == len(chunk) and _looks_like_xml(chunk):
                scanner = _PartScanner(info.filename, limits, counts)
            if scanner is not None:
                scanner.feed(chunk)
    if scanner is not None:
        scanner.feed(b"", final=True)
    return scanner


def check_size(info: zipfile.ZipInfo, size: int, total: int, limits: Limits) -> None:
    """Raise Problem unpacks_too_big when a part, or all so far, is above ``limits``."""
    dense = limits.ratio * max(info.compress_size, 1)
    if size > limits.part_bytes:
        limit = limits.part_bytes
    elif total > limits.unpacked_bytes:
        limit = limits.unpacked_bytes
    elif size > limits.ratio_from and size > dense:
        limit = dense
    else:
        return
    megabytes = round(limit / MEGABYTE, 1)
    raise Problem("unpacks_too_big", part=info.filename, limit=megabytes)


def _looks_like_xml(start: bytes) -> bool:
    # UTF-8, UTF-16 or UTF-32, with or without a byte order mark
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
