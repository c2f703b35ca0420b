"""What stands above headings that are ids: the name of each part, by formula, so that a rename shows at once.

Headings stay ids: they cannot be formulas, and readers, growth and worksheet functions match them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import column_letters, column_number
from steelyard.sheets.looks import runs_right
from steelyard.sheets.names import NAME_ABOVE
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Formula, HeaderCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from steelyard.sheets.context import Context

ABOVE = "above"
"""How the names of the looks begin that these names have."""

NAMES_ROW = 6
"""Row of the names on sheets whose headings stand in row 8; the roles of the columns stand between."""

BELOW_NAMES = 2
"""How many rows the headings stand below the names."""


def names_above(
    context: Context, table: str, criteria: Sequence[str], row: int = NAMES_ROW
) -> Iterator[HeaderCell]:
    """The name of each criterion, above the column that it heads."""
    names = context.model.names("criteria")
    rightwards = {column.heading: runs_right(column.look) for column in context.columns[table]}
    for cell, column in columns_above(context, table, NAME_ABOVE.format(table, "{}"), criteria).items():
        heading, entry = heading_of(context, table, column), entry_of_heading(context, table, column)
        content = Formula(f'IFERROR({entry("name")},"")', names.get(heading, ""))
        right = rightwards.get(heading, False)
        yield HeaderCell(row, column, content, f"{ABOVE}_right" if right else ABOVE, cell)


def columns_above(context: Context, table: str, pattern: str, criteria: Sequence[str]) -> dict[str, int]:
    """The cells above the columns of criteria: the name of each, and the number of its column.

    A workbook may have its columns in another order, and lack names for criteria that were added. So each
    name that it has keeps its column, and the others take the columns that are left.

    Args:
        context: the model, its weighing, and where everything stands.
        table: the name of the table.
        pattern: the names of the cells, with `{}` for a number, counted from 1.
        criteria: ids of the criteria that head columns.
    """
    names = [pattern.format(place) for place in range(1, len(criteria) + 1)]
    there = {name: context.column_of(name) for name in names if name in context.places.cells}
    letters = (context.tables[table].letter(criterion) for criterion in criteria)
    left = iter([at for at in map(column_number, letters) if at not in there.values()])
    return {name: there[name] if name in there else next(left) for name in names}


def entry_of_heading(context: Context, table: str, column: int) -> Callable[[str], str]:
    """What Swings says of the criterion that heads a column of a table: formula text, by the heading on Swings.

    The formula is an error over a column that no criterion heads.
    """
    swings = context.tables["swings"]
    row = f"MATCH({column_letters(column)}${context.tables[table].head},{swings.column('id')},0)"
    return lambda heading: entry_of_column(swings.column(heading), row)


def heading_of(context: Context, table: str, column: int) -> str:
    """The heading of a column of a table; empty where there is none."""
    found = context.tables[table]
    return dict(enumerate(found.headings, found.left)).get(column, "")
