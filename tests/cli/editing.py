"""A workbook as other programs leave it: cells set by table, row and heading, nothing recalculated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.workbook.packages import package_of_path

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.ooxml.cell_values import Scalar


def place(package: Package, name: str, row_id: str, heading: str) -> tuple[str, str]:
    """Sheet and address of the cell in the row that has this id, or begins with it, under this heading."""
    spot = table(package, name)
    named_by = spot.column("id") if "id" in spot.columns else spot.area.first_column
    shown = cells(package, spot.sheet)
    ids = {
        str(cell.value): row
        for row in range(spot.first_row, spot.last_row + 1)
        if (cell := shown.get(address(row, named_by)))
    }
    return spot.sheet, address(ids[row_id], spot.column(heading))


def typed(path: Path, name: str, row_id: str, heading: str, value: Scalar) -> None:
    """Type a value into a cell of a table, over a formula if there is one."""
    package = package_of_path(path)
    sheet, at = place(package, name, row_id, heading)
    write(with_cells(package, {sheet: {at: Value(value)}}), path)


def held(path: Path, name: str, row_id: str, heading: str) -> Scalar:
    """What stands in a cell of a table."""
    package = Package.read(path)
    sheet, at = place(package, name, row_id, heading)
    return cells(package, sheet)[at].value


def chosen(path: Path, name: str, value: str) -> None:
    """Choose from the list of a named cell."""
    package = Package.read(path)
    sheet, at = defined_cells(package)[name]
    write(with_cells(package, {sheet: {at: Value(value)}}), path)


def renamed(path: Path, table_name: str, old: str, new: str) -> None:
    """Rename a table (and its heading, where `old` is one), as somebody may do in Excel."""
    package = Package.read(path)
    part = table(package, table_name).part
    changed = package.part(part).replace(f'ame="{old}"'.encode(), f'ame="{new}"'.encode())
    write(package.replaced({part: changed}), path)
