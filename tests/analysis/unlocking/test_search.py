"""The search drops no label that might have been the best."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from analysis.unlocking.test_cheapest import asked, large
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.unlocking import search as unlocking_search
from steelyard.analysis.unlocking.search import Spent, beats, search
from steelyard.analysis.unlocking.task import TICK, task, ticks

amounts = st.integers(0, 3) | st.sampled_from([TICK // 2, TICK - 1, TICK, TICK + 1, 3 * TICK])
beginnings = st.builds(Spent, amounts, st.integers(0, 2), amounts, st.integers(0, 9))
LACKING = 2 * TICK


@given(beginnings, beginnings, beginnings)
def test_who_beats_a_label_beats_all_its_completions(one: Spent, other: Spent, rest: Spent) -> None:
    if beats(one, other, LACKING):
        longer, beaten = (tuple(a + b for a, b in zip(begun, rest, strict=True)) for begun in (one, other))
        assert longer[2] >= min(beaten[2], LACKING)
        assert _key(longer) <= _key(beaten)


def _key(label: tuple[int, ...]) -> tuple[int, int, int, int]:
    effort, steps, points, code = label
    return ticks(effort), steps, -ticks(points), code


@given(beginnings, beginnings)
def test_two_labels_do_not_beat_each_other(one: Spent, other: Spent) -> None:
    assert not (beats(one, other, LACKING) and beats(other, one, LACKING))


@given(asked())
def test_a_search_allowed_no_labels_has_an_answer_and_a_bound(ask: Any) -> None:
    work = task(*ask)
    if work is not None and (work.lacking > 0 or work.conditions):
        answer = search(work, 0, 0)
        assert answer.levels is not None
        assert answer.least is not None


def test_the_better_bounds_are_worked_out_only_when_the_quick_ones_do_not_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = task(*large(np.random.default_rng(0), alike=True))
    assert work is not None
    monkeypatch.setattr(unlocking_search, "stairs", None)
    with pytest.raises(TypeError):
        search(work, 1001, 0)
    few = task(*large(np.random.default_rng(0), alike=True)._replace(levels=np.full(40, 3)))
    assert few is not None
    assert search(few, 1000, 0).least is None


def test_the_better_bounds_need_fewer_labels() -> None:
    work = task(*large(np.random.default_rng(0), alike=True))
    assert work is not None
    assert search(work, 10_000, 0).least is None
