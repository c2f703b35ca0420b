"""Whose call is next: the call of the user who has used the least time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import Final

REMEMBERED: Final = 10_000
"""Users whose time is kept in memory."""


class Turns:
    """The calls that wait, by user, and the seconds that each user's calls have worked.

    Time counts, not calls, so that long calls of one user do not take the place of many short calls of
    others. A user who comes back after a while begins with the time of those who wait: nobody saves up time.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._used: OrderedDict[str, float] = OrderedDict()
        self._now = 0.0
        """Time used, at their last turn, by the user who had the last turn: nobody who joins has less."""

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def of(self, user: str) -> int:
        """Number of calls of this user that wait."""
        return len(self._waiting.get(user, ()))

    def join(self, user: str) -> asyncio.Future[None]:
        """A place at the end of the user's own queue; the future is done when the call has its turn."""
        turn = asyncio.get_running_loop().create_future()
        if user not in self._waiting:
            self._used[user] = max(self._used.get(user, 0.0), self._now)
        self._waiting.setdefault(user, deque()).append(turn)
        return turn

    def charge(self, user: str, seconds: float) -> None:
        """Count the time that a call of the user has worked."""
        self._used[user] = max(self._used.get(user, 0.0), self._now) + seconds
        self._used.move_to_end(user)
        while len(self._used) > REMEMBERED:
            self._used.popitem(last=False)

    def begin(self, user: str) -> None:
        """Note that a call of the user begins: whoever joins after it has at least as much time."""
        self._now = max(self._now, self._used.get(user, 0.0))

    def next(self) -> bool:
        """Give the turn to the next call; False where none waits."""
        while self._waiting:
            user = min(self._waiting, key=lambda one: self._used.get(one, 0.0))
            queue = self._waiting.pop(user)
            turn = queue.popleft()
            if queue:
                self._waiting[user] = queue  # among those with the same time, this user is last now
            if not turn.done():
                self.begin(user)
                turn.set_result(None)
                return True
        return False

    def leave(self, user: str, turn: asyncio.Future[None]) -> None:
        """Remove a call from the queue."""
        queue = self._waiting.get(user)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._waiting[user]
