"""Package: what is on the table, edited and scored on one sheet, beside other packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.release import Withheld, is_withheld
from steelyard.ooxml.addresses import column_letters
from steelyard.sheets.headings import POINTS_CHOSEN
from steelyard.sheets.judgements.package import above, rows
from steelyard.sheets.names import COMPARED, COMPARED_CELLS
from steelyard.sheets.spec import Kind, Sheet

if TYPE_CHECKING:
    from steelyard.model.model import Model


HEAD = 12
"""Row of the headings. Up to this row a sheet keeps its headings in sight, so the lines above are as many as fit."""


def sheet(model: Model) -> Sheet:
    """Package."""
    table = rows.table(model)
    first = [column.heading for column in table.columns].index(POINTS_CHOSEN[0]) + 1
    return Sheet(
        name="Package",
        kind=Kind.JUDGEMENTS,
        title="Package: what is on the table, beside other packages",
        purpose="Type what is asked and offered. The columns beside it show no deal, the solutions, and points of Packages that you choose.",
        head=HEAD,
        tables=(table,),
        essential=bool(model.counterparts) or is_withheld(model, Withheld.COUNTERPART),
        since=3,
        header=above.cells,
        cells={
            COMPARED.format(at + 1): f"{column_letters(first + at)}{above.POINTS_ROW}"
            for at in range(COMPARED_CELLS)
        },
    )
