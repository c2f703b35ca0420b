"""The proposal (the package on the table): its worth to every party, and the rules that it keeps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.packages import acceptance, bargaining
from steelyard.analysis.packages.packages import TICKS, guarded, worth
from steelyard.model.parts import PartyRole
from steelyard.weigh import issues
from steelyard.weigh.package_space import (
    choices_by_party,
    issues_of,
    reservations_by_party,
    rounding_of,
    rule_limits_of,
)
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.weigh.weighing import Weighing

OUR_SIDE = "our side"
"""Role of our side; also used as its id."""

ALL_POINTS = 100
"""The most that one option rests on a measure."""


class PartyStanding(NamedTuple):
    """Worth of the proposal to one party, in whole ticks."""

    id: str
    name: str
    role: str
    """`OUR_SIDE`, or one of `PartyRole`."""
    ticks: int
    """Ticks that the proposal gives the party."""
    floor: int
    """Ticks that the party has with no deal."""
    rounding: int
    """Ticks that the proposal may be short of that by rounding, and is accepted all the same."""

    @property
    def must_accept(self) -> bool:
        """Whether there is no deal without the party."""
        return self.role != PartyRole.IS_SHOWN

    @property
    def gets(self) -> float:
        """Points that the proposal gives the party."""
        return self.ticks / TICKS

    @property
    def no_deal(self) -> float:
        """Points that the party has with no deal."""
        return self.floor / TICKS

    @property
    def gain(self) -> float:
        """Points that the proposal gives the party above no deal."""
        return (self.ticks - self.floor) / TICKS

    @property
    def accepts(self) -> bool:
        """Whether the party gets at least what it has with no deal; see `analysis.packages.acceptance`."""
        return bool(acceptance.accepted(np.array(self.ticks), self.floor, self.rounding))

    def concedes(self, best: float) -> float | None:
        """Share of the party's range, from no deal to these points, that the proposal leaves it short of.

        None where these points are no gain.
        """
        [share] = bargaining.concession(
            np.array([self.ticks]), round(best * TICKS), self.floor, self.rounding
        ).tolist()
        return None if math.isnan(share) else float(share)


class RuleStanding(NamedTuple):
    """Whether the proposal keeps one rule."""

    offered: bool
    """Whether the proposal offers the option of the rule."""
    short: int
    """What the rule lacks, whether the option is offered or not: number of measures, or 1 for other rules."""

    @property
    def kept(self) -> bool:
        """Whether the rule holds, or its option is not offered."""
        return not (self.offered and self.short)


def parties(weighing: Weighing) -> tuple[PartyStanding, ...]:
    """Worth of the proposal to our side and to every counterpart."""
    model = weighing.model
    package = issues.proposal(model, issues_of(weighing))[np.newaxis]
    names = (
        (OUR_SIDE, model.settings.our_side, OUR_SIDE),
        *((party.id, party.id, role) for party, role in zip(model.counterparts, model.roles, strict=True)),
    )
    return tuple(
        PartyStanding(*name, int(worth(choices, package)[0]), floor, rounding_of(weighing))
        for name, choices, floor in zip(
            names, choices_by_party(weighing), reservations_by_party(weighing), strict=True
        )
    )


def worth_in_words(parties: Sequence[PartyStanding]) -> str:
    """What the proposal gives the two sides, beside what each has with no deal."""
    sides = (
        f"{party.name}: {number_words(party.gets)} points ({number_words(party.no_deal)} with no deal)"
        for party in parties[:2]
    )
    return "; ".join(sides) + "."


def rules(weighing: Weighing) -> tuple[RuleStanding, ...]:
    """Whether the proposal keeps every rule, in the order of the rules."""
    model = weighing.model
    package = issues.proposal(model, issues_of(weighing))[np.newaxis]
    found = rule_limits_of(weighing)
    short = issues.lacking_by_rule(model, found, package, whether_offered=True)[:, 0].tolist()
    offered = {place: bool(guarded(limit, package)[0]) for place, limit in found}
    return tuple(RuleStanding(offered[place], lacks) for place, lacks in enumerate(short))


def overlapping(model: Model) -> int:
    """On how many measures the linkages of the options that the proposal offers add up to more than 100."""
    offered = [option.linkage for option in model.options if option.offered]
    return sum(sum(linked) > ALL_POINTS + SAME for linked in zip(*offered, strict=True))
