"""What the sides need of the time after the plan: whether what is stated is enough, and where it is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.sheets.live.plan_ledger.rows import gathered
from steelyard.sheets.plan_sides import US, few, stated_future

if TYPE_CHECKING:
    from steelyard.sheets.live.plan_ledger.rows import HalfStep, Row
    from steelyard.sheets.plan_sides import Side
    from steelyard.sheets.spec import At, Column


def goes_on(at: At[Row], side: Side) -> str:
    """Formula text: whether what is stated for the future is enough for a side; *yes* or *no*."""
    enough = f"{stated_future(at.context, side)}+{few(at.table('plan_steps'))}"
    return f'IF({at.cell(side.future)}<={enough},"yes","no")'


def needed_after(side: Side) -> Column[Row]:
    """The half-steps so far after which a side would stop if the future were worth nothing."""

    def so_far(half: HalfStep) -> str:
        return (half.us if side is US else half.them).needed_after

    def which(at: At[Row]) -> str:
        return f"{at.cell(side.future)}>{few(at.table('plan_steps'))}"

    whose = "our side" if side is US else "the other side"
    meaning = (
        f"Half-steps so far after which {whose} would stop if the time after the plan were worth nothing."
    )
    column = gathered(side.needed_after, meaning, so_far, which)
    if side is US:
        return column
    return replace(
        column, value=lambda at: so_far(at.row.half or at.row.last) if at.context.model.counterparts else None
    )
