"""What a sheet lists of packages: the engine's own, cut to length, and plain words where there is none."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import steelyard as sy
from steelyard.analysis.packages import frontier as search
from steelyard.api import weighed
from steelyard.model.model import Model
from steelyard.model.parts import RuleKind
from steelyard.weigh import (
    bargain,
    issues,
    package_results,
    plan_results,
    proposal_results,
)
from steelyard.weigh import (
    sheet_lists as listed,
)


@pytest.fixture
def syria() -> Model:
    """The case as it is where no consent is needed: 153 packages are on its frontier."""
    return sy.new("syria").replace_value("role/Damascus", "is shown")


def test_packages_are_those_of_the_frontier_with_its_ends_and_all_solutions(syria: Model) -> None:
    frontier = package_results.frontier(weighed(syria)).rows
    found = listed.deal_of(weighed(syria))
    assert 30 < len(found.packages) <= listed.LISTED < len(frontier)
    places = [row.point for row in found.packages]
    assert places == sorted(set(places))
    assert {1, len(frontier), *(row[0] for row in frontier if row[6])} <= set(places)
    for row in found.packages:
        point, us, them, damascus, zone, accepted, marks, alike, words = frontier[row.point - 1]
        told = ("yes" if zone else "no", "yes" if accepted else "no", marks or None)
        assert row == (point, us, them, (damascus,), *told, alike, words)
    assert found.said == (
        "A zone of agreement is open. Of the 2,109,375 packages that can be put together, 153 are enough to "
        "look at: any other that keeps all rules has one here that is at least as good for both sides. "
        f"{len(found.packages)} of them are listed, all solutions among them."
    )


def test_gaps_between_listed_packages_are_even(syria: Model) -> None:
    ours = [row.us for row in listed.deal_of(weighed(syria)).packages]
    widest = max(b - a for a, b in pairwise(sorted(ours)))
    assert widest <= 2 * (max(ours) - min(ours)) / (listed.LISTED - 7)


def test_solutions_and_concessions_are_those_of_the_table(syria: Model) -> None:
    wanted = [row for row in package_results.solutions(weighed(syria)).rows if row[1] is not None]
    found = listed.deal_of(weighed(syria))
    assert [row.solution for row in found.solutions] == [row[0] for row in wanted]
    for row, other in zip(found.solutions, wanted, strict=True):
        assert (*row[2:4], *row.further, *row[5:9]) == pytest.approx(other[2:9])
        assert (row.points, row.accepted, row.alike, row.package) == (
            str(other[1]),
            "yes" if other[9] else "no",
            *other[10:],
        )
    inside = [row for row in package_results.frontier(weighed(syria)).rows if row[4]]
    assert found.ideals == (
        max(float(str(row[1])) for row in inside),
        max(float(str(row[2])) for row in inside),
        None,
    )


def test_solutions_that_tie_are_all_named() -> None:
    model = sy.load("workbooks/nash-1950.yaml")
    found = listed.deal_of(weighed(model)).solutions
    table = package_results.solutions(weighed(model)).rows
    for row in found:
        assert row.points == ", ".join(str(other[1]) for other in table if other[0] == row.solution)


def test_a_package_on_the_frontier_has_no_improvements(syria: Model) -> None:
    found = listed.deal_of(weighed(syria))
    assert found.improvements == ()
    assert found.improved == (
        "No package with all rules and consents is better for one side and no worse for the others."
    )


def test_improvements_come_nearest_first_and_then_counter_offers(syria: Model) -> None:
    model = syria.replace_value("asked/detainee-access", "announced").replace_value(
        "offered/limited-easing", False
    )
    found = listed.deal_of(weighed(model))
    joint = proposal_results.improvements(weighed(model)).rows
    assert len(joint) > listed.FURTHER
    assert [row.kind for row in found.improvements[: listed.FURTHER]] == [
        "joint improvement"
    ] * listed.FURTHER
    for row, other in zip(found.improvements[: listed.FURTHER], joint, strict=False):
        assert (row.number, row.change, row.changes) == (other[0], other[7], other[5])
        assert row[4:8] == pytest.approx(other[1:5])
    assert [row.number for row in found.improvements] == list(range(1, len(found.improvements) + 1))
    assert found.improved == "The joint improvements with the fewest changes are listed."


def test_counter_offers_are_listed_for_the_side_that_does_not_accept(syria: Model) -> None:
    model = syria.replace_value("offered/stabilisation", False).replace_value("offered/limited-easing", False)
    found = [
        row for row in listed.deal_of(weighed(model)).improvements if row.kind == "counter-offer to Russia"
    ]
    wanted = [row for row in proposal_results.counter_offers(weighed(model)).rows if row[0] == "Russia"]
    assert wanted
    assert [(row.changes, row.change) for row in found] == [(row[1], row[6]) for row in wanted]


def test_rules_to_relax_are_listed_where_no_zone_is_open(syria: Model) -> None:
    model = syria.replace(settings=replace(syria.settings, reservation=40.0))
    wanted = proposal_results.relaxations(weighed(model)).rows
    found = listed.deal_of(weighed(model))
    assert found.said.startswith("No zone of agreement is open: ")
    told = [row for row in found.improvements if row.kind.startswith("do without")]
    assert len(told) == len({row[0] for row in wanted})
    nearest, *others = found.solutions
    assert (nearest.solution, nearest.points) == ("nearest", None)
    assert nearest.us is not None
    assert nearest.us < 40
    for row in others:
        assert row == listed.Solution(row.solution)


def test_a_consent_that_prevents_the_zone_is_listed_beside_the_rules(syria: Model) -> None:
    dear = syria.replace_value("role/Damascus", "must consent").replace_value("reservation/Damascus", 30)
    [told] = [row for row in listed.deal_of(weighed(dear)).improvements if row.kind.startswith("do without")]
    assert (told.kind, told.change) == ("do without 1 rule or consent", "the consent of Damascus")


def test_a_side_without_rules_in_the_way_needs_none_relaxed() -> None:
    model = sy.load("workbooks/nash-1950.yaml")
    assert not [row for row in listed.deal_of(weighed(model)).improvements if "do without" in row.kind]


def test_without_a_counterpart_there_is_a_sentence(syria: Model) -> None:
    found = listed.deal_of(weighed(syria.replace(counterparts=())))
    assert found.said == found.improved == listed.NO_COUNTERPART
    assert (found.ideals, found.packages, found.improvements) == ((None,), (), ())
    assert [row == listed.Solution(row.solution) for row in found.solutions] == [True] * 6


def test_too_many_states_are_said_and_nothing_is_listed(
    syria: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "OPEN", 10)
    monkeypatch.setattr(listed, "EFFORT", listed.EFFORT._replace(states=3))
    monkeypatch.setattr(
        bargain, "frontier", lambda space, **_: None
    )  # as it answers where it would take long
    found = listed.deal_of(weighed(syria))
    assert found.packages == ()
    assert found.said == (
        "Not listed: the rules and consents have too many states at one issue to wait for here; "
        "`steelyard packages FILE` searches for longer."
    )


def test_counter_offers_alone_may_have_too_many_states(syria: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    model = syria.replace_value("offered/stabilisation", False).replace_value("offered/limited-easing", False)
    monkeypatch.setattr(search, "OPEN", 10)
    monkeypatch.setattr(listed, "EFFORT", listed.EFFORT._replace(states=30))
    # Stakeholders that must accept have more states than this on their own.
    model = model.replace(rules=tuple(each for each in model.rules if each.kind is not RuleKind.ACCEPTED_BY))
    found_by, rules = bargain.frontier, len(model.rules)  # type: ignore[attr-defined]
    monkeypatch.setattr(
        bargain, "frontier", lambda space, **by: None if len(space.limits) > rules else found_by(space, **by)
    )
    found = listed.deal_of(weighed(model))
    assert found.packages
    assert "counter-offers are left out: the rules and consents have too many states" in found.improved


def test_the_best_order_is_that_of_the_table(syria: Model) -> None:
    found = listed.best_order(weighed(syria))
    wanted = {row[0]: row[1] for row in plan_results.order(weighed(syria)).rows}
    assert found.phases == tuple(wanted[step.id] for step in syria.plan)
    assert found.said == "Greatest exposure 11.1 in 4 phases; in the plan as it stands 11.1 in 4."


def test_without_a_plan_or_a_counterpart_there_is_no_best_order(syria: Model) -> None:
    assert listed.best_order(weighed(syria.replace(plan=()))) == listed.BestOrder(listed.NO_PLAN, ())
    alone = listed.best_order(weighed(syria.replace(counterparts=())))
    assert alone == listed.BestOrder(listed.NO_COUNTERPART, (None,) * len(syria.plan))


def test_a_plan_that_no_order_can_mend_says_why(syria: Model) -> None:
    short = tuple(step for step in syria.plan if step.item != "committee")
    found = listed.best_order(weighed(syria.replace(plan=short)))
    assert set(found.phases) == {None}
    assert found.said == (
        "No order of the steps keeps the rules: a condition that an option needs is in no step."
    )


def worth_of(model: Model, choices: listed.Choices) -> tuple[float, float]:
    """What a package gives both sides, once it is tabled by names."""
    at = issues.issues(model)
    levels = dict(zip([m.id for m in model.measures], [model.levels[c] for c in choices], strict=False))
    offered = [model.options[option].id for option in at.offered(np.array(choices))]
    found = sy.tabled(sy.tabling(model, levels, offered)).iloc[0]
    return found["us"], found["them"]


def shut(model: Model) -> Model:
    """The same with no zone of agreement, for want of one rule."""
    worthless = (
        "acknowledgements",
        "political-engagement",
        "stabilisation",
        "reconstruction",
        "broad-easing",
    )
    for option in worthless:
        model = model.replace_value(f"worth/Russia/{option}", 0)
    return model.replace_value("settings/reservation", 3).replace_value("reservation/Russia", 8)


def test_every_row_has_the_package_behind_it_that_it_shows(syria: Model) -> None:
    at = issues.issues(syria)
    found = listed.deal_of(weighed(syria))
    for rows, behind in (
        (found.packages, found.behind.packages),
        (found.solutions, found.behind.solutions),
    ):
        assert len(rows) == len(behind)
        for row, choices in zip(rows, behind, strict=True):
            assert choices is not None
            assert issues.in_words(syria, at, np.array(choices)) == row[-1]
    nash = found.behind.solutions[0]
    assert nash is not None
    assert worth_of(syria, nash) == pytest.approx(found.solutions[0][2:4])


def test_every_improvement_has_the_package_behind_it_that_it_leads_to(syria: Model) -> None:
    models = (
        syria.replace_value("asked/detainee-access", "announced").replace_value(
            "offered/stabilisation", False
        ),
        shut(syria),
    )
    kinds = set()
    for model in models:
        found = listed.deal_of(weighed(model))
        here = issues.proposal(model, issues.issues(model))
        for row, choices in zip(found.improvements, found.behind.improvements, strict=True):
            assert choices is not None
            assert worth_of(model, choices) == pytest.approx(row[4:6])
            kinds.add(row.kind)
            if "do without" not in row.kind:
                package = np.array(choices)
                assert issues.changes_in_words(model, issues.issues(model), here, package) == row.change
    assert {"joint improvement", "counter-offer to Russia", "do without 2 rules or consents"} <= kinds


def test_where_nothing_is_listed_there_is_nothing_behind_it(syria: Model) -> None:
    alone = listed.deal_of(weighed(syria.replace(counterparts=()))).behind
    assert alone == listed.Behind((), (None,) * 6, (), (), (None,) * 6)
    far = listed.deal_of(weighed(syria.replace(settings=replace(syria.settings, reservation=40.0))))
    assert far.behind.solutions[0] is not None  # the nearest package
    assert far.behind.solutions[1:] == (None,) * 5
