"""A worker process: how it begins, how much memory it may use, when it ends."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from pathlib import Path
from typing import Final

MEMORY: Final = 2_000_000_000
"""Bytes of address space that a call may use beyond that of its process before the first call."""


def ready() -> None:
    """Do nothing; a call of this waits until a process has started."""


def begin(niceness: int) -> None:
    """Prepare a worker process: set its priority, bound its memory, end it when the server ends.

    Args:
        niceness: its niceness: the higher, the later it gets the processor.
    """
    with contextlib.suppress(AttributeError, OSError):
        os.nice(niceness)
    _bound_memory()
    threading.Thread(target=_end_with_server, daemon=True).start()


def _bound_memory() -> None:
    """Let only the call fail that needs too much memory; on systems without such a bound do nothing."""
    try:
        import resource  # noqa: PLC0415 - not everywhere

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return


def _end_with_server() -> None:
    """End this process when the server has ended, in whatever way."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)
