"""Frontier and solutions are those of negmas, on domains that both can count exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steelyard.analysis.packages import bargaining
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Space
from steelyard.analysis.packages.several import unbeaten

TOLD = json.loads(
    (Path(__file__).parents[1] / "vectors" / "negmas_linear_additive.json").read_text(encoding="utf-8")
)


def side(told: dict[str, Any]) -> tuple[np.ndarray, ...]:
    return tuple(
        weight * np.array(values) for weight, values in zip(told["weights"], told["values"], strict=True)
    )


@pytest.mark.parametrize("told", TOLD["domains"], ids=lambda told: "x".join(map(str, told["sizes"])))
def test_it_finds_what_negmas_finds(told: dict[str, Any]) -> None:
    found = frontier(Space(side(told["us"]), side(told["them"])))
    assert found is not None
    points = [*zip(found.us.tolist(), found.them.tolist(), strict=True)]
    assert [[*point] for point in points] == told["frontier"]
    worth, reservations = np.column_stack([found.us, found.them]), tuple(told["reservations"])

    def named(places: np.ndarray) -> list[list[int]]:
        return [[*points[at]] for at in places.tolist()]

    assert named(bargaining.egalitarian(worth, reservations)) == told["kalai"]
    assert named(bargaining.greatest_sum(worth, (0, 0))) == told["greatest_sum"]
    nash = named(bargaining.nash(worth, reservations))
    assert nash == (told["nash"] if bargaining.acceptable(worth, reservations).any() else [])


def test_the_two_rules_called_kalai_smorodinsky_mostly_agree() -> None:
    agree = 0
    for told in TOLD["domains"]:
        found = frontier(Space(side(told["us"]), side(told["them"])))
        assert found is not None
        worth = np.column_stack([found.us, found.them])
        places = bargaining.kalai_smorodinsky(worth, tuple(told["reservations"])).tolist()
        agree += [[int(found.us[at]), int(found.them[at])] for at in places] == told["ks"]
    assert agree > len(TOLD["domains"]) / 2


THREE = json.loads(
    (Path(__file__).parents[1] / "vectors" / "negmas_three_parties.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("told", THREE["domains"], ids=lambda told: "x".join(map(str, told["sizes"])))
def test_it_finds_what_negmas_finds_for_three_parties(told: dict[str, Any]) -> None:
    found = unbeaten(tuple(map(side, told["parties"])), ())
    assert found is not None
    worth, no_deal = found.worth, tuple(told["reservations"])
    assert worth.tolist() == told["frontier"]
    assert bargaining.acceptable(worth, no_deal).any()
    assert worth[bargaining.nash(worth, no_deal)].tolist() == told["nash"]
    assert worth[bargaining.egalitarian(worth, no_deal)].tolist() == told["kalai"]
    lowest = (-(10**9),) * 3
    assert worth[bargaining.greatest_sum(worth, lowest)].tolist() == told["greatest_sum"]


@pytest.mark.slow
def test_the_vectors_are_what_negmas_says() -> None:
    """Needs the extra `peers`."""
    ops = pytest.importorskip("negmas.preferences.ops")
    for told in TOLD["domains"]:
        space, sides = _in_negmas(told)
        outcomes = [*space.enumerate_or_sample()]
        frontier, _ = ops.pareto_frontier(sides, outcomes=outcomes, sort_by_welfare=False)
        for utility, least in zip(sides, told["reservations"], strict=True):
            utility.reserved_value = float(least)

        def named(solution: Any, frontier: Any = frontier, space: Any = space, sides: Any = sides) -> Any:
            return _whole(point for point, _ in solution(sides, frontier, outcome_space=space))

        assert _whole(frontier) == told["frontier"]
        assert named(ops.nash_points) == told["nash"]
        assert named(ops.kalai_points) == told["kalai"]
        assert named(ops.max_welfare_points) == told["greatest_sum"]
        assert named(ops.ks_points) == told["ks"]


def _in_negmas(told: dict[str, Any]) -> tuple[Any, list[Any]]:
    from negmas.outcomes import make_issue, make_os  # type: ignore[import-not-found]  # noqa: PLC0415
    from negmas.preferences import LinearAdditiveUtilityFunction  # type: ignore[import-not-found]  # noqa: PLC0415
    from negmas.preferences.value_fun import TableFun  # type: ignore[import-not-found]  # noqa: PLC0415

    issues = [make_issue([*map(str, range(size))], name=f"i{i}") for i, size in enumerate(told["sizes"])]
    space = make_os(issues)
    return space, [
        LinearAdditiveUtilityFunction(
            values=[TableFun({str(c): value for c, value in enumerate(row)}) for row in told[side]["values"]],
            weights=[*map(float, told[side]["weights"])],
            outcome_space=space,
            reserved_value=float("-inf"),
        )
        for side in ("us", "them")
    ]


def _whole(points: Any) -> list[list[int]]:
    return [[*point] for point in sorted({(round(us), round(them)) for us, them in points}, reverse=True)]
