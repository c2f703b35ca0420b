"""Who holds the open connections of this process: unknown clients by address, known users by name.

The number of connections is a limit of all clients together. So nobody may hold many of them: an unknown
client has few, and when there are too many, idle ones of unknown clients are closed first.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

USER: Final = "steelyard.user"
"""Key in the state of a request under which the guard puts the user, for the connection."""


class Closable(Protocol):
    """A connection that can be closed."""

    def close_idle(self) -> None:
        """Close it; nothing is under way on it."""


class Connections:
    """The open connections, which of them are idle, and whose they are."""

    def __init__(self, most: int, of_one: int, is_proxy: Callable[[str], bool]) -> None:
        """None is open yet.

        Args:
            most: connections of all clients.
            of_one: connections of one unknown address, or of one user.
            is_proxy: whether an address is that of a reverse proxy, which has those of many clients.
        """
        self._most, self._of_one, self._is_proxy = most, of_one, is_proxy
        self._holders: dict[Closable, tuple[bool, str]] = {}
        self._counts: Counter[tuple[bool, str]] = Counter()
        self._idle: dict[Closable, None] = {}
        """Those on which nothing is under way, the one that is idle for longest first."""

    def opened(self, connection: Closable, address: str) -> bool:
        """Note a new connection; whether it may stay open."""
        holder = (False, address)
        if (
            not self._is_proxy(address)
            and self._counts[holder] >= self._of_one
            and not self._close_of(holder)
        ):
            return False
        if len(self._holders) >= self._most:
            self._close_any()
        self._hold(connection, holder)
        self._idle[connection] = None
        return True

    def at_work(self, connection: Closable) -> None:
        """Note that something is under way."""
        self._idle.pop(connection, None)

    def done(self, connection: Closable, user: str | None) -> bool:
        """Note that nothing is under way any more, and who asked; whether the connection may stay open."""
        if connection not in self._holders:
            return False
        self._idle.pop(connection, None)
        if user is not None and self._holders[connection] != (True, user):
            self._release(connection)
            over = self._counts[True, user] >= self._of_one
            self._hold(connection, (True, user))
            if over and not self._close_of((True, user)):
                return False
        self._idle[connection] = None
        return True

    def closed(self, connection: Closable) -> None:
        """Note that a connection is closed."""
        if connection in self._holders:
            self._release(connection)
        self._idle.pop(connection, None)

    def is_known(self, connection: Closable) -> bool:
        """Whether the last user of the connection was identified."""
        return self._holders.get(connection, (False, ""))[0]

    def _hold(self, connection: Closable, holder: tuple[bool, str]) -> None:
        self._holders[connection] = holder
        self._counts[holder] += 1

    def _release(self, connection: Closable) -> None:
        holder = self._holders.pop(connection)
        self._counts[holder] -= 1
        if not self._counts[holder]:
            del self._counts[holder]

    def _close_of(self, holder: tuple[bool, str]) -> bool:
        """Close the connection of this holder that is idle for longest; whether there was one."""
        return self._close(next((one for one in self._idle if self._holders.get(one) == holder), None))

    def _close_any(self) -> None:
        """Close an idle connection of an unknown client; without one, of the user who has most of them."""
        stranger = next((one for one in self._idle if not self.is_known(one)), None)
        if self._close(stranger) or not self._counts:
            return
        self._close_of(max(self._counts, key=lambda holder: self._counts[holder]))

    def _close(self, connection: Closable | None) -> bool:
        if connection is None:
            return False
        self.closed(connection)
        connection.close_idle()
        return True
