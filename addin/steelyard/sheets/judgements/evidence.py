"""Evidence: what stands behind the judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, note
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


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
            entered("evidence", "key", "id", 36),
            entered("evidence", "low", "plain", 8),
            entered("evidence", "high", "plain", 8),
            entered("evidence", "source", "text", 46),
            entered("evidence", "author", "text", 18),
            entered("evidence", "date", "id", 12),
            entered("evidence", "confidence", "id", 11),
            note("evidence"),
        ),
    )
