"""Counterpart: how the other side sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.vocabulary import folded
from steelyard.sheets.column_kinds import helper, live
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
        named_by="id",
        rows=lambda context: context.draft.tables["counterpart"],
        columns=(
            live("name", "name", 30, "Name of the measure or option.", _name_value, _name),
            entered("counterpart", "party", "id", 14),
            entered("counterpart", "kind", "id", 18),
            entered("counterpart", "item", "id", 20),
            entered("counterpart", "reservation", "weight", 9),
            entered("counterpart", "role", "id", 13),
            *entered_along("counterpart", "effort", "plain", model),
            *entered_along("counterpart", "chance", "plain", model),
            helper(live("id", "id", 38, "Party, kind and item.", lambda at: "/".join(text_of(at.row, key) for key in KEYS), _id)),
            note("counterpart"),
        ),
    )  # fmt: skip


def _name_value(at: At[Row]) -> str:
    model, item = at.context.model, folded(text_of(at.row, "item"))
    names = {"measure": model.names("measures"), "option": model.names("options")}
    of_kind = names.get(folded(text_of(at.row, "kind")), {})
    return next((name for own, name in of_kind.items() if folded(own) == item), "")


def _name(at: At[Row]) -> str:
    measure, option = (at.table(name).lookup(at.beside("item"), "name") for name in ("measures", "options"))
    return f'IFERROR(IF({at.beside("kind")}="measure",{measure},{option}),"")'


def _id(at: At[Row]) -> str:
    return '&"/"&'.join(at.beside(key) for key in KEYS)
