"""A model as a bargain between our side and its first counterpart: every answer is computed once."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import bargaining
from steelyard.analysis.packages.completions import completions, improvements
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import TICKS, Space, accepts, kept, near, ticks, worth
from steelyard.analysis.packages.program import frontier_program, smallest_relaxations
from steelyard.errors import SteelyardError, TooManyStates
from steelyard.weigh import issues

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Floats, Ints
    from steelyard.analysis.packages.frontier import Frontier
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
"""Improvements among which the nearest are sought."""

COUNTERS = 6
"""Changes that a counter-offer makes at the most."""


class Counter(NamedTuple):
    """A counter-offer that changes so many issues at most and that the side it is made to accepts."""

    changes: int
    package: Ints
    us: int
    them: int


class Effort(NamedTuple):
    """How far a frontier is followed where somebody waits for it, at any one issue."""

    states: int
    """States of the rules beyond which no frontier is sought."""
    points: int
    """Points beyond which they are thinned out, with a stated gap."""
    thinned: int
    """Points that are left then."""


class Bargain:
    """All packages of a model, from one viewpoint of ours; in ticks unless said otherwise.

    The first counterpart is the other side; the further ones are third parties, who must accept.
    """

    def __init__(self, weighing: Weighing, points: int | None = None, effort: Effort | None = None) -> None:
        """Open the bargain.

        Args:
            weighing: the model from a viewpoint.
            points: asks for a frontier thinned out to so many points, with a stated gap.
            effort: how far a frontier is followed; None takes the time that it needs.

        Raises:
            SteelyardError: the model has no counterpart.
        """
        if not weighing.model.counterparts:
            raise SteelyardError("the model has no counterpart, so there is nobody to make a package with")
        self.weighing = weighing
        self.model = weighing.model
        self.points = points
        self.effort = effort

    @cached_property
    def issues(self) -> issues.Issues:
        """What a package settles."""
        return issues.issues(self.model)

    @cached_property
    def space(self) -> Space:
        """All packages, with what they are worth to both sides, and the rules."""
        ours, theirs, *_ = self.choices
        return Space(ours, theirs, issues.limits(self.model, self.issues))

    @cached_property
    def choices(self) -> tuple[tuple[Ints, ...], ...]:
        """For our side and each counterpart, [i][j] what every choice is worth to it."""
        return choices_by_party(self.weighing)

    @property
    def parties(self) -> tuple[tuple[Ints, ...], ...]:
        """The same for each counterpart alone."""
        return self.choices[1:]

    @cached_property
    def reservations(self) -> tuple[int, int]:
        """What our side and the other get with no deal."""
        given = self.model.settings.reservation, self.model.counterparts[0].reservation
        ours, theirs = (int(ticks(np.array(points or 0.0))) for points in given)
        return ours, theirs

    @cached_property
    def thirds(self) -> tuple[int, ...]:
        """What each third party gets with no deal."""
        return tuple(int(ticks(np.array(p.reservation or 0.0))) for p in self.model.counterparts[1:])

    # The frontier.

    def frontier_of(self, space: Space) -> Frontier:
        """The frontier of a space: by the dynamic program, or by HiGHS where it gives up.

        Raises:
            TooManyStates: the dynamic program gives up, and the effort leaves no time for more.
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
        """The packages that no other beats, of those that every third party accepts."""
        bounds = (accepts(p, least) for p, least in zip(self.parties[1:], self.thirds, strict=True))
        return self.frontier_of(self.space._replace(limits=(*self.space.limits, *bounds)))

    @cached_property
    def aspirations(self) -> tuple[int, int]:
        """The best that each side could get under the rules."""
        return int(self.frontier.us.max()), int(self.frontier.them.max())

    @cached_property
    def zone(self) -> Bools:
        """[f], which points of the frontier give both sides what they have without a deal."""
        return bargaining.acceptable(self.frontier.us, self.frontier.them, self.reservations)

    @cached_property
    def opens(self) -> bool:
        """Whether a package gives both sides at least what they have without a deal, and one more."""
        sums = self.frontier.us + self.frontier.them
        return bool((self.zone & (sums > sum(self.reservations))).any())

    def solutions(self, found: Frontier) -> dict[str, list[int]]:
        """The places of every solution on a frontier; several where packages tie."""
        return {
            name: solution(found.us, found.them, self.reservations).tolist()
            for name, solution in SOLUTIONS.items()
        }

    def concessions(self, us: Ints, them: Ints) -> tuple[Floats, Floats]:
        """[p] each, how far packages lie from what each side sought, as shares of their ranges."""
        ours, theirs = (
            bargaining.concession(value.astype(np.float64) / TICKS, best / TICKS, least / TICKS)
            for value, best, least in zip((us, them), self.aspirations, self.reservations, strict=True)
        )
        return ours, theirs

    def acceptance(self, packages: Ints) -> Bools:
        """[q, p], which third parties accept which packages."""
        values = [worth(party, packages) for party in self.parties[1:]]
        held = [value >= least for value, least in zip(values, self.thirds, strict=True)]
        return np.array(held, dtype=np.bool_).reshape(len(held), len(packages))

    # The tabled package.

    @cached_property
    def tabled(self) -> Ints:
        """[i], the tabled package."""
        return issues.tabled(self.model, self.issues)

    @cached_property
    def tabled_worth(self) -> tuple[int, int]:
        """What the tabled package is worth to both sides."""
        here = self.tabled[np.newaxis]
        return int(worth(self.space.us, here)[0]), int(worth(self.space.them, here)[0])

    @cached_property
    def broken(self) -> list[int]:
        """Positions of the rules that the tabled package breaks."""
        held = kept(self.space.limits, self.tabled[np.newaxis])
        return np.flatnonzero(~held[:, 0]).tolist()

    @cached_property
    def distance(self) -> int:
        """What both sides could gain at the least on the way from the tabled package to the frontier."""
        return bargaining.distance(self.tabled_worth, self.frontier.us, self.frontier.them)

    @cached_property
    def frontier_worths(self) -> frozenset[tuple[int, int]]:
        """What the packages of the frontier are worth to both sides."""
        return frozenset(zip(self.frontier.us.tolist(), self.frontier.them.tolist(), strict=True))

    @property
    def on_frontier(self) -> bool:
        """Whether the tabled package keeps the rules and no other beats it."""
        return not self.broken and self.tabled_worth in self.frontier_worths

    @cached_property
    def left(self) -> int:
        """What the best joint improvement on the tabled package brings both sides in all."""
        us, them = self.tabled_worth
        better = (self.frontier.us >= us) & (self.frontier.them >= them)
        return int((self.frontier.us + self.frontier.them)[better].max(initial=us + them)) - us - them

    @cached_property
    def improvements(self) -> list[Ints]:
        """Packages better than the tabled one for one side and no worse for the other: nearest first.

        Those of the frontier, and others found until `TRIED` were looked at; where the rules have too many
        states for that, those of the frontier only.
        """
        us, them = self.tabled_worth
        front = self.frontier
        better = (front.us >= us) & (front.them >= them) & ((front.us > us) | (front.them > them))
        found = {tuple(package): np.array(package) for package in front.packages[better].tolist()}
        ways = completions(self.space)
        if ways is not None:
            for package in islice(improvements(self.space, ways, self.tabled), TRIED):
                found.setdefault(tuple(package.tolist()), package)
        return sorted(found.values(), key=self._far)

    def _far(self, package: Ints) -> tuple[int, int]:
        """How many issues differ from the tabled package; then the greatest smaller gain first."""
        here, (us, them) = package[np.newaxis], self.tabled_worth
        gains = int(worth(self.space.us, here)[0]) - us, int(worth(self.space.them, here)[0]) - them
        return int((package != self.tabled).sum()), -min(gains)

    def counters(self, *, to_us: bool = False) -> list[Counter]:
        """Counter-offers to the tabled package, by their number of changes: the cheapest of each.

        Of all packages that change so many issues at most, keep the rules and give the side they are made
        to what it has without a deal, the one that is best for the side that makes them. They end with the
        first that no further change makes cheaper, at `COUNTERS` changes, or at none where none is needed.
        """
        best = bargaining.best_for_them if to_us else bargaining.best_for_us
        floors = (self.reservations[0], _LOWEST) if to_us else (_LOWEST, self.reservations[1])
        most = self._prices(self.frontier, best(self.frontier.us, self.frontier.them, floors), to_us=to_us)
        found: list[Counter] = []
        reached: list[int] = []
        for changes in range(COUNTERS + 1):
            bound = near(self.tabled, self.space.sizes, changes)
            front = self.frontier_of(self.space._replace(limits=(*self.space.limits, bound)))
            places = best(front.us, front.them, floors)
            price = self._prices(front, places, to_us=to_us)
            if price > reached:
                at, reached = int(places[0]), price
                found.append(Counter(changes, front.packages[at], int(front.us[at]), int(front.them[at])))
            if reached == most or (found and not found[0].changes):
                break
        return found

    def _prices(self, front: Frontier, places: Ints, *, to_us: bool) -> list[int]:
        """What the side that makes a counter-offer keeps at these places."""
        return [int((front.them if to_us else front.us)[at]) for at in places.tolist()]

    # Rules that stand in the way.

    @cached_property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """The smallest sets of rules without which a zone of agreement opens."""
        rules = tuple(range(len(self.space.limits)))
        return smallest_relaxations(self.space, rules, self.reservations)


def choices_by_party(weighing: Weighing) -> tuple[tuple[Ints, ...], ...]:
    """[p][i][j], ticks that every choice is worth to our side, then to each counterpart."""
    model, at = weighing.model, issues.issues(weighing.model)
    ours = weighing.measure_shares[:, np.newaxis] * weighing.values, -weighing.cost
    sides = (ours, *(issues.counterpart_points(model, party) for party in model.counterparts))
    return tuple(issues.choices(at, *points) for points in sides)


_LOWEST = -(10**18)
"""Ticks below anything."""
