"""Who is asking, and what that lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody may do; analysts may what readers may, admins may all."""

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
    """Somebody whom a provider has told from everybody else."""

    provider: str
    """Which way they came in: token, entraid, or user for the one user of a machine."""
    user: str
    """Name by which the provider knows them; no two people have the same."""
    roles: frozenset[Role]
    """All roles they have, implied ones too."""

    @property
    def key(self) -> str:
        """What sets their objects, their queue and their rate apart from everybody else's."""
        return f"{self.provider}:{self.user}"

    def has(self, role: Role) -> bool:
        """Whether they may do what the role lets one do.

        >>> Identity("token", "ana", granted(["analyst"])).has(Role.READER)
        True
        """
        return role in self.roles


def granted(names: object) -> frozenset[Role]:
    """The roles of these names and all that they include; a name that is no role grants nothing.

    >>> sorted(granted(["analyst", "owner"]))
    [<Role.ANALYST: 'analyst'>, <Role.READER: 'reader'>]
    """
    if not isinstance(names, (list, tuple, set, frozenset)):
        return frozenset()
    known = {str(role): role for role in Role}
    return frozenset().union(
        *(IMPLIED[known[name]] for name in names if isinstance(name, str) and name in known)
    )
