"""Counterpart: how the other side sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.headings import CHANCE, EFFORT
from steelyard.sheets.inputs import ZERO_TO_ONE, note, text_of
from steelyard.sheets.spec import Allowed, Kind, Sheet, Table, live, typed, wide

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.sheets.spec import At

KEYS = ("party", "kind", "item")
"""Headings that name a row together."""

KIND = Allowed("reservation, future, option or measure.", choices='"reservation,future,option,measure"')


def sheet(model: Model) -> Sheet:
    """Counterpart."""
    return Sheet(
        name="Counterpart",
        kind=Kind.JUDGEMENTS,
        title="Counterpart: how the other side sees it",
        purpose="What each option is worth to it, what each measure costs it (points), the share of that cost which "
        "each level takes, and the chance that it brings the measure that far. Empty shares follow the level values.",
        head=8,
        tables=(_table(model),),
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="counterpart",
        keys=KEYS,
        counted=False,
        rows=lambda context: context.draft.tables["counterpart"],
        columns=(
            live("id", "id", 38, "Party, kind and item.", lambda at: "/".join(text_of(at.row, key) for key in KEYS), _id),
            typed("party", "id", 14, "The counterpart; the first one bargains."),
            typed("kind", "id", 13, "reservation, future, option or measure.", allowed=KIND),
            typed("item", "id", 20, "The option or measure; empty for the reservation value and the future."),
            typed("weight", "weight", 9, "Points: worth of the option, cost of the measure, value of no deal or of the time after the plan."),
            *(typed(EFFORT + level, "plain", wide(level), "Share of the cost that the level takes, 0 to 1.", allowed=ZERO_TO_ONE) for level in model.levels),
            *(typed(CHANCE + level, "plain", wide(level), "Chance of the level or more, 0 to 1.", allowed=ZERO_TO_ONE) for level in model.levels),
            note(),
        ),
    )  # fmt: skip


def _id(at: At[Row]) -> str:
    return '&"/"&'.join(at.beside(key) for key in KEYS)
