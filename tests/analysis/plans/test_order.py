"""The best order of a plan is what trying all orders finds."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import Limit, kept
from steelyard.analysis.plans.ledger import Course, ledger
from steelyard.analysis.plans.order import best_order, cells

if TYPE_CHECKING:
    from collections.abc import Iterator


def random_plan(seed: int) -> tuple[Course, tuple[Limit, ...]]:
    """A small plan; in every third some steps bring less than the one before."""
    rng = np.random.default_rng(seed)
    count, low = int(rng.integers(1, 5)), -1 if seed % 3 == 0 else 0
    measure, sizes = rng.random(count) < 0.5, rng.integers(1, 4, count)
    rising = [
        tuple(np.concatenate([[0], np.cumsum(rng.integers(low, 6, size - 1))]) for size in sizes)
        for _ in range(2)
    ]
    us = tuple(track if moved else -track for track, moved in zip(rising[0], measure, strict=True))
    them = tuple(-track if moved else track for track, moved in zip(rising[1], measure, strict=True))
    return Course(measure, us, them, us, them), tuple(_limits(rng, sizes))


def _limits(rng: np.random.Generator, sizes: np.ndarray) -> Iterator[Limit]:
    for _ in range(int(rng.integers(0, 3))):
        track = int(rng.integers(len(sizes)))
        scope = sorted(rng.choice(len(sizes), int(rng.integers(1, len(sizes) + 1)), replace=False).tolist())
        spends = {
            other: tuple(sorted(rng.integers(0, 3, sizes[other]).tolist(), reverse=True)) for other in scope
        }
        yield Limit(track, frozenset({int(sizes[track]) - 1}), spends, int(rng.integers(0, 4)))


def by_trying_all(course: Course, limits: tuple[Limit, ...]) -> tuple[int, int] | None:
    """The least greatest exposure of any order, and the fewest phases with it."""
    points = [*product(*(range(len(track)) for track in course.us))]
    exposure = {p: int(ledger(course, np.array([p])).exposure.max()) for p in points}
    sound = {p for p in points if kept(limits, np.array([p])).all()}
    for most in sorted({exposure[p] for p in sound}):
        phases = _phases({p for p in sound if exposure[p] <= most}, course)
        if phases is not None:
            return most, phases
    return None


def _phases(allowed: set[tuple[int, ...]], course: Course) -> int | None:
    start, end = tuple(0 for _ in course.us), tuple(len(track) - 1 for track in course.us)
    reached, phases = {start} & allowed, 0
    while end not in reached:
        following = reached
        for moving in (course.measure, ~course.measure):
            moves = [*product(*((0, 1) if moves else (0,) for moves in moving.tolist()))]
            following = {
                to
                for at in following
                for move in moves
                if (to := tuple(a + b for a, b in zip(at, move, strict=True))) in allowed
            }
        if following == reached:
            return None
        reached, phases = following, phases + 1
    return phases


def test_it_is_what_trying_all_orders_finds() -> None:
    impossible = 0
    for seed in range(200):
        course, limits = random_plan(seed)
        found = best_order(course, limits, np.zeros(len(course.us), dtype=np.int64))
        wanted = by_trying_all(course, limits)
        assert (found and (found.exposure, len(found.places) // 2)) == wanted
        if found is None:
            impossible += 1
        elif len(found.places):
            assert kept(limits, found.places).all()
            assert ledger(course, found.places).exposure.max() <= found.exposure
            steps = np.diff(np.vstack([np.zeros_like(found.places[:1]), found.places]), axis=0)
            assert {*steps.ravel().tolist()} <= {0, 1}
            assert not steps[::2][:, ~course.measure].any()
            assert not steps[1::2][:, course.measure].any()
    assert 20 < impossible < 120


def test_a_plan_of_nothing_needs_no_phase() -> None:
    nothing = (np.array([0]),)
    found = best_order(Course(np.array([True]), nothing, nothing, nothing, nothing), (), np.array([0]))
    assert found is not None
    assert (found.exposure, found.places.shape) == (0, (0, 1))


def test_the_points_of_a_grid_are_counted() -> None:
    course, _ = random_plan(1)
    assert cells(course) == len([*product(*(range(len(track)) for track in course.us))])
