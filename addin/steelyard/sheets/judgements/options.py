"""Options: what our side may put on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, note, own_id
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Options."""
    return Sheet(
        name="Options",
        kind=Kind.JUDGEMENTS,
        title="Options: what our side may put on the table",
        purpose="Options on one track exclude each other. An opening is released first and asks for nothing.",
        head=8,
        tables=(_table(model),),
        essential=True,
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="options",
        listed_by=("effects", "id"),
        rows=lambda context: context.draft.tables["options"],
        columns=(
            own_id("options"),
            entered("options", "name", "name", 36),
            entered("options", "track", "id", 14),
            entered("options", "opening", "id", 10),
            entered("options", "snapback", "plain", 10),
            entered("options", "delay", "count", 8),
            note("options"),
        ),
    )  # fmt: skip
