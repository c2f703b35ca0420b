"""Zone, frontier, solutions, offers and what is in the way agree with exact fractions, whatever the roles.

Every package of a drawn model is looked at. Further counterparts bargain, must consent or are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises.exact import SPREAD, Case, case, weighed

from steelyard.analysis.packages.packages import TICKS, kept
from steelyard.model.parts import PartyRole
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.offers import COUNTERS, CounterOffers, improvements
from steelyard.weigh.package_results import concessions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

seeds = st.integers(0, 10**6)

NEAR = SPREAD / 2
"""Points by which what the engine finds may differ from the exact best; other packages differ by more."""


@dataclass(frozen=True)
class Exactly:
    """What full enumeration in exact fractions says of a drawn case."""

    drawn: Case

    @cached_property
    def deal(self) -> Bargain:
        """What the engine says."""
        return Bargain(weighed(self.drawn))

    @cached_property
    def bargaining(self) -> list[int]:
        """The parties that bargain."""
        roles = self.drawn.model.roles
        return [0, *(p for p, role in enumerate(roles, 1) if role is PartyRole.BARGAINS)]

    @cached_property
    def consenting(self) -> list[int]:
        """The parties that must consent."""
        return [p for p, role in enumerate(self.drawn.model.roles, 1) if role is PartyRole.MUST_CONSENT]

    @cached_property
    def rules_kept(self) -> np.ndarray:
        """[r, p], which rules each package keeps."""
        return kept(self.deal.space.limits, np.array(self.drawn.packages))

    @cached_property
    def may(self) -> list[int]:
        """The packages that keep the rules and have the consents."""
        held = np.flatnonzero(self.rules_kept.all(axis=0)).tolist()
        return [at for at in held if all(self.drawn.accepted(at, p) for p in self.consenting)]

    @cached_property
    def zone(self) -> list[int]:
        """Those of them that all who bargain accept."""
        return [at for at in self.may if all(self.drawn.accepted(at, p) for p in self.bargaining)]

    def gains(self, at: int) -> list[Fraction]:
        """What a package gives each party that bargains above no deal."""
        return [self.drawn.worth[at][p] - self.drawn.no_deal[p] for p in self.bargaining]

    def opens(self, packages: Iterable[int]) -> bool:
        """Whether all who bargain accept one of these packages, and one of them gains."""
        return any(min(gains) >= 0 and max(gains) > 0 for gains in map(self.gains, packages))

    def place(self, package: np.ndarray) -> int:
        """The place of a package."""
        return self.drawn.packages.index(tuple(package.tolist()))


def require_zone(exact: Exactly) -> None:
    """The zone is open where it is, and the frontier has every package that no other beats."""
    deal, worth = exact.deal, exact.drawn.worth
    assert deal.opens == exact.opens(exact.may)
    found = [exact.place(package) for package in deal.frontier.packages]
    assert set(found) <= set(exact.may)
    for inside, at in zip(deal.zone_of(deal.frontier).tolist(), found, strict=True):
        assert inside == (at in exact.zone)
    points = {tuple(worth[at][p] for p in exact.bargaining) for at in exact.may}
    unbeaten = {p for p in points if not any(o != p and all(map(_no_less, o, p)) for o in points)}
    assert unbeaten <= {tuple(worth[at][p] for p in exact.bargaining) for at in found}
    for at in found:  # rounding may keep a package that another is as good as for one party, no other
        mine = [worth[at][p] for p in exact.bargaining]
        assert not any(all(a > b for a, b in zip(o, mine, strict=True)) for o in points)


def _no_less(one: Fraction, other: Fraction) -> bool:
    return one >= other


def require_solutions(exact: Exactly) -> None:
    """Every solution is the best by its definition; there are none where no zone is open."""
    deal, gains = exact.deal, {at: exact.gains(at) for at in exact.zone}
    if not exact.opens(exact.may):
        assert not any(deal.solutions.values())
        assert deal.ideals is None
        return
    ideals = [max(column) for column in zip(*gains.values(), strict=True)]
    assert deal.ideals is not None
    for ideal, party, gain in zip(deal.ideals, exact.bargaining, ideals, strict=True):
        assert abs(Fraction(ideal, TICKS) - exact.drawn.no_deal[party] - gain) < NEAR
    counted = [n for n, ideal in enumerate(ideals) if ideal]
    value: dict[str, Callable[[list[Fraction]], Fraction]] = {
        "Nash": lambda gain: Fraction(prod(gain)),
        "Kalai-Smorodinsky": lambda gain: min(gain[n] / ideals[n] for n in counted),
        "egalitarian": min,
        "greatest sum": lambda gain: sum(gain, Fraction(0)),
        "best for us": lambda gain: gain[0],
        "best for them": lambda gain: gain[1],
    }
    for n, party in enumerate(exact.bargaining[2:], 2):
        value[f"best for p{party - 1}"] = lambda gain, n=n: gain[n]  # type: ignore[misc]
    assert deal.solutions.keys() == value.keys()
    for name, places in deal.solutions.items():
        best = max(map(value[name], gains.values()))
        # A product of gains of up to 200 points, each off by rounding.
        near = NEAR * (200 ** (len(exact.bargaining) - 1) if name == "Nash" else 1)
        assert places
        for at in places:
            found = value[name](gains[exact.place(deal.frontier.packages[at])])
            assert best - found < near, name


def require_counter_offers(exact: Exactly) -> None:
    """A counter-offer is the best for its maker of those that the others accept."""
    counters = CounterOffers(exact.deal)
    for maker, party in enumerate(exact.bargaining):
        others = [p for p in exact.bargaining if p != party]
        may = [at for at in exact.may if all(exact.drawn.accepted(at, p) for p in others)]
        changes = {at: int((np.array(exact.drawn.packages[at]) != exact.deal.proposal).sum()) for at in may}
        found = counters.by(maker)
        reached: list[Fraction] = []
        for counter in found:
            best = max(exact.drawn.worth[at][party] for at in may if changes[at] <= counter.changes)
            here = exact.place(counter.package)
            assert here in may
            assert changes[here] <= counter.changes
            assert abs(exact.drawn.worth[here][party] - best) < NEAR
            reached.append(best)
        if found and found[-1].changes:
            last = max(exact.drawn.worth[at][party] for at in may if changes[at] <= COUNTERS)
            assert abs(last - reached[-1]) < NEAR
        assert bool(found) == any(count <= COUNTERS for count in changes.values())


def require_what_is_in_the_way(exact: Exactly) -> None:
    """The smallest sets of rules and consents, and the packages that lack least."""
    drawn, deal = exact.drawn, exact.deal
    consents = [[drawn.accepted(at, p) for at in range(len(drawn.packages))] for p in exact.consenting]
    every = np.array([*exact.rules_kept.tolist(), *consents], dtype=np.bool_)
    every = every.reshape(len(every), len(drawn.packages))
    broken = {
        tuple(np.flatnonzero(~every[:, at]).tolist())
        for at in range(len(drawn.packages))
        if exact.opens([at])
    }
    fewest = min(map(len, broken), default=0)
    wanted = [each for each in broken if len(each) == fewest]
    if not exact.opens(exact.may):
        assert [each.rules for each in deal.relaxations] == sorted(wanted)
    held = np.flatnonzero(exact.rules_kept.all(axis=0)).tolist()
    needed = (*exact.bargaining, *exact.consenting)
    lacks = {at: max(drawn.no_deal[p] - drawn.worth[at][p] for p in needed) for at in held}
    assert deal.nearest is not None
    packages, short = deal.nearest
    assert len(packages) == 0 or abs(Fraction(short, TICKS) - min(lacks.values())) < NEAR
    for package in packages:
        assert lacks[exact.place(package)] - min(lacks.values()) < NEAR
    assert bool(len(packages)) == bool(lacks)


def require_improvements(exact: Exactly) -> None:
    """All packages better than the tabled one, nearest first; in whole ticks, as the engine states."""
    deal = exact.deal
    gains = {
        at: np.subtract(deal.worth_of(np.array(exact.drawn.packages[at])), deal.proposal_worth)
        for at in exact.may
    }
    wanted = {at for at, gain in gains.items() if (gain >= 0).all() and (gain > 0).any()}
    found = improvements(deal, 3)
    places = [exact.place(package) for package in found.packages]
    changes = [int((package != deal.proposal).sum()) for package in found.packages]
    assert found.beyond is None
    assert changes == sorted(changes)
    assert len(set(places)) == len(places)
    assert set(places) <= wanted
    nearer = {
        at
        for at in wanted
        if (np.array(exact.drawn.packages[at]) != deal.proposal).sum() <= max(changes, default=0)
    }
    assert set(places) == (nearer if len(wanted) >= 3 else wanted)


def require_concessions(exact: Exactly) -> None:
    """Shares of the range from no deal to the best in the zone; none without a zone."""
    shares = exact.deal.concessions(
        np.array([exact.deal.worth_of(np.array(p)) for p in exact.drawn.packages])
    )
    opened = exact.opens(exact.may)
    for n, party in enumerate(exact.bargaining):
        ideal = max((exact.gains(at)[n] for at in exact.zone), default=Fraction(0)) if opened else Fraction(0)
        assert np.isnan(shares[:, n]).all() == (ideal <= 0)
        for share, points in zip(shares[:, n].tolist(), exact.drawn.worth, strict=True):
            if ideal > 0:
                wanted = 1 - (points[party] - exact.drawn.no_deal[party]) / ideal
                assert share == pytest.approx(float(min(max(wanted, Fraction(0)), Fraction(1))), abs=1e-3)
    for row in concessions(exact.deal.weighing).rows:
        assert row[-1] is None or 0 <= float(str(row[-1])) <= 1


CHECKS = (
    require_zone,
    require_solutions,
    require_counter_offers,
    require_what_is_in_the_way,
    require_improvements,
    require_concessions,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@given(seeds)
def test_answers_are_those_of_full_enumeration(check: Callable[[Exactly], None], seed: int) -> None:
    check(Exactly(case(seed, roles=seed % 3 > 0)))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_answers_are_those_of_full_enumeration_in_thousands_of_models(block: int) -> None:
    for seed in range(200 * block, 200 * (block + 1)):
        exact = Exactly(case(seed, roles=seed % 3 > 0))
        for check in CHECKS:
            check(exact)


def test_the_drawn_models_ask_every_question() -> None:
    """Two, three and four parties bargain, consents decide, and zones are open and shut."""
    exact = [Exactly(case(seed, roles=seed % 3 > 0)) for seed in range(120)]
    assert {2, 3, 4} <= {len(each.bargaining) for each in exact}
    held = [np.flatnonzero(each.rules_kept.all(axis=0)).tolist() for each in exact]
    decided = [
        each.opens(all_held) != each.opens(each.may) for each, all_held in zip(exact, held, strict=True)
    ]
    assert sum(decided) > 5
    assert 20 < sum(each.opens(each.may) for each in exact) < 100


def test_what_further_counterparts_accept_is_the_frontier_of_what_they_accept() -> None:
    for seed in range(40):
        exact = Exactly(case(seed, roles=True))
        drawn, deal = exact.drawn, exact.deal
        further = range(2, len(drawn.no_deal))
        found = deal.further_accept(np.array(drawn.packages))
        assert found.tolist() == [
            [drawn.accepted(at, p) for at in range(len(drawn.packages))] for p in further
        ]
        held = np.flatnonzero(exact.rules_kept.all(axis=0)).tolist()
        accepted = [at for at in held if all(drawn.accepted(at, p) for p in further)]
        front = [exact.place(package) for package in deal.accepted_frontier.packages]
        assert set(front) <= set(accepted)
        assert bool(front) == bool(accepted)
