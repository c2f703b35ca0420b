"""The answers as labelled tables, one function a question."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.breakeven import NONE_SUFFICES
from steelyard.analysis.conditions import Verdict
from steelyard.analysis.contributions import exchange_rates, relative_steps
from steelyard.analysis.duels import advantage
from steelyard.weigh.result import Column, Table, Unit
from steelyard.weigh.sentences import VERDICTS, distances, how_firm, tie_shares

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.result import Entry
    from steelyard.weigh.weighing import Weighing

NOTHING = "nothing"
NONE_OF_THEM = "no level"
"""What the break-even level is called where no level suffices."""

OUT_OF_REACH = "no delivery makes it an offer"

_OPTION = Column("option", "option", Unit.TEXT)
_SCENARIO = Column("scenario", "scenario", Unit.TEXT)
_CRITERION = Column("criterion", "criterion", Unit.TEXT)
_MEASURE = Column("measure", "measure", Unit.TEXT)
_NET = Column("net", "net", Unit.POINTS)
_SHARE = Column("share", "share", Unit.SHARE)


def scores(weighing: Weighing) -> Table:
    """Benefit, cost, net, rank, verdict and what is missing, for every scenario and option."""
    model = weighing.model
    return Table(
        "scores",
        "Scores of every option in every scenario",
        (
            _SCENARIO,
            _OPTION,
            Column("benefit", "benefit", Unit.POINTS),
            Column("cost", "cost", Unit.POINTS),
            _NET,
            Column("rank", "rank", Unit.COUNT),
            Column("unlocked", "unlocked", Unit.YES_NO),
            Column("verdict", "verdict", Unit.TEXT),
            Column("missing", "what is missing", Unit.TEXT),
            Column("regret", "regret", Unit.POINTS),
        ),
        tuple(
            (
                scenario.id,
                option.id,
                float(weighing.benefit[o, d]),
                float(weighing.cost[o]),
                float(weighing.net[o, d]),
                int(weighing.ranks[o, d]),
                bool(weighing.unlocked[o, d]),
                VERDICTS[int(weighing.verdicts[o, d])],
                weighing.missing(o, d),
                number(weighing.regret[o, d]),
            )
            for d, scenario in enumerate(weighing.scenarios)
            for o, option in enumerate(model.options)
        ),
        keys=2,
    )


def ranking(weighing: Weighing, scenario: str | None = None) -> Table:
    """The options in one scenario, best first, as Decide shows them."""
    d = weighing.scenario(scenario)
    model = weighing.model
    return Table(
        "ranking",
        f"Ranking in {weighing.scenarios[d].name}",
        (
            _OPTION,
            Column("name", "name", Unit.TEXT),
            Column("rank", "rank", Unit.COUNT),
            Column("benefit", "benefit", Unit.POINTS),
            Column("cost", "cost", Unit.POINTS),
            _NET,
            Column("verdict", "verdict", Unit.TEXT),
            Column("missing", "what is missing", Unit.TEXT),
            Column("how_firm", "how firm", Unit.TEXT),
        ),
        tuple(
            (
                model.options[o].id,
                model.options[o].name,
                int(weighing.ranks[o, d]),
                float(weighing.benefit[o, d]),
                float(weighing.cost[o]),
                float(weighing.net[o, d]),
                VERDICTS[int(weighing.verdicts[o, d])],
                weighing.missing(o, d) or NOTHING,
                how_firm(weighing, d, o),
            )
            for o in np.argsort(weighing.order[:, d]).tolist()
        ),
    )


def expected(weighing: Weighing) -> Table:
    """Expected net and greatest regret of every option; empty where no probabilities are given.

    Both are over the typed scenarios: what follows from the delivery record is no further possibility.
    """
    found, typed = weighing.expected, len(weighing.model.scenarios)
    rows = () if found is None else tuple(
        (option.id, float(found[o]), number(_greatest(weighing.regret[o, :typed])))
        for o, option in enumerate(weighing.model.options)
    )  # fmt: skip
    return Table(
        "expected",
        "Expected net over the scenarios, and the greatest regret among those where the option is unlocked",
        (
            _OPTION,
            Column("expected", "expected net", Unit.POINTS),
            Column("greatest_regret", "greatest regret", Unit.POINTS),
        ),
        rows,
    )


def contributions(weighing: Weighing, scenario: str | None = None) -> Table:
    """Every term of each option's net in one scenario; the terms of a row add up to its net."""
    d = weighing.scenario(scenario)
    terms = weighing.contributions(d)
    criteria = weighing.model.criteria
    return Table(
        "contributions",
        f"Contributions in {weighing.scenarios[d].name}",
        (_OPTION, _NET, *(Column(c, c, Unit.POINTS) for c in criteria)),
        tuple(
            (option.id, float(weighing.net[o, d]), *terms[o].tolist())
            for o, option in enumerate(weighing.model.options)
        ),
    )


def tradeoffs(weighing: Weighing, scenario: str | None = None) -> Table:
    """Points, points for one more step, break-even and tie with the first, by option and criterion."""
    model, d = weighing.model, weighing.scenario(scenario)
    terms, steps = weighing.contributions(d), weighing.step_points(d)
    relative, enough = relative_steps(steps), weighing.break_even(d)
    ties, away = tie_shares(weighing, d), distances(weighing, d)
    count = len(model.measures)
    return Table(
        "tradeoffs",
        f"Trade-offs in {weighing.scenarios[d].name}",
        (
            _OPTION,
            _CRITERION,
            _SHARE,
            Column("level", "level", Unit.TEXT),
            Column("points", "points", Unit.POINTS),
            Column("step", "one more step", Unit.POINTS),
            Column("relative", "relative", Unit.SHARE),
            Column("break_even", "break-even", Unit.TEXT),
            Column("tie_share", "tie share", Unit.SHARE),
            Column("distance", "distance", Unit.SHARE),
        ),
        tuple(
            (
                option.id,
                criterion,
                float(weighing.shares[c]),
                weighing.scenarios[d].levels[c] if c < count else None,
                float(terms[o, c]),
                number(steps[o, c]) if c < count else None,
                number(relative[o, c]) if c < count else None,
                break_even_level(weighing, int(enough[o, c])) if c < count else None,
                number(ties[o, c]),
                number(away[o, c]),
            )
            for o, option in enumerate(model.options)
            for c, criterion in enumerate(model.criteria)
        ),
        keys=2,
    )


def exchange(weighing: Weighing, scenario: str | None = None) -> Table:
    """How many steps of one measure are worth one step of another, for each option."""
    model, d = weighing.model, weighing.scenario(scenario)
    rates = exchange_rates(weighing.step_points(d))
    measures = [measure.id for measure in model.measures]
    return Table(
        "exchange",
        "Steps of a measure (across) that are worth one step of the measure of the row, in "
        f"{weighing.scenarios[d].name}",
        (_OPTION, _MEASURE, *(Column(m, m, Unit.POINTS) for m in measures)),
        tuple(
            (option.id, measure, *(number(rate) for rate in rates[o, m]))
            for o, option in enumerate(model.options)
            for m, measure in enumerate(measures)
        ),
        keys=2,
    )


def duels(weighing: Weighing, scenario: str | None = None) -> Table:
    """Option against option: points gained and lost by criterion, and the share at which the two tie."""
    model, d = weighing.model, weighing.scenario(scenario)
    gains, ties = advantage(weighing.contributions(d)), weighing.tie_weights(d)
    return Table(
        "duels",
        f"Option against option in {weighing.scenarios[d].name}",
        (
            _OPTION,
            Column("against", "against", Unit.TEXT),
            _CRITERION,
            Column("advantage", "advantage", Unit.POINTS),
            _SHARE,
            Column("tie_share", "tie share", Unit.SHARE),
        ),
        tuple(
            (
                first.id,
                second.id,
                criterion,
                float(gains[o, p, c]),
                float(weighing.shares[c]),
                number(ties[o, p, c]),
            )
            for o, first in enumerate(model.options)
            for p, second in enumerate(model.options)
            if o != p
            for c, criterion in enumerate(model.criteria)
        ),
        keys=3,
    )


def stability(weighing: Weighing, scenario: str | None = None) -> Table:
    """How far each share may move, the others in proportion, while the first place stays."""
    model, d = weighing.model, weighing.scenario(scenario)
    intervals = weighing.stability(d)
    first = model.options[weighing.order[:, d].tolist().index(1)].name
    return Table(
        "stability",
        f"Shares between which {first} stays first in {weighing.scenarios[d].name}",
        (
            _CRITERION,
            _SHARE,
            Column("low", "stays first from", Unit.SHARE),
            Column("high", "to", Unit.SHARE),
        ),
        tuple(
            (c, float(weighing.shares[at]), number(intervals[at, 0]), number(intervals[at, 1]))
            for at, c in enumerate(model.criteria)
        ),
    )


def what_it_takes(weighing: Weighing, scenario: str | None = None) -> Table:
    """The cheapest further steps that make each option an offer, in one scenario; in every one by default."""
    model = weighing.model
    asked = range(len(weighing.scenarios)) if scenario is None else [weighing.scenario(scenario)]
    return Table(
        "what_it_takes",
        "The cheapest further steps that make an option an offer",
        (
            _SCENARIO,
            _OPTION,
            Column("verdict", "verdict", Unit.TEXT),
            Column("steps", "further steps", Unit.TEXT),
            Column("count", "steps", Unit.COUNT),
            Column("effort", "cost to the counterpart", Unit.POINTS),
            Column("net", "net after", Unit.POINTS),
        ),
        tuple(
            (
                weighing.scenarios[d].id,
                option.id,
                VERDICTS[int(weighing.verdicts[o, d])],
                *_steps(weighing, o, d),
            )
            for d in asked
            for o, option in enumerate(model.options)
        ),
        keys=2,
    )


def _steps(weighing: Weighing, option: int, scenario: int) -> tuple[Entry, ...]:
    verdict = weighing.verdicts[option, scenario]
    if verdict in (Verdict.OFFER, Verdict.OPENING):
        return (NOTHING, 0, 0.0, float(weighing.net[option, scenario]))
    found = weighing.what_it_takes(option, scenario)
    if found is None:
        return (OUT_OF_REACH, None, None, None)
    model = weighing.model
    moved = np.flatnonzero(found.levels > weighing.levels[:, scenario]).tolist()
    words = ", ".join(f"{model.measures[m].id}: {model.levels[found.levels[m]]}" for m in moved)
    return (words, found.steps, found.effort, found.points - float(weighing.cost[option]))


def positions(weighing: Weighing, scenario: str | None = None) -> Table:
    """Net of every option from every viewpoint in one scenario, and how many stakeholders favour it."""
    model, d = weighing.model, weighing.scenario(scenario)
    nets = viewpoint_nets(weighing, d)
    return Table(
        "positions",
        f"Net by viewpoint in {weighing.scenarios[d].name}",
        (
            _OPTION,
            Column("in_favour", "in favour", Unit.COUNT),
            *(Column(own, name, Unit.POINTS) for own, name in model.viewpoints.items()),
        ),
        tuple((option.id, in_favour(nets[o]), *nets[o].tolist()) for o, option in enumerate(model.options)),
    )


def viewpoint_nets(weighing: Weighing, scenario: int) -> Floats:
    """[o, 1 + s], net from the pooled viewpoint, then from each stakeholder's."""
    shares = np.vstack([weighing.pooled_shares, weighing.stakeholder_shares])
    return (weighing.worth(scenario)[:, np.newaxis, :] * shares).sum(axis=2)


def in_favour(nets: Floats) -> int:
    """How many stakeholders (all but the first viewpoint) see a net of 0 or more."""
    return int((nets[1:] >= -SAME).sum())


def shares(weighing: Weighing) -> Table:
    """Every viewpoint's weights as shares of the one budget."""
    model = weighing.model
    rows = np.vstack([weighing.pooled_shares, weighing.stakeholder_shares])
    return Table(
        "shares",
        "Weights as shares of the one budget",
        (Column("viewpoint", "viewpoint", Unit.TEXT), *(Column(c, c, Unit.SHARE) for c in model.criteria)),
        tuple((name, *row.tolist()) for name, row in zip(model.viewpoints, rows, strict=True)),
    )


def break_even_level(weighing: Weighing, level: int) -> str:
    """Name of a break-even level."""
    return NONE_OF_THEM if level == NONE_SUFFICES else weighing.model.levels[level]


def number(value: float) -> float | None:
    """A number for a table: what does not apply is None, not NaN."""
    return None if math.isnan(value) else float(value)


def _greatest(regrets: Floats) -> float:
    return float("nan") if np.isnan(regrets).all() else float(np.nanmax(regrets))
