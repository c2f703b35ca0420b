"""Names and tables as OpenDocument lists them, and what is printed of each sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.odf.addresses import Place, as_open, quoted_sheet, range_text
from steelyard.odf.formulas import open_expression
from steelyard.odf.making.markup import element
from steelyard.odf.making.parts import tree
from steelyard.ooxml.addresses import Area, column_number, sheet_and_area
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package

_LISTED: Final = re.compile(r"(?:'(?:[^']|'')*'|[^,'])+")
_ROWS: Final = re.compile(r"\$?([0-9]+):\$?([0-9]+)")
_COLUMNS: Final = re.compile(r"\$?([A-Z]+):\$?([A-Z]+)")
PRINT_AREA, PRINT_TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"


class Printed(NamedTuple):
    """What is printed of a sheet, and which rows and columns every page repeats."""

    areas: tuple[Area, ...] = ()
    rows: tuple[int, int] = (0, 0)
    columns: tuple[int, int] = (0, 0)


class Names:
    """The names of a workbook: of the file, by sheet, and what is printed."""

    def __init__(self, package: Package) -> None:
        sheets = [*sheet_parts(package)]
        self._base = f"${quoted_sheet(sheets[0])}.$A$1"
        self.of_file = b""
        self.of_sheets: dict[str, bytes] = {}
        self.printed: dict[str, Printed] = {}
        for each in tree(package.part(workbook_part(package))).iter("definedName"):
            name, target, place = each.get("name", ""), each.text or "", each.get("localSheetId")
            sheet = sheets[int(place)] if place is not None else ""
            if name in (PRINT_AREA, PRINT_TITLES):
                self._print(sheet, name, target)
            elif sheet:
                self.of_sheets[sheet] = self.of_sheets.get(sheet, b"") + self._written(name, target)
            else:
                self.of_file += self._written(name, target)

    def _written(self, name: str, target: str) -> bytes:
        named: dict[str, str | None] = {"table:name": name, "table:base-cell-address": self._base}
        if sheet_and_area(target):
            return element("table:named-range", named | {"table:cell-range-address": as_open(target)})
        return element("table:named-expression", named | {"table:expression": open_expression(target)})

    def _print(self, sheet: str, name: str, target: str) -> None:
        now = self.printed.get(sheet, Printed())
        for written in _LISTED.findall(target):
            cells = written.rpartition("!")[2]
            if name == PRINT_AREA:
                now = now._replace(areas=(*now.areas, Area.parse(cells)))
            elif found := _ROWS.fullmatch(cells):
                now = now._replace(rows=(int(found[1]), int(found[2])))
            elif found := _COLUMNS.fullmatch(cells):
                now = now._replace(columns=(column_number(found[1]), column_number(found[2])))
        self.printed[sheet] = now


def database_ranges(package: Package) -> bytes:
    """The tables, under their own names."""
    found = (
        element(
            "table:database-range",
            {"table:name": name, "table:target-range-address": range_text(Place(table.sheet, table.area))},
        )
        for name, table in tables(package).items()
    )
    return element("table:database-ranges", {}, *found)
