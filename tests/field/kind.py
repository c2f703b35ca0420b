"""What the table of field inputs is made of: one kind of input, and what must happen to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of input that came from real use."""

    source: str
    """Who or what makes such a file, in general words."""
    must: str
    """What must happen, in one sentence."""
    check: Callable[[Path], None]
    """Asserts it of a file."""
    inputs: Mapping[str, Callable[[], bytes]]
    """What makes the files, by a few words: first the file as it came, then its siblings."""
