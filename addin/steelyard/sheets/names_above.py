"""What stands above headings that are ids: the name of each part, by formula, so that a rename shows at once.

Headings stay ids: they cannot be formulas, and readers, growth and worksheet functions match them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import column_letters
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


def names_above(
    context: Context, table: str, criteria: Sequence[str], row: int = NAMES_ROW
) -> Iterator[HeaderCell]:
    """The name of each criterion, above the column that it heads."""
    names = context.model.names("criteria")
    rightwards = {column.heading: runs_right(column.look) for column in context.columns[table]}
    for place, criterion in enumerate(criteria, 1):
        cell = NAME_ABOVE.format(table, place)
        column = context.column_of(cell, context.tables[table].letter(criterion))
        shown = names.get(heading_of(context, table, column), "")
        content = Formula(of_heading(context, table, column, _name), shown)
        yield HeaderCell(row, column, content, f"{ABOVE}_right" if rightwards[criterion] else ABOVE, cell)


def of_heading(
    context: Context, table: str, column: int, words: Callable[[Callable[[str], str]], str]
) -> str:
    """Formula text: what Swings says of the criterion that heads a column; empty over another column.

    Args:
        context: the model, its weighing, and where everything stands.
        table: the name of the table.
        column: the number of the column on its sheet.
        words: makes the formula text of what is said, from a function that gives the reference to an entry on
            Swings by its heading.
    """
    swings = context.tables["swings"]
    row = f"MATCH({column_letters(column)}${context.tables[table].head},{swings.column('id')},0)"
    return f'IFERROR({words(lambda heading: entry_of_column(swings.column(heading), row))},"")'


def heading_of(context: Context, table: str, column: int) -> str:
    """The heading of a column of a table; empty where there is none."""
    found = context.tables[table]
    return dict(enumerate(found.headings, found.left)).get(column, "")


def _name(entry: Callable[[str], str]) -> str:
    return entry("name")
