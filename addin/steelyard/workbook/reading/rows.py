"""The rows of a table that people type into, in the form of a draft: every cell with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.model.draft import Cell, Place, Row, Uncomputed
from steelyard.model.findings import quoted_value
from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import CellError
from steelyard.ooxml.dates import dated_styles, day, days_before
from steelyard.sheets.catalogue import own_headings, sheet_name, tables_by_name
from steelyard.workbook.reading.below import rows_below

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from steelyard.model.findings import Finding
    from steelyard.ooxml.addresses import Area
    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets import spec

NAMED_BY = ("id", "setting", "key")
"""Headings that name a row where its table declares no keys; the first of them that is filled counts."""


class Days(NamedTuple):
    """How a workbook marks and counts days."""

    styles: Collection[int]
    """Numbers of the cell styles that show a number as a day."""
    before: int
    """How many days come before day 0."""

    @classmethod
    def of(cls, file: Package) -> Days:
        """Those of a workbook."""
        return cls(dated_styles(file), days_before(file))


def rows(
    found: Table,
    sheet: Mapping[str, CellValue],
    days: Days,
    elsewhere: Sequence[Area],
    noted: list[Finding],
) -> list[Row]:
    """The table's entries, and those typed below it; a row of totals is none.

    Args:
        found: where the table stands.
        sheet: the cells of its sheet.
        days: how the workbook marks and counts days.
        elsewhere: the areas of other tables on the sheet.
        noted: where is added what stands below a table after a blank row.
    """
    reader = RowReader.of(found, days, live=any(cell.formula for cell in sheet.values()))
    read: list[Row] = []
    number, totals = found.area.first_row + 1, range(found.last_row + 1, found.area.last_row + 1)
    while True:
        entries = reader.entries(number, sheet)
        blank = reader.is_blank(entries)
        if number > reader.last and blank:
            return [*read, *rows_below(reader, sheet, read, elsewhere, noted)]
        if not blank and not reader.is_own(entries) and number not in totals:
            read.append(reader.row(number, entries))
        number += 1


def is_own_row(entries: Mapping[str, CellValue | None], table: spec.Table[Any], *, live: bool = True) -> bool:
    """Whether a row is one that nobody types, since it follows from others; not one that is typed.

    Args:
        entries: what stands in the row, by heading.
        table: the table as it is declared.
        live: whether there are formulas on the sheet; some programs leave their values only.
    """
    own = entries.get("id")
    return (
        bool(table.own_ids)
        and own is not None
        and folded(str(own.value)) in table.own_ids
        and (not live or any(cell is not None and cell.formula for cell in entries.values()))
    )


class RowReader(NamedTuple):
    """What the rows of one table have in common."""

    declared: spec.Table[Any]
    sheet: str
    """Name that its sheet has in a new workbook; messages call it so."""
    columns: Mapping[str, int]
    """Number of each column of the workbook, by its heading."""
    typed: Collection[str]
    """Headings of the columns that people type into."""
    days: Collection[str]
    """Headings of the columns in which a number is a day."""
    of_workbook: Days
    last: int
    """Number of the last row of the table on its sheet."""
    live: bool
    """Whether there are formulas on the sheet; some programs leave their values only."""

    @classmethod
    def of(cls, found: Table, of_workbook: Days, *, live: bool = True) -> RowReader:
        """What the rows of this table have in common."""
        declared, own = tables_by_name()[found.name], own_headings(found.name, found.columns)
        return cls(
            declared=declared,
            sheet=sheet_name(found.name),
            columns={heading: at for at, heading in enumerate(found.columns, found.area.first_column)},
            typed=[heading for heading in found.columns if heading not in own],
            days={column.heading for column in declared.columns if column.dated},
            of_workbook=of_workbook,
            last=found.area.last_row,
            live=live,
        )

    def entries(self, number: int, sheet: Mapping[str, CellValue]) -> dict[str, CellValue | None]:
        """What stands under each heading in the row of the sheet with this number."""
        return {heading: sheet.get(address(number, column)) for heading, column in self.columns.items()}

    def is_blank(self, entries: Mapping[str, CellValue | None]) -> bool:
        """Whether nobody typed anything into a row; formulas alone are the live columns of an empty row.

        A formula that gives the row its name was typed, as no live column does.
        """
        return all(
            cell is None
            or cell.value in (None, "")
            or (bool(cell.formula) and (heading not in self.typed or heading not in self._naming))
            for heading, cell in entries.items()
            if self.live or heading in self.typed
        )

    def is_own(self, entries: Mapping[str, CellValue | None]) -> bool:
        """Whether a row is one that nobody types; see `is_own_row`."""
        return is_own_row(entries, self.declared, live=self.live)

    @property
    def _naming(self) -> Collection[str]:
        """The headings whose cells name a row."""
        return self.declared.keys or NAMED_BY

    def row(self, number: int, entries: Mapping[str, CellValue | None]) -> Row:
        """The row of the sheet with this number, as a draft has it."""
        values = {
            heading: None if cell is None else self._value(heading, cell) for heading, cell in entries.items()
        }
        if self.declared.keys:
            named: object = "/".join(str(values.get(part) or "") for part in self.declared.keys)
        else:
            named = next((values[heading] for heading in NAMED_BY if values.get(heading) is not None), None)
        row_id = quoted_value(named).strip("'")
        cells = {
            heading: Cell(
                values[heading],
                Place(self.sheet, row_id, heading, f"cell {address(number, self.columns[heading])}"),
            )
            for heading in self.typed
        }
        return Row(cells, Place(self.sheet, row_id, "", f"row {number}"))

    def _value(self, heading: str, cell: CellValue) -> object:
        dated = heading in self.days or cell.style in self.of_workbook.styles
        return _plain(cell, self.of_workbook.before if dated else None)


def _plain(cell: CellValue, before: int | None) -> object:
    """What stands in a cell, in the form that a draft has for it.

    Args:
        cell: the cell.
        before: where a number is a day, the days before day 0 of the workbook.
    """
    value = cell.value if cell.value is not None or not cell.formula else Uncomputed(cell.formula)
    if isinstance(value, CellError):
        return str(value)
    if isinstance(value, str):
        return value or None
    if before is not None and isinstance(value, float | int) and not isinstance(value, bool):
        return day(value, before)
    if isinstance(value, float) and value.is_integer() and not isinstance(value, bool):
        return int(value) if abs(value) < 2**53 else value
    return value


def text_of(row: Row, column: str) -> str:
    """The text of a row's entry; empty where there is none."""
    cell = row.cells.get(column)
    return "" if cell is None or cell.value is None else str(cell.value)
