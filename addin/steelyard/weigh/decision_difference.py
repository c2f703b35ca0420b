"""What lies between two versions of a decision: what the edits did to it, and which edit caused what.

Only options and scenarios that both versions have are compared; the others came or went by an edit. Both
versions are seen from the same viewpoint.
"""

from __future__ import annotations

import math
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.attribution import MOST_EXACT, Shares, drawn_shares, shapley, smallest_sets
from steelyard.analysis.conditions import Verdict
from steelyard.model.difference import Difference
from steelyard.model.parts import POOLED
from steelyard.weigh.sentences import VERDICTS
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.difference import Edit
    from steelyard.model.model import Model

WEIGHED = 2_000
"""Models that are weighed at most, unless the caller says otherwise; some seconds."""

HOLDING = ""
"""Stands for the zero line where an option's id stands."""


class Outcome(NamedTuple):
    """A version, or one between both, as far as it is compared."""

    net: Floats
    """[o, d]."""
    places: Ints
    """[o, d], 1 for the best of all options of this version."""
    verdicts: tuple[tuple[str, ...], ...]
    """[o][d], sign and word."""
    first: tuple[str, ...]
    """[d], id of the option in the first place, of several level ones the first in the order of the sheets;
    `HOLDING` where none earns anything."""


class Cause(NamedTuple):
    """Something that is not as it was, and the smallest sets of edits that make it so by themselves."""

    scenario: str
    about: str
    """Id of the option; empty for the first place."""
    was: str
    now: str
    sets: tuple[tuple[str, ...], ...]
    """Keys of edits, the smallest sets first."""
    every: bool
    """Whether these are all of the smallest sets; otherwise there may be more, or smaller ones."""


class Largest(NamedTuple):
    """The number that moved most, of one for each option and scenario."""

    points: float
    option: str
    """Id."""
    scenario: str
    """Id."""


class DecisionDifference:
    """Two versions of a decision, every number computed once."""

    def __init__(
        self, old: Model, new: Model, viewpoint: str | None = None, *, weighed: int = WEIGHED
    ) -> None:
        """Compare two versions; both must be valid.

        Args:
            old: the earlier version.
            new: the later one.
            viewpoint: a stakeholder of both versions; None means what Decide shows in the later one, or all
                stakeholders where the earlier one does not have that stakeholder.
            weighed: about how many models may be weighed. Up to so many, every set of edits is; beyond, some
                orders of the edits are drawn.
        """
        self.weighed = weighed
        self.difference = Difference(old, new)
        chosen = viewpoint or new.settings.viewpoint
        self.viewpoint = chosen if chosen in old.viewpoints and chosen in new.viewpoints else POOLED
        self.outcomes: dict[frozenset[int], Outcome] = {}

    @property
    def old(self) -> Model:
        """The earlier version."""
        return self.difference.old

    @property
    def new(self) -> Model:
        """The later version."""
        return self.difference.new

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """[e], the edits that may change a result."""
        return self.difference.edits

    @cached_property
    def options(self) -> tuple[str, ...]:
        """[o], ids of the options that both versions have, in the order of the later one."""
        before = {option.id for option in self.old.options}
        return tuple(option.id for option in self.new.options if option.id in before)

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """[d], ids of the scenarios that both versions have, in the order of the later one."""
        before = {scenario.id for scenario in self.old.all_scenarios}
        return tuple(scenario.id for scenario in self.new.all_scenarios if scenario.id in before)

    def with_edits(self, edits: frozenset[int]) -> Outcome:
        """The outcome of the earlier version with these edits, by their places."""
        if edits not in self.outcomes:
            self.outcomes[edits] = self._outcome(self.difference.made([self.edits[at].key for at in edits]))
        return self.outcomes[edits]

    @cached_property
    def weighings(self) -> tuple[Weighing, Weighing] | None:
        """Both versions, each with the names of the later one; None where one cannot be weighed."""
        models = self.difference.made(()), self.new
        if not all(map(_can_be_weighed, models)):
            return None
        before, after = (Weighing(model, self.viewpoint) for model in models)
        return before, after

    @cached_property
    def before(self) -> Outcome:
        """The outcome of the earlier version."""
        return self.with_edits(frozenset())

    @cached_property
    def after(self) -> Outcome:
        """The outcome of the later version."""
        return self.with_edits(frozenset(range(len(self.edits))))

    @property
    def exact(self) -> bool:
        """Whether every set of edits is weighed, so that shares and causes are exact."""
        return len(self.edits) <= MOST_EXACT and 1 << len(self.edits) <= self.weighed

    @cached_property
    def shares(self) -> Shares:
        """[e, o · d], the share of each edit in the change of each net value."""
        count = len(self.edits)
        if self.exact:
            return Shares(shapley(np.array([self._nets(edits) for edits in self._every_set()])), None)
        return drawn_shares(count, self._nets, pairs=max(2, self.weighed // (2 * count)))

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """First places and verdicts that are not as they were, each with the sets of edits that suffice."""
        return tuple(self._causes())

    def largest(self, moved: Floats) -> Largest | None:
        """Of numbers for each option and scenario, [o · d], the one that moved most; None where none did."""
        if not moved.size or abs(moved[at := int(np.abs(moved).argmax())]) <= SAME:
            return None
        option, scenario = divmod(at, len(self.scenarios))
        return Largest(float(moved[at]), self.options[option], self.scenarios[scenario])

    def _outcome(self, model: Model) -> Outcome:
        if not _can_be_weighed(model):
            return self._nothing_offered()
        viewpoint = self.viewpoint if self.viewpoint in model.viewpoints else POOLED
        weighing = Weighing(model, viewpoint)
        options = {option.id: at for at, option in enumerate(model.options)}
        scenarios = {scenario.id: at for at, scenario in enumerate(weighing.scenarios)}
        if not all(own in scenarios for own in self.scenarios):  # the record of a version may be gone
            return self._nothing_offered()
        rows, columns = [options[own] for own in self.options], [scenarios[own] for own in self.scenarios]
        held = np.ix_(rows, columns)
        words = np.array(VERDICTS)[weighing.verdicts[held].astype(int)]
        best, ids = weighing.net.max(axis=0), [*options]
        leaders = [ids[at] for at in weighing.ranks.argmin(axis=0).tolist()]
        first = [leaders[at] if best[at] > SAME else HOLDING for at in columns]
        return Outcome(
            weighing.net[held], weighing.ranks[held], tuple(map(tuple, words.tolist())), tuple(first)
        )

    def _nothing_offered(self) -> Outcome:
        """The outcome of a version that cannot be weighed as both versions can: every net is 0."""
        shape = (len(self.options), len(self.scenarios))
        hold = ((VERDICTS[Verdict.HOLD],) * shape[1],) * shape[0]
        return Outcome(np.zeros(shape), np.ones(shape, dtype=np.int64), hold, (HOLDING,) * shape[1])

    def _nets(self, edits: frozenset[int]) -> Floats:
        return self.with_edits(edits).net.ravel()

    def _every_set(self) -> list[frozenset[int]]:
        """[2^e], by the number of the set; see `attribution`."""
        count = len(self.edits)
        return [frozenset(at for at in range(count) if each >> at & 1) for each in range(1 << count)]

    def _causes(self) -> Iterator[Cause]:
        before, after = self.before, self.after
        for d, scenario in enumerate(self.scenarios):
            if before.first[d] != after.first[d]:
                suffices = partial(_has_first, d, after.first[d])
                yield Cause(scenario, "", before.first[d], after.first[d], *self._sets(suffices))
        for d, scenario in enumerate(self.scenarios):
            for o, option in enumerate(self.options):
                was, now = before.verdicts[o][d], after.verdicts[o][d]
                if was != now:
                    yield Cause(scenario, option, was, now, *self._sets(partial(_has_verdict, o, d, now)))

    def _sets(self, holds: Callable[[Outcome], bool]) -> tuple[tuple[tuple[str, ...], ...], bool]:
        """The smallest sets of edits with which something holds, and whether they are all of them.

        With many edits, sets of one and of two edits are tried; where none suffices, edits are taken from the
        set of all, one after the other, as long as the rest suffices.
        """
        if self.exact:
            found = smallest_sets(np.array([holds(self.with_edits(each)) for each in self._every_set()]))
            return tuple(tuple(self.edits[at].key for at in each) for each in found), True
        count = len(self.edits)
        for size in (1, 2):
            if math.comb(count, size) > self.weighed:
                break
            tried = combinations(range(count), size)
            few = [each for each in tried if holds(self.with_edits(frozenset(each)))]
            if few:
                return tuple(tuple(self.edits[at].key for at in each) for each in few), False
        left = frozenset(range(count))
        for at in range(count):
            if holds(self.with_edits(left - {at})):
                left -= {at}
        return (tuple(self.edits[at].key for at in sorted(left)),), False


def _can_be_weighed(model: Model) -> bool:
    """Whether there is something to weigh, and somebody who weighs it; a version between two may lack it."""
    parts = (model.options, model.measures, model.stakeholders, model.all_scenarios)
    weights = all(any(each.weights) for each in model.stakeholders)
    return all(map(len, parts)) and weights and any(each.influence for each in model.stakeholders)


def _has_first(scenario: int, option: str, found: Outcome) -> bool:
    return found.first[scenario] == option


def _has_verdict(option: int, scenario: int, verdict: str, found: Outcome) -> bool:
    return found.verdicts[option][scenario] == verdict
