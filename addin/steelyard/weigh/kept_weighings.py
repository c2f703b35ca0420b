"""The last weighings, for the next question about the same judgements.

Excel recalculates many cells that take the same tables, each by a call of its own. So the service keeps the
weighings of the last calls, each for the user who made the call. They are found by content: by every value of
the ranges with its type. Frontiers are kept too, by the packages that they are searched among: calls with
another tabled package have the same one. So are the models of tables that are read with another package or
another plan. Outside the service nothing is kept.
"""

from __future__ import annotations

import hashlib
import marshal
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steelyard.model.model import Model
    from steelyard.weigh.weighing import Weighing

Kept = TypeVar("Kept")

MOST: Final = 16
"""Weighings that are kept; the one whose last use is oldest goes first."""

MOST_FRONTIERS: Final = 4
"""Frontiers that are kept; each may have as many points as a cell waits for."""

MOST_MODELS: Final = 4
"""Models that are kept."""

LARGEST: Final = 200_000
"""Bytes of ranges above which a weighing is not kept: it would need much memory."""

WITHOUT_REFERENCES: Final = 2
"""Version of marshal in which the same values always give the same bytes."""

_user: ContextVar[str] = ContextVar("_user", default="")
_kept: OrderedDict[bytes, Weighing] = OrderedDict()
_frontiers: OrderedDict[bytes, object] = OrderedDict()
_models: OrderedDict[bytes, Model | None] = OrderedDict()


@contextmanager
def kept_for(user: str) -> Iterator[None]:
    """Keep the weighings of calls in this block for the user, and use those that are kept for them."""
    token = _user.set(user)
    try:
        yield
    finally:
        _user.reset(token)


def remembered(content: list[object], weigh: Callable[[], Weighing]) -> Weighing:
    """The weighing of this content: the one that is kept, or else a new one.

    Args:
        content: everything that the weighing depends on.
        weigh: makes a new one; where it raises, nothing is kept.
    """
    return _found(_kept, MOST, content, weigh)


def remembered_frontier(content: list[object], search: Callable[[], Kept]) -> Kept:
    """The frontier of this content: the one that is kept, or else a new one.

    Args:
        content: the packages, the limits on them, and the bounds of the search.
        search: finds a new one; where it raises, nothing is kept.
    """
    return cast("Kept", _found(_frontiers, MOST_FRONTIERS, content, search))


def remembered_model(content: list[object], read: Callable[[], Model | None]) -> Model | None:
    """The model of these tables: the one that is kept, or else a new one.

    Args:
        content: the tables.
        read: makes a new one; None where it cannot.
    """
    return _found(_models, MOST_MODELS, content, read)


def _found(
    kept: OrderedDict[bytes, Kept], most: int, content: list[object], make: Callable[[], Kept]
) -> Kept:
    key = _key(content)
    if key is None:
        return make()
    found = kept.get(key)
    if found is None:
        found = kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return found


def forget() -> None:
    """Forget all weighings, frontiers and models."""
    for kept in (_kept, _frontiers, _models):
        kept.clear()


def _key(content: list[object]) -> bytes | None:
    """What tells this content of this user from all other; None where nothing is to be kept."""
    user = _user.get()
    if not user:
        return None
    try:
        written = marshal.dumps([user, content], WITHOUT_REFERENCES)
    except ValueError:  # a value that only some client of Excel passes
        return None
    return hashlib.sha256(written).digest() if len(written) <= LARGEST else None
