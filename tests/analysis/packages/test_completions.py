"""Joint improvements: all of them, each once, and none found in vain."""

from __future__ import annotations

from itertools import islice

import numpy as np
from analysis.spaces import every_package, random_space, spaces
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analysis.packages.completions import completions, improvements
from steelyard.analysis.packages.packages import Limit, Space, kept, worth


def require_all(space: Space, package: np.ndarray) -> int:
    """Compare with brute force; how many improvements there are."""
    ways = completions(space)
    assert ways is not None
    found = [tuple(other.tolist()) for other in improvements(space, ways, package)]
    us, them = (int(worth(side, package[np.newaxis])[0]) for side in (space.us, space.them))
    every = every_package(space)
    ours, theirs = worth(space.us, every), worth(space.them, every)
    better = (ours >= us) & (theirs >= them) & ((ours > us) | (theirs > them))
    assert sorted(found) == sorted(map(tuple, every[better].tolist()))
    return len(found)


@given(spaces(), st.randoms(use_true_random=False))
def test_they_are_what_brute_force_finds(space: Space, random: object) -> None:
    package = np.array([random.randrange(size) for size in space.sizes])  # type: ignore[attr-defined]
    require_all(space, package)


def test_they_are_in_many_random_spaces() -> None:
    rng = np.random.default_rng(5)
    counts = []
    for seed in range(400):
        space = random_space(seed)
        counts.append(require_all(space, np.array([rng.integers(size) for size in space.sizes])))
    assert sum(counts) > 1000


def test_the_first_of_very_many_come_at_once() -> None:
    rng = np.random.default_rng(1)
    us, them = (tuple(np.sort(rng.integers(0, 10**6, 5))[::way] for _ in range(30)) for way in (1, -1))
    needs = tuple(Limit(i, frozenset({4}), {i - 1: (1, 1, 0, 0, 0)}, 0) for i in range(1, 30))
    space = Space(us, them, needs)
    worst = np.full(30, 2)
    ways = completions(space)
    assert ways is not None
    first = np.array([*islice(improvements(space, ways, worst), 200)])
    assert len(np.unique(first, axis=0)) == 200
    assert kept(needs, first).all()
    assert (worth(us, first) >= worth(us, worst[np.newaxis])).all()


def test_more_states_than_allowed_are_given_up() -> None:
    costs = Limit(0, frozenset({0, 1}), {i: (0, 2**i) for i in range(8)}, 99)
    ramp = (np.array([0, 1]),) * 8
    assert completions(Space(ramp, ramp, (costs,)), states=10) is None
