"""A line on a console that says that a command is still at work, once it takes longer than two seconds."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE, BETWEEN = 2.0, 1.0
"""Seconds before the line is shown, and from one change of it to the next."""

TO_THE_START = "\r"


class Progress:
    """The line of one command: *still at work*, and for how many seconds."""

    def __init__(self, stream: TextIO, patience: float = PATIENCE, between: float = BETWEEN) -> None:
        """Start to count.

        Args:
            stream: where the line is shown.
            patience: seconds before it is shown.
            between: seconds from one change of it to the next.
        """
        self._stream, self._patience, self._between = stream, patience, between
        self._ended, self._shown = Event(), ""
        self._thread = Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        waited, pause = 0.0, self._patience
        while not self._ended.wait(pause):
            waited, pause = waited + pause, self._between
            self._shown = f"steelyard: still at work, {waited:.0f} s"
            self._write(self._shown)

    def end(self) -> None:
        """Take the line away, so that something else can be printed."""
        self._ended.set()
        self._thread.join()
        if self._shown:
            self._write(" " * len(self._shown))
            self._shown = ""

    def _write(self, line: str) -> None:
        with suppress(OSError, ValueError):  # the console is gone, or the stream is closed
            self._stream.write(f"{TO_THE_START}{line}{TO_THE_START}")
            self._stream.flush()


_running: list[Progress] = []
"""The line of the command that runs; it has none where standard error is no console."""


@contextmanager
def at_work() -> Iterator[None]:
    """Show the line while what is within takes long, on a console and nowhere else."""
    if sys.stderr is not None and sys.stderr.isatty():
        _running.append(Progress(sys.stderr))
    try:
        yield
    finally:
        end_progress()


def end_progress() -> None:
    """Take the line away, if there is one; called before anything is printed."""
    while _running:
        _running.pop().end()
