"""What is kept of the last calls: for the same user, for exactly the same content, and not much of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import steelyard as sy
from steelyard.errors import UnknownName
from steelyard.model.parts import Rule, RuleKind
from steelyard.weigh import kept_weighings
from steelyard.weigh.bargain import Bargain, Effort
from steelyard.weigh.kept_weighings import kept_for, remembered
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    kept_weighings.forget()
    yield
    kept_weighings.forget()


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return sy.new("nash-1950")


def asked(user: str, content: list[Any], model: Model) -> Weighing:
    """The weighing that this user gets."""
    with kept_for(user):
        return remembered(content, lambda: Weighing(model))


def test_the_same_content_gives_the_same_weighing(model: Model) -> None:
    first = asked("token:ana", [[["id", 1.0, None, True]]], model)
    assert asked("token:ana", [[["id", 1.0, None, True]]], model) is first


def test_another_user_gets_their_own(model: Model) -> None:
    first = asked("token:ana", [1.0], model)
    assert asked("token:ben", [1.0], model) is not first
    assert asked("token:ana", [1.0], model) is first


def test_outside_the_service_nothing_is_kept(model: Model) -> None:
    made = [remembered([1.0], lambda: Weighing(model)) for _ in range(2)]
    assert made[0] is not made[1]
    assert not kept_weighings._kept


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([0, 0.0, -0.0, 1, 1.0, True, False, "1", "", "\ud800", 2**64])
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_values_that_merely_compare_equal_are_told_apart(one: Any, other: Any) -> None:
    """True, 1 and 1.0 are equal and are not the same; nor are 0.0 and -0.0."""
    with kept_for("token:ana"):
        assert (kept_weighings._key([one]) == kept_weighings._key([other])) == (repr(one) == repr(other))


def test_few_are_kept_and_the_last_ones(model: Model) -> None:
    kept = [asked("token:ana", [number], model) for number in range(kept_weighings.MOST + 1)]
    assert len(kept_weighings._kept) == kept_weighings.MOST
    assert asked("token:ana", [1], model) is kept[1]
    assert asked("token:ana", [0], model) is not kept[0]
    assert asked("token:ana", [1], model) is kept[1], "the one used last went first"


def test_large_ranges_and_values_of_other_clients_are_not_kept(model: Model) -> None:
    for content in (["x" * kept_weighings.LARGEST], [date(2019, 6, 17)]):
        assert asked("token:ana", content, model) is not asked("token:ana", content, model)
    assert not kept_weighings._kept


def test_what_is_refused_is_not_kept() -> None:
    def refuse() -> Weighing:
        raise UnknownName("viewpoint", "x", ())

    for _ in range(2):
        with kept_for("token:ana"), pytest.raises(UnknownName):
            remembered([1.0], refuse)
    assert not kept_weighings._kept


BOUNDS = Effort(states=200, points=1000, thinned=500)


def frontier_of(user: str, model: Model, effort: Effort | None = BOUNDS) -> Any:
    """The packages on the frontier that this user gets."""
    with kept_for(user):
        return Bargain(Weighing(model), effort).frontier.packages


def test_packages_that_differ_in_what_is_tabled_have_one_frontier(model: Model) -> None:
    first = frontier_of("token:ana", model)
    first_option, *others = model.options
    tabled = replace(first_option, offered=not first_option.offered)
    other = model.replace(options=(tabled, *others))
    assert Weighing(other).model.options != model.options
    assert frontier_of("token:ana", other) is first
    assert frontier_of("token:ben", model) is not first


@pytest.mark.parametrize("changed", ["worth", "a rule", "the bounds"])
def test_other_packages_have_another_frontier(model: Model, changed: str) -> None:
    first, effort = frontier_of("token:ana", model), BOUNDS
    if changed == "worth":
        other = model.replace_value(f"worth/{model.counterparts[0].id}/{model.options[0].id}", 99.0)
    elif changed == "a rule":
        one, two = (option.id for option in model.options[:2])
        rule = Rule(id="either", option=one, kind=RuleKind.EXCLUDES_OPTION, subject=two)
        other = model.replace(rules=(*model.rules, rule))
    else:
        other, effort = model, BOUNDS._replace(points=900)
    assert frontier_of("token:ana", other, effort) is not first
    assert frontier_of("token:ana", model) is first


def test_a_frontier_without_bounds_and_one_outside_the_service_are_not_kept(model: Model) -> None:
    assert frontier_of("token:ana", model, None) is not frontier_of("token:ana", model, None)
    assert Bargain(Weighing(model), BOUNDS).frontier.packages is not frontier_of("token:ana", model)
    assert len(kept_weighings._frontiers) == 1


def test_few_frontiers_are_kept(model: Model) -> None:
    for points in range(900, 900 + kept_weighings.MOST_FRONTIERS + 2):
        frontier_of("token:ana", model, BOUNDS._replace(points=points))
    assert len(kept_weighings._frontiers) == kept_weighings.MOST_FRONTIERS
