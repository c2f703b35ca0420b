"""Counterpart: how the other side sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.column_kinds import live
from steelyard.sheets.inputs import entered, entered_along, note, text_of
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.sheets.spec import At

KEYS = ("party", "kind", "item")
"""Headings that name a row together."""


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
        essential=bool(model.counterparts),
    )


def _table(model: Model) -> Table[Row]:
    return Table(
        name="counterpart",
        keys=KEYS,
        rows=lambda context: context.draft.tables["counterpart"],
        columns=(
            live("id", "id", 38, "Party, kind and item.", lambda at: "/".join(text_of(at.row, key) for key in KEYS), _id),
            entered("counterpart", "party", "id", 14),
            entered("counterpart", "kind", "id", 18),
            entered("counterpart", "item", "id", 20),
            entered("counterpart", "reservation", "weight", 9),
            entered("counterpart", "role", "id", 13),
            *entered_along("counterpart", "effort", "plain", model),
            *entered_along("counterpart", "chance", "plain", model),
            note("counterpart"),
        ),
    )  # fmt: skip


def _id(at: At[Row]) -> str:
    return '&"/"&'.join(at.beside(key) for key in KEYS)
