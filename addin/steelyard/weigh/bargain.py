"""A model as a bargain between our side and its first counterpart: every number is computed once."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import acceptance, bargaining
from steelyard.analysis.packages.completions import completions, improvements
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Space, kept, near, ticks, worth, worth_at_least
from steelyard.analysis.packages.program import frontier_program, smallest_relaxations
from steelyard.errors import SteelyardError, TooManyStates
from steelyard.weigh import issues
from steelyard.weigh.remembered import remembered
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Floats, Ints
    from steelyard.analysis.packages.frontier import Frontier
    from steelyard.analysis.packages.packages import Limit
    from steelyard.analysis.packages.program import Relaxation
    from steelyard.weigh.weighing import Weighing

SOLUTIONS = {
    "Nash": bargaining.nash,
    "Kalai-Smorodinsky": bargaining.kalai_smorodinsky,
    "egalitarian": bargaining.egalitarian,
    "greatest sum": bargaining.greatest_sum,
    "best for us": bargaining.best_for_us,
    "best for them": bargaining.best_for_them,
}
"""Every solution by its name, in the order of the table."""

TRIED = 1000
"""Improvements that are looked at at most; the nearest of them are listed."""

COUNTERS = 6
"""Changes that a counter-offer makes at most."""


class Counter(NamedTuple):
    """A counter-offer: it changes `changes` issues at most, and the side that receives it accepts it."""

    changes: int
    package: Ints
    us: int
    them: int


class Effort(NamedTuple):
    """Bounds on the search for a frontier, for callers that need an answer within some seconds."""

    states: int
    """With more states of the rules than this at one issue, the search ends without a frontier."""
    points: int
    """With more points than this at one issue, they are thinned out, and the frontier states its gap."""
    thinned: int
    """Number of points that are left then."""


class Bargain:
    """All packages of a model, from one viewpoint of our side.

    Worth is in ticks where no other unit is named. The first counterpart is the other side; the further
    counterparts are third parties, which must accept as well.
    """

    def __init__(self, weighing: Weighing, points: int | None = None, effort: Effort | None = None) -> None:
        """Prepare the bargain; nothing is computed yet.

        Args:
            weighing: the model from a viewpoint.
            points: thin the frontier out to about this many points; the frontier states its gap.
            effort: bounds on the search for a frontier; None searches as long as necessary.

        Raises:
            SteelyardError: the model has no counterpart.
        """
        if not weighing.model.counterparts:
            raise SteelyardError("the model has no counterpart, so there is nobody to make a package with")
        self.weighing = weighing
        self.model = weighing.model
        self.points = points
        self.effort = effort

    @property
    def issues(self) -> issues.Issues:
        """The issues that a package settles."""
        return issues_of(self.weighing)

    @property
    def space(self) -> Space:
        """All packages, with their worth to both sides, and the rules."""
        return space_of(self.weighing)

    @property
    def further_parties(self) -> tuple[tuple[Ints, ...], ...]:
        """[q][i][j], worth of every choice to each further counterpart: all but the first."""
        return choices_by_party(self.weighing)[2:]

    @property
    def no_deals(self) -> tuple[int, ...]:
        """[p], what our side, then each counterpart, gets with no deal."""
        return reservations_by_party(self.weighing)

    @cached_property
    def reservations(self) -> tuple[int, int]:
        """What our side and the other side get with no deal."""
        ours, theirs, *_ = reservations_by_party(self.weighing)
        return ours, theirs

    @property
    def rounding(self) -> int:
        """Ticks that a package may be short of no deal by rounding, and is accepted all the same."""
        return rounding_of(self.weighing)

    # The frontier.

    def frontier_of(self, space: Space) -> Frontier:
        """The frontier of a space, by the dynamic program; by HiGHS where the rules have too many states.

        Raises:
            TooManyStates: the rules have too many states, and `effort` allows no search by HiGHS.
        """
        asked = {} if self.points is None else {"points": self.points, "thin": self.points}
        if self.effort is not None:
            states, points, thinned = self.effort
            asked = {"points": points, "thin": thinned, **asked, "states": states}
        found = frontier(space, **asked)
        if found is None and self.effort is not None:
            raise TooManyStates(
                f"the rules have more than {self.effort.states:,} states at one issue, too many to wait for "
                "here; `steelyard packages FILE` takes the time that it needs"
            )
        return found or frontier_program(space)

    @cached_property
    def frontier(self) -> Frontier:
        """The packages that no other beats."""
        return self.frontier_of(self.space)

    @cached_property
    def accepted_frontier(self) -> Frontier:
        """The packages that no other beats, among those that every third party accepts."""
        bounds = (
            worth_at_least(party, acceptance.least(no_deal, self.rounding))
            for party, no_deal in zip(self.further_parties, self.no_deals[2:], strict=True)
        )
        return self.frontier_of(self.space._replace(limits=(*self.space.limits, *bounds)))

    @cached_property
    def aspirations(self) -> tuple[int, int]:
        """The best that each side can get under the rules."""
        return int(self.frontier.us.max()), int(self.frontier.them.max())

    def zone_of(self, found: Frontier) -> Bools:
        """[f], which points of a frontier both sides accept."""
        return bargaining.acceptable(found.us, found.them, self.reservations, self.rounding)

    @cached_property
    def opens(self) -> bool:
        """Whether both sides accept a package, and one of them gains by it."""
        front = self.frontier
        return bool(bargaining.better(front.us, front.them, self.reservations, self.rounding).any())

    def solutions(self, found: Frontier) -> dict[str, list[int]]:
        """The places of every solution on a frontier; several where packages tie."""
        return {
            name: solution(found.us, found.them, self.reservations, self.rounding).tolist()
            for name, solution in SOLUTIONS.items()
        }

    def concessions(self, us: Ints, them: Ints) -> tuple[Floats, Floats]:
        """[p] for each side, how far packages are from its aspiration, as a share of its range."""
        ours, theirs = (
            bargaining.concession(value, best, no_deal, self.rounding)
            for value, best, no_deal in zip((us, them), self.aspirations, self.reservations, strict=True)
        )
        return ours, theirs

    def acceptance(self, packages: Ints) -> Bools:
        """[q, p], which third parties accept which packages."""
        values = [worth(party, packages) for party in self.further_parties]
        accepted = [
            acceptance.accepted(value, no_deal, self.rounding)
            for value, no_deal in zip(values, self.no_deals[2:], strict=True)
        ]
        return np.array(accepted, dtype=np.bool_).reshape(len(accepted), len(packages))

    def worth_of(self, package: Ints) -> tuple[int, int]:
        """Worth of one package, [i], to our side and to the other side."""
        row = package[np.newaxis]
        return int(worth(self.space.us, row)[0]), int(worth(self.space.them, row)[0])

    # The proposal: the package on the table.

    @cached_property
    def proposal(self) -> Ints:
        """[i], the proposal."""
        return issues.proposal(self.model, self.issues)

    @cached_property
    def proposal_worth(self) -> tuple[int, int]:
        """Worth of the proposal to our side and to the other side."""
        return self.worth_of(self.proposal)

    @cached_property
    def broken(self) -> list[int]:
        """Positions of the rules that the proposal breaks."""
        unbroken = kept(self.space.limits, self.proposal[np.newaxis])
        return np.flatnonzero(~unbroken[:, 0]).tolist()

    @cached_property
    def distance(self) -> int:
        """What both sides can gain at least: over the frontier, the largest of the smaller gains."""
        return bargaining.distance(self.proposal_worth, self.frontier.us, self.frontier.them)

    @cached_property
    def frontier_worths(self) -> frozenset[tuple[int, int]]:
        """Worth of the packages of the frontier to both sides."""
        return frozenset(zip(self.frontier.us.tolist(), self.frontier.them.tolist(), strict=True))

    @property
    def on_frontier(self) -> bool:
        """Whether the proposal keeps the rules and no other package beats it."""
        return not self.broken and self.proposal_worth in self.frontier_worths

    @cached_property
    def left(self) -> int:
        """The sum of both sides' gains in the best joint improvement on the proposal."""
        us, them = self.proposal_worth
        better = (self.frontier.us >= us) & (self.frontier.them >= them)
        return int((self.frontier.us + self.frontier.them)[better].max(initial=us + them)) - us - them

    @cached_property
    def improvements(self) -> list[Ints]:
        """Packages better than the proposal for one side and no worse for the other, nearest first.

        They are those of the frontier, and up to `TRIED` others. Where the rules have too many states to
        find others, they are those of the frontier only.
        """
        us, them = self.proposal_worth
        front = self.frontier
        better = (front.us >= us) & (front.them >= them) & ((front.us > us) | (front.them > them))
        found = {tuple(package): np.array(package) for package in front.packages[better].tolist()}
        ways = completions(self.space)
        if ways is not None:
            for package in islice(improvements(self.space, ways, self.proposal), TRIED):
                found.setdefault(tuple(package.tolist()), package)
        return sorted(found.values(), key=self._far)

    def _far(self, package: Ints) -> tuple[int, int]:
        """Number of issues that differ from the proposal, then minus the smaller of both sides' gains."""
        (us, them), (us_now, them_now) = self.worth_of(package), self.proposal_worth
        return int((package != self.proposal).sum()), -min(us - us_now, them - them_now)

    def counters(self, *, to_us: bool = False) -> list[Counter]:
        """Counter-offers to the proposal: for each number of changes, the cheapest.

        The cheapest counter-offer with n changes is the package that is best for the side that makes it,
        of all packages that change n issues at most, keep the rules and are accepted by the side that
        receives the counter-offer. The list ends where a further change makes no counter-offer cheaper, and
        at `COUNTERS` changes. Where the receiving side accepts the proposal, it ends at 0 changes.

        Args:
            to_us: whether our side receives the counter-offers; otherwise our side makes them.
        """
        best = bargaining.best_for_them if to_us else bargaining.best_for_us
        floors = (self.reservations[0], _LOWEST) if to_us else (_LOWEST, self.reservations[1])
        every = best(self.frontier.us, self.frontier.them, floors, self.rounding)
        most = self._prices(self.frontier, every, to_us=to_us)
        found: list[Counter] = []
        reached: list[int] = []
        for changes in range(COUNTERS + 1):
            bound = near(self.proposal, self.space.sizes, changes)
            front = self.frontier_of(self.space._replace(limits=(*self.space.limits, bound)))
            places = best(front.us, front.them, floors, self.rounding)
            price = self._prices(front, places, to_us=to_us)
            if price > reached:
                at, reached = int(places[0]), price
                found.append(Counter(changes, front.packages[at], int(front.us[at]), int(front.them[at])))
            if reached == most or (found and not found[0].changes):
                break
        return found

    def _prices(self, front: Frontier, places: Ints, *, to_us: bool) -> list[int]:
        """Worth of the packages at these places to the side that makes the counter-offer."""
        return [int((front.them if to_us else front.us)[at]) for at in places.tolist()]

    # Rules that prevent an agreement.

    @cached_property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """The smallest sets of rules without which a zone of agreement opens."""
        rules = tuple(range(len(self.space.limits)))
        return smallest_relaxations(self.space, rules, self.reservations, self.rounding)


def bargain_of(weighing: Weighing, points: int | None = None, effort: Effort | None = None) -> Bargain:
    """The bargain of a weighing; called again with the same arguments, it is the same object.

    Args:
        weighing: as for `Bargain`.
        points: as for `Bargain`.
        effort: as for `Bargain`.

    Raises:
        SteelyardError: the model has no counterpart.
    """
    return _kept_bargain(weighing, points, effort)


# A weighing does not keep its bargains itself: a frontier may have millions of points, and the weighings of
# several models are kept. Two, because two viewpoints on one model are often compared.
@remembered(2)
def _kept_bargain(weighing: Weighing, points: int | None, effort: Effort | None) -> Bargain:
    return Bargain(weighing, points, effort)


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


_LOWEST = -(10**18)
"""Ticks below the worth of any package, for a side that need not accept."""
