"""Packages of a model: its rules as limits, worth by hand, and the tables."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models
from weigh.exact_scores import Exact, exact, exact_value, points

import steelyard as sy
from steelyard.analysis.packages import frontier as search
from steelyard.analysis.packages.packages import kept, worth
from steelyard.api import weighed
from steelyard.errors import SteelyardError
from steelyard.model.model import Model
from steelyard.model.parts import RuleKind
from steelyard.weigh import issues, offers, package_results, proposal_results
from steelyard.weigh.bargain import Bargain, Effort
from steelyard.weigh.package_space import rule_limits_of


def accepts(model: Model, stakeholder: str, levels: list[int], offered: set[str]) -> bool | None:
    """Whether a package is worth as much to a stakeholder, by its own weights, as no deal to our side.

    None where it lacks a few ticks at most: terms are rounded to ticks, so that it may be accepted or not.
    """
    own = Exact(model, stakeholder).shares
    count = len(model.measures)
    earned = zip(own[:count], model.measures, levels, strict=True)
    worth = sum((share * exact_value(measure, level) for share, measure, level in earned), Fraction(0))
    for option in model.options:
        if option.id in offered:
            costs = map(points, model.cost_heads, option.costs)
            worth -= sum(share * cost for share, cost in zip(own[count:], costs, strict=True))
    short = exact(model.settings.reservation or 0.0) - worth
    allowed = Fraction(len(model.measures) + len(model.options) + 1, 10**6)
    return None if 0 < short <= allowed else short <= 0


def holds(model: Model, levels: list[int], offered: set[str], rule_id: str) -> bool | None:
    """A rule by what it says, for a package; nothing of limits."""
    rule = next(rule for rule in model.rules if rule.id == rule_id)
    if rule.option not in offered:
        return True
    if rule.kind is RuleKind.REQUIRES_OPTION:
        return rule.subject in offered
    if rule.kind is RuleKind.EXCLUDES_OPTION:
        return rule.subject not in offered
    if rule.kind is RuleKind.ACCEPTED_BY:
        people = [part.id for part in model.stakeholders if rule.subject in ("all", part.id)]
        answers = [accepts(model, own, levels, offered) for own in people]
        return False if False in answers else None if None in answers else True
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
    limits = rule_limits_of(weighed(model))
    kept_ones = kept(tuple(each.limit for each in limits), row)[:, 0].tolist()
    held = [True] * len(model.rules)
    for each, is_kept in zip(limits, kept_ones, strict=True):
        held[each.rule] &= is_kept
    wanted = [holds(model, package[: at.measures], offered, rule.id) for rule in model.rules]
    assert [is_held for is_held, right in zip(held, wanted, strict=True) if right is not None] == [
        right for right in wanted if right is not None
    ]


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
        weighing.shares[m] * measure.worth[model.levels.index(measure.asked or "none")]
        for m, measure in enumerate(model.measures)
    ) - sum(weighing.cost[o] for o, option in enumerate(model.options) if option.offered)
    assert worth(deal.space.us, package)[0] / 1e6 == pytest.approx(ours, abs=1e-5)
    budget = sum((*party.worth, *party.burden)) / 100
    effort = [
        (curve or [value / 100 for value in measure.worth])[model.levels.index(measure.asked or "none")]
        for measure, curve in zip(model.measures, party.effort, strict=True)
    ]
    theirs = sum(w for w, o in zip(party.worth, model.options, strict=True) if o.offered) - sum(
        burden * part for burden, part in zip(party.burden, effort, strict=True)
    )
    assert worth(deal.space.them, package)[0] / 1e6 == pytest.approx(theirs / budget, abs=1e-5)


def small() -> Model:
    """Two goods each, Nash's boys cut short: our side has book and box, the other pen and hat."""
    return sy.load("workbooks/nash-1950.yaml")


def test_the_published_solution_is_found_in_the_case_that_is_shipped() -> None:
    found: Any = sy.packages(small()).loc["Nash"]
    assert found["package"].tolist() == ["Pen: given, Toy: given, Knife: given; Book, Whip, Ball, Bat"]
    assert found["us"].tolist() == pytest.approx([12 * 100 / 26], abs=1e-5)
    assert found["them"].tolist() == pytest.approx([5 * 100 / 16], abs=1e-5)


def test_an_improvement_helps_one_side_and_harms_none() -> None:
    found: Any = sy.improvements(small())
    assert len(found) == proposal_results.SHOWN
    assert (found[["gain_us", "gain_them"]] >= 0).all(axis=None)
    assert (found[["gain_us", "gain_them"]].max(axis=1) > 0).all()
    assert found["changes"].is_monotonic_increasing
    assert sy.tabled(small())["distance"].iloc[0] == pytest.approx(3 * 100 / 16)


def test_improvements_are_those_of_the_frontier_beyond_what_can_be_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = proposal_results.improvements(weighed(small()))
    assert "with more than" not in whole.title
    monkeypatch.setattr(offers, "WAYS", 3)
    weighed.cache_clear()
    found = proposal_results.improvements(weighed(small()))
    assert found.title.endswith("; with more than 1 change, only those that no other package beats")
    assert found.rows
    assert all(row[6] for row in found.rows if row[5] != 1)


SHOWN_ONLY = sy.new("syria").replace_value("role/Damascus", "is shown")
"""The case as it is without a party that must consent: 153 packages are on its frontier."""


@pytest.mark.parametrize("points", [2, 5, 20, 60, 152])
def test_a_list_of_some_points_says_what_it_loses_and_loses_no_less(points: int) -> None:
    """The gap is the true one: the greatest over all packages of the least loss by one of the list."""
    table = package_results.frontier(weighed(SHOWN_ONLY), points=points)
    whole, listed = sy.frontier(SHOWN_ONLY), sy.frontier(SHOWN_ONLY, points=points)
    assert len(listed) == len(table.rows) <= points + 6
    lost = max(
        min(us - row.us for row in listed.itertuples() if row.them >= them)
        for us, them in zip(whole["us"], whole["them"], strict=True)
    )
    assert listed.attrs["gap"] == pytest.approx(max(0, lost), abs=1e-9)
    assert whole.attrs["gap"] == 0
    assert "at most" in table.title
    assert (listed["solutions"] != "").sum() == (whole["solutions"] != "").sum()


def test_the_solutions_do_not_depend_on_how_many_points_are_listed() -> None:
    """Nash was moved from (15.3, 4.5) to (9.6, 5.8) when 60 points were asked for."""
    nash: Any = sy.packages(SHOWN_ONLY).loc["Nash"].iloc[0]
    assert (round(nash["us"], 1), round(nash["them"], 1)) == (15.3, 4.5)
    listed = sy.frontier(SHOWN_ONLY, points=2)
    [row] = listed[listed["solutions"].str.contains("Nash")].itertuples()
    assert (row.us, row.them) == (nash["us"], nash["them"])


def test_where_somebody_waits_a_frontier_is_followed_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    weighing = weighed(SHOWN_ONLY)
    within = Bargain(weighing, effort=Effort(states=1000, points=10_000, thinned=1000))
    assert package_results.frontier_of(within).rows == package_results.frontier(weighing).rows
    thin = Bargain(weighing, effort=Effort(states=1000, points=100, thinned=50))
    assert thin.frontier.gap > 0
    assert "thinned out; any package has one here" in package_results.solutions_of(thin).title
    monkeypatch.setattr(search, "OPEN", 10)
    with pytest.raises(SteelyardError, match=r"too many states at one issue.*searches for longer"):
        _ = Bargain(weighing, effort=Effort(states=3, points=10_000, thinned=1000)).frontier


def test_a_zone_that_a_thinned_frontier_does_not_reach_is_open_all_the_same() -> None:
    """One package is in the zone, and thinning drops it; the zone is open all the same."""
    # Stakeholders would ask for as much as our side does, and leave no package in the zone.
    rules = tuple(rule for rule in SHOWN_ONLY.rules if rule.kind is not RuleKind.ACCEPTED_BY)
    unasked = SHOWN_ONLY.replace(rules=rules)
    whole = Bargain(weighed(unasked)).frontier
    for at in range(20, 120, 10):
        us, them = (float(each) / 1e6 for each in whole.worth[at])
        tight = unasked.replace_value("settings/reservation", us - 1e-3)
        tight = tight.replace_value("reservation/Russia", them - 1e-3)
        thin = Bargain(weighed(tight), effort=Effort(states=1000, points=60, thinned=20))
        assert thin.frontier.gap > 0
        assert thin.opens


def test_consent_counts_in_every_answer() -> None:
    """52 packages are better than no deal for both sides, and one of them is acceptable to Damascus."""
    consented, shown = sy.frontier(sy.new("syria")), sy.frontier(SHOWN_ONLY)
    assert len(shown[shown["zone"]]) == 52
    assert shown[shown["zone"]]["accepted"].sum() == 1
    assert consented["accepted"].all()
    assert (consented["points for Damascus"] >= -2).all()
    title = package_results.solutions(weighed(sy.new("syria"))).title
    assert title.startswith(
        "Solutions for our side and Russia: a zone of agreement is open, with the consent"
    )
    assert sy.accepted_frontier(SHOWN_ONLY)["us"].tolist() == consented["us"].tolist()


def test_the_consent_that_is_missing_is_named() -> None:
    """Without Damascus the zone is open: a reading that leaves it out would say so."""
    dear = sy.new("syria").replace_value("reservation/Damascus", 30)
    assert package_results.solutions(
        weighed(dear.replace_value("role/Damascus", "is shown"))
    ).title.startswith("Solutions for our side and Russia: a zone of agreement is open;")
    table = package_results.solutions(weighed(dear))
    assert table.title.startswith(
        "No solutions for our side and Russia: no zone of agreement is open with the consent of Damascus; "
        "in the nearest packages no party lacks more than "
    )
    assert table.title.endswith("; without the consent of Damascus there would be one")
    assert [row[0] for row in table.rows] == ["nearest", "no deal", "tabled"]
    found: Any = sy.relaxations(dear)
    assert found.index.get_level_values("rule").tolist() == ["Damascus"]
    assert found["asks"].tolist() == ["its consent"]
    tabled: Any = sy.tabled(dear).iloc[0]
    assert (tabled["allowed"], tabled["refusing"], tabled["on_frontier"]) == (True, "Damascus", False)


def test_the_nearest_packages_lack_no_more_than_is_said_and_no_other_lacks_less() -> None:
    """The number is rounded up; the nearest package is another than the one with the greatest sum."""
    dear = sy.new("syria").replace_value("reservation/Damascus", 30)
    table = package_results.solutions(weighed(dear))
    said = float(table.title.split("lacks more than ")[1].split(" points")[0])
    _, _, us, them, damascus, *_ = table.rows[0]
    lacks = max(0 - us, -4 - them, 30 - damascus)  # type: ignore[operator]
    assert 0 <= said - lacks < 0.1


def test_what_leaves_no_zone_is_said_where_no_rule_is_in_the_way() -> None:
    hopeless = sy.new("syria").replace_value("reservation/Russia", 99)
    title = package_results.solutions(weighed(hopeless)).title
    assert title.endswith("; no set of rules and consents opens one, the values leave none")
    assert sy.concessions(hopeless)["aspiration"].isna().all()


def test_three_parties_bargain_where_the_case_says_so() -> None:
    both = sy.new("syria").replace_value("role/Damascus", "bargains")
    table = package_results.solutions(weighed(both))
    assert table.title.startswith(
        "Solutions for our side, Russia and Damascus: a zone of agreement is open; 831 of"
    )
    names = [row[0] for row in table.rows]
    assert names[-3:] == ["best for Damascus", "no deal", "tabled"]
    sides = {row[2] for row in package_results.concessions(weighed(both)).rows}
    assert sides == {"European governments", "Russia", "Damascus"}
    assert package_results.frontier(weighed(both), points=5).title.endswith(
        "worse for each party that bargains"
    )
    counters: Any = sy.counter_offers(both)
    assert {*counters.index.get_level_values(0)} == {
        "Russia, Damascus", "European governments, Damascus", "European governments, Russia"
    }  # fmt: skip
    few = Bargain(weighed(both), effort=Effort(states=1000, points=10_000, thinned=1000, partial=50))
    with pytest.raises(
        SteelyardError, match="3 parties bargain, and more than 50 partial packages are beaten"
    ):
        _ = few.frontier


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
    """Nothing but easing is worth anything to the other side; both of its rules would have to go.

    Our side gets 3 with no deal, which is more than the package gives the stakeholder that gains least.
    """
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
    assert found.index.get_level_values("rule").tolist() == ["easing-core", "easing-unity"]
    assert "sets found: 1; in the nearest" in proposal_results.relaxations(weighed(model)).title
    hopeless = model.replace_value("reservation/Russia", 99)
    assert sy.relaxations(hopeless).empty
    assert "no set of rules and consents opens one" in proposal_results.relaxations(weighed(hopeless)).title
    assert "none is needed" in proposal_results.relaxations(weighed(sy.new("syria"))).title


def test_without_a_counterpart_there_is_nobody_to_deal_with() -> None:
    with pytest.raises(SteelyardError, match="no counterpart"):
        sy.packages(sy.new())


def test_a_package_is_tabled_by_name() -> None:
    model = sy.tabling(sy.new("syria"), {"committee": "partial"}, ["stabilisation"])
    assert sy.tabled(model).index.tolist() == ["Constitutional committee: partial; Stabilisation"]
    assert "stabilisation-core" in sy.tabled(model)["broken"].iloc[0]
    assert not sy.tabled(model)["allowed"].iloc[0]
    nothing = sy.tabling(model, {}, ())
    assert not package_results.has_proposal(nothing)
    assert "tabled" not in sy.packages(nothing).index
    for levels, options in (({"comittee": "partial"}, ()), ({"committee": "half"}, ()), ({}, ("easing",))):
        with pytest.raises(sy.UnknownName, match=r"no (measure|level|option)"):
            sy.tabling(model, levels, options)
