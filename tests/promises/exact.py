"""Drawn models with shares of thirds, sevenths and the like, and their packages in exact fractions.

What a party has with no deal is what some package gives it, exactly. The worth of other packages differs from
that by far more than rounding can, so that exact fractions say who accepts what.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from steelyard.model.model import Model
from steelyard.model.parts import (
    CostHead,
    Counterpart,
    Measure,
    Option,
    PartyRole,
    Rule,
    RuleKind,
    Scenario,
    Settings,
    Stakeholder,
    Step,
    StepKind,
)
from steelyard.weigh import issues
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rng = np.random.Generator

    Worth = tuple[tuple[Fraction, ...], ...]

LEVELS = ("none", "partial", "full")
PARTIAL = (10, 33, 40, 70)
EFFORTS = (0.0, 0.25, 0.3, 0.7)
SPREAD = Fraction(1, 10_000)
"""Points by which the worths of two packages differ at least, unless they are equal."""

Thing = TypeVar("Thing")


class Case(NamedTuple):
    """A model, and what is exact about its packages."""

    model: Model
    packages: list[tuple[int, ...]]
    """Every package, whether the rules allow it or not."""
    worth: list[tuple[Fraction, ...]]
    """By package, the points that it gives our side, then each counterpart."""
    no_deal: tuple[Fraction, ...]
    """Points that our side, then each counterpart, has with no deal."""

    def accepted(self, package: int, party: int) -> bool:
        """Whether a party gets at least what it has with no deal."""
        return self.worth[package][party] >= self.no_deal[party]


def case(seed: int, *, plan: bool = False, roles: bool = False) -> Case:
    """One of a long row of cases; the last package of no deal is tabled.

    Further counterparts must consent, as they have reservation values; with `roles`, their roles are drawn.
    """
    rng = np.random.default_rng(seed)
    model = _drawn(rng, plan=plan)
    if roles:
        model = _with_roles(np.random.default_rng([seed, 1]), model)
    choices = exact_choices(model)
    packages = list(product(*(range(len(issue)) for issue in choices[0])))
    worth = [tuple(_worth(party, package) for party in choices) for package in packages]
    chosen = [int(rng.integers(len(packages))) for _ in choices]
    if seed % 2:  # one package gives every party just what it has with no deal
        chosen = [chosen[0]] * len(chosen)
    no_deal = tuple(worth[at][party] for party, at in enumerate(chosen))
    return Case(_with_no_deal(model, no_deal, packages[chosen[0]]), packages, worth, no_deal)


def exact_choices(model: Model) -> list[Worth]:
    """[p][i][j], points that every choice is worth to our side, then to each counterpart."""
    shares, heads = exact_shares(model), len(model.measures)
    ours = [
        tuple(shares[m] * Fraction(str(value)) for value in measure.worth)
        for m, measure in enumerate(model.measures)
    ]
    costs = [
        -sum((shares[heads + k] * Fraction(str(cost)) for k, cost in enumerate(option.costs)), Fraction(0))
        for option in model.options
    ]
    sides = [_by_track(model, ours, costs)]
    for party in model.counterparts:
        budget = sum(map(Fraction, (*party.worth, *party.burden)), Fraction(0))
        burdens = [
            tuple(
                -100 * Fraction(burden) / budget * Fraction(str(part))
                for part in curve or [value / 100 for value in measure.worth]
            )
            for burden, curve, measure in zip(party.burden, party.effort, model.measures, strict=True)
        ]
        worth = [100 * Fraction(points) / budget for points in party.worth]
        sides.append(_by_track(model, burdens, worth))
    return sides


def exact_shares(model: Model) -> list[Fraction]:
    """[m + k], the pooled shares: each stakeholder's own shares, weighted by influence."""
    influence = sum((Fraction(each.influence) for each in model.stakeholders), Fraction(0))
    return [
        sum(
            (
                Fraction(each.influence)
                / influence
                * Fraction(each.weights[criterion])
                / sum(map(Fraction, each.weights), Fraction(0))
                for each in model.stakeholders
            ),
            Fraction(0),
        )
        for criterion in range(len(model.criteria))
    ]


def _by_track(model: Model, measures: Sequence[tuple[Fraction, ...]], options: Sequence[Fraction]) -> Worth:
    tracks = issues.issues(model).tracks
    return (*measures, *((Fraction(0), *(options[o] for o in track)) for track in tracks))


def _worth(choices: Worth, package: tuple[int, ...]) -> Fraction:
    return sum((issue[choice] for issue, choice in zip(choices, package, strict=True)), Fraction(0))


def _with_no_deal(model: Model, no_deal: tuple[Fraction, ...], tabled: tuple[int, ...]) -> Model:
    """The model with these reservation values, written as a float is, and with a tabled package."""
    ours, *theirs = map(float, no_deal)
    offered = {model.options[o].id for o in issues.issues(model).offered(np.array(tabled))}
    return model.replace(
        settings=Settings(title="Exact", reservation=ours, future=model.settings.future),
        measures=tuple(
            Measure(id=each.id, name=each.name, values=each.values, asked=LEVELS[level])
            for each, level in zip(model.measures, tabled, strict=False)
        ),
        options=tuple(
            Option(
                id=each.id,
                name=each.name,
                linkage=each.linkage,
                costs=each.costs,
                track=each.track,
                snapback=each.snapback,
                offered=each.id in offered,
            )
            for each in model.options
        ),
        counterparts=tuple(
            Counterpart(
                id=each.id,
                worth=each.worth,
                burden=each.burden,
                effort=each.effort,
                reservation=least,
                role=each.role,
            )
            for each, least in zip(model.counterparts, theirs, strict=True)
        ),
    )


def _with_roles(rng: Rng, model: Model) -> Model:
    first, *others = model.counterparts
    drawn = (replace(each, role=str(rng.choice(list(PartyRole)))) for each in others)
    return model.replace(counterparts=(first, *drawn))


def _drawn(rng: Rng, *, plan: bool) -> Model:
    measures, heads, options = (int(rng.integers(1, most)) for most in (4, 3, 5))
    names = [f"m{m}" for m in range(measures)], [f"o{o}" for o in range(options)]
    return Model(
        settings=Settings(title="Exact"),
        levels=LEVELS,
        measures=tuple(
            Measure(id=name, name=f"Measure {name}", values=(0.0, float(rng.choice(PARTIAL)), 100.0))
            for name in names[0]
        ),
        cost_heads=tuple(CostHead(id=f"k{k}", name=f"Head {k}") for k in range(heads)),
        options=tuple(
            Option(
                id=name,
                name=f"Option {name}",
                linkage=(50.0,) * measures,
                costs=_numbers(rng, heads, 5, 100),
                track="both" if o > 1 else "",
                snapback=float(rng.choice([0.0, 0.3, 0.5])),
            )
            for o, name in enumerate(names[1])
        ),
        stakeholders=tuple(
            Stakeholder(
                id=f"s{s}",
                name=f"Stakeholder {s}",
                influence=float(s + 1),
                weights=_numbers(rng, measures + heads, 1, 9),
            )
            for s in range(int(rng.integers(1, 3)))
        ),
        scenarios=(Scenario(id="now", name="Now", levels=("partial",) * measures),),
        rules=_rules(rng, names),
        counterparts=tuple(
            Counterpart(
                id=f"p{p}",
                worth=_numbers(rng, options, 1, 9),
                burden=_numbers(rng, measures, 1, 9),
                effort=tuple(
                    (0.0, float(rng.choice(EFFORTS)), 1.0) if rng.random() < 0.5 else None
                    for _ in range(measures)
                ),
            )
            for p in range(int(rng.integers(1, 4)))
        ),
        plan=_plan(rng, names) if plan else (),
    )


def _numbers(rng: Rng, count: int, low: int, high: int) -> tuple[float, ...]:
    return tuple(map(float, rng.integers(low, high + 1, count).tolist()))


def _rules(rng: Rng, names: tuple[list[str], list[str]]) -> tuple[Rule, ...]:
    """Conditions on delivery, some of which stand in the way of every deal."""
    return tuple(
        Rule(
            id=f"r{r}",
            option=str(rng.choice(names[1])),
            kind=RuleKind.REQUIRES,
            subject=str(rng.choice(names[0])),
            level=str(rng.choice(LEVELS[1:])),
        )
        for r in range(int(rng.integers(0, 4)))
    )


def _plan(rng: Rng, names: tuple[list[str], list[str]]) -> tuple[Step, ...]:
    """Every measure in two steps, and every option, in any phases."""
    steps = [("measure", name, level) for name in names[0] for level in LEVELS[1:]]
    steps += [("option", name, "") for name in names[1]]
    phases = sorted(rng.integers(1, 4, len(steps)).tolist())
    return tuple(
        Step(id=f"t{at}", phase=phase, kind=StepKind(kind), item=item, level=level)
        for at, (phase, (kind, item, level)) in enumerate(zip(phases, steps, strict=True))
    )


def weighed(case: Case) -> Weighing:
    """The model of a case from the viewpoint of all stakeholders together."""
    return Weighing(case.model)
