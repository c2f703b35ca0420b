"""What is remembered is only found again for exactly the same arguments."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import _lru_cache_wrapper
from typing import TYPE_CHECKING

import numpy as np
import pytest

import steelyard
import steelyard as sy
from steelyard.api import weighed
from steelyard.weigh.bargain import Effort, bargain_of
from steelyard.weigh.plan_course import plan_of
from steelyard.weigh.remembered import exactly, remembered
from steelyard.weigh.weighing import Weighing, computed_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.keys import Value

EQUAL_ONLY: list[tuple[object, object]] = [
    (1, True),
    (1, 1.0),
    (0.0, -0.0),
    (0, False),
    ((1, 2), (1.0, 2)),
    (frozenset({1}), frozenset({True})),
]
"""Values that compare equal, and are not the same."""


@pytest.mark.parametrize(("one", "other"), EQUAL_ONLY)
def test_answers_to_values_that_merely_compare_equal_are_kept_apart(one: object, other: object) -> None:
    assert one == other
    assert exactly(one) != exactly(other)
    assert exactly(named=one) != exactly(named=other)
    assert exactly(one, named=other) == exactly(one, named=other)

    @remembered(8)
    def written(value: object, *, again: object = None) -> str:
        return repr((value, again))

    @computed_once
    def question(_: Weighing, value: object, *, again: object = None) -> str:
        return repr((value, again))

    weighing = Weighing(sy.new("syria"))
    for value in (one, other, one):
        assert written(value) == question(weighing, value) == repr((value, None))
        assert written(0, again=value) == question(weighing, 0, again=value) == repr((0, value))


def test_no_more_answers_are_kept_than_is_said_and_none_after_a_clearing() -> None:
    asked: list[int] = []

    @remembered(2)
    def question(number: int) -> int:
        """An answer that notes that it was computed."""
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        assert question(number) == number
    assert asked == [1, 2, 3, 2]
    question.cache_clear()
    assert question(2) == 2
    assert asked == [1, 2, 3, 2, 2]
    assert question.__doc__ == "An answer that notes that it was computed."


@pytest.mark.parametrize(
    ("key", "known", "equal"),
    [
        ("settings/resolution", 1, True),
        ("settings/reservation", 0, False),
        ("plan/acknowledge/phase", 1, True),
    ],
)
def test_a_model_with_a_truth_value_for_a_number_is_refused_after_the_number_was_weighed(
    key: str, known: Value, equal: Value
) -> None:
    model = sy.new("syria")
    fit, unfit = model.replace_value(key, known), model.replace_value(key, equal)
    assert fit == unfit
    assert weighed(fit) is weighed(fit.replace())
    with pytest.raises(sy.SteelyardError, match="1 problem"):
        weighed(unfit)


def test_the_sign_of_a_zero_is_kept() -> None:
    model = sy.new("syria")
    plus, minus = (model.replace_value("settings/reservation", zero) for zero in (0.0, -0.0))
    assert repr(weighed(plus).model.settings.reservation) == "0.0"
    assert repr(weighed(minus).model.settings.reservation) == "-0.0"


def test_bargains_of_equal_but_other_bounds_are_kept_apart() -> None:
    weighing = Weighing(sy.new("syria"))
    effort = Effort(states=1000, points=10_000, thinned=1000)
    written: Callable[[float], str] = "{:,}".format
    other = effort._replace(states=1000.0)  # type: ignore[arg-type]
    assert bargain_of(weighing, effort=effort) is bargain_of(weighing, effort=Effort(*effort))
    found = bargain_of(weighing, effort=other)
    assert found.effort is not None
    assert written(found.effort.states) == "1,000.0"


def test_a_ledger_of_other_places_with_the_same_bytes_is_another() -> None:
    plan = plan_of(Weighing(sy.new("syria")))
    places = np.zeros((2, len(plan.tracks)), dtype=np.int64)
    halved = np.zeros((4, len(plan.tracks)), dtype=np.int32)
    assert places.tobytes() == halved.tobytes()
    assert len(plan.ledger(places).given) == 2
    assert len(plan.ledger(halved).given) == 4  # type: ignore[arg-type, unused-ignore]


def test_every_other_cache_is_asked_by_texts_bytes_or_nothing() -> None:
    """Only numbers, truth values and what contains them can compare equal without being the same.

    A truth value that chooses between two forms gives one answer, whatever it is equal to.
    """
    texts = {"str", "bytes"}
    for name, cached in caches():
        parameters = inspect.signature(cached).parameters.values()
        kinds = {str(each.annotation) for each in parameters if each.kind is not each.KEYWORD_ONLY}
        flags = {str(each.annotation) for each in parameters if each.kind is each.KEYWORD_ONLY}
        typed = cached.cache_parameters()["typed"]
        assert kinds <= texts or typed, name
        assert flags <= {"bool"}, name


def caches() -> list[tuple[str, _lru_cache_wrapper[object]]]:
    """Every function of steelyard that functools keeps answers of, in modules that need no Excel."""
    found: dict[str, _lru_cache_wrapper[object]] = {}
    for module in pkgutil.walk_packages(steelyard.__path__, "steelyard."):
        if module.name.split(".")[1] in {"excel", "service", "cli", "__main__"}:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, _lru_cache_wrapper):
                found[f"{value.__module__}.{name}"] = value
    assert "steelyard.ooxml.addresses.column_letters" in found
    assert len(found) > 10
    return [*found.items()]
