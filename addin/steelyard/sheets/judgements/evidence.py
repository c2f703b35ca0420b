"""Evidence: what stands behind the judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import dated, note
from steelyard.sheets.spec import Allowed, Kind, Sheet, Table, typed

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model

CONFIDENCE = Allowed("high, medium or low.", choices='"high,medium,low"')


def sheet(model: Model) -> Sheet:
    """Evidence."""
    return Sheet(
        name="Evidence",
        kind=Kind.JUDGEMENTS,
        title="Evidence: what stands behind the judgements",
        purpose="A key names one judgement; * in a key stands for any one part. Low and high give the range one could defend.",
        head=8,
        tables=(_table(model),),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="evidence",
        counted=False,
        rows=lambda context: context.draft.tables["evidence"],
        columns=(
            typed("key", "id", 36, "Key of the judgement; * stands for any one part."),
            typed("low", "plain", 8, "Lowest value one could defend."),
            typed("high", "plain", 8, "Highest value one could defend."),
            typed("source", "text", 46, "Where it comes from."),
            typed("author", "text", 18, "Who judged."),
            dated(typed("date", "id", 12, "Year-month-day.")),
            typed("confidence", "id", 11, "high, medium or low.", allowed=CONFIDENCE),
            note(),
        ),
    )
