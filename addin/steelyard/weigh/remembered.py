"""Answers that are remembered, and the keys under which they are found again.

In Python True, 1 and 1.0 are equal, and so are 0.0 and −0.0. The answers to them may differ: a model with a
truth value in place of a number is refused, and a number may be shown in another way. So an answer is only
found again for arguments that are equal and also written in the same way.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import lru_cache, update_wrapper
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class _Exactly:
    """An argument as a part of a key."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        """Whether the other argument is this one, or is equal and written in the same way, in all parts."""
        if not isinstance(other, _Exactly):
            return NotImplemented
        same = self.value is other.value
        return same or (self.value == other.value and _written_alike(self.value, other.value))

    def __hash__(self) -> int:
        return hash(self.value)


def _written_alike(one: object, other: object) -> bool:
    """Whether equal values are written in the same way in all their parts.

    A model is compared field by field: it shows itself in a few words, which do not tell models apart.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(_written_alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_written_alike, one, other))
    return repr(one) == repr(other)


def exactly(*args: object, **kwargs: object) -> Hashable:
    """A key for these arguments, which must be hashable.

    >>> exactly(1, more=2) == exactly(1, more=2), exactly(1) == exactly(True), exactly(0.0) == exactly(-0.0)
    (True, False, False)
    """
    named = sorted(kwargs.items())
    return tuple(map(_Exactly, args)), tuple((name, _Exactly(value)) for name, value in named)


class _Question:
    """The arguments of a call, found again by the key that `exactly` makes of them."""

    __slots__ = ("args", "key", "kwargs")

    def __init__(self, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        self.args, self.kwargs, self.key = args, kwargs, exactly(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class Remembered(Generic[Parameters, Answer]):
    """A function that keeps its last answers, and gives them again for exactly the same arguments."""

    def __init__(self, function: Callable[Parameters, Answer], most: int) -> None:
        """Keep up to `most` answers of a function."""
        update_wrapper(self, function)

        def answer(question: _Question) -> Answer:
            found: Answer = function(*question.args, **question.kwargs)  # type: ignore[arg-type]
            return found

        self._answer = lru_cache(maxsize=most)(answer)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        """The answer, which is only computed if it is not kept."""
        return self._answer(_Question(args, kwargs))

    def cache_clear(self) -> None:
        """Keep no answer any longer."""
        self._answer.cache_clear()


def remembered(
    most: int,
) -> Callable[[Callable[Parameters, Answer]], Remembered[Parameters, Answer]]:
    """Let a function keep up to `most` answers."""

    def decorated(function: Callable[Parameters, Answer]) -> Remembered[Parameters, Answer]:
        return Remembered(function, most)

    return decorated
