"""Small spaces of packages with rules of every form, and what brute force says of them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from steelyard.analysis.packages.packages import Limit, Space, kept, worth

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.analysis.arrays import Ints

    Draw = Callable[[st.SearchStrategy[Any]], Any]

    Value = tuple[int, int, int]


@st.composite
def spaces(draw: Draw, issues: int = 4, limits: int = 4) -> Space:
    """Ties, issues that are worth nothing, single choices and rules that nothing keeps included."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=issues))
    span = draw(st.sampled_from((1, 3, 50, 10**8)))
    side = st.tuples(
        *[st.lists(st.integers(-span, span), min_size=n, max_size=n).map(np.array) for n in sizes]
    )
    rules = st.lists(_limits(sizes), max_size=limits).map(tuple)
    return Space(draw(side), draw(side), draw(rules))


@st.composite
def _limits(draw: Draw, sizes: list[int]) -> Limit:
    issue = draw(st.integers(0, len(sizes) - 1))
    choices = draw(st.frozensets(st.integers(0, sizes[issue] - 1), min_size=1))
    high = draw(st.sampled_from((1, 1, 5, 30)))
    scope = draw(st.sets(st.integers(0, len(sizes) - 1), min_size=1))
    spends = {
        other: tuple(draw(st.lists(st.integers(0, high), min_size=sizes[other], max_size=sizes[other])))
        for other in sorted(scope)
    }
    return Limit(issue, choices, spends, draw(st.integers(-1, high * len(scope))))


def random_space(seed: int) -> Space:
    """One of a long row of steady random spaces."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 5, int(rng.integers(1, 6))).tolist()
    span = int(rng.choice([1, 3, 50, 10**7]))
    us, them = (tuple(rng.integers(-span, span + 1, n) for n in sizes) for _ in range(2))
    return Space(us, them, tuple(_random_limit(rng, sizes) for _ in range(int(rng.integers(0, 5)))))


def _random_limit(rng: np.random.Generator, sizes: list[int]) -> Limit:
    issue, high = int(rng.integers(len(sizes))), int(rng.choice([1, 1, 5, 30]))
    some = int(rng.integers(1, max(2, sizes[issue])))
    choices = frozenset(rng.choice(sizes[issue], some, replace=False).tolist())
    scope = sorted(rng.choice(len(sizes), int(rng.integers(1, len(sizes) + 1)), replace=False).tolist())
    spends = {other: tuple(rng.integers(0, high + 1, sizes[other]).tolist()) for other in scope}
    return Limit(issue, choices, spends, int(rng.integers(0, high * len(scope) + 1)))


def every_package(space: Space) -> Ints:
    """[p, i], every package that keeps all limits."""
    packages = np.array(list(product(*map(range, space.sizes))), dtype=np.int64)
    return packages[kept(space.limits, packages).all(axis=0)]


def by_brute_force(space: Space) -> list[Value]:
    """Every point that no package beats, with the number of packages that are worth it."""
    packages = every_package(space)
    pairs = zip(worth(space.us, packages).tolist(), worth(space.them, packages).tolist(), strict=True)
    counts: dict[tuple[int, int], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    return sorted(
        (
            (us, them, count)
            for (us, them), count in counts.items()
            if not any(a >= us and b >= them and (a, b) != (us, them) for a, b in counts)
        ),
        reverse=True,
    )
