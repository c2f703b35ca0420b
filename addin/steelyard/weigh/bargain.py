"""A model as a bargain between our side and its counterparts: every number is computed once."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import acceptance, bargaining
from steelyard.analysis.packages.changes import by_changes, fits, with_changes
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Space, kept, near, worth, worth_at_least
from steelyard.analysis.packages.program import smallest_relaxations
from steelyard.analysis.packages.several import PARTIAL, of_two, unbeaten
from steelyard.errors import SteelyardError, TooManyStates
from steelyard.model.parts import PartyRole
from steelyard.model.release import Withheld, is_withheld
from steelyard.weigh import issues
from steelyard.weigh.kept_weighings import remembered_frontier
from steelyard.weigh.package_space import (
    choices_by_party,
    issues_of,
    reservations_by_party,
    rounding_of,
    rule_limits_of,
    space_of,
)
from steelyard.weigh.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Bools, Floats, Ints
    from steelyard.analysis.packages.packages import Limit
    from steelyard.analysis.packages.program import Relaxation
    from steelyard.analysis.packages.several import Unbeaten
    from steelyard.model.model import Model
    from steelyard.weigh.weighing import Weighing

    Solution = Callable[..., Ints]

WITHHELD = "the counterparts are withheld from this copy"
"""Why a copy that was released has no counterpart."""

BEST_FOR = "best for "
"""How the names of the solutions begin that are best for one party."""

SOLUTIONS: dict[str, Solution] = {
    "Nash": bargaining.nash,
    "Kalai-Smorodinsky": bargaining.kalai_smorodinsky,
    "egalitarian": bargaining.egalitarian,
    "greatest sum": bargaining.greatest_sum,
    f"{BEST_FOR}us": partial(bargaining.best_for, 0),
    f"{BEST_FOR}them": partial(bargaining.best_for, 1),
}
"""Every solution of two parties by its name, in the order of the table."""


def solutions_for(model: Model) -> dict[str, Solution]:
    """Every solution by its name: `SOLUTIONS`, and the best for each further counterpart that bargains."""
    further = [
        party.id
        for party, role in zip(model.counterparts[1:], model.roles[1:], strict=True)
        if role is PartyRole.BARGAINS
    ]
    return SOLUTIONS | {
        f"{BEST_FOR}{own}": partial(bargaining.best_for, place) for place, own in enumerate(further, 2)
    }


class Effort(NamedTuple):
    """Bounds on the search for a frontier, for callers that need an answer within some seconds."""

    states: int
    """With more states of the rules than this at one issue, bounds are computed; there is no frontier if many
    rules stay open for long as well."""
    points: int
    """With more points than this at one issue, some are dropped, and the frontier states its gap."""
    thinned: int
    """Number of points that are left then."""
    partial: int = PARTIAL
    """Where three parties or more bargain: with more partial packages the search ends without a frontier."""


class Bargain:
    """All packages of a model, from one viewpoint of our side.

    Worth is in ticks where no other unit is named. Our side and the counterparts with the role *bargains* are
    the parties that bargain; without the counterparts with the role *must consent* there is no deal either.
    The places of parties are counted from our side, which is 0.
    """

    def __init__(self, weighing: Weighing, effort: Effort | None = None) -> None:
        """Prepare the bargain; nothing is computed yet.

        Args:
            weighing: the model from a viewpoint.
            effort: bounds on the search for a frontier; None searches as long as necessary.

        Raises:
            SteelyardError: the model has no counterpart.
        """
        if not weighing.model.counterparts:
            gone = is_withheld(weighing.model, Withheld.COUNTERPART)
            why = WITHHELD if gone else "the model has no counterpart"
            raise SteelyardError(f"{why}, so there is nobody to make a package with")
        self.weighing = weighing
        self.model = weighing.model
        self.effort = effort

    @property
    def issues(self) -> issues.Issues:
        """The issues that a package settles."""
        return issues_of(self.weighing)

    # The parties.

    @property
    def space(self) -> Space:
        """All packages, with their worth to our side and the first counterpart, and the rules."""
        return space_of(self.weighing)

    def _with_role(self, role: PartyRole) -> tuple[int, ...]:
        return tuple(place for place, own in enumerate(self.model.roles, 1) if own is role)

    @cached_property
    def bargaining(self) -> tuple[int, ...]:
        """[n], places of the parties that bargain."""
        return (0, *self._with_role(PartyRole.BARGAINS))

    @cached_property
    def consenting(self) -> tuple[int, ...]:
        """[c], places of the parties that must consent."""
        return self._with_role(PartyRole.MUST_CONSENT)

    def name_of(self, place: int) -> str:
        """The name of a party."""
        return self.model.counterparts[place - 1].id if place else self.model.settings.our_side

    @property
    def choices(self) -> tuple[tuple[Ints, ...], ...]:
        """[p][i][j], worth of every choice to every party."""
        return choices_by_party(self.weighing)

    @property
    def further_parties(self) -> tuple[tuple[Ints, ...], ...]:
        """[q][i][j], worth of every choice to each further counterpart: all but the first."""
        return self.choices[2:]

    @property
    def no_deals(self) -> tuple[int, ...]:
        """[p], what every party gets with no deal."""
        return reservations_by_party(self.weighing)

    @cached_property
    def reservations(self) -> tuple[int, ...]:
        """[n], what each party that bargains gets with no deal."""
        return tuple(self.no_deals[place] for place in self.bargaining)

    @property
    def rounding(self) -> int:
        """Ticks that a package may be short of no deal by rounding, and is accepted all the same."""
        return rounding_of(self.weighing)

    def accepted_by(self, place: int) -> Limit:
        """The limit that allows the packages that a party accepts."""
        return worth_at_least(self.choices[place], acceptance.least(self.no_deals[place], self.rounding))

    def accepts(self, place: int, packages: Ints) -> Bools:
        """[p], whether a party accepts packages, [p, i]."""
        return acceptance.accepted(worth(self.choices[place], packages), self.no_deals[place], self.rounding)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """The limits of the rules, then one for each party that must consent."""
        return (*self.space.limits, *map(self.accepted_by, self.consenting))

    # The frontier.

    def frontiers_by_changes(self, package: Ints, most: int) -> list[Unbeaten]:
        """[c], the frontier of the packages that differ from one on up to c issues, from 0 to `most`.

        Raises:
            TooManyStates: as for `frontier`.
        """
        if len(self.bargaining) == 2:
            space = self.space._replace(limits=self.limits)
            wider = with_changes(space, package, most)
            found = frontier(wider, **self._bounds) if fits(wider) else None
            if found is not None and not found.gap:
                return by_changes(space, of_two(found), most)
        bounds = (near(package, self.space.sizes, changes) for changes in range(most + 1))
        return [self._frontier((*self.limits, bound)) for bound in bounds]

    @property
    def _bounds(self) -> dict[str, int]:
        """The bounds of `effort` on a search for a frontier of two parties."""
        if self.effort is None:
            return {}
        return {"states": self.effort.states, "points": self.effort.points, "thin": self.effort.thinned}

    def _frontier(self, limits: tuple[Limit, ...]) -> Unbeaten:
        """The packages that no other beats, of those that keep these limits.

        Raises:
            TooManyStates: `effort` allows no longer search; three parties or more bargain, and there are too
                many partial packages; or the rules hide the packages (see `frontier`).
        """
        if len(self.bargaining) > 2:
            return self._of_several(limits)
        space, bounds = self.space._replace(limits=limits), self._bounds
        if self.effort is None:  # it may have millions of points
            found = frontier(space)
        else:
            found = remembered_frontier(_content(space, bounds), lambda: frontier(space, **bounds))
        if found is None:
            raise TooManyStates(
                "the rules and consents have too many states at one issue to wait for here; "
                "`steelyard packages FILE` searches for longer"
            )
        return of_two(found)

    def _of_several(self, limits: tuple[Limit, ...]) -> Unbeaten:
        most = self.effort.partial if self.effort else PARTIAL
        found = unbeaten(tuple(self.choices[place] for place in self.bargaining), limits, partial=most)
        if found is None:
            raise TooManyStates(
                f"{len(self.bargaining)} parties bargain, and more than {most:,} partial packages are beaten "
                "by no other, too many to find the exact frontier; give counterparts the role must consent "
                "or is shown, or decide some of the measures and options beforehand"
            )
        return found

    @cached_property
    def frontier(self) -> Unbeaten:
        """The packages that no other beats, of those that keep the rules and have the consents.

        Raises:
            TooManyStates: `effort` allows no longer search; or three parties or more bargain, and there are
                too many partial packages.
        """
        return self._frontier(self.limits)

    @cached_property
    def accepted_frontier(self) -> Unbeaten:
        """The same of the packages that every further counterpart accepts, also one that is shown only."""
        every = [self.accepted_by(place) for place in range(2, len(self.no_deals))]
        return self._frontier((*self.space.limits, *every))

    def zone_of(self, found: Unbeaten) -> Bools:
        """[f], which points of a frontier every party that bargains accepts."""
        return bargaining.acceptable(found.worth, self.reservations, self.rounding)

    @cached_property
    def opens(self) -> bool:
        """Whether all who must accept do accept some package, and one of those who bargain gains by it."""
        if bargaining.better(self.frontier.worth, self.reservations, self.rounding).any():
            return True
        # A frontier that was thinned out may lack the only packages that open the zone.
        return bool(self.frontier.gap) and any(not each.rules for each in self.relaxations)

    @cached_property
    def solutions(self) -> dict[str, list[int]]:
        """The places of every solution on the frontier; several where they tie; without a zone none."""
        front = self.frontier.worth
        return {
            name: solution(front, self.reservations, self.rounding).tolist() if self.opens else []
            for name, solution in solutions_for(self.model).items()
        }

    @cached_property
    def ideals(self) -> tuple[int, ...] | None:
        """[n], the most that each party that bargains gets in the zone of agreement; None without a zone."""
        return (
            bargaining.ideals(self.frontier.worth, self.reservations, self.rounding) if self.opens else None
        )

    def concessions(self, values: Ints) -> Floats:
        """[p, n], how far packages worth [p, n] are from each party's ideal, as a share of its range."""
        if self.ideals is None:
            return np.full(values.shape, np.nan)
        each = zip(values.T, self.ideals, self.reservations, strict=True)
        return np.column_stack([bargaining.concession(*of, self.rounding) for of in each])

    def worth_of(self, package: Ints) -> tuple[int, ...]:
        """[n], worth of one package, [i], to each party that bargains."""
        return tuple(self.worth_to_all(package)[place] for place in self.bargaining)

    def worth_to_all(self, package: Ints) -> tuple[int, ...]:
        """[p], worth of one package, [i], to every party."""
        row = package[np.newaxis]
        return tuple(int(worth(party, row)[0]) for party in self.choices)

    def further_accept(self, packages: Ints) -> Bools:
        """[q, p], which further counterparts accept which packages, [p, i]."""
        rows = [self.accepts(place, packages) for place in range(2, len(self.no_deals))]
        return np.array(rows, dtype=np.bool_).reshape(len(rows), len(packages))

    # What prevents an agreement.

    @property
    def needed(self) -> tuple[int, ...]:
        """Places of the parties without which there is no deal."""
        return (*self.bargaining, *self.consenting)

    @cached_property
    def nearest(self) -> tuple[Ints, int] | None:
        """[p, i], the packages within the rules that lack least for acceptance by all, and what they lack.

        It is the number of ticks that the party lacks that lacks most. None where there are too many partial
        packages to find them.
        """
        front = self.frontier
        if self.consenting:
            values = tuple(self.choices[place] for place in self.needed)
            most = self.effort.partial if self.effort else PARTIAL
            found = unbeaten(values, self.space.limits, partial=most)
            if found is None:
                return None
            front = found
        places, short = bargaining.nearest(front.worth, tuple(self.no_deals[place] for place in self.needed))
        return front.packages[places], short

    @cached_property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """The smallest sets of rules and consents without which a zone of agreement opens.

        The places of a set are those of the rules, and, after them, of the parties that must consent.
        """
        values = tuple(self.choices[place] for place in self.bargaining)
        space = self.space._replace(limits=self.limits)
        rules = tuple(each.rule for each in rule_limits_of(self.weighing))
        consents = range(len(self.model.rules), len(self.model.rules) + len(self.consenting))
        return smallest_relaxations(
            space, values, self.reservations, self.rounding, belongs_to=(*rules, *consents)
        )

    # The proposal: the package on the table.

    @cached_property
    def proposal(self) -> Ints:
        """[i], the proposal."""
        return issues.proposal(self.model, self.issues)

    @cached_property
    def proposal_worth(self) -> tuple[int, ...]:
        """[n], worth of the proposal to each party that bargains."""
        return self.worth_of(self.proposal)

    @cached_property
    def broken(self) -> list[int]:
        """Positions of the rules that the proposal breaks."""
        own = rule_limits_of(self.weighing)
        return sorted({own[place].rule for place in self._missed if place < len(own)})

    @cached_property
    def refusing(self) -> list[int]:
        """Places of the parties that must consent and do not accept the proposal."""
        rules = len(self.space.limits)
        return [self.consenting[place - rules] for place in self._missed if place >= rules]

    @cached_property
    def _missed(self) -> list[int]:
        """Places of the limits that the proposal does not keep."""
        return np.flatnonzero(~kept(self.limits, self.proposal[np.newaxis])[:, 0]).tolist()

    @property
    def allowed(self) -> bool:
        """Whether the proposal keeps the rules and has the consents."""
        return not self._missed

    @cached_property
    def distance(self) -> int:
        """What all that bargain can gain at least: over the frontier, the largest of the smallest gains."""
        return bargaining.distance(self.proposal_worth, self.frontier.worth)

    @cached_property
    def frontier_worths(self) -> frozenset[tuple[int, ...]]:
        """Worth of the packages of the frontier to the parties that bargain."""
        return frozenset(map(tuple, self.frontier.worth.tolist()))

    @property
    def on_frontier(self) -> bool:
        """Whether the proposal keeps the rules, has the consents, and no other such package beats it."""
        return self.allowed and self.proposal_worth in self.frontier_worths

    @cached_property
    def left(self) -> int:
        """The sum of the gains of all that bargain in the best joint improvement on the proposal."""
        gains = self.frontier.worth - np.array(self.proposal_worth)
        return int(gains.sum(axis=1)[(gains >= 0).all(axis=1)].max(initial=0))


def _content(space: Space, bounds: dict[str, int]) -> list[object]:
    """All that a frontier depends on."""
    limits = [
        [limit.issue, sorted(limit.choices), sorted(limit.spends.items()), limit.most]
        for limit in space.limits
    ]
    return [*([choices.tolist() for choices in side] for side in (space.us, space.them)), limits, bounds]


def bargain_of(weighing: Weighing, effort: Effort | None = None) -> Bargain:
    """The bargain of a weighing; called again with the same arguments, it is the same object.

    Args:
        weighing: as for `Bargain`.
        effort: as for `Bargain`.

    Raises:
        SteelyardError: the model has no counterpart.
    """
    return _kept_bargain(weighing, effort)


# A weighing does not keep its bargains itself: a frontier may have millions of points, and the weighings of
# several models are kept. Two, because two viewpoints on one model are often compared.
@remembered(2)
def _kept_bargain(weighing: Weighing, effort: Effort | None) -> Bargain:
    return Bargain(weighing, effort)
