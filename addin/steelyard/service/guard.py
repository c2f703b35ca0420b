"""The guard: every request meets it before anything else does, whatever it asks for.

In this order: is the request well formed, is it meant for this service, may pages of its origin send it, is
its sender known and allowed, within the rate, is the body within its size and its time. Only then does the
service see it, with the body whole in hand. Every answer goes out with our headers; every request leaves one
line in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from steelyard.errors import SteelyardError
from steelyard.service import metrics
from steelyard.service.headers import with_ours
from steelyard.service.identity import Identity, Role
from steelyard.service.limits import Budget, Rate
from steelyard.service.logs import log
from steelyard.service.routes import Body, Kind, Route, found, methods
from steelyard.service.settings import bare

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from steelyard.service.door import Door
    from steelyard.service.lanes import Lanes
    from steelyard.service.settings import Settings

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

METHODS: Final = frozenset({"GET", "HEAD", "POST"})
"""What is answered at all; a log and a count name no other."""

UNSAFE_PATH: Final = re.compile(rb"//|(?:^|/)\.|\\|[\x00-\x20\x7f]|%(?:2[eEfF]|5[cC]|25|[01]|7[fF])")
"""What no honest client puts into a path: steps up, hidden names, disguised separators, controls."""

LONGEST_PATH: Final = 2_000

LONGEST_HEAD: Final = 32_000
"""Bytes of all headers."""

ONCE: Final = (b"host", b"content-length", b"transfer-encoding", b"authorization", b"content-type", b"origin")
"""Headers that mean something else to different readers when they come twice."""

HEARSAY: Final = re.compile(
    rb"x-forwarded-.+|forwarded|x-real-ip|x-original-.+|x-rewrite-.+|x-http-method.*|via"
)
"""Headers in which a client could say that it is somebody else; nobody behind the guard sees them."""

UPLOAD_EXTRA: Final = 10_000
"""Bytes of a form around the workbook that it carries."""


class Refusal(Exception):
    """A request that goes no further."""

    def __init__(self, status: int, reason: str, message: str, **headers: str) -> None:
        self.status, self.reason, self.message = status, reason, message
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        super().__init__(reason)


@dataclass(slots=True)
class Visit:
    """One request on its way through."""

    number: str
    begun: float
    client: str
    route: Route | None = None
    identity: Identity | None = None
    status: int = 0
    reason: str = ""
    size: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    """What whoever answers adds to the line in the log."""


class Guard:
    """The service behind its guard."""

    def __init__(self, app: App, settings: Settings, door: Door, lanes: Lanes) -> None:
        self._app, self._settings, self._door, self._lanes = app, settings, door, lanes
        self._names = frozenset(settings.names)
        self._restricted = settings.restricted
        self._rate = Rate(settings.rate, settings.burst)
        self._failures = Rate(settings.failures / 60, settings.failures)
        self._bodies = Budget(settings.waiting_bytes)
        self._secure = bool(settings.tls_certificate or settings.proxies)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or let the service begin and end."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        client = scope.get("client") or ("unknown", 0)
        visit = Visit(secrets.token_hex(8), time.perf_counter(), client[0])
        answer = self._dressed(visit, send)
        try:
            await self._admit(visit, scope)
            await self._serve(visit, scope, receive, answer)
        except Refusal as refusal:
            visit.reason = refusal.reason
            metrics.REFUSED.labels(refusal.reason).inc()
            if not visit.status:
                await _say(answer, refusal.status, refusal.message, refusal.headers)
        except asyncio.CancelledError:
            raise
        except Exception:
            metrics.FAILED.inc()
            logging.getLogger("steelyard.service").exception("failed")
            if not visit.status:
                await _say(answer, 500, "An error occurred.", [])
        finally:
            self._note(visit, scope)

    async def _admit(self, visit: Visit, scope: Message) -> None:
        """Everything that can be told before a body is read."""
        headers = _headers(scope)
        self._require_form(scope, headers)
        visit.route = route = self._route(scope)
        self._require_address(scope, headers)
        if route.role is None:
            if self._rate.exceeded(visit.client):
                raise _too_fast(1)
            return
        visit.identity = await self._identity(visit, route, headers)
        self._require_role(visit.identity, route, scope)

    def _require_form(self, scope: Message, headers: dict[bytes, bytes]) -> None:
        raw = scope.get("raw_path") or scope["path"].encode()
        if len(raw) > LONGEST_PATH or UNSAFE_PATH.search(raw) or UNSAFE_PATH.search(scope["path"].encode()):
            raise Refusal(400, "path", "this path is not one of ours")
        if b"content-length" in headers and b"transfer-encoding" in headers:
            raise Refusal(400, "header", "the length of the body is said in two ways")
        if scope["method"] != "POST" and (
            headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        ):
            raise Refusal(400, "body", "no body is expected here")
        if b"content-encoding" in headers:
            raise Refusal(415, "header", "a body is read as it is, not compressed")

    def _route(self, scope: Message) -> Route:
        route = found(scope["path"], scope["method"])
        if route is None:
            allowed = ", ".join(methods(scope["path"]))
            raise Refusal(405, "method", "this method is not for here", allow=allowed)
        return route

    def _require_address(self, scope: Message, headers: dict[bytes, bytes]) -> None:
        """Whether the request is meant for this service, and comes from a page that may send it."""
        host = headers.get(b"host", b"").decode("latin-1")
        if bare(host) not in self._names:
            raise Refusal(421, "host", "this service does not go by that name")
        if self._settings.user and any(HEARSAY.fullmatch(name) for name in headers):
            raise Refusal(
                403, "forwarded", "this service is for one user on this machine, not behind a proxy"
            )
        origin = headers.get(b"origin", b"").decode("latin-1")
        site = headers.get(b"sec-fetch-site", b"").decode("latin-1")
        if origin and not self._may_send(origin, host):
            raise Refusal(403, "origin", "pages of another origin may not ask this")
        if not origin and scope["method"] == "POST" and site == "cross-site":
            raise Refusal(403, "origin", "pages of another site may not ask this")

    def _may_send(self, origin: str, host: str) -> bool:
        scheme, _, address = origin.partition("://")
        if origin in self._settings.origins:
            return True
        if not self._settings.hostnames:
            return scheme in {"http", "https"} and address.casefold() == host.casefold()
        return scheme == "https" and bare(address) in self._names

    async def _identity(self, visit: Visit, route: Route, headers: dict[bytes, bytes]) -> Identity:
        by_form = route.kind is Kind.PAGE
        said = headers.get(b"authorization", b"").decode("latin-1")
        provider = headers.get(b"auth-provider", b"").decode("latin-1")
        try:
            identity = await self._door.identity(said, provider, by_form=by_form)
        except SteelyardError as broken:
            log(logging.ERROR, "door", why=str(broken))
            raise Refusal(503, "door", "nobody can be told from anybody at the moment") from None
        if identity is None:
            if said and self._failures.exceeded(visit.client):
                raise Refusal(429, "failures", "too many wrong tokens from this address", retry_after="60")
            ways = 'Basic realm="steelyard", charset="UTF-8"' if by_form else 'Bearer realm="steelyard"'
            raise Refusal(401, "unknown", "a valid token is needed", www_authenticate=ways)
        if (wait := self._rate.wait(identity.key)) > 0:
            if wait > self._settings.queue_seconds:
                raise _too_fast(wait)
            await asyncio.sleep(wait)
        return identity

    def _require_role(self, identity: Identity, route: Route, scope: Message) -> None:
        _require(identity, route.role)
        _require(identity, self._restricted.get(route.name))
        if route.name == "script":
            _require(identity, self._restricted.get(scope["path"].rpartition("/")[2].casefold()))

    async def _serve(self, visit: Visit, scope: Message, receive: Receive, answer: Send) -> None:
        """Hand the request on, with its body whole."""
        handed = dict(scope)
        handed["headers"] = [(name, value) for name, value in scope["headers"] if not HEARSAY.fullmatch(name)]
        handed["state"] = {**scope.get("state", {}), "visit": visit, "lanes": self._lanes}
        route = visit.route
        if route is None or route.body is Body.NONE:
            await self._app(handed, receive, answer)
            return
        most = getattr(self._settings, route.body) + (UPLOAD_EXTRA if route.kind is Kind.PAGE else 0)
        declared = _declared(_headers(scope), most)
        async with contextlib.AsyncExitStack() as held:
            try:
                await held.enter_async_context(self._bodies.held(declared, self._settings.queue_seconds))
            except TimeoutError:
                raise Refusal(503, "memory", "the service is busy; try again", retry_after="10") from None
            body = await self._body(receive, most)
            visit.size = len(body)
            await self._app(handed, _replay(body, receive), answer)

    async def _body(self, receive: Receive, most: int) -> bytes:
        parts: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(self._settings.body_seconds):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Refusal(400, "gone", "the client went away")
                    parts.append(message.get("body", b""))
                    size, more = size + len(parts[-1]), message.get("more_body", False)
                    if size > most:
                        raise _too_large(most)
        except TimeoutError:
            raise Refusal(408, "slow", "the body did not come in time", connection="close") from None
        return b"".join(parts)

    def _dressed(self, visit: Visit, send: Send) -> Send:
        """What answers through this goes out with our headers."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit.status = message["status"]
                kind = visit.route.kind if visit.route is not None else Kind.DATA
                sent = message.get("headers", [])
                message = {
                    **message,
                    "headers": with_ours(sent, kind, request=visit.number, secure=self._secure),
                }
            await send(message)

        return dressed

    def _note(self, visit: Visit, scope: Message) -> None:
        route = visit.route.name if visit.route is not None else "none"
        taken = time.perf_counter() - visit.begun
        method = scope["method"] if scope["method"] in METHODS else "other"
        metrics.REQUESTS.labels(route, method, str(visit.status)).inc()
        metrics.TAKEN.labels(route).observe(taken)
        log(
            logging.INFO,
            "request",
            request=visit.number,
            route=route,
            method=method,
            status=visit.status,
            milliseconds=round(1000 * taken, 1),
            bytes=visit.size,
            client=visit.client,
            user=visit.identity.key if visit.identity else "",
            **({"refused": visit.reason} if visit.reason else {}),
            **visit.facts,
        )


def _require(identity: Identity, role: Role | None) -> None:
    if role is not None and not identity.has(role):
        raise Refusal(403, "role", f"the role {role} is needed")


def _headers(scope: Message) -> dict[bytes, bytes]:
    """The headers by name; one that must come once and comes twice is refused."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
        raise Refusal(431, "header", "the headers are too long")
    named: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in named and name in ONCE:
            raise Refusal(400, "header", "a header comes twice that may come once")
        named[name] = value
    return named


def _declared(headers: dict[bytes, bytes], most: int) -> int:
    """Bytes that the body will have at most; refused unread where it says itself that it is too large."""
    said = headers.get(b"content-length", b"")
    if not said:
        return most
    if not said.isdigit():
        raise Refusal(400, "header", "the length of the body is no number")
    if int(said) > most:
        raise _too_large(most)
    return int(said)


def _too_large(most: int) -> Refusal:
    return Refusal(413, "size", f"the body is too large: at most {most:,} bytes are read", connection="close")


def _too_fast(wait: float) -> Refusal:
    return Refusal(429, "rate", "too many requests; wait a little", retry_after=str(max(1, round(wait))))


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body in one piece, then whatever comes from the client."""
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed


async def _say(answer: Send, status: int, message: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = message.encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    length = (b"content-length", str(len(body)).encode())
    await answer({"type": "http.response.start", "status": status, "headers": [kind, length, *headers]})
    await answer({"type": "http.response.body", "body": body})
