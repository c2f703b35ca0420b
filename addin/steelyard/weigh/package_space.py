"""The packages of a model for the arithmetic: what every choice is worth to every party, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages import acceptance
from steelyard.analysis.packages.packages import Space, ticks
from steelyard.weigh import issues
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.packages import Limit
    from steelyard.weigh.weighing import Weighing


@computed_once
def issues_of(weighing: Weighing) -> issues.Issues:
    """The issues that a package of the model settles."""
    return issues.issues(weighing.model)


@computed_once
def space_of(weighing: Weighing) -> Space:
    """All packages, with their worth to our side and the first counterpart, and the rules."""
    ours, theirs, *_ = choices_by_party(weighing)
    return Space(ours, theirs, limits_of(weighing))


@computed_once
def limits_of(weighing: Weighing) -> tuple[Limit, ...]:
    """[r], the rules of the model as limits on packages."""
    return issues.limits(weighing.model, issues_of(weighing))


@computed_once
def reservations_by_party(weighing: Weighing) -> tuple[int, ...]:
    """[p], ticks that our side, then each counterpart, has with no deal."""
    model = weighing.model
    points = (model.settings.reservation, *(party.reservation for party in model.counterparts))
    return tuple(int(ticks(np.array(given or 0.0))) for given in points)


def rounding_of(weighing: Weighing) -> int:
    """Ticks that a package may be short of no deal by rounding, and is accepted by any party all the same.

    The rounded numbers are the terms of the measures and of the options, and what the party has with no deal.
    """
    model = weighing.model
    return acceptance.rounding(len(model.measures) + len(model.options) + 1)


@computed_once
def choices_by_party(weighing: Weighing) -> tuple[tuple[Ints, ...], ...]:
    """[p][i][j], ticks that every choice is worth to our side, then to each counterpart."""
    model, at = weighing.model, issues_of(weighing)
    ours = weighing.measure_shares[:, np.newaxis] * weighing.values, -weighing.cost
    sides = (ours, *(issues.counterpart_points(model, party) for party in model.counterparts))
    return tuple(issues.choices(at, *points) for points in sides)
