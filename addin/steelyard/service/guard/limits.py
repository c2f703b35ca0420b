"""Limits of the guard: requests a second, and bytes of bodies at one time."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@dataclass(slots=True, eq=False)
class Reservation:
    """The bytes that one body holds."""

    owner: str
    held: int = 0
    waits: bool = False


class Budget:
    """Bytes that bodies may use at one time, of all users and of one user; more wait unread.

    Bytes are charged as they arrive, so that nobody reserves what they never send. A body that waits for room
    keeps what it has. Where all that could make room wait too, the last one to come is refused at once.
    """

    def __init__(self, size: int, share: int) -> None:
        """No byte is used yet.

        Args:
            size: bytes of all users; one body alone may be larger.
            share: bytes of one user; one body alone may be larger.
        """
        self._size, self._share = size, share
        self._used = 0
        self._open: list[Reservation] = []
        self._line: list[tuple[Reservation, int, asyncio.Future[None]]] = []

    @contextlib.contextmanager
    def reservation(self, owner: str) -> Iterator[Reservation]:
        """A reservation of no bytes yet, whose bytes are free again at the end of the block."""
        one = Reservation(owner)
        self._open.append(one)
        try:
            yield one
        finally:
            self._open.remove(one)
            self._used -= one.held
            self._admit()

    async def charge(self, one: Reservation, wanted: int, seconds: float) -> None:
        """Add bytes to a reservation, when there is room for them.

        Raises:
            TimeoutError: there was no room in time, or there can be none.
        """
        if not self._line and self._has_room(one, wanted) and self._is_within_share(one, wanted):
            self._take(one, wanted)
            return
        place = (one, wanted, asyncio.get_running_loop().create_future())
        self._line.append(place)
        one.waits = True
        self._admit()
        try:
            await asyncio.wait_for(asyncio.shield(place[2]), seconds)
        except BaseException:
            if place in self._line:
                self._line.remove(place)
            place[2].cancel()
            self._admit()
            raise
        finally:
            one.waits = False

    def _take(self, one: Reservation, wanted: int) -> None:
        one.held += wanted
        self._used += wanted

    def _has_room(self, one: Reservation, wanted: int) -> bool:
        return self._used + wanted <= self._size or self._used == one.held

    def _is_within_share(self, one: Reservation, wanted: int) -> bool:
        used = sum(other.held for other in self._open if other.owner == one.owner)
        return used + wanted <= self._share or used == one.held

    def _admit(self) -> None:
        """Let in who waits, first come, first served; who waits for a share of their own delays nobody."""
        for place in [*self._line]:
            one, wanted, turn = place
            if not self._is_within_share(one, wanted):
                continue
            if not self._has_room(one, wanted):
                break
            self._line.remove(place)
            if not turn.done():
                self._take(one, wanted)
                one.waits = False
                turn.set_result(None)
        self._refuse_where_all_wait()

    def _refuse_where_all_wait(self) -> None:
        """Refuse the last body that waits where nobody is left who could make room for it."""
        for place in reversed(self._line):
            one, wanted, turn = place
            others = [other for other in self._open if other is not one and other.held]
            if self._has_room(one, wanted):
                others = [other for other in others if other.owner == one.owner]
            if one.held and all(other.waits for other in others):
                self._line.remove(place)
                one.waits = False
                if not turn.done():
                    turn.set_exception(TimeoutError())
                return
