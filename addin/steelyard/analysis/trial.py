"""Shares on trial: some are typed, and the others divide what is left in the proportions that they have."""

from __future__ import annotations

import numpy as np

from steelyard.analysis.arrays import Floats


def on_trial(judged: Floats, typed: Floats) -> Floats:
    """The shares of the one budget while some of them are on trial.

    A typed share counts as it is; the others divide the rest of the budget in their proportions:
    share[c] = judged[c] · (1 − Σ typed) / Σ judged of the others. Where there is no rest (all are typed, they
    add up to the whole budget or to more, or the others hold no share) the typed ones are divided by their
    sum, and the others are 0.

    Args:
        judged: [c], adding up to 1.
        typed: [c], 0 to 1; NaN where none is typed. One at least is typed.

    Returns:
        [c], adding up to 1.

    Raises:
        ValueError: all that is typed is 0, and there is no rest.

    >>> on_trial(np.array([0.5, 0.3, 0.2]), np.array([np.nan, 0.6, np.nan])).round(6)
    array([0.285714, 0.6     , 0.114286])
    >>> on_trial(np.array([0.5, 0.3, 0.2]), np.array([np.nan, 0.9, 0.6]))
    array([0. , 0.6, 0.4])
    """
    is_typed = ~np.isnan(typed)
    total, others = total_typed(typed), left_to(judged, typed)
    if total < 1 and others > 0:
        return np.where(is_typed, typed, judged * ((1 - total) / others))
    if total <= 0:
        raise ValueError("all shares on trial are 0, and no other criterion has a share to divide the budget")
    return np.where(is_typed, typed, 0.0) / total


def total_typed(typed: Floats) -> float:
    """What the typed shares add up to; [c], NaN where none is typed."""
    return float(np.nansum(typed))


def left_to(judged: Floats, typed: Floats) -> float:
    """The judged shares of the criteria without a typed share, added up."""
    return float(judged[np.isnan(typed)].sum())
