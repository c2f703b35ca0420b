"""Names that a workbook gives to single cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import address, sheet_and_area
from steelyard.ooxml.xml.scan import attributes
from steelyard.ooxml.xml.text import text

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import Area, column_letters
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.xml.scan import spliced, structure_of, tags_named
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.opc.package import Package


_NAME = re.compile(rb"<(?:\w+:)?definedName\b([^>]*)>([^<]*)</")


def defined_number(package: Package, name: str, default: int) -> int:
    """The whole number that a name stands for, or the default where there is no such name."""
    for attributes_raw, written in _NAME.findall(package.part("xl/workbook.xml")):
        if attributes(attributes_raw).get("name", "") == name and (said := text(written).strip()).isdecimal():
            return int(said)
    return default


def defined_cells(package: Package) -> dict[str, tuple[str, str]]:
    """Sheet and address of every name that leads to one cell."""
    found = {}
    for attributes_raw, reference in _NAME.findall(package.part("xl/workbook.xml")):
        target = sheet_and_area(text(reference))
        name = attributes(attributes_raw).get("name", "")
        if target is not None and target[1].size == 1:
            found[name] = (target[0], address(target[1].first_row, target[1].first_column))
    return found


_PRINT_AREA = "_xlnm.Print_Area"

_CELLS = re.compile(rb"(?<=!)\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?")


def with_print_area(package: Package, sheet: str, area: Area, old: Area) -> Package:
    """The workbook with a sheet printed to the end of one area where it was printed to the end of another.

    The first row and column that are printed stay. So does a print area that ends anywhere else, one of
    several areas, and one that is computed: somebody has set it.

    Args:
        package: the workbook.
        sheet: name of the sheet; capitals do not matter.
        area: where its contents are now.
        old: where they were.

    Raises:
        WouldLoseContent: the workbook is signed.
    """
    part = workbook_part(package)
    xml = package.part(part)
    return package.replaced({part: spliced(xml, _edits(xml, sheet.casefold(), area, old))})


def _edits(xml: bytes, sheet: str, area: Area, old: Area) -> Iterator[tuple[int, int, bytes]]:
    structure = structure_of(xml, "the workbook part")
    places = [
        str(place)
        for place, tag in enumerate(tags_named(structure, b"sheet"))
        if unescaped(tag.attributes.get("name", "")).casefold() == sheet
    ]
    for tag in tags_named(structure, b"definedName"):
        known = tag.attributes
        if known.get("name") == _PRINT_AREA and known.get("localSheetId") in places and not tag.closed:
            stop = structure.index(b"</", tag.stop)
            printed = sheet_and_area(unescaped(text(xml[tag.stop : stop])).strip())
            if printed and printed[0].casefold() == sheet and printed[1][2:] == old[2:]:
                *_, cells = _CELLS.finditer(xml, tag.stop, stop)
                first_row, first_column = printed[1][:2]
                now = Area(first_row, first_column, area.last_row, area.last_column)
                yield *cells.span(), _absolute(now)


def _absolute(area: Area) -> bytes:
    first = f"${column_letters(area.first_column)}${area.first_row}"
    return f"{first}:${column_letters(area.last_column)}${area.last_row}".encode()
