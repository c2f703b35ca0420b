"""What the chart of the zone shows: points inside, an area under them, and one mark for each place."""

from __future__ import annotations

import pytest

import steelyard as sy
from steelyard.api import weighed
from steelyard.model.model import Model
from steelyard.weigh.sheet_lists import STROKES, Solution, deal_of
from steelyard.weigh.zone_picture import Mark, marks


@pytest.fixture(scope="module")
def nash() -> Model:
    return sy.new("nash-1950")


def test_the_close_up_has_the_packages_of_the_zone_and_no_other(nash: Model) -> None:
    found = deal_of(weighed(nash))
    # As Nash's example has it: nobody has anything without a deal, so the zone is where both gain.
    inside = [(row.us, row.them) for row in found.packages if row.us >= 0 and row.them >= 0]
    assert 1 < len(inside) < len(found.packages)
    assert found.close_up == tuple(inside)


def test_the_area_is_what_both_prefer_to_no_deal_and_some_package_gives(nash: Model) -> None:
    found = deal_of(weighed(nash))
    assert len(found.zone) == 2 * STROKES
    best_us, best_them = (max(point[side] for point in found.close_up) for side in (0, 1))
    for us, them in found.zone:
        assert 0 <= us <= best_us
        assert 0 < them < best_them
        assert any(us <= a and them <= b for a, b in found.close_up)


def test_one_mark_names_all_solutions_of_a_place(nash: Model) -> None:
    found = deal_of(weighed(nash))
    four = dict(zip((row.solution for row in found.solutions), found.marks, strict=True))
    # The points of these packages, of 13 and of 8 of the units in which Nash counts.
    split, total = (600 / 13, 31.25), (700 / 13, 25.0)
    assert four["Nash"] == pytest.approx(Mark("Nash, Kalai-Smorodinsky, egalitarian", *split))
    assert four["greatest sum"] == pytest.approx(Mark("greatest sum", *total))
    assert four["Kalai-Smorodinsky"] == four["egalitarian"]
    assert four["egalitarian"] == (None, found.solutions[0].us, None)
    assert four["best for us"] is four["best for them"] is None


def test_four_solutions_at_one_place_are_counted() -> None:
    found = deal_of(weighed(sy.new("syria")))
    assert [None if mark is None else mark.says for mark in found.marks] == [
        "all 4 solutions",
        *[None] * 5,
    ]


def test_without_a_zone_all_packages_and_the_nearest_one_are_shown() -> None:
    model = sy.new("syria").replace_value("reservation/Russia", 50.0)
    found = deal_of(weighed(model))
    assert found.said.startswith("No zone of agreement is open")
    assert found.zone == ()
    assert found.close_up == tuple((row.us, row.them) for row in found.packages)
    first, *others = found.marks[:4]
    nearest = found.solutions[0]
    assert first == Mark("nearest", nearest.us, nearest.them)  # type: ignore[arg-type]
    assert others == [Mark(None, nearest.us, None)] * 3  # type: ignore[arg-type]


def test_without_any_place_there_is_no_mark() -> None:
    assert marks((Solution("Nash"), Solution("best for us"))) == (None, None)
    without = deal_of(weighed(sy.new("office-2004")))
    assert (without.zone, without.close_up, without.marks) == ((), (), ())
