"""What is let in, and what is refused before any library parses it."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.marks import read_marks
from gradebook_core.workbooks.opening import OLE_SIGNATURE, coordinate, open_workbook
from gradebook_core.workbooks.scanning import MEGABYTE, Limits
from workbook_builders import (
    BAD,
    bad_file,
    edited,
    marks_file,
    with_parts,
    workbook,
)

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
UNIT = Path(__file__).resolve().parent


def small() -> bytes:
    return workbook({"Toán": [["STT", "Họ và tên"], [1, "An"]]})


def refused(data: bytes, limits: Limits | None = None) -> Problem:
    """The problem with which the bytes are refused, on opening or on reading."""
    with pytest.raises(Problem) as caught:
        book = open_workbook(data, limits=limits) if limits else open_workbook(data)
        for sheet in book.sheets:
            list(sheet.rows())
    return caught.value


def noise(size: int) -> str:
    """Text that does not compress well: its ratio is a harmless file's."""
    return random.Random(7).randbytes(size // 2).hex()


def test_reads_values_and_places() -> None:
    book = open_workbook(marks_file("8B_HK1"), "8B_HK1.xlsx")
    assert len(book.sheets) == 12
    sheet = book.sheets[1]
    assert sheet.title == "Toán"
    rows = dict(sheet.rows())
    assert rows[3][3] == "BẢNG ĐIỂM MÔN TOÁN"
    assert 5 not in rows, "empty rows are left out, numbers stay those of the file"
    assert rows[9] == [
        2, "2500000280", "Võ Minh An", "15/09/2012", 8, 7, 7, 7, "5,5 ", 6, 6.4
    ]  # fmt: skip
    assert (6, 5, 6, 8) in sheet.merges


def test_coordinate() -> None:
    assert coordinate(9, 5) == "E9"
    assert coordinate(1, 28) == "AB1"


def test_formulas_stay_text_whatever_their_kind() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "=SUM(B1:B9)"
    sheet["A2"] = openpyxl.worksheet.formula.ArrayFormula("A2:A2", "=B1*2")
    sheet["A3"] = '=HYPERLINK("http://127.0.0.1/x","8")'
    stream = io.BytesIO()
    book.save(stream)
    values = [row[0] for _, row in open_workbook(stream.getvalue()).sheets[0].rows()]
    assert values == ["=SUM(B1:B9)", "=B1*2", '=HYPERLINK("http://127.0.0.1/x","8")']


def test_hidden_sheets_are_left_out_and_hidden_columns_known() -> None:
    data = workbook(
        {"Toán": [[1, 2, 3]], "Danh mục": [[1]]},
        hidden_columns="B",
        hidden_sheets=("Danh mục",),
    )
    (sheet,) = open_workbook(data).sheets
    assert sheet.title == "Toán"
    assert sheet.hidden_columns == {2}


def test_formatting_far_away_is_no_data() -> None:
    data = edited(
        small(),
        SHEET,
        lambda xml: xml.replace(
            "</sheetData>",
            '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>',
        ),
    )
    (sheet,) = open_workbook(data).sheets
    assert [number for number, _ in sheet.rows()] == [1, 2]
    assert sheet.extent.last_column == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"hello", "not_a_workbook"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "not_a_workbook"),
        (OLE_SIGNATURE + b"Workbook" * 100, "old_xls"),
        (OLE_SIGNATURE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04" + bytes(500), "truncated"),
    ],
)
def test_other_files(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_bad_sample_files() -> None:
    assert refused(bad_file("not_a_workbook")).code == "not_a_workbook"
    assert refused(bad_file("truncated")).code == "truncated"
    problem = refused(bad_file("huge_when_unpacked"))
    assert problem.code == "unpacks_too_big"
    assert problem.params["part"] == STRINGS


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_every_truncation_is_refused(share: float) -> None:
    data = marks_file("8B_HK1")
    assert refused(data[: int(len(data) * share)]).code == "truncated"


def test_a_flipped_byte_is_refused() -> None:
    data = bytearray(marks_file("8B_HK1"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(SHEET).header_offset
    data[start + 400] ^= 0xFF
    assert refused(bytes(data)).code in ("truncated", "damaged")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"mimetype": b"application/vnd.oasis", "[Content_Types].xml": None}, "not_xlsx"),
        ({"xl/workbook.bin": b"x"}, "not_xlsx"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "external_links"),
        ({"xl/connections.xml": b"<a/>"}, "external_links"),
        ({"xl/workbook.xml": b"<workbook"}, "damaged"),
        ({"xl/workbook.xml": None}, "damaged"),
        ({SHEET: b"<worksheet><sheetData></worksheet>"}, "damaged"),
        ({STRINGS: b"<sst>" + b"<si/>" * 400_001 + b"</sst>"}, "unpacks_too_big"),
    ],
)  # fmt: skip
def test_other_archives(parts: dict[str, bytes | None], code: str) -> None:
    assert refused(with_parts(small(), parts)).code == code


def test_document_of_another_program_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert refused(stream.getvalue()).code == "not_xlsx"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("part", [STRINGS, SHEET, "docProps/notes.txt"])
def test_entities_are_refused_in_every_part_and_encoding(
    part: str, encoding: str
) -> None:
    problem = refused(with_parts(small(), {part: LAUGHS.encode(encoding)}))
    assert (problem.code, problem.params["part"]) == ("xml_declarations", part)


def test_external_document_type_is_refused() -> None:
    xml = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    assert refused(with_parts(small(), {"[Content_Types].xml": xml})).code == (
        "xml_declarations"
    )


def test_encrypted_members() -> None:
    data = bytearray(small())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    flags = struct.unpack_from("<H", data, start + 8)[0]
    struct.pack_into("<H", data, start + 8, flags | 1)
    assert refused(bytes(data)).code == "encrypted"


def sheet_of(rows: str) -> bytes:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(small(), {SHEET: xml.encode()})


FEW = Limits(
    sheets=2,
    rows=50,
    columns=10,
    cells=60,
    elements=300,
    other_elements=600,
    ranges=5,
    formula_characters=1000,
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sheet_of('<row r="51"><c r="A51"><v>1</v></c></row>'), "too_many_rows"),
        (sheet_of('<row r="1"><c r="K1"><v>1</v></c></row>'), "too_many_columns"),
        (sheet_of("<row><c><v>1</v></c><c><v>1</v></c></row>" * 31), "too_many_cells"),
        (sheet_of("<row/>" * 301), "too_many_elements"),
        (workbook({"a": [[1]], "b": [[1]], "c": [[1]]}), "too_many_sheets"),
        (workbook({"a": [[1]]}, merges=[f"A{i}:B{i}" for i in range(2, 9)]),
         "too_many_elements"),
        (edited(small(), "xl/styles.xml",
                lambda x: x.replace("</cellXfs>", "<xf/>" * 600 + "</cellXfs>")),
         "too_many_elements"),
        (sheet_of('<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A9">'
                  + "B1+" * 200 + '1</f></c></row><row r="2"><c r="A2">'
                  '<f t="shared" si="0"/></c></row><row r="3"><c r="A3">'
                  '<f t="shared" si="0"/></c></row>'), "too_many_formulas"),
    ],
)  # fmt: skip
def test_limits(data: bytes, code: str) -> None:
    assert refused(data, FEW).code == code


def test_sizes() -> None:
    data = with_parts(small(), {"xl/theme/big.txt": noise(3 * MEGABYTE).encode()})
    assert refused(data, Limits(part_bytes=2 * MEGABYTE)).code == "unpacks_too_big"
    assert refused(data, Limits(unpacked_bytes=2 * MEGABYTE)).code == "unpacks_too_big"
    assert refused(data, Limits(file_bytes=MEGABYTE)).code == "file_too_big"
    assert refused(data, Limits(parts=3)).code == "too_many_parts"
    assert open_workbook(data).sheets


def test_one_long_text_in_many_cells_is_refused() -> None:
    row = '<row><c t="s"><v>12</v></c><c t="s"><v>12</v></c></row>'
    data = edited(
        marks_file("8B_HK1"),
        STRINGS,
        lambda xml: xml.replace("Trần Xuân An", "a" * 32_000, 1),
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = archive.read(STRINGS).decode()
    index = strings[: strings.index("aaaa")].count("<si>") - 1
    rows = row.replace("12", str(index)) * 200
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    problem = refused(with_parts(data, {SHEET: xml.encode()}))
    assert (problem.code, problem.params["part"]) == ("unpacks_too_big", "Ngữ văn")


def test_one_endless_comment_is_refused() -> None:
    comment = f"<sst><!--{noise(6 * MEGABYTE)}--></sst>".encode()
    assert refused(with_parts(small(), {STRINGS: comment})).code == "damaged"


def lying_archive() -> bytes:
    """120 MB of zeros which the directory declares to be 900 bytes."""
    data = bytearray(with_parts(small(), {"xl/big.xml": bytes(120 * MEGABYTE)}))
    real = struct.pack("<I", 120 * MEGABYTE)
    assert data.count(real) >= 2
    return bytes(data.replace(real, struct.pack("<I", 900)))


def test_declared_sizes_are_not_trusted() -> None:
    assert refused(lying_archive()).code == "truncated"


@pytest.mark.parametrize("seed", range(40))
def test_broken_in_any_way_is_a_problem_and_never_a_crash(seed: int) -> None:
    chance = random.Random(seed)
    data = marks_file("8B_HK1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = chance.choice(archive.namelist())
        xml = archive.read(part).decode()
    values = list(re.finditer(r'"([^"]*)"|>([^<]+)<', xml))
    for match in sorted(chance.sample(values, 3), key=lambda m: -m.start()):
        group = 1 if match[1] is not None else 2
        odd = chance.choice(["", "-1", "9" * 5000, "x", "1e400", "NaN", "A0", "A1:B2"])
        xml = xml[: match.start(group)] + odd + xml[match.end(group) :]
    broken = with_parts(data, {part: xml.encode()})
    if seed % 4 == 0:  # the archive itself
        at = chance.randrange(len(data))
        broken = data[:at] + chance.randbytes(3) + data[at + chance.randrange(6) :]
    with contextlib.suppress(Problem):
        read_marks(broken)


MEASURE = """
import json, re, sys, time
sys.path.insert(0, sys.argv[1])
import conftest
from gradebook_core.register.values import Problem
from gradebook_core.workbooks.opening import open_workbook
data = open(sys.argv[2], "rb").read()
start = time.perf_counter()
try:
    open_workbook(data)
    code = ""
except Problem as problem:
    code = problem.code
# getrusage would count the memory of whoever started this process
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
used = int(peak[1]) / 1024
print(json.dumps([code, time.perf_counter() - start, used]))
"""


def measured(path: Path) -> tuple[str, float, float]:
    """(code, seconds, megabytes) of opening a file in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(UNIT), str(path)],
        capture_output=True,
        check=True,
        text=True,
    )
    code, seconds, memory = json.loads(done.stdout)
    return code, seconds, memory


def test_huge_file_is_refused_in_two_seconds_and_200_megabytes() -> None:
    code, seconds, memory = measured(BAD / "huge_when_unpacked.xlsx")
    assert code == "unpacks_too_big"
    assert seconds < 2
    assert memory < 200


def test_lying_archive_costs_as_little(tmp_path: Path) -> None:
    path = tmp_path / "lying.xlsx"
    path.write_bytes(lying_archive())
    code, seconds, memory = measured(path)
    assert code == "truncated"
    assert seconds < 2
    assert memory < 200
