"""A connection that waits for a head, or for the rest of a refused body: how long, by a clock of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from service.clock import run
from uvicorn import Config
from uvicorn.server import ServerState

from steelyard.service.guard import slow_clients
from steelyard.service.guard.connections import IDENTIFIED, Connections
from steelyard.service.guard.slow_clients import IDLE, STRANGERS_IDLE, TimedConnection

HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"


class Connection(asyncio.Transport):
    """A connection without a network: what was written, and when it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed: float | None = None

    def write(self, data: Any) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.closed is not None

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def close(self) -> None:
        if self.closed is None:
            self.closed = asyncio.get_running_loop().time()


async def answer(scope: Any, _receive: Any, send: Any) -> None:
    """An application that knows who asks for /mine."""
    if scope["path"] == "/mine":
        assert scope["state"][IDENTIFIED]("token:ana")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def refuse(_scope: Any, _receive: Any, send: Any) -> None:
    """An application that answers without the body."""
    await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def after(*sent: tuple[float, bytes], app: Any = refuse) -> Connection:
    """The connection of a client that sends these parts, each some seconds after the last, and then waits."""

    async def connected() -> Connection:
        config = Config(app, lifespan="off", log_config=None, timeout_keep_alive=1000)
        config.load()
        protocol = TimedConnection(config=config, server_state=ServerState(), app_state={})
        connection = Connection()
        protocol.connection_made(connection)
        for pause, data in sent:
            await asyncio.sleep(pause)
            protocol.data_received(data)
        await asyncio.sleep(100)
        return connection

    return run(connected())


@pytest.fixture(autouse=True)
def _seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "head_seconds", lambda: 5.0)
    held = Connections(10, 10, lambda _: False)
    monkeypatch.setattr(slow_clients, "connections", lambda: held)


def test_a_head_that_never_comes() -> None:
    assert after().closed == 5


def test_a_head_that_trickles_in() -> None:
    assert after((1, HEAD[:9]), (2, HEAD[9:20]), (1.5, HEAD[20:30])).closed == 5


def test_the_rest_of_a_refused_body() -> None:
    connection = after((3, HEAD), (4, b"x"))
    assert connection.written.startswith(b"HTTP/1.1 401")
    assert connection.closed == 8


def test_a_head_in_time() -> None:
    assert after((4.5, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).closed == 4.5 + STRANGERS_IDLE


def test_an_unused_connection_stays_longer_for_a_known_user() -> None:
    mine, anybodys = (b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"mine", b"health"))
    assert after((1, mine), app=answer).closed == 1 + IDLE
    assert after((1, anybodys), app=answer).closed == 1 + STRANGERS_IDLE
    assert after((1, mine), (2, anybodys), app=answer).closed == 3 + IDLE


def test_half_a_head_keeps_no_connection_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that has sent one byte is as idle as one that has sent none; with a whole head it is not."""
    for sent, is_idle in ((b"G", True), (HEAD, False)):
        held = Connections(10, 10, lambda _: False)
        monkeypatch.setattr(slow_clients, "connections", lambda held=held: held)
        idle: list[int] = []

        async def waiting(_scope: Any, _receive: Any, _send: Any, held: Any = held, idle: Any = idle) -> None:
            idle.append(len(held._idle))
            await asyncio.sleep(1000)

        after((1, sent), app=waiting)
        assert (idle == []) == is_idle
        assert idle in ([], [0])
