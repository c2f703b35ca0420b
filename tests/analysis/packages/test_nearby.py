"""Joint improvements by their number of changes: all of them, each once."""

from __future__ import annotations

import numpy as np
from analysis.spaces import every_package, random_space

from steelyard.analysis.packages.nearby import improvements_by_changes
from steelyard.analysis.packages.packages import worth


def test_they_are_what_brute_force_finds_for_every_number_of_changes() -> None:
    counts = []
    for seed in range(400):
        space, rng = random_space(seed), np.random.default_rng([seed, 5])
        third = tuple(rng.integers(-4, 5, n) for n in space.sizes)
        values = (space.us, space.them, third)[: 2 + seed % 2]
        package = np.array([rng.integers(size) for size in space.sizes])
        every = every_package(space)
        gains = np.column_stack([worth(v, every) - worth(v, package[np.newaxis]) for v in values])
        better = every[(gains >= 0).all(axis=1) & (gains > 0).any(axis=1)]
        changes = (better != package).sum(axis=1)
        found = [*improvements_by_changes(values, space.limits, package)]
        assert len(found) == len(package)
        for number, packages in enumerate(found, 1):
            wanted = sorted(map(tuple, better[changes == number].tolist()))
            assert sorted(map(tuple, packages.tolist())) == wanted
        counts.append(len(better))
    assert sum(counts) > 1000


def test_it_ends_before_the_number_of_changes_that_has_too_many_ways() -> None:
    """Of 12 issues each may be changed for the better: 12 ways with one change, 66 with two, then 220."""
    values = ((np.array([0, 1]),) * 12,) * 2
    found = [*improvements_by_changes(values, (), np.zeros(12, dtype=np.int64), ways=70)]
    assert [len(packages) for packages in found] == [12, 66]
