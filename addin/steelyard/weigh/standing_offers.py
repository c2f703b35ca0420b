"""What the choice of an option brings over all scenarios: a standing offer, and the regret of it.

An option is offered on its conditions. Where they do not hold, it is not released, and the current position
is held, which is worth 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis import scores
from steelyard.weigh.issues import track_of
from steelyard.weigh.sentences import number_words
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Floats
    from steelyard.weigh.weighing import Weighing


class Expectations(NamedTuple):
    """Means over the typed scenarios, by probability."""

    offered: Floats
    """[o], of the net where the option is unlocked, and 0 elsewhere."""
    offered_whole: Floats
    """[o], the same of the option with all that it requires."""
    released: Floats
    """[o], of the net in every scenario, unlocked or not."""


@computed_once
def expectations(weighing: Weighing) -> Expectations | None:
    """What is expected of every option; None where the model gives no probabilities."""
    chances = weighing.probabilities
    if chances is None:
        return None
    return Expectations(
        scores.offered(weighing.net, weighing.unlocked, chances),
        scores.offered(weighing.whole, weighing.unlocked, chances),
        scores.expected(weighing.net, chances),
    )


EXPECTED, IF_RELEASED = "Expected over all scenarios if offered whenever unlocked: ", " if always released)."
"""What stands before an option and its mean in a sentence, and after the mean of its release everywhere."""


def said(weighing: Weighing, option: int) -> str:
    """What an option is expected to bring, in a sentence; empty where the model gives no probabilities."""
    means = expectations(weighing)
    if means is None:
        return ""
    offered, released = (number_words(float(mean[option])) for mean in (means.offered, means.released))
    return f"{EXPECTED}{weighing.model.options[option].name} {offered} ({released}{IF_RELEASED}"


@computed_once
def gained(weighing: Weighing) -> Floats:
    """[o, d], what the choice of each option gains: `Weighing.compared` where unlocked, else 0."""
    return scores.gained(weighing.compared, weighing.unlocked)


def alternatives(weighing: Weighing) -> Bools:
    """[o, o], with which options the regret compares each: an opening with its own track, others with all.

    An opening is released so that other tracks can start. It is no choice in their place.
    """
    options = weighing.model.options
    return np.array(
        [[not one.opening or track_of(one) == track_of(other) for other in options] for one in options]
    )


@computed_once
def attainable(weighing: Weighing) -> Floats:
    """[o, d], the best gain in place of each option: that of an alternative, or 0 for holding."""
    return scores.attainable(gained(weighing), alternatives(weighing))


@computed_once
def regret(weighing: Weighing) -> Floats:
    """[o, d], points by which the choice of each option gains less than that."""
    return scores.regret(gained(weighing), alternatives(weighing))


def greatest_regret(weighing: Weighing) -> Floats:
    """[o], the greatest regret over the typed scenarios, the same ones for every option."""
    return regret(weighing)[:, : len(weighing.model.scenarios)].max(axis=1)
