"""A long work in the main thread of the office, slice by slice, so that its windows are drawn in between.

Inside LibreOffice, so for Python 3.8 and later, with the standard library alone; see `component`.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

SLICE, PAUSE = 0.25, 0.02
"""Seconds of work at a time, and between two slices: without a pause, calls go before keys and drawing."""


class Stopped(Exception):
    """Somebody stopped the work, and all of it is taken back."""


class Slices:
    """A work that is done in slices."""

    def __init__(
        self,
        later: Callable[[Callable[[], None]], None],
        steps: Generator[float, None, Any],
        show: Callable[[float], None],
        done: Callable[[Any, Any], None],
    ) -> None:
        """Take a work, and do nothing yet.

        Args:
            later: calls something in the main thread, once it has time.
            steps: the work; it yields the share that is done.
            show: is told this share after each slice.
            done: is told at the end what the work returns, and the error that ended it, if any.
        """
        self._later, self._steps, self._show, self._done = later, steps, show, done
        self._is_over = False

    def run(self) -> None:
        """Do a slice; the others follow by themselves."""
        if self._is_over:
            return
        until = time.monotonic() + SLICE
        try:
            share = next(self._steps)
            while time.monotonic() < until:
                share = next(self._steps)
        except StopIteration as end:
            self._end(end.value, None)
        except Exception as error:
            self._end(None, error)
        else:
            self._show(share)
            threading.Timer(PAUSE, self._later, (self.run,)).start()

    def stop(self) -> None:
        """Take all back, unless the work is over."""
        if not self._is_over:
            try:
                self._steps.close()
            except Exception as error:
                self._end(None, error)
            else:
                self._end(None, Stopped())

    def _end(self, result: Any, error: Any) -> None:
        self._is_over = True
        self._done(result, error)


def all_of(steps: Generator[float, None, Any]) -> Any:
    """What a work returns that is done at once."""
    returned = []

    def work() -> Generator[float, None, None]:
        returned.append((yield from steps))

    for _ in work():
        pass
    return returned[0]
