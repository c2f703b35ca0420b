"""The spellings of what is withheld: numbers in full, rounded, as percent, with a comma; and words.

A number is searched for only where a chance meeting is unlikely: 37.4129 is, 40 and 37.5 are not. A rounding
of it needs four digits that count, and the text around must hold it as a number of its own.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DIGITS = 4
"""Digits that count of a number that is searched for, and of its roundings."""

LEAST_NOTE, LEAST_NAME = 20, 4
"""Characters of a remark and of a name that are searched for."""

SCALES = (Decimal(1), Decimal(100), Decimal("0.01"))
"""A number as it stands, as percent, and as the share that it would be if it were percent."""

_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d+(?:[.,' \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
    r"(?:[eE][-+]?\d{1,3})?(?!\d)"
)
_PLAIN = re.compile(r"(?<![\d.])(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{1,3})?(?!\d)")
_GAPS = re.compile(r"\s+")
_EXACT, _NOISE = 12, Context(prec=12)
"""Digits of a computed number that count for sure; the last of seventeen depend on the order of sums."""


class Wanted(NamedTuple):
    """One thing that is searched for."""

    what: str
    """What it is, in words that do not tell it."""
    value: float | str
    is_name: bool = False
    """Whether it is the name of somebody rather than a remark."""


class Spelling(NamedTuple):
    """How something that is searched for was met."""

    what: str
    how: str
    """In full, rounded, or in words."""
    written: str
    """The text that was met; it is never printed."""


class Spellings:
    """The spellings of several things; made once, asked of many texts."""

    def __init__(self, wanted: Iterable[Wanted], digits: int = DIGITS) -> None:
        """Prepare the spellings.

        Args:
            wanted: what is searched for.
            digits: how many digits that count a number or a rounding must have to be searched for.
        """
        self._digits = digits
        self._numbers: dict[Decimal, tuple[str, str]] = {}
        self._words: list[tuple[str, re.Pattern[str], str]] = []
        self._known: dict[str, tuple[str, str] | None] = {}
        self.unsought: list[str] = []
        """What is not searched for, since it would be met by chance."""
        for each in wanted:
            if not (self._add_words(each) if isinstance(each.value, str) else self._add_number(each, digits)):
                self.unsought.append(each.what)

    def _add_words(self, wanted: Wanted) -> bool:
        words = _GAPS.sub(" ", str(wanted.value)).strip()
        if len(words) < (LEAST_NAME if wanted.is_name else LEAST_NOTE):
            return False
        pattern = r"\s+".join(map(re.escape, words.split(" ")))
        whole = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)
        self._words.append((words.casefold(), whole, wanted.what))
        return True

    def _add_number(self, wanted: Wanted, digits: int) -> bool:
        value = abs(Decimal(repr(float(wanted.value))))
        if counted(value) < digits:
            return False
        for scale in SCALES:
            for spelled in _roundings(value * scale, digits):
                how = "in full" if spelled == (value * scale).normalize() else "rounded"
                self._numbers.setdefault(spelled, (wanted.what, how))
        return True

    def met(self, text: str) -> Iterator[tuple[int, Spelling]]:
        """Every spelling in a text, with where it begins."""
        if self._numbers:
            yield from self._numbers_met(text)
        # To look for plain words in plain text first is far quicker than each pattern.
        plain = _GAPS.sub(" ", text).casefold() if self._words else ""
        for words, pattern, what in self._words:
            if words in plain:
                for found in pattern.finditer(text):
                    yield found.start(), Spelling(what, "in words", found[0])

    def _numbers_met(self, text: str) -> Iterator[tuple[int, Spelling]]:
        seen: set[tuple[int, str]] = set()
        for pattern in (_NUMBER, _PLAIN):
            for found in pattern.finditer(text):
                meant = self._read(found[0])
                if meant and (found.start(), meant[0]) not in seen:
                    seen.add((found.start(), meant[0]))
                    yield found.start(), Spelling(*meant, found[0])

    def _read(self, written: str) -> tuple[str, str] | None:
        """What a number in a text is, as it may be read; most stand in a workbook many times."""
        if len(written) < self._digits:
            return None
        if written not in self._known:
            meant = (self._meant(value) for value in _values(written))
            self._known[written] = next(filter(None, meant), None)
        return self._known[written]

    def _meant(self, value: Decimal) -> tuple[str, str] | None:
        """What a number in a text is; of a long one, the last digits do not count."""
        if meant := self._numbers.get(value):
            return meant
        return None if counted(value) <= _EXACT else self._numbers.get(_NOISE.plus(value).normalize())


def counted(value: Decimal) -> int:
    """How many digits of a number count.

    >>> counted(Decimal("37.4100")), counted(Decimal("0.0374")), counted(Decimal("1200"))
    (4, 3, 2)
    """
    return len(value.normalize().as_tuple().digits)


def _roundings(value: Decimal, digits: int) -> Iterator[Decimal]:
    """The number in full, then its roundings up to this many digits that count, to the nearest and down."""
    yield value.normalize()
    for keep in range(counted(value) - 1, digits - 1, -1):
        for how in (ROUND_HALF_UP, ROUND_DOWN):
            rounded = Context(prec=keep, rounding=how).plus(value).normalize()
            if counted(rounded) >= digits:
                yield rounded


def _values(written: str) -> Iterator[Decimal]:
    """The numbers that a text may mean: with a decimal point, or with a decimal comma."""
    plain = re.sub(r"[' \u00a0\u2009\u202f]", "", written)
    readings = {plain.replace(",", ""), plain.replace(".", "").replace(",", ".")}
    for reading in readings:
        try:
            yield abs(Decimal(reading)).normalize()
        except InvalidOperation:
            continue
