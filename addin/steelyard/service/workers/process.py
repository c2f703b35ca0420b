"""The life of a worker process: how it begins, what it may take, when it goes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from pathlib import Path
from typing import Final

MEMORY: Final = 2_000_000_000
"""Bytes of addresses that a call may use above what its process needs to exist."""


def ready() -> None:
    """Nothing, once the process is there to do it."""


def begin(niceness: int) -> None:
    """What a worker process does first: give way, bound its memory, and go when the server goes.

    Args:
        niceness: how far it gives way to others.
    """
    with contextlib.suppress(AttributeError, OSError):
        os.nice(niceness)
    _bound_memory()
    threading.Thread(target=_follow, daemon=True).start()


def _bound_memory() -> None:
    """Let a call that asks for too much memory fail alone; systems that cannot are left in peace."""
    try:
        import resource  # noqa: PLC0415 - not everywhere

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return


def _follow() -> None:
    """End this process when the server is no more, however it ended."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)
