"""A model seen from one viewpoint, as arrays: every number is computed once, on first asking."""

from __future__ import annotations

import difflib
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis import conditions as logic
from steelyard.analysis import contributions, duels, scores, stability
from steelyard.analysis.arrays import SAME
from steelyard.analysis.breakeven import break_even
from steelyard.analysis.unlocking import cheapest
from steelyard.errors import UnknownName
from steelyard.model.parts import POOLED, RuleKind
from steelyard.weigh import conditions

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Floats, Ints
    from steelyard.analysis.unlocking.cheapest import Steps
    from steelyard.model.model import Model
    from steelyard.model.parts import Scenario
    from steelyard.weigh.conditions import Condition

COST_COUNTS = -100.0
"""Value that a cost head takes in every scenario, so that net is one sum over all criteria."""


class Weighing:
    """The face of the engine: a model, a viewpoint, and what follows.

    Axes as in `steelyard.analysis`: o, m, k, c (measures then cost heads), d, s, l. The model is taken as
    valid (see `steelyard.model.checks.require_fit`).
    """

    def __init__(self, model: Model, viewpoint: str | None = None) -> None:
        """Weigh `model` from `viewpoint`: a stakeholder's id, or `POOLED`; None means what Decide shows.

        Raises:
            UnknownName: no stakeholder has this id.
        """
        self.model = model
        self.viewpoint = known("viewpoint", viewpoint or model.settings.viewpoint, [*model.viewpoints])

    def scenario(self, scenario: str | None = None) -> int:
        """Position of the scenario with this id; None means what Decide shows.

        Raises:
            UnknownName: no scenario has this id.
        """
        ids = [scenario.id for scenario in self.scenarios]
        return ids.index(known("scenario", scenario or self.model.settings.scenario or ids[0], ids))

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """[d], the typed scenarios, then those that follow from the delivery record."""
        return self.model.all_scenarios

    # What was judged, as arrays.

    @cached_property
    def levels(self) -> Ints:
        """[m, d], position of the level that the scenario delivers."""
        place = {level: at for at, level in enumerate(self.model.levels)}
        return np.array([[place[level] for level in scenario.levels] for scenario in self.scenarios]).T

    @cached_property
    def values(self) -> Floats:
        """[m, l], value of each level, 0 to 100."""
        return np.array([measure.values for measure in self.model.measures])

    @cached_property
    def effects(self) -> Floats:
        """[o, c], linkage, then cost."""
        return np.array([[*option.linkage, *option.costs] for option in self.model.options])

    @cached_property
    def linkage(self) -> Floats:
        """[o, m], 0 to 100."""
        return self.effects[:, : len(self.model.measures)]

    @cached_property
    def costs(self) -> Floats:
        """[o, k], 0 to 100."""
        return self.effects[:, len(self.model.measures) :]

    @cached_property
    def influence(self) -> Floats:
        """[s], share of all influence."""
        given = np.array([stakeholder.influence for stakeholder in self.model.stakeholders])
        return given / given.sum()

    @cached_property
    def stakeholder_shares(self) -> Floats:
        """[s, c], each stakeholder's weights as shares of its one budget."""
        return scores.shares(np.array([stakeholder.weights for stakeholder in self.model.stakeholders]))

    @cached_property
    def pooled_shares(self) -> Floats:
        """[c], the stakeholders' shares averaged by influence."""
        return scores.pooled(self.stakeholder_shares, self.influence)

    @cached_property
    def shares(self) -> Floats:
        """[c], the weights of this viewpoint as shares of the one budget."""
        if self.viewpoint == POOLED:
            return self.pooled_shares
        ids = [stakeholder.id for stakeholder in self.model.stakeholders]
        return self.stakeholder_shares[ids.index(self.viewpoint)]

    @cached_property
    def measure_shares(self) -> Floats:
        """[m], the part of `shares` that falls to the measures."""
        return self.shares[: len(self.model.measures)]

    @cached_property
    def whole_budget(self) -> Bools:
        """[c], whether the criterion holds the whole budget, so that the others have no proportions."""
        return 1 - self.shares <= SAME

    @cached_property
    def delivered(self) -> Floats:
        """[m, d], value of the level that the scenario delivers."""
        return np.take_along_axis(self.values, self.levels, axis=1)

    # Scores.

    @cached_property
    def benefit(self) -> Floats:
        """[o, d], points."""
        return scores.benefit(self.measure_shares, self.linkage, self.delivered)

    @cached_property
    def cost(self) -> Floats:
        """[o], points."""
        return scores.cost(self.shares[len(self.model.measures) :], self.costs)

    @cached_property
    def net(self) -> Floats:
        """[o, d], points; holding the current position is 0."""
        return scores.net(self.benefit, self.cost)

    @cached_property
    def ranks(self) -> Ints:
        """[o, d], 1 for the best."""
        return scores.ranks(self.net)

    @cached_property
    def order(self) -> Ints:
        """[o, d], place in a list sorted by rank."""
        return scores.order(self.ranks)

    @cached_property
    def probabilities(self) -> Floats | None:
        """[d], 0 for what follows from the record; or None where the model gives none."""
        given = [scenario.probability for scenario in self.model.scenarios]
        if any(p is None for p in given):
            return None
        return np.array([*given, *(0.0 for _ in self.scenarios[len(given) :])], dtype=float)

    @cached_property
    def expected(self) -> Floats | None:
        """[o], net over the scenarios by probability, or None where the model gives none."""
        return None if self.probabilities is None else scores.expected(self.net, self.probabilities)

    @cached_property
    def regret(self) -> Floats:
        """[o, d], points below the best of the unlocked options and zero; NaN where locked."""
        return scores.regret(self.net, self.unlocked)

    # Conditions and verdicts.

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """[r], all that the options wait for."""
        return conditions.conditions(self.model)

    @cached_property
    def together(self) -> Bools:
        """[o, o], each option's companions: itself and all that it requires."""
        return logic.companions(conditions.option_pairs(self.model), len(self.model.options))

    @cached_property
    def own_conditions(self) -> Bools:
        """[o, d], whether the option's own rules hold, those on other options aside."""
        thresholds = conditions.thresholds(self.model, self.model.rules)
        met = logic.met(self.levels, thresholds)
        return logic.own_conditions(met, thresholds.option, conditions.blocked(self.model, self.together))

    @cached_property
    def unlocked(self) -> Bools:
        """[o, d], whether all rules on the option hold."""
        return logic.unlocked(self.own_conditions, self.together)

    @cached_property
    def verdicts(self) -> Ints:
        """[o, d], `steelyard.analysis.conditions.Verdict`."""
        opening = np.array([option.opening for option in self.model.options])
        return logic.verdicts(self.net, self.unlocked, opening)

    @cached_property
    def condition_met(self) -> Bools:
        """[r, d], whether each of `conditions` holds."""
        threshold = [c for c in self.conditions if c.rule.kind in conditions.THRESHOLD_KINDS]
        met = iter(logic.met(self.levels, conditions.thresholds(self.model, [c.rule for c in threshold])))
        return np.array([self._met(condition, met) for condition in self.conditions], dtype=bool).reshape(
            len(self.conditions), len(self.scenarios)
        )

    def _met(self, condition: Condition, thresholds_met: object) -> Bools:
        rule, scenarios = condition.rule, len(self.scenarios)
        match rule.kind:
            case RuleKind.REQUIRES_OPTION:
                ids = [option.id for option in self.model.options]
                return self.own_conditions[ids.index(condition.subject)]
            case RuleKind.EXCLUDES_OPTION:
                return np.ones(scenarios, dtype=bool)
            case RuleKind.CAP:
                return np.full(scenarios, conditions.within(self.capped_cost(condition), rule))
            case _:
                return next(thresholds_met)  # type: ignore[call-overload]

    def capped_cost(self, condition: Condition) -> float:
        """What stands against the condition's cap; 0 for any other kind."""
        if condition.rule.kind is not RuleKind.CAP:
            return 0.0
        return conditions.capped_cost(self.model, condition.rule, self.together)

    def lacks(self, condition: int, scenario: int) -> str:
        """What the condition misses in the scenario, in words; empty where it holds."""
        if self.condition_met[condition, scenario]:
            return ""
        chosen = self.conditions[condition]
        delivered = self.scenarios[scenario].levels
        return conditions.lacks(self.model, chosen, delivered, self.capped_cost(chosen))

    def missing(self, option: int, scenario: int) -> str:
        """All that the option misses in the scenario, in words; empty where it is unlocked."""
        option_id = self.model.options[option].id
        waits = [at for at, condition in enumerate(self.conditions) if condition.rule.option == option_id]
        return "; ".join(filter(None, (self.lacks(at, scenario) for at in waits)))

    # Trade-offs, in one scenario.

    def worth(self, scenario: int) -> Floats:
        """[o, c], signed points of each option on each criterion at full weight."""
        counts = np.concatenate(
            [self.delivered[:, scenario], np.full(len(self.model.cost_heads), COST_COUNTS)]
        )
        return self.effects * counts / 100

    def contributions(self, scenario: int) -> Floats:
        """[o, c], every term of net; rows add up to net."""
        delivered = self.delivered[:, scenario]
        return contributions.contributions(self.shares, self.linkage, self.costs, delivered)

    def step_points(self, scenario: int) -> Floats:
        """[o, m], points for one more delivery step; NaN at the top."""
        levels = self.levels[:, scenario]
        return contributions.step_points(self.measure_shares, self.linkage, self.values, levels)

    def break_even(self, scenario: int) -> Ints:
        """[o, m], position of the lowest level at which the option pays, or `NONE_SUFFICES`."""
        return break_even(self.measure_shares, self.linkage, self.values, self.levels[:, scenario], self.cost)

    def tie_weights(self, scenario: int) -> Floats:
        """[o, o, c], share of the criterion at which two options tie, or NaN."""
        return duels.tie_weights(self.shares, self.worth(scenario))

    def stability(self, scenario: int) -> Floats:
        """[c, 2], lowest and highest share that keep the first place as it is."""
        return stability.weight_intervals(self.shares, self.worth(scenario))

    # What it takes.

    @cached_property
    def effort(self) -> Floats:
        """[m, l], points that the first counterpart spends to bring a measure to a level.

        Without a counterpart every measure costs the same, so that the fewest, smallest steps win.
        """
        if not self.model.counterparts:
            return self.values / 100
        other = self.model.counterparts[0]
        default = self.values / 100
        curve = np.array([default[m] if effort is None else effort for m, effort in enumerate(other.effort)])
        return 100 * (np.array(other.burden) / other.budget)[:, np.newaxis] * curve

    def what_it_takes(self, option: int, scenario: int) -> Steps | None:
        """The cheapest further steps that make the option's verdict *offer*, or None where none can."""
        needed = np.flatnonzero(self.together[option]).tolist()
        if conditions.blocked(self.model, self.together)[needed].any():
            return None
        ids = {self.model.options[p].id for p in needed}
        return cheapest.cheapest_steps(
            points=(self.measure_shares * self.linkage[option] / 100)[:, np.newaxis] * self.values,
            need=float(self.cost[option]),
            levels=self.levels[:, scenario],
            effort=self.effort,
            thresholds=conditions.thresholds(self.model, [r for r in self.model.rules if r.option in ids]),
        )


def known(what: str, name: str, names: list[str]) -> str:
    """The name, if it is among the names.

    Raises:
        UnknownName: it is not; the message gives the closest first.
    """
    if name not in names:
        near = difflib.get_close_matches(name, names, n=len(names), cutoff=0.0)
        raise UnknownName(what, name, near or names)
    return name
