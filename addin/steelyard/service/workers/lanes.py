"""The queue in front of the worker processes: everybody's turn comes, short calls do not wait for long.

Two lanes, each with worker processes of its own. In each lane users take turns: one who recalculates a
thousand cells does not keep another waiting for all of them. A call that outlives its time is ended with its
process, and a new process takes over; memory that a call left behind goes when its process is replaced.
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

P = ParamSpec("P")
T = TypeVar("T")

GIVES_WAY: Final = 10
"""Niceness of the processes for long calls."""

PRELOADED: Final = ["steelyard.service.workers.preload"]
"""What the process from which workers are forked imports once, for all of them."""


class TooBusy(Exception):
    """There are more calls of this user waiting than may, or a call has waited too long."""


class Ended(Exception):
    """The call did not come to its end: it took too long, or its process died of it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Limits(NamedTuple):
    """How long, how many."""

    processes: int
    work_seconds: float
    wait_seconds: float
    waiting: int
    recycle_after: int


class Turns:
    """Whose call is next: one of each user, round and round."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def of(self, user: str) -> int:
        """How many calls of this user wait."""
        return len(self._waiting.get(user, ()))

    def join(self, user: str) -> asyncio.Future[None]:
        """A place at the end of the user's own line; done when it is their turn."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user, deque()).append(turn)
        return turn

    def next(self) -> bool:
        """Let the next one go; False where nobody waits."""
        while self._waiting:
            user, line = next(iter(self._waiting.items()))
            turn = line.popleft()
            del self._waiting[user]
            if line:
                self._waiting[user] = line  # again, behind everybody else
            if not turn.done():
                turn.set_result(None)
                return True
        return False

    def leave(self, user: str, turn: asyncio.Future[None]) -> None:
        """Give up a place."""
        line = self._waiting.get(user)
        if line is not None and turn in line:
            line.remove(turn)
            if not line:
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
        """The answer of a call, once it has had its turn.

        Args:
            user: key of who asks; users take turns.
            work: a function of some module, which the worker process calls.
            args: what it is called with; bytes travel fastest.
            kwargs: the same, by name.

        Raises:
            TooBusy: the user has too many calls waiting, or the turn did not come in time.
            Ended: the call outlived its time, or its process died.
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

    async def warm(self) -> None:
        """Have every process start and import what it needs."""
        await asyncio.gather(*(self.run(f"warm {at}", ready) for at in range(self.limits.processes)))

    def stop(self) -> None:
        """End every process, at once."""
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
        """Leave the line; a turn that came in this very moment goes to the next one."""
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
    """How worker processes are made: forked from one that has imported everything, where that can be done."""
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
            "heavy", Limits(settings.heavy_processes, settings.heavy_seconds, *shared), GIVES_WAY
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The lanes, warm, for as long as the service runs."""
        try:
            await asyncio.gather(self.light.warm(), self.heavy.warm())
            yield
        finally:
            for lane in (self.light, self.heavy):
                await asyncio.to_thread(lane.stop)

    @property
    def all(self) -> Sequence[Lane]:
        """Both."""
        return (self.light, self.heavy)
