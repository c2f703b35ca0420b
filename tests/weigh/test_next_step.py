"""The nearest further step: which it is, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import steelyard as sy
from steelyard.model.parts import Trial
from steelyard.weigh.next_step import NO_STEP, net_after, next_step, step_said
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from steelyard.model.model import Model


COMMITTEE = "If Constitutional committee is implemented, Limited easing ("


@pytest.fixture(name="syria")
def _syria() -> Model:
    return sy.load("workbooks/syria.yaml")


def said(model: Model, scenario: str, *, as_scored: bool = False) -> str:
    """What Decide says in a scenario."""
    weighing = Weighing(model)
    d = weighing.scenario(scenario)
    return step_said(weighing, d, next_step(weighing, d), as_scored=as_scored)


def test_the_step_is_named_with_what_follows_from_it(syria: Model) -> None:
    wanted = f"{COMMITTEE}15.8) can be offered too and comes first."
    assert said(syria, "core-implemented") == wanted
    assert said(syria, "core-implemented", as_scored=True) == f"As of the last score: {wanted}"


def test_an_option_that_would_not_come_first_is_not_said_to(syria: Model) -> None:
    # What can be offered next need not come first: three others are worth more than broad easing then.
    assert said(syria, "verified-committee") == (
        "If Comprehensive political agreement is implemented, Broad easing (10.7) can be offered too."
    )


def test_nothing_is_offered_too_where_nothing_is_offered(syria: Model) -> None:
    assert " too" not in said(syria, "status-quo")
    assert "5 measures are delivered further (see What it takes)" in said(syria, "status-quo")


def test_measures_with_the_same_level_are_named_together(syria: Model) -> None:
    assert said(syria, "piecemeal").startswith(
        "If Independent access to detainees and Reconciliation deals honoured are implemented and "
        "Independent delivery of aid is partial, "
    )


def test_where_everything_is_offered_no_step_is_left(syria: Model) -> None:
    assert said(syria, "comprehensive") == NO_STEP


def test_the_net_after_counts_the_step_for_every_option(syria: Model) -> None:
    weighing = Weighing(syria)
    d = weighing.scenario("core-implemented")
    after = net_after(weighing, d, next_step(weighing, d))
    other = Weighing(syria.replace_value("delivery/core-implemented/committee", "implemented"))
    assert after == pytest.approx(other.net[:, d], abs=1e-12)
    assert (after > weighing.net[:, d] + 1e-9).sum() > 1  # not of the option alone that the step is for


def test_it_is_the_cheapest_of_the_steps_for_all_options(syria: Model) -> None:
    weighing = Weighing(syria)
    for d in range(len(weighing.scenarios)):
        step = next_step(weighing, d)
        efforts = [
            found.effort
            for option in np.flatnonzero(weighing.verdicts[:, d] != 0).tolist()
            if not syria.options[option].opening and (found := weighing.what_it_takes(option, d)) is not None
        ]
        if step.option is None:
            assert efforts == []
        else:
            own = weighing.what_it_takes(step.option, d)
            assert own is not None
            assert own.effort == min(efforts)


def test_an_opening_is_never_the_next_step(syria: Model) -> None:
    weighing = Weighing(syria)
    openings = [at for at, option in enumerate(syria.options) if option.opening]
    assert openings
    assert not {next_step(weighing, d).option for d in range(len(weighing.scenarios))} & {*openings}


def test_a_trial_moves_the_numbers_of_the_step_and_not_the_step(syria: Model) -> None:
    trial = syria.replace(trial=(Trial(criterion="money", share=0.25),))
    judged, weighing = Weighing(trial), Weighing(trial, with_trial=True)
    d = judged.scenario("core-implemented")
    told = step_said(weighing, d, next_step(judged, d), as_scored=True)
    assert told.startswith(
        "As of the last score: If Constitutional committee is implemented, Limited easing ("
    )
    assert "(15.8)" not in told
