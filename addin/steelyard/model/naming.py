"""The words that mean a part of the model: its id, and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import UnknownName
from steelyard.model.vocabulary import folded, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def meanings(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The id that each word means, by the folded form of the word.

    A name that two parts have means neither, and an id means its own part, whatever names there are. A valid
    model has no such names.

    Args:
        names: id and name of each part of one kind.

    >>> meanings([("aid", "Delivery of aid"), ("committee", "Committee")])
    {'delivery of aid': 'aid', 'committee': 'committee', 'aid': 'aid'}
    """
    pairs = [(own, folded(name)) for own, name in names if own]
    found: dict[str, str] = {}
    for own, word in pairs:
        found[word] = own if found.get(word, own) == own else ""
    # The first of two equal ids counts, as everywhere.
    found |= {folded(own): own for own, _ in reversed(pairs)}
    return {word: own for word, own in found.items() if word and own}


def meant(what: str, word: str, names: Mapping[str, str]) -> str:
    """The id of the part that a word means, by its id or its name, whatever the letter case.

    Args:
        what: what kind of part is asked for, for the message.
        word: its id or its name.
        names: the name of each part, by its id.

    Raises:
        UnknownName: there is none; the message gives the nearest id or name, and all of both.

    >>> meant("measure", "delivery of AID", {"aid": "Delivery of aid", "committee": "Committee"})
    'aid'
    """
    if word in names:
        return word
    own = meanings(names.items()).get(folded(word))
    if own is None:
        near = nearest(word, [*names, *names.values()])
        raise UnknownName(what, word, sorted((both(*each) for each in names.items()), key=folded), near)
    return own


def both(own: str, name: str) -> str:
    """A part in a list to choose from: its name, and its id where that is another word.

    >>> both("core", "Core package"), both("France", "France")
    ('Core package (core)', 'France')
    """
    return name if folded(name) == folded(own) else f"{name} ({own})"
