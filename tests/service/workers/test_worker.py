"""Worker processes that are killed, stopped, given up or too slow: the lane goes on, with new ones."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, TypeVar

import pytest
from service import calls
from waiting import NEVER, until

from steelyard.service.workers.lanes import Ended, Lane, Limits
from steelyard.service.workers.process import NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

T = TypeVar("T")


def limits(processes: int = 1, work_seconds: float = NEVER, recycle_after: int = 1000) -> Limits:
    """Limits of a lane that no test reaches, but those that are given."""
    return Limits(processes, work_seconds, NEVER, 100, recycle_after)


def in_a_lane(given: Limits, tried: Callable[[Lane], Awaitable[T]]) -> T:
    """What comes of something that is tried with a lane; the lane is stopped after it."""
    lane = Lane("light", given)

    async def whole() -> T:
        await lane.start()
        return await tried(lane)

    try:
        return asyncio.run(whole())
    finally:
        lane.stop()


def gone(process: int) -> bool:
    """Whether the process has ended."""
    return not os.path.exists(f"/proc/{process}/exe")  # noqa: PTH110 - a link that leads nowhere once it ended


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_an_idle_process_that_is_killed_is_replaced(how: signal.Signals) -> None:
    """Every process of the lane, again and again; each call after it is answered."""

    async def tried(lane: Lane) -> None:
        for _ in range(3):
            first, second = await asyncio.gather(*(lane.run("ana", os.getpid) for _ in range(2)))
            for process in {first, second}:
                os.kill(process, how)
                until(lambda process=process: gone(process), "the process does not end")  # type: ignore[misc]
            assert await lane.ready()
            assert not {await lane.run("ana", os.getpid) for _ in range(4)} & {first, second}

    in_a_lane(limits(2), tried)


def test_a_call_whose_process_is_killed_is_made_once_more(tmp_path: Path) -> None:
    async def tried(lane: Lane) -> tuple[int, int]:
        first = await lane.run("ana", os.getpid)
        return first, await lane.run("ana", calls.die_once, str(tmp_path))

    first, second = in_a_lane(limits(), tried)
    assert first != second


def test_a_call_that_always_ends_its_process_is_made_twice_and_given_up(tmp_path: Path) -> None:
    async def tried(lane: Lane) -> str:
        with pytest.raises(Ended, match="its process died"):
            await lane.run("ana", calls.die_always, str(tmp_path))
        return await lane.run("ben", "the next one is answered".upper)

    assert in_a_lane(limits(), tried) == "THE NEXT ONE IS ANSWERED"
    assert len([*tmp_path.iterdir()]) == 2


def test_a_call_that_is_given_up_leaves_its_answer_to_nobody(tmp_path: Path) -> None:
    """A client that goes away while its call works: the next call gets its own answer, by a new process."""

    async def tried(lane: Lane) -> int:
        call = asyncio.create_task(lane.run("ana", calls.begin_and_never_end, str(tmp_path)))
        while not [*tmp_path.iterdir()]:
            await asyncio.sleep(0.01)
        call.cancel()
        return await lane.run("ben", os.getpid)

    process = in_a_lane(limits(), tried)
    [first] = [int(path.name) for path in tmp_path.iterdir()]
    assert first != process
    until(lambda: gone(first), "the process works on")


def test_a_call_ends_at_its_deadline_with_its_process(tmp_path: Path) -> None:
    async def tried(lane: Lane) -> int:
        with pytest.raises(Ended, match=r"it took longer than 2 seconds and was ended"):
            await lane.run("ana", calls.begin_and_never_end, str(tmp_path))
        return await lane.run("ana", os.getpid)

    process = in_a_lane(limits(work_seconds=2), tried)
    [first] = [int(path.name) for path in tmp_path.iterdir()]
    assert first != process


def test_a_process_is_replaced_after_its_number_of_calls() -> None:
    async def tried(lane: Lane) -> list[int]:
        return [await lane.run("ana", os.getpid) for _ in range(7)]

    processes = in_a_lane(limits(recycle_after=3), tried)
    counts = [processes.count(one) for one in dict.fromkeys(processes)]
    assert counts == [2, 3, 2]  # the start was a call too


def test_an_error_of_a_call_is_not_taken_for_the_death_of_its_process() -> None:
    async def tried(lane: Lane) -> tuple[int, int]:
        before = await lane.run("ana", os.getpid)
        with pytest.raises(OSError, match="the disk is full"):
            await lane.run("ana", calls.refuse, "the disk is full")
        with pytest.raises(RuntimeError, match=NOT_SENT):
            await lane.run("ana", calls.unsendable)
        return before, await lane.run("ana", os.getpid)

    before, after = in_a_lane(limits(), tried)
    assert before == after


def test_a_call_gets_no_more_memory_than_it_may_use() -> None:
    async def tried(lane: Lane) -> int:
        with pytest.raises(MemoryError):
            await lane.run("ana", calls.fill, 500_000_000)
        return await lane.run("ana", calls.fill, 50_000_000)

    assert in_a_lane(limits()._replace(memory=200_000_000), tried) == 50_000_000


def test_a_lane_that_cannot_start_processes_says_so_and_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def tried(lane: Lane) -> tuple[bool, bool, int]:
        [worker] = lane._workers
        worker.kill()
        with monkeypatch.context() as without:
            without.setattr(worker, "_start", lambda: calls.refuse("no more processes"))
            with pytest.raises(Ended, match="no process could be started for it"):
                await lane.run("ana", os.getpid)
            while not lane._free:
                await asyncio.sleep(0)
            before = await lane.ready()
        while not lane._free:
            await asyncio.sleep(0)
        return before, await lane.ready(), await lane.run("ana", os.getpid)

    before, after, process = in_a_lane(limits(), tried)
    assert (before, after) == (False, True)
    assert process


def test_a_lane_stops_although_a_process_is_halted(tmp_path: Path) -> None:
    """A halted process, which takes no notice of SIGTERM, with a call under way."""
    lane = Lane("light", limits())

    async def begun() -> int:
        await lane.start()
        task = asyncio.create_task(lane.run("ana", calls.begin_and_never_end, str(tmp_path)))
        while not [*tmp_path.iterdir()]:
            await asyncio.sleep(0.01)
        [process] = [int(path.name) for path in tmp_path.iterdir()]
        os.kill(process, signal.SIGSTOP)
        await asyncio.to_thread(lane.stop)
        with pytest.raises(Ended):
            await task
        return process

    assert gone(asyncio.run(begun()))
