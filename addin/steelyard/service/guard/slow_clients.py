"""Limits of a connection: time for the head, for the rest of a refused body and without use; their number."""

from __future__ import annotations

import asyncio
from functools import cache, partial
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from steelyard.service.guard.connections import IDENTIFIED, Connections
from steelyard.service.guard.response_headers import ALWAYS
from steelyard.service.settings import read

IDLE: Final = 65
"""Seconds that an unused connection of a known user stays open, longer than most pauses between changes."""

STRANGERS_IDLE: Final = 5
"""Seconds that one of an unknown client does: enough to load what belongs to a page."""


@cache
def head_seconds() -> float:
    """Seconds that a head may take, from the settings of this process."""
    return read().head_seconds


@cache
def connections() -> Connections:
    """The open connections of this process."""
    settings = read()
    return Connections(settings.connections, settings.client_connections, settings.is_proxy)


class TimedConnection(H11Protocol):
    """uvicorn's connection by h11, which refuses malformed HTTP, closed when a client is too slow."""

    _head_due: asyncio.TimerHandle | None = None
    _rest_due: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seconds = head_seconds()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        connections().opened(self, self.client[0] if self.client else "")
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Wait until the head is complete."""
        super().data_received(data)
        self._note_work()
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting_for_head()
        elif self._head_due is None and not self.transport.is_closing():
            self._wait_for_head()
        if self.conn.their_state is not h11.SEND_BODY:
            self._stop_waiting_for_rest()

    def on_response_complete(self) -> None:
        """Let a refused client send the rest of its body for a while, unread; then it reads the refusal."""
        connections().done(self)
        self.timeout_keep_alive = IDLE if connections().is_known(self) else STRANGERS_IDLE
        super().on_response_complete()
        self._note_work()
        if self.conn.their_state is h11.SEND_BODY and self._rest_due is None:
            self._rest_due = self.loop.call_later(self._seconds, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        connections().closed(self)
        self._stop_waiting_for_head()
        self._stop_waiting_for_rest()
        super().connection_lost(exc)

    def _note_work(self) -> None:
        """Tell the guard whom to tell of the user, where a request has begun."""
        if self.cycle is not None and not self.cycle.response_complete:
            connections().at_work(self)
            self.scope["state"][IDENTIFIED] = partial(connections().identified, self)

    def close_idle(self) -> None:
        """Make room for another client."""
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, with the headers of every answer."""
        headers = [(name.encode(), value.encode()) for name, value in ALWAYS.items()]
        headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._head_due = self.loop.call_later(self._seconds, self.transport.close)

    def _stop_waiting_for_rest(self) -> None:
        if self._rest_due is not None:
            self._rest_due.cancel()
            self._rest_due = None

    def _stop_waiting_for_head(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None
