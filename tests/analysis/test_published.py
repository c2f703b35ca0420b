"""Worked examples from the literature come out as printed; tests/vectors says where each was seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steelyard.analysis.contributions import contributions
from steelyard.analysis.duels import tie_weights
from steelyard.analysis.scores import benefit, net, order, ranks, shares
from steelyard.analysis.stability import weight_interval

VECTORS = Path(__file__).parents[1] / "vectors"


def vector(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


@pytest.fixture(name="office")
def _office() -> Any:
    return vector("office_location.json")


def test_swing_weights_of_the_offices_normalise_as_printed(office: Any) -> None:
    found = 100 * shares(np.array([office["swing weights"]], dtype=float))[0]
    assert np.round(found).tolist() == office["normalised weights"]


def test_the_offices_earn_as_printed(office: Any) -> None:
    weights = np.array(office["normalised weights"]) / 100
    for name, printed in office["aggregates"].items():
        linkage = np.array([office["values"][name]], dtype=float)
        earned = benefit(weights, linkage, np.full((6, 1), 100.0))
        assert np.round(earned, 1).tolist() == [[printed]]


def test_the_terms_of_addison_square_are_as_printed(office: Any) -> None:
    weights = np.array(office["normalised weights"]) / 100
    linkage = np.array([office["values"]["Addison Square"]], dtype=float)
    terms = contributions(weights, linkage, np.zeros((1, 0)), np.full(6, 100.0))
    printed = np.array([office["products"]["Addison Square"]]) / 100
    np.testing.assert_allclose(terms, printed, rtol=0, atol=1e-12)


def test_addison_square_and_elton_street_tie_where_the_figure_says(office: Any) -> None:
    swings = np.array(office["swing weights"], dtype=float)
    worth = np.array(
        [
            [
                np.average(np.array(office["values"][name])[group], weights=swings[group])
                for group in (office["turnover"], office["working conditions"])
            ]
            for name in ("Addison Square", "Elton Street")
        ]
    )
    all_on_turnover = office["Elton Street with all weight on turnover"]
    none = office["Elton Street with no weight on turnover"]
    assert np.round(worth[1], 1).tolist() == [all_on_turnover, none]
    weights = np.array([office["turnover now"], 100 - office["turnover now"]]) / 100
    printed = office["Addison Square and Elton Street tie at"]
    assert round(100 * float(tie_weights(weights, worth)[0, 1, 0]), 1) == printed
    low, high = weight_interval(weights, worth, criterion=0)
    assert (round(100 * low, 1), high) == (printed, 1.0)


def test_the_weighted_sum_of_waspas_example_2_is_as_printed() -> None:
    example = vector("waspas_example_2.json")
    matrix = np.array(example["matrix"])
    more = np.array(example["better"]) == "more"
    values = 100 * np.where(more, matrix / matrix.max(axis=0), matrix.min(axis=0) / matrix)
    earned = benefit(np.array(example["weights"]), values, np.full((4, 1), 100.0))
    np.testing.assert_allclose(earned[:, 0] / 100, example["scores"], rtol=0, atol=example["last digit"])
    assert ranks(net(earned, np.zeros(10)))[:, 0].tolist() == example["ranks"]


def test_two_options_that_tie_in_print_share_the_first_place() -> None:
    example = vector("weighted_sum_tie.json")
    values = np.array(example["values"], dtype=float)
    earned = benefit(np.array(example["weights"]), values, np.full((4, 1), 100.0))
    np.testing.assert_allclose(earned[:, 0], example["scores"], rtol=0, atol=1e-12)
    assert ranks(earned)[:, 0].tolist() == [3, 1, 1]
    assert order(ranks(earned))[:, 0].tolist() == [3, 1, 2]
