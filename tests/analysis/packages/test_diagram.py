"""Diagrams: bounds that no package breaks, and that are exact where there is room for all states."""

from __future__ import annotations

import numpy as np
from analysis.spaces import by_brute_force, crowded_space, every_package
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.course import Course, course
from steelyard.analysis.packages.diagram import NOWHERE, Diagram, Guide, diagram, narrowed
from steelyard.analysis.packages.directions import directions, thresholds

SEEDS = [seed for seed in range(14) if len(every_package(crowded_space(seed)))]
"""Those whose rules leave some packages."""


def followed(way: Course, drawn: Diagram, package: list[int]) -> list[int]:
    """The nodes of a package, from layer to layer."""
    nodes = [0]
    for issue, after in zip(way.order, drawn.after, strict=True):
        nodes.append(int(after[nodes[-1], package[issue]]))
        if nodes[-1] == NOWHERE:
            break
    return nodes


def test_every_package_leads_through_nodes_that_promise_as_much() -> None:
    for seed in SEEDS:
        space = crowded_space(seed)
        way, packages = course(space), every_package(space)[::37]
        along = directions(way, 6)
        for width in (1, 5, 40):
            drawn = diagram(way, along, width)
            assert max(ahead.shape[1] for ahead in drawn.ahead) <= width
            for package, us, them in zip(packages.tolist(), *way.worth(packages), strict=True):
                nodes = followed(way, drawn, package)
                assert NOWHERE not in nodes
                assert (drawn.ahead[0][:, 0] >= along @ (us, them)).all()


def test_with_room_for_all_states_the_bounds_are_reached() -> None:
    for seed in SEEDS:
        space = crowded_space(seed)
        way, packages = course(space), every_package(space)
        along = directions(way, 6)
        reached = (along @ np.array(way.worth(packages))).max(axis=1)
        assert diagram(way, along, 10**6).ahead[0][:, 0].tolist() == reached.tolist()


def test_a_refined_diagram_still_has_all_that_no_package_beats() -> None:
    for seed in SEEDS:
        space = crowded_space(seed)
        way = course(space)
        along = directions(way, 6)
        best = [(us - way.base[0], them - way.base[1]) for us, them, _ in by_brute_force(space)]
        known = np.array(best[::3])
        drawn = diagram(way, along, 3)
        least = thresholds(known[:, 0], known[:, 1], along, drawn.ahead[0][:, 0])
        finer = diagram(way, along, 30, Guide(drawn, along, least))
        assert (finer.ahead[0][:, 0] <= drawn.ahead[0][:, 0]).all()
        packages = every_package(space)
        worth = {*map(tuple, best)}
        for package, us, them in zip(packages.tolist(), *way.worth(packages), strict=True):
            if (us, them) in worth:
                assert NOWHERE not in followed(way, finer, package)


@given(
    st.lists(st.tuples(st.integers(0, 2), *[st.integers(-1, 9)] * 3), min_size=1, max_size=40),
    st.integers(1, 12),
)
def test_narrowed_rows_permit_as_much_and_are_few(rows: list[tuple[int, ...]], most: int) -> None:
    given_rows = np.array(rows)
    found, place = narrowed(given_rows, most)
    assert (found[place, 0] == given_rows[:, 0]).all()
    assert (found[place] <= given_rows).all()
    assert len(found) <= max(most, len({*given_rows[:, 0].tolist()}))
    assert len({*map(tuple, found.tolist())}) == len(found)


def test_rows_that_differ_in_the_first_column_alone_are_left_as_they_are() -> None:
    rows = np.array([[0, 4], [1, 4], [2, 4]])
    found, place = narrowed(rows, most=2)
    assert (found.tolist(), place.tolist()) == (rows.tolist(), [0, 1, 2])
