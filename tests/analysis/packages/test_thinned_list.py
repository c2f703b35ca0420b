"""Lists of some points of a frontier, and what they lose."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analysis.packages.thinned_list import shown

WORTH = np.array([[90, 0], [80, 1], [72, 2], [30, 3], [10, 4], [0, 5]])


@pytest.mark.parametrize("most", [6, 7, 100])
def test_a_list_that_is_short_enough_is_whole(most: int) -> None:
    assert shown(WORTH, most, keep=[1]) == ([0, 1, 2, 3, 4, 5], 0)


def test_a_point_that_is_kept_stays_and_the_loss_is_that_of_the_worst_gap() -> None:
    places, lost = shown(WORTH, 3, keep=[1])
    assert 1 in places
    # The point (30, 3) is left out; the next that gives the other side as much is the last, with 0 for us.
    assert (places, lost) == ([0, 1, 2, 5], 30)
