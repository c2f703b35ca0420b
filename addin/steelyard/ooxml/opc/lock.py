"""One writer at a time: a lock of the operating system on the folder of a file.

The system ends the lock with the process that holds it, so a killed process blocks nobody.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(path: Path | str) -> Iterator[bool]:
    """Keep the folder of a file locked: nobody else who asks for this lock writes there meanwhile.

    Args:
        path: the file, which need not exist.

    Yields:
        Whether the lock is held; without a folder, and on systems without such locks, it is not.
    """
    try:
        fcntl = import_module("fcntl")
        handle = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)  # noqa: PTH120 - loops of links
    except (ImportError, OSError):
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(handle)
