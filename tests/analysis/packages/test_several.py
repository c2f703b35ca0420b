"""The packages that no other beats for several parties, against brute force."""

from __future__ import annotations

import numpy as np
from analysis.spaces import every_package, random_space

from steelyard.analysis.packages.changes import by_changes, fits, with_changes
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Space, near, worth
from steelyard.analysis.packages.several import of_two, unbeaten
from steelyard.analysis.packages.thinned_list import shown


def test_they_are_what_brute_force_finds_with_their_numbers() -> None:
    points = 0
    for seed in range(300):
        space, rng = random_space(seed), np.random.default_rng(seed)
        further = [tuple(rng.integers(-3, 4, n) for n in space.sizes) for _ in range(1 + seed % 2)]
        values = (space.us, space.them, *further)
        every = every_package(space)
        counts: dict[tuple[int, ...], int] = {}
        for point in map(tuple, np.column_stack([worth(v, every) for v in values]).tolist()):
            counts[point] = counts.get(point, 0) + 1
        wanted = [
            (point, count)
            for point, count in sorted(counts.items(), reverse=True)
            if not any(o != point and all(a >= b for a, b in zip(o, point, strict=True)) for o in counts)
        ]
        found = unbeaten(values, space.limits)
        assert found is not None
        assert [*zip(map(tuple, found.worth.tolist()), found.alike.tolist(), strict=True)] == wanted
        for party, value in enumerate(values):
            assert worth(value, found.packages).tolist() == found.worth[:, party].tolist()
        points += len(wanted)
    assert points > 1000


def test_two_parties_have_the_frontier_of_two() -> None:
    for seed in range(100):
        space = random_space(seed)
        two, several = frontier(space), unbeaten((space.us, space.them), space.limits)
        assert two is not None
        assert several is not None
        assert several.worth.tolist() == of_two(two).worth.tolist()


def test_more_partial_packages_than_allowed_are_given_up() -> None:
    ramp = tuple(np.array([0, 1 << i]) for i in range(8))
    fall = tuple(-choices for choices in ramp)
    assert unbeaten((ramp, fall, ramp), (), partial=200) is None
    found = unbeaten((ramp, fall, ramp), (), partial=256)
    assert found is not None
    assert len(found.worth) == 256


def test_one_search_gives_the_frontier_for_every_number_of_changes() -> None:
    for seed in range(150):
        space, rng = random_space(seed), np.random.default_rng([seed, 2])
        package = np.array([rng.integers(size) for size in space.sizes])
        wider = with_changes(space, package, 3)
        assert fits(wider)
        found = frontier(wider)
        assert found is not None
        for changes, front in enumerate(by_changes(space, of_two(found), 3)):
            bound = near(package, space.sizes, changes)
            wanted = frontier(space._replace(limits=(*space.limits, bound)))
            assert wanted is not None
            assert front.worth.tolist() == of_two(wanted).worth.tolist()
            assert front.alike.tolist() == wanted.alike.tolist()
            assert worth(space.us, front.packages).tolist() == front.us.tolist()
            assert ((front.packages != package).sum(axis=1) <= changes).all()


def test_worth_that_spans_too_many_bits_does_not_fit() -> None:
    wide = Space((np.array([0, 2**30]),), (np.array([0, 2**30]),))
    assert fits(wide)
    assert not fits(with_changes(wide, np.array([0]), 6))


def test_a_list_for_several_parties_loses_what_it_says() -> None:
    rng = np.random.default_rng(4)
    for _ in range(100):
        worth_of_all = rng.integers(0, 40, (30, 3))
        worth_of_all = worth_of_all[np.argsort(-worth_of_all[:, 0], kind="stable")]
        places, lost = shown(worth_of_all, 5, keep=[7])
        assert {0, 7, 29} <= {*places} | {29}
        wanted = max(
            min(max(0, *(point - worth_of_all[place]).tolist()) for place in places) for point in worth_of_all
        )
        assert lost == wanted
