"""Leads within the ranges of the evidence are those that exact fractions find at the ends of ranges."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from promises.generated import generated
from weigh.exact_scores import Exact

from steelyard.model.checks import check, errors
from steelyard.model.model import Model
from steelyard.model.parts import (
    CostHead,
    Evidence,
    Measure,
    Option,
    Scenario,
    Settings,
    Stakeholder,
)
from steelyard.weigh.lead_ranges import (
    CLEAR,
    CLEAR_WITHOUT_RANGES,
    HOLDING,
    HOLDS,
    LEVEL,
    TOO_SMALL,
    leads_within,
    ranges,
)
from steelyard.weigh.lead_results import leads, said
from steelyard.weigh.sentences import lead
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Iterator

NEAR = 1e-8
MOST = 7
"""Ranges that a drawn model has at most: every end of all of them is tried together."""

FEW, MANY = range(7000, 7025), range(20_000, 22_000)
INSIDE = (Fraction(1, 7), Fraction(1, 2), Fraction(9, 10))


class Drawn(NamedTuple):
    """A model with ranges, and their ends by key: no value of a level passes its neighbours."""

    model: Model
    ends: dict[str, tuple[float, float]]


def drawn(seed: int) -> Drawn:
    """The generated model of this number, with ranges for some judgements that count in its scenario."""
    rng, model = np.random.default_rng([seed, 2]), generated(seed)
    levels = Weighing(model).levels[:, 0].tolist()
    inner = {
        f"{'values' if measure.values else 'amounts'}/{measure.id}/{model.levels[level]}"
        for measure, level in zip(model.measures, levels, strict=True)
        if 0 < level < len(model.levels) - 1
    }
    keys = [
        key
        for key in model.values
        if key.split("/")[0] in ("weights", "influence", "linkage", "costs") or key in inner
    ]
    chosen = [str(key) for key in rng.permutation(keys)[: int(rng.integers(1, MOST + 1))]]
    evidence, ends = [], {}
    for key in chosen:
        now = float(model.values[key])  # type: ignore[arg-type]
        lowest, highest = _bounds(model, key)
        step = (highest - lowest) / 100
        low = max(lowest, now - step * float(rng.integers(0, 40)))
        high = min(highest, now + step * float(rng.integers(0, 40)))
        low, high = min(low, now), max(high, now)
        evidence.append(Evidence(key=key, low=low, high=high))
        ends[key] = _clipped(model, key, low, high)
    return Drawn(model.replace(evidence=tuple(evidence)), ends)


def _bounds(model: Model, key: str) -> tuple[float, float]:
    """What a judgement can be; in the unit of a cost head or of a measure where it has one."""
    kind, *path = key.split("/")
    amounts = [
        *(head.scale for head in model.cost_heads if kind == "costs" and head.id == path[-1]),
        *(measure.amounts for measure in model.measures if kind == "amounts" and measure.id == path[0]),
    ]
    ends = [end for each in amounts if each for end in (each[0], each[-1]) if end is not None]
    return (min(ends), max(ends)) if ends else (0.0, 100.0)


def _clipped(model: Model, key: str, low: float, high: float) -> tuple[float, float]:
    kind, *path = key.split("/")
    if kind not in ("values", "amounts"):
        return low, high
    [measure] = [part for part in model.measures if part.id == path[0]]
    level = model.levels.index(path[1])
    along = measure.values if kind == "values" else measure.amounts
    below, above = sorted((along[level - 1], along[level + 1]))
    return max(low, below), min(high, above)


def gap(model: Model, viewpoint: str, first: str, rival: str) -> Fraction | None:
    """The lead in the first scenario; None where a budget is empty, so that there are no shares."""
    if not sum(part.influence for part in model.stakeholders) or not all(
        sum(part.weights) for part in model.stakeholders
    ):
        return None
    weighed = Exact(model, viewpoint)
    ids = [part.id for part in model.options]
    nets = {HOLDING: Fraction(0)} | {own: weighed.net(at, 0) for at, own in enumerate(ids)}
    return nets[first] - nets[rival]


def moved(model: Model, values: dict[str, float]) -> Model:
    """The model with other values."""
    for key, value in values.items():
        model = model.replace_value(key, value)
    return model


def corners(ends: dict[str, tuple[float, float]]) -> Iterator[dict[str, float]]:
    """Every choice of one end for each judgement."""
    for chosen in product(*ends.values()):
        yield dict(zip(ends, chosen, strict=True))


def near(end: float, value: float) -> bool:
    """Whether this is the end, up to the rounding of floats; ends of a range in a unit may be large."""
    return abs(end - value) <= 1e-9 * max(1.0, abs(end))


def compare(seed: int) -> None:
    """Compare the leads of one drawn model with what all ends of all ranges give."""
    model, ends = drawn(seed)
    weighing = Weighing(model)
    view = weighing.viewpoint
    for each in leads_within(weighing, 0):
        pair = view, each.first, each.rival
        assert each.points == pytest.approx(float(gap(model, *pair) or 0), abs=NEAR)
        singles = {
            (key, end): gap(moved(model, {key: end}), *pair) for key, both in ends.items() for end in both
        }
        least = min(float(points) for points in singles.values() if points is not None)
        assert each.alone == pytest.approx(min(least, each.points), abs=NEAR)
        if each.key:
            moved_to = [
                gain for (key, end), gain in singles.items() if key == each.key and near(end, each.value)
            ]
            assert moved_to[0] == pytest.approx(each.alone, abs=NEAR)
        if each.level_at is not None:
            there = gap(moved(model, {each.key: each.level_at}), *pair)
            assert there == pytest.approx(0.0, abs=NEAR)
        every = [
            points for corner in corners(ends) if (points := gap(moved(model, corner), *pair)) is not None
        ]
        assert each.together == pytest.approx(float(min(every)), abs=NEAR)
        inside = {key: float(low + part * (high - low)) for (key, (low, high)), part in _parts(ends)}
        assert each.together <= float(gap(moved(model, inside), *pair) or 0) + NEAR


def _parts(ends: dict[str, tuple[float, float]]) -> Iterator[tuple[tuple[str, tuple[float, float]], float]]:
    for at, item in enumerate(ends.items()):
        yield item, float(INSIDE[at % len(INSIDE)])


@pytest.mark.drawn
@pytest.mark.parametrize("seed", FEW)
def test_leads_of_drawn_models_fall_as_far_as_some_end_takes_them(seed: int) -> None:
    compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_leads_of_many_more_drawn_models_fall_as_far_as_some_end_takes_them(seed: int) -> None:
    compare(seed)


# Models by hand. Ann's shares are a half for aid and a half for money, unless said otherwise.


def model(
    *effects: tuple[float, float], evidence: tuple[Evidence, ...] = (), resolution: float = 1.0
) -> Model:
    """Options by their linkage and cost, under one measure that is delivered in full and one cost head."""
    return Model(
        settings=Settings(title="Leads", hold="Waiting", resolution=resolution),
        levels=("none", "part", "full"),
        measures=(Measure(id="aid", name="Aid", values=(0.0, 50.0, 100.0)),),
        cost_heads=(CostHead(id="money", name="Money"),),
        options=tuple(
            Option(id=f"o{at}", name=f"Option {at}", linkage=(linkage,), costs=(cost,))
            for at, (linkage, cost) in enumerate(effects, 1)
        ),
        stakeholders=(Stakeholder(id="Ann", name="Ann", weights=(50.0, 50.0)),),
        scenarios=(Scenario(id="all-in", name="All in", levels=("full",)),),
        evidence=evidence,
    )


def standings(of: Model) -> dict[str, str]:
    """What is said of every rival."""
    assert not errors(check(of))
    return {each.rival: each.standing for each in leads_within(Weighing(of), 0)}


def test_a_lead_above_the_resolution_turns_within_one_range() -> None:
    """Ahead by 5, five times the resolution; at the low end of one linkage the second leads by 5."""
    range_ = Evidence(key="linkage/o1/aid", low=40.0, high=65.0)
    found = model((60, 20), (50, 20), evidence=(range_,))
    assert lead(Weighing(found), 0) == "Option 1 leads Option 2 by 5.0 points: a clear lead (resolution 1.0)."
    [second, holding] = leads_within(Weighing(found), 0)
    assert (second.points, second.alone, second.together) == pytest.approx((5.0, -5.0, -5.0))
    assert (second.key, second.now, second.value) == ("linkage/o1/aid", 60.0, 40.0)
    assert second.level_at == pytest.approx(50.0)
    assert second.standing == "turns if the linkage of Option 1 to Aid is 40 (now 60)"
    assert holding.standing == CLEAR
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: the lead turns if the linkage of Option 1 to Aid is 40 (now 60); "
        "then Option 2 leads by 5.0 points."
    )


def test_a_lead_that_no_single_range_turns_may_turn_if_all_move() -> None:
    both = (Evidence(key="linkage/o1/aid", low=52.0), Evidence(key="linkage/o2/aid", high=58.0))
    found = model((60, 20), (50, 20), evidence=both)
    assert standings(found) == {"o2": HOLDS, HOLDING: CLEAR}
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: the lead holds against every single judgement's range; "
        "if all move together, at worst Option 2 leads by 3.0 points."
    )


def test_a_lead_is_clear_where_all_ranges_together_do_not_turn_it() -> None:
    found = model((60, 20), (50, 20), evidence=(Evidence(key="linkage/o1/aid", low=55.0),))
    assert standings(found) == {"o2": CLEAR, HOLDING: CLEAR}
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: the lead is clear: it is at least 2.5 points if all judgements move within "
        "their ranges."
    )


def test_a_lead_without_any_range_is_not_said_to_have_withstood_them() -> None:
    found = model((60, 20), (50, 20))
    assert standings(found) == {"o2": CLEAR_WITHOUT_RANGES, HOLDING: CLEAR_WITHOUT_RANGES}
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: there is none for anything that this lead rests on."
    )


def test_a_range_of_what_does_not_count_here_is_none() -> None:
    """The level is not delivered in the scenario, and the last level is worth 100 whatever is said of it."""
    ranged = (Evidence(key="values/aid/part", low=10.0), Evidence(key="values/aid/full", low=10.0))
    found = model((60, 20), (50, 20), evidence=ranged)
    assert standings(found) == {"o2": CLEAR_WITHOUT_RANGES, HOLDING: CLEAR_WITHOUT_RANGES}


def test_a_lead_below_the_resolution_is_no_clear_one_although_nothing_turns_it() -> None:
    found = model((60, 20), (59, 20), evidence=(Evidence(key="linkage/o1/aid", low=59.5),))
    assert standings(found)["o2"] == TOO_SMALL
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: the lead holds, but is no clear one: it is at least 0.3 points if all "
        "judgements move within their ranges."
    )


def test_a_range_that_ends_where_both_are_level_turns_nothing() -> None:
    found = model((60, 20), (50, 20), evidence=(Evidence(key="linkage/o1/aid", low=50.0),))
    assert standings(found)["o2"] == "level if the linkage of Option 1 to Aid is 50 (now 60)"
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: Option 2 is level if the linkage of Option 1 to Aid is 50 (now 60)."
    )


def test_holding_is_a_rival_that_a_range_may_put_first() -> None:
    """Ahead of the second by 20 in every case, and of holding by 5 only."""
    found = model((40, 30), (20, 50), evidence=(Evidence(key="costs/o1/money", high=50.0),))
    assert standings(found)[HOLDING] == "turns if the cost of Option 1 on Money is 50 (now 30)"
    assert said(Weighing(found), 0).endswith("then Waiting leads by 5.0 points.")


def test_where_every_option_loses_holding_is_first_and_a_range_may_end_that() -> None:
    found = model((40, 50), (20, 50), evidence=(Evidence(key="costs/o1/money", low=20.0),))
    assert [each.first for each in leads_within(Weighing(found), 0)] == [HOLDING, HOLDING]
    assert standings(found)["o1"] == "turns if the cost of Option 1 on Money is 20 (now 50)"
    assert said(Weighing(found), 0).endswith("then Option 1 leads by 10.0 points.")


def test_options_that_are_level_need_no_range_to_turn() -> None:
    found = model((60, 20), (60, 20), evidence=(Evidence(key="linkage/o1/aid", low=50.0),))
    assert standings(found)["o2"] == LEVEL
    assert said(Weighing(found), 0) == (
        "Ranges of the evidence: Option 1 and Option 2 are level before anything moves."
    )


def test_a_weight_may_not_take_the_whole_budget_away() -> None:
    """With a weight of 0 for all that counts, there would be no shares; that end is passed over."""
    alone = model((60, 20), (50, 20), evidence=(Evidence(key="weights/Ann/aid", low=0.0),))
    people = (Stakeholder(id="Ann", name="Ann", weights=(50.0, 0.0)),)
    [second, _] = leads_within(Weighing(alone.replace(stakeholders=people)), 0)
    assert (second.points, second.alone, second.together) == pytest.approx((10.0, 10.0, 10.0))


def test_a_range_that_only_adds_to_the_lead_is_a_range_all_the_same() -> None:
    found = model((60, 20), (50, 20), evidence=(Evidence(key="linkage/o1/aid", high=80.0),))
    assert standings(found) == {"o2": CLEAR, HOLDING: CLEAR}


def test_values_that_move_together_reach_further_than_one_alone() -> None:
    """Part is worth at most 60 while half is; together they rise to 90."""
    levels = ("none", "part", "half", "full")
    ranged = (Evidence(key="values/aid/part", high=90.0), Evidence(key="values/aid/half", high=95.0))
    found = model((60, 20), (50, 12), evidence=ranged).replace(
        levels=levels,
        measures=(Measure(id="aid", name="Aid", values=(0.0, 50.0, 60.0, 100.0)),),
        scenarios=(Scenario(id="all-in", name="All in", levels=("part",)),),
    )
    [first, _] = leads_within(Weighing(found), 0)
    # Option 2 leads by 4 on money and is behind by a twentieth of what aid is worth.
    assert (first.first, first.rival, first.key, first.value) == ("o2", "o1", "values/aid/part", 60.0)
    assert (first.points, first.alone, first.together) == pytest.approx((1.5, 1.0, -0.5))


def test_a_viewpoint_has_the_ranges_of_its_own_weights() -> None:
    found = model((60, 20), (50, 20), evidence=(Evidence(key="weights/*/aid", low=10.0, high=90.0),))
    two = (*found.stakeholders, Stakeholder(id="Ben", name="Ben", weights=(50.0, 50.0)))
    pooled = found.replace(
        stakeholders=two, evidence=(*found.evidence, Evidence(key="influence/Ben", low=0.0))
    )
    keys = {each.key for each in ranges(Weighing(pooled))}
    assert keys == {"weights/Ann/aid", "weights/Ben/aid", "influence/Ben"}
    assert [each.key for each in ranges(Weighing(pooled, "Ben"))] == ["weights/Ben/aid"]


def test_the_table_lists_every_rival_of_every_scenario() -> None:
    found = leads(Weighing(model((60, 20), (50, 20))))
    assert [row[:3] for row in found.rows] == [("all-in", "o2", "o1"), ("all-in", HOLDING, "o1")]
    assert leads(Weighing(model((60, 20), (50, 20))), "all-in").rows == found.rows


def test_the_lead_of_the_case_rests_on_its_ranges() -> None:
    from steelyard import new  # noqa: PLC0415 - the shipped case, for this test alone

    weighing = Weighing(new("syria"))
    found = {each.rival: each for each in leads_within(weighing, weighing.scenario("core-implemented"))}
    easing = found["limited-easing"]
    assert (easing.points, easing.alone) == pytest.approx((2.186, 0.537), abs=5e-5)
    assert easing.key == "linkage/stabilisation/safe-returns"
    assert easing.standing == HOLDS
    assert easing.together == pytest.approx(-8.6901, abs=5e-5)
