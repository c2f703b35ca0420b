"""Who is at the door: what a request says of its sender, checked with the provider that it names."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final

from steelyard.service.identity.identity import Identity, Role, granted
from steelyard.service.identity.tokens import MARK, TokenFile

if TYPE_CHECKING:
    from steelyard.service.settings import Settings

LONGEST: Final = 16_384
"""Characters of an Authorization header that are looked at."""


class Door:
    """The ways in, as the operator set them up."""

    def __init__(self, settings: Settings) -> None:
        self._tokens = None if settings.tokens is None else TokenFile(settings.tokens)
        self._alone = Identity("user", settings.user, granted([Role.ADMIN])) if settings.user else None
        self._entra = None
        if settings.entra_tenant:
            from steelyard.service.identity.entra import Entra  # noqa: PLC0415 - brings cryptography along

            self._entra = Entra(settings)

    async def identity(
        self, authorization: str, provider: str = "", *, by_form: bool = False
    ) -> Identity | None:
        """Who sent the request; None for somebody who is not known.

        Nothing is remembered: what is revoked a moment ago opens nothing now.

        Args:
            authorization: the header of that name.
            provider: the header Auth-Provider; else the token shows whose it is.
            by_form: whether a user's name and token may come as a browser's login (Basic).

        Raises:
            SteelyardError: the provider cannot tell; nobody gets in.
        """
        if self._alone is not None:
            return self._alone
        if len(authorization) > LONGEST:
            return None
        scheme, _, rest = authorization.partition(" ")
        match scheme.casefold():
            case "bearer":
                return await self._bearer(rest.strip(), provider)
            case "basic" if by_form:
                return self._basic(rest.strip())
            case _:
                return None

    async def _bearer(self, token: str, provider: str) -> Identity | None:
        chosen = provider or ("token" if token.startswith(MARK) else "entraid")
        if chosen == "token" and self._tokens is not None:
            return self._tokens.identity(token)
        if chosen == "entraid" and self._entra is not None:
            return await self._entra.identity(token)
        return None

    def _basic(self, encoded: str) -> Identity | None:
        try:
            user, _, token = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        found = None if self._tokens is None else self._tokens.identity(token)
        return found if found is not None and found.user == user else None
