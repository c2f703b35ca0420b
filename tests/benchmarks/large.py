"""Models of any size, the same for the same size: what the benchmarks of scale build and score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.model.checks import require_fit
from steelyard.model.model import Model
from steelyard.model.parts import (
    DEFAULT_SCALE,
    CostHead,
    Counterpart,
    Evidence,
    Measure,
    Option,
    Rule,
    RuleKind,
    Scenario,
    Settings,
    Stakeholder,
    Step,
    StepKind,
)

LEVELS = tuple(DEFAULT_SCALE)


class Size(NamedTuple):
    """How many of each kind of part."""

    options: int
    measures: int
    scenarios: int
    stakeholders: int
    cost_heads: int = 5

    def __str__(self) -> str:
        return f"{self.options} x {self.measures} x {self.scenarios} x {self.stakeholders}"


def model(size: Size) -> Model:
    """A sound model: two rules an option, four groups of measures, a plan of all options, some evidence."""
    rng = np.random.default_rng(20190617)
    measures = tuple(
        Measure(
            id=f"measure-{m + 1}",
            name=f"Measure {m + 1}",
            values=tuple(DEFAULT_SCALE.values()),
            group=f"group-{m % 4 + 1}",
        )
        for m in range(size.measures)
    )
    heads = tuple(CostHead(id=f"cost-{k + 1}", name=f"Cost head {k + 1}") for k in range(size.cost_heads))
    options = tuple(
        Option(
            id=f"option-{o + 1}",
            name=f"Option {o + 1}",
            linkage=_whole(rng, size.measures, 100),
            costs=_whole(rng, size.cost_heads, 60),
            track=f"track-{o // 3 + 1}",
        )
        for o in range(size.options)
    )
    return require_fit(
        Model(
            settings=Settings(title=f"A model of {size}", scenario="scenario-1"),
            measures=measures,
            cost_heads=heads,
            options=options,
            stakeholders=tuple(
                Stakeholder(
                    id=f"stakeholder-{s + 1}",
                    name=f"Stakeholder {s + 1}",
                    weights=_whole(rng, size.measures + size.cost_heads, 30, least=1),
                    influence=float(rng.integers(1, 10)),
                )
                for s in range(size.stakeholders)
            ),
            scenarios=tuple(
                Scenario(
                    id=f"scenario-{d + 1}",
                    name=f"Scenario {d + 1}",
                    levels=tuple(LEVELS[level] for level in rng.integers(0, len(LEVELS), size.measures)),
                )
                for d in range(size.scenarios)
            ),
            rules=tuple(rule for o, option in enumerate(options) for rule in _rules(o, option, measures)),
            counterparts=(
                Counterpart(
                    id="counterpart",
                    worth=_whole(rng, size.options, 30),
                    burden=_whole(rng, size.measures, 30, least=1),
                ),
            ),
            plan=tuple(
                Step(id=f"step-{o + 1}", phase=o % 5 + 1, kind=StepKind.OPTION, item=option.id)
                for o, option in enumerate(options)
            ),
            evidence=tuple(
                Evidence(
                    key=f"linkage/{option.id}/*", source="A note", author="Somebody", confidence="medium"
                )
                for option in options
            ),
        ),
        str(size),
    )


def _whole(rng: np.random.Generator, count: int, most: int, least: int = 0) -> tuple[float, ...]:
    return tuple(float(value) for value in rng.integers(least, most, count, endpoint=True))


def _rules(o: int, option: Option, measures: tuple[Measure, ...]) -> tuple[Rule, ...]:
    measure = measures[o % len(measures)]
    return (
        Rule(
            id=f"rule-{2 * o + 1}",
            option=option.id,
            kind=RuleKind.REQUIRES,
            subject=measure.id,
            level="partial",
        ),
        Rule(
            id=f"rule-{2 * o + 2}",
            option=option.id,
            kind=RuleKind.REQUIRES_AT_LEAST,
            subject=measure.group,
            level="implemented",
            number=1.0,
        ),
    )
