"""Everything that would fail only while the service runs, or never be noticed, checked before it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from steelyard.errors import SteelyardError
from steelyard.model.vocabulary import hint, nearest
from steelyard.service.guard.permissions import ROUTES
from steelyard.service.identity import tokens
from steelyard.service.server import environment_of
from steelyard.service.settings import PREFIX, Settings, project_folder, refuse_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NO_SETTINGS: Final = frozenset({"STEELYARD_CI", "STEELYARD_PICTURES"})
"""Variables of this name that are for the tests of steelyard."""


def require_startable(settings: Settings, environment: Mapping[str, str]) -> None:
    """Check what the settings name: variables, certificate, files, addresses, functions.

    Args:
        settings: the settings, each of which is valid by itself.
        environment: the variables from which they come.

    Raises:
        SteelyardError: with every problem.
    """
    refuse_start(
        [
            *_unknown_variables(environment),
            *_problems_of_certificate(settings),
            *_problems_of_files(settings),
            *_problems_of_cache(settings),
            *_problems_of_functions(settings),
        ]
    )


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    known = {one.name.upper() for one in fields(Settings)}
    for name in sorted(environment):
        own = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and own not in known and name not in NO_SETTINGS:
            near = nearest(own, known)
            yield f"{name}: there is no such setting" + (f"; did you mean {PREFIX}{near}?" if near else "")


def _problems_of_certificate(settings: Settings) -> Iterator[str]:
    if settings.tls_certificate is None or settings.tls_key is None:
        return
    import ssl  # noqa: PLC0415 - only with a certificate

    from cryptography import x509  # noqa: PLC0415

    pair = f"tls_certificate {settings.tls_certificate} and tls_key {settings.tls_key}"
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.tls_certificate, settings.tls_key, password="")
        first = x509.load_pem_x509_certificates(settings.tls_certificate.read_bytes())[0]
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", "") or getattr(error, "strerror", "") or error
        yield f"{pair} cannot be used: {reason}"
        return
    if first.not_valid_after_utc <= datetime.now(tz=UTC):
        yield f"tls_certificate {settings.tls_certificate} expired on {first.not_valid_after_utc:%Y-%m-%d}"


def _problems_of_files(settings: Settings) -> Iterator[str]:
    if settings.tokens is not None:
        try:
            tokens.read(settings.tokens)
        except SteelyardError as broken:
            yield f"tokens {broken}"
    if settings.entra_keys and not settings.entra_keys.startswith("https:"):
        from joserfc.errors import JoseError  # noqa: PLC0415 - imports cryptography
        from joserfc.jwk import KeySet  # noqa: PLC0415

        try:
            KeySet.import_key_set(json.loads(Path(settings.entra_keys).read_bytes()))
        except OSError as error:
            yield f"entra_keys {settings.entra_keys} cannot be read: {error.strerror}"
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            yield f"entra_keys {settings.entra_keys} is no set of keys (JSON with a list of keys is needed)"


def _problems_of_cache(settings: Settings) -> Iterator[str]:
    if not settings.cache:
        return
    from redis import ConnectionPool  # noqa: PLC0415 - only with a cache

    try:
        named = ConnectionPool.from_url(settings.cache).connection_kwargs
    except ValueError as error:
        yield f"cache {settings.cache!r}: {error}"
        return
    if not (named.get("host") or named.get("path")):
        yield f"cache {settings.cache!r}: redis://HOST:PORT is needed"


def _problems_of_functions(settings: Settings) -> Iterator[str]:
    """What is wrong with the project folder, and names in `restrict` of which nothing is offered."""
    if not settings.restrict and settings.project is None:
        return
    done = subprocess.run(
        [sys.executable, "-m", "steelyard.service.work.offered"],
        env=environment_of(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended without a message"])[-1]
        yield f"project {project_folder(settings)}: its functions cannot be imported: {last}"
        return
    offered = {*json.loads(done.stdout.splitlines()[-1]), *(route.name for route in ROUTES if route.role)}
    known = {name.casefold() for name in offered}
    for name in settings.restricted:
        if name not in known:
            yield f"restrict {name!r}: no function, button or verb has this name{hint(name, known)}"
