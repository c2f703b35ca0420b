"""Trial weights: when they are in use, what follows them, and what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from strategies import models

import steelyard as sy
from steelyard.model.parts import Trial
from steelyard.weigh.sentences import how_firm, nearest_tie
from steelyard.weigh.trial_sentences import ADD_UP, DIVIDED, UNFIT, said
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from steelyard.model.model import Model


@pytest.fixture(name="small")
def _small() -> Model:
    return sy.load("workbooks/syria.yaml")


def tried(model: Model, **shares: float | str) -> Weighing:
    """A weighing on trial."""
    trial = tuple(Trial(criterion=own, share=shares[own]) for own in model.criteria if own in shares)
    return Weighing(model.replace(trial=trial), with_trial=True)


def test_results_follow_a_trial_only_where_that_is_asked_for(small: Model) -> None:
    first = small.criteria[0]
    trial = tried(small, **{first: 0.9})
    assert (trial.on_trial, float(trial.shares[0])) == (True, 0.9)
    judged = Weighing(trial.model)
    assert (judged.on_trial, judged.shares.tolist()) == (False, trial.judged_shares.tolist())
    assert trial.net.tolist() != judged.net.tolist()


@pytest.mark.parametrize(
    ("shares", "in_use", "breaches", "line"),
    [
        ({}, False, 0, ""),
        ({0: 0.0}, True, 0, "Trial weights are in use."),
        ({0: 1.0}, True, 0, "Trial weights are in use."),
        ({0: 0.8, 1: 0.4}, True, 0, f"{ADD_UP}120.0{DIVIDED}"),
        ({0: 1.2, 1: "x"}, False, 2, f"{UNFIT}2. The judged weights stay."),
    ],
)  # fmt: skip
def test_when_a_trial_is_in_use(
    small: Model, shares: dict[int, float | str], in_use: bool, breaches: int, line: str
) -> None:
    weighing = tried(small, **{small.criteria[at]: share for at, share in shares.items()})
    assert (weighing.on_trial, weighing.trial.breaches, said(weighing.trial)) == (in_use, breaches, line)


def test_all_zero_leaves_the_judged_weights(small: Model) -> None:
    weighing = tried(small, **dict.fromkeys(small.criteria, 0.0))
    assert weighing.shares.tolist() == weighing.judged_shares.tolist()
    assert (weighing.trial.breaches, said(weighing.trial)) == (
        1,
        "Trial weights are not used: all are 0. The judged weights stay.",
    )


def test_shares_that_are_all_typed_and_add_up_to_the_whole_are_said_plainly(small: Model) -> None:
    weighing = tried(small, **dict.fromkeys(small.criteria, 1 / len(small.criteria)))
    assert said(weighing.trial) == "Trial weights are in use."


def test_a_criterion_that_is_gone_is_left_out(small: Model) -> None:
    gone = small.replace(trial=(Trial(criterion="gone", share=0.4),))
    assert not Weighing(gone, with_trial=True).trial.tried


@settings(max_examples=40)
@given(models())
def test_the_share_that_how_firm_names_is_a_tie(model: Model) -> None:
    judged = Weighing(model.replace(trial=()))
    first = judged.order[:, 0].tolist().index(1)
    for option in range(len(model.options)):
        tie = nearest_tie(judged, 0, option)
        if option == first or tie is None or not 0 < tie.share < 1:
            continue
        trial = tried(model, **{model.criteria[tie.criterion]: tie.share})
        net = trial.net[:, 0]
        assert float(net[option]) == pytest.approx(float(net[first]), abs=1e-7), how_firm(judged, 0, option)
