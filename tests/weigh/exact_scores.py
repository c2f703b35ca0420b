"""Scores in exact fractions, straight from the definitions, without any of the code that they check."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING

from steelyard.model.parts import POOLED, RuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Measure, Option, Rule

SAME = Fraction(1, 10**9)
ASKING = (RuleKind.REQUIRES, RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST)


def exact(value: float) -> Fraction:
    """A judgement as people wrote it: 0.1 is a tenth."""
    return Fraction(repr(float(value)))


def exact_value(measure: Measure, level: int) -> Fraction:
    """The value of a level: as it was judged, or its amount's part of the way from the first to the last."""
    if measure.values:
        return exact(measure.values[level])
    first, own, last = (exact(measure.amounts[at]) for at in (0, level, -1))
    return 100 * (own - first) / (last - first)


def points(head: CostHead, cost: float) -> Fraction:
    """Points of a cost; in a unit by the line between the two points of the scale around it."""
    if not head.scale:
        return exact(cost)
    low, quarter, half, three_quarters, high = (None if at is None else exact(at) for at in head.scale)
    assert low is not None
    assert high is not None
    half = (low + high) / 2 if half is None else half
    quarter = (low + half) / 2 if quarter is None else quarter
    three_quarters = (half + high) / 2 if three_quarters is None else three_quarters
    whole = (low, quarter, half, three_quarters, high)
    [(below, part), *_] = [
        (at, (exact(cost) - one) / (other - one))
        for at, (one, other) in enumerate(pairwise(whole))
        if min(one, other) <= exact(cost) <= max(one, other)
    ]
    return 25 * (below + part)


class Exact:
    """A model from one viewpoint, in fractions."""

    def __init__(self, model: Model, viewpoint: str = "") -> None:
        self.model = model
        self.viewpoint = viewpoint or model.settings.viewpoint
        self.shares = self._shares()
        self.options = range(len(model.options))
        self.scenarios = range(len(model.all_scenarios))

    def _shares(self) -> list[Fraction]:
        people = [p for p in self.model.stakeholders if self.viewpoint in (POOLED, p.id)]
        influence = [exact(p.influence) if self.viewpoint == POOLED else Fraction(1) for p in people]
        budgets = [[exact(w) for w in p.weights] for p in people]
        return [
            sum((i * b[c] / sum(b) for i, b in zip(influence, budgets, strict=True)), Fraction(0))
            / sum(influence)
            for c in range(len(self.model.criteria))
        ]

    def worth(self, option: int, levels: Sequence[int]) -> list[Fraction]:
        """What the option earns on every criterion at full weight, where measures stand at these levels."""
        part = self.model.options[option]
        earned = [
            exact(linkage) / 100 * exact_value(measure, level)
            for linkage, measure, level in zip(part.linkage, self.model.measures, levels, strict=True)
        ]
        return [
            *earned,
            *(-points(head, cost) for head, cost in zip(self.model.cost_heads, part.costs, strict=True)),
        ]

    def net_at(self, option: int, levels: Sequence[int]) -> Fraction:
        """The net of an option where measures stand at these levels."""
        terms = zip(self.shares, self.worth(option, levels), strict=True)
        return sum((share * worth for share, worth in terms), Fraction(0))

    def levels(self, scenario: int) -> list[int]:
        """Positions of the levels that a scenario delivers."""
        return [self.model.levels.index(level) for level in self.model.all_scenarios[scenario].levels]

    def net(self, option: int, scenario: int) -> Fraction:
        """The net of an option alone."""
        return self.net_at(option, self.levels(scenario))

    def with_required(self, option: int) -> list[int]:
        """The option and everything that it requires, however long the chain."""
        ids = [part.id for part in self.model.options]
        found, ahead = [option], [option]
        while ahead:
            waiting = ids[ahead.pop()]
            for rule in self.model.rules:
                if rule.kind is RuleKind.REQUIRES_OPTION and rule.option == waiting:
                    other = ids.index(rule.subject)
                    if other not in found:
                        found.append(other)
                        ahead.append(other)
        return sorted(found)

    def whole_at(self, option: int, levels: Sequence[int]) -> Fraction:
        """The net of an option and all that it requires, where measures stand at these levels."""
        return sum((self.net_at(p, levels) for p in self.with_required(option)), Fraction(0))

    def whole(self, option: int, scenario: int) -> Fraction:
        """The net of an option with all that it requires."""
        return self.whole_at(option, self.levels(scenario))

    def unlocked_at(self, option: int, levels: Sequence[int]) -> bool:
        """Whether every rule of the option and of all that it requires holds at these levels."""
        return all(
            self._holds(rule, p, levels)
            for p in self.with_required(option)
            for rule in self.model.rules
            if rule.option == self.model.options[p].id
        )

    def _holds(self, rule: Rule, option: int, levels: Sequence[int]) -> bool:
        model = self.model
        if rule.kind in ASKING:
            named = [
                level
                for measure, level in zip(model.measures, levels, strict=True)
                if rule.subject in (("all", measure.group) if rule.kind is not ASKING[0] else (measure.id,))
            ]
            high = sum(level >= model.levels.index(rule.level) for level in named)
            wanted = int(rule.number or 0) if rule.kind is RuleKind.REQUIRES_AT_LEAST else len(named)
            return high >= max(1, wanted)
        if rule.kind is RuleKind.CAP:
            head = [part.id for part in model.cost_heads].index(rule.subject)
            spent = sum(exact(model.options[p].costs[head]) for p in self.with_required(option))
            return spent <= exact(rule.number or 0) + SAME
        if rule.kind is RuleKind.ACCEPTED_BY:
            people = [part.id for part in model.stakeholders if rule.subject in ("all", part.id)]
            return all(Exact(model, own).whole_at(option, levels) >= -SAME for own in people)
        return True

    def unlocked(self, option: int, scenario: int) -> bool:
        """Whether the option is unlocked in a scenario."""
        return self.unlocked_at(option, self.levels(scenario))

    def verdict(self, option: int, scenario: int) -> str:
        """The word of the verdict."""
        if self.model.options[option].opening:
            return "opening"
        pays, free = self.whole(option, scenario) >= -SAME, self.unlocked(option, scenario)
        return {(1, 1): "offer", (1, 0): "not yet", (0, 1): "too dear", (0, 0): "hold"}[pays, free]

    def mean(self, points: Sequence[Fraction]) -> Fraction:
        """The mean of points by scenario over the typed scenarios."""
        chances = [exact(part.probability or 0) for part in self.model.scenarios]
        return sum((p * x for p, x in zip(chances, points, strict=False)), Fraction(0))

    def offered(self, option: int) -> Fraction:
        """What a standing offer of the option alone is worth: its net where unlocked, holding elsewhere."""
        return self.mean(
            [self.net(option, d) if self.unlocked(option, d) else Fraction(0) for d in self.scenarios]
        )

    def gain(self, option: int, scenario: int) -> Fraction:
        """What the choice of the option gains: what it requires takes from it, and never adds."""
        points = min(self.net(option, scenario), self.whole(option, scenario))
        return points if self.unlocked(option, scenario) else Fraction(0)

    def offered_whole(self, option: int) -> Fraction:
        """What a standing offer of the option with all that it requires is worth."""
        return self.mean(
            [self.whole(option, d) if self.unlocked(option, d) else Fraction(0) for d in self.scenarios]
        )

    def regret(self, option: int, scenario: int) -> Fraction:
        """What the choice loses against the best in its place: for an opening, on its own track alone."""
        mine = self.model.options[option]
        rivals = [p for p in self.options if p != option]
        instead = [p for p in rivals if not mine.opening or _one_track(mine, self.model.options[p])]
        best = max([Fraction(0), *(self.gain(p, scenario) for p in (option, *instead))])
        return best - self.gain(option, scenario)

    def break_even(self, option: int, measure: int, scenario: int) -> int:
        """Position of the lowest level of a measure at which the whole pays, or −1; the others stay."""
        for level in range(len(self.model.levels)):
            levels = self.levels(scenario)
            levels[measure] = level
            if self.whole_at(option, levels) >= -SAME:
                return level
        return -1

    def offers(self, option: int, scenario: int) -> Iterator[tuple[int, ...]]:
        """All levels, no lower than in the scenario, at which the option is unlocked and the whole pays."""
        now = self.levels(scenario)
        for levels in product(*(range(level, len(self.model.levels)) for level in now)):
            if self.unlocked_at(option, levels) and self.whole_at(option, levels) >= -SAME:
                yield levels


def _one_track(one: Option, other: Option) -> bool:
    return one.track != "" and one.track == other.track
