"""What stands where in a workbook, found by name: sheets, tables, charts, cells; and cells set by address.

package = Package.read("case.xlsx")
spot = table(package, "Weights")
values = cells(package, spot.sheet)
package = with_cells(package, {spot.sheet: {"C8": Value(30.0)}})
write(package, "case.xlsx")
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.workbook.addresses import Area
from steelyard.workbook.xml_calc import without_calc_chain
from steelyard.workbook.xml_cells import read_cells, shared_strings
from steelyard.workbook.xml_patch import patch_cells
from steelyard.workbook.xml_relations import of_kind, relations, workbook_part
from steelyard.workbook.xml_scan import masked, tags_named, unescaped
from steelyard.workbook.xml_values import Cached, CellError, CellValue, Formula, Patch, Scalar, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.workbook.package import Package

__all__ = [
    "Cached",
    "CellError",
    "CellValue",
    "Formula",
    "Patch",
    "Scalar",
    "TableSpot",
    "Value",
    "cells",
    "charts_of",
    "patched",
    "sheet_part",
    "sheet_parts",
    "table",
    "tables",
    "with_cells",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpot:
    """Where a table stands."""

    name: str
    sheet: str
    part: str
    """Name of the table's own part."""
    area: Area
    """All of it: headings, rows, totals."""
    headings: int
    """Number of heading rows: 1, or 0 where they are hidden."""
    totals: int
    """Number of total rows: 0 or 1."""
    columns: tuple[str, ...]
    """Headings from left to right."""

    @property
    def ref(self) -> str:
        """Address of the whole table, such as `A7:F12`."""
        return str(self.area)

    @property
    def first_row(self) -> int:
        """Row of the sheet on which the table's own rows begin."""
        return self.area.first_row + self.headings

    @property
    def last_row(self) -> int:
        """Row of the sheet on which the table's own rows end."""
        return self.area.last_row - self.totals

    def column(self, heading: str) -> int:
        """Column of the sheet in which a heading stands, 1 for A.

        Raises:
            MissingTable: the table has no such heading.
        """
        if heading not in self.columns:
            raise MissingTable(
                f"table {self.name!r} on sheet {self.sheet!r} has no column {heading!r}; "
                f"there are: {', '.join(self.columns)}"
            )
        return self.area.first_column + self.columns.index(heading)


def sheet_parts(package: Package) -> dict[str, str]:
    """Part of every sheet by the sheet's name, in the order of the tabs; chart sheets among them."""
    workbook = workbook_part(package)
    targets = relations(package, workbook)
    return {
        name: targets[relation].target
        for name, relation in _tabs(package.part(workbook))
        if relation in targets
    }


@lru_cache(maxsize=4)
def _tabs(workbook_xml: bytes) -> tuple[tuple[str, str], ...]:
    """Name of every sheet and id of the relationship that leads to it."""
    found = (tag.attributes for tag in tags_named(masked(workbook_xml), b"sheet"))
    return tuple((unescaped(known.get("name", "")), _relation(known)) for known in found)


def _relation(attributes: Mapping[str, str]) -> str:
    """Id of the relationship that an element points to, whatever prefix the attribute has."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def sheet_part(package: Package, sheet: str) -> str:
    """Part of one sheet; capitals do not matter, as in Excel.

    Raises:
        MissingTable: the workbook has no such sheet.
    """
    parts = sheet_parts(package)
    if sheet in parts:
        return parts[sheet]
    for name, part in parts.items():
        if name.casefold() == sheet.casefold():
            return part
    raise MissingTable(f"{package.where} has no sheet {sheet!r}; there are: {', '.join(parts)}")


def tables(package: Package) -> dict[str, TableSpot]:
    """Every table by its name, in the order of the sheets."""
    return {
        spot.name: spot
        for sheet, part in sheet_parts(package).items()
        for each in of_kind(package, part, "table")
        if (spot := _spot(package, sheet, each))
    }


def _spot(package: Package, sheet: str, part: str) -> TableSpot | None:
    structure = masked(package.part(part))
    head = next(tags_named(structure, b"table"), None)
    if head is None or "ref" not in head.attributes:
        return None
    known = head.attributes
    columns = tags_named(structure, b"tableColumn")
    return TableSpot(
        name=unescaped(known.get("displayName") or known.get("name", "")),
        sheet=sheet,
        part=part,
        area=Area.parse(known["ref"]),
        headings=int(known.get("headerRowCount", 1)),
        totals=int(known.get("totalsRowCount", 0)),
        columns=tuple(unescaped(column.attributes.get("name", "")) for column in columns),
    )


def table(package: Package, name: str) -> TableSpot:
    """Where the table of this name stands; capitals do not matter, as in Excel.

    Raises:
        MissingTable: the workbook has no such table.
    """
    known = tables(package)
    for each, spot in known.items():
        if each.casefold() == name.casefold():
            return spot
    raise MissingTable(
        f"{package.where} has no table {name!r}; it was deleted or renamed. "
        f"There are: {', '.join(known) or 'none'}"
    )


def charts_of(package: Package, sheet: str) -> list[str]:
    """Parts of the charts on a sheet, in the order in which they were drawn.

    Raises:
        MissingTable: the workbook has no such sheet.
    """
    charts = []
    for drawing in of_kind(package, sheet_part(package, sheet), "drawing"):
        targets = relations(package, drawing)
        for tag in tags_named(masked(package.part(drawing)), b"chart"):
            relation = targets.get(_relation(tag.attributes))
            if relation and relation.kind == "chart":
                charts.append(relation.target)
    return charts


def cells(package: Package, sheet: str) -> dict[str, CellValue]:
    """The cells of a sheet that hold something, by address, in the order of the sheet.

    Values are those that the file shows: of a formula, the result of the last calculation. Numbers are
    floats, dates are the numbers that Excel counts them by.

    Raises:
        MissingTable: the workbook has no such sheet.
        NotAWorkbook: the sheet is damaged.
    """
    part = sheet_part(package, sheet)
    strings = of_kind(package, workbook_part(package), "sharedStrings")
    known = shared_strings(package.part(strings[0])) if strings else ()
    return read_cells(package.part(part), known, f"the sheet {sheet} of {package.where}")


def patched(sheet_xml: bytes, values: Mapping[str, Patch], *, sheet: str = "the sheet") -> bytes:
    """The XML of a sheet with these cells set; `xml_patch.patch_cells` says how, and what is refused."""
    return patch_cells(sheet_xml, values, sheet).xml


def with_cells(package: Package, patches: Mapping[str, Mapping[str, Patch]]) -> Package:
    """The workbook with these cells set, by sheet and address; all else stays as it was.

    The list of formulas in the order of their calculation (calcChain) is dropped when a formula goes, for
    Excel would call the file damaged; Excel makes it anew.

    Raises:
        MissingTable: the workbook has no such sheet.
        WouldLoseContent: see `xml_patch.patch_cells`; also if the workbook is signed.
    """
    parts: dict[str, bytes | None] = {}
    freed = False
    for sheet, values in patches.items():
        part = sheet_part(package, sheet)
        done = patch_cells(package.part(part), values, sheet)
        parts[part] = done.xml
        freed = freed or bool(done.freed)
    changed = package.replaced(parts)
    return without_calc_chain(changed) if freed else changed
