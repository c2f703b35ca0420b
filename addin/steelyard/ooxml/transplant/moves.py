"""What all parts of a sheet need to know when the sheet moves into another workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from steelyard.ooxml.transplant.strings import MovedStrings
    from steelyard.ooxml.transplant.styles import MovedStyles

PLACEHOLDER = "withheld"
"""What a cell says whose formula the other workbook cannot have."""


class Follow(Protocol):
    """Writes a formula anew for the other workbook."""

    def __call__(self, formula: str, *, fixed: bool = False) -> str | None:
        """The formula there; None where it refers to what the other workbook lacks.

        Args:
            formula: without the equals sign.
            fixed: whether the formula stands for several cells, so that only fixed references can follow.
        """


@dataclass(frozen=True, slots=True)
class Moves:
    """One sheet on its way into another workbook."""

    styles: MovedStyles
    strings: MovedStrings
    follow: Follow
    keeps: bool
    """Whether the results of its formulas are taken along."""
    shown: frozenset[str]
    """Sheets whose values may stand in the caches of charts, with folded names."""
    dynamic: frozenset[int]
    """The metadata of cells that say that a formula spills."""
    gone: list[str] = field(default_factory=list)
    """What refers to something that the other workbook lacks, and so is not there, in words."""
    withheld: list[str] = field(default_factory=list)
    """Addresses of the cells whose formula refers to something that the other workbook lacks."""
