"""Rules: conditions on options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.inputs import entered, note, own_id
from steelyard.sheets.references import referring
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.draft import Row
    from steelyard.model.model import Model


def sheet(model: Model) -> Sheet:
    """Rules."""
    return Sheet(
        name="Rules",
        kind=Kind.JUDGEMENTS,
        title="Rules: conditions on options",
        purpose="An option is unlocked when all its rules hold. Which cells a kind of rule uses stands in its prompt.",
        head=8,
        tables=(_table(model),),
        essential=bool(model.rules),
    )


def _table(_: Model) -> Table[Row]:
    return Table(
        name="rules",
        listed_by=("conditions", "condition"),
        rows=lambda context: context.draft.tables["rules"],
        columns=(
            own_id("rules"),
            *referring("rules", "option", 22),
            entered("rules", "kind", "id", 17),
            *referring("rules", "subject", 26),
            entered("rules", "level", "id", 13),
            entered("rules", "number", "plain", 9),
            entered("rules", "withdraws", "plain", 11),
            note("rules", 80),
        ),
    )  # fmt: skip
