"""Sign-offs of a workbook: who signed in which role, and for which judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.headings import CHANGED_SINCE, CURRENT

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = ("analyst", "reviewer", "commissioner", "owner")
"""Who signs, in the order of the sheet."""

IN_WORDS = {
    "analyst": "Analyst",
    "reviewer": "Reviewer",
    "commissioner": "Commissioner",
    "owner": "Owner of the numbers",
}
"""The roles as the sheet Sign-off names them."""

NOT_THERE = "not there"
"""What the ledger has, in the column of a role, for a judgement that did not exist when this role signed."""


SSH, OPENPGP = "SSH key", "OpenPGP key"
"""Kinds of proof."""

PROOFS = {SSH: "-----BEGIN SSH SIGNATURE-----", OPENPGP: "-----BEGIN PGP SIGNATURE-----"}
"""The line that begins a signature, by its kind."""


class Signature(NamedTuple):
    """What one role signed; the ledger on Checks keeps the judgements at that time."""

    name: str
    day: str
    """As year-month-day."""
    fingerprint: str
    """Of the judgements that were signed."""
    values: Mapping[str, float | str]
    """What the cell of every judgement held, by its key; empty text for an empty cell."""
    proof: str = ""
    """What a key signed, and its signature; empty where no key was used."""
    gone: int = 0
    """How many judgements that were signed do not exist any more, or changed without a key of their own."""

    @property
    def kind_of_proof(self) -> str | None:
        """What kind of key signed; None where none did."""
        return next((kind for kind, begins in PROOFS.items() if begins in self.proof), None)

    def differs(self, key: str, now: float | str) -> bool:
        """Whether a judgement is another than when it was signed, or did not exist then."""
        return self.values.get(key, NOT_THERE) != now

    def changed(self, now: Mapping[str, float | str]) -> list[str]:
        """The keys of the judgements of now that are others than those that were signed, or were added."""
        return [key for key, value in now.items() if self.differs(key, value)]

    def count(self, now: Mapping[str, float | str]) -> int:
        """How many judgements are others, were added, or are gone."""
        return self.gone + len(self.changed(now))

    def standing(self, now: Mapping[str, float | str]) -> str:
        """How it stands with the signature, in words."""
        count, keys = self.count(now), self.changed(now)
        if not count:
            return CURRENT
        first = f"; first: {keys[0]}" if keys else ""
        return f"{count} {'judgement' if count == 1 else 'judgements'} {CHANGED_SINCE}{first}"
