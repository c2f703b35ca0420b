"""Trial weights: shares that somebody tries instead of the judged ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.trial import left_to, on_trial, total_typed

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Floats
    from steelyard.model.model import Model


class TrialWeights(NamedTuple):
    """The shares on trial beside those that were judged."""

    typed: Floats
    """[c], NaN where no share is on trial."""
    judged: Floats
    """[c], the shares of the chosen view."""
    unfit: int
    """Entries that are no share."""

    @property
    def total(self) -> float:
        """What the typed shares add up to."""
        return total_typed(self.typed)

    @property
    def tried(self) -> int:
        """How many shares are typed."""
        return int((~np.isnan(self.typed)).sum())

    @property
    def others(self) -> float:
        """What the criteria without a typed share hold."""
        return left_to(self.judged, self.typed)

    @property
    def in_use(self) -> bool:
        """Whether results follow them: there is one at least, all are shares, and not all is 0."""
        return self.tried > 0 and self.unfit == 0 and self.total + self.others > 0

    @property
    def breaches(self) -> int:
        """What the sheet Checks counts: entries that are no share, or 1 where all that counts is 0."""
        return self.unfit or int(self.tried > 0 and not self.in_use)

    @property
    def has_no_rest(self) -> bool:
        """Whether nothing is left for the others, so that the typed shares are divided by their sum."""
        return self.total >= 1 or self.others <= 0

    @property
    def shares(self) -> Floats:
        """[c], the shares that results follow: those on trial, or those that were judged."""
        return on_trial(self.judged, self.typed) if self.in_use else self.judged


def trial_of(model: Model, judged: Floats) -> TrialWeights:
    """The shares on trial of a model.

    Args:
        model: the model.
        judged: [c], the judged shares of the chosen view.
    """
    places = {criterion: at for at, criterion in enumerate(model.criteria)}
    given = [each for each in model.trial if each.criterion in places]
    typed = np.full(len(judged), np.nan)
    for each in given:
        if each.is_fit:
            typed[places[each.criterion]] = each.share
    return TrialWeights(typed, judged, sum(not each.is_fit for each in given))
