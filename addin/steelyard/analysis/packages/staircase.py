"""Points that no other beats, as staircases: one sorted run of whole numbers for each state.

A point is one whole number, its *key*: the lowest `bits` bits are ticks for the other side, those above are
ticks for our side. The sum of two keys adds both sides at once, and one sort orders points by our side,
then by the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steelyard.analysis.arrays import Bools, Floats, Ints

LARGEST = 62
"""Bits that a key may have, so that it and sums of two keys fit into a signed number of 64 bits."""


class Points(NamedTuple):
    """Points in runs by state, each run with our side falling and the other rising."""

    key: Ints
    """[p]."""
    state: Ints
    """[p], position of the state among the states."""
    alike: Floats
    """[p], how many packages lead to this point in this state; exact up to 2^53."""


def first_of_equals(key: Ints, state: Ints) -> Bools:
    """[p], whether a point differs from the one before it, in points that are in order."""
    differs = np.ones(len(key), dtype=np.bool_)
    differs[1:] = (key[1:] != key[:-1]) | (state[1:] != state[:-1])
    return differs


def in_order(key: Ints, state: Ints) -> Ints:
    """[p], places of the points by state, the largest key first; equal points stay in their order."""
    order = np.argsort(-key, kind="stable")
    return order[in_runs(state[order])]


def in_runs(state: Ints) -> Ints:
    """[p], places of the points by state; points of one state stay in their order."""
    # numpy sorts numbers of 16 bits by their digits, which takes less time than comparisons.
    short = state.astype(np.uint16) if len(state) and int(state.max()) < 2**16 else state
    return np.argsort(short, kind="stable")


def staircases(points: Points, bits: int) -> tuple[Points, Ints]:
    """The points that no other point in the same state beats; equal points become one and add up `alike`.

    Args:
        points: in any order.
        bits: how many bits of a key are the other side's.

    Returns:
        The points that are left, in order, and their places among the given points.

    >>> keys = np.array([(5 << 4) + 1, (3 << 4) + 1, (5 << 4) + 1])
    >>> staircases(Points(keys, np.zeros(3, dtype=int), np.ones(3)), bits=4)[0].alike
    array([2.])
    """
    order = in_order(points.key, points.state)
    key, state, alike = points.key[order], points.state[order], points.alike[order]
    height = (state << bits) + (key & ((1 << bits) - 1))
    rises = np.ones(len(key), dtype=np.bool_)
    rises[1:] = height[1:] > np.maximum.accumulate(height)[:-1]
    first = first_of_equals(key, state)
    if not first.all():
        starts = np.flatnonzero(first)
        alike = np.add.reduceat(alike, starts)[np.cumsum(first) - 1]
    return Points(key[rises], state[rises], alike[rises]), order[rises]


def undominated(points: Points, states: Ints, bits: int) -> Bools:
    """Which points are beaten by no point in a state that permits at least as much.

    Of two states that differ in one number only, the smaller permits at least as much. For each number, the
    states are divided by one binary digit of its rank after the other; for every digit, one sort compares
    the points of the lower half with those of the upper half. Equal points are kept, so that the numbers of
    packages stay exact.

    Args:
        points: the points.
        states: [s, r].
        bits: how many bits of a key are the other side's.

    Returns:
        [p].
    """
    left = np.argsort(-points.key, kind="stable")
    ranks = [np.unique(column, return_inverse=True)[1].ravel() for column in states.T]
    keys, fields = packed(ranks)
    for rank, (at, shift) in zip(ranks, fields, strict=True):
        for digit in range(int(rank.max()).bit_length()):
            # States of one block differ in this number only, and there in the digit or in digits below it.
            cleared = keys[at] - ((rank & ((2 << digit) - 1)) << shift)
            block = in_groups([*keys[:at], cleared, *keys[at + 1 :]])[1]
            state = points.state[left]
            upper = (rank[state] >> digit) & 1 == 1
            left = left[~_beaten(points.key[left], block[state], upper, bits)]
    kept = np.zeros(len(points.key), dtype=np.bool_)
    kept[left] = True
    return kept


def undominated_of_few(points: Points, states: Ints, bits: int) -> Bools:
    """Which points are beaten by no point in a state that permits at least as much, each compared with each.

    For some hundred points this takes less time than `undominated`. It may leave fewer, since states that
    differ in several numbers are compared too: one permits at least as much if none of its numbers is larger.
    The arguments are those of `undominated`.
    """
    us, them = points.key >> bits, points.key & ((1 << bits) - 1)
    permits: Bools = np.all(states[:, np.newaxis] <= states, axis=2)
    worth_as_much = (us[:, np.newaxis] >= us) & (them[:, np.newaxis] >= them)
    differs = points.key[:, np.newaxis] != points.key
    beats = worth_as_much & differs & permits[points.state[:, np.newaxis], points.state]
    beaten: Bools = beats.any(axis=0)
    return ~beaten


def _beaten(key: Ints, block: Ints, upper: Bools, bits: int) -> Bools:
    """[p], which upper points are beaten by a lower point of their block.

    A point beats another if it is no worse for either side and better for one.

    Args:
        key: [p], falling.
        block: [p].
        upper: [p], whether the point is in the upper half of its block.
        bits: how many bits of a key are the other side's.
    """
    order = in_runs(block)
    key, block, high = key[order], block[order], upper[order]
    height = (block << (bits + 1)) + np.where(high, 0, (key & ((1 << bits) - 1)) + 1)
    wanted = (block << (bits + 1)) + (key & ((1 << bits) - 1)) + 1
    best = np.maximum.accumulate(height)
    starts = np.flatnonzero(first_of_equals(key >> bits, block))
    before = np.concatenate([[-1], best])[starts]  # the best of the points that are better for our side
    run = np.cumsum(first_of_equals(key >> bits, block)) - 1
    beaten = np.zeros(len(key), dtype=np.bool_)
    beaten[order] = high & ((best > wanted) | (before[run] >= wanted))
    return beaten


def distinct(rows: Ints) -> tuple[Ints, Ints]:
    """The different rows, sorted, and for each given row its place among them.

    >>> distinct(np.array([[2, 0], [1, 0], [2, 0]]))
    (array([[1, 0],
           [2, 0]]), array([1, 0, 1]))
    """
    if not rows.size:
        return rows[:1], np.zeros(len(rows), dtype=np.int64)
    first, place = in_groups(packed(list(rows.T))[0])
    return rows.T[:, first].T, place


def packed(columns: list[Ints]) -> tuple[list[Ints], list[tuple[int, int]]]:
    """Columns put into as few whole numbers as can hold them; the order of the rows stays the same.

    To sort few long numbers takes less time than to sort many short ones.

    Args:
        columns: [r][p]; the first is compared first.

    Returns:
        Keys [p], compared in their order, and for each column its key and the lowest of its bits there.

    >>> packed([np.array([2, 1, 2]), np.array([5, 7, 6])])
    ([array([4, 2, 5])], [(0, 2), (0, 0)])
    """
    keys, widths = list[Ints](), list[list[int]]()
    for column in columns:
        low = int(column.min())
        width = (int(column.max()) - low).bit_length()
        if keys and sum(widths[-1]) + width <= LARGEST:
            keys[-1] = (keys[-1] << width) + (column - low)
            widths[-1].append(width)
        else:
            keys.append(column - low if width <= LARGEST else column)
            widths.append([width])
    fields = [
        (at, sum(inside[place + 1 :])) for at, inside in enumerate(widths) for place in range(len(inside))
    ]
    return keys, fields


def in_groups(keys: list[Ints]) -> tuple[Ints, Ints]:
    """Groups of rows with equal keys, sorted: a row of each group, and [p], the group of each row.

    Args:
        keys: [k][p], at least one; the first is compared first.

    >>> in_groups([np.array([7, 4, 7])])
    (array([1, 0]), array([1, 0, 1]))
    """
    order = np.lexsort(keys[::-1])
    new = np.zeros(len(order), dtype=np.bool_)
    new[:1] = True
    for key in keys:
        ordered = key[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    return order[new], place
