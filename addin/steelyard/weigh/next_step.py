"""The nearest further step: what makes the next option an offer at the least cost to the counterpart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis import scores
from steelyard.analysis.conditions import Verdict
from steelyard.weigh.sentences import joined, number_words, offers_in_order
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.weighing import Weighing

NO_STEP = "No further step makes another option an offer."
IF = "If "
CAN_BE, TOO, COMES_FIRST = ") can be offered", " too", " and comes first"
AS_OF_THE_LAST_SCORE = "As of the last score: "
"""What stands in the sentence about the nearest further step, in its parts."""


class NextStep(NamedTuple):
    """The nearest further step in a scenario."""

    option: int | None
    """Position of the option that it makes an offer; None where no step makes one."""
    levels: tuple[int, ...]
    """[m], position of each level once the step is delivered."""
    words: str
    """What must be delivered, by names."""


@computed_once
def next_step(weighing: Weighing, scenario: int) -> NextStep:
    """Of the cheapest steps for each option, those that cost the counterpart least, then the fewest.

    Of several alike, those for the option that ranks best now. An option that is released first to open the
    exchange needs no step.
    """
    levels = weighing.levels[:, scenario]
    found = [
        (steps.effort, steps.steps, place, option, steps.levels)
        for place, option in enumerate(np.argsort(weighing.order[:, scenario]).tolist())
        if weighing.verdicts[option, scenario] not in (Verdict.OFFER, Verdict.OPENING)
        and (steps := weighing.what_it_takes(option, scenario)) is not None
    ]
    if not found:
        return NextStep(None, tuple(levels.tolist()), "")
    _, _, _, option, after = min(found, key=lambda each: each[:3])
    moved = np.flatnonzero(after > levels).tolist()
    return NextStep(option, tuple(after.tolist()), _delivered(weighing, moved, after.tolist()))


MOST_NAMED = 3
"""Measures that the sentence names; of more it says how many."""


def _delivered(weighing: Weighing, moved: Sequence[int], after: Sequence[int]) -> str:
    """What must be delivered: names with their level, those with the same level together."""
    model = weighing.model
    if len(moved) > MOST_NAMED:
        return f"{len(moved)} measures are delivered further (see What it takes)"
    by_level: dict[int, list[str]] = {}
    for m in moved:
        by_level.setdefault(after[m], []).append(model.measures[m].name)
    return joined(
        [
            f"{joined(names)} {'is' if len(names) == 1 else 'are'} {model.levels[level]}"
            for level, names in by_level.items()
        ]
    )


def net_after(weighing: Weighing, scenario: int, step: NextStep) -> Floats:
    """[o], the net of every option once the step is delivered."""
    gained = points_after(weighing, scenario, step).sum(axis=1)
    after: Floats = weighing.net[:, scenario] + gained
    return after


def points_after(weighing: Weighing, scenario: int, step: NextStep) -> Floats:
    """[o, m], points that the step adds to each option by measure."""
    delivered = weighing.values[np.arange(len(step.levels)), list(step.levels)]
    gained: Floats = (
        weighing.measure_shares * weighing.linkage * (delivered - weighing.delivered[:, scenario]) / 100
    )
    return gained


def step_said(weighing: Weighing, scenario: int, step: NextStep, *, as_scored: bool) -> str:
    """The sentence about the nearest further step.

    Args:
        weighing: what the numbers follow.
        scenario: the scenario.
        step: the step, as it was computed at the last score.
        as_scored: whether something changed since then, so that another step may be the nearest.
    """
    start = AS_OF_THE_LAST_SCORE if as_scored else ""
    if step.option is None:
        return start + NO_STEP
    after = net_after(weighing, scenario, step)
    rank = int(scores.ranks(after[:, np.newaxis])[step.option, 0])
    too = TOO if offers_in_order(weighing, scenario) else ""
    first = COMES_FIRST if rank == 1 else ""
    name = weighing.model.options[step.option].name
    points = number_words(float(after[step.option]))
    return f"{start}{IF}{step.words}, {name} ({points}{CAN_BE}{too}{first}."
