"""The guard: every request passes it before anything else reads it.

It checks in this order: the form of the request, the host and the origin that it names, the identity of the
user, the rate, the role, the size and the time of the body. Then it passes the request on, with the whole
body in memory. Every answer gets the security headers, and every request one line in the log.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from steelyard.errors import SteelyardError
from steelyard.service import metrics
from steelyard.service.guard.connections import IDENTIFIED
from steelyard.service.guard.limits import Budget, Rate, Reservation
from steelyard.service.guard.permissions import Body, Kind, Route
from steelyard.service.guard.refusal import Refusal, too_fast, too_large
from steelyard.service.guard.request_head import (
    FORWARDING,
    declared,
    headers_of,
    require_address,
    require_well_formed,
    route_of,
    text,
)
from steelyard.service.guard.response_headers import with_security_headers
from steelyard.service.identity.identity import Identity, Role
from steelyard.service.logs import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from steelyard.service.guard.request_head import Headers
    from steelyard.service.identity.authentication import Authentication
    from steelyard.service.settings import Settings
    from steelyard.service.workers.lanes import Lanes

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
"""Methods that logs and metrics name; all others are `other`, so that no client makes up labels."""

UPLOAD_EXTRA: Final = 10_000
"""Bytes of a form beside the workbook in it."""


WHOLE_COLUMNS: Final = "select tables, not whole columns"
"""What makes the arguments of a worksheet function smaller."""


@dataclass(slots=True)
class Visit:
    """One request and what is known of it so far."""

    number: str
    begun: float
    client: str
    route: Route | None = None
    identity: Identity | None = None
    status: int = 0
    reason: str = ""
    size: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    """What the route adds to the line in the log."""


class Guard:
    """The application behind its guard."""

    def __init__(self, app: App, settings: Settings, authentication: Authentication, lanes: Lanes) -> None:
        self._app, self._settings, self._lanes = app, settings, lanes
        self._authentication = authentication
        self._restricted = settings.restricted
        self._rate = Rate(settings.rate, settings.burst)
        self._failures = Rate(settings.failures / 60, settings.failures)
        self._bodies = Budget(settings.waiting_bytes, settings.user_bytes)
        self._secure = bool(settings.tls_certificate or settings.proxies)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; start and stop the application."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        client = scope.get("client") or ("unknown", 0)
        visit = Visit(secrets.token_hex(8), time.perf_counter(), client[0])
        answer = self._with_headers(visit, send)
        try:
            await self._admit(visit, scope)
            await self._serve(visit, scope, receive, answer)
        except Refusal as refusal:
            visit.reason = refusal.reason
            metrics.REFUSED.labels(refusal.reason).inc()
            if not visit.status:
                await _send_text(answer, refusal.status, refusal.message, refusal.headers)
        except asyncio.CancelledError:
            raise
        except Exception:
            metrics.FAILED.inc()
            logging.getLogger("steelyard.service").exception("failed")
            if not visit.status:
                await _send_text(answer, 500, "An error occurred.", [])
        finally:
            self._note(visit, scope)

    async def _admit(self, visit: Visit, scope: Message) -> None:
        """Check everything that needs no body."""
        headers = headers_of(scope)
        require_well_formed(scope, headers)
        visit.route = route = route_of(scope, headers, self._settings)
        require_address(scope, headers, self._settings)
        if route.role is None:
            if self._rate.exceeded(visit.client):
                raise too_fast(1)
            return
        visit.identity = await self._identity(visit, route, headers)
        may_connect = scope.get("state", {}).get(IDENTIFIED)
        if may_connect is not None and not may_connect(visit.identity.key):
            raise Refusal(503, "connections", "too many connections of this user", connection="close")
        self._require_role(visit.identity, route, scope)

    async def _identity(self, visit: Visit, route: Route, headers: Headers) -> Identity:
        by_form = route.kind is Kind.PAGE
        authorization, provider = text(headers, b"authorization"), text(headers, b"auth-provider")
        try:
            identity = await self._authentication.identity(authorization, provider, by_form=by_form)
        except SteelyardError as broken:
            log(logging.ERROR, "authentication", why=str(broken))
            raise Refusal(503, "authentication", "users cannot be identified at the moment") from None
        if identity is None:
            if authorization and self._failures.exceeded(visit.client):
                raise Refusal(429, "failures", "too many wrong tokens from this address", retry_after="60")
            schemes = 'Basic realm="steelyard", charset="UTF-8"' if by_form else 'Bearer realm="steelyard"'
            raise Refusal(401, "unknown", "a valid token is needed", www_authenticate=schemes)
        if (wait := self._rate.wait(identity.key)) > 0:
            if wait > self._settings.queue_seconds:
                raise too_fast(wait)
            await asyncio.sleep(wait)
        return identity

    def _require_role(self, identity: Identity, route: Route, scope: Message) -> None:
        _require(identity, route.role)
        _require(identity, self._restricted.get(route.name))
        if route.name == "script":
            _require(identity, self._restricted.get(scope["path"].rpartition("/")[2].casefold()))

    async def _serve(self, visit: Visit, scope: Message, receive: Receive, answer: Send) -> None:
        """Pass the request on, with its whole body."""
        passed = dict(scope)
        passed["headers"] = [
            (name, value) for name, value in scope["headers"] if not FORWARDING.fullmatch(name)
        ]
        passed["state"] = {**scope.get("state", {}), "visit": visit, "lanes": self._lanes}
        route = visit.route
        if route is None or route.body is Body.NONE:
            await self._app(passed, receive, answer)
            return
        most = getattr(self._settings, route.body) + (UPLOAD_EXTRA if route.kind is Kind.PAGE else 0)
        large = too_large(most, WHOLE_COLUMNS if route.name == "function" else "")
        if declared(headers_of(scope)) > most:
            raise large
        owner = visit.identity.key if visit.identity is not None else visit.client
        with self._bodies.reservation(owner) as reservation:
            body = await self._body(receive, most, large, reservation)
            visit.size = len(body)
            await self._app(passed, _replay(body, receive), answer)

    async def _body(self, receive: Receive, most: int, large: Refusal, reservation: Reservation) -> bytes:
        """The whole body. Its bytes are charged as they arrive; what waits for room is not read."""
        clock = asyncio.get_running_loop().time
        parts: list[bytes] = []
        size, more, left = 0, True, self._settings.body_seconds
        while more:
            begun = clock()
            try:
                async with asyncio.timeout(left):
                    message = await receive()
            except TimeoutError:
                raise Refusal(408, "slow", "the body did not come in time", connection="close") from None
            left -= clock() - begun
            if message["type"] == "http.disconnect":
                raise Refusal(400, "gone", "the client went away")
            parts.append(message.get("body", b""))
            size, more = size + len(parts[-1]), message.get("more_body", False)
            if size > most:
                raise large
            try:
                await self._bodies.charge(reservation, len(parts[-1]), self._settings.queue_seconds)
            except TimeoutError:
                raise Refusal(503, "memory", "the service is busy; try again", retry_after="10") from None
        return b"".join(parts)

    def _with_headers(self, visit: Visit, send: Send) -> Send:
        """A `send` that adds the security headers to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit.status = message["status"]
                kind = visit.route.kind if visit.route is not None else Kind.DATA
                headers = with_security_headers(
                    message.get("headers", []), kind, request=visit.number, secure=self._secure
                )
                message = {**message, "headers": headers}
            await send(message)

        return with_headers

    def _note(self, visit: Visit, scope: Message) -> None:
        route = visit.route.name if visit.route is not None else "none"
        seconds = time.perf_counter() - visit.begun
        method = scope["method"] if scope["method"] in METHODS else "other"
        metrics.REQUESTS.labels(route, method, str(visit.status)).inc()
        metrics.SECONDS_TAKEN.labels(route).observe(seconds)
        log(
            logging.INFO,
            "request",
            request=visit.number,
            route=route,
            method=method,
            status=visit.status,
            milliseconds=round(1000 * seconds, 1),
            bytes=visit.size,
            client=visit.client,
            user=visit.identity.key if visit.identity else "",
            **({"refused": visit.reason} if visit.reason else {}),
            **visit.facts,
        )


def _require(identity: Identity, role: Role | None) -> None:
    if role is not None and not identity.has(role):
        raise Refusal(403, "role", f"the role {role} is needed")


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body in one piece, then what the client sends."""
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed


async def _send_text(answer: Send, status: int, message: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = message.encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    length = (b"content-length", str(len(body)).encode())
    await answer({"type": "http.response.start", "status": status, "headers": [kind, length, *headers]})
    await answer({"type": "http.response.body", "body": body})
