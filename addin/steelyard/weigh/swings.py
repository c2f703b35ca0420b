"""Swings: from which worst to which best the weight of each criterion counts, in words and in its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.assembly.anchors import without_anchors
from steelyard.model.value_functions import filled
from steelyard.weigh.conditions import plain_number

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Measure


class Swing(NamedTuple):
    """The way from worst to best that the weight of a criterion is about."""

    id: str
    name: str
    worst: str
    best: str
    unit: str
    """Empty where the criterion is counted in none."""
    amounts: tuple[float, ...] = ()
    """At 0, 25, 50, 75 and 100 points; nothing for a measure and for a cost head without a unit."""
    without_words: bool = False
    """Whether it has a weight, and nothing says what its ends are."""


def swings(model: Model) -> tuple[Swing, ...]:
    """The swing of every criterion, measures first.

    A measure goes from its lowest level to its highest, a cost head from 100 points to 0. Where nobody
    described an end, its level or its amount stands for it.
    """
    lacking = without_anchors(model)
    measures = (_of_measure(part, model.levels) for part in model.measures)
    return (*measures, *(_of_head(part, without_words=part.id in lacking) for part in model.cost_heads))


def _of_measure(part: Measure, levels: tuple[str, ...]) -> Swing:
    ends = tuple(plain_number(part.amounts[at]) if part.unit else levels[at] for at in (0, -1))
    return Swing(part.id, part.name, part.worst or ends[0], part.best or ends[1], part.unit)


def _of_head(part: CostHead, *, without_words: bool) -> Swing:
    amounts = filled(part.scale) if part.scale else ()
    worst, best = (plain_number(amounts[-1]), plain_number(amounts[0])) if amounts else ("", "")
    return Swing(
        part.id, part.name, part.worst or worst, part.best or best, part.unit, amounts, without_words
    )
