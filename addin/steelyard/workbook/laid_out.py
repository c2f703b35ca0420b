"""Tables that another program holds open, as the package that they would make: one reader reads both.

Only what the reader of judgements looks at is laid out: where each table stands, its cells, which of them are
formulas or days, and the named cells. Such a package is never saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from steelyard.workbook.addresses import Area, address, row_and_column
from steelyard.workbook.package import Package
from steelyard.workbook.xml_relations import relations_part
from steelyard.workbook.xml_values import CellValue
from steelyard.workbook.zipped import new_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.workbook.xml_values import Scalar

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_POINTERS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"

_PLAIN, _DAY = 0, 1
"""The styles of such a package: the second shows a number as a day (format 14, ECMA-376 part 1, 18.8.30)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table and what stands right below it, as a program that has the workbook open shows them."""

    table: str
    sheet: str
    at: str
    """Address of its first heading."""
    height: int
    """Rows of the table, headings included; the rows of the grid may go on below it."""
    rows: Sequence[Sequence[Scalar]]
    """The headings, then the values that the cells show; an empty text stands for an empty cell."""
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Row and column within the grid, counted from 0, of the cells that a formula fills."""
    days: frozenset[tuple[int, int]] = frozenset()
    """The same of the cells whose numbers show as days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A cell that the workbook has a name for."""

    name: str
    sheet: str
    at: str
    value: Scalar


def laid_out(where: str, grids: Iterable[Grid], named: Iterable[Named], form: int | None = None) -> Package:
    """The package that these tables and cells would make.

    Args:
        where: name of the workbook, for messages.
        grids: the tables.
        named: the named cells.
        form: what the workbook's own name for the number of its form says; None where it has none.

    Raises:
        ValueError: an address is none, or a table has no headings.
    """
    tables, cells = list(grids), list(named)
    sheets = list(dict.fromkeys(each.sheet for each in (*tables, *cells)))
    parts = {_BOOK: _workbook(sheets, cells, form), _STYLES: _styles()}
    pointers: dict[str, list[tuple[str, str]]] = {"": [("officeDocument", _BOOK)]}
    pointers[_BOOK] = [("worksheet", _sheet(at)) for at in range(len(sheets))] + [("styles", _STYLES)]
    for at, sheet in enumerate(sheets):
        parts[_sheet(at)] = f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'
        own = [n for n, grid in enumerate(tables) if grid.sheet == sheet]
        pointers[_sheet(at)] = [("table", f"xl/tables/table{n}.xml") for n in own]
        parts |= {f"xl/tables/table{n}.xml": _table(n, tables[n]) for n in own}
    parts |= {relations_part(part): _relations(targets) for part, targets in pointers.items()}
    package = Package([new_entry(name, xml.encode()) for name, xml in parts.items()], where)
    package.cells_read.update({sheet: dict(_cells(sheet, tables, cells)) for sheet in sheets})
    return package


def _sheet(at: int) -> str:
    return f"xl/worksheets/sheet{at}.xml"


def _workbook(sheets: Sequence[str], named: Sequence[Named], form: int | None) -> str:
    listed = "".join(f'<sheet name={quoteattr(name)} r:id="r{at}"/>' for at, name in enumerate(sheets))
    names = {each.name: f"{_quoted(each.sheet)}!{each.at}" for each in named}
    names |= {} if form is None else {"steelyard_form": str(form)}
    defined = "".join(f"<definedName name={quoteattr(n)}>{escape(to)}</definedName>" for n, to in names.items())
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>{listed}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _styles() -> str:
    return f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="r{at}" Type="{_KINDS}/{kind}" Target="/{target}"/>'
        for at, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_POINTERS}">{listed}</Relationships>'


def _table(number: int, grid: Grid) -> str:
    if not grid.rows or not grid.rows[0]:
        raise ValueError(f"table {grid.table!r} has no headings")
    row, column = row_and_column(grid.at)
    headings = [str(heading) for heading in grid.rows[0]]
    area = Area(row, column, row + max(grid.height, 1) - 1, column + len(headings) - 1)
    columns = "".join(f'<tableColumn id="{at}" name={quoteattr(name)}/>' for at, name in enumerate(headings, 1))
    name = quoteattr(grid.table)
    return (
        f'<table xmlns="{_MAIN}" id="{number + 1}" name={name} displayName={name} ref="{area}">'
        f'<tableColumns count="{len(headings)}">{columns}</tableColumns></table>'
    )


def _cells(sheet: str, grids: Sequence[Grid], named: Sequence[Named]) -> Iterator[tuple[str, CellValue]]:
    """What stands on a sheet, by address."""
    for each in named:
        if each.sheet == sheet:
            yield each.at.replace("$", ""), CellValue(_held(each.value))
    for grid in grids:
        if grid.sheet != sheet:
            continue
        row, column = row_and_column(grid.at)
        for r, values in enumerate(grid.rows):
            for c, value in enumerate(values):
                formula = "given" if (r, c) in grid.formulas else ""
                if value not in ("", None) or formula:
                    style = _DAY if (r, c) in grid.days else _PLAIN
                    yield address(row + r, column + c), CellValue(_held(value), formula, style)


def _held(value: Scalar) -> Scalar:
    """A value as the reader of a file has it: numbers are floats, an empty text is nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return None if value == "" else value

