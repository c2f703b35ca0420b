"""The headers of every answer, errors too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.service.guard.permissions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Header = tuple[bytes, bytes]

EXCEL_ON_THE_WEB: Final = (
    "https://*.officeapps.live.com https://*.office.com https://*.sharepoint.com https://*.cloud.microsoft"
)
"""Hosts whose pages may show the pane in a frame."""

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

POLICIES: Final[Mapping[Kind, str]] = {
    Kind.DATA: NOTHING,
    Kind.PAGE: (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    Kind.PANE: (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
        f"frame-ancestors 'self' {EXCEL_ON_THE_WEB}"
    ),
}
"""Where content may come from, by the kind of the answer: never from another host."""

ALWAYS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Without any referrer, browsers would send the form of our own page with the origin `null`, which the guard
refuses; `same-origin` gives other sites no referrer either."""

UNFRAMED: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""All but the pane have these: Excel on the web shows the pane in a frame and sends it messages."""

SECURE: Final[Mapping[str, str]] = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


def with_security_headers(sent: Iterable[Header], kind: Kind, *, request: str, secure: bool) -> list[Header]:
    """The headers of an answer with the security headers, which replace any of the same names.

    Args:
        sent: the headers that the application gave.
        kind: what the answer is.
        request: number of the request, which the log has too.
        secure: whether the connection has TLS.
    """
    added: dict[str, str] = {**ALWAYS, "content-security-policy": POLICIES[kind], "x-request-id": request}
    if kind is not Kind.PANE:
        added |= UNFRAMED
    if secure:
        added |= SECURE
    replaced = {name.encode() for name in added} | {b"server", b"x-powered-by", b"strict-transport-security"}
    kept = [(name, value) for name, value in sent if name.lower() not in replaced]
    return kept + [(name.encode(), value.encode()) for name, value in added.items()]
