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

from steelyard.model.parts import RuleKind, StepKind

FORMAT = 1
"""The number after the first word of the text, `steelyard`."""

FIRST = "steelyard"
"""The word that a model starts with."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a row, and what stands behind it."""

    meaning: str
    """What it says, for the reference and for editors."""
    number: bool = False
    """Whether its values are numbers; texts otherwise."""
    axis: str = ""
    """What its values run along: measures, cost_heads, criteria, options or levels; '' for a single value."""
    table: str = ""
    """Where its values go, if not to their own row: linkage, costs, or a kind of row of counterpart."""
    curve: bool = False
    """Whether each value is in turn a list by level."""
    low: float | None = None
    """Smallest number that may stand there."""
    high: float | None = None
    choices: tuple[str, ...] = ()
    """The only words that may stand there."""
    needed: bool = False
    """Whether a row without it is refused."""
    long: bool = False
    """Whether its text may have many lines."""
    date: bool = False


YES_NO = ("yes", "no", "true", "false")
CONFIDENCE = ("high", "medium", "low")

NAME = Word("What people read and choose it by; each name stands once.", needed=True)
NOTE = Word("In your own words.", long=True)

SETTINGS = {
    "title": Word("Title of the workbook.", needed=True),
    "purpose": Word("What is to be decided, by whom and when.", long=True),
    "owner": Word("Who keeps the workbook; also its author in the file's properties."),
    "contact": Word("Where to ask."),
    "status": Word("Draft, in force, worked example, and the like."),
    "version": Word("Yours to count."),
    "date": Word("Year-month-day; also the date in the file's properties."),
    "marking": Word("Classification, as your house writes it."),
    "licence": Word("Under what terms the case may be used."),
    "source": Word("What the case was read from.", long=True),
    "illustrations": Word("Which numbers are illustrations; Read me shows it as a warning.", long=True),
    "our_side": Word("What our side is called."),
    "hold": Word("What the zero line is called."),
    "resolution": Word(
        "Points; a lead smaller than this is no clear lead. 1 if left out.", number=True, low=0
    ),
    "reservation": Word("Points that our side gets with no deal; 0 if left out.", number=True),
    "scenario": Word("Id of the scenario that Decide shows; the first if left out."),
    "viewpoint": Word("Id of the stakeholder whose weights Decide uses; `all`, the pool, if left out."),
    "future": Word(
        "Points that our side expects of the time after the plan, lost if it breaks off; 0 if left out.",
        number=True,
    ),
}
"""The words of the settings, in the order of `steelyard.model.parts.Settings`."""

SECTIONS: dict[str, tuple[str, dict[str, Word]]] = {
    "measures": (
        "measures",
        {
            "name": NAME,
            "group": Word("Measures with the same group form a package that a rule can name."),
            "asked": Word("Level that the tabled package asks for; the lowest if left out."),
            "values": Word(
                "What each level is worth: 0 to 100, non-decreasing, first 0, last 100.",
                number=True,
                axis="levels",
                low=0,
                high=100,
            ),
            "note": NOTE,
        },
    ),
    "cost_heads": ("cost_heads", {"name": NAME, "note": NOTE}),
    "options": (
        "options",
        {
            "name": NAME,
            "track": Word("Options on one track exclude each other."),
            "opening": Word("Released first, asking nothing, so that the rest can start.", choices=YES_NO),
            "snapback": Word(
                "Share of it that can be taken back, 0 to 1; 0 if left out.", number=True, low=0, high=1
            ),
            "delay": Word("Phases until that is back, a whole number; 0 if left out.", number=True, low=0),
            "offered": Word("Whether the tabled package offers it.", choices=YES_NO),
            "linkage": Word(
                "How far the case for the option rests on the measure, 0 to 100.",
                number=True,
                axis="measures",
                table="linkage",
                low=0,
                high=100,
                needed=True,
            ),
            "costs": Word(
                "What the option costs us on the head, 0 to 100.",
                number=True,
                axis="cost_heads",
                table="costs",
                low=0,
                high=100,
            ),
            "note": NOTE,
        },
    ),
    "stakeholders": (
        "weights",
        {
            "name": NAME,
            "influence": Word(
                "0 or more; only the ratio to the other stakeholders' counts. 1 if left out.",
                number=True,
                low=0,
            ),
            "weights": Word(
                "Swing weights in points, 0 or more, not all zero.",
                number=True,
                axis="criteria",
                low=0,
                needed=True,
            ),
            "note": NOTE,
        },
    ),
    "scenarios": (
        "delivery",
        {
            "name": NAME,
            "probability": Word("0 to 1; give all, adding up to 1, or none.", number=True, low=0, high=1),
            "delivers": Word("The level that each measure is delivered to.", axis="measures", needed=True),
            "note": NOTE,
        },
    ),
    "rules": (
        "rules",
        {
            "option": Word("Id of the option that waits.", needed=True),
            "kind": Word(
                "What the rule asks for.", choices=tuple(kind.value for kind in RuleKind), needed=True
            ),
            "subject": Word(
                "Id of a measure, an option or a cost head, or a group, by the kind.", needed=True
            ),
            "level": Word("Lowest level that counts."),
            "number": Word("How many measures, or the most that it may cost.", number=True, low=0),
            "withdraws": Word(
                "Share of what can be taken back that goes when delivery falls short, 0 to 1; 1 if left out.",
                number=True,
                low=0,
                high=1,
            ),
            "note": NOTE,
        },
    ),
    "record": (
        "record",
        {
            "date": Word("Year-month-day.", date=True, needed=True),
            "measure": Word("Id of the measure.", needed=True),
            "level": Word("The level that it reached, or was said to come to.", needed=True),
            "verifier": Word("Who verified it; left out for what was only announced."),
            "source": Word("Where it stands.", long=True),
            "note": NOTE,
        },
    ),
    "counterparts": (
        "counterpart",
        {
            "reservation": Word("Points that it gets with no deal; left out, it is 0.", number=True),
            "future": Word(
                "Points that it expects of the time after the plan, lost if it breaks off; 0 if left out.",
                number=True,
            ),
            "worth": Word(
                "Weight of getting the option, in points, 0 or more.",
                number=True,
                axis="options",
                table="option",
                low=0,
                needed=True,
            ),
            "burden": Word(
                "Weight of delivering the measure in full, in points, 0 or more.",
                number=True,
                axis="measures",
                table="measure",
                low=0,
                needed=True,
            ),
            "effort": Word(
                "Share of the burden that a level takes, 0 to 1, non-decreasing; value / 100 if left out.",
                number=True,
                axis="measures",
                table="measure",
                curve=True,
                low=0,
                high=1,
            ),
            "chance": Word(
                "Deliverability: chance of reaching the level or more, 0 to 1, non-increasing, first 1.",
                number=True,
                axis="measures",
                table="measure",
                curve=True,
                low=0,
                high=1,
            ),
            "note": NOTE,
        },
    ),
    "plan": (
        "plan",
        {
            "phase": Word("Whole number, 1 for the first.", number=True, low=1, needed=True),
            "kind": Word("What the step moves.", choices=tuple(kind.value for kind in StepKind), needed=True),
            "item": Word("Id of the measure or option.", needed=True),
            "level": Word("The level that a measure reaches; left out for an option."),
            "note": NOTE,
        },
    ),
    "evidence": (
        "evidence",
        {
            "low": Word("Lowest value one could defend.", number=True),
            "high": Word("Highest value one could defend.", number=True),
            "source": Word("Where it comes from.", long=True),
            "author": Word("Who judged."),
            "date": Word("Year-month-day.", date=True),
            "confidence": Word("How sure the author is.", choices=CONFIDENCE),
            "note": NOTE,
        },
    ),
}
"""The words of each section's rows, and the table of the draft that the rows go to."""
