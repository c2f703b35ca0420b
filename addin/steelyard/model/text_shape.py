"""The shape of the text form, as data: which words stand where, and what each goes to in a draft.

    steelyard: 1
    settings: {title: ..., resolution: 1, ...}
    levels: {none: 0, announced: 10, ...}     # or a list of names; left out for the default scale
    measures:
      detainee-access: {name: ..., group: core, values: [0, 10, 40, 80, 100]}
    ...

Read and written from here, so that the two cannot part.
"""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = 1
"""The number after the first word of the text, `steelyard`."""

FIRST = "steelyard"
"""The word that a model starts with."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a row, and what stands behind it."""

    number: bool = False
    """Whether its values are numbers; texts otherwise."""
    axis: str = ""
    """What its values run along: measures, cost_heads, criteria, options or levels; '' for a single value."""
    table: str = ""
    """Where its values go, if not to their own row: linkage, costs, or a kind of row of counterpart."""
    curve: bool = False
    """Whether each value is in turn a list by level."""


TEXT = Word()
NUMBER = Word(number=True)

SETTINGS_NUMBERS = ("resolution", "reservation")

SECTIONS: dict[str, tuple[str, dict[str, Word]]] = {
    "measures": (
        "measures",
        {"name": TEXT, "group": TEXT, "values": Word(number=True, axis="levels"), "note": TEXT},
    ),
    "cost_heads": ("cost_heads", {"name": TEXT, "note": TEXT}),
    "options": (
        "options",
        {
            "name": TEXT,
            "track": TEXT,
            "opening": TEXT,
            "linkage": Word(number=True, axis="measures", table="linkage"),
            "costs": Word(number=True, axis="cost_heads", table="costs"),
            "note": TEXT,
        },
    ),
    "stakeholders": (
        "weights",
        {"name": TEXT, "influence": NUMBER, "weights": Word(number=True, axis="criteria"), "note": TEXT},
    ),
    "scenarios": (
        "delivery",
        {"name": TEXT, "probability": NUMBER, "delivers": Word(axis="measures"), "note": TEXT},
    ),
    "rules": (
        "rules",
        {"option": TEXT, "kind": TEXT, "subject": TEXT, "level": TEXT, "number": NUMBER, "note": TEXT},
    ),
    "counterparts": (
        "counterpart",
        {
            "reservation": NUMBER,
            "worth": Word(number=True, axis="options", table="option"),
            "burden": Word(number=True, axis="measures", table="measure"),
            "effort": Word(number=True, axis="measures", table="measure", curve=True),
            "chance": Word(number=True, axis="measures", table="measure", curve=True),
            "note": TEXT,
        },
    ),
    "plan": ("plan", {"phase": NUMBER, "kind": TEXT, "item": TEXT, "level": TEXT, "note": TEXT}),
    "evidence": (
        "evidence",
        {
            "low": NUMBER,
            "high": NUMBER,
            "source": TEXT,
            "author": TEXT,
            "date": TEXT,
            "confidence": TEXT,
            "note": TEXT,
        },
    ),
}
"""The words of each section's rows, and the table of the draft that the rows go to."""
