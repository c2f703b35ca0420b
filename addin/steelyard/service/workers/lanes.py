"""Two lanes, one for short and one for long calls, each with worker processes and a queue of its own.

In each lane users take turns, so that a user who recalculates a thousand cells does not keep another waiting
for all of them (see `turns`). A call that takes too long is ended with its process, and a new process
replaces it. Processes are also replaced after a number of calls, which frees memory that calls did not free.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, ParamSpec, TypeVar

from steelyard.service import metrics
from steelyard.service.logs import log
from steelyard.service.workers.process import ready
from steelyard.service.workers.turns import Turns
from steelyard.service.workers.worker import Died, Outcome, Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from steelyard.service.settings import Settings
    from steelyard.service.workers.answer import Answer

P = ParamSpec("P")
T = TypeVar("T")

HEAVY_NICENESS: Final = 10
"""Niceness of the processes for long calls, so that short ones get the processor first."""

PROBE_SECONDS: Final = 10.0
"""Longest that a process without work may take to answer a probe."""


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
    memory: int = 2_000_000_000
    """Bytes that a call may use."""


class Lane:
    """Worker processes and the queue in front of them."""

    def __init__(self, name: str, limits: Limits, niceness: int = 0) -> None:
        self.name = name
        self.limits = limits
        self._free = limits.processes
        self._turns = Turns()
        self._workers = [
            Worker(niceness, limits.memory, limits.recycle_after) for _ in range(limits.processes)
        ]
        self._idle = [*self._workers]
        self._threads = ThreadPoolExecutor(limits.processes, f"{name} lane")
        self._renewing: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def run(self, user: str, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call, made when it has its turn.

        Where the process dies, the call is made once more, by a new process: the death may have had nothing
        to do with the call.

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
        worker = self._idle.pop()
        try:
            done, result = await self._called(worker, (work, args, kwargs))
            if not done:
                raise result
            return result
        finally:
            taken = time.perf_counter() - begun
            metrics.WORK.labels(self.name).observe(taken)
            self._turns.charge(user, taken)
            self._give_back(worker)

    async def _called(self, worker: Worker, call: tuple[Any, ...]) -> Outcome:
        """What became of a call by this worker, which makes it twice where its process dies."""
        left = self.limits.work_seconds
        for _ in range(2):
            await self._require_process(worker)
            begun = time.monotonic()
            outcome = await self._before_deadline(worker, call, left)
            if outcome is not None:
                return outcome
            left = max(0.0, left - (time.monotonic() - begun))
            if self._stopped:
                break
        raise Ended("its process died")

    async def _before_deadline(self, worker: Worker, call: tuple[Any, ...], seconds: float) -> Outcome | None:
        """What became of a call; None where its process died for another reason than the deadline."""
        loop, late = asyncio.get_running_loop(), asyncio.Event()

        def end() -> None:
            late.set()
            worker.kill()

        deadline = loop.call_later(seconds, end)
        try:
            return await loop.run_in_executor(self._threads, worker.call, *call)
        except Died:
            metrics.ENDED.labels(self.name, "time" if late.is_set() else "death").inc()
            if late.is_set():
                limit = f"{self.limits.work_seconds:g} seconds"
                raise Ended(f"it took longer than {limit} and was ended") from None
            return None
        except asyncio.CancelledError:
            worker.kill()
            raise
        finally:
            deadline.cancel()

    async def _require_process(self, worker: Worker) -> None:
        """Start a process where there is none; its start is no part of the time of a call."""
        if worker.usable() or self._stopped:
            return
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, worker.renew)
        except OSError as error:
            log(logging.ERROR, "no process", lane=self.name, why=type(error).__name__)
            raise Ended("no process could be started for it") from None

    def _give_back(self, worker: Worker) -> None:
        """Let the worker take the next call; where its process cannot, a new process is started first."""
        if worker.usable() or self._stopped:
            self._idle.append(worker)
            self._release()
            return
        task = asyncio.get_running_loop().create_task(self._renew(worker))
        self._renewing.add(task)
        task.add_done_callback(self._renewing.discard)

    async def _renew(self, worker: Worker) -> None:
        try:
            with contextlib.suppress(Ended, RuntimeError):  # then the next call tries again to start one
                await self._require_process(worker)
        finally:
            self._idle.append(worker)
            self._release()

    async def ready(self) -> bool:
        """Whether every process that has nothing to do answers; one that works is ended at its deadline.

        A process that does not answer is replaced.
        """
        idle = min(self._free, len(self._idle))
        probes = (self.run(f"probe {at}", ready) for at in range(idle))
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await asyncio.gather(*probes)
        except (TimeoutError, NoResult):
            return False
        return True

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
        """End every process at once, and wait until all have gone."""
        self._stopped = True
        for worker in self._workers:
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()

    async def _turn(self, user: str) -> None:
        if self._free > 0 and not len(self._turns):
            self._free -= 1
            self._turns.begin(user)
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


class Lanes:
    """The lane for short calls and the lane for long ones."""

    def __init__(self, settings: Settings) -> None:
        shared = (
            settings.queue_seconds,
            settings.queue_length,
            settings.recycle_after,
            settings.worker_bytes,
        )
        self.light = Lane("light", Limits(settings.light_processes, settings.light_seconds, *shared))
        self.heavy = Lane(
            "heavy", Limits(settings.heavy_processes, settings.heavy_seconds, *shared), HEAVY_NICENESS
        )
        self._probe: asyncio.Task[Mapping[str, bool]] | None = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the lanes, and stop them when the service stops."""
        try:
            await asyncio.gather(self.light.start(), self.heavy.start())
            yield
        finally:
            for lane in (self.light, self.heavy):
                await asyncio.to_thread(lane.stop)

    async def ready(self) -> Mapping[str, bool]:
        """Which lanes answer, by name; probes that come at the same time share one answer."""
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(self._probed())
        return await asyncio.shield(self._probe)

    async def _probed(self) -> Mapping[str, bool]:
        answers = await asyncio.gather(*(lane.ready() for lane in self.all))
        return {lane.name: answer for lane, answer in zip(self.all, answers, strict=True)}

    @property
    def all(self) -> Sequence[Lane]:
        """Both lanes."""
        return (self.light, self.heavy)
