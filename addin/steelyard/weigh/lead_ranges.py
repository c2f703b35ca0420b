"""What the lead of the first option rests on: how far it falls within the ranges of the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis import leads
from steelyard.analysis.arrays import SAME
from steelyard.analysis.leads import LINEAR, Between
from steelyard.model.key_words import key_words
from steelyard.weigh.conditions import plain_number
from steelyard.weigh.weighing import COST_COUNTS, computed_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.weighing import Weighing

HOLDING = "0"
"""Stands for the zero line where ids of options stand; an id starts with a letter."""

CLEAR, CLEAR_WITHOUT_RANGES = "clear", "clear; the evidence gives no range that it rests on"
HOLDS = "holds against every single judgement's range"
LEVEL = "level as it is"
TOO_SMALL = "no clear winner: less than the resolution"


class Place(NamedTuple):
    """Where a judgement counts."""

    at: tuple[int, ...]
    """Its place in the array of its kind: [s, c], [s], [o, c] or [m, l]."""
    counts: Callable[[float], float] = float
    """What a value of the judgement counts as there; amounts in a unit count in points."""
    typed: Callable[[float], float] = float
    """The value of the judgement that counts as so much."""


class Range(NamedTuple):
    """A judgement with a range that nets depend on; costs and levels in a unit are in points here."""

    key: str
    now: float
    low: float
    high: float
    place: Place
    ends: tuple[tuple[float, float], ...] = ()
    """What the judgement and the ends of its range count as, each with the value as it was typed."""

    @property
    def at(self) -> tuple[int, ...]:
        """Its place in the array of its kind."""
        return self.place.at

    @property
    def kind(self) -> str:
        """The kind of its key; an amount of a level counts as its value."""
        kind = self.key.split("/")[0]
        return "values" if kind == "amounts" else kind

    def typed(self, value: float) -> float:
        """The value of the judgement, as people type it, that counts as so much."""
        return dict(self.ends).get(value, self.place.typed(value))


class Lead(NamedTuple):
    """The lead of the first option over one rival; either may be the current position."""

    first: str
    """Id of the option, or `HOLDING`."""
    rival: str
    points: float
    alone: float
    """The least lead if one judgement moves within its range, and the others stay."""
    key: str
    """That judgement; empty where no judgement with a range makes the lead smaller."""
    now: float
    value: float
    """The end of its range at which the lead is `alone`."""
    level_at: float | None
    """Its value at which the two are level; None where that lies outside the range."""
    together: float
    """The least lead if all judgements move within their ranges together."""
    ranged: bool
    """Whether a range changes it at all."""
    standing: str = ""
    """What that means, in words."""


@computed_once
def ranges(weighing: Weighing) -> tuple[Range, ...]:
    """All judgements with a range that nets from this viewpoint may depend on, in their order."""
    places = dict(_places(weighing))
    found = []
    for key, judgement in weighing.model.judgements.items():
        evidence, at = judgement.evidence, places.get(key)
        if evidence is None or at is None:
            continue
        given = [float(judgement.value or 0.0)]
        given += [float(end) for end in (evidence.low, evidence.high) if end is not None]
        ends = tuple((at.counts(each), each) for each in given)
        (now, _), (low, _), (high, _) = ends[0], min(ends), max(ends)
        if low < high:
            found.append(Range(key, now, low, high, at, ends))
    return tuple(found)


def _places(weighing: Weighing) -> Iterator[tuple[str, Place]]:
    """The keys of all judgements that nets depend on, with their places.

    The ends of scales are left out: all that is typed in their unit depends on them.
    """
    model, chosen = weighing.model, _stakeholders(weighing)
    for s, at in enumerate(chosen):
        stakeholder = model.stakeholders[at].id
        weights = (f"weights/{stakeholder}/{criterion}" for criterion in model.criteria)
        yield from ((key, Place((s, place))) for place, key in enumerate(weights))
        if len(chosen) > 1:
            yield f"influence/{stakeholder}", Place((s,))
    for o, option in enumerate(model.options):
        yield from (
            (f"linkage/{option.id}/{part.id}", Place((o, c))) for c, part in enumerate(model.measures)
        )
        for c, head in enumerate(model.cost_heads, len(model.measures)):
            yield f"costs/{option.id}/{head.id}", Place((o, c), head.points, head.cost)
    for m, measure in enumerate(model.measures):
        # The lowest level is worth 0 and the highest 100, whatever a range says.
        for place, level in enumerate(model.levels[1:-1], 1):
            yield f"values/{measure.id}/{level}", Place((m, place))
            if not measure.values:
                yield (
                    f"amounts/{measure.id}/{level}",
                    Place((m, place), measure.value_of, measure.amount_worth),
                )


def _stakeholders(weighing: Weighing) -> list[int]:
    """Positions of the stakeholders whose weights count from this viewpoint."""
    ids = [part.id for part in weighing.model.stakeholders]
    return [ids.index(weighing.viewpoint)] if weighing.viewpoint in ids else list(range(len(ids)))


def _between(weighing: Weighing, kinds: tuple[str, ...], now: Floats) -> Between:
    """The ends of the ranges of some kinds of judgements; the present values where there is none."""
    low, high = now.copy(), now.copy()
    for each in ranges(weighing):
        if each.kind in kinds:
            low[each.at], high[each.at] = each.low, each.high
    return Between(low, high)


class _Inputs(NamedTuple):
    """The judgements behind all nets in one scenario; the last of the options is to hold, with zeros."""

    weights: Floats
    """[s, c], points."""
    influence: Floats
    """[s], as given."""
    effects: Floats
    """[o + 1, c]"""
    counts: Floats
    """[c]"""
    first: int
    rivals: list[int]
    gaps: Floats
    """[r, c]"""
    by_stakeholder: Floats
    """[r, s]"""
    lead: Floats
    """[r]"""


def _inputs(weighing: Weighing, scenario: int) -> _Inputs:
    chosen, model = _stakeholders(weighing), weighing.model
    weights = np.array([model.stakeholders[s].weights for s in chosen])
    influence = np.array([model.stakeholders[s].influence for s in chosen])
    if len(chosen) == 1:
        influence = np.ones(1)
    effects = np.vstack([weighing.effects, np.zeros(len(model.criteria))])
    heads = np.full(len(model.cost_heads), COST_COUNTS)
    counts = np.concatenate([weighing.delivered[:, scenario], heads]) / 100
    first, rivals = _standing(weighing, scenario)
    gaps = (effects[first] - effects[rivals]) * counts
    shares = weights / weights.sum(axis=1, keepdims=True)
    by_stakeholder = (gaps[:, np.newaxis, :] * shares).sum(axis=2)
    lead = (gaps * weighing.shares).sum(axis=1)
    return _Inputs(weights, influence, effects, counts, first, rivals, gaps, by_stakeholder, lead)


def _standing(weighing: Weighing, scenario: int) -> tuple[int, list[int]]:
    """Position of the first option, or of holding after the last option; and those of all others."""
    options = len(weighing.model.options)
    first = weighing.order[:, scenario].tolist().index(1)
    if weighing.holding_leads(scenario):
        first = options
    return first, [at for at in range(options + 1) if at != first]


class _Moves(NamedTuple):
    """The judgements that could make a lead smaller, each moved alone."""

    ranges: tuple[Range, ...]
    slopes: Floats
    """[r, j]"""
    budgets: Floats
    """[j]"""


def _moves(weighing: Weighing, scenario: int, given: _Inputs) -> _Moves:
    """Every judgement with a range that counts in the scenario, with the slopes of all leads in it."""
    found, slopes, budgets = [], [], []
    heard = given.influence / given.influence.sum()
    of_weights = leads.weight_slopes(given.lead, given.by_stakeholder, given.gaps, heard)
    for each in ranges(weighing):
        slope: Floats = np.zeros(len(given.rivals))
        budget = LINEAR
        match each.kind:
            case "weights":
                slope, budget = of_weights[:, each.at[0], each.at[1]], float(given.weights[each.at[0]].sum())
            case "influence":
                slope, budget = given.by_stakeholder[:, each.at[0]], float(given.influence.sum())
            case "values":
                each, slope = _of_value(weighing, scenario, given, each)  # noqa: PLW2901 - clipped
            case _:
                slope = _of_effect(weighing, given, each)
        if budget is not LINEAR or np.any(slope):
            found.append(each)
            slopes.append(slope)
            budgets.append(budget)
    stacked = np.array(slopes).reshape(len(found), len(given.rivals)).T
    return _Moves(tuple(found), stacked, np.array(budgets))


def _of_effect(weighing: Weighing, given: _Inputs, each: Range) -> Floats:
    option, criterion = each.at
    points = weighing.shares[criterion] * given.counts[criterion]
    if option == given.first:
        return np.full(len(given.rivals), points)
    return np.where(np.array(given.rivals) == option, -points, 0.0)


def _of_value(weighing: Weighing, scenario: int, given: _Inputs, each: Range) -> tuple[Range, Floats]:
    """A value moves no further than to those of the next levels: values never fall from level to level."""
    measure, level = each.at
    near = weighing.values[measure]
    clipped = each._replace(low=max(each.low, near[level - 1]), high=min(each.high, near[level + 1]))
    apart = given.effects[given.first, measure] - given.effects[given.rivals, measure]
    delivered = weighing.levels[measure, scenario] == level
    return clipped, weighing.shares[measure] * apart / 100 * delivered


@computed_once
def leads_within(weighing: Weighing, scenario: int) -> tuple[Lead, ...]:
    """The lead of the first over every rival in one scenario, the options in their order and holding last."""
    given = _inputs(weighing, scenario)
    moves, least = _moves(weighing, scenario, given), _together(weighing, scenario, given)
    now = np.array([each.now for each in moves.ranges])
    ends = np.array([(each.low, each.high) for each in moves.ranges]).reshape(-1, 2)
    low, high = (leads.after(given.lead, moves.slopes, moves.budgets, ends[:, at] - now) for at in (0, 1))
    alone = np.stack([low, high], axis=2)
    ids = [*(option.id for option in weighing.model.options), HOLDING]
    found = []
    for r, rival in enumerate(given.rivals):
        points = float(given.lead[r])
        ranged = bool((np.abs(alone[r] - points) > SAME).any())
        lead = Lead(ids[given.first], ids[rival], points, points, "", 0.0, 0.0, None, float(least[r]), ranged)
        lead = _with_one(lead, moves, alone[r], r)
        found.append(lead._replace(standing=_words(weighing, lead)))
    return tuple(found)


def _with_one(lead: Lead, moves: _Moves, alone: Floats, r: int) -> Lead:
    """The lead with the one judgement that makes it smallest; of equal ones, the first."""
    if not alone.size or alone.min() >= lead.points - SAME:
        return lead
    j, end = divmod(int(np.argmax(alone <= alone.min() + SAME)), 2)
    moved, points = moves.ranges[j], float(alone[j, end])
    level_at = None
    if points <= SAME < lead.points:
        change = leads.to_level(lead.points, float(moves.slopes[r, j]), float(moves.budgets[j]))
        level_at = moved.typed(moved.now + change)
    value = moved.typed((moved.low, moved.high)[end])
    now = moved.typed(moved.now)
    return lead._replace(alone=points, key=moved.key, now=now, value=value, level_at=level_at)


def _together(weighing: Weighing, scenario: int, given: _Inputs) -> Floats:
    """[r], the least lead with all judgements anywhere within their ranges."""
    effects = _between(weighing, ("linkage", "costs"), given.effects)
    values = _between(weighing, ("values",), weighing.values)
    # With its neighbours anywhere in their ranges, a value is at least the lowest ends below it.
    reach = Between(
        np.maximum.accumulate(values.low, axis=1),
        np.minimum.accumulate(values.high[:, ::-1], axis=1)[:, ::-1],
    )
    at = weighing.levels[:, [scenario]]
    heads = given.counts[len(weighing.model.measures) :]
    counts = Between(
        *(np.concatenate([np.take_along_axis(end, at, axis=1)[:, 0] / 100, heads]) for end in reach)
    )
    first = Between(effects.low[given.first], effects.high[given.first])
    rivals = Between(effects.low[given.rivals], effects.high[given.rivals])
    gaps = leads.least_gaps(first, rivals, counts)
    shape = (len(given.rivals), *given.weights.shape)
    weights = _between(weighing, ("weights",), given.weights)
    of_each = leads.least_mean(np.broadcast_to(gaps[:, np.newaxis, :], shape), weights)
    influence = _between(weighing, ("influence",), given.influence)
    heard = Between(influence.low[np.newaxis], influence.high[np.newaxis])
    return leads.least_mean(of_each[:, np.newaxis, :], heard)[:, 0]


def moved(weighing: Weighing, lead: Lead) -> str:
    """The judgement that makes a lead smallest, and where it moves for that, in words."""
    judgement = key_words(weighing.model, lead.key)
    return f"the {judgement} is {plain_number(lead.value)} (now {plain_number(lead.now)})"


def _words(weighing: Weighing, lead: Lead) -> str:
    """What the leads of one rival mean."""
    if lead.points <= SAME:
        return LEVEL
    if lead.alone <= SAME:
        said = "level" if lead.alone >= -SAME else "turns"
        return f"{said} if {moved(weighing, lead)}"
    if lead.points < weighing.model.settings.resolution - SAME:
        return TOO_SMALL
    if lead.together <= SAME:
        return HOLDS
    return CLEAR if lead.ranged else CLEAR_WITHOUT_RANGES
