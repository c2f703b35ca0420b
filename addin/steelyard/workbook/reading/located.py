"""Where the tables and choices of steelyard stand in a workbook, also where a program dropped its tables.

Every reader asks here. A table is found by its name. Where a program dropped the tables, or named them anew,
a table is found by the name of its sheet and by its headings. That is enough to read judgements. It is not
enough to write results, since growth, charts and choices follow the tables: see `dropped.require_tables`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import Area, address, column_letters, row_and_column
from steelyard.ooxml.defined_names import defined_cells, defined_number
from steelyard.ooxml.sheet_cells import cells, table_view
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import Table, TableView, tables
from steelyard.sheets.catalogue import outline, sheets_by_table
from steelyard.sheets.forms import FIRST_FORM, FORM_NAME
from steelyard.sheets.names import DECIDE_LABELS
from steelyard.sheets.spec import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.sheets import spec

NOT_STATED = 0
"""The form of a workbook that does not say which form it has."""


class Located(NamedTuple):
    """Where things stand in one workbook."""

    form: int
    """The form that the workbook states, or else the one that its tables show."""
    tables: Mapping[str, Table]
    """Every table by its name, those found by sheet name and headings among them."""
    dropped: tuple[str, ...]
    """Names of the tables that were found by sheet name and headings only."""
    cells: Mapping[str, tuple[str, str]]
    """Sheet and address of the cells with a name, and of the choices on Decide without one."""


def located(file: Package) -> Located:
    """Where the tables, and the choices on Decide, stand in this workbook."""
    return file.memo("located", lambda: _located(file))


def _located(file: Package) -> Located:
    stated, named = defined_number(file, FORM_NAME, NOT_STATED), tables(file)
    found, dropped = dict(named), list[str]()
    for table, sheet in sheets_by_table().items():
        if table not in named and not NOT_STATED < stated < sheet.since:
            spot = _by_headings(file, sheet, table)
            if spot is not None:
                found[table] = spot
                dropped.append(table)
    form = stated or max(_forms(file, found, dropped), default=FIRST_FORM)
    return Located(form, found, tuple(dropped), {**dict(_choices(file)), **defined_cells(file)})


def _forms(file: Package, found: Mapping[str, Table], dropped: Sequence[str]) -> Iterator[int]:
    """Forms that the tables of a workbook came with.

    Where tables were dropped, a sheet tells as well: its table may be there and not be found, and then the
    reader must ask for it rather than leave it out.
    """
    for table, sheet in sheets_by_table().items():
        if table in found or (dropped and any(_sheets_called(file, sheet.name))):
            yield sheet.since


def _sheets_called(file: Package, name: str) -> Iterator[str]:
    """The sheet of this name, or those that a program made of it: Numbers adds the name of the table."""
    there = sheet_parts(file)
    for wanted in (name.casefold().__eq__, lambda each: each.startswith(f"{name.casefold()} - ")):
        yield from (each for each in there if wanted(each.casefold()))


def _by_headings(file: Package, sheet: spec.Sheet, name: str) -> Table | None:
    """The table that stands under the headings of another: a table of another name, or no table any more."""
    [declared] = [table for table in sheet.tables if table.name == name]
    headings = [column.heading for column in declared.columns]
    telling = headings
    if sheet.kind is Kind.JUDGEMENTS:
        # Columns of formulas came with later forms, so that a table is told by what people type into it.
        telling = [column.heading for column in declared.columns if column.role is not Role.LIVE]
    for called in _sheets_called(file, sheet.name):
        for other in tables(file).values():
            if other.sheet == called and _fits(other.columns, telling):
                return replace(other, name=name)
        spot = _in_cells(cells(file, called), headings, telling)
        if spot is not None:
            area, columns = spot
            return Table(name=name, sheet=called, part="", area=area, headings=1, totals=0, columns=columns)
    return None


def _fits(found: Iterable[object], headings: Sequence[str]) -> bool:
    """Whether more than half of the headings are among those that were found."""
    there = {folded(each) for each in found if isinstance(each, str)}
    return 2 * len(there & {folded(each) for each in headings}) > len(headings)


def _in_cells(
    there: Mapping[str, CellValue], headings: Sequence[str], telling: Sequence[str]
) -> tuple[Area, tuple[str, ...]] | None:
    """Area and headings of the rows below the first row that has more than half of the telling headings."""
    rows: dict[int, dict[int, Scalar]] = {}
    for at, cell in there.items():
        row, column = row_and_column(at)
        if cell.value not in (None, ""):
            rows.setdefault(row, {})[column] = cell.value
    head = next((row for row in sorted(rows) if _fits(rows[row].values(), telling)), None)
    if head is None:
        return None
    own = {folded(each): each for each in headings}
    first, last = _extent(rows[head], own)
    below = [
        row for row, line in rows.items() if row > head and not line.keys().isdisjoint(range(first, last + 1))
    ]
    area = Area(head, first, max([head + 1, *below]), last)
    return area, tuple(_headings(rows[head], area, own))


def _extent(heads: Mapping[int, Scalar], own: Mapping[str, str]) -> tuple[int, int]:
    """The first and the last column of a table: those of its own headings, and headings right beside them."""
    known = [column for column, value in heads.items() if folded(str(value)) in own]
    first, last = min(known), max(known)
    while first - 1 in heads:
        first -= 1
    while last + 1 in heads:
        last += 1
    return first, last


def _headings(heads: Mapping[int, Scalar], area: Area, own: Mapping[str, str]) -> Iterator[str]:
    """The headings of a table, each once, as in a table."""
    taken = set[str]()
    for column in range(area.first_column, area.last_column + 1):
        value = heads.get(column, f"column {column_letters(column)}")
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
        heading = own.get(folded(text), text)
        yield heading if folded(heading) not in taken else f"{heading} (column {column_letters(column)})"
        taken.add(folded(heading))


def _choices(file: Package) -> Iterator[tuple[str, tuple[str, str]]]:
    """The choices on Decide: each stands right of its label."""
    [decide] = [sheet for sheet in outline() if DECIDE_LABELS.keys() <= sheet.cells.keys()]
    for called in _sheets_called(file, decide.name):
        labels = {folded(str(cell.value)): at for at, cell in reversed([*cells(file, called).items()])}
        for name, label in DECIDE_LABELS.items():
            if folded(label) in labels:
                row, column = row_and_column(labels[folded(label)])
                yield name, (called, address(row, column + 1))
        return


def view_of(file: Package, name: str) -> TableView:
    """The table of this name with what stands in its cells, however it is found.

    Raises:
        MissingTable: the workbook has no such table.
    """
    spot = located(file).tables.get(name)
    return table_view(file, name) if spot is None else TableView(spot, cells(file, spot.sheet))
