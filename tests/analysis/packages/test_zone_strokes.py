"""The line that fills a zone: every stroke lies in the zone, from its one edge to its other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.zone_strokes import zone_strokes

VALUES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12)


@given(VALUES, st.integers(-20, 0), st.integers(-20, 0), st.integers(1, 20))
def test_strokes_go_to_and_fro_between_no_deal_and_the_furthest_package(
    packages: list[tuple[int, int]], ours: int, theirs: int, strokes: int
) -> None:
    us, them = np.array(packages, dtype=float).T
    found = zone_strokes(us, them, (float(ours), float(theirs)), strokes)
    assert found.shape == (2 * strokes, 2)
    top = max(theirs, *(value for _, value in packages))
    for number, (start, end) in enumerate(zip(found[::2], found[1::2], strict=True)):
        assert start[1] == end[1] == pytest.approx(theirs + (top - theirs) * (number + 0.5) / strokes)
        near, far = (end, start) if number % 2 else (start, end)
        # By the definition: the most that our side gets in a package that gives the other side so much.
        assert (near[0], far[0]) == (ours, max(value for value, other in packages if other >= start[1]))


def test_a_package_that_is_below_no_deal_by_rounding_leaves_a_zone_without_width() -> None:
    found = zone_strokes(np.array([-1e-6]), np.array([3.0]), (0.0, 1.0), 2)
    assert found.tolist() == [[0.0, 1.5], [0.0, 1.5], [0.0, 2.5], [0.0, 2.5]]
