"""The short hash of the judgements that a result was computed from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from steelyard.model.keys import judgements_of

if TYPE_CHECKING:
    from steelyard.model.keys import Value
    from steelyard.model.parts import ModelFields

LENGTH = 12
"""Hexadecimal digits."""

_SHOWN_ONLY = "settings/scenario"
"""The scenario that Decide shows; computed tables cover all of them."""


_CAME_LATER = ("settings/reservation_change", None)
"""A setting that earlier workbooks lack: where it is not given, their fingerprints stay as they are."""


def fingerprint(model: ModelFields) -> str:
    """Twelve hexadecimal digits that change when a judgement does, and only then.

    Names, notes, evidence and the order of rows do not matter. The order of the levels does, and which
    counterpart is the first, because these judgements have no key of their own.
    """
    return hashlib.sha256("\n".join(judgement_lines(model)).encode()).hexdigest()[:LENGTH]


def judgement_lines(model: ModelFields) -> list[str]:
    """A line for each judgement that counts, by key, then the levels and the first counterpart."""
    counted = (each for each in judgements_of(model) if each[0] != _SHOWN_ONLY and each != _CAME_LATER)
    lines = sorted(f"{key}\t{_exactly(value)}" for key, value in counted)
    return [*lines, "levels", *model.levels, "counterparts", *(part.id for part in model.counterparts[:1])]


def _exactly(value: Value) -> str:
    """The value with nothing rounded; 40 and 40.0 are one, and so are 0.0 and -0.0.

    >>> _exactly(40), _exactly(-0.0), _exactly("40"), _exactly(None)
    ('40.0', '0.0', "'40'", 'None')
    """
    if isinstance(value, float | int) and not isinstance(value, bool):
        return repr(float(value) + 0.0)
    return f"'{value}'" if isinstance(value, str) else str(value)
