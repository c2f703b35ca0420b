"""A worker process: how it begins, what it does with a call, how much memory it may use, when it ends."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

NOT_SENT: Final = "the result of a call could not be sent"


def ready() -> None:
    """Do nothing; a call of this waits until a process has started."""


def calls(pipe: Connection, niceness: int, memory: int) -> None:
    """Answer calls until the pipe is closed.

    Args:
        pipe: where calls come from, and results go.
        niceness: niceness of this process: the higher, the later it gets the processor.
        memory: bytes of address space that a call may use beyond those of the process before its first call.
    """
    _begin(niceness, memory)
    while True:
        try:
            message = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send_bytes(_result(message))
        del message  # the input of one user, which must not be there while the next call is waited for


def _result(message: bytes) -> bytes:
    """Whether the call succeeded, and its result or its error, pickled."""
    try:
        work, positional, named = pickle.loads(message)  # noqa: S301 - written by the server's own process
        done = (True, work(*positional, **named))
    except Exception as error:
        done = (False, error)
    try:
        return pickle.dumps(done)
    except Exception:
        return pickle.dumps((False, RuntimeError(NOT_SENT)))


def _begin(niceness: int, memory: int) -> None:
    """Set the priority, bound the memory, end with the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the server ends this one
    with contextlib.suppress(AttributeError, OSError):
        os.nice(niceness)
    _bound_memory(memory)
    threading.Thread(target=_end_with_server, daemon=True).start()


def _bound_memory(memory: int) -> None:
    """Let only the call fail that needs too much memory; on systems without such a bound do nothing."""
    try:
        import resource  # noqa: PLC0415 - not everywhere

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return


def _end_with_server() -> None:
    """End this process when the server has ended, in whatever way."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)
