"""One worker process, and the pipe by which it gets its calls.

No other process uses this pipe. So the death of one worker process, at any moment, cannot block another one,
and a process that has died can be replaced at once.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from steelyard.service.workers.process import calls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

PRELOADED: Final = ["steelyard.service.workers.preload"]
"""What is imported once in the process from which worker processes are forked."""


class Died(Exception):
    """The process ended before it answered."""


class Outcome(NamedTuple):
    """What became of a call."""

    done: bool
    """Whether it returned; otherwise the result is the error that it raised."""
    result: Any


class Worker:
    """A worker process, replaced by a new one when it has died or has made its number of calls.

    Every method may be called in any thread. A second call waits until the first one has ended, so that an
    answer can never go to somebody else.
    """

    def __init__(self, niceness: int, memory: int, recycle_after: int) -> None:
        """Nothing is started yet.

        Args:
            niceness: niceness of the process.
            memory: bytes that a call may use.
            recycle_after: calls after which the process is replaced.
        """
        self._begin = (niceness, memory)
        self._recycle_after = recycle_after
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._made = 0
        self._spent = True
        self._at_work = threading.Lock()

    @property
    def process(self) -> int | None:
        """Number of the process; None where there is none."""
        process = self._process
        return process.pid if process is not None else None

    def usable(self) -> bool:
        """Whether the process lives and may take another call."""
        process = self._process
        return process is not None and not self._spent and process.is_alive()

    def renew(self) -> None:
        """Start a process, in place of an earlier one.

        Raises:
            OSError: the system starts no further process.
        """
        with self._at_work:
            self._remove()
            self._start()

    def _start(self) -> None:
        context = _processes()
        ours, theirs = context.Pipe()
        process = context.Process(target=calls, args=(theirs, *self._begin), daemon=True)  # type: ignore[attr-defined]
        try:
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._process, self._pipe, self._made, self._spent = process, ours, 0, False

    def call(self, work: Callable[..., Any], args: Sequence[Any], named: Mapping[str, Any]) -> Outcome:
        """What became of a call, which blocks this thread until that is known.

        Args:
            work: a function at the top of a module.
            args: its arguments.
            named: its arguments by name.

        Raises:
            Died: there is no process, or it ended before it answered.
        """
        message = pickle.dumps((work, args, named))
        with self._at_work:
            try:
                return self._sent(message)
            except (EOFError, OSError):
                self._spent = True
                raise Died from None

    def _sent(self, message: bytes) -> Outcome:
        if self._process is None or self._pipe is None:
            raise EOFError
        self._made += 1
        self._pipe.send_bytes(message)
        if self._pipe not in wait([self._pipe, self._process.sentinel]):
            raise EOFError
        done, result = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - written by our own process
        self._spent = self._spent or self._made >= self._recycle_after
        return Outcome(done, result)

    def kill(self) -> None:
        """End the process at once; a call that is under way raises `Died`."""
        self._spent = True
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End the process, and wait until it has gone."""
        while not self._at_work.acquire(timeout=0.1):
            self.kill()
        try:
            self._remove()
        finally:
            self._at_work.release()

    def _remove(self) -> None:
        """End the process, if there is one, and wait for its end."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None


def _processes() -> BaseContext:
    """How worker processes are made: where possible, forked from a process that has imported everything."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context
