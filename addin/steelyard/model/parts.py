"""The parts of a model: frozen values that hold what people judged, and nothing that follows from it.

Values by criterion are tuples in the order of the model's measures, then its cost heads; values by
level are in the order of the model's levels. A model's `checks` say what is allowed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from steelyard.model.value_functions import POINTS, amount_of, filled, level_values, points_of

POOLED = "all"
"""The viewpoint of all stakeholders together, pooled by influence."""

DEFAULT_SCALE = {"none": 0.0, "announced": 10.0, "partial": 40.0, "implemented": 80.0, "verified": 100.0}
"""The delivery levels that a model has unless it names its own, each with its value."""


FEW_SHEETS, ALL_SHEETS = "essential", "all"
"""Which sheets a new workbook shows: those that people work with and read, or all of them."""

SHEETS_SHOWN = (FEW_SHEETS, ALL_SHEETS)


class RuleKind(StrEnum):
    """What a rule asks for; the table in `Rule` lists the fields that each kind uses."""

    REQUIRES = "requires"
    REQUIRES_ALL = "requires all"
    REQUIRES_AT_LEAST = "requires at least"
    REQUIRES_OPTION = "requires option"
    EXCLUDES_OPTION = "excludes option"
    CAP = "cap"
    ACCEPTED_BY = "accepted by"


EVERY_MEASURE = "all"
"""The subject of a group rule that means every measure of the model."""

EVERY_STAKEHOLDER = POOLED
"""The subject of a rule *accepted by* that means every stakeholder, each by its own weights: not the pool."""

SUBJECTS = {
    RuleKind.REQUIRES: "measures",
    RuleKind.REQUIRES_ALL: "groups",
    RuleKind.REQUIRES_AT_LEAST: "groups",
    RuleKind.REQUIRES_OPTION: "options",
    RuleKind.EXCLUDES_OPTION: "options",
    RuleKind.CAP: "cost_heads",
    RuleKind.ACCEPTED_BY: "viewpoints",
}
"""What the subject of a rule names, by the kind of the rule."""

THRESHOLD_KINDS = (RuleKind.REQUIRES, RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST)
"""The kinds of rules that ask for measures to reach a level."""


class StepKind(StrEnum):
    """What a step of the plan moves: a measure (the counterpart delivers it) or an option (we release it)."""

    MEASURE = "measure"
    OPTION = "option"


ITEMS = {StepKind.MEASURE: "measures", StepKind.OPTION: "options"}
"""What the item of a row names, by the kind of the row."""


class PartyRole(StrEnum):
    """What a counterpart does in the exchange."""

    BARGAINS = "bargains"
    """It makes and receives offers; without its acceptance there is no deal."""
    MUST_CONSENT = "must consent"
    """It makes no offers, but without its acceptance there is no deal."""
    IS_SHOWN = "is shown"
    """It has no say; the results show what a package is worth to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the workbook is about and how it is read, apart from the judgements themselves."""

    title: str
    purpose: str = ""
    owner: str = ""
    contact: str = ""
    status: str = ""
    version: str = ""
    date: str = ""
    marking: str = ""
    licence: str = ""
    source: str = ""
    illustrations: str = ""
    """Which numbers are illustrations; empty when none are."""
    context: str = ""
    """What lies behind the case and is in none of its numbers."""
    our_side: str = "our side"
    hold: str = "Hold the current position"
    """Name of the zero line, which is always an option."""
    resolution: float = 1.0
    """Points; a lead smaller than this is no clear lead."""
    reservation: float | None = None
    """Points that our side gets with no deal now, in phase 1 of the plan; None stands for 0."""
    reservation_change: float | None = None
    """Points by which that rises from one phase of the plan to the next; None stands for 0."""
    scenario: str = ""
    """Id of the scenario that Decide shows; empty stands for the first."""
    viewpoint: str = POOLED
    """Id of the stakeholder whose weights Decide uses, or `POOLED`."""
    future: float | None = None
    """Points that our side expects of the time after the plan, lost if it breaks off; None stands for 0."""
    sheets: str = FEW_SHEETS
    """Which sheets a new workbook shows: one of `SHEETS_SHOWN`."""
    compare: str = ""
    """Up to three numbers of packages that no other beats, between commas, which Package compares with the
    tabled package; a number that is none is kept as it was typed. No judgement."""
    release: str = ""
    """What a copy that leaves the house withholds, as `release.policy_of` reads it."""
    withheld: str = ""
    """What this copy withholds, in the same words; empty where it is no such copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the counterpart delivers (a benefit criterion)."""

    id: str
    name: str
    values: tuple[float, ...]
    """[l], 0 to 100, non-decreasing, first 0, last 100; nothing where they follow from the amounts."""
    group: str = ""
    """Measures with the same group form a package that a rule can name."""
    asked: str = ""
    """The level that the tabled package asks for; empty stands for the lowest."""
    worst: str = ""
    """What the lowest level is like, in words."""
    best: str = ""
    """What the highest level is like, in words."""
    unit: str = ""
    """What the amounts are counted in."""
    amounts: tuple[float, ...] = ()
    """[l], the amount of each level in the unit, all rising or all falling; nothing without a unit."""
    note: str = ""

    @property
    def worth(self) -> tuple[float, ...]:
        """[l], the value of each level, 0 to 100: as it was judged, or as it follows from the amounts."""
        return self.values or level_values(self.amounts)

    def value_of(self, amount: float) -> float:
        """The value that follows from an amount by the straight line between the outer levels."""
        return level_values((self.amounts[0], amount, self.amounts[-1]))[1]

    def amount_worth(self, value: float) -> float:
        """The amount from which a value follows by this line."""
        first, last = self.amounts[0], self.amounts[-1]
        return first + (last - first) * value / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CostHead:
    """A criterion on which options cost our side something."""

    id: str
    name: str
    worst: str = ""
    """What a cost of 100 points is like, in words."""
    best: str = ""
    """What a cost of 0 points is like, in words."""
    unit: str = ""
    """What costs on the head are typed in; empty where they are typed in points."""
    scale: tuple[float | None, ...] = ()
    """Amounts at 0, 25, 50, 75 and 100 points, all rising or all falling; nothing without a unit."""
    irreversible: bool = False
    """Whether it counts what of an option cannot be taken back; then `Option.snapback` counts that again."""
    note: str = ""

    def points(self, cost: float) -> float:
        """Points of a cost that was typed in the unit of the head, or in points where it has no unit."""
        return points_of(filled(self.scale), cost) if self.scale else cost

    def cost(self, points: float) -> float:
        """The cost, in the unit of the head where it has one, that is worth these points, from 0 to 100."""
        return amount_of(filled(self.scale), points) if self.scale else points


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What our side may offer; options on one track exclude each other."""

    id: str
    name: str
    linkage: tuple[float, ...]
    """[m], 0 to 100: how far the case for the option rests on the measure."""
    costs: tuple[float, ...]
    """[k], in the unit of the cost head; 0 to 100 points where it has none."""
    track: str = ""
    opening: bool = False
    """Released first, asking nothing, so that the rest can start."""
    snapback: float | None = None
    """Share of it that can be taken back, 0 to 1; None stands for 0."""
    delay: float | None = None
    """Phases until that is back, a whole number; None stands for 0."""
    offered: bool = False
    """Whether the tabled package offers it."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """A member of our side, with its own weights and an influence."""

    id: str
    name: str
    weights: tuple[float, ...]
    """[m + k], swing weights in points, 0 or more, not all zero."""
    influence: float = 1.0
    """0 or more; only the ratio to the other stakeholders' counts."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One delivery level per measure, with an optional probability."""

    id: str
    name: str
    levels: tuple[str, ...]
    """[m], the level that each measure is delivered to."""
    probability: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition on an option (conditionality).

    | kind | subject | level | number |
    | --- | --- | --- | --- |
    | requires | a measure | the lowest level that counts | |
    | requires all | a group of measures, or `all` | the lowest level that counts | |
    | requires at least | a group of measures, or `all` | the lowest level that counts | how many |
    | requires option | another option that must be released too | | |
    | excludes option | another option that must stay back | | |
    | cap | a cost head | | the most that a package with the option may cost on it, in its unit |
    | accepted by | a stakeholder, or `all`: every stakeholder, each with its own weights | | |
    """

    id: str
    option: str
    kind: RuleKind
    subject: str
    level: str = ""
    number: float | None = None
    withdraws: float | None = None
    """Share of what can be taken back that goes when delivery falls short of the rule; None stands for 1."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """One line of the delivery record: that day a measure had reached a level, or this was announced."""

    id: str
    date: str
    """ISO 8601, year-month-day."""
    measure: str
    level: str
    verifier: str = ""
    """Who verified it; empty for what was only announced."""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """The other side: what each option is worth to it, what each measure costs it. The first one bargains."""

    id: str
    worth: tuple[float, ...]
    """[o], weight of getting the option, in points, 0 or more."""
    burden: tuple[float, ...]
    """[m], weight of delivering the measure in full, in points, 0 or more."""
    effort: tuple[tuple[float, ...] | None, ...] = ()
    """[m][l], share of the burden that a level takes, 0 to 1, non-decreasing; None stands for value / 100."""
    chance: tuple[tuple[float, ...] | None, ...] = ()
    """[m][l], deliverability: chance of reaching the level or more, 0 to 1, non-increasing, first 1."""
    reservation: float | None = None
    """Points that it gets with no deal now, in phase 1 of the plan; None stands for 0."""
    reservation_change: float | None = None
    """Points by which that rises from one phase of the plan to the next; None stands for 0."""
    future: float | None = None
    """Points that it expects of the time after the plan, lost if it breaks off; None stands for 0."""
    role: str = ""
    """One of `PartyRole`; empty stands for what `Model.roles` says."""
    note: str = ""

    def __post_init__(self) -> None:
        """Spell out the defaults, so that equal counterparts compare equal."""
        unnamed = (None,) * len(self.burden)
        object.__setattr__(self, "effort", self.effort or unnamed)
        object.__setattr__(self, "chance", self.chance or unnamed)

    @property
    def budget(self) -> float:
        """Points that it gave to options and measures in all; only the proportions count."""
        return math.fsum((*self.worth, *self.burden))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the plan: in this phase, a measure reaches a level or an option is released."""

    id: str
    phase: int
    kind: StepKind
    item: str
    level: str = ""
    """The level that a measure reaches; empty for an option."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Range, source and date of the judgements that its key names; `*` in the key means any one part."""

    key: str
    low: float | None = None
    high: float | None = None
    source: str = ""
    author: str = ""
    date: str = ""
    """ISO 8601, year-month-day."""
    confidence: str = ""
    """high, medium, low, or empty."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A share of the whole budget that somebody tries for a criterion; it is no judgement."""

    criterion: str
    """Id of the measure or the cost head."""
    share: float | str
    """From 0 to 1; anything else, kept as it was typed, puts no trial into use."""

    @property
    def is_fit(self) -> bool:
        """Whether it is a share."""
        return not isinstance(self.share, str) and 0 <= self.share <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Any single input value: its key, what was judged, and the evidence for it."""

    key: str
    value: float | str | bool | None
    evidence: Evidence | None = None
    """The most exact evidence whose key names this judgement."""


@dataclass(frozen=True, kw_only=True)
class ModelFields:
    """What a model consists of; `Model` adds the look-ups.

    The parts are in the order of the text form; their ids find them, their order only shows them.
    """

    settings: Settings
    measures: tuple[Measure, ...]
    cost_heads: tuple[CostHead, ...]
    options: tuple[Option, ...]
    stakeholders: tuple[Stakeholder, ...]
    scenarios: tuple[Scenario, ...]
    levels: tuple[str, ...] = tuple(DEFAULT_SCALE)
    rules: tuple[Rule, ...] = ()
    record: tuple[RecordEntry, ...] = ()
    counterparts: tuple[Counterpart, ...] = ()
    plan: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    trial: tuple[Trial, ...] = ()
    """Shares on trial, in the order of the criteria; no judgements: nothing but live results follows them."""

    @property
    def criteria(self) -> tuple[str, ...]:
        """Ids of all that shares the one budget of swing weights: the measures, then the cost heads."""
        return (*self.ids("measures"), *self.ids("cost_heads"))

    def ids(self, axis: str) -> tuple[str, ...]:
        """The ids, levels or points along an axis: measures, cost_heads, criteria, options and so on."""
        if axis == "points":
            return POINTS
        if axis in ("criteria", "levels"):
            return tuple(getattr(self, axis))
        return tuple(part.id for part in getattr(self, axis))

    def names(self, axis: str) -> dict[str, str]:
        """The names of the parts along an axis by their ids: measures, cost_heads, criteria and so on."""
        if axis == "criteria":
            return self.names("measures") | self.names("cost_heads")
        return {part.id: part.name for part in getattr(self, axis)}
