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

    from steelyard.analysis.arrays import Ints


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


def random_phases(course: Course, seed: int) -> tuple[Ints, ...]:
    """The phases in which the steps of each track are planned."""
    rng = np.random.default_rng(seed)
    return tuple(np.sort(rng.integers(1, 4, len(track) - 1)) for track in course.us)


def by_trying_all(
    course: Course, limits: tuple[Limit, ...], planned: tuple[Ints, ...]
) -> tuple[int, int, int] | None:
    """The least greatest exposure, the fewest phases with it, and by how much steps are moved at least."""
    points = [*product(*(range(len(track)) for track in course.us))]
    exposure = {p: int(ledger(course, np.array([p])).exposure.max()) for p in points}
    sound = {p for p in points if kept(limits, np.array([p])).all()}
    for most in sorted({exposure[p] for p in sound}):
        found = _phases({p for p in sound if exposure[p] <= most}, course, planned)
        if found is not None:
            return most, *found
    return None


def _phases(
    allowed: set[tuple[int, ...]], course: Course, planned: tuple[Ints, ...]
) -> tuple[int, int] | None:
    start, end = tuple(0 for _ in course.us), tuple(len(track) - 1 for track in course.us)
    moved, phases = ({start: 0} if start in allowed else {}), 0
    while end not in moved:
        phases += 1
        following = moved
        for moving in (course.measure, ~course.measure):
            now: dict[tuple[int, ...], int] = {}
            for at, cost in following.items():
                for to in allowed:
                    steps = [*zip(at, to, moving.tolist(), planned, strict=True)]
                    if all(a <= b and (may or a == b) for a, b, may, _ in steps):
                        more = sum(abs(phase - phases) for a, b, _, p in steps for phase in p[a:b].tolist())
                        now[to] = min(now.get(to, cost + more), cost + more)
            following = now
        if following.keys() == moved.keys():
            return None
        moved = following
    return phases, moved[end]


def moved_by(places: Ints, planned: tuple[Ints, ...]) -> int:
    """By how many phases the steps of an order are moved."""
    return sum(
        abs(int((places[:, t] > p).argmax()) // 2 + 1 - phase)
        for t, track in enumerate(planned)
        for p, phase in enumerate(track.tolist())
    )


def test_it_is_what_trying_all_orders_finds() -> None:
    impossible = 0
    for seed in range(200):
        course, limits = random_plan(seed)
        planned = random_phases(course, seed)
        found = best_order(course, limits, planned)
        wanted = by_trying_all(course, limits, planned)
        assert wanted == (found and (found.exposure, len(found.places) // 2, moved_by(found.places, planned)))
        if found is None:
            impossible += 1
        elif len(found.places):
            assert kept(limits, found.places).all()
            assert ledger(course, found.places).exposure.max() <= found.exposure
            steps = np.diff(np.vstack([np.zeros_like(found.places[:1]), found.places]), axis=0)
            assert (steps >= 0).all()
            assert not steps[::2][:, ~course.measure].any()
            assert not steps[1::2][:, course.measure].any()
    assert 20 < impossible < 120


def test_a_plan_of_nothing_needs_no_phase() -> None:
    nothing = (np.array([0]),)
    none = (np.array([], dtype=np.int64),)
    found = best_order(Course(np.array([True]), nothing, nothing, nothing, nothing), (), none)
    assert found is not None
    assert (found.exposure, found.places.shape) == (0, (0, 1))


def test_the_points_of_a_grid_are_counted() -> None:
    course, _ = random_plan(1)
    assert cells(course) == len([*product(*(range(len(track)) for track in course.us))])
