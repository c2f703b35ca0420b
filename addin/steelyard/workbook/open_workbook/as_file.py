"""An open workbook as if it were a file: what its sheets show, as the parts that a file would have.

Reading, growth and scoring work on a `Package`. A workbook that a spreadsheet program has open is no file,
and a server gets only its values, tables and names. `package_of` makes the least package that shows the
same, so that everything that works on files works on open workbooks too.
`steelyard.workbook.open_workbook.changes` then says what to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import address
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.minimal import minimal_package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import filled_sheets, judgement_tables, own_headings, tables_by_name
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.workbook.reading.located import located
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.own_formulas import UNREAD_FORMULA
from steelyard.workbook.scoring.shape import context_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.minimal import Shown
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledSheet


def package_of(shown: Shown) -> Package:
    """The workbook as a package that shows the same.

    Where formulas cannot be read, those that steelyard put into its own cells are taken to be there, so that
    no value is ever put in their place.
    """
    if shown.formulas is not None:
        return minimal_package(shown, shown.formulas)
    always = dict(_always_live(shown))
    package = minimal_package(shown, always)
    reading = read_package(package)
    if reading.model is None:
        return package
    planned = filled_sheets(context_in(reading, reading.model))
    return minimal_package(shown, _live(package, planned, always))


def _always_live(shown: Shown) -> Iterator[tuple[str, dict[str, str]]]:
    """What holds formulas on judgement sheets, whatever the model: some columns, two rows of Delivery."""
    package = minimal_package(shown, {})
    found = located(package).tables
    for name in judgement_tables():
        if spot := found.get(name):
            own = dict(_filled(spot, own_headings(name, spot.columns)))
            yield spot.sheet, own | dict(_own_rows(spot, cells(package, spot.sheet)))


def _own_rows(spot: Table, held: Mapping[str, CellValue]) -> Iterator[tuple[str, str]]:
    """The cells of the rows that nobody types, but for those that hold no formula."""
    declared = tables_by_name()[spot.name]
    for row in range(spot.first_row, spot.last_row + 1) if declared.own_ids else ():
        own = held.get(address(row, spot.column("id")))
        if own is not None and folded(str(own.value)) in declared.own_ids:
            live = (heading for heading in spot.columns if heading not in declared.own_without_formula)
            yield from ((address(row, spot.column(heading)), UNREAD_FORMULA) for heading in live)


def _live(
    package: Package, planned: Sequence[FilledSheet], always: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Every cell that holds a formula that steelyard wrote, as its sheets are filled for the model."""
    live = {sheet: dict(cells) for sheet, cells in always.items()}
    spots, named = tables(package), defined_cells(package)
    for sheet in planned:
        for table in sheet.tables:
            spot = spots[table.name]
            formulas = {
                column.heading
                for at, column in enumerate(table.columns)
                if column.role is Role.LIVE
                or (sheet.kind is not Kind.JUDGEMENTS and any(isinstance(r[at], Formula) for r in table.rows))
            }
            here = live.setdefault(spot.sheet, {})
            here.update(_filled(spot, [heading for heading in spot.columns if heading in formulas]))
            here.update(
                (named[cell.name][1], UNREAD_FORMULA)
                for cell in sheet.header
                if isinstance(cell.content, Formula) and cell.name in named
            )
    return live


def _filled(spot: Table, headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    for row in range(spot.first_row, spot.last_row + 1):
        for heading in headings:
            yield address(row, spot.column(heading)), UNREAD_FORMULA
