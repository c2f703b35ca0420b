"""Places."""

import pytest

from steelyard.model.draft import Place


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("Costs"), "Costs"),
        (Place("Costs", "easing"), "Costs, row 'easing'"),
        (Place("Costs", "", "money"), "Costs, column 'money'"),
        (Place("Costs", "", "", "cell D9"), "Costs (cell D9)"),
    ],
)
def test_a_place_says_what_it_knows(place: Place, expected: str) -> None:
    assert expected == str(place)
