"""Calls that misbehave, for tests of worker processes, which import this module."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import NoReturn


class Unsendable:
    """An object that no pipe takes."""

    def __reduce__(self) -> NoReturn:
        raise TypeError


def die_once(folder: str) -> int:
    """The end of the process at the first call; the number of the process at the next one."""
    mark = Path(folder, "died")
    if mark.exists():
        return os.getpid()
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_always(folder: str) -> None:
    """The end of the process; a file for each time."""
    Path(folder, str(os.getpid())).touch()
    os._exit(3)


def begin_and_never_end(folder: str) -> None:
    """A file with the number of the process as its name, then nothing for ever."""
    Path(folder, str(os.getpid())).touch()
    while True:
        time.sleep(1000)


def refuse(message: str) -> None:
    """An error of the system that belongs to the call, not to its process."""
    raise OSError(message)


def unsendable() -> object:
    """A result that cannot be sent."""
    return Unsendable()


def fill(size: int) -> int:
    """Memory of so many bytes."""
    return len(bytearray(size))
