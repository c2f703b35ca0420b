"""What a weighing has computed is kept with it: the same question gets the same object."""

from __future__ import annotations

import steelyard as sy
from steelyard.api import weighed
from steelyard.weigh.bargain import Bargain, Effort, bargain_of
from steelyard.weigh.package_space import space_of
from steelyard.weigh.plan_course import plan_of
from steelyard.weigh.weighing import Weighing, computed_once


def test_an_answer_is_computed_once_for_the_same_arguments() -> None:
    asked = []

    @computed_once
    def question(weighing: Weighing, place: int, *, more: int = 0) -> tuple[int, int]:
        """An answer that notes that it was computed."""
        asked.append((weighing.viewpoint, place, more))
        return place, more

    weighing, other = Weighing(sy.new("syria")), Weighing(sy.new("syria"), "France")
    assert question(weighing, 1) is question(weighing, 1)
    assert question(weighing, 1, more=2) == question(weighing, 1, more=2) == (1, 2)
    assert question(other, 1) == (1, 0)
    assert asked == [(weighing.viewpoint, 1, 0), (weighing.viewpoint, 1, 2), ("France", 1, 0)]


def test_all_tables_of_packages_are_about_one_bargain() -> None:
    weighing = Weighing(sy.new("syria"))
    effort = Effort(states=1000, points=10_000, thinned=1000)
    assert bargain_of(weighing) is bargain_of(weighing, None)
    assert bargain_of(weighing, effort=effort) is not bargain_of(weighing)
    assert Bargain(weighing).space is Bargain(weighing, effort=effort).space is space_of(weighing)


def test_the_ledger_of_the_same_places_is_computed_once() -> None:
    plan = plan_of(weighed(sy.new("syria")))
    assert plan is plan_of(weighed(sy.new("syria")))
    assert plan.ledger(plan.places) is plan.ledger(plan.places.copy())
    assert plan.ledger(plan.places[:2]) is not plan.ledger(plan.places)
    assert len(plan.ledger(plan.places[:2]).given) == 2


def test_ties_of_a_scenario_are_computed_once() -> None:
    weighing = Weighing(sy.new("syria"))
    assert weighing.tie_weights(0) is weighing.tie_weights(0)
    assert weighing.tie_weights(0) is not weighing.tie_weights(1)
