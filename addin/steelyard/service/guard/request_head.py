"""The head of a request: is it well formed, is it meant for this service, and may its page send it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from steelyard.service.guard.permissions import PREFLIGHT, Route, found, methods
from steelyard.service.guard.refusal import Refusal, too_large
from steelyard.service.settings import bare

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from steelyard.service.settings import Settings

    Message = MutableMapping[str, Any]
    Headers = Mapping[bytes, bytes]

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


def require_form(scope: Message, headers: Headers) -> None:
    """Let a request pass whose path and body are said in one way only.

    Raises:
        Refusal: they are not.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    if len(raw) > LONGEST_PATH or UNSAFE_PATH.search(raw) or UNSAFE_PATH.search(scope["path"].encode()):
        raise Refusal(400, "path", "this path is not one of ours")
    chunked = b"transfer-encoding" in headers
    if b"content-length" in headers and chunked:
        raise Refusal(400, "header", "the length of the body is said in two ways")
    if scope["method"] != "POST" and (chunked or headers.get(b"content-length", b"0") != b"0"):
        raise Refusal(400, "body", "no body is expected here")
    if b"content-encoding" in headers:
        raise Refusal(415, "header", "a body is read as it is, not compressed")


def route_of(scope: Message, headers: Headers, settings: Settings) -> Route:
    """The route that a request takes.

    Raises:
        Refusal: its path does not take its method.
    """
    if scope["method"] == "OPTIONS" and text(headers, b"origin") in settings.origins:
        return PREFLIGHT
    route = found(scope["path"], scope["method"])
    if route is None:
        allowed = ", ".join(methods(scope["path"]))
        raise Refusal(405, "method", "this method is not for here", allow=allowed)
    return route


def require_address(scope: Message, headers: Headers, settings: Settings) -> None:
    """Let a request pass that is meant for this service and comes from a page that may send it.

    Raises:
        Refusal: it is not, or does not.
    """
    host, origin = text(headers, b"host"), text(headers, b"origin")
    if bare(host) not in settings.names:
        raise Refusal(421, "host", "this service does not go by that name")
    if settings.user and any(HEARSAY.fullmatch(name) for name in headers):
        raise Refusal(403, "forwarded", "this service is for one user on this machine, not behind a proxy")
    if origin and not _may_send(origin, host, settings):
        raise Refusal(403, "origin", "pages of another origin may not ask this")
    if not origin and scope["method"] == "POST" and text(headers, b"sec-fetch-site") == "cross-site":
        raise Refusal(403, "origin", "pages of another site may not ask this")


def _may_send(origin: str, host: str, settings: Settings) -> bool:
    scheme, _, address = origin.partition("://")
    if origin in settings.origins:
        return True
    if not settings.hostnames:
        return scheme in {"http", "https"} and address.casefold() == host.casefold()
    return scheme == "https" and bare(address) in settings.names


def declared(headers: Headers, most: int) -> int:
    """Bytes that the body will have at most.

    Raises:
        Refusal: it says itself that it is larger than that, or says no number.
    """
    said = headers.get(b"content-length", b"")
    if not said:
        return most
    if not said.isdigit():
        raise Refusal(400, "header", "the length of the body is no number")
    if int(said) > most:
        raise too_large(most)
    return int(said)


def text(headers: Headers, name: bytes) -> str:
    """What a header says; nothing where it is not there."""
    return headers.get(name, b"").decode("latin-1")
