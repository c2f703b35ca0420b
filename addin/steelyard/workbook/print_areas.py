"""The part of a sheet that is printed, kept up with its table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.workbook.addresses import Area, column_letters, sheet_and_area
from steelyard.workbook.xml_relations import workbook_part
from steelyard.workbook.xml_scan import spliced, structure_of, tags_named, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.workbook.package import Package

_NAME = "_xlnm.Print_Area"
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
        if known.get("name") == _NAME and known.get("localSheetId") in places and not tag.closed:
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
