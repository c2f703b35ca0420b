"""Packages of a model: its rules as limits, worth by hand, and the tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

import steelyard as sy
from steelyard.analysis.packages.packages import kept, worth
from steelyard.api import weighed
from steelyard.errors import SteelyardError
from steelyard.model.model import Model
from steelyard.model.parts import RuleKind
from steelyard.weigh import bargain, issues, package_results, proposal_results
from steelyard.weigh.bargain import Bargain, Effort


def holds(model: Model, levels: list[int], offered: set[str], rule_id: str) -> bool:
    """A rule by what it says, for a package; nothing of limits."""
    rule = next(rule for rule in model.rules if rule.id == rule_id)
    if rule.option not in offered:
        return True
    if rule.kind is RuleKind.REQUIRES_OPTION:
        return rule.subject in offered
    if rule.kind is RuleKind.EXCLUDES_OPTION:
        return rule.subject not in offered
    if rule.kind is RuleKind.CAP:
        head = [each.id for each in model.cost_heads].index(rule.subject)
        costs = [round(option.costs[head] * 1e6) for option in model.options if option.id in offered]
        return sum(costs) <= round((rule.number or 0) * 1e6)
    named = [
        level
        for measure, level in zip(model.measures, levels, strict=True)
        if rule.subject in (measure.id if rule.kind is RuleKind.REQUIRES else measure.group, "all")
    ]
    there = sum(level >= model.levels.index(rule.level) for level in named)
    return there >= (rule.number or 0 if rule.kind is RuleKind.REQUIRES_AT_LEAST else len(named))


def require_same(model: Model, package: list[int]) -> None:
    at = issues.issues(model)
    row = np.array([package])
    offered = {model.options[o].id for o in at.offered(row[0])}
    held = kept(issues.limits(model, at), row)[:, 0].tolist()
    assert held == [holds(model, package[: at.measures], offered, rule.id) for rule in model.rules]


@settings(max_examples=25)
@given(models(plain=True), st.data())
def test_limits_say_what_the_rules_say(model: Model, data: st.DataObject) -> None:
    at = issues.issues(model)
    sizes = [len(model.levels)] * at.measures + [1 + len(track) for track in at.tracks]
    for _ in range(10):
        require_same(model, [data.draw(st.integers(0, size - 1)) for size in sizes])


def test_limits_say_what_the_rules_of_the_shipped_case_say() -> None:
    model, rng = sy.new("syria"), np.random.default_rng(3)
    sizes = Bargain(weighed(model)).space.sizes
    broken = 0
    for _ in range(500):
        package = [int(rng.integers(max(0, size - 2), size)) for size in sizes]
        require_same(model, package)
        broken += not kept(Bargain(weighed(model)).space.limits, np.array([package])).all()
    assert 100 < broken < 500


def test_worth_is_what_the_design_says() -> None:
    """U_us = Σ W V - Σ cost; U_them = Σ B - Σ K E, with their weights divided by the joint sum."""
    model = sy.new("syria")
    deal = Bargain(weighed(model))
    package = deal.proposal[np.newaxis]
    weighing, party = deal.weighing, model.counterparts[0]
    ours = sum(
        weighing.shares[m] * measure.values[model.levels.index(measure.asked or "none")]
        for m, measure in enumerate(model.measures)
    ) - sum(weighing.cost[o] for o, option in enumerate(model.options) if option.offered)
    assert worth(deal.space.us, package)[0] / 1e6 == pytest.approx(ours, abs=1e-5)
    budget = sum((*party.worth, *party.burden)) / 100
    effort = [
        (curve or [value / 100 for value in measure.values])[model.levels.index(measure.asked or "none")]
        for measure, curve in zip(model.measures, party.effort, strict=True)
    ]
    theirs = sum(w for w, o in zip(party.worth, model.options, strict=True) if o.offered) - sum(
        burden * part for burden, part in zip(party.burden, effort, strict=True)
    )
    assert worth(deal.space.them, package)[0] / 1e6 == pytest.approx(theirs / budget, abs=1e-5)


def test_what_third_parties_accept_is_the_frontier_of_what_they_accept() -> None:
    deal = Bargain(weighed(sy.new("syria")))
    found = deal.accepted_frontier
    assert len(found.us) > 5
    assert (worth(deal.further_parties[0], found.packages) >= deal.no_deals[2]).all()
    assert deal.acceptance(found.packages).all()
    accepted = deal.acceptance(deal.frontier.packages)[0]
    pairs = {*zip(found.us.tolist(), found.them.tolist(), strict=True)}
    assert {
        *zip(deal.frontier.us[accepted].tolist(), deal.frontier.them[accepted].tolist(), strict=True)
    } <= pairs


def small() -> Model:
    """Two goods each, Nash's boys cut short: our side has book and box, the other pen and hat."""
    return sy.load("workbooks/nash-1950.yaml")


def test_the_published_solution_is_found_in_the_case_that_is_shipped() -> None:
    found: Any = sy.packages(small()).loc["Nash"]
    assert found["package"].tolist() == ["pen: given, toy: given, knife: given; book, whip, ball, bat"]
    assert found["us"].tolist() == pytest.approx([12 * 100 / 26], abs=1e-5)
    assert found["them"].tolist() == pytest.approx([5 * 100 / 16], abs=1e-5)


def test_an_improvement_helps_one_side_and_harms_none() -> None:
    found: Any = sy.improvements(small())
    assert len(found) == proposal_results.SHOWN
    assert (found[["gain_us", "gain_them"]] >= 0).all(axis=None)
    assert (found[["gain_us", "gain_them"]].max(axis=1) > 0).all()
    assert found["changes"].is_monotonic_increasing
    assert sy.tabled(small())["distance"].iloc[0] == pytest.approx(3 * 100 / 16)


def test_improvements_are_those_of_the_frontier_where_rules_have_too_many_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bargain, "completions", lambda space: None)
    weighed.cache_clear()  # bargains of a weighing are kept, with what other tests have found
    assert Bargain(weighed(small())).improvements
    assert proposal_results.improvements(weighed(small())).rows[0][6] is True


def test_highs_takes_over_where_rules_have_too_many_states(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = sy.frontier(small())
    monkeypatch.setattr(bargain, "frontier", lambda space, **_: None)
    weighed.cache_clear()  # bargains of a weighing are kept, with the frontier found before
    table = package_results.frontier(weighed(small()))
    assert "HiGHS" in table.title
    assert table.frame()[["us", "them"]].equals(wanted[["us", "them"]])
    assert table.frame()["alike"].isna().all()


def test_a_thinned_frontier_says_its_gap() -> None:
    table = package_results.frontier(weighed(sy.new("syria")), points=20)
    assert "at most" in table.title
    assert len(table.rows) < 60
    assert len(sy.frontier(sy.new("syria"), points=20)) == len(table.rows)
    assert "thinned out" in package_results.solutions(weighed(sy.new("syria")), 20).title


def test_where_somebody_waits_a_frontier_is_followed_only_so_far() -> None:
    weighing = weighed(sy.new("syria"))
    within = Bargain(weighing, effort=Effort(states=1000, points=10_000, thinned=1000))
    assert package_results.frontier_of(within).rows == package_results.frontier(weighing).rows
    assert Bargain(weighing, effort=Effort(states=1000, points=100, thinned=50)).frontier.gap > 0
    asked = Bargain(weighing, points=20, effort=Effort(states=1000, points=10_000, thinned=1000))
    assert package_results.frontier_of(asked).rows == package_results.frontier(weighing, points=20).rows
    with pytest.raises(
        SteelyardError, match=r"more than 3 states at one issue.*takes the time that it needs"
    ):
        _ = Bargain(weighing, effort=Effort(states=3, points=10_000, thinned=1000)).frontier


def test_a_frontier_shown_by_some_of_its_points_keeps_its_solutions() -> None:
    deal = Bargain(weighed(sy.new("syria")))
    whole, (some, gap) = package_results.frontier_of(deal), package_results.thinned_frontier(deal, 10)
    assert {*some.rows} < {*whole.rows}
    assert [row for row in some.rows if row[5]] == [row for row in whole.rows if row[5]]
    assert some.title == f"{whole.title}; shown are {len(some.rows)}"
    assert 0 < gap <= (whole.rows[0][1] - whole.rows[-1][1]) / 10  # type: ignore[operator]


def test_a_counter_offer_changes_no_more_than_it_says_and_is_accepted() -> None:
    greedy = sy.tabling(sy.new("syria"), {"committee": "verified", "political-agreement": "partial"}, ())
    found: Any = sy.counter_offers(greedy).loc["Russia"]
    assert (found["them"] >= -4).all()
    assert found["us"].is_monotonic_increasing
    assert found.index.is_monotonic_increasing
    assert found.index[0] > 0
    generous = sy.tabling(sy.new("syria"), {}, ["acknowledgements"])
    back: Any = sy.counter_offers(generous).loc["European governments"]
    assert (back["us"] >= 0).all()
    assert back["them"].is_monotonic_increasing


def test_a_package_that_is_acceptable_needs_no_counter_offer() -> None:
    found: Any = sy.counter_offers(small())
    assert found.index.tolist() == [("Jack", 0), ("Bill", 0)]
    assert found["change"].tolist() == ["nothing", "nothing"]


def test_rules_that_stand_in_the_way_are_named() -> None:
    """Nothing but what only a settlement allows is worth anything to the other side."""
    model = sy.new("syria")
    for option in (
        "acknowledgements",
        "political-engagement",
        "stabilisation",
        "reconstruction",
        "broad-easing",
    ):
        model = model.replace_value(f"worth/Russia/{option}", 0)
    model = model.replace_value("settings/reservation", 3).replace_value("reservation/Russia", 8)
    found: Any = sy.relaxations(model)
    assert found.index.get_level_values("rule").tolist() == ["easing-core"]
    assert "sets found: 1" in proposal_results.relaxations(weighed(model)).title
    hopeless = model.replace_value("reservation/Russia", 99)
    assert sy.relaxations(hopeless).empty
    assert "no set of rules opens one" in proposal_results.relaxations(weighed(hopeless)).title
    assert "none is needed" in proposal_results.relaxations(weighed(sy.new("syria"))).title


def test_without_a_counterpart_there_is_nobody_to_deal_with() -> None:
    with pytest.raises(SteelyardError, match="no counterpart"):
        sy.packages(sy.new())


def test_a_package_is_tabled_by_name() -> None:
    model = sy.tabling(sy.new("syria"), {"committee": "partial"}, ["stabilisation"])
    assert sy.tabled(model).index.tolist() == ["committee: partial; stabilisation"]
    assert "stabilisation-core" in sy.tabled(model)["broken"].iloc[0]
    assert not sy.tabled(model)["allowed"].iloc[0]
    nothing = sy.tabling(model, {}, ())
    assert not package_results.has_proposal(nothing)
    assert "tabled" not in sy.packages(nothing).index
    for levels, options in (({"comittee": "partial"}, ()), ({"committee": "half"}, ()), ({}, ("easing",))):
        with pytest.raises(sy.UnknownName, match=r"no (measure|level|option)"):
            sy.tabling(model, levels, options)
