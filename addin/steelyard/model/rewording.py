"""Changes in words only, as edits: names, notes, what a setting says, and the evidence for judgements.

They are no judgements, so they have no keys of their own. Here a word goes by the part that has it and by the
name of the input, such as `measures/aid/name`, and evidence by its key, such as `evidence/linkage/*/aid`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from steelyard.model.difference import (
    PARTS,
    Edit,
    EditKind,
    parts_by_id,
    words_of_evidence,
    words_of_parts,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from steelyard.model.model import Model
    from steelyard.model.parts import Evidence


def rewordings(old: Model, new: Model) -> Iterator[Edit]:
    """What the later version says in other words, in parts that both versions have; then the evidence."""
    for name in words_of_parts("settings"):
        was, now = getattr(old.settings, name), getattr(new.settings, name)
        if was != now:
            key = f"settings/{name}"
            yield Edit(key, EditKind.CHANGED, {key: was}, {key: now})
    for parts in PARTS:
        before, after = parts_by_id(old, parts), parts_by_id(new, parts)
        for own in [own for own in before if own in after]:
            for name in words_of_parts(parts):
                was, now = getattr(before[own], name), getattr(after[own], name)
                if was != now:
                    key = f"{parts}/{own}/{name}"
                    yield Edit(key, EditKind.CHANGED, {key: was}, {key: now})
    said = [{each.key: each for each in model.evidence} for model in (old, new)]
    for key in dict.fromkeys([*said[0], *said[1]]):
        told = [words_of_evidence(each.get(key)) for each in said]
        if told[0] != told[1]:
            yield Edit(f"evidence/{key}", EditKind.BACKED, *told)


def reworded(model: Model, ours: Model, theirs: Model, chosen: Collection[str]) -> Model:
    """The model in the words of our version, but for the chosen rewordings, which are theirs.

    A part that only one version has keeps its words.
    """
    found: dict[str, Any] = {"settings": _in_words(model.settings, "settings", ours, theirs, chosen)}
    for parts in PARTS:
        both = parts_by_id(ours, parts).keys() & parts_by_id(theirs, parts).keys()
        found[parts] = tuple(
            _in_words(part, parts, ours, theirs, chosen) if part.id in both else part
            for part in getattr(model, parts)
        )
    return model.replace(**found, evidence=_evidence(ours, theirs, chosen))


def _in_words(part: Any, parts: str, ours: Model, theirs: Model, chosen: Collection[str]) -> Any:
    own = "" if parts == "settings" else f"/{part.id}"
    words = {}
    for name in words_of_parts(parts):
        whose = theirs if f"{parts}{own}/{name}" in chosen else ours
        source = whose.settings if parts == "settings" else parts_by_id(whose, parts)[part.id]
        words[name] = getattr(source, name)
    return replace(part, **words)


def _evidence(ours: Model, theirs: Model, chosen: Collection[str]) -> tuple[Evidence, ...]:
    """Our evidence in its order with the chosen changes, then what they added."""
    said = [{each.key: each for each in model.evidence} for model in (ours, theirs)]
    found = ((said[f"evidence/{key}" in chosen].get(key)) for key in dict.fromkeys([*said[0], *said[1]]))
    return tuple(each for each in found if each is not None)
