"""Identities of users, and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a user may do; analysts may do what readers may, admins everything."""

    READER = "reader"
    ANALYST = "analyst"
    ADMIN = "admin"
    MONITOR = "monitor"


MEANINGS: Final = {
    Role.READER: "call worksheet functions; show, check and export what they send",
    Role.ANALYST: "all of that; press buttons that write into a workbook, score, and build",
    Role.ADMIN: "all of that, and read the metrics",
    Role.MONITOR: "read the metrics, nothing else",
}

IMPLIED: Final = {
    Role.READER: frozenset({Role.READER}),
    Role.ANALYST: frozenset({Role.READER, Role.ANALYST}),
    Role.ADMIN: frozenset(Role),
    Role.MONITOR: frozenset({Role.MONITOR}),
}
"""The roles that each role includes."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A user whom a provider has identified."""

    provider: str
    """The provider: token, entraid, or user for the one user of a machine."""
    user: str
    """The name that the provider has for the user; it is unique."""
    roles: frozenset[Role]
    """All roles of the user, with those that they include."""

    @property
    def key(self) -> str:
        """Unique key of the user: objects, queues and rates are kept apart by it."""
        return f"{self.provider}:{self.user}"

    def has(self, role: Role) -> bool:
        """Whether the user has the role.

        >>> Identity("token", "ana", granted(["analyst"])).has(Role.READER)
        True
        """
        return role in self.roles


def granted(names: object) -> frozenset[Role]:
    """The roles of these names and all that they include; other names are ignored.

    >>> sorted(granted(["analyst", "owner"]))
    [<Role.ANALYST: 'analyst'>, <Role.READER: 'reader'>]
    """
    if not isinstance(names, (list, tuple, set, frozenset)):
        return frozenset()
    known = {str(role): role for role in Role}
    return frozenset().union(
        *(IMPLIED[known[name]] for name in names if isinstance(name, str) and name in known)
    )
