"""What differs from the time of the last score: judgements, the viewpoint, and names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import MissingTable
from steelyard.model.checks import check
from steelyard.model.findings import errors
from steelyard.model.key_words import key_words
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import VIEWPOINT, ledger_keys
from steelyard.workbook.checking.shown_values import same, told_apart
from steelyard.workbook.reading.part_words import names_before
from steelyard.workbook.scoring.change_log import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package


class Change(NamedTuple):
    """A judgement that is not what it was when the tables were computed; None for one that was not there."""

    key: str
    then: Value
    now: Value
    words: str
    """What the key means, by the names of its parts."""

    def __str__(self) -> str:
        then, now = told_apart(self.then, self.now)
        return f"{self.words}: {then or 'not there'} when computed, {now or 'not there'} now"


def changes(file: Package, model: Model) -> Iterator[Change]:
    """Judgements whose value in the ledger is another than the one that the model has now."""
    try:
        then = remembered(file)
    except MissingTable:  # the caller has reported it
        return
    now = {key: in_cell(model.judgements[key].value) for key in ledger_keys(model)}
    for key in (*now, *(key for key in then if key not in now)):
        if not same(then.get(key), now.get(key)):
            yield Change(key, then.get(key), now.get(key), key_words(model, key))


class Rename(NamedTuple):
    """A part that has another name than when the tables were computed, which say the old one."""

    kind: str
    """The field of a model that holds the part."""
    id: str
    then: str
    now: str

    def __str__(self) -> str:
        return f"{self.now!r} was {self.then!r} when computed"


def renames(file: Package, model: Model) -> Iterator[Rename]:
    """Parts whose name is another than at the last score."""
    for kind, before in names_before(file).items():
        now = model.names(kind)
        for then, own in before.items():
            if now.get(own, then) != then:
                yield Rename(kind, own, then, now[own])


def viewpoint_name(model: Model, own: str) -> str:
    """The name of a viewpoint, or its id where there is no such viewpoint any more."""
    return model.viewpoints.get(own, own)


def as_computed(model: Model, viewpoint: str, renamed: Sequence[Rename]) -> Model:
    """The model with the viewpoint and the names of the last score; as it is now where that is not valid.

    Args:
        model: the model of the workbook.
        viewpoint: id of the viewpoint; empty for the one that is chosen.
        renamed: the parts that have other names now.
    """
    earlier = model.replace_value(VIEWPOINT, viewpoint) if viewpoint else model
    for kind in {each.kind for each in renamed}:
        names = {each.id: each.then for each in renamed if each.kind == kind}
        parts = (replace(part, name=names.get(part.id, part.name)) for part in getattr(earlier, kind))
        earlier = earlier.replace(**{kind: tuple(parts)})
    return model if errors(check(earlier)) else earlier
