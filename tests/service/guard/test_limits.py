"""Rates, bytes, turns: what is counted, who waits, who goes next."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service.clock import run

from steelyard.service.guard.limits import REMEMBERED, Budget, Rate
from steelyard.service.workers import turns as turns_module
from steelyard.service.workers.turns import Turns


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60), st.floats(0.5, 20), st.integers(1, 10))
def test_rate_lets_no_more_through_than_it_says(gaps: list[float], rate: float, burst: int) -> None:
    """Counted from the definition: in any stretch of time, at most the burst and rate times its length."""
    limit, now, passed = Rate(rate, burst), 100.0, []
    for gap in gaps:
        now += gap
        if not limit.exceeded("ana", now):
            passed.append(now)
    for first, begin in enumerate(passed):
        for last, end in enumerate(passed[first:], first):
            assert last - first + 1 <= burst + rate * (end - begin) + 1e-6


def test_rate_of_one_does_not_touch_another() -> None:
    limit = Rate(1, 2)
    assert [limit.exceeded("ana", 0.0) for _ in range(3)] == [False, False, True]
    assert not limit.exceeded("ben", 0.0)
    assert not limit.exceeded("ana", 1.0)


def test_rate_forgets_whom_it_has_not_seen_for_longest() -> None:
    limit = Rate(0.001, 1)
    for number in range(REMEMBERED + 1):
        limit.exceeded(str(number), 0.0)
    assert not limit.exceeded("0", 0.0)
    assert limit.exceeded(str(REMEMBERED), 0.0)


def test_budget_holds_no_more_than_its_size_and_keeps_the_order() -> None:
    async def tried() -> list[str]:
        budget, seen = Budget(100, 100), []

        async def hold(name: str, size: int) -> None:
            with budget.reservation(name) as one:
                await budget.charge(one, size, 5)
                seen.append(f"{name} in")
                await asyncio.sleep(0.01)
                seen.append(f"{name} out")

        await asyncio.gather(hold("a", 60), hold("b", 60), hold("c", 10), hold("d", 1000))
        return seen

    assert run(tried()) == ["a in", "a out", "b in", "c in", "b out", "c out", "d in", "d out"]


def test_budget_gives_up_in_time_and_loses_nothing() -> None:
    async def tried() -> None:
        budget = Budget(10, 10)
        with budget.reservation("a") as first:
            await budget.charge(first, 10, 1)
            with budget.reservation("b") as second, pytest.raises(TimeoutError):
                await budget.charge(second, 1, 0.01)
        with budget.reservation("b") as third:
            await budget.charge(third, 10, 0.01)

    run(tried())


def test_who_uses_up_their_share_delays_nobody_else() -> None:
    async def tried() -> list[str]:
        budget, seen = Budget(100, 40), []

        async def hold(owner: str, size: int) -> None:
            with budget.reservation(owner) as one:
                await budget.charge(one, size, 5)
                seen.append(owner)
                await asyncio.sleep(1)

        await asyncio.gather(*(hold("ana", 30) for _ in range(3)), hold("ben", 30))
        return seen

    assert run(tried()) == ["ana", "ben", "ana", "ana"]


def test_bodies_that_say_they_are_large_and_send_nothing_reserve_nothing() -> None:
    async def tried() -> None:
        budget = Budget(100, 100)
        with contextlib.ExitStack() as many:
            for _ in range(50):
                many.enter_context(budget.reservation("ana"))
            with budget.reservation("ben") as one:
                await budget.charge(one, 100, 0.01)

    run(tried())


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(1, 40), max_size=5)), max_size=12),
    st.integers(20, 120),
)
def test_bodies_that_wait_for_each_other_do_not_wait_for_ever(
    bodies: list[tuple[str, list[int]]], share: int
) -> None:
    """Each body ends, let in or refused, in the time that the work takes: none waits for its own limit."""

    async def tried() -> float:
        budget, most = Budget(100, share), 0

        async def arrive(owner: str, chunks: list[int]) -> None:
            nonlocal most
            with budget.reservation(owner) as one:
                for chunk in chunks:
                    await budget.charge(one, chunk, 10_000)
                    most = max(most, budget._used)
                    await asyncio.sleep(1)

        done = await asyncio.gather(*(arrive(*one) for one in bodies), return_exceptions=True)
        assert {type(one) for one in done} <= {type(None), TimeoutError}
        assert budget._used == 0
        assert not budget._line
        assert most <= max(100, *(sum(chunks) for _, chunks in bodies), 0)
        return asyncio.get_running_loop().time()

    assert run(tried()) < 100


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_users_take_turns(users: list[str]) -> None:
    """Nobody goes twice while another who waits has not gone once."""

    async def tried() -> list[str]:
        turns, order = Turns(), []
        for user in users:
            turns.join(user).add_done_callback(lambda _, user=user: order.append(user))  # type: ignore[misc]
        while turns.next():
            await asyncio.sleep(0)
        assert len(turns) == 0
        return order

    order = run(tried())
    assert sorted(order) == sorted(users)
    for at, user in enumerate(order):
        waiting = set(order[at:])
        again = next((later for later in range(at + 1, len(order)) if order[later] == user), None)
        if again is not None:
            assert waiting <= set(order[at:again])


def test_a_turn_that_is_given_up_is_skipped() -> None:
    async def tried() -> list[bool]:
        turns = Turns()
        first, second = turns.join("ana"), turns.join("ana")
        turns.leave("ana", first)
        assert (turns.next(), turns.next()) == (True, False)
        return [first.done(), second.done()]

    assert run(tried()) == [False, True]


def test_turns_go_by_time_not_by_calls() -> None:
    """Ana's calls take ten seconds each, Ben's one: he has ten turns for each of hers."""

    async def tried() -> str:
        turns, order = Turns(), ""
        for user in "ab" * 40:
            turns.join(user).add_done_callback(lambda _, user=user: done.append(user))  # type: ignore[misc]
        done: list[str] = []
        for _ in range(33):
            turns.next()
            await asyncio.sleep(0)
            order += done[-1]
            turns.charge(done[-1], 10.0 if done[-1] == "a" else 1.0)
        return order

    order = run(tried())
    assert order.count("a") == 3
    assert "b" * 12 not in order


def test_nobody_saves_up_time() -> None:
    """Ana has worked for an hour alone; Ben and Cleo, who come now, do not get an hour before her."""

    async def tried() -> list[str]:
        turns, order = Turns(), []
        for _ in range(3):
            turns.begin("ana")
            turns.charge("ana", 1200.0)
        turns.begin("ana")
        for user in ("ben", "cleo", "ana", "ben", "cleo", "ana"):
            turns.join(user).add_done_callback(lambda _, user=user: order.append(user))  # type: ignore[misc]
        while turns.next():
            await asyncio.sleep(0)
            turns.charge(order[-1], 700.0)
        return order

    assert run(tried()) == ["ben", "cleo", "ana", "ben", "cleo", "ana"]


def test_turns_forget_who_is_done() -> None:
    async def tried() -> int:
        turns = Turns()
        for number in range(3 * turns_module.REMEMBERED):
            turns.join(str(number))
            turns.next()
            turns.charge(str(number), 0.001)
        return len(turns._used)

    assert run(tried()) <= turns_module.REMEMBERED
