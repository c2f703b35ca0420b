"""A model from one viewpoint, as arrays: every number is computed once, when it is first needed."""

from __future__ import annotations

from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from steelyard.analysis import contributions, duels, scores, stability
from steelyard.analysis.arrays import SAME
from steelyard.analysis.breakeven import break_even
from steelyard.analysis.conditions import companions, met, own_conditions, unlocked, verdicts
from steelyard.analysis.unlocking.several import Sum, Wanted, cheapest_for_all
from steelyard.model.naming import meant
from steelyard.model.parts import POOLED, THRESHOLD_KINDS, CostHead, RuleKind
from steelyard.weigh import conditions, issues
from steelyard.weigh.remembered import exactly
from steelyard.weigh.trial import trial_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from steelyard.analysis.arrays import Bools, Floats, Ints
    from steelyard.analysis.conditions import Thresholds
    from steelyard.analysis.unlocking.cheapest import Steps
    from steelyard.model.model import Model
    from steelyard.model.parts import Rule, Scenario
    from steelyard.weigh.conditions import Condition
    from steelyard.weigh.trial import TrialWeights

COST_COUNTS = -100.0
"""Value of a cost head in every scenario, so that net is one sum over all criteria."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def computed_once(
    question: Callable[Concatenate[Weighing, Parameters], Answer],
) -> Callable[Concatenate[Weighing, Parameters], Answer]:
    """Let a function of a weighing compute each answer once; the weighing keeps it.

    Every caller gets the same object, so no caller may change it. The arguments must be hashable;
    `remembered` says which of them are the same.
    """

    @wraps(question)
    def answer(weighing: Weighing, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        key = (question, exactly(*args, **kwargs))
        if key not in weighing.answers:
            weighing.answers[key] = question(weighing, *args, **kwargs)
        found: Answer = weighing.answers[key]
        return found

    return answer


class Weighing:
    """A model, a viewpoint, and every number that follows from both.

    The axes have the letters of `steelyard.analysis`: o, m, k, c (measures, then cost heads), d, s, l.
    The model must be valid (see `steelyard.model.checks.require_fit`); it is not checked again.
    """

    def __init__(self, model: Model, viewpoint: str | None = None, *, with_trial: bool = False) -> None:
        """Weigh `model` from a viewpoint.

        Args:
            model: what was judged.
            viewpoint: a stakeholder's id or name, or `POOLED`; None means what Decide shows.
            with_trial: whether the model's trial weights replace the shares of the viewpoint, where they fit.

        Raises:
            UnknownName: no stakeholder has this id or name.
        """
        self.model = model
        self.viewpoint = meant("viewpoint", viewpoint or model.settings.viewpoint, model.viewpoints)
        self.with_trial = with_trial
        self.answers: dict[Hashable, Any] = {}
        """What functions of this weighing have computed; see `computed_once`."""

    def scenario(self, scenario: str | None = None) -> int:
        """Position of the scenario with this id or name; None means what Decide shows.

        Raises:
            UnknownName: no scenario has this id or name.
        """
        names = {each.id: each.name for each in self.scenarios}
        ids = [*names]
        return ids.index(meant("scenario", scenario or self.model.settings.scenario or ids[0], names))

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
        return np.array([measure.worth for measure in self.model.measures])

    @cached_property
    def effects(self) -> Floats:
        """[o, c], linkage, then cost in points."""
        heads = self.model.cost_heads
        costs = [map(CostHead.points, heads, option.costs) for option in self.model.options]
        return np.array(
            [[*option.linkage, *own] for option, own in zip(self.model.options, costs, strict=True)]
        )

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
        """[s], each stakeholder's share of all influence."""
        given = np.array([stakeholder.influence for stakeholder in self.model.stakeholders])
        return given / given.sum()

    @cached_property
    def stakeholder_shares(self) -> Floats:
        """[s, c], each stakeholder's weights as shares of its one budget."""
        return scores.shares(np.array([stakeholder.weights for stakeholder in self.model.stakeholders]))

    @cached_property
    def pooled_shares(self) -> Floats:
        """[c], the stakeholders' shares, averaged by influence."""
        return scores.pooled(self.stakeholder_shares, self.influence)

    @cached_property
    def judged_shares(self) -> Floats:
        """[c], the weights of this viewpoint as shares of the one budget."""
        if self.viewpoint == POOLED:
            return self.pooled_shares
        ids = [stakeholder.id for stakeholder in self.model.stakeholders]
        return self.stakeholder_shares[ids.index(self.viewpoint)]

    @cached_property
    def trial(self) -> TrialWeights:
        """The trial weights of the model, beside the shares of this viewpoint."""
        return trial_of(self.model, self.judged_shares)

    @property
    def on_trial(self) -> bool:
        """Whether results follow trial weights."""
        return self.with_trial and self.trial.in_use

    @cached_property
    def shares(self) -> Floats:
        """[c], the shares that results follow: those of this viewpoint, or those on trial."""
        return self.trial.shares if self.with_trial else self.judged_shares

    @cached_property
    def measure_shares(self) -> Floats:
        """[m], the part of `shares` that belongs to the measures."""
        return self.shares[: len(self.model.measures)]

    @cached_property
    def whole_budget(self) -> Bools:
        """[c], whether the criterion has the whole budget, so that the others have no proportions."""
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
    def whole(self) -> Floats:
        """[o, d], points of each option with all that it requires; `net` where it requires no other."""
        return scores.whole(self.net, self.together)

    @cached_property
    def compared(self) -> Floats:
        """[o, d], points with which a choice is compared: the lesser of `net` and `whole`.

        What an option requires may take from it. It adds nothing, since it could be had without the option.
        """
        return np.minimum(self.net, self.whole)

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
        """[d], 0 for scenarios that follow from the record; None where the model gives no probabilities."""
        given = [scenario.probability for scenario in self.model.scenarios]
        if any(p is None for p in given):
            return None
        return np.array([*given, *(0.0 for _ in self.scenarios[len(given) :])], dtype=float)

    @cached_property
    def stakeholder_costs(self) -> Floats:
        """[s, o], points that each option costs by each stakeholder's own weights."""
        measures = len(self.model.measures)
        return np.array([scores.cost(own[measures:], self.costs) for own in self.stakeholder_shares])

    @cached_property
    def stakeholder_nets(self) -> Floats:
        """[s, o, d], points of each option by each stakeholder's own weights."""
        measures = len(self.model.measures)
        benefits = (
            scores.benefit(own[:measures], self.linkage, self.delivered) for own in self.stakeholder_shares
        )
        return np.array([*map(scores.net, benefits, self.stakeholder_costs)])

    @cached_property
    def stakeholder_wholes(self) -> Floats:
        """[s, o, d], the same of each option with all that it requires."""
        return np.array([scores.whole(nets, self.together) for nets in self.stakeholder_nets])

    # Conditions and verdicts.

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """[r], all conditions of the options; see `steelyard.weigh.conditions.conditions`."""
        return conditions.conditions(self.model)

    @cached_property
    def together(self) -> Bools:
        """[o, o], each option's companions: itself and all that it requires."""
        return companions(conditions.option_pairs(self.model), len(self.model.options))

    @cached_property
    def own_conditions(self) -> Bools:
        """[o, d], whether the option's own rules hold; rules that name another option do not count."""
        thresholds = conditions.thresholds(self.model, self.model.rules)
        ids = [option.id for option in self.model.options]
        consents = conditions.acceptances(self.model.rules)
        rows = [met(self.levels, thresholds), *(~self.worse_off(rule).any(axis=0) for rule in consents)]
        guarded = [ids.index(rule.option) for rule in consents]
        return own_conditions(
            np.vstack(rows), np.concatenate([thresholds.option, np.array(guarded, dtype=int)]), self.blocked
        )

    def worse_off(self, rule: Rule) -> Bools:
        """[s, d], which stakeholders that a rule *accepted by* names do not accept its option in a scenario.

        They accept where it is worth as much to them as holding, with all that it requires, by their own
        weights: trial weights do not count.
        """
        option = [option.id for option in self.model.options].index(rule.option)
        named = np.zeros(len(self.model.stakeholders), dtype=bool)
        named[conditions.named_stakeholders(self.model, rule)] = True
        against: Bools = named[:, np.newaxis] & (self.stakeholder_wholes[:, option] < -SAME)
        return against

    @cached_property
    def blocked(self) -> Bools:
        """[o], whether a cap alone locks the option in every scenario."""
        return conditions.blocked(self.model, self.together)

    @cached_property
    def unlocked(self) -> Bools:
        """[o, d], whether all rules on the option hold."""
        return unlocked(self.own_conditions, self.together)

    @cached_property
    def verdicts(self) -> Ints:
        """[o, d], `steelyard.analysis.conditions.Verdict`."""
        opening = np.array([option.opening for option in self.model.options])
        return verdicts(self.whole, self.unlocked, opening)

    @cached_property
    def condition_met(self) -> Bools:
        """[r, d], whether each of `conditions` holds."""
        threshold = [c for c in self.conditions if c.rule.kind in THRESHOLD_KINDS]
        rows = iter(met(self.levels, conditions.thresholds(self.model, [c.rule for c in threshold])))
        return np.array([self._met(condition, rows) for condition in self.conditions], dtype=bool).reshape(
            len(self.conditions), len(self.scenarios)
        )

    def _met(self, condition: Condition, thresholds_met: Iterator[Bools]) -> Bools:
        rule, scenarios = condition.rule, len(self.scenarios)
        match rule.kind:
            case RuleKind.REQUIRES_OPTION:
                ids = [option.id for option in self.model.options]
                return self.own_conditions[ids.index(condition.subject)]
            case RuleKind.EXCLUDES_OPTION:
                return np.ones(scenarios, dtype=bool)
            case RuleKind.CAP:
                return np.full(scenarios, conditions.within(self.capped_cost(condition), rule))
            case RuleKind.ACCEPTED_BY:
                accepted: Bools = ~np.logical_or.reduce(self.worse_off(rule), axis=0)
                return accepted
            case _:
                return next(thresholds_met)

    def capped_cost(self, condition: Condition) -> float:
        """Cost that the condition's cap limits; 0 for any other kind of rule."""
        if condition.rule.kind is not RuleKind.CAP:
            return 0.0
        return conditions.capped_cost(self.model, condition.rule, self.together)

    def lacks(self, condition: int, scenario: int) -> str:
        """What the condition lacks in the scenario, in words; empty where it holds."""
        if self.condition_met[condition, scenario]:
            return ""
        chosen = self.conditions[condition]
        delivered = self.scenarios[scenario].levels
        found = conditions.Found(self.capped_cost(chosen), self._names_against(chosen, scenario))
        return conditions.lacks(self.model, chosen, delivered, found)

    def _names_against(self, condition: Condition, scenario: int) -> list[str]:
        """Names of the stakeholders that a rule *accepted by* names and that do not accept."""
        if condition.rule.kind is not RuleKind.ACCEPTED_BY:
            return []
        against = np.flatnonzero(self.worse_off(condition.rule)[:, scenario]).tolist()
        return [self.model.stakeholders[at].name for at in against]

    def missing(self, option: int, scenario: int) -> str:
        """All that the option lacks in the scenario, in words; empty where it is unlocked."""
        return "; ".join(self.missing_parts(option, scenario))

    def missing_parts(self, option: int, scenario: int) -> list[str]:
        """The same, each condition that does not hold for itself."""
        option_id = self.model.options[option].id
        waits = [at for at, condition in enumerate(self.conditions) if condition.rule.option == option_id]
        return [*filter(None, (self.lacks(at, scenario) for at in waits))]

    def lacks_in_short(self, condition: int, scenario: int) -> str:
        """The same in as few words as say it; empty where the condition holds."""
        if self.condition_met[condition, scenario]:
            return ""
        chosen, delivered = self.conditions[condition], self.scenarios[scenario].levels
        against = len(self._names_against(chosen, scenario))
        return conditions.lacks_in_short(self.model, chosen, delivered, against)

    def missing_in_short(self, option: int, scenario: int) -> str:
        """What the option lacks in the scenario, in as few words as say it; two conditions are named."""
        option_id = self.model.options[option].id
        waits = [at for at, condition in enumerate(self.conditions) if condition.rule.option == option_id]
        return conditions.listed_in_short(
            [*filter(None, (self.lacks_in_short(at, scenario) for at in waits))]
        )

    # Trade-offs, in one scenario.

    @computed_once
    def worth(self, scenario: int) -> Floats:
        """[o, c], signed points of each option on each criterion at full weight."""
        counts = np.concatenate(
            [self.delivered[:, scenario], np.full(len(self.model.cost_heads), COST_COUNTS)]
        )
        return self.effects * counts / 100

    @computed_once
    def contributions(self, scenario: int) -> Floats:
        """[o, c], every term of net; each row adds up to net."""
        delivered = self.delivered[:, scenario]
        return contributions.contributions(self.shares, self.linkage, self.costs, delivered)

    @computed_once
    def step_points(self, scenario: int) -> Floats:
        """[o, m], points for one more delivery step; NaN at the top."""
        levels = self.levels[:, scenario]
        return contributions.step_points(self.measure_shares, self.linkage, self.values, levels)

    @computed_once
    def break_even(self, scenario: int) -> Ints:
        """[o, m], position of the lowest level at which the whole pays, or `NONE_SUFFICES`."""
        levels = self.levels[:, scenario]
        return break_even(
            self.measure_shares, self.linkage_of_wholes, self.values, levels, self.cost_of_wholes
        )

    @cached_property
    def linkage_of_wholes(self) -> Floats:
        """[o, m], linkages of each option and all that it requires, added up; it may be more than 100."""
        return scores.whole(self.linkage, self.together)

    @cached_property
    def cost_of_wholes(self) -> Floats:
        """[o], points that each option costs with all that it requires."""
        return scores.whole(self.cost[:, np.newaxis], self.together)[:, 0]

    @computed_once
    def tie_weights(self, scenario: int) -> Floats:
        """[o, o, c], share of the criterion at which two options tie; NaN where there is none."""
        return duels.tie_weights(self.shares, self.worth(scenario))

    @computed_once
    def stability(self, scenario: int) -> Floats:
        """[c, 2], lowest and highest share at which the same option, or holding, has the first place."""
        worth = self.worth(scenario)
        return stability.weight_intervals(self.shares, np.vstack([worth, np.zeros_like(worth[:1])]))

    def holding_leads(self, scenario: int) -> bool:
        """Whether every option is worth less than to hold the current position."""
        return bool((self.net[:, scenario] < -SAME).all())

    # The cheapest further steps (the table what_it_takes).

    @cached_property
    def effort(self) -> Floats:
        """[m, l], points that the first counterpart spends until a measure is at a level.

        Without a counterpart every measure costs the same, so that the fewest and smallest steps are best.
        """
        if not self.model.counterparts:
            return self.values / 100
        return -issues.counterpart_points(self.model, self.model.counterparts[0])[0]

    @computed_once
    def what_it_takes(self, option: int, scenario: int) -> Steps | None:
        """The cheapest further steps that make the option's verdict *offer*; None where no steps do."""
        if self.blocked[self.together[option]].any():
            return None
        linked = self.measure_shares * self.linkage_of_wholes[option] / 100
        own = Sum(linked[:, np.newaxis] * self.values, float(self.cost_of_wholes[option]))
        return cheapest_for_all(
            Wanted(
                sums=(own, *self._needs_of_stakeholders(option)),
                levels=self.levels[:, scenario],
                effort=self.effort,
                thresholds=self.thresholds_with_companions(option),
            )
        )

    def _needs_of_stakeholders(self, option: int) -> list[Sum]:
        """What the stakeholders that must accept the option, or another that it requires, need to accept."""
        ids, measures = [option.id for option in self.model.options], len(self.model.measures)
        needs = []
        for rule in conditions.acceptances(self.model.rules):
            guarded = ids.index(rule.option)
            if not self.together[option, guarded]:
                continue
            for s in conditions.named_stakeholders(self.model, rule):
                linked = self.stakeholder_shares[s, :measures] * self.linkage_of_wholes[guarded] / 100
                cost = float(self.stakeholder_costs[s, self.together[guarded]].sum())
                needs.append(Sum(linked[:, np.newaxis] * self.values, cost))
        return needs

    @computed_once
    def thresholds_with_companions(self, option: int) -> Thresholds:
        """The threshold rules on the option and on all options that it requires."""
        ids = {self.model.options[p].id for p in np.flatnonzero(self.together[option]).tolist()}
        return conditions.thresholds(self.model, [rule for rule in self.model.rules if rule.option in ids])
