"""The task pane's question: tables and named cells of the open workbook, put into a file for the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from steelyard.errors import SteelyardError
from steelyard.ooxml.addresses import Area, address, on_sheet, row_and_column
from steelyard.ooxml.dates import day
from steelyard.ooxml.minimal import Shown, ShownTable
from steelyard.sheets.forms import FORM_NAME
from steelyard.workbook.open_workbook.as_file import package_of
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.own_formulas import UNREAD_FORMULA

if TYPE_CHECKING:
    from steelyard.ooxml.minimal import Shows
    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.reading.read import Reading

LAST_ROW, LAST_COLUMN = 20_000, 2_000
"""How far from A1 a table may stand: a request of a few bytes must not make a huge sheet."""

Entry = float | bool | str | None
TableRange = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
Address = Annotated[str, Field(pattern=r"^\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}$")]
Name = Annotated[str, Field(min_length=1, max_length=255)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Part):
    """A table of the open workbook, and the rows directly below it."""

    sheet: Name
    at: Address
    """Cell of its first heading."""
    height: Annotated[int, Field(ge=1, le=LAST_ROW)]
    """Rows of the table, headings included; there may be more below it."""
    rows: Annotated[
        list[Annotated[list[Entry], Field(min_length=1)]], Field(min_length=1, max_length=LAST_ROW)
    ]
    """The headings, then the values of the cells; an empty text is an empty cell."""
    formulas: list[TableRange] = []
    """Row and column within the table, from 0, of the cells with a formula."""
    days: list[TableRange] = []
    """The same for the cells whose numbers are days."""


class Cell(_Part):
    """A cell of the open workbook that has a name."""

    sheet: Name
    at: Address
    value: Entry


class Question(_Part):
    """The open workbook as it is, or as it would be with another weight or another choice."""

    name: Name
    tables: dict[Name, Table]
    cells: dict[Name, Cell] = {}
    form: Annotated[int, Field(ge=1)] | None = None


def reading_of(body: bytes) -> Reading:
    """The judgement tables of a question, read as those of a file.

    Args:
        body: the question as JSON.

    Raises:
        ValidationError: it is not a question (pydantic's error).
        SteelyardError: see `steelyard.workbook.reading.read.read_workbook`; or a table is too far from A1.
    """
    return read_package(_package(Question.model_validate_json(body)))


def _package(question: Question) -> Package:
    sheets: dict[str, dict[tuple[int, int], Shows]] = {}
    formulas: dict[str, dict[str, str]] = {}
    for cell in question.cells.values():
        sheets.setdefault(cell.sheet, {})[row_and_column(cell.at)] = cell.value
    for table in question.tables.values():
        here, behind = sheets.setdefault(table.sheet, {}), formulas.setdefault(table.sheet, {})
        row, column = row_and_column(table.at)
        days = set(table.days)
        for r, values in enumerate(table.rows):
            here |= {(row + r, column + c): _shows(v, is_day=(r, c) in days) for c, v in enumerate(values)}
        behind |= {address(row + r, column + c): UNREAD_FORMULA for r, c in table.formulas}
    shown = Shown(
        where=question.name,
        sheets={sheet: _from_the_corner(cells) for sheet, cells in sheets.items()},
        formulas=formulas,
        tables=tuple(_table(name, table) for name, table in question.tables.items()),
        names=dict(_names(question)),
    )
    return package_of(shown)


def _shows(value: Entry, *, is_day: bool) -> Shows:
    return day(value) if is_day and isinstance(value, float) else value


def _from_the_corner(cells: dict[tuple[int, int], Shows]) -> list[list[Shows]]:
    """The cells of a sheet as rows from A1 on."""
    last_row, last_column = (max(spot[axis] for spot in cells) for axis in (0, 1))
    if last_row > 2 * LAST_ROW or last_column > LAST_COLUMN:
        raise SteelyardError(f"a table stands at {address(last_row, last_column)}: too far out for the pane")
    rows: list[list[Shows]] = [[] for _ in range(last_row)]
    for (row, column), value in cells.items():
        line = rows[row - 1]
        line.extend([None] * (column - len(line)))
        line[column - 1] = value
    return rows


def _table(name: str, table: Table) -> ShownTable:
    row, column = row_and_column(table.at)
    area = Area(row, column, row + table.height - 1, column + len(table.rows[0]) - 1)
    return ShownTable(name, table.sheet, str(area))


def _names(question: Question) -> dict[str, str]:
    names = {name: on_sheet(cell.sheet, cell.at) for name, cell in question.cells.items()}
    return names | ({FORM_NAME: str(question.form)} if question.form else {})
