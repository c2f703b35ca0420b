"""The answers about options and scores as labelled tables, one function for each question."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.breakeven import NONE_SUFFICES
from steelyard.analysis.conditions import Verdict
from steelyard.analysis.contributions import exchange_rates, relative_steps
from steelyard.analysis.duels import advantage
from steelyard.analysis.scores import whole
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.sentences import VERDICTS, distances, how_firm, tie_shares
from steelyard.weigh.standing_offers import expectations, greatest_regret, regret

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing

NOTHING = "nothing"
"""Written where an option lacks nothing."""

NONE_OF_THEM = "no level"
"""Name of the break-even level where no level suffices."""

OUT_OF_REACH = "no delivery makes it an offer"
"""Written in place of further steps where no steps make the option an offer."""

_OPTION = ResultColumn("option", "option", Unit.TEXT, "options")
_SCENARIO = ResultColumn("scenario", "scenario", Unit.TEXT, "all_scenarios")
_CRITERION = ResultColumn("criterion", "criterion", Unit.TEXT, "criteria")
_MEASURE = ResultColumn("measure", "measure", Unit.TEXT, "measures")
_BENEFIT = ResultColumn("benefit", "benefit", Unit.POINTS)
_COST = ResultColumn("cost", "cost", Unit.POINTS)
_NET = ResultColumn("net", "net", Unit.POINTS)
_WHOLE = ResultColumn("whole", "whole", Unit.POINTS)
_OFFERED = ResultColumn("offered", "if offered", Unit.POINTS)
_RANK = ResultColumn("rank", "rank", Unit.COUNT)
_VERDICT = ResultColumn("verdict", "verdict", Unit.TEXT)
_MISSING = ResultColumn("missing", "what is missing", Unit.TEXT)
_SHARE = ResultColumn("share", "share", Unit.SHARE)
_TIE_SHARE = ResultColumn("tie_share", "tie share", Unit.SHARE)

_SCORES = (
    _SCENARIO,
    _OPTION,
    _BENEFIT,
    _COST,
    _NET,
    _WHOLE,
    _RANK,
    ResultColumn("unlocked", "unlocked", Unit.YES_NO),
    _VERDICT,
    _MISSING,
    ResultColumn("regret", "regret", Unit.POINTS),
)

_RANKING = (
    _OPTION,
    ResultColumn("name", "name", Unit.TEXT),
    _RANK,
    _BENEFIT,
    _COST,
    _NET,
    _WHOLE,
    _OFFERED,
    _VERDICT,
    _MISSING,
    ResultColumn("how_firm", "how firm", Unit.TEXT),
)

_TRADEOFFS = (
    _OPTION,
    _CRITERION,
    _SHARE,
    ResultColumn("level", "level", Unit.TEXT),
    ResultColumn("points", "points", Unit.POINTS),
    ResultColumn("step", "one more step", Unit.POINTS),
    ResultColumn("relative", "relative", Unit.SHARE),
    ResultColumn("break_even", "break-even", Unit.TEXT),
    _TIE_SHARE,
    ResultColumn("distance", "distance", Unit.SHARE),
)

_WHAT_IT_TAKES = (
    _SCENARIO,
    _OPTION,
    _VERDICT,
    ResultColumn("steps", "further steps", Unit.TEXT),
    ResultColumn("count", "steps", Unit.COUNT),
    ResultColumn("effort", "cost to the counterpart", Unit.POINTS),
    ResultColumn("net", "net after", Unit.POINTS),
    ResultColumn("whole", "whole after", Unit.POINTS),
    ResultColumn("least", "costs at least", Unit.POINTS),
)


def scores(weighing: Weighing) -> Result:
    """Benefit, cost, net alone and of the whole, rank, verdict and what is missing, in every scenario."""
    model, lost = weighing.model, regret(weighing)
    return Result(
        "scores",
        "Scores of every option in every scenario",
        _SCORES,
        tuple(
            (
                scenario.id,
                option.id,
                float(weighing.benefit[o, d]),
                float(weighing.cost[o]),
                float(weighing.net[o, d]),
                float(weighing.whole[o, d]),
                int(weighing.ranks[o, d]),
                bool(weighing.unlocked[o, d]),
                VERDICTS[int(weighing.verdicts[o, d])],
                weighing.missing(o, d),
                float(lost[o, d]),
            )
            for d, scenario in enumerate(weighing.scenarios)
            for o, option in enumerate(model.options)
        ),
        keys=2,
    )


def ranking(weighing: Weighing, scenario: str | None = None) -> Result:
    """The options in one scenario, best first, as Decide shows them."""
    d = weighing.scenario(scenario)
    model, means = weighing.model, expectations(weighing)
    return Result(
        "ranking",
        f"Ranking in {weighing.scenarios[d].name}",
        _RANKING,
        tuple(
            (
                model.options[o].id,
                model.options[o].name,
                int(weighing.ranks[o, d]),
                float(weighing.benefit[o, d]),
                float(weighing.cost[o]),
                float(weighing.net[o, d]),
                float(weighing.whole[o, d]),
                None if means is None else float(means.offered[o]),
                VERDICTS[int(weighing.verdicts[o, d])],
                weighing.missing(o, d) or NOTHING,
                how_firm(weighing, d, o),
            )
            for o in np.argsort(weighing.order[:, d]).tolist()
        ),
    )


def expected(weighing: Weighing) -> Result:
    """What a standing offer of every option is worth on average; empty where no probabilities are given.

    All is over the typed scenarios. Scenarios that follow from the delivery record have no probability of
    their own.
    """
    means, lost = expectations(weighing), greatest_regret(weighing)
    means_of = np.zeros((0, 3)) if means is None else np.stack(means, axis=1)
    rows = tuple(
        (option.id, *mean, most)
        for option, mean, most in zip(weighing.model.options, means_of.tolist(), lost.tolist(), strict=False)
    )
    return Result(
        "expected",
        "Expected net of a standing offer (holding where it is locked), of a release in every scenario, and "
        "the greatest regret",
        (
            _OPTION,
            _OFFERED,
            ResultColumn("offered_whole", "whole if offered", Unit.POINTS),
            ResultColumn("expected", "if always released", Unit.POINTS),
            ResultColumn("greatest_regret", "greatest regret", Unit.POINTS),
        ),
        rows,
    )


def contributions(weighing: Weighing, scenario: str | None = None) -> Result:
    """Every term of each option's net in one scenario; the terms of a row add up to its net."""
    d = weighing.scenario(scenario)
    terms = weighing.contributions(d)
    return Result(
        "contributions",
        f"Contributions in {weighing.scenarios[d].name}",
        (
            _OPTION,
            _NET,
            *(ResultColumn(c, c, Unit.POINTS, heads="criteria") for c in weighing.model.criteria),
        ),
        tuple(
            (option.id, float(weighing.net[o, d]), *terms[o].tolist())
            for o, option in enumerate(weighing.model.options)
        ),
    )


def tradeoffs(weighing: Weighing, scenario: str | None = None) -> Result:
    """By option and criterion: points, points for one more step, break-even, and tie with the first."""
    model, d = weighing.model, weighing.scenario(scenario)
    terms, steps = weighing.contributions(d), weighing.step_points(d)
    relative, enough = relative_steps(steps), weighing.break_even(d)
    ties, away = tie_shares(weighing, d), distances(weighing, d)
    count = len(model.measures)
    return Result(
        "tradeoffs",
        f"Trade-offs in {weighing.scenarios[d].name}",
        _TRADEOFFS,
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


def exchange(weighing: Weighing, scenario: str | None = None) -> Result:
    """How many steps of one measure are worth one step of another, for each option."""
    model, d = weighing.model, weighing.scenario(scenario)
    rates = _without_nan(exchange_rates(weighing.step_points(d)))
    measures = model.ids("measures")
    return Result(
        "exchange",
        "Steps of a measure (across) that are worth one step of the measure of the row, in "
        f"{weighing.scenarios[d].name}",
        (_OPTION, _MEASURE, *(ResultColumn(m, m, Unit.POINTS, heads="measures") for m in measures)),
        tuple(
            (option.id, measure, *rates[o][m])
            for o, option in enumerate(model.options)
            for m, measure in enumerate(measures)
        ),
        keys=2,
    )


def duels(weighing: Weighing, scenario: str | None = None) -> Result:
    """Option against option: points gained and lost by criterion, and the share at which the two tie."""
    model, d = weighing.model, weighing.scenario(scenario)
    gains, ties = advantage(weighing.contributions(d)).tolist(), _without_nan(weighing.tie_weights(d))
    shares = weighing.shares.tolist()
    return Result(
        "duels",
        f"Option against option in {weighing.scenarios[d].name}",
        (
            _OPTION,
            ResultColumn("against", "against", Unit.TEXT, "options"),
            _CRITERION,
            ResultColumn("advantage", "advantage", Unit.POINTS),
            _SHARE,
            _TIE_SHARE,
        ),
        tuple(
            (first.id, second.id, criterion, gains[o][p][c], shares[c], ties[o][p][c])
            for o, first in enumerate(model.options)
            for p, second in enumerate(model.options)
            if o != p
            for c, criterion in enumerate(model.criteria)
        ),
        keys=3,
    )


def stability(weighing: Weighing, scenario: str | None = None) -> Result:
    """How far each share may change while the first place stays; holding is a rival for it.

    The other shares keep their proportions.
    """
    model, d = weighing.model, weighing.scenario(scenario)
    intervals = weighing.stability(d)
    first = model.options[weighing.order[:, d].tolist().index(1)].name
    if weighing.holding_leads(d):
        first = model.settings.hold
    return Result(
        "stability",
        f"Shares between which {first} stays first in {weighing.scenarios[d].name}",
        (
            _CRITERION,
            _SHARE,
            ResultColumn("low", "stays first from", Unit.SHARE),
            ResultColumn("high", "to", Unit.SHARE),
        ),
        tuple(
            (c, float(weighing.shares[at]), number(intervals[at, 0]), number(intervals[at, 1]))
            for at, c in enumerate(model.criteria)
        ),
    )


def what_it_takes(weighing: Weighing, scenario: str | None = None) -> Result:
    """The cheapest further steps that make each option an offer, in one scenario or, by default, in all."""
    model = weighing.model
    asked = range(len(weighing.scenarios)) if scenario is None else [weighing.scenario(scenario)]
    rows = tuple(
        (weighing.scenarios[d].id, option.id, VERDICTS[int(weighing.verdicts[o, d])], *_steps(weighing, o, d))
        for d in asked
        for o, option in enumerate(model.options)
    )
    title = "The cheapest further steps that make an option an offer"
    ended = sum(row[-1] is not None for row in rows)
    if ended:
        title += (
            f"; in {ended:,} of {len(rows):,} rows they are the cheapest that were found, and no steps cost "
            "less than “costs at least” says"
        )
    return Result("what_it_takes", title, _WHAT_IT_TAKES, rows, keys=2)


def _steps(weighing: Weighing, option: int, scenario: int) -> tuple[ResultValue, ...]:
    verdict = weighing.verdicts[option, scenario]
    if verdict in (Verdict.OFFER, Verdict.OPENING):
        now = float(weighing.net[option, scenario]), float(weighing.whole[option, scenario])
        return (NOTHING, 0, 0.0, *now, None)
    found = weighing.what_it_takes(option, scenario)
    if found is None:
        return (OUT_OF_REACH, None, None, None, None, None)
    model = weighing.model
    moved = np.flatnonzero(found.levels > weighing.levels[:, scenario]).tolist()
    words = ", ".join(f"{model.measures[m].name}: {model.levels[found.levels[m]]}" for m in moved)
    delivered = weighing.values[np.arange(len(model.measures)), found.levels]
    earned = float((weighing.measure_shares * weighing.linkage[option] / 100 * delivered).sum())
    after = earned - float(weighing.cost[option]), found.points - float(weighing.cost_of_wholes[option])
    return (words, found.steps, found.effort, *after, found.least)


def positions(weighing: Weighing, scenario: str | None = None) -> Result:
    """Net of every option from every viewpoint in one scenario, and how many stakeholders favour it."""
    model, d = weighing.model, weighing.scenario(scenario)
    nets, favour = viewpoint_nets(weighing, d), in_favour(weighing, d)
    return Result(
        "positions",
        f"Net by viewpoint in {weighing.scenarios[d].name}",
        (
            _OPTION,
            ResultColumn("in_favour", "in favour", Unit.COUNT),
            *(ResultColumn(own, name, Unit.POINTS) for own, name in model.viewpoints.items()),
        ),
        tuple((option.id, favour[o], *nets[o].tolist()) for o, option in enumerate(model.options)),
    )


def viewpoint_nets(weighing: Weighing, scenario: int) -> Floats:
    """[o, 1 + s], net from the pooled viewpoint, then from each stakeholder's."""
    shares = np.vstack([weighing.pooled_shares, weighing.stakeholder_shares])
    return (weighing.worth(scenario)[:, np.newaxis, :] * shares).sum(axis=2)


def in_favour(weighing: Weighing, scenario: int) -> list[int]:
    """[o], how many stakeholders have a net of 0 or more for the option with all that it requires."""
    of_each = viewpoint_nets(weighing, scenario)[:, 1:]
    counted: list[int] = (whole(of_each, weighing.together) >= -SAME).sum(axis=1).tolist()
    return counted


def shares(weighing: Weighing) -> Result:
    """Every viewpoint's weights as shares of the one budget."""
    model = weighing.model
    rows = np.vstack([weighing.pooled_shares, weighing.stakeholder_shares])
    return Result(
        "shares",
        "Weights as shares of the one budget",
        (
            ResultColumn("viewpoint", "viewpoint", Unit.TEXT),
            *(ResultColumn(c, c, Unit.SHARE, heads="criteria") for c in model.criteria),
        ),
        tuple((name, *row.tolist()) for name, row in zip(model.viewpoints, rows, strict=True)),
    )


def break_even_level(weighing: Weighing, level: int) -> str:
    """Name of a break-even level."""
    return NONE_OF_THEM if level == NONE_SUFFICES else weighing.model.levels[level]


def number(value: float) -> float | None:
    """A number for a result; NaN, which stands for what does not apply, becomes None."""
    return None if math.isnan(value) else float(value)


def _without_nan(values: Floats) -> list[Any]:
    """An array as nested lists, with None in place of NaN."""
    found: list[Any] = np.where(np.isnan(values), None, values).tolist()  # type: ignore[call-overload]
    return found
