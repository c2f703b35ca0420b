"""What is turned away at the door, and with which words."""

from __future__ import annotations

import io
import os
import re
import struct
import time
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ooxml import torture

from steelyard.errors import (
    EncryptedWorkbook,
    HostileWorkbook,
    NotAWorkbook,
    UnreadableFile,
    WorkbookError,
)
from steelyard.ooxml.opc import preflight as preflights
from steelyard.ooxml.opc.limits import require_few_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.preflight import file_bytes, preflight
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables

SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def refusal(data: bytes, kind: type[WorkbookError]) -> str:
    """What a file is refused with."""
    with pytest.raises(kind) as found:
        preflight(data)
    assert type(found.value) is kind
    with pytest.raises(kind):
        Package.of(data)
    return str(found.value)


def hostile(sheet: bytes) -> str:
    """What a workbook with this sheet is refused with."""
    said = refusal(torture.workbook({SHEET: sheet}), HostileWorkbook)
    return said.removeprefix("the workbook is not opened: ").removeprefix(f"{SHEET} ")


def with_entry(name: str, content: bytes = b"", *, twice: bool = False) -> bytes:
    target = io.BytesIO(torture.workbook())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
            for _ in range(1 + twice):
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@pytest.mark.parametrize("streamed", [False, True])
def test_a_rich_workbook_passes(tmp_path: Path, streamed: bool) -> None:
    data = torture.workbook(streamed=streamed)
    preflight(data)
    (tmp_path / "case.xlsx").write_bytes(data)
    preflight(tmp_path / "case.xlsx")
    preflight(str(tmp_path / "case.xlsx"))


def test_a_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as found:
        preflight(tmp_path / "none.xlsx")
    assert str(found.value) == f"{tmp_path / 'none.xlsx'} does not exist"
    with pytest.raises(UnreadableFile) as found:
        preflight(tmp_path)
    assert str(found.value) == f"{tmp_path} is a folder, not a workbook"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied"), "may not be read by you; ask its owner for permission"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    path = tmp_path / "case.xlsx"
    path.write_bytes(torture.workbook())
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(UnreadableFile) as found:
        preflight(path)
    assert str(found.value) == f"{path} {said}"


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(preflights.MAX_FILE + 1)
    with pytest.raises(HostileWorkbook) as found:
        preflight(path)
    said = "it has 25,000,001 bytes; at most 25,000,000 are read"
    assert str(found.value) == f"{path} is not opened: {said}"
    assert refusal(bytes(preflights.MAX_FILE + 1), HostileWorkbook) == f"the workbook is not opened: {said}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"name,points\n", "it is not a zip"),
    ],
)
def test_another_file_is_no_workbook(data: bytes, said: str) -> None:
    assert refusal(data, NotAWorkbook) == f"the workbook is no workbook (.xlsx): {said}"


def test_a_zip_without_its_end_is_damaged() -> None:
    assert refusal(b"PK\x03\x04 and then nothing", NotAWorkbook) == (
        "the workbook is damaged, or only a part of a workbook (File is not a zip file); "
        "get it again from where it came from"
    )


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
        ("word/document.xml", "a Word document"),
    ],
)
def test_a_relative_of_the_workbook_is_told_what_it_is(part: str, said: str) -> None:
    assert refusal(torture.zipped({part: b""}), NotAWorkbook) == (
        f"the workbook is {said}; open it in Excel or LibreOffice and save it as .xlsx"
    )


def test_any_other_zip_is_no_workbook() -> None:
    assert refusal(torture.zipped({"a.txt": b"a"}), NotAWorkbook) == (
        "the workbook is no workbook (.xlsx): it is a zip in which no part lists the sheets of a workbook"
    )


@pytest.mark.parametrize(
    ("mark", "by"),
    [
        ("EncryptedPackage", "a password"),
        ("EncryptedPackage DRMEncryptedDataSpace", "a rights label (IRM)"),
    ],
)
def test_a_protected_workbook_says_how_it_can_be_used(mark: str, by: str) -> None:
    assert refusal(OLE + mark.encode("utf-16-le"), EncryptedWorkbook) == (
        f"the workbook is protected by {by}. Open it in Excel, take the protection off (File > Info > "
        "Protect Workbook), save it as .xlsx, and use that file"
    )


def test_an_old_workbook_is_to_be_saved_anew() -> None:
    assert refusal(OLE + "Workbook".encode("utf-16-le"), NotAWorkbook) == (
        "the workbook is an old Office file (.xls, .doc); open it in Excel or LibreOffice and save it as "
        ".xlsx. The format .xls has no tables, so the saved file has none either: steelyard export then "
        "reads the judgements by sheet names and headings, and steelyard build makes a full workbook of them"
    )


def test_a_part_with_a_zip_password_is_refused() -> None:
    data = bytearray(torture.workbook())
    data[6] |= 1
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert refusal(bytes(data), EncryptedWorkbook) == (
        "the workbook: the part [Content_Types].xml is encrypted; save the workbook without a password"
    )


@pytest.mark.parametrize(
    ("offset", "value", "said"),
    [
        (10, b"\x0c\x00", "the part [Content_Types].xml is compressed in a way that workbooks do not use"),
        (20, b"\xff\xff\xff\x00", "the part [Content_Types].xml does not lie where the zip says"),
        (46, b"X", "the part XContent_Types].xml has two names"),
    ],
)
def test_a_zip_that_contradicts_itself_is_damaged(offset: int, value: bytes, said: str) -> None:
    data = bytearray(torture.workbook())
    entry = data.index(b"PK\x01\x02")
    data[entry + offset : entry + offset + len(value)] = value
    assert refusal(bytes(data), NotAWorkbook) == f"the workbook is damaged: {said}"


@pytest.mark.parametrize("size", [10, 900_000])
def test_a_part_that_lies_about_its_size_is_damaged(size: int) -> None:
    data = bytearray(torture.workbook())
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[entry + 24 : entry + 28] = struct.pack("<L", size)
    said = refusal(bytes(data), NotAWorkbook)
    assert said == (
        "the workbook is damaged: the part _rels/.rels has another size or checksum than the zip says"
    )


def test_a_part_with_broken_bytes_is_damaged() -> None:
    data = bytearray(torture.workbook())
    start = data.index(b"_rels/.rels") + len("_rels/.rels")
    data[start : start + 20] = b"\xff" * 20
    assert refusal(bytes(data), NotAWorkbook).startswith(
        "the workbook is damaged: the part _rels/.rels cannot be expanded: Error -3"
    )


def test_too_many_parts() -> None:
    many = torture.parts() | {f"xl/p{number}.bin": b"" for number in range(3_000)}
    assert refusal(torture.zipped(many), HostileWorkbook) == (
        f"the workbook is not opened: it has {len(many):,} parts; at most 3,000 are read"
    )


def test_a_bomb_is_not_set_off() -> None:
    started = time.process_time()  # other processes do not count
    said = refusal(torture.workbook({"xl/media/image1.jpg": bytes(50_000_000)}), HostileWorkbook)
    assert time.process_time() - started < 5
    assert said.startswith("the workbook is not opened: its part xl/media/image1.jpg expands ")
    assert said.endswith(" times; at most 150 times is read")


def test_many_small_bombs_are_not_set_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflights, "MAX_EXPANDED", 2_000_000)
    data = torture.workbook({f"xl/media/{number}.bin": bytes(900_000) for number in range(3)})
    assert refusal(data, HostileWorkbook).endswith("bytes when expanded; at most 2,000,000 are read")


def test_small_parts_may_be_as_regular_as_they_like() -> None:
    preflight(torture.workbook({"xl/media/image1.jpg": bytes(900_000)}))


@pytest.mark.parametrize(
    "name", ["/xl/a.xml", "../a.xml", "xl/../../a.xml", "xl\\a.xml", "C:/a.xml", "xl/./a.xml", "xl/a\n.xml"]
)
def test_an_unsafe_name_is_refused(name: str) -> None:
    assert refusal(with_entry(name), HostileWorkbook) == (
        f"the workbook is not opened: it has a part with the unsafe name {name!r}"
    )


@pytest.mark.parametrize("name", ["xl/styles.xml", "XL/Styles.XML"])
def test_two_parts_of_one_name_are_refused(name: str) -> None:
    assert refusal(with_entry(name), HostileWorkbook) == (
        f"the workbook is not opened: it has two parts with the name {name!r}"
    )


BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "prolog", [b"", b"<?xml version='1.0'?>\n", b"\xef\xbb\xbf", b" <!-- > <x/> --> <?pi x?> " + b" " * 99]
)
@pytest.mark.parametrize("name", ["xl/workbook.xml", "customXml/item1.xml", "xl/odd.name"])
def test_a_document_type_is_refused_wherever_it_hides(prolog: bytes, name: str) -> None:
    assert refusal(torture.workbook({name: prolog + BILLION}), HostileWorkbook) == (
        f"the workbook is not opened: its part {name} brings a document type (DTD)"
    )


def test_the_word_doctype_in_a_text_is_no_document_type() -> None:
    cdata = '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<!DOCTYPE]]></t></is></c></row>'
    preflight(torture.workbook({SHEET: torture.sheet_with(cdata)}))


def undeclared(xml: bytes) -> str:
    """XML without what it says of its encoding."""
    return re.sub(r"^<\?xml.*?\?>\s*", "", xml.decode())


ENCODED = {
    "UTF-16": "<a>é</a>".encode("utf-16"),
    "UTF-16, big end first": "<a>é</a>".encode("utf-16-be"),
    "UTF-16, little end first": "<a>é</a>".encode("utf-16-le"),
    "UTF-16 that ends in half a letter": "<a>é</a>".encode("utf-16-le")[:-1],
    "UTF-32": "<a>é</a>".encode("utf-32"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?><a/>',
    "ISO-8859-1": b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
    "no declared encoding": b"<a>\xe4</a>",
    "half a pair in UTF-8": b"<a>\xed\xa0\x80</a>",
}


@pytest.mark.parametrize(
    "name", ["customXml/item1.xml", "xl/ink.bin", "docMetadata/LabelInfo.xml", "xl/a.vml"]
)
@pytest.mark.parametrize("content", ENCODED.values(), ids=ENCODED)
def test_a_part_that_nobody_reads_may_be_written_in_any_encoding(content: bytes, name: str) -> None:
    data = torture.workbook({name: content})
    preflight(data)
    package = Package.of(data)
    assert package.raw(name) == content
    assert Package.of(package.replaced({SHEET: torture.sheet_with("")}).to_bytes()).raw(name) == content


@pytest.mark.parametrize("content", list(ENCODED.values())[3:], ids=list(ENCODED)[3:])
def test_a_part_that_is_read_needs_utf_8_or_utf_16(content: bytes) -> None:
    with pytest.raises(NotAWorkbook) as refused:
        Package.of(torture.workbook({SHEET: content})).part(SHEET)
    assert str(refused.value) == (
        f"the workbook cannot be read: its part {SHEET} is written neither in UTF-8 nor in UTF-16. "
        "Open the workbook in Excel or LibreOffice and save it there first"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-16" standalone="yes"?>\n'])
def test_every_part_that_is_read_may_be_written_in_utf_16(encoding: str, declaration: str) -> None:
    plain = Package.of(torture.workbook())
    wide = {
        name: (declaration + undeclared(plain.part(name))).encode(encoding)
        for name in plain.names
        if name.endswith((".xml", ".rels"))
    }
    found = Package.of(torture.workbook(wide))
    assert tables(found) == tables(plain)
    for sheet in sheet_parts(plain):
        assert cells(found, sheet) == cells(plain, sheet)
    assert found.replaced({SHEET: found.part(SHEET)}) is found
    changed = found.replaced({SHEET: torture.sheet_with("")})
    assert Package.of(changed.to_bytes()).raw("xl/styles.xml") == wide["xl/styles.xml"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_hides_neither_a_document_type_nor_a_sheet_that_reaches_too_far(encoding: str) -> None:
    part = "customXml/item1.xml"
    assert refusal(torture.workbook({part: BILLION.decode().encode(encoding)}), HostileWorkbook) == (
        f"the workbook is not opened: its part {part} brings a document type (DTD)"
    )
    far = torture.sheet_with('<row r="1048576"><c r="XFD1048576"/></row><row r="1"><c r="A1"/></row>')
    assert "spans 17,179,869,184 cells" in hostile(undeclared(far).encode(encoding))


@pytest.mark.parametrize("name", ["xl/workbook22.xml", "XL/Workbook.xml", "book.xml"])
def test_the_part_that_lists_the_sheets_may_have_any_name(name: str) -> None:
    plain = Package.of(torture.workbook())
    parts = {each: plain.raw(each) for each in plain.names}
    folder, _, file = name.rpartition("/")
    parts[name] = parts.pop("xl/workbook.xml").replace(b"xl/workbook.xml", name.encode())
    links = parts.pop("xl/_rels/workbook.xml.rels").replace(b'Target="', b'Target="/xl/')
    parts[f"{folder}/_rels/{file}.rels".lstrip("/")] = links.replace(b'Target="/xl//', b'Target="/')
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", name.encode())
    found = Package.of(torture.zipped(parts))
    assert tables(found).keys() == tables(plain).keys()
    assert cells(found, "Weights") == cells(plain, "Weights")


def test_a_picture_may_hold_any_bytes() -> None:
    preflight(torture.workbook({"xl/media/image1.png": b"\xff\xfe\x00\x80", "xl/a.bin": b"\x00<\xff"}))


def test_unclosed_comments_do_not_keep_anybody_busy() -> None:
    workbook = torture.WORKBOOK.encode().replace(b"</workbook>", b"<!--" * 200_000)
    started = time.process_time()
    with pytest.raises(
        NotAWorkbook, match=r"^the workbook: the workbook part is damaged: it is not well-formed XML"
    ):
        tables(Package.of(torture.workbook({"xl/workbook.xml": workbook})))
    assert time.process_time() - started < 2


FAR = "a sheet has 1,048,576 rows and 16,384 columns"
WIDE = (
    "spans 17,179,869,184 cells from A1 to its last row and column; at most 25,000,000 are read. "
    "Its last row in use is 1,048,576: delete that row if nothing belongs there"
)
MERGED = "has merged areas over {} cells; at most 1,048,576 are read"


def cell(address: str, prefix: str = "") -> str:
    return f'<{prefix}row><{prefix}c r="{address}"/></{prefix}row>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (cell("A1048577"), "reaches to row 1,048,577 and column 1; " + FAR),
        (cell("XFE1"), "reaches to row 1 and column 16,385; " + FAR),
        (cell("A99999999"), "has a cell with the address 'A99999999'"),
        (cell("AAAA1"), "has a cell with the address 'AAAA1'"),
        (cell("&#65;1"), "has a cell with the address '&#65;1'"),
        (cell("A0"), "has a cell with the address 'A0'"),
        ("<row r='1' ><c s='>' r = 'XFE1'/></row>", "reaches to row 1 and column 16,385; " + FAR),
        ('<row r="999999999"/>', "has a row with the number '999999999'"),
        ("<row spans='1:2' r='0'/>", "has a row with the number '0'"),
        ('<row r="1048577"/>', "reaches to row 1,048,577 and column 1; " + FAR),
        (cell("A1") + cell("XFD1048576"), WIDE),
        (cell("A1", "x:") + cell("XFD1048576", "x:"), WIDE),
        ('<row r="1048576"/>' + cell("XFD1"), WIDE),
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused(rows: str, said: str) -> None:
    assert hostile(torture.sheet_with(rows).replace(b"<worksheet", b'<worksheet xmlns:x="u"')) == said


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', MERGED.format("17,179,869,184")),
        (
            '<mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="B1:B2"/></mergeCells>',
            MERGED.format("1,048,578"),
        ),
        ("<x:mergeCells><x:mergeCell ref = 'A1:XFD99'/></x:mergeCells>", MERGED.format("1,622,016")),
        ('<mergeCells><mergeCell ref="A1:AAAA9"/></mergeCells>', "has a mergeCell over the area 'A1:AAAA9'"),
        (
            '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
            "has hyperlinks over 17,179,869,184 cells; at most 1,048,576 are read",
        ),
    ],
)
def test_areas_that_cover_half_the_sheet_are_refused(after: str, said: str) -> None:
    xml = torture.sheet_with("", after=after).replace(b"<worksheet", b'<worksheet xmlns:x="u"')
    assert hostile(xml) == said


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.ooxml.opc.limits.MAX_CELLS", 30)
    monkeypatch.setattr("steelyard.ooxml.opc.limits._SMALL", 30)
    sheets = [b'<row r="1"><c r="A1"/><c>1</c><cols/>' * 8, b"<x:c/><x:c\ns='1'><c/>" * 5]
    with pytest.raises(HostileWorkbook) as found:
        require_few_cells(sheets, "case.xlsx")
    assert str(found.value) == "case.xlsx is not opened: its sheets have 31 cells; at most 30 are read"
    require_few_cells([sheets[0], sheets[1][: -len("<c/>")]], "case.xlsx")
    row = "".join(f'<c r="{letter}1"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = f'<row r="1">{row}</row><row r="2">{row.replace("1", "2")}</row>'
    said = refusal(torture.workbook({SHEET: torture.sheet_with(rows)}), HostileWorkbook)
    assert re.fullmatch(r"the workbook is not opened: its sheets have \d+ cells; at most 30 are read", said)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.ooxml.opc.limits.LAST_ROW", 30)
    assert hostile(torture.sheet_with("<row/>" * 31 + cell("XFD1"))) == "has 32 rows; a sheet has 30"


@pytest.mark.parametrize(
    ("part", "end", "piece", "said"),
    [
        (
            "xl/workbook.xml",
            b"</sheets>",
            b'<sheet name="s%d" sheetId="9" r:id="rId1"/>',
            "sheets; at most 1,000 are read; delete the sheets that nobody uses",
        ),
        (
            "xl/workbook.xml",
            b"</definedNames>",
            b'<definedName name="n%d">Weights!$A$1</definedName>',
            (
                "defined names; at most 50,000 are read; delete the names that nobody uses (Excel: Formulas "
                "> Name Manager)"
            ),
        ),
        (
            SHEET,
            b"</worksheet>",
            b'<x:mergeCell z="%d" ref="A1:B1"/>',
            "merged areas; at most 100,000 are read; unmerge cells",
        ),
        (
            SHEET,
            b"</worksheet>",
            b"<hyperlink ref='A%d'/>",
            "hyperlinks; at most 100,000 are read; remove hyperlinks",
        ),
        (
            "xl/tables/table1.xml",
            b"</tableColumns>",
            b'<tableColumn id="%d" name="q"/>',
            "columns of a table; at most 16,384 are read",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"</Relationships>",
            b'<Relationship Id="z%d" Type="x" Target="y"/>',
            "relationships; at most 100,000 are read",
        ),
    ],
)
def test_a_part_with_too_many_elements_is_refused_before_it_is_parsed(
    part: str, end: bytes, piece: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflights, "MAX_RATIO", 100_000)  # the numbers are what is tested here
    before, most = torture.parts()[part], int(said.partition(" at most ")[2].split()[0].replace(",", ""))
    name = re.sub(rb"<(?:x:)?(\w+) .*", rb"\1", piece)
    there = len(re.findall(rb"<%b[ />]" % name, before))
    pieces = b"".join(piece % (1 + number) for number in range(most - there))
    assert hostile_or_sound({part: before.replace(end, pieces + end)}) == ""
    pieces += piece % 1
    assert hostile_or_sound({part: before.replace(end, pieces + end)}) == (
        f"the workbook is not opened: {part} has {most + 1:,} {said}"
    )


def hostile_or_sound(parts: dict[str, bytes]) -> str:
    """What the preflight says, empty where it lets the workbook pass."""
    try:
        preflight(torture.workbook(parts))
    except HostileWorkbook as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_device_is_read_no_further_than_a_file_may_be_long(device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"no {device} here")
    with pytest.raises(HostileWorkbook) as found:
        preflight(device)
    assert str(found.value) == f"{device} is not opened: it has more than 25,000,000 bytes"


def test_a_pipe_is_read_to_its_end() -> None:
    data = torture.workbook()
    with ThreadPoolExecutor(1) as threads:
        ours, theirs = os.pipe()
        with os.fdopen(theirs, "wb") as writing:

            def write_all() -> None:
                writing.write(data)
                writing.close()

            written = threads.submit(write_all)
            assert file_bytes(Path(f"/dev/fd/{ours}")) == data
            written.result()
        os.close(ours)


def test_a_file_that_needs_more_memory_than_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    path = tmp_path / "case.xlsx"
    path.touch()
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(UnreadableFile) as found:
        preflight(path)
    assert str(found.value) == f"{path} cannot be read: the memory is too small for it"


def test_a_null_character_is_in_no_name() -> None:
    with pytest.raises(UnreadableFile, match=r"^'a\\x00\.xlsx' cannot be the name of a file: "):
        preflight("a\0.xlsx")


def test_a_sheet_is_known_by_its_root_not_by_its_name() -> None:
    data = torture.workbook({"xl/other/thing.bin": torture.sheet_with('<row r="999999999"/>')})
    assert refusal(data, HostileWorkbook) == (
        "the workbook is not opened: xl/other/thing.bin has a row with the number '999999999'"
    )


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="A1048576"/></row>',
        '<row><c/><c><v>1</v></c></row><row r="5"><c r="B5"/></row>',
        '<row r="1"><c r="XFD1"/></row>',
    ],
)
def test_the_far_ends_of_a_sheet_are_no_crime(rows: str) -> None:
    preflight(torture.workbook({SHEET: torture.sheet_with(rows)}))
