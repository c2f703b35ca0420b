"""Limits of the guard: requests a second, and bytes of bodies at one time."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REMEMBERED: Final = 10_000
"""Clients whose rate is kept in memory; the one whose last request is oldest goes first."""


class Rate:
    """For each client: so many requests at once, and so many a second after that."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, client: str, now: float | None = None) -> float:
        """Seconds until one more request of this client is within its rate; it counts as if it came then.

        >>> rate = Rate(rate=2.0, burst=1)
        >>> rate.wait("ana", now=0.0), rate.wait("ana", now=0.0), rate.wait("ben", now=0.0)
        (0.0, 0.5, 0.0)
        """
        moment = time.monotonic() if now is None else now
        waits, full_at = self._wait(client, moment)
        self._full_at[client] = full_at + 1 / self._rate
        self._full_at.move_to_end(client)
        while len(self._full_at) > REMEMBERED:
            self._full_at.popitem(last=False)
        return waits

    def exceeded(self, client: str, now: float | None = None) -> bool:
        """Whether one more request of this client would have to wait; it counts only if not."""
        moment = time.monotonic() if now is None else now
        if self._wait(client, moment)[0] > 0:
            return True
        self.wait(client, moment)
        return False

    def _wait(self, client: str, moment: float) -> tuple[float, float]:
        full_at = max(self._full_at.get(client, 0.0), moment)
        return max(0.0, full_at - moment - (self._burst - 1) / self._rate), full_at


class Budget:
    """Bytes that bodies may use at one time; requests beyond that wait, first come, first served."""

    def __init__(self, size: int) -> None:
        self._size = self._left = size
        self._line: deque[tuple[int, asyncio.Future[None]]] = deque()

    @contextlib.asynccontextmanager
    async def reserved(self, wanted: int, seconds: float) -> AsyncIterator[None]:
        """Reserve so many bytes.

        Raises:
            TimeoutError: they did not become free in time.
        """
        wanted = min(wanted, self._size)
        await self._take(wanted, seconds)
        try:
            yield
        finally:
            self._left += wanted
            self._admit_next()

    async def _take(self, wanted: int, seconds: float) -> None:
        if not self._line and wanted <= self._left:
            self._left -= wanted
            return
        place = (wanted, asyncio.get_running_loop().create_future())
        self._line.append(place)
        try:
            await asyncio.wait_for(asyncio.shield(place[1]), seconds)
        except BaseException:
            if place[1].done():
                self._left += wanted
            else:
                self._line.remove(place)
                place[1].cancel()
            self._admit_next()
            raise

    def _admit_next(self) -> None:
        while self._line and self._line[0][0] <= self._left:
            wanted, turn = self._line.popleft()
            self._left -= wanted
            turn.set_result(None)
