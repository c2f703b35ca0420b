"""A connection that waits for the head of a request, and for the rest of a refused body, but not for ever."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from steelyard.service.guard.response_headers import ALWAYS
from steelyard.service.settings import read


@cache
def head_seconds() -> float:
    """How long a head may take, as the settings of this process say."""
    return read().head_seconds


class Patient(H11Protocol):
    """uvicorn's strict connection, closed when what is due is not there in time."""

    _head_due: asyncio.TimerHandle | None = None
    _rest_due: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seconds = head_seconds()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting while the head is not whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._head_due is None and not self.transport.is_closing():
            self._wait()
        if self.conn.their_state is not h11.SEND_BODY:
            self._rest_is_there()

    def on_response_complete(self) -> None:
        """Let a client that was refused send the rest of its body, unread, for a while: it then sees why."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and self._rest_due is None:
            self._rest_due = self.loop.call_later(self._seconds, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self._rest_is_there()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, with the headers that every answer carries."""
        headers = [(name.encode(), value.encode()) for name, value in ALWAYS.items()]
        headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._head_due = self.loop.call_later(self._seconds, self.transport.close)

    def _rest_is_there(self) -> None:
        if self._rest_due is not None:
            self._rest_due.cancel()
            self._rest_due = None

    def _stop_waiting(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None
