"""How the tabled package stands: what it gives every party, and which rules it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.packages import TICKS, guarded, ticks, worth
from steelyard.weigh import issues
from steelyard.weigh.bargain import choices_by_party

if TYPE_CHECKING:
    from steelyard.weigh.weighing import Weighing

OUR_SIDE = "our side"
"""Role of our side, and what stands for its id."""

ROLES = (OUR_SIDE, "the other side", "third party")
"""Role of our side, of the first counterpart and of the further ones, who must agree as well."""


class PartyStanding(NamedTuple):
    """What the tabled package is worth to a party, counted in whole ticks."""

    id: str
    name: str
    role: str
    ticks: int
    floor: int
    """Ticks that it has with no deal."""

    @property
    def gets(self) -> float:
        """Points that the package gives it."""
        return self.ticks / TICKS

    @property
    def no_deal(self) -> float:
        """Points that it has with no deal."""
        return self.floor / TICKS

    @property
    def gain(self) -> float:
        """Points that the package gives it above no deal."""
        return (self.ticks - self.floor) / TICKS

    @property
    def accepts(self) -> bool:
        """Whether it gets at least what it has with no deal."""
        return self.ticks >= self.floor


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
            int(worth(choices, package)[0]),
            int(ticks(np.array(floor or 0.0))),
        )
        for place, (name, choices, floor) in enumerate(
            zip(names, choices_by_party(weighing), floors, strict=True)
        )
    )


def rules(weighing: Weighing) -> tuple[RuleStanding, ...]:
    """How the package stands with every rule."""
    model, at = weighing.model, issues.issues(weighing.model)
    package = issues.tabled(model, at)[np.newaxis]
    return tuple(
        RuleStanding(bool(guarded(limit, package)[0]), int(issues.lacking(rule, limit, package)[0]))
        for rule, limit in zip(model.rules, issues.limits(model, at), strict=True)
    )
