"""How the tabled package stands: what it gives every party, and which rules it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import TICKS, guarded, spent, ticks, worth
from steelyard.weigh import issues
from steelyard.weigh.bargain import our_points
from steelyard.weigh.conditions import THRESHOLD_KINDS

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.weigh.weighing import Weighing

OUR_SIDE = "our side"
"""Role of our side, and what stands for its id."""

ROLES = (OUR_SIDE, "the other side", "third party")
"""Role of our side, of the first counterpart and of the further ones, who must agree as well."""


class PartyStanding(NamedTuple):
    """What the tabled package gives a party, in points counted in whole ticks."""

    id: str
    name: str
    role: str
    gets: float
    no_deal: float

    @property
    def accepts(self) -> bool:
        """Whether it gets at least what it has with no deal."""
        return self.gets >= self.no_deal


class RuleStanding(NamedTuple):
    """Whether the tabled package keeps a rule."""

    offered: bool
    """Whether it offers the option that waits."""
    short: int
    """How many measures are lacking, or 1, whether the option is offered or not."""

    @property
    def kept(self) -> bool:
        """Whether the rule holds or does not concern the package."""
        return not (self.offered and self.short)


def choices_by_party(weighing: Weighing) -> tuple[tuple[Ints, ...], ...]:
    """[p][i][j], ticks that every choice is worth to our side, then to each counterpart."""
    model, at = weighing.model, issues.issues(weighing.model)
    sides = (our_points(weighing), *(issues.counterpart_points(model, p) for p in model.counterparts))
    return tuple(issues.choices(at, *points) for points in sides)


def parties(weighing: Weighing) -> tuple[PartyStanding, ...]:
    """How the package stands with our side and every counterpart."""
    model = weighing.model
    package = issues.tabled(model, issues.issues(model))[np.newaxis]
    floors = (model.settings.reservation, *(party.reservation for party in model.counterparts))
    names = ((OUR_SIDE, model.settings.our_side), *((party.id, party.id) for party in model.counterparts))
    return tuple(
        PartyStanding(
            *name,
            ROLES[min(place, 2)],
            int(worth(choices, package)[0]) / TICKS,
            int(ticks(np.array(floor or 0.0))) / TICKS,
        )
        for place, (name, choices, floor) in enumerate(
            zip(names, choices_by_party(weighing), floors, strict=True)
        )
    )


def rules(weighing: Weighing) -> tuple[RuleStanding, ...]:
    """How the package stands with every rule."""
    model, at = weighing.model, issues.issues(weighing.model)
    package = issues.tabled(model, at)[np.newaxis]
    found = []
    for rule, limit in zip(model.rules, issues.limits(model, at), strict=True):
        over = max(0, int(spent(limit, package)[0]) - limit.most)
        counted = over if rule.kind in THRESHOLD_KINDS else min(over, 1)
        found.append(RuleStanding(bool(guarded(limit, package)[0]), counted))
    return tuple(found)
