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
    ends: tuple[float, ...] = ()
    """The amounts at its worst and at its best; nothing where it is counted in no unit."""

    @property
    def range(self) -> WeighedRange:
        """What a weight that is given now is about."""
        return WeighedRange(self.worst, self.best, self.ends)


class WeighedRange(NamedTuple):
    """The way from worst to best that a weight was given for."""

    worst: str
    best: str
    ends: tuple[float, ...] = ()
    """As `Swing.ends`."""

    def factor(self, now: WeighedRange) -> float | None:
        """By what a weight for this range is multiplied to mean as much for a unit of another range.

        A weight is worth the whole way from worst to best, so that it grows with the way: by the ratio of the
        lengths, as long as a unit is worth the same anywhere [Keeney & Raiffa 1993]. None where a range is
        in words alone, or has no length.
        """
        if not (self.ends and now.ends) or self.ends[0] == self.ends[1]:
            return None
        return abs(now.ends[1] - now.ends[0]) / abs(self.ends[1] - self.ends[0])


def swings(model: Model) -> tuple[Swing, ...]:
    """The swing of every criterion, measures first.

    A measure goes from its lowest level to its highest, a cost head from 100 points to 0. Where nobody
    described an end, its level or its amount stands for it.
    """
    lacking = without_anchors(model)
    measures = (_of_measure(part, model.levels) for part in model.measures)
    return (*measures, *(_of_head(part, without_words=part.id in lacking) for part in model.cost_heads))


def _of_measure(part: Measure, levels: tuple[str, ...]) -> Swing:
    ends = (part.amounts[0], part.amounts[-1]) if part.unit else ()
    words = tuple(map(plain_number, ends)) or (levels[0], levels[-1])
    worst, best = part.worst or words[0], part.best or words[1]
    return Swing(part.id, part.name, worst, best, part.unit, ends=ends)


def _of_head(part: CostHead, *, without_words: bool) -> Swing:
    amounts = filled(part.scale) if part.scale else ()
    ends = (amounts[-1], amounts[0]) if amounts else ()
    words = tuple(map(plain_number, ends)) or ("", "")
    worst, best = part.worst or words[0], part.best or words[1]
    return Swing(part.id, part.name, worst, best, part.unit, amounts, without_words, ends)
