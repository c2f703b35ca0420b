"""What each further counterpart has after every half-step, beside what it has with no deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.column_kinds import helper
from steelyard.sheets.formula_text import rounding_of_worth, steps_in_force
from steelyard.sheets.headings import (
    AT_FIRST,
    BELOW_AFTER,
    NO_DEAL_OF,
    NO_LOWER,
    POINTS_FOR,
    STANDING,
)
from steelyard.sheets.live.plan_ledger.rows import REACHED, column, gathered
from steelyard.sheets.plan_sides import no_deal_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.sheets.context import Context
    from steelyard.sheets.live.plan_ledger.rows import Row
    from steelyard.sheets.spec import At, Column


def of_party(party: str, place: int) -> Iterator[Column[Row]]:
    """The columns of one further counterpart.

    Args:
        party: its id.
        place: its place among all parties; 2 for the second counterpart.
    """
    worth, no_lower, no_deal = STANDING + party, NO_LOWER + party, NO_DEAL_OF + party

    def standing(at: At[Row]) -> str:
        points = at.table("plan_steps").column(POINTS_FOR + party)
        in_force = "+".join(
            f"SUMPRODUCT({steps_in_force(at.context, kind, at.cell(below))},{points})"
            for kind, below in REACHED.items()
        )
        return f"{at.table('parties').cell(AT_FIRST, place)}+{in_force}"

    def accepts(at: At[Row]) -> str:
        return f'IF({is_no_lower(at.context, at.cell(worth), at.cell(no_deal))},"yes","no")'

    yield column(
        worth,
        "points",
        12,
        "What the package in force is worth to the party.",
        lambda half: half.further[place - 2].worth,
        standing,
    )
    yield column(
        no_lower,
        "id",
        10,
        "Whether that is no lower than what it has with no deal in this phase.",
        lambda half: half.further[place - 2].no_lower,
        accepts,
    )
    yield helper(_no_deal(party, place))
    yield helper(gathered(BELOW_AFTER + party, "Half-steps so far after which it is lower.", lambda half: half.further[place - 2].below_after, lambda at: f'{at.cell(no_lower)}="no"'))  # fmt: skip


def _no_deal(party: str, place: int) -> Column[Row]:
    """What the party has with no deal in the phase of the row."""
    return column(
        NO_DEAL_OF + party,
        "points",
        12,
        "What the party has with no deal in this phase.",
        lambda half: half.further[place - 2].no_deal,
        lambda at: no_deal_in(at.context, place, at.cell("phase")),
    )


def is_no_lower(context: Context, worth: str, no_deal: str) -> str:
    """Formula text: whether what a party has is no lower than what it has with no deal."""
    return f"{worth}-{no_deal}>=-({rounding_of_worth(context)})"
