"""What a key signs: a few lines that stand for who signed, when, and for which judgements and words.

The lines hold hashes of the judgements and of the canonical text. So a signature can be verified after the
judgements have changed, and it can be told whether judgements or only words differ.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.fingerprint import fingerprint, judgement_lines
from steelyard.model.parts import Settings
from steelyard.model.text.writing import write_text

if TYPE_CHECKING:
    from steelyard.model.model import Model

FIRST_LINE = "steelyard sign-off 1"
"""Names the form of the lines."""

JUDGEMENTS, TEXT = "judgements", "text"
"""What comes before the two hashes."""


def statement(model: Model, role: str, name: str, day: str) -> str:
    """The lines that stand for a signature, each ended.

    Args:
        model: what is signed; must be valid.
        role: of the person who signs.
        name: of that person, without line breaks.
        day: as year-month-day.
    """
    told = {"role": role, "name": name, "date": day, "fingerprint": fingerprint(model)} | hashes(model)
    return "".join(f"{line}\n" for line in (FIRST_LINE, *(f"{key}: {value}" for key, value in told.items())))


def hashes(model: Model) -> dict[str, str]:
    """SHA-256 of the judgements, and of the whole canonical text.

    What Decide and Package show, and weights on trial, are choices of a reader: neither hash follows them.
    """
    view = Settings(title="")
    settings = replace(model.settings, scenario=view.scenario, viewpoint=view.viewpoint, compare=view.compare)
    shown = model.replace(settings=settings, trial=())
    texts = {
        JUDGEMENTS: "\n".join(judgement_lines(shown)),
        TEXT: write_text(in_canonical_order(shown)),
    }
    return {key: sha256(text.encode()).hexdigest() for key, text in texts.items()}


def stated(text: str) -> dict[str, str]:
    r"""The lines of a statement by what comes before them; nothing of a text that is none.

    >>> stated("steelyard sign-off 1\nrole: reviewer\nname: A: B\n")
    {'role': 'reviewer', 'name': 'A: B'}
    >>> stated("something else")
    {}
    """
    first, *lines = text.split("\n")
    if first != FIRST_LINE:
        return {}
    return {key: value for key, sign, value in (line.partition(": ") for line in lines) if sign}
