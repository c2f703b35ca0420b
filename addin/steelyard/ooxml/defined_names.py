"""The names that a workbook defines: those of numbers and single cells, and the print areas of its sheets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area, address, column_letters, sheet_and_area
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.xml.scan import spliced, tags_named
from steelyard.ooxml.xml.text import text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit

_PRINT_AREA = "_xlnm.Print_Area"
"""The name that Excel gives to the print area of a sheet; which sheet, `localSheetId` says."""

_CELLS = re.compile(rb"(?<=!)\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?")


class _Name(NamedTuple):
    """A defined name, and where the formula stands that it stands for."""

    name: str
    sheet: str
    """Place of the sheet that it belongs to, from 0; empty where it belongs to the workbook."""
    start: int
    stop: int


def _names(package: Package) -> tuple[_Name, ...]:
    return package.memo("defined_names", lambda: tuple(_read_names(package)))


def _read_names(package: Package) -> Iterator[_Name]:
    structure = package.structure(workbook_part(package), "the workbook part")
    for tag in tags_named(structure, b"definedName"):
        if not tag.closed:
            stop = structure.index(b"</", tag.stop)
            name, sheet = tag.attributes.get("name", ""), tag.attributes.get("localSheetId", "")
            yield _Name(name, sheet, tag.stop, stop)


def _formula(package: Package, name: _Name) -> str:
    """What a name stands for."""
    return unescaped(text(package.part(workbook_part(package))[name.start : name.stop])).strip()


def defined_number(package: Package, name: str, default: int) -> int:
    """The whole number that a name stands for, or the default where there is no such name."""
    for each in _names(package):
        if each.name == name and (formula := _formula(package, each)).isdecimal():
            return int(formula)
    return default


def defined_cells(package: Package) -> Mapping[str, tuple[str, str]]:
    """Sheet and address of every name that leads to one cell."""
    return package.memo("defined_cells", lambda: dict(_defined_cells(package)))


def _defined_cells(package: Package) -> Iterator[tuple[str, tuple[str, str]]]:
    for each in _names(package):
        target = sheet_and_area(_formula(package, each))
        if target is not None and target[1].size == 1:
            sheet, area = target
            yield each.name, (sheet, address(area.first_row, area.first_column))


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
    edits = _print_area_edits(package, sheet.casefold(), area, old)
    return package.replaced({part: spliced(package.part(part), edits)})


def _print_area_edits(package: Package, sheet: str, area: Area, old: Area) -> Iterator[Edit]:
    part = workbook_part(package)
    places = [
        str(place)
        for place, tag in enumerate(tags_named(package.structure(part), b"sheet"))
        if unescaped(tag.attributes.get("name", "")).casefold() == sheet
    ]
    for each in _names(package):
        if each.name == _PRINT_AREA and each.sheet in places:
            printed = sheet_and_area(_formula(package, each))
            if printed and printed[0].casefold() == sheet and printed[1][2:] == old[2:]:
                *_, cells = _CELLS.finditer(package.part(part), each.start, each.stop)
                first_row, first_column = printed[1][:2]
                now = Area(first_row, first_column, area.last_row, area.last_column)
                yield *cells.span(), _absolute(now)


def _absolute(area: Area) -> bytes:
    first = f"${column_letters(area.first_column)}${area.first_row}"
    return f"{first}:${column_letters(area.last_column)}${area.last_row}".encode()
