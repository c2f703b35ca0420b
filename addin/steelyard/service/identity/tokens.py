"""The file of tokens: who has one, and with which role. It holds the digest of each token, not the token."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from steelyard.errors import SteelyardError, UnknownName
from steelyard.model.vocabulary import nearest
from steelyard.ooxml.opc.atomic_save import save
from steelyard.ooxml.opc.lock import locked
from steelyard.service.identity.identity import Identity, Role, granted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARK: Final = "sy_"
"""How a token begins, so that scanners for secrets find one that leaked."""

FORM: Final = 1
"""Version of the file."""

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
"""What a user may be called: what can go into a log, a header and a file as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One token: its user, role and dates, and its digest in place of the token."""

    user: str
    role: Role
    digest: str
    added: str
    expires: str = ""
    revoked: str = ""

    def valid(self, now: datetime) -> bool:
        """Whether it is accepted now."""
        return not self.revoked and not (self.expires and datetime.fromisoformat(self.expires) <= now)


def digest(token: str) -> str:
    """What the file holds of a token. A token has 256 random bits, so nobody can find it from one SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def read(path: Path) -> tuple[Entry, ...]:
    """The tokens in a file; none where there is no file yet.

    Raises:
        SteelyardError: it is no file of tokens.
    """
    try:
        content = json.loads(path.read_bytes())
        if content["form"] != FORM:
            raise SteelyardError(f"{path}: its form is {content['form']!r}; update steelyard")
        return tuple(Entry(**{**one, "role": Role(one["role"])}) for one in content["tokens"])
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError) as error:
        raise SteelyardError(f"{path} is no file of tokens: {type(error).__name__}") from None
    except OSError as error:
        raise SteelyardError(f"{path} cannot be read: {error.strerror or error}") from None


def write(path: Path, entries: Sequence[Entry]) -> None:
    """Put the tokens into the file in one step; only its owner may read it.

    Raises:
        WorkbookError: it cannot be written; see `atomic_save.save`.
    """
    text = json.dumps({"form": FORM, "tokens": [asdict(one) for one in entries]}, indent=2)
    save(f"{text}\n".encode(), path, noun="file of tokens", private=True)


def add(path: Path, user: str, role: Role, *, days: int | None = None, now: datetime | None = None) -> str:
    """A new token for a user, of which the file gets the digest; nobody can read the token later.

    Raises:
        SteelyardError: the name cannot be one, or has a token with another role already.
        WorkbookError: the file cannot be written.
    """
    if not NAME.fullmatch(user):
        raise SteelyardError(
            f"{user!r} cannot be a user's name: letters, digits, and . _ @ - are needed, up to 64"
        )
    moment = now or datetime.now(tz=UTC)
    token = MARK + secrets.token_urlsafe(32)
    ends = "" if days is None else (moment + timedelta(days=days)).isoformat(timespec="seconds")
    entry = Entry(
        user=user, role=role, digest=digest(token), added=moment.isoformat(timespec="seconds"), expires=ends
    )
    with locked(path):
        entries = read(path)
        other = next(
            (one for one in entries if one.user == user and one.valid(moment) and one.role != role), None
        )
        if other is not None:
            raise SteelyardError(f"{user} has a token as {other.role} already; revoke it first")
        write(path, [*entries, entry])
    return token


def revoke(path: Path, user: str, *, now: datetime | None = None) -> int:
    """Revoke every token of a user, from now on; how many there were.

    Raises:
        UnknownName: nobody of this name has a valid one.
    """
    moment = now or datetime.now(tz=UTC)
    at = moment.isoformat(timespec="seconds")
    with locked(path):
        entries = read(path)
        taken = [one for one in entries if one.user == user and one.valid(moment)]
        if not taken:
            known = sorted({one.user for one in entries if one.valid(moment)})
            raise UnknownName("user with a token", user, known, nearest(user, known))
        write(path, [replace(one, revoked=at) if one in taken else one for one in entries])
    return len(taken)


class TokenFile:
    """The file as the service reads it: again after every change, so that a revocation counts at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._entries: tuple[Entry, ...] = ()

    def identity(self, token: str) -> Identity | None:
        """The user of a token; None for a token that is not valid, or that nobody has.

        Every entry is compared, in a time that does not depend on the token, so that the time tells nothing.

        Raises:
            SteelyardError: the file cannot be read; then no token is accepted.
        """
        self._refresh()
        presented, found = digest(token), None
        for entry in self._entries:
            if hmac.compare_digest(entry.digest, presented):
                found = entry
        if found is None or not found.valid(datetime.now(tz=UTC)):
            return None
        return Identity("token", found.user, granted([found.role]))

    def _refresh(self) -> None:
        try:
            now = os.stat(self._path)  # noqa: PTH116 - at every request; a third faster than Path.stat
        except OSError as error:
            raise SteelyardError(f"{self._path} cannot be read: {error.strerror}") from None
        seen = (now.st_mtime_ns, now.st_size, now.st_ino)
        if seen != self._seen:
            self._entries, self._seen = read(self._path), seen
