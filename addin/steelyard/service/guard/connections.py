"""Who holds the open connections of this process: unknown clients by address, known users by name.

The number of connections is a limit of all clients together. So nobody may hold many of them idle: those of
an unknown client beyond its number are closed, and when all are taken, idle ones of unknown clients go first.
A whole office may have one address: a connection on which the first request of its user is still on
its way is not closed for that.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

IDENTIFIED: Final = "steelyard.identified"
"""Key in the state of a request of a function that the guard calls with the name of the user."""

GRACE: Final = 2.0
"""Seconds for which a connection may be idle, however many its client has."""


class Closable(Protocol):
    """A connection that can be closed."""

    def close_idle(self) -> None:
        """Close it; nothing is under way on it."""


class Holder(NamedTuple):
    """Who holds a connection."""

    name: str
    """The address of an unknown client, or the name of a user."""
    known: bool = False
    proxy: bool = False


class Connections:
    """The open connections, which of them are idle, and whose they are."""

    def __init__(
        self,
        most: int,
        of_one: int,
        is_proxy: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """None is open yet.

        Args:
            most: connections of all clients.
            of_one: connections of one unknown address, or of one user.
            is_proxy: whether an address is that of a reverse proxy, which has those of many clients.
            clock: the time in seconds.
        """
        self._most, self._of_one, self._is_proxy, self._clock = most, of_one, is_proxy, clock
        self._holders: dict[Closable, Holder] = {}
        self._counts: Counter[Holder] = Counter()
        self._idle: dict[Closable, float] = {}
        """Since when nothing is under way on a connection; the one that is idle for longest first."""

    def opened(self, connection: Closable, address: str) -> None:
        """Note a new connection; close others where there are too many."""
        holder = Holder(address, proxy=self._is_proxy(address))
        self._hold(connection, holder)
        self._make_room(holder)
        if len(self._holders) > self._most:
            self._close_any()
        self._idle[connection] = self._clock()

    def identified(self, connection: Closable, user: str) -> bool:
        """Note whose request is under way; whether this user may have one more connection."""
        holder, before = Holder(user, known=True), self._holders.get(connection)
        if before is None or before.proxy or before == holder:
            return True
        self._release(connection)
        self._hold(connection, holder)
        return self._make_room(holder)

    def at_work(self, connection: Closable) -> None:
        """Note that a request is under way."""
        self._idle.pop(connection, None)

    def done(self, connection: Closable) -> None:
        """Note that no request is under way any more."""
        if connection in self._holders:
            self._idle[connection] = self._clock()

    def closed(self, connection: Closable) -> None:
        """Note that a connection is closed."""
        if connection in self._holders:
            self._release(connection)
        self._idle.pop(connection, None)

    def is_known(self, connection: Closable) -> bool:
        """Whether the last user of the connection was identified."""
        return connection in self._holders and self._holders[connection].known

    def _hold(self, connection: Closable, holder: Holder) -> None:
        self._holders[connection] = holder
        self._counts[holder] += 1

    def _release(self, connection: Closable) -> None:
        holder = self._holders.pop(connection)
        self._counts[holder] -= 1
        if not self._counts[holder]:
            del self._counts[holder]

    def _make_room(self, holder: Holder) -> bool:
        """Close idle connections of a holder who has too many; whether their number is within the limit."""
        if holder.proxy:
            return True
        before = self._clock() - GRACE
        for connection, since in [*self._idle.items()]:
            if self._counts[holder] <= self._of_one or since > before:
                break
            if self._holders[connection] == holder:
                self._close(connection)
        return self._counts[holder] <= self._of_one

    def _close_any(self) -> None:
        """Close an idle connection of an unknown client; without one, of the user who has most of them."""
        strangers = (one for one in self._idle if not self.is_known(one))
        most = max(self._counts, key=lambda holder: self._counts[holder])
        theirs = (one for one in self._idle if self._holders[one] == most)
        connection = next(strangers, None) or next(theirs, None)
        if connection is not None:
            self._close(connection)

    def _close(self, connection: Closable) -> None:
        self.closed(connection)
        connection.close_idle()
