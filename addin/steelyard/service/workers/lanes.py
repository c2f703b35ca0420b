"""Two lanes, one for short and one for long calls, each with worker processes and a queue of its own.

In each lane users take turns, so that a user who recalculates a thousand cells does not keep another waiting
for all of them. A call that takes too long is ended with its process, and a new process replaces it.
Processes are also replaced after a number of calls, which frees memory that calls did not free.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import time
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from steelyard.service import metrics
from steelyard.service.workers.process import begin, ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from multiprocessing.context import BaseContext

    from steelyard.service.settings import Settings
    from steelyard.service.workers.answer import Answer

P = ParamSpec("P")
T = TypeVar("T")

HEAVY_NICENESS: Final = 10
"""Niceness of the processes for long calls, so that short ones get the processor first."""

PRELOADED: Final = ["steelyard.service.workers.preload"]
"""What is imported once in the process from which worker processes are forked."""


class NoResult(Exception):
    """A call has no result; the message is for the user."""


class TooBusy(NoResult):
    """Too many calls of this user are waiting, or this call has waited too long."""

    def __init__(self) -> None:
        super().__init__("the service is busy; try again in a while")


class Ended(NoResult):
    """The call was ended: it took too long, or its process died."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the call has no result: {reason}")


class WithoutResult(NamedTuple):
    """How a route answers a call that has no result."""

    busy: int
    """Status where the call did not get its turn."""
    ended: int
    """Status where the call was ended."""
    answer: Callable[[int, NoResult], Answer]
    """The answer in the form of the route, from the status and the reason."""


class Limits(NamedTuple):
    """Limits of a lane."""

    processes: int
    work_seconds: float
    """Longest that a call may work."""
    wait_seconds: float
    """Longest that a call waits for its turn."""
    waiting: int
    """Calls of one user that may wait."""
    recycle_after: int
    """Calls after which a process is replaced."""


class Turns:
    """Whose call is next: one call of each user in turn."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def of(self, user: str) -> int:
        """Number of calls of this user that wait."""
        return len(self._waiting.get(user, ()))

    def join(self, user: str) -> asyncio.Future[None]:
        """A place at the end of the user's own queue; the future is done when the call has its turn."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user, deque()).append(turn)
        return turn

    def next(self) -> bool:
        """Give the turn to the next call; False where none waits."""
        while self._waiting:
            user, queue = next(iter(self._waiting.items()))
            turn = queue.popleft()
            del self._waiting[user]
            if queue:
                self._waiting[user] = queue  # this user is last now
            if not turn.done():
                turn.set_result(None)
                return True
        return False

    def leave(self, user: str, turn: asyncio.Future[None]) -> None:
        """Remove a call from the queue."""
        queue = self._waiting.get(user)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._waiting[user]


class Lane:
    """Worker processes and the queue in front of them."""

    def __init__(self, name: str, limits: Limits, niceness: int = 0) -> None:
        self.name = name
        self.limits = limits
        self._free = limits.processes
        self._turns = Turns()
        self._pool = ProcessPool(
            max_workers=limits.processes,
            max_tasks=limits.recycle_after,
            initializer=begin,
            initargs=(niceness,),
            context=_processes(),
        )

    async def run(self, user: str, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call, made when it has its turn.

        Args:
            user: key of the user; users take turns.
            work: a function at the top of a module, which the worker process calls.
            args: its arguments; bytes cost the least to send.
            kwargs: its arguments by name.

        Raises:
            TooBusy: too many calls of the user wait, or the turn did not come in time.
            Ended: the call took too long, or its process died.
        """
        await self._turn(user)
        begun = time.perf_counter()
        try:
            future = self._pool.schedule(work, args, kwargs, timeout=self.limits.work_seconds)
            return await asyncio.wrap_future(future)
        except TimeoutError:
            metrics.ENDED.labels(self.name, "time").inc()
            raise Ended(f"it took longer than {self.limits.work_seconds:g} seconds and was ended") from None
        except ProcessExpired:
            metrics.ENDED.labels(self.name, "death").inc()
            raise Ended("its process died") from None
        finally:
            metrics.WORK.labels(self.name).observe(time.perf_counter() - begun)
            self._release()

    async def answer(
        self,
        user: str,
        without: WithoutResult,
        work: Callable[P, Answer],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Answer:
        """The answer of a call; where it has no result, an answer that says why.

        Args:
            user: key of the user.
            without: how the route answers where there is no result.
            work: as in `run`.
            args: as in `run`.
            kwargs: as in `run`.
        """
        try:
            return await self.run(user, work, *args, **kwargs)
        except TooBusy as reason:
            return without.answer(without.busy, reason)
        except Ended as reason:
            return without.answer(without.ended, reason)

    async def start(self) -> None:
        """Let every process start and import what it needs."""
        await asyncio.gather(*(self.run(f"start {at}", ready) for at in range(self.limits.processes)))

    def stop(self) -> None:
        """End every process at once."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join(timeout=5)

    async def _turn(self, user: str) -> None:
        if self._free > 0 and not len(self._turns):
            self._free -= 1
            return
        if self._turns.of(user) >= self.limits.waiting:
            raise TooBusy
        turn = self._turns.join(user)
        metrics.WAITING.labels(self.name).set(len(self._turns))
        try:
            await asyncio.wait_for(asyncio.shield(turn), self.limits.wait_seconds)
        except BaseException as error:
            self._give_up(user, turn)
            if isinstance(error, TimeoutError):
                raise TooBusy from None
            raise

    def _give_up(self, user: str, turn: asyncio.Future[None]) -> None:
        """Leave the queue; where the turn has come in the same moment, the next call gets it."""
        if turn.done():
            self._release()
        else:
            self._turns.leave(user, turn)
            turn.cancel()

    def _release(self) -> None:
        if not self._turns.next():
            self._free += 1
        metrics.WAITING.labels(self.name).set(len(self._turns))


def _processes() -> BaseContext:
    """How worker processes are made: where possible, forked from a process that has imported everything."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


class Lanes:
    """The lane for short calls and the lane for long ones."""

    def __init__(self, settings: Settings) -> None:
        shared = (settings.queue_seconds, settings.queue_length, settings.recycle_after)
        self.light = Lane("light", Limits(settings.light_processes, settings.light_seconds, *shared))
        self.heavy = Lane(
            "heavy", Limits(settings.heavy_processes, settings.heavy_seconds, *shared), HEAVY_NICENESS
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the lanes, and stop them when the service stops."""
        try:
            await asyncio.gather(self.light.start(), self.heavy.start())
            yield
        finally:
            for lane in (self.light, self.heavy):
                await asyncio.to_thread(lane.stop)

    @property
    def all(self) -> Sequence[Lane]:
        """Both lanes."""
        return (self.light, self.heavy)
