"""The headers that every answer carries, errors too."""

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
"""Where content may come from, by what an answer is: never from another host."""

ALWAYS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""With no referrer at all, browsers would send the form of our own page under the origin `null`, which the
guard refuses; other sites are told nothing either way."""

UNFRAMED: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""What the pane cannot have, because Excel on the web shows it in a frame and talks to it."""

SECURE: Final[Mapping[str, str]] = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


def with_ours(sent: Iterable[Header], kind: Kind, *, request: str, secure: bool) -> list[Header]:
    """The headers of an answer, with ours in place of whatever it had by the same names.

    Args:
        sent: what the answer came with.
        kind: what it is.
        request: number of the request, which the log has too.
        secure: whether it travels under TLS.
    """
    ours: dict[str, str] = {**ALWAYS, "content-security-policy": POLICIES[kind], "x-request-id": request}
    if kind is not Kind.PANE:
        ours |= UNFRAMED
    if secure:
        ours |= SECURE
    dropped = {name.encode() for name in ours} | {b"server", b"x-powered-by", b"strict-transport-security"}
    kept = [(name, value) for name, value in sent if name.lower() not in dropped]
    return kept + [(name.encode(), value.encode()) for name, value in ours.items()]
