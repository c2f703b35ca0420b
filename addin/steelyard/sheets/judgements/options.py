"""Options: what our side may put on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import YES_OR_NO, ZERO_TO_ONE, note, own_id
from steelyard.sheets.spec import Allowed, Kind, Sheet, Table, typed

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model

PHASES = Allowed("A whole number, 0 or more, or empty.", low=0, whole=True)


def sheet(model: Model) -> Sheet:
    """Options."""
    return Sheet(
        name="Options",
        kind=Kind.JUDGEMENTS,
        title="Options: what our side may put on the table",
        purpose="Options on one track exclude each other. An opening is released first and asks for nothing.",
        head=8,
        tables=(_table(model),),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="options",
        listed_by=("effects", "id"),
        rows=lambda context: context.draft.tables["options"],
        columns=(
            own_id("the option"),
            typed("name", "name", 36, "Name of the option."),
            typed("track", "id", 14, "Options on one track exclude each other."),
            typed("opening", "id", 10, "yes: released first, asking nothing.", allowed=YES_OR_NO),
            typed("snapback", "plain", 10, "Share that can be taken back, 0 to 1; empty: 0.", allowed=ZERO_TO_ONE),
            typed("delay", "count", 8, "Phases until that is back; empty: 0.", allowed=PHASES),
            note(),
        ),
    )  # fmt: skip
