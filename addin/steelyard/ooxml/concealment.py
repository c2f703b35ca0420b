"""What the XML of a workbook conceals: hidden sheets, rows and columns, and merged cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import Area, written_area
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.xml.scan import root, spliced, tags, tags_named, without_attribute
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Tag

TRUE = ("1", "true")
"""How the format writes that something holds."""


def hidden_sheets(package: Package) -> frozenset[str]:
    """Names of the sheets without a visible tab."""
    part = workbook_part(package)
    return frozenset(
        unescaped(tag.attributes.get("name", ""))
        for tag in tags_named(package.structure(part), b"sheet")
        if tag.attributes.get("state", "visible") != "visible"
    )


def very_hidden_sheets(package: Package) -> frozenset[str]:
    """Names of the sheets that no menu of a spreadsheet shows again."""
    return frozenset(
        unescaped(tag.attributes.get("name", ""))
        for tag in tags_named(package.structure(workbook_part(package)), b"sheet")
        if tag.attributes.get("state") == "veryHidden"
    )


def with_sheets_shown(package: Package, sheets: Collection[str]) -> Package:
    """The workbook with these sheets visible.

    Raises:
        WouldLoseContent: the workbook is signed.
    """
    part = workbook_part(package)
    whole = package.part(part)
    edits = [
        (tag.start, tag.stop, without_attribute(whole[tag.start : tag.stop], b"state"))
        for tag in tags_named(package.structure(part), b"sheet")
        if unescaped(tag.attributes.get("name", "")) in sheets
    ]
    return package.replaced({part: spliced(whole, edits)})


def hidden_rows(package: Package, sheet: str) -> list[int]:
    """Numbers of the hidden rows of a sheet."""
    return [int(tag.attributes.get("r", "0")) for tag in _hidden(package, sheet, b"row")]


def hidden_columns(package: Package, sheet: str) -> list[tuple[int, int]]:
    """The hidden columns of a sheet: the first and the last of each run, from 1."""
    return [
        (int(tag.attributes.get("min", "0")), int(tag.attributes.get("max", "0")))
        for tag in _hidden(package, sheet, b"col")
    ]


def _hidden(package: Package, sheet: str, name: bytes) -> Iterator[Tag]:
    part = sheet_part(package, sheet)
    # Most sheets hide nothing, and looking for the word is far quicker than reading every row's tag.
    if b"hidden=" in package.part(part):
        structure = package.structure(part, sheet)
        for tag in tags(structure, root(structure).prefix + name):
            if tag.attributes.get("hidden") in TRUE:
                yield tag


def merged_areas(package: Package, sheet: str) -> tuple[Area, ...]:
    """The merged cells of a sheet. Only the first cell of each holds anything."""
    return package.memo(("merged", sheet), lambda: tuple(_merged_areas(package, sheet)))


def _merged_areas(package: Package, sheet: str) -> Iterator[Area]:
    part = sheet_part(package, sheet)
    if b"mergeCell" in package.part(part):
        structure = package.structure(part, "a sheet")
        for tag in tags(structure, root(structure).prefix + b"mergeCell"):
            yield written_area(tag.attributes.get("ref", ""), "a sheet")
