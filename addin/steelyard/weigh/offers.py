"""Other packages beside the proposal: joint improvements, the nearest first, and counter-offers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages import bargaining
from steelyard.analysis.packages.nearby import WAYS, improvements_by_changes
from steelyard.analysis.packages.packages import worth

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.several import Unbeaten
    from steelyard.weigh.bargain import Bargain

SOUGHT = 20
"""Joint improvements that are sought: once so many are found, no further changes are tried."""

COUNTERS = 4
"""Changes that a counter-offer makes at most."""

_LOWEST = -(10**18)
"""Ticks below the worth of any package, for a party that need not accept."""


class Improvements(NamedTuple):
    """Packages better than the proposal for one party that bargains and no worse for the others."""

    packages: list[Ints]
    """[i] each, nearest first; of equally many changes, the one with the greatest smallest gain first."""
    beyond: int | None
    """With more changes than this, only packages that no other beats were looked at; None where all were."""


class Counter(NamedTuple):
    """A counter-offer: it changes `changes` issues at most, and those that receive it accept it."""

    changes: int
    package: Ints


def improvements(deal: Bargain, sought: int = SOUGHT) -> Improvements:
    """Packages better than the proposal for one that bargains and no worse for the others, nearest first.

    All packages with one change are looked at, then all with two, and so on, until `sought` improvements are
    found. Where this would take too long, the packages that no other beats come after those that are found.

    Args:
        deal: the bargain.
        sought: how many are sought at least.
    """
    gains = deal.frontier.worth - np.array(deal.proposal_worth)
    unbeaten = deal.frontier.packages[(gains >= 0).all(axis=1) & (gains > 0).any(axis=1)]
    if not len(unbeaten):  # then no package is better
        return Improvements([], None)
    found: list[Ints] = []
    looked, issues = 0, len(deal.proposal)
    values = tuple(deal.choices[place] for place in deal.bargaining)
    for packages in improvements_by_changes(values, deal.limits, deal.proposal, ways=WAYS):
        looked += 1
        found += [*packages[np.argsort(-_least_gains(deal, packages), kind="stable")]]
        if len(found) >= sought:
            return Improvements(found, None)
    if looked == issues:
        return Improvements(found, None)
    changes = (unbeaten != deal.proposal).sum(axis=1)
    order = np.lexsort((-_least_gains(deal, unbeaten), changes))
    found += [*unbeaten[order[changes[order] > looked]]]
    return Improvements(found, looked)


def _least_gains(deal: Bargain, packages: Ints) -> Ints:
    """[p], the smallest of the gains of the parties by each package, [p, i]."""
    parties = zip(deal.bargaining, deal.proposal_worth, strict=True)
    return np.min([worth(deal.choices[place], packages) - now for place, now in parties], axis=0)


class CounterOffers:
    """The counter-offers to a proposal; each frontier near it serves all who make one."""

    def __init__(self, deal: Bargain) -> None:
        """Prepare them; nothing is computed yet."""
        self.deal = deal

    def by(self, maker: int) -> list[Counter]:
        """Counter-offers to the proposal by one party: for each number of changes, the best for it.

        The best counter-offer with n changes is the package that is best for the party that makes it, of all
        packages that change n issues at most, keep the rules, have the consents and are accepted by the other
        parties that bargain. The list ends where a further change makes none better, and at `COUNTERS`
        changes. Where the others accept the proposal as it is, it ends at 0 changes.

        Args:
            maker: place of the party among those that bargain.
        """
        floors = tuple(
            _LOWEST if party == maker else least for party, least in enumerate(self.deal.reservations)
        )
        most = self._best(maker, self.deal.frontier, floors)
        if most is None:
            return []
        if self.deal.allowed and self._accepted(self.deal.proposal_worth, floors):
            return [Counter(0, self.deal.proposal)]
        found: list[Counter] = []
        reached = _LOWEST
        for changes in range(1, COUNTERS + 1):
            front = self.within[changes]
            best = self._best(maker, front, floors)
            if best is not None and best[0] > reached:
                reached = best[0]
                found.append(Counter(changes, front.packages[best[1]]))
            if reached == most[0]:
                break
        return found

    @cached_property
    def within(self) -> list[Unbeaten]:
        """[c], the packages that no other beats, of those that change so many issues at most."""
        return self.deal.frontiers_by_changes(self.deal.proposal, COUNTERS)

    def _best(self, maker: int, front: Unbeaten, floors: tuple[int, ...]) -> tuple[int, int] | None:
        """What the best package for a party is worth to it, and its place; None where none is accepted."""
        places = bargaining.best_for(maker, front.worth, floors, self.deal.rounding)
        return (int(front.worth[places[0], maker]), int(places[0])) if len(places) else None

    def _accepted(self, values: tuple[int, ...], floors: tuple[int, ...]) -> bool:
        return bool(bargaining.acceptable(np.array([values]), floors, self.deal.rounding)[0])
