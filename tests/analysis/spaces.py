"""Small spaces of packages with rules of every form, and what brute force says of them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from steelyard.analysis.packages.packages import Limit, Space, kept, worth, worth_at_least

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


def crowded_space(seed: int) -> Space:
    """One of a long row of spaces with some thousand packages and five to nine rules."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, 8).tolist()
    us, them = (tuple(rng.integers(-(10**4), 10**4, n) for n in sizes) for _ in range(2))
    return Space(us, them, tuple(_random_limit(rng, sizes) for _ in range(int(rng.integers(5, 10)))))


def many_rules(issues: int, choices: int, rules: int, seed: int, caps: int = 0) -> Space:
    """A space as large models have it: half of the issues are measures, and half of them tracks.

    Values are ordered: on every issue our side gains and the other loses from choice to choice, so that no
    choice is beaten. A rule is about one option of a track. It asks for a level of one or more measures, or
    for some of a group, or asks for or excludes an option; a cap limits the costs of all options.

    Args:
        issues: how many issues there are.
        choices: how many choices each has.
        rules: how many rules there are, without the caps.
        seed: of the random numbers.
        caps: how many caps there are.
    """
    rng = np.random.default_rng(seed)
    us, them = (_ordered(rng, issues, choices, way) for way in (1, -1))
    half = issues // 2
    limits = [_rule(rng, issues, choices) for _ in range(rules)]
    for _ in range(caps):
        costs = {t: (0, *rng.integers(0, 60, choices - 1).tolist()) for t in range(half, issues)}
        most = int(0.3 * sum(map(max, costs.values())))
        limits.append(Limit(int(rng.integers(half, issues)), frozenset({1}), costs, most))
    return Space(us, them, tuple(limits))


def _ordered(rng: np.random.Generator, issues: int, choices: int, way: int) -> tuple[Ints, ...]:
    """[i][j], ticks of 1e-6 points of 100, rising (way 1) or falling (way -1) from choice to choice."""
    weights = rng.dirichlet(np.ones(issues))
    values = (np.sort(rng.random(choices))[::way] for _ in range(issues))
    spans = ((value - value.min()) / np.ptp(value) for value in values)
    return tuple(np.rint(w * v * 1e8).astype(np.int64) for w, v in zip(weights, spans, strict=True))


def _rule(rng: np.random.Generator, issues: int, choices: int) -> Limit:
    half = issues // 2
    track, option = int(rng.integers(half, issues)), frozenset({int(rng.integers(1, choices))})
    below = tuple(int(choice < level) for level in [rng.integers(1, choices)] for choice in range(choices))
    kind = rng.integers(5)
    if kind < 3:
        count = 1 if kind == 0 else int(rng.integers(2, max(3, half // 3) + 1))
        group = sorted(rng.choice(half, count, replace=False).tolist())
        enough = count if kind == 1 else int(rng.integers(1, count + 1))
        return Limit(track, option, dict.fromkeys(group, below), count - enough)
    other, there = (
        int(rng.choice([t for t in range(half, issues) if t != track])),
        int(rng.integers(1, choices)),
    )
    asks = kind == 3
    return Limit(track, option, {other: tuple(int((c == there) != asks) for c in range(choices))}, 0)


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
    best, found = None, []
    for us, them in sorted(counts, reverse=True):  # all that are better for our side come first
        if best is None or them > best:
            best = them
            found.append((us, them, counts[us, them]))
    return found


def with_consents(space: Space, seed: int, parties: int) -> Space:
    """The space with as many further parties that must get a third of what they can get."""
    rng = np.random.default_rng(seed)
    asked = []
    for _ in range(parties):
        values = tuple(rng.integers(-(10**4), 10**4, size) for size in space.sizes)
        most, least = (sum(int(end(of)) for of in values) for end in (np.max, np.min))
        asked.append(worth_at_least(values, least + 2 * (most - least) // 3))
    return space._replace(limits=(*space.limits, *asked))
