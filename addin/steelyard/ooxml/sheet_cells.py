"""What stands where in a workbook, found by name: sheets, tables, charts, cells; and cells set by address.

package = Package.read("case.xlsx")
spot = table(package, "Weights")
values = cells(package, spot.sheet)
package = with_cells(package, {spot.sheet: {"C8": Value(30.0)}})
write(package, "case.xlsx")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.calculation import without_calc_chain
from steelyard.ooxml.cell_values import CellValue, Patch
from steelyard.ooxml.cells_reading import read_cells, shared_strings
from steelyard.ooxml.cells_writing import patch_cells
from steelyard.ooxml.dates import days_before
from steelyard.ooxml.opc.relationships import of_kind, relations, workbook_part
from steelyard.ooxml.pivot_caches import with_sources_resized
from steelyard.ooxml.sheet_index import relation_id, sheet_part
from steelyard.ooxml.tables import (
    Table,
    TableView,
    require_headings,
    require_room,
    table,
    table_resized,
    tables,
)
from steelyard.ooxml.validations import rules_resized
from steelyard.ooxml.xml.scan import tags_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.ooxml.addresses import Area
    from steelyard.ooxml.opc.package import Package


def charts_of(package: Package, sheet: str) -> list[str]:
    """Parts of the charts on a sheet, in the order in which they were drawn.

    Raises:
        MissingTable: the workbook has no such sheet.
    """
    charts = []
    for drawing in of_kind(package, sheet_part(package, sheet), "drawing"):
        targets = relations(package, drawing)
        for tag in tags_named(package.structure(drawing), b"chart"):
            relation = targets.get(relation_id(tag.attributes))
            if relation and relation.kind == "chart":
                charts.append(relation.target)
    return charts


def cells(package: Package, sheet: str) -> Mapping[str, CellValue]:
    """The cells of a sheet that hold something, by address, in the order of the sheet.

    Values are those that the file shows: of a formula, the result of the last calculation. Numbers are
    floats, dates are the numbers that Excel counts them by.

    Raises:
        MissingTable: the workbook has no such sheet.
        NotAWorkbook: the sheet is damaged.
    """
    return package.memo(("cells", sheet), lambda: _cells(package, sheet))


def _cells(package: Package, sheet: str) -> dict[str, CellValue]:
    part, where = sheet_part(package, sheet), f"the sheet {sheet} of {package.where}"
    xml = package.part(part)
    # Only moments in words need it, and asking makes these cells depend on the part of the workbook.
    before = days_before(package) if b't="d"' in xml else 0
    return read_cells(xml, _strings(package), where, package.structure(part, where), before=before)


def _strings(package: Package) -> tuple[str, ...]:
    parts = of_kind(package, workbook_part(package), "sharedStrings")
    if not parts:
        return ()
    return package.memo("shared_strings", lambda: shared_strings(package.part(parts[0])))


def table_view(package: Package, name: str) -> TableView:
    """The table of this name with what stands in its cells; capitals do not matter, as in Excel.

    Raises:
        MissingTable: the workbook has no such table.
        NotAWorkbook: its sheet is damaged.
    """
    found = table(package, name)
    return TableView(found, cells(package, found.sheet))


def patched(sheet_xml: bytes, values: Mapping[str, Patch], *, sheet: str = "the sheet") -> bytes:
    """The XML of a sheet with these cells set; `cells_writing.patch_cells` says how, and what is refused."""
    return patch_cells(sheet_xml, values, sheet).xml


def with_cells(package: Package, patches: Mapping[str, Mapping[str, Patch]]) -> Package:
    """The workbook with these cells set, by sheet and address; all else stays as it was.

    The list of formulas in the order of their calculation (calcChain) is dropped when a formula goes, for
    Excel would call the file damaged; Excel makes it anew.

    Raises:
        MissingTable: the workbook has no such sheet.
        WouldLoseContent: see `cells_writing.patch_cells`; also if the workbook is signed, or a table would no
            longer know one of its headings.
    """
    parts: dict[str, bytes | None] = {}
    structures: dict[str, bytes] = {}
    freed = False
    for sheet, values in patches.items():
        if not values:
            continue
        for each in tables(package).values():
            if each.sheet == sheet:
                require_headings(each, values)
        part = sheet_part(package, sheet)
        before = package.structure(part, f"the sheet {sheet}")
        done = patch_cells(package.part(part), values, sheet, before)
        parts[part] = done.xml
        freed = freed or bool(done.freed)
        structures[part] = done.structure
    changed = package.replaced(parts)
    for part, structure in structures.items():
        changed.remember_structure(part, structure)
    return without_calc_chain(changed) if freed else changed


def with_table(package: Package, spot: Table, area: Area, columns: Sequence[str] | None = None) -> Package:
    """The workbook with a table over another area, and with other headings if some are given.

    Only the table's own part changes, and on its sheet the conditional formats and validations that ran
    along all its rows, or on to its last column, and the pivot caches that are made of all of it; the cells
    are the caller's.

    Raises:
        WouldLoseContent: something is in the way; see `tables.require_room`.
        ValueError: the area begins elsewhere, or does not fit the headings.
    """
    if area[:2] != spot.area[:2]:
        raise ValueError(f"table {spot.name!r} begins at {spot.ref} and stays there; {area} begins elsewhere")
    part = sheet_part(package, spot.sheet)
    require_room(package, spot, area, cells(package, spot.sheet))
    before = package.structure(spot.part)
    resized = package.replaced(
        {
            spot.part: table_resized(package.part(spot.part), str(area), columns, before),
            part: rules_resized(package.part(part), spot.rows_of(spot.area), spot.rows_of(area)),
        }
    )
    return with_sources_resized(resized, spot.sheet, spot.area, area)
