"""Where everything stands in one workbook, and what only the workbook can tell of a model."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.fields import AMOUNT_AT
from steelyard.sheets.headings import CHANCE, EFFORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.sheets.signatures import Signature
    from steelyard.sheets.table_range import TableRange
    from steelyard.weigh.swings import WeighedRange


class Places(NamedTuple):
    """The places of tables and named cells in one workbook."""

    tables: Mapping[str, TableRange]
    """By the name of the table."""
    cells: Mapping[str, tuple[str, str]]
    """Sheet and address of single cells, by their names."""
    filled: Mapping[str, int]
    """How many rows of each table, judgement tables at least, have an entry in the column that names them."""
    days_before: int = 0
    """How many days come before day 0 of the workbook; a new workbook counts from 1899-12-30."""
    weighed: Mapping[str, WeighedRange] = MappingProxyType({})
    """The range that the weights of each criterion were given for, by its id, where the workbook remembers it."""
    given: int = 0
    """How many numbers are given where many are left empty: on Counterpart, and values and amounts of criteria."""
    open_conflicts: int = 0
    """How many conflicts of a merge the Change log has that nobody has answered."""
    unexplained: int = 0
    """How many changes the Change log has without a reason."""
    signatures: Mapping[str, Signature] = MappingProxyType({})
    """What each role signed, by its name; see `steelyard.sheets.signatures.ROLES`."""


GIVING = ("measures", "cost_heads", "counterpart")
"""The judgement tables with columns of numbers that may be left empty, and then are no judgements."""


def is_given(model: Model, table: str, heading: str) -> bool:
    """Whether a column of a judgement table holds numbers that may be left empty."""
    if table == "counterpart":
        return heading == "weight" or heading.startswith((EFFORT, CHANCE))
    return table in GIVING and (
        heading.startswith(AMOUNT_AT) or (table == "measures" and heading in model.levels)
    )


def given_in(model: Model, table: str, rows: Iterable[Row]) -> int:
    """How many such numbers rows of a table give."""
    return sum(
        is_given(model, table, heading) and cell.value is not None
        for row in rows
        for heading, cell in row.cells.items()
    )
