"""The search finds a secret wherever a workbook may hold one."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.releasing.search import searched
from steelyard.workbook.releasing.spellings import Spellings, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = Wanted("the reservation value", 37.4129)
NAME = Wanted("an author", "Theodora Quillfeather", is_name=True)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@pytest.fixture(scope="module", name="clean")
def _clean() -> bytes:
    return workbook_bytes(read_text(text("nash-1950")))


def planted(data: bytes, part: str, content: bytes) -> bytes:
    """The workbook with one part more."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(part, content)
    return out.getvalue()


def hidden(data: bytes) -> list[str]:
    """Names of the sheets that are hidden in a workbook of steelyard's own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    tags = re.findall(r"<sheet [^>]*hidden[^>]*>", book)
    return [name for tag in tags for name in re.findall(r'name="([^"]*)"', tag)]


def png(kind: bytes, body: bytes) -> bytes:
    """A picture with one chunk."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body))
    )


def inside(content: bytes) -> bytes:
    """A package in a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return out.getvalue()


def test_nothing_is_found_in_a_workbook_that_holds_nothing(clean: bytes) -> None:
    assert searched(clean, [SECRET, NAME], hidden(clean)) == ()


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet99.xml", f'{HEAD}<c r="B7"><v>37.4129</v></c>'),
        ("xl/worksheets/sheet99.xml", f'{HEAD}<c r="B7"><f>B4*37.4129</f><v>2</v></c>'),
        ("xl/worksheets/sheet99.xml", f'{HEAD}<c r="B7"><v>0.374129</v></c>'),
        ("xl/worksheets/sheet99.xml", f'{HEAD}<c r="B7"><v>3.74129E1</v></c>'),
        ("xl/worksheets/sheet99.xml", f'{HEAD}<c r="B7"><v>37.412900000000003</v></c>'),
        ("xl/sharedStrings.xml", f"{HEAD}<si><t>not below 37,41 points</t></si>"),
        ("xl/sharedStrings.xml", f"{HEAD}<si><r><t>37.</t></r><r><rPr/><t>4129</t></r></si>"),
        ("xl/sharedStrings.xml", f"{HEAD}<si><t>&#51;&#55;.4129</t></si>"),
        ("xl/sharedStrings.xml", f"{HEAD}<si><t>3741.29 %</t></si>"),
        ("xl/comments7.xml", f"{HEAD}<text><t>37.413</t></text>"),
        ("xl/threadedComments/threadedComment1.xml", f"{HEAD}<text>37.4129</text>"),
        ("xl/charts/chart99.xml", f'{HEAD}<numCache xmlns="{DRAWING}"><pt><v>37.4129</v></pt></numCache>'),
        ("docProps/custom.xml", f"{HEAD}<property name='floor'><lpwstr>37.4129</lpwstr></property>"),
        ("docProps/extra.xml", f"{HEAD}<property floor='37.4129'/>"),
        ("customXml/item1.xml", f"{HEAD}<floor>37.4129</floor>"),
        ("xl/revisions/revisionLog1.xml", f"{HEAD}<nc><v>37.4129</v></nc>"),
        ("xl/names.xml", f"{HEAD}<definedName name='floor'>37.4129</definedName>"),
        ("xl/remark.xml", f"{HEAD}<a><!-- 37.4129 --></a>"),
        ("xl/wide.xml", "<a>37.4129</a>".encode("utf-16")),
        ("xl/narrow.xml", "<a>37.4129</a>".encode("utf-16-le")),
        ("xl/marked.xml", b"\xef\xbb\xbf<a>37.4129</a>"),
        ("xl/media/a.png", png(b"tEXt", b"Comment\x0037.4129")),
        ("xl/media/b.png", png(b"zTXt", b"Comment\0\0" + zlib.compress(b"not below 37.4129"))),
        ("xl/media/c.jpeg", b"\xff\xd8\xff\xe1Exif\0\0 37.4129 \xff\xd9"),
        ("xl/vba.bin", "floor = 37.4129".encode("utf-16-le")),
        ("xl/odd.bin", b"x" + "floor = 37.4129".encode("utf-16-le")),
        ("xl/embeddings/book.xlsx", inside(b"<a><v>37.4129</v></a>")),
        ("xl/37.4129.xml", "<a/>"),
        ("xl/worksheets/sheet98.xml", f"{HEAD}<t>by theodora\nquillfeather</t>"),
    ],
)
def test_a_secret_is_found_in_every_part(clean: bytes, part: str, content: bytes | str) -> None:
    data = planted(clean, part, content.encode() if isinstance(content, str) else content)
    found = [hit for hit in searched(data, [SECRET, NAME], hidden(clean)) if hit.how]
    assert found
    assert all(hit.part.startswith(part) or not hit.part for hit in found)
    assert "37" not in "".join(str(hit) for hit in found if "37" not in part)


def test_a_cell_is_named(clean: bytes) -> None:
    data = planted(clean, "xl/worksheets/sheet99.xml", b'<row><c r="B7" s="1"><v>37.4129</v></c></row>')
    [hit] = searched(data, [SECRET], hidden(clean))
    assert str(hit) == "xl/worksheets/sheet99.xml, cell B7: the reservation value (in full)"


def commented(archive: zipfile.ZipFile) -> None:
    archive.comment = b"floor 37.4129"


def commented_part(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("a.xml")
    entry.comment = b"floor 37.4129"
    archive.writestr(entry, "<a/>")


def with_extra_field(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("a.xml")
    entry.extra = struct.pack("<HH", 0x6375, 7) + b"37.4129"
    archive.writestr(entry, "<a/>")


@pytest.mark.parametrize("plant", [commented, commented_part, with_extra_field])
def test_a_secret_is_found_beside_the_parts(clean: bytes, plant: Callable[[zipfile.ZipFile], None]) -> None:
    out = io.BytesIO(clean)
    with zipfile.ZipFile(out, "a") as archive:
        plant(archive)
    assert searched(out.getvalue(), [SECRET], hidden(clean))


def test_a_secret_is_found_before_the_parts(clean: bytes) -> None:
    assert searched(b"floor 37.4129 " + clean, [SECRET], hidden(clean))


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl/comments1.xml", "comments"),
        ("xl/persons/person.xml", "a threaded comment or its author"),
        ("xl/externalLinks/externalLink1.xml", "a link to another workbook"),
        ("xl/vbaProject.bin", "macros"),
        ("customXml/item1.xml", "custom XML"),
        ("xl/revisions/revisionHeaders.xml", "revision data"),
        ("docProps/custom.xml", "document properties of its own"),
        ("xl/embeddings/object.bin", "an embedded file"),
        ("xl/connections.xml", "a connection to data"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "the cache of a pivot table"),
    ],
)
def test_parts_that_nobody_sees_are_named(clean: bytes, part: str, kind: str) -> None:
    [hit] = searched(planted(clean, part, b"<a/>"), [], hidden(clean))
    assert (hit.part, hit.what) == (part, kind)


def test_a_hidden_sheet_is_named_unless_it_may_be_hidden(clean: bytes) -> None:
    found = searched(clean, [], hidden(clean)[1:])
    assert [str(hit) for hit in found] == [f"xl/workbook.xml, sheet {hidden(clean)[0]}: a hidden sheet"]


@pytest.mark.parametrize("chance", ["37.41873", "137.4129", "37.412", "3.7412", "20374129", "2037-41-29"])
def test_another_number_is_not_taken_for_the_secret(chance: str) -> None:
    found = [each for _, each in Spellings([SECRET]).met(f"it is {chance} here")]
    # 37.412 is the secret cut to five digits.
    assert bool(found) == (chance == "37.412")


def test_what_would_be_met_by_chance_is_not_searched_for() -> None:
    spellings = Spellings(
        [Wanted("a round number", 40.0), Wanted("a short one", 37.5), Wanted("a remark", "ok"), SECRET, NAME]
    )
    assert spellings.unsought == ["a round number", "a short one", "a remark"]
    assert list(spellings.met("40 points, 37.5 points, ok")) == []
    assert [each.what for _, each in spellings.met("1 374.129 and 0,374129")] == [SECRET.what]
