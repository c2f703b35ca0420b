"""What reaches out of a workbook, or runs: found in every part, and nothing else."""

from __future__ import annotations

import pytest

from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.outside import Kind, outside
from steelyard.workbook.building.build import workbook_bytes

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"


@pytest.fixture(scope="module", name="book")
def _book() -> Package:
    from small import TEXT  # noqa: PLC0415 - a text of the tests

    return Package.of(workbook_bytes(read_text(TEXT)))


def pointed(book: Package, part: str, type_: str, target: str, mode: str = "") -> Package:
    """The workbook with one more pointer in a part of pointers."""
    written = f'<Relationship Id="rIdX" Type="{type_}" Target="{target}"{mode}/></Relationships>'
    return book.replaced({part: book.part(part).replace(b"</Relationships>", written.encode())})


def test_a_new_workbook_reaches_nowhere(book: Package) -> None:
    assert outside(book) == ()


@pytest.mark.parametrize(
    ("part", "type_", "target", "mode", "kind"),
    [
        ("xl/_rels/workbook.xml.rels", f"{MICROSOFT}vbaProject", "vbaProject.bin", "", Kind.MACRO),
        ("xl/_rels/workbook.xml.rels", f"{TYPES}connections", "connections.xml", "", Kind.CONNECTION),
        ("_rels/.rels", f"{TYPES}image", "https://example.org/a.png", ' TargetMode="External"', Kind.PICTURE),
        (
            "xl/_rels/workbook.xml.rels",
            f"{TYPES}externalLinkPath",
            "file:///C:/prices.xlsx",
            ' TargetMode="External"',
            Kind.LINK,
        ),
    ],
)
def test_each_kind_is_found_with_the_part_that_has_it(
    book: Package, part: str, type_: str, target: str, mode: str, kind: Kind
) -> None:
    [found] = outside(pointed(book, part, type_, target, mode))
    assert (found.kind, found.target) == (kind, target)
    assert found.part == ("xl/workbook.xml" if part.startswith("xl/") else "")


def test_nothing_follows_a_link_that_somebody_must_click(book: Package) -> None:
    part = "xl/_rels/workbook.xml.rels"
    clicked = pointed(book, part, f"{TYPES}hyperlink", "https://example.org/", ' TargetMode="External"')
    assert outside(clicked) == ()
