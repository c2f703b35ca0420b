"""Worst and best, units and amounts: what is read, and what is told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steelyard.errors import InvalidModel
from steelyard.model.assembly.anchors import without_anchors
from steelyard.model.checks import check
from steelyard.model.parts import Evidence
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model

    Told = Callable[[Iterable[Finding]], list[str]]

AMOUNTS = "    group: core\n    unit: people\n    amounts: [0, 0, 50, 80, 200]\n  aid:"
MONEY = "  money: {name: Money, unit: million euros, scale: {0: 0, 50: 10, 100: 40}}"


@pytest.fixture
def counted(sound_text: str) -> str:
    """The sound model with people who get access, and money in millions."""
    text = sound_text.replace("    group: core\n  aid:", AMOUNTS, 1)
    return text.replace("  money: {name: Money, worst: All of the fund, best: None}", MONEY).replace(
        "costs: {money: 60, home: 20}", "costs: {money: 25, home: 20}"
    )


def test_amounts_are_read_and_written(counted: str) -> None:
    model = read_text(counted)
    access, money = model.measures[0], model.cost_heads[0]
    assert (access.unit, access.amounts, access.values) == ("people", (0, 0, 50, 80, 200), ())
    assert access.worth == (0, 0, 25, 40, 100)
    assert (money.unit, money.scale) == ("million euros", (0, None, 10, None, 40))
    assert [money.points(option.costs[0]) for option in model.options] == [0, 75, 25, 50]
    written = write_text(model)
    assert "    amounts: [0, 0, 50, 80, 200]\n" in written
    assert "    scale: {0: 0, 50: 10, 100: 40}\n" in written
    assert read_text(written) == model


def test_values_that_are_judged_beside_amounts_count(counted: str) -> None:
    text = counted.replace("200]\n  aid", "200]\n    values: [0, 10, 40, 80, 100]\n  aid")
    model = read_text(text)
    assert model.measures[0].worth == model.measures[0].values == (0, 10, 40, 80, 100)
    assert read_text(write_text(model)) == model  # though these are the values of the levels


def test_a_judgement_of_an_amount_can_be_replaced(counted: str) -> None:
    model = read_text(counted)
    assert model.replace_value("amounts/access/verified", 100).measures[0].worth == (0, 0, 50, 80, 100)
    assert model.replace_value("scale/money/25", 2).cost_heads[0].points(1) == 12.5
    assert "values/access/none" not in model.values
    assert "unit/aid" not in model.values


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "    unit: people\n",
            "",
            "column 'unit' (line 8, column 3): found nothing; a unit for the amounts",
        ),
        ("    amounts: [0, 0, 50, 80, 200]\n", "", "found 'people'; a unit needs amounts"),
        (
            "[0, 0, 50, 80, 200]",
            "[0, 9, 5, 80, 200]",
            "found 0, 9, 5, 80, 200; amounts that rise all the way",
        ),
        ("[0, 0, 50, 80, 200]", "[5, 5, 5, 5, 5]", "found 5, 5, 5, 5, 5; amounts that rise all the way"),
        ("[0, 0, 50, 80, 200]", "[0, 0, 50, 80]", "column 'amount at verified'"),
        ("50: 10, 100: 40", "50: 10", "column 'amount at 100'"),
        ("50: 10, 100: 40", "50: 40, 100: 40", "found 0, 20, 40, 40, 40; amounts that rise all the way"),
        ("50: 10, 100: 40", "60: 10, 100: 40", "found '60'; no point of the scale has this name"),
        ("50: 10, 100: 40", "50: ten, 100: 40", "found 'ten'; a number is needed"),
        ("costs: {money: 25", "costs: {money: 41", "found 41; a number from 0 to 40 is needed"),
        (", scale: {0: 0, 50: 10, 100: 40}", "", "found 'million euros'; a unit needs amounts"),
    ],
)
def test_what_is_told_of_amounts(counted: str, old: str, new: str, told: str) -> None:
    assert counted.count(old) == 1
    with pytest.raises(InvalidModel) as refused:
        read_text(counted.replace(old, new))
    assert told in str(refused.value)


def test_a_falling_scale_has_its_range(counted: str, told: Told) -> None:
    text = counted.replace("{0: 0, 50: 10, 100: 40}", "{0: 40, 100: 0}")
    assert told(check(read_text(text))) == []
    assert [read_text(text).cost_heads[0].points(cost) for cost in (40, 30, 0)] == [0, 25, 100]


@pytest.mark.parametrize(
    ("key", "high", "expected"),
    [
        ("costs/funds/money", 40, []),
        ("costs/funds/money", 41, ["found 41; a number from 0 to 40 is needed"]),
        ("costs/funds/*", 100, []),
        ("costs/funds/home", 101, ["found 101; a number from 0 to 100 is needed"]),
    ],
)
def test_the_range_of_evidence_is_in_the_unit(
    counted: str, told: Told, key: str, high: float, expected: list[str]
) -> None:
    model = read_text(counted).replace(evidence=(Evidence(key=key, high=high),))
    found = told(check(model))
    assert len(found) == len(expected)
    assert all(words in line for words, line in zip(expected, found, strict=True))


def test_weights_on_heads_without_words_are_told(sound: Model, told: Told) -> None:
    bare = [replace(head, worst="") for head in sound.cost_heads]
    assert without_anchors(sound.replace(cost_heads=tuple(bare))) == ("money", "home")
    [line] = told(check(sound.replace(cost_heads=(bare[0], sound.cost_heads[1]))))
    assert line == (
        "(no-anchors): Cost heads: found weights on 'money' without worst and best in words; a swing weight "
        "is about the way from the worst to the best; write both on Cost heads"
    )
    unweighed = [
        replace(part, weights=(*part.weights[:3], 0.0, *part.weights[4:])) for part in sound.stakeholders
    ]
    assert without_anchors(sound.replace(cost_heads=tuple(bare), stakeholders=tuple(unweighed))) == ("home",)
    counted = replace(bare[0], unit="euros", scale=(0.0, None, None, None, 9.0))
    assert without_anchors(sound.replace(cost_heads=(counted, sound.cost_heads[1]))) == ()
