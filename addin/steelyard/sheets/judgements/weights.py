"""Weights: what matters to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, entered_along, note, own_id
from steelyard.sheets.names import ANCHOR
from steelyard.sheets.names_above import columns_above, entry_of_heading, heading_of, names_above
from steelyard.sheets.spec import Formula, HeaderCell, Kind, Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context


HEAD, WORST_ROW, BEST_ROW, NAMES_ROW = 9, 5, 6, 7
"""Rows of the headings in a new workbook, of the two ends of the way that each weight is about, and of the names."""


def sheet(model: Model) -> Sheet:
    """Weights."""
    return Sheet(
        name="Weights",
        kind=Kind.JUDGEMENTS,
        title="Weights: what matters to whom",
        purpose="Swing weights, in points of one budget: how much it matters to move a criterion from its worst to its best.",
        head=HEAD,
        header=lambda context: (
            *_anchors(context),
            *names_above(context, "weights", context.model.criteria, NAMES_ROW),
        ),
        tables=(_table(model),),
        essential=True,
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="weights",
        listed_by=("shares", "id"),
        rows=lambda context: context.draft.tables["weights"],
        columns=(
            own_id("weights"),
            entered("weights", "name", "name", 24),
            entered("weights", "influence", "weight", 10),
            *entered_along("weights", "weights", "weight", model),
            note("weights"),
        ),
    )  # fmt: skip


def _anchors(context: Context) -> Iterator[HeaderCell]:
    """The worst and the best of each criterion, above its weights."""
    for row, end in ((WORST_ROW, "worst"), (BEST_ROW, "best")):
        yield HeaderCell(row, 1, f"{end} of each criterion", "label")
        pattern = ANCHOR.format(end, "{}")
        for name, column in columns_above(context, "weights", pattern, context.model.criteria).items():
            yield HeaderCell(row, column, _words(context, column, end), "anchor", name)


def _words(context: Context, column: int, end: str) -> Formula:
    """What Swings says of the criterion that heads a column, with its unit; nothing over another column."""
    entry, heading = entry_of_heading(context, "weights", column), heading_of(context, "weights", column)
    unit = entry("unit")
    text = f'IFERROR({entry(end)}&IF({unit}="",""," ("&{unit}&")"),"")'
    found = next((swing for swing in context.swings if swing.id == heading), None)
    if found is None:
        return Formula(text, "")
    return Formula(text, f"{getattr(found, end)}{f' ({found.unit})' if found.unit else ''}")
