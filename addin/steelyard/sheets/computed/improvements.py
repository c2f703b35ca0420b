"""Improvements: what would make the tabled package better, or acceptable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.column_kinds import computed
from steelyard.sheets.spec import HeaderCell, Kind, Sheet, Table, with_empty_rows
from steelyard.weigh.sheet_lists import IMPROVED

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.weigh.sheet_lists import Improvement


def sheet(model: Model) -> Sheet:
    """Improvements."""
    return Sheet(
        name="Improvements",
        kind=Kind.COMPUTED,
        title="Improvements: what would make the tabled package better, or acceptable",
        purpose="Packages better for one side and no worse for the other, the cheapest changes after which a side accepts, and the "
        "smallest sets of rules and consents that stand in the way of any deal. Computed by steelyard, not live.",
        tables=(_table(model),),
        since=3,
        header=_header,
    )


def _table(_: Model) -> Table[Improvement]:
    return Table(
        name="improvements",
        rows=_rows,
        room=lambda _: IMPROVED,
        columns=(
            computed("number", "count", 10, "Place in this list.", lambda at: at.row.number),
            computed("kind", "name", 26, "Joint improvement, counter-offer to a side, or rules and consents to do without.", lambda at: at.row.kind),
            computed("change", "text", 64, "What would change in the tabled package; or the rules, with what they ask for.", lambda at: at.row.change),
            computed("changes", "count", 9, "How many measures and tracks change.", lambda at: at.row.changes),
            computed("us", "points", 9, "What our side gets then.", lambda at: at.row.us),
            computed("them", "points", 9, "What the other side gets then.", lambda at: at.row.them),
            computed("change for us", "signed", 10, "Points more than the tabled package gives our side.", lambda at: at.row.change_us),
            computed("change for them", "signed", 10, "Points more than it gives the other side.", lambda at: at.row.change_them),
            computed("unbeaten", "id", 10, "Whether no other package beats it.", lambda at: at.row.unbeaten),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[Improvement | None, ...]:
    found = context.deal.improvements
    return with_empty_rows(found, IMPROVED)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp_and_sentence("improvements", context.deal.improved)
