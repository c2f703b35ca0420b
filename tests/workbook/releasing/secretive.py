"""A case whose secrets nobody meets by chance, and a search for them that shares no code with steelyard."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import shipped

from steelyard.model.parts import Evidence, Trial

if TYPE_CHECKING:
    from steelyard.model.model import Model

NUMBERS = {
    "reservation": 37.4129,
    "change": -1.73193,
    "future": 58.26717,
    "theirs": 41.90357,
    "their change": 2.41771,
    "their future": 63.85193,
    "worth": 29.67083,
    "burden": 83.19457,
    "effort": 0.38271941,
    "chance": 0.74358209,
    "trial": 0.21947367,
    "range": 71.28153,
}
"""Numbers that are withheld; each stands in the case once."""

WORDS = {
    "author": "Theodora Quillfeather",
    "keeper": "Bartholomew Inkhorn",
    "contact": "inkhorn.room.417@example.org",
    "verifier": "Ysolde Marchbanks",
    "note": "They would take much less than they say, our man in the delegation reports.",
    "source": "A dinner at the residence on the eve of the second round",
}
"""Words that are withheld."""


def secretive(numbers: dict[str, float] | None = None, words: dict[str, str] | None = None) -> Model:
    """The excerpt of the shipped case with these secrets."""
    held, said = NUMBERS | (numbers or {}), WORDS | (words or {})
    model = shipped.model(shipped.EXCERPT)
    first, *others = model.counterparts
    levels = len(model.levels)
    first = replace(
        first,
        worth=(held["worth"], *first.worth[1:]),
        burden=(held["burden"], *first.burden[1:]),
        effort=((0.0, *(held["effort"],) * (levels - 1)), *first.effort[1:]),
        chance=((1.0, *(held["chance"],) * (levels - 1)), *first.chance[1:]),
        reservation=held["theirs"],
        reservation_change=held["their change"],
        future=held["their future"],
        note=said["note"],
    )
    settings = replace(
        model.settings,
        reservation=held["reservation"],
        reservation_change=held["change"],
        future=held["future"],
        owner=said["keeper"],
        contact=said["contact"],
        context=said["note"],
    )
    about = Evidence(
        key=f"worth/{first.id}/{model.options[0].id}",
        low=1.0,
        high=held["range"],
        author=said["author"],
        source=said["source"],
    )
    shown = Evidence(key="linkage/*/*", author=said["author"], note=said["note"])
    record = (replace(model.record[0], verifier=said["verifier"]), *model.record[1:])
    return model.replace(
        settings=settings,
        counterparts=(first, *others),
        trial=(Trial(criterion=model.criteria[0], share=held["trial"]),),
        evidence=(about, shown),
        record=record,
    )


def met(data: bytes) -> set[str]:
    """The names of the secrets that a workbook holds, in whatever spelling: by plain search in every part."""
    texts = [data.decode("latin-1")]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts += [archive.comment.decode("latin-1")]
        for name in archive.namelist():
            part = archive.read(name)
            texts += [unescape(part.decode("utf-8", "ignore")), part.decode("utf-16-le", "ignore")]
            texts += [re.sub(r"<[^>]*>", "", texts[-2])]
    return met_in("\n".join(dict.fromkeys(texts)))


def met_in(whole: str) -> set[str]:
    """The names of the secrets that a text holds."""
    found = {
        name
        for name, value in NUMBERS.items()
        if any(digits in whole and pattern.search(whole) for digits, pattern in spelled(value))
    }
    return found | {name for name, words in WORDS.items() if words in whole}


def spelled(value: float) -> list[tuple[str, re.Pattern[str]]]:
    """The spellings of a number: with five digits or more, as percent, with a comma, with a power."""
    size = abs(value)
    numbers = {f"{size * scale:.{places}f}" for scale in (1, 100, 0.01) for places in range(3, 9)}
    numbers |= {f"{size:.{places}e}" for places in range(4, 9)} | {repr(size), repr(size * 100)}
    numbers = {each for each in numbers if len(each.split("e")[0].strip("0.").replace(".", "")) >= 5}
    both = numbers | {each.replace(".", ",") for each in numbers}
    bare = sorted({each.rstrip("0") for each in both})
    # The digits of a longer number that begins alike are another number.
    return [(each, re.compile(rf"(?<![\d.,]){re.escape(each)}0*(?!\d)")) for each in bare]
