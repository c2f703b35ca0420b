"""The numbers that charts keep of the cells they show, set to what the cells now hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.workbook.addresses import address, sheet_and_area
from steelyard.workbook.caches import refreshed
from steelyard.workbook.sheets import cells, charts_of, tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.workbook.package import Package
    from steelyard.workbook.plan import SheetPlan
    from steelyard.workbook.sheets import CellValue


def with_charts(package: Package, planned: Sequence[SheetPlan]) -> Package:
    """The workbook with the cached numbers of steelyard's charts as its cells now show them."""
    spots = tables(package)
    held: dict[str, Mapping[str, CellValue]] = {}

    def values(reference: str) -> list[float | str | None] | None:
        target = sheet_and_area(reference)
        if target is None:
            return None
        sheet, area = target
        if sheet not in held:
            held[sheet] = cells(package, sheet)
        found = (
            held[sheet].get(address(row, column))
            for row in range(area.first_row, area.last_row + 1)
            for column in range(area.first_column, area.last_column + 1)
        )
        return [
            cell.value if cell is not None and isinstance(cell.value, float | int | str) else None
            for cell in found
        ]

    charted = [plan for plan in planned if plan.charts]
    parts = [part for plan in charted for part in charts_of(package, spots[plan.table.name].sheet)]
    return package.replaced({part: refreshed(package.part(part), values) for part in parts})
