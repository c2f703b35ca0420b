"""One writer at a time: a lock of the operating system on the folder of a file.

The system ends the lock with the process that holds it, so a killed process blocks nobody. The lock is on the
folder itself, so no lock file appears beside people's files. Windows cannot lock a folder: there it is on a
small file in the folder, which is removed when the lock ends.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeVar

from steelyard.errors import ChangedWorkbook, LockedWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")

LONGEST_WAIT: Final = 60.0
"""Seconds to wait for another holder. A save takes less than one, and scoring a large workbook a few."""

PAUSE: Final = 0.02
"""Seconds between two tries. A blocking call could not be given up after `LONGEST_WAIT`."""

WINDOWS = os.name == "nt"
LOCK_FILE: Final = ".steelyard.lock"
"""Name of the file that is locked on Windows, in the folder that it stands for."""

_BUSY: Final = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What the system answers where somebody else holds the lock; the first and the last on Windows."""


_held: ContextVar[frozenset[str]] = ContextVar("_held", default=frozenset())
"""The folders that this thread has locked, so that it may ask for the same lock again."""


@contextmanager
def locked(path: Path | str) -> Iterator[bool]:
    """Keep the folder of a file locked: nobody else who asks for this lock writes there meanwhile.

    Whoever reads a file, changes what it says and saves it holds the lock from the reading on. Within the
    block the same thread may ask again, as `atomic_save.save` does. Other threads wait as other processes do.

    Args:
        path: the file, which need not exist. A symbolic link stands for the file that it leads to.

    Yields:
        Whether the lock is held. Some network drives have no locks, and a folder that may not be read cannot
        be locked; then the block runs without a lock.

    Raises:
        LockedWorkbook: another process has held the lock for longer than `LONGEST_WAIT`.
    """
    folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120 - Path.resolve raises on a loop of links
    if folder in _held.get():
        yield True
        return
    handle = _acquired(folder, path)
    if handle is None:
        yield False
        return
    before = _held.set(_held.get() | {folder})
    try:
        yield True
    finally:
        _held.reset(before)
        _release(handle, folder)


def repeated_if_changed(path: Path | str, work: Callable[[], T]) -> T:
    """What `work` gives, which reads a file, changes it and saves it, and may be done again.

    Where someone else changes the file in between, the save refuses and the work starts again, with what the
    file holds then. From the second time on the folder is locked, so that only other programs can come in
    between.

    Raises:
        ChangedWorkbook: the file changed in between for the third time.
        LockedWorkbook: see `locked`.
    """
    with suppress(ChangedWorkbook):
        return work()
    with locked(path):
        with suppress(ChangedWorkbook):
            return work()
        return work()


def _acquired(folder: str, path: Path | str) -> int | None:
    """A handle that holds the lock; None where there are no locks."""
    ends = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            handle = _opened(folder)
        except OSError as error:
            if not (WINDOWS and error.errno in _BUSY and os.path.exists(_lock_file(folder))):  # noqa: PTH110
                return None
        else:
            try:
                _try_to_lock(handle)
            except OSError as error:
                with suppress(OSError):
                    os.close(handle)
                if error.errno not in _BUSY:
                    return None
            else:
                return handle
        if time.monotonic() >= ends:
            raise LockedWorkbook(
                f"{path} was not written: another steelyard has been writing in the folder {folder} for "
                f"{LONGEST_WAIT:.0f} seconds. Try again when it has ended"
            )
        time.sleep(PAUSE)


def _lock_file(folder: str) -> str:
    return os.path.join(folder, LOCK_FILE)  # noqa: PTH118


def _opened(folder: str) -> int:
    if WINDOWS:
        return os.open(_lock_file(folder), os.O_RDWR | os.O_CREAT)
    return os.open(folder, os.O_RDONLY)


def _try_to_lock(handle: int) -> None:
    """Lock, or raise the system's error at once. The modules are those of one system each."""
    if WINDOWS:
        msvcrt = import_module("msvcrt")
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl = import_module("fcntl")
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _release(handle: int, folder: str) -> None:
    """End the lock. On Windows whoever waits has the file open, so it stays until the last one ends."""
    with suppress(OSError, MemoryError):
        os.close(handle)
    if WINDOWS:
        with suppress(OSError, MemoryError):
            os.unlink(_lock_file(folder))  # noqa: PTH108
