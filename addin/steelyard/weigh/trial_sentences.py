"""What is said of trial weights, on every live sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from steelyard.weigh.trial import TrialWeights

IN_USE = "Trial weights are in use."
ADD_UP, DIVIDED = "Trial weights are in use: they add up to ", " % and are divided by that sum."
UNFIT = "Trial weights are not used: entries that are no share from 0 % to 100 %: "
ALL_ZERO = "Trial weights are not used: all are 0"
JUDGED_STAY = ". The judged weights stay."
"""What stands in the line about trial weights, in its parts."""

AS_JUDGED = "as judged"
"""Said of a result that trial weights leave alone, while they are in use."""


def said(trial: TrialWeights) -> str:
    """The line about them on every live sheet; empty where nothing is on trial."""
    if trial.unfit:
        return f"{UNFIT}{trial.unfit}{JUDGED_STAY}"
    if not trial.tried:
        return ""
    if not trial.in_use:
        return ALL_ZERO + JUDGED_STAY
    if trial.has_no_rest and abs(trial.total - 1) > SAME:
        return f"{ADD_UP}{number_words(100 * trial.total)}{DIVIDED}"
    return IN_USE
