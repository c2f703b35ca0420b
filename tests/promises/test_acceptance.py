"""Who accepts, in engine and cells, agrees with exact fractions; what follows from it is in `test_roles`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from math import floor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises.exact import SPREAD, Case, case, exact_choices, weighed
from promises.generated import Edit
from promises.live import written_bare
from promises.test_parity import follow

from steelyard.analysis.packages import acceptance
from steelyard.analysis.packages.packages import TICKS, kept, worth
from steelyard.model.model import Model
from steelyard.model.parts import (
    CostHead,
    Counterpart,
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
from steelyard.weigh import plan_results
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.package_space import choices_by_party, reservations_by_party, rounding_of
from steelyard.weigh.plan_course import PlanCourse
from steelyard.weigh.proposal import parties, rules
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

seeds = st.integers(0, 10**6)


def in_ticks(points: Fraction) -> int:
    """Whole ticks nearest to these points, halves away from zero."""
    away = floor(abs(points) * TICKS + Fraction(1, 2))
    return away if points >= 0 else -away


@given(seeds)
def test_worths_differ_by_more_than_rounding_or_not_at_all(seed: int) -> None:
    """Otherwise exact fractions would say nothing about the rule."""
    drawn = case(seed)
    for party in range(len(drawn.no_deal)):
        points = sorted({worth[party] for worth in drawn.worth})
        assert all(higher - lower > SPREAD for lower, higher in pairwise(points))
    assert 2 * rounding_of(weighed(drawn)) < SPREAD * TICKS


@given(seeds)
def test_every_party_accepts_what_is_exactly_worth_no_deal_or_more_and_nothing_else(seed: int) -> None:
    drawn = case(seed)
    weighing, packages = weighed(drawn), np.array(drawn.packages)
    no_deal, few = reservations_by_party(weighing), rounding_of(weighing)
    for party, choices in enumerate(choices_by_party(weighing)):
        accepts = acceptance.accepted(worth(choices, packages), no_deal[party], few).tolist()
        assert accepts == [drawn.accepted(at, party) for at in range(len(packages))]


def test_without_the_rule_rounding_would_refuse_what_is_exactly_worth_no_deal() -> None:
    """The draws are such that the rule is needed: often for one package or another."""
    needed = 0
    for seed in range(1, 200, 2):
        drawn = case(seed)
        needed += any(party.ticks < party.floor for party in parties(weighed(drawn)))
        assert all(party.accepts for party in parties(weighed(drawn)))
    assert needed > 20


@given(seeds)
def test_the_rule_is_the_one_that_is_stated(seed: int) -> None:
    """Half a tick off no deal for each measure, for each option and for no deal itself."""
    drawn = case(seed)
    weighing = weighed(drawn)
    terms = len(drawn.model.measures) + len(drawn.model.options) + 1
    for party, standing in enumerate(parties(weighing)):
        assert standing.floor == in_ticks(drawn.no_deal[party])
        assert standing.accepts == (2 * (standing.ticks - standing.floor) >= -terms)


@given(seeds, st.integers(0, 1))
def test_a_side_goes_on_where_the_future_is_exactly_what_is_needed_or_more(seed: int, side: int) -> None:
    drawn = case(seed, plan=True)
    needed = exactly_needed(drawn)
    stated = needed[seed % len(needed)][side]
    plan = PlanCourse(Weighing(with_future(drawn.model, side, float(stated))))
    assert plan.goes_on(plan.places)[:, side].tolist() == [each[side] <= stated for each in needed]
    by_table = [row[-1] for row in ledger(plan) if row[2] == SIDES[side]]
    assert by_table == [each[side] <= stated for each in needed[1:]]


SIDES = ("our side", "p0")


def ledger(plan: PlanCourse) -> list[tuple[object, ...]]:
    """The rows of the ledger, whether the plan keeps its rules or not."""
    unbound = plan.model.replace(rules=())
    return list(plan_results.ledger(Weighing(unbound)).rows)


def with_future(model: Model, side: int, points: float) -> Model:
    """The model in which the time after the plan is worth so much to a side."""
    if side == 0:
        return model.replace(settings=replace(model.settings, future=points))
    first, *others = model.counterparts
    return model.replace(counterparts=(replace(first, future=points), *others))


@given(seeds, st.integers(-300, 300), st.integers(0, 1))
def test_a_side_is_compared_with_what_it_has_with_no_deal_in_that_phase(
    seed: int, hundredths: int, side: int
) -> None:
    drawn, change = case(seed, plan=True), Fraction(hundredths, 100)
    needed = exactly_needed(drawn, change)
    stated = needed[seed % len(needed)][side]
    model = with_future(drawn.model, side, float(stated))
    changed = model.replace(
        settings=replace(model.settings, reservation_change=float(change)),
        counterparts=tuple(replace(part, reservation_change=float(change)) for part in model.counterparts),
    )
    plan = PlanCourse(Weighing(changed))
    assert plan.goes_on(plan.places)[:, side].tolist() == [each[side] <= stated for each in needed]
    phases = [1, *(phase for phase, _ in plan.halves)]
    wanted = [[in_ticks(least + (phase - 1) * change) for least in drawn.no_deal] for phase in phases]
    assert plan.no_deals(plan.places).tolist() == wanted
    # In another order the phases are counted from 1.
    last = len(plan.halves) // 2 - 1
    assert plan.no_deals(plan.places.copy())[-1].tolist() == [
        in_ticks(least + last * change) for least in drawn.no_deal
    ]


def exactly_needed(drawn: Case, change: Fraction = Fraction(0)) -> list[tuple[Fraction, Fraction]]:
    """What the future must be worth to both sides at each half-step, in exact fractions."""
    plan, choices = PlanCourse(weighed(drawn)), exact_choices(drawn.model)
    back = {plan.bargain.issues.of_option(o): option for o, option in enumerate(drawn.model.options)}
    left, phases = plan.moves_left(plan.places).tolist(), [1, *(phase for phase, _ in plan.halves)]
    found = []
    for half, places in enumerate(plan.places.tolist()):
        here = [(plan.issues[t], plan.choices[t][p]) for t, p in enumerate(places)]
        last = [(plan.issues[t], plan.choices[t][p]) for t, p in enumerate(plan.places[-1].tolist())]
        lost = sum(
            (Fraction(str(back[at].snapback)) * choices[1][at[0]][at[1]] for at in here if at in back),
            Fraction(0),
        )
        both = []
        for side, withdrawn in enumerate((Fraction(0), lost)):
            now, end = (sum((choices[side][i][j] for i, j in each), Fraction(0)) for each in (here, last))
            no_deal = drawn.no_deal[side] + (phases[half] - 1) * change
            stopping = no_deal + now - withdrawn - end
            both.append(max(Fraction(0), stopping) if left[half][side] else Fraction(0))
        found.append((both[0], both[1]))
    return found


@given(st.lists(st.integers(1, 700), min_size=1, max_size=5), st.integers(0, 31))
def test_a_package_that_costs_exactly_what_a_cap_allows_keeps_the_rule(
    sevenths: list[int], some: int
) -> None:
    most = sum(cost for o, cost in enumerate(sevenths) if some >> o & 1)
    model = capped([cost / 7 for cost in sevenths], most / 7)
    deal = Bargain(Weighing(model))
    packages = list(product(*(range(size) for size in deal.space.sizes)))
    wanted = [
        not (offered[0] and sum(cost for cost, here in zip(sevenths, offered, strict=True) if here) > most)
        for _, *offered in packages
    ]
    assert kept(deal.space.limits, np.array(packages))[0].tolist() == wanted


def capped(costs: list[float], most: float) -> Model:
    """One measure, options with these costs, and a cap on what a package with the first one may cost."""
    names = [f"o{o}" for o in range(len(costs))]
    return Model(
        settings=Settings(title="Cap"),
        levels=("none", "full"),
        measures=(Measure(id="m", name="M", values=(0.0, 100.0)),),
        cost_heads=(CostHead(id="k", name="K"),),
        options=tuple(
            Option(id=name, name=name, linkage=(50.0,), costs=(cost,), offered=True)
            for name, cost in zip(names, costs, strict=True)
        ),
        stakeholders=(Stakeholder(id="s", name="S", weights=(1.0, 2.0)),),
        scenarios=(Scenario(id="d", name="D", levels=("full",)),),
        rules=(Rule(id="r", option="o0", kind=RuleKind.CAP, subject="k", number=most),),
        counterparts=(Counterpart(id="p", worth=(1.0,) * len(costs), burden=(1.0,)),),
        plan=tuple(Step(id=f"t{n}", phase=1, kind=StepKind.OPTION, item=n) for n in names),
    )


def test_rounding_alone_breaks_no_cap_of_the_package_or_of_the_plan() -> None:
    """Three times 10.1234565 rounds to 30.370371, and the cap to 30.370370."""
    model = capped([10.1234565] * 3, 30.3703695)
    weighing = Weighing(model)
    assert [rule.kept for rule in rules(weighing)] == [True]
    assert PlanCourse(weighing).breaches() == []
    tight = Weighing(model.replace_value("rules/r/number", 30.37))
    assert [rule.kept for rule in rules(tight)] == [False]
    assert PlanCourse(tight).breaches()


def asked(no_deal: float) -> Model:
    """A package whose measure counts a seventh to Ann and two to Bob; the rest is for what it costs."""
    model = capped([10.1234565] * 3, 0.0)
    return model.replace(
        settings=replace(model.settings, reservation=no_deal),
        measures=(replace(model.measures[0], asked="full"),),
        stakeholders=(
            Stakeholder(id="Ann", name="Ann", weights=(1.0, 6.0)),
            Stakeholder(id="Bob", name="Bob", weights=(2.0, 5.0)),
        ),
        rules=tuple(
            Rule(id=f"r-{own}", option="o0", kind=RuleKind.ACCEPTED_BY, subject=own) for own in ("all", "Bob")
        ),
        plan=(
            Step(id="first", phase=1, kind=StepKind.MEASURE, item="m", level="full"),
            *model.plan,
        ),
    )


COSTS = 3 * Fraction("10.1234565")

LEAST = {own: float((100 * m - COSTS * (7 - m)) / 7) for own, m in (("Ann", 1), ("Bob", 2))}


@pytest.mark.parametrize("own", ["Ann", "Bob"])
def test_a_stakeholder_accepts_what_is_exactly_worth_no_deal_and_nothing_less(own: str) -> None:
    others = own == "Bob"
    for more, accepts in ((0.0, True), (1e-5, False)):
        weighing = Weighing(asked(LEAST[own] + more))
        wanted = [accepts and not others, accepts or not others]
        assert [rule.kept for rule in rules(weighing)] == wanted
        assert len(PlanCourse(weighing).breaches()) == wanted.count(False)


@pytest.mark.office
def test_the_cells_ask_the_stakeholders_as_the_engine_does(tmp_path: Path, office: Office) -> None:
    """Ann gets just what our side has with no deal; then that is a little more, then Bob alone is asked."""
    model = asked(LEAST["Ann"])
    path = written_bare(model, tmp_path / "book.xlsx")
    more = Edit("settings/reservation", LEAST["Ann"] + 1e-5)
    follow(office, path, model, [[more], [Edit("rules/r-all/subject", "Bob")], [more]])


@pytest.mark.office
@pytest.mark.parametrize("seed", [1, 3, 12])
def test_the_cells_accept_as_the_engine_does(seed: int, tmp_path: Path, office: Office) -> None:
    """As it stands every party gets just what it has with no deal; then all of them ask for a little more."""
    drawn = case(seed, plan=True)
    path = written_bare(drawn.model, tmp_path / "book.xlsx")
    keys = ["settings/reservation", *(f"reservation/{party.id}" for party in drawn.model.counterparts)]
    more = [Edit(key, float(least + SPREAD)) for key, least in zip(keys, drawn.no_deal, strict=True)]
    follow(office, path, drawn.model, [more])


@pytest.mark.office
def test_the_cells_keep_a_cap_as_the_engine_does(tmp_path: Path, office: Office) -> None:
    model = capped([10.1234565] * 3, 30.3703695)
    path = written_bare(model, tmp_path / "book.xlsx")
    follow(office, path, model, [[Edit("rules/r/number", 30.37)]])
