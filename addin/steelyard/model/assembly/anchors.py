"""What a swing weight is about: the worst and the best of each criterion, its unit and its value function."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.rows import cell, finite, listed
from steelyard.model.field import Bounds
from steelyard.model.fields import AMOUNT_AT
from steelyard.model.findings import Finding
from steelyard.model.value_functions import POINTS, filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.assembly.rows import Table
    from steelyard.model.draft import Row
    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead


def range_of(head: CostHead) -> Bounds:
    """The lowest and the highest amount on the scale of a cost head; no limits where an end is missing."""
    low, high = head.scale[0], head.scale[-1]
    return Bounds() if low is None or high is None else Bounds(min(low, high), max(low, high))


def note_all(model: Model, tables: Mapping[str, Table]) -> None:
    """Note amounts that are no value function, and weights on cost heads whose ends nothing describes."""
    measures, heads = tables["measures"], tables["cost_heads"]
    for part, row in zip(model.measures, measures.rows, strict=True):
        _note_unit(part.unit, part.amounts, row, measures)
        _note_amounts(part.amounts, model.levels, range(len(model.levels)), row, measures)
    for head, row in zip(model.cost_heads, heads.rows, strict=True):
        _note_unit(head.unit, head.scale, row, heads)
        _note_amounts(head.scale, POINTS, (0, len(POINTS) - 1), row, heads)
    if unanchored := without_anchors(model):
        found = f"weights on {', '.join(map(repr, unanchored))} without worst and best in words"
        wanted = "a swing weight is about the way from the worst to the best; write both on Cost heads"
        cell_rules.note_warning(heads.noted, heads.place, found, wanted, "no-anchors")


def without_anchors(model: Model) -> tuple[str, ...]:
    """Ids of the cost heads with a weight, but without worst and best in words and without a scale.

    The worst and the best of a measure are its lowest and its highest level, which have names.
    """
    weighed = {
        criterion
        for part in model.stakeholders
        for criterion, weight in zip(model.criteria, part.weights, strict=False)
        if weight > 0
    }
    return tuple(
        head.id
        for head in model.cost_heads
        if head.id in weighed and not (head.worst and head.best) and not head.scale
    )


def _note_unit(unit: str, amounts: Sequence[float | None], row: Row, table: Table) -> None:
    """A unit and amounts go together."""
    if unit and not amounts:
        wanted = "a unit needs amounts; give them, or leave out the unit"
        cell_rules.note_error(table.noted, cell(row, "unit"), wanted, "unused")
    elif amounts and not unit:
        cell_rules.note_error(table.noted, cell(row, "unit"), "a unit for the amounts is needed", "missing")


def _note_amounts(
    amounts: Sequence[float | None], along: Sequence[str], needed: Sequence[int], row: Row, table: Table
) -> None:
    """Amounts are complete, and rise or fall all the way.

    Args:
        amounts: those of the row, perhaps none; None stands for one that is left out.
        along: the levels or points that they belong to.
        needed: positions that may not be left out.
        row: where they stand.
        table: its table.
    """
    if not amounts:
        return
    lacking = [at for at in needed if amounts[at] is None]
    for at in lacking:
        lack = cell(row, AMOUNT_AT + along[at])
        cell_rules.note_error(table.noted, lack, "an amount is needed, as others are given", "missing")
    given = [amount for amount in amounts if amount is not None]
    if lacking or not finite(given):
        return
    whole = filled(amounts) if along is POINTS else tuple(given)
    steps = [two - one for one, two in pairwise(whole)]
    if not _one_way(steps, level_allowed=along is not POINTS):
        wanted = "amounts that rise all the way, or fall all the way, are needed"
        table.noted.append(Finding(row.place, listed(whole), wanted, "out-of-order"))


def _one_way(steps: Sequence[float], *, level_allowed: bool) -> bool:
    """Whether steps lead up only or down only; some, but not all, may be level where that is allowed."""
    if level_allowed:
        return any(steps) and (min(steps) >= 0 or max(steps) <= 0)
    return min(steps) > 0 or max(steps) < 0
