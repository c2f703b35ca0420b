"""The office location problem of Goodwin and Wright (2004), typed in square feet and in dollars.

What is asserted is printed in the third edition of the book: page 44 (Addison Square), page 46 (Carlisle
Walk, Gorton Square, and what a point is worth), page 48 (Elton Street at the ends, and where it overtakes
Addison Square) and table 3.2. The values and costs of single offices are those of an adaptation by
R. Bisdorff, examples/officeChoice.py of Digraph3, where Proximity is closeness, Standing the image, and
the costs are below zero.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import steelyard as sy
from steelyard.model.model import Model
from steelyard.weigh.weighing import Weighing

TURNOVER = {"closeness": 100, "visibility": 80, "image": 70}
WORKING_CONDITIONS = {"size": 30, "comfort": 20, "parking": 10}
"""Importance of the swings within each half of the tree of values."""


@pytest.fixture(scope="module")
def office() -> Model:
    return sy.load("workbooks/office-2004.yaml")


def weighed(model: Model, **weights: float) -> Weighing:
    """The model as the owner sees it, with these weights instead of those of the book."""
    owner = model.stakeholders[0]
    given = dict(zip(model.criteria, owner.weights, strict=True)) | weights
    other = replace(owner, weights=tuple(given[each] for each in model.criteria))
    return Weighing(model.replace(stakeholders=(other, *model.stakeholders[1:])), owner.id)


def benefits(weighing: Weighing) -> dict[str, float]:
    """The aggregate value of each office."""
    ids = [scenario.id for scenario in weighing.scenarios]
    return dict(zip(ids, weighing.benefit[0].tolist(), strict=True))


DIGRAPH3 = {
    "addison": (100, 60, 100, 75, 0, 90, 35_000),
    "carlisle": (80, 70, 0, 0, 10, 100, 6_700),
    "elton": (40, 60, 90, 100, 60, 70, 34_800),
    "gorton": (60, 100, 20, 50, 50, 80, 12_000),
}
"""Closeness, visibility, image, size, comfort, parking and annual cost there."""


def test_each_value_and_cost_is_that_of_an_adaptation_by_others(office: Model) -> None:
    weighing = Weighing(office)
    ids = [scenario.id for scenario in weighing.scenarios]
    assert sorted(ids) == sorted(DIGRAPH3)
    for at, own in enumerate(ids):
        assert weighing.delivered[:, at].tolist() == list(DIGRAPH3[own][:6])
    cheapest = min(row[-1] for row in DIGRAPH3.values())
    for option in office.options:
        assert option.costs == (DIGRAPH3[option.id.removeprefix("pay-")][-1] - cheapest,)


def test_the_offices_have_the_values_of_the_book(office: Model) -> None:
    found = benefits(weighed(office))
    assert found == pytest.approx({"addison": 80.8, "carlisle": 47.4, "gorton": 60.2, "elton": 64.8})


@pytest.mark.parametrize(("share", "value"), [(0.0, 81.7), (1.0, 60.4)])
def test_elton_street_has_these_values_at_the_ends(office: Model, share: float, value: float) -> None:
    assert benefits(weighed(office, **split(share)))["elton"] == pytest.approx(value, abs=0.05)


def test_elton_street_overtakes_addison_square_where_the_book_says_so(office: Model) -> None:
    lead = [
        (found := benefits(weighed(office, **split(share))))["addison"] - found["elton"]
        for share in (0.0, 1.0)
    ]
    assert 100 * lead[0] / (lead[0] - lead[1]) == pytest.approx(52.1, abs=0.05)


def split(turnover: float) -> dict[str, float]:
    """Weights with this share for turnover and the rest for working conditions."""
    return {
        criterion: 100 * share * points / sum(group.values())
        for group, share in ((TURNOVER, turnover), (WORKING_CONDITIONS, 1 - turnover))
        for criterion, points in group.items()
    }


@pytest.mark.parametrize(
    ("one", "other", "dollars"), [("carlisle", "gorton", 414), ("gorton", "addison", 1117)]
)
def test_offices_tie_where_a_point_is_worth_so_much(
    office: Model, one: str, other: str, dollars: float
) -> None:
    """With w points for 28,300 dollars a point is worth 28,300 / w dollars."""
    places = [[scenario.id for scenario in office.scenarios].index(each) for each in (one, other)]
    options = [[option.id for option in office.options].index(f"pay-{each}") for each in (one, other)]

    def lead(points: float) -> float:
        net = weighed(office, **{"annual-cost": points}).net[options, places] * (100 + points)
        return float(net[1] - net[0])

    weight = lead(0) / (lead(0) - lead(1))  # the lead falls by as much for every point
    assert lead(weight) == pytest.approx(0, abs=1e-9)
    assert 28300 / weight == pytest.approx(dollars, abs=0.5)


def test_an_office_is_as_large_as_the_book_says_and_worth_as_much(office: Model) -> None:
    size = office.measures[3]
    linear = replace(size, values=())
    assert size.worth == (0, 25, 50, 75, 100)
    assert linear.worth == pytest.approx([100 * (area - 400) / 1100 for area in size.amounts])


def test_costs_in_dollars_are_points_on_effects(office: Model) -> None:
    assert Weighing(office).costs[:, 0] == pytest.approx(np.array([0, 5300, 28300]) / 283)
