"""Frontier and solutions are those of negmas, on domains that both can count exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steelyard.analysis import bargaining
from steelyard.analysis.frontier import frontier
from steelyard.analysis.packages import Space

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
    us, them, reservations = found.us, found.them, tuple(told["reservations"])

    def named(places: np.ndarray) -> list[list[int]]:
        return [[*points[at]] for at in places.tolist()]

    assert named(bargaining.egalitarian(us, them, reservations)) == told["kalai"]
    assert named(bargaining.greatest_sum(us, them, (0, 0))) == told["greatest_sum"]
    nash = named(bargaining.nash(us, them, reservations))
    assert nash == (told["nash"] if bargaining.acceptable(us, them, reservations).any() else [])


def test_the_two_rules_called_kalai_smorodinsky_mostly_agree() -> None:
    agree = 0
    for told in TOLD["domains"]:
        found = frontier(Space(side(told["us"]), side(told["them"])))
        assert found is not None
        places = bargaining.kalai_smorodinsky(found.us, found.them, tuple(told["reservations"])).tolist()
        agree += [[int(found.us[at]), int(found.them[at])] for at in places] == told["ks"]
    assert agree > len(TOLD["domains"]) / 2
