"""The guard alone, with small limits: rate, wrong tokens, bytes, an authentication that fails."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from service.clock import run

from steelyard.errors import SteelyardError
from steelyard.service.guard import limits
from steelyard.service.guard.guard import Guard
from steelyard.service.identity.authentication import Authentication
from steelyard.service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.service.guard.guard import Message, Receive, Send
    from steelyard.service.identity.identity import Identity


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rates count by the clock of the loop, which stands still between two waits."""
    now = SimpleNamespace(monotonic=lambda: asyncio.get_running_loop().time())
    monkeypatch.setattr(limits, "time", now)


async def echo(scope: Message, receive: Receive, send: Send) -> None:
    """An application that answers with what it was sent."""
    body = b"" if scope["method"] == "GET" else (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"server", b"echo")]})
    await send({"type": "http.response.body", "body": body})


def request(path: str, method: str, **headers: str) -> Message:
    """The head of a request."""
    sent = [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in ({"host": "localhost"} | headers).items()
    ]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "headers": sent,
        "client": ("192.0.2.7", 1),
    }


async def asked(
    guard: Guard, path: str = "/health", *, body: bytes | None = None, **headers: str
) -> tuple[int, Any]:
    """Status and headers of the answer to one request."""
    scope = request(path, "GET" if body is None else "POST", **headers)
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body or b""}

    async def send(message: Message) -> None:
        messages.append(message)

    await guard(scope, receive, send)
    return messages[0]["status"], dict(messages[0]["headers"])


def guard(
    app: Callable[..., Any] = echo, authentication: Authentication | None = None, **settings: Any
) -> Guard:
    """A guard before an application."""
    said = Settings(user="me", **settings)
    return Guard(app, said, authentication or Authentication(said), None)  # type: ignore[arg-type]


class Broken(Authentication):
    """An authentication whose list of tokens cannot be read."""

    async def identity(
        self, authorization: str, provider: str = "", *, by_form: bool = False
    ) -> Identity | None:
        """Nobody; it cannot be told."""
        raise SteelyardError("the file is gone")


class Closed(Authentication):
    """An authentication that knows nobody."""

    async def identity(
        self, authorization: str, provider: str = "", *, by_form: bool = False
    ) -> Identity | None:
        """Nobody."""
        return None


def test_strangers_beyond_their_rate() -> None:
    async def tried() -> None:
        one = guard(rate=0.1, burst=3)
        assert [(await asked(one))[0] for _ in range(5)] == [200, 200, 200, 429, 429]

    run(tried())


def test_known_users_beyond_their_rate_wait_and_are_answered() -> None:
    async def tried() -> float:
        one = guard(rate=20, burst=1)
        begun = asyncio.get_running_loop().time()
        answers = await asyncio.gather(
            *(asked(one, "/xlwings/custom-functions-call", body=b"x") for _ in range(6))
        )
        assert [status for status, _ in answers] == [200] * 6
        return asyncio.get_running_loop().time() - begun

    assert run(tried()) == pytest.approx(0.25)


def test_many_wrong_tokens() -> None:
    async def tried() -> None:
        one = guard(authentication=Closed(Settings(user="me")), failures=3)
        answers = [await asked(one, "/metrics", authorization="Bearer x") for _ in range(5)]
        assert [status for status, _ in answers] == [401, 401, 401, 429, 429]
        assert answers[-1][1][b"retry-after"] == b"60"

    run(tried())


def test_a_broken_authentication_lets_nobody_in() -> None:
    status, headers = run(asked(guard(authentication=Broken(Settings(user="me"))), "/metrics"))
    assert status == 503
    assert b"content-security-policy" in headers


def test_bodies_wait_for_room_and_give_up_in_time() -> None:
    async def tried() -> None:
        async def slow(scope: Message, receive: Receive, send: Send) -> None:
            await asyncio.sleep(0.3)
            await echo(scope, receive, send)

        one = guard(slow, waiting_bytes=100, queue_seconds=0.05)
        call = ("/xlwings/custom-functions-call",)
        answers = await asyncio.gather(
            *(asked(one, *call, body=b"x" * 80, content_length="80") for _ in range(2))
        )
        assert [status for status, _ in answers] == [200, 503]

    run(tried())


def test_a_body_that_never_comes_is_given_up_in_time() -> None:
    async def tried() -> tuple[int, float]:
        one, messages = guard(body_seconds=7), []

        async def receive() -> Message:
            await asyncio.sleep(1000)
            raise AssertionError

        async def send(message: Message) -> None:
            messages.append(message)

        await one(request("/xlwings/custom-functions-call", "POST"), receive, send)
        return messages[0]["status"], asyncio.get_running_loop().time()

    assert run(tried()) == (408, 7.0)


def test_an_application_that_fails() -> None:
    async def failing(scope: Message, receive: Receive, send: Send) -> None:
        raise RuntimeError("secret")

    status, headers = run(asked(guard(failing)))
    assert status == 500
    assert b"content-security-policy" in headers


def test_headers_are_ours() -> None:
    _, headers = run(asked(guard()))
    assert b"server" not in headers
    assert headers[b"x-frame-options"] == b"DENY"


def test_a_websocket_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    run(guard()({"type": "websocket"}, None, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", " 5", "५"])
def test_a_length_that_is_no_number(length: str) -> None:
    status, _ = run(asked(guard(), "/xlwings/custom-functions-call", body=b"x", content_length=length))
    assert status == 400
