"""Who sends a request: its token, checked with the provider that it names."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final

from steelyard.service.identity.identity import Identity, Role, granted
from steelyard.service.identity.tokens import MARK, TokenFile

if TYPE_CHECKING:
    from steelyard.service.settings import Settings

LONGEST: Final = 16_384
"""Longest Authorization header, in characters, that is read."""


class Authentication:
    """The providers of identities that the operator has set up."""

    def __init__(self, settings: Settings) -> None:
        self._tokens = None if settings.tokens is None else TokenFile(settings.tokens)
        self._single_user = Identity("user", settings.user, granted([Role.ADMIN])) if settings.user else None
        self._entra = None
        if settings.entra_tenant:
            from steelyard.service.identity.entra import Entra  # noqa: PLC0415 - imports cryptography

            self._entra = Entra(settings)

    async def identity(
        self, authorization: str, provider: str = "", *, by_form: bool = False
    ) -> Identity | None:
        """The user who sent the request; None where the token is not valid.

        Nothing is cached, so a revoked token is refused at once.

        Args:
            authorization: the header of that name.
            provider: the header Auth-Provider; without it the form of the token shows the provider.
            by_form: whether a browser's login (Basic) with name and token is accepted.

        Raises:
            SteelyardError: the provider cannot answer; the request is refused.
        """
        if self._single_user is not None:
            return self._single_user
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
