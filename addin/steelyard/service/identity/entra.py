"""Tokens of Entra ID: signed by the tenant, issued for this application, not expired."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from steelyard.errors import SteelyardError
from steelyard.service.identity.identity import Identity, granted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.service.settings import Settings

LOGIN: Final = "https://login.microsoftonline.com"

ALGORITHM: Final = "RS256"
"""The one algorithm that Entra ID signs with; a token that names another one is refused."""

LEEWAY: Final = 60
"""Seconds by which the clocks may differ."""

FRESH: Final = 24 * 3600
"""Seconds after which the keys are fetched again."""

AGAIN: Final = 60
"""Seconds between two attempts to fetch a key that is unknown."""


class Entra:
    """The tenant whose users may use the service."""

    def __init__(self, settings: Settings) -> None:
        self._tenant, self._client = settings.entra_tenant, settings.entra_client
        self._source = settings.entra_keys or f"{LOGIN}/{self._tenant}/discovery/v2.0/keys"
        self._keys = KeySet([])
        self._fetched = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def identity(self, token: str) -> Identity | None:
        """The user of a token, with the application roles that the tenant gives; None where it is not valid.

        Raises:
            SteelyardError: the tenant's keys cannot be fetched; the request is refused.
        """
        keys = await self._keys_for(token)
        try:
            decoded = jwt.decode(token, keys, registry=JWSRegistry(algorithms=[ALGORITHM]))
        except (JoseError, ValueError):
            return None
        claims = decoded.claims
        user = claims.get("oid")
        if not (isinstance(user, str) and user and self._is_for_us(claims)):
            return None
        return Identity("entraid", user, granted(claims.get("roles")))

    def _is_for_us(self, claims: Mapping[str, Any]) -> bool:
        """Whether this tenant issued it, for this application, and it is valid now."""
        issuer, audience = {
            "1.0": (f"https://sts.windows.net/{self._tenant}/", f"api://{self._client}"),
            "2.0": (f"{LOGIN}/{self._tenant}/v2.0", self._client),
        }.get(str(claims.get("ver")), ("", ""))
        now, ends, begins = time.time(), claims.get("exp"), claims.get("nbf", 0)
        return (
            bool(issuer)
            and claims.get("iss") == issuer
            and claims.get("aud") == audience
            and claims.get("tid") == self._tenant
            and _is_number(ends)
            and _is_number(begins)
            and begins - LEEWAY <= now < ends + LEEWAY
        )

    async def _keys_for(self, token: str) -> KeySet:
        """The tenant's keys; fetched again when they are old, or when the token names an unknown one.

        All tokens that come while the keys are fetched wait for the same keys. Where these cannot be fetched,
        a token that names a known key is checked with the keys that are there.
        """
        age = time.monotonic() - self._fetched
        known = self._has_key_of(token)
        wanted = not known and (self._fetching is not None or age > AGAIN)
        if wanted or age > FRESH:
            try:
                await self._renewed()
            except SteelyardError:
                if not known:
                    raise
        return self._keys

    async def _renewed(self) -> None:
        """Fetch the keys, once for all who wait; nobody who goes away ends it for the others."""
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._renew())
            self._fetching.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(self._fetching)

    async def _renew(self) -> None:
        try:
            self._keys = await self._fetch()
            self._fetched = time.monotonic()
        except SteelyardError:
            if self._keys.keys:
                self._fetched = time.monotonic()
            raise
        finally:
            self._fetching = None

    def _has_key_of(self, token: str) -> bool:
        named = _key_named(token)
        return any(key.kid == named for key in self._keys.keys)

    async def _fetch(self) -> KeySet:
        try:
            if not self._source.startswith("https:"):
                return KeySet.import_key_set(json.loads(Path(self._source).read_bytes()))
            import httpx  # noqa: PLC0415 - only where there is something to fetch

            async with httpx.AsyncClient(timeout=10, follow_redirects=False) as client:
                return KeySet.import_key_set((await client.get(self._source)).raise_for_status().json())
        except Exception as error:
            raise SteelyardError(
                f"the keys of Entra ID cannot be had from {self._source}: {type(error).__name__}"
            ) from None


def _key_named(token: str) -> str | None:
    """The key that a token names for its signature; nothing else in it is used before it is checked."""
    from joserfc.util import urlsafe_b64decode  # noqa: PLC0415 - only for a key that is not known

    try:
        named = json.loads(urlsafe_b64decode(token.partition(".")[0].encode())).get("kid")
    except (ValueError, AttributeError):
        return None
    return named if isinstance(named, str) else None


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
