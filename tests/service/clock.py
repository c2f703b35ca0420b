"""An event loop with a clock of its own: a wait takes no time, and lasts exactly as long as it says."""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class _Jumping(selectors.SelectSelector):
    """Where a loop would sleep until its next timer, the clock jumps there."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(timeout and 0)
        if not found and timeout is not None:
            self.now += timeout
        return found


class FakeClock(asyncio.SelectorEventLoop):
    """A loop for coroutines without threads and sockets; its clock begins at 0."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds that have passed by this clock."""
        return self._jumping.now


def run(main: Coroutine[object, object, T]) -> T:
    """The result of a coroutine, under the clock of its own."""
    with asyncio.Runner(loop_factory=FakeClock) as runner:
        return runner.run(main)
