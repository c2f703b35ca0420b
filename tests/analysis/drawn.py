"""Hypothesis strategies for the arrays of a model: whole judgements, as people give them, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.analysis.scores import shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Bools, Floats, Ints

    Draw = Callable[[st.SearchStrategy[Any]], Any]


class Judged(NamedTuple):
    """What a model says, as arrays."""

    weights: Floats
    """[c], shares adding up to 1."""
    linkage: Floats
    """[o, m]"""
    costs: Floats
    """[o, k]"""
    values: Floats
    """[m, l]"""
    levels: Ints
    """[m, d]"""

    @property
    def delivered(self) -> Floats:
        """[m, d], value of the level that each scenario delivers."""
        return np.take_along_axis(self.values, self.levels, axis=1)

    @property
    def worth(self) -> Floats:
        """[o, c], signed points at full weight in the first scenario."""
        return np.concatenate([self.linkage * self.delivered[:, 0] / 100, -self.costs], axis=1)


def fixed(array: Any) -> Any:
    """The array, so that whoever writes into it fails."""
    array.flags.writeable = False
    return array


def whole(shape: int | tuple[int, ...], high: int = 100) -> st.SearchStrategy[Floats]:
    """Whole points from 0; multiples of 10 are more frequent, so that ties are too."""
    numbers = st.integers(0, high).map(float) | st.integers(0, high // 10).map(lambda tens: 10.0 * tens)
    return arrays(np.float64, shape, elements=numbers).map(fixed)


def truths(shape: int | tuple[int, ...]) -> st.SearchStrategy[Bools]:
    return arrays(np.bool_, shape).map(fixed)


def counts(shape: int | tuple[int, ...], low: int, high: int) -> st.SearchStrategy[Ints]:
    return arrays(np.int64, shape, elements=st.integers(low, high)).map(fixed)


def budget(criteria: int) -> st.SearchStrategy[Floats]:
    """[c], shares that add up to 1, some of them perhaps 0 and one perhaps all."""
    swings = whole(criteria).filter(lambda weights: bool(weights.sum() > 0))
    return swings.map(lambda weights: fixed(shares(weights[np.newaxis])[0]))


def scales(measures: int, levels: int) -> st.SearchStrategy[Floats]:
    """[m, l], values that rise from 0 to 100."""

    def risen(inner: Floats) -> Floats:
        ends = np.zeros((measures, 1)), np.full((measures, 1), 100.0)
        return np.concatenate([ends[0], np.sort(inner, axis=1), ends[1]], axis=1)

    return whole((measures, levels - 2)).map(risen).map(fixed)


@st.composite
def judged(draw: Draw, least: int = 1, measures: int = 5, options: int = 4) -> Judged:
    m, k, o = draw(st.integers(1, measures)), draw(st.integers(0, 3)), draw(st.integers(least, options))
    length, d = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    return Judged(
        weights=draw(budget(m + k)),
        linkage=draw(whole((o, m))),
        costs=draw(whole((o, k))),
        values=draw(scales(m, length)),
        levels=draw(counts((m, d), 0, length - 1)),
    )
