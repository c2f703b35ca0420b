"""Checks on the head of a request: its form, its host, and the origin of the page that sends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from steelyard.service.guard.permissions import PREFLIGHT, Route, found, methods
from steelyard.service.guard.refusal import Refusal
from steelyard.service.settings import bare

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from steelyard.service.settings import Settings

    Message = MutableMapping[str, Any]
    Headers = Mapping[bytes, bytes]

UNSAFE_PATH: Final = re.compile(rb"//|(?:^|/)\.|\\|[\x00-\x20\x7f]|%(?:2[eEfF]|5[cC]|25|[01]|7[fF])")
"""What no ordinary client has in a path: `..`, hidden names, encoded separators, control characters."""

LONGEST_PATH: Final = 2_000

LONGEST_LENGTH: Final = 20
"""Digits of the length of a body."""

LONGEST_HEAD: Final = 32_000
"""Bytes of all headers."""

ONCE: Final = (b"host", b"content-length", b"transfer-encoding", b"authorization", b"content-type", b"origin")
"""Headers that may come only once: two programs may read different ones, which attacks make use of."""

FORWARDING: Final = re.compile(
    rb"x-forwarded-.+|forwarded|x-real-ip|x-original-.+|x-rewrite-.+|x-http-method.*|via"
)
"""Headers in which a client could claim another address or path; the guard removes them."""


def headers_of(scope: Message) -> Headers:
    """The headers by name.

    Raises:
        Refusal: they are too long, or one that must come once comes twice.
    """
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEAD:
        raise Refusal(431, "header", "the headers are too long")
    named: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in named and name in ONCE:
            raise Refusal(400, "header", "a header comes twice that may come once")
        named[name] = value
    return named


def require_well_formed(scope: Message, headers: Headers) -> None:
    """Check that the path is safe, and that the length of the body has one meaning.

    Raises:
        Refusal: it is not so.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    if len(raw) > LONGEST_PATH or UNSAFE_PATH.search(raw) or UNSAFE_PATH.search(scope["path"].encode()):
        raise Refusal(400, "path", "there is no such path here")
    chunked = b"transfer-encoding" in headers
    if b"content-length" in headers and chunked:
        raise Refusal(400, "header", "the length of the body is given in two ways")
    if b"content-encoding" in headers:
        raise Refusal(415, "header", "a body is read as it is, not compressed")


def route_of(scope: Message, headers: Headers, settings: Settings) -> Route:
    """The route of a request.

    Raises:
        Refusal: its path does not have its method; or it has a body, and its method has none.
    """
    preflight = scope["method"] == "OPTIONS" and text(headers, b"origin") in settings.origins
    route = PREFLIGHT if preflight else found(scope["path"], scope["method"])
    if route is None:
        allowed = ", ".join(methods(scope["path"]))
        raise Refusal(405, "method", "this path does not have this method", allow=allowed)
    has_body = b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
    if scope["method"] != "POST" and has_body:
        raise Refusal(400, "body", "no body is expected here")
    return route


def require_address(scope: Message, headers: Headers, settings: Settings) -> None:
    """Check that a request names this service, and that a page of its origin may send it.

    Raises:
        Refusal: it is not so.
    """
    host, origin = text(headers, b"host"), text(headers, b"origin")
    if bare(host) not in settings.names:
        raise Refusal(421, "host", "this service does not have this host name")
    if settings.user and any(FORWARDING.fullmatch(name) for name in headers):
        raise Refusal(403, "forwarded", "this service is for one user on this machine, without a proxy")
    if origin and not _may_send(origin, host, settings):
        raise Refusal(403, "origin", "pages of another origin may not send this")
    if not origin and scope["method"] == "POST" and text(headers, b"sec-fetch-site") == "cross-site":
        raise Refusal(403, "origin", "pages of another site may not send this")


def _may_send(origin: str, host: str, settings: Settings) -> bool:
    scheme, _, address = origin.partition("://")
    if origin in settings.origins:
        return True
    if not settings.hostnames:
        return scheme in {"http", "https"} and address.casefold() == host.casefold()
    return scheme == "https" and bare(address) in settings.names


def declared(headers: Headers) -> int:
    """Bytes that the body has by its head; 0 where the head does not say.

    Raises:
        Refusal: its stated length is not a number.
    """
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > LONGEST_LENGTH:
        raise Refusal(400, "header", "the length of the body is not a number")
    return int(length)


def text(headers: Headers, name: bytes) -> str:
    """The value of a header; an empty text where there is none."""
    return headers.get(name, b"").decode("latin-1")
