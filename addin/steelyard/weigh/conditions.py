"""Rules as arrays for the arithmetic, and in words for people."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.conditions import UNNAMED, Thresholds, companions
from steelyard.model.parts import EVERY_MEASURE, EVERY_STAKEHOLDER, SUBJECTS, THRESHOLD_KINDS, RuleKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.analysis.arrays import Bools
    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Measure, Option, Rule


OVER_ITS_CAP = "over its cap"
"""Said of a cost head on which an option costs more than its cap allows."""

EACH = "every stakeholder"
"""The subject of a rule that every stakeholder must accept, in a sentence."""

CONSENT_OF = "consent of "
"""What is missing where stakeholders do not accept: what stands before who, or how many, they are."""

OF_STAKEHOLDERS = " stakeholders"
"""What follows the numbers of those who are worse off and of all whom a rule names."""

AND, MORE = " and ", " more"
"""What stands before and after the number of conditions that are not named."""

WORSE_OFF = "worse off: "
"""What stands before the names of the stakeholders that do not accept."""


class Condition(NamedTuple):
    """One condition of an option: a rule, or an option that a required option requires."""

    id: str
    rule: Rule
    subject: str
    """The rule's subject, or the further option that follows from it."""

    @property
    def derived(self) -> bool:
        """Whether the condition follows from a chain of rules and is not a rule itself."""
        return self.subject != self.rule.subject


def conditions(model: Model) -> tuple[Condition, ...]:
    """All conditions: the rules in their order, then what follows from them through required options."""
    direct = [Condition(rule.id, rule, rule.subject) for rule in model.rules]
    required = option_pairs(model)
    ids = [option.id for option in model.options]
    reached = companions(required, len(ids))
    stated = set(required)
    derived = []
    for rule in model.rules:
        if rule.kind is not RuleKind.REQUIRES_OPTION:
            continue
        option, through = ids.index(rule.option), ids.index(rule.subject)
        for further in np.flatnonzero(reached[through]).tolist():
            if (option, further) not in stated and further not in (option, through):
                stated.add((option, further))
                derived.append(Condition(f"{rule.id}>{ids[further]}", rule, ids[further]))
    return (*direct, *derived)


def option_pairs(model: Model) -> list[tuple[int, int]]:
    """Pairs (option, required option) by position, as the rules state them."""
    place = {option.id: at for at, option in enumerate(model.options)}
    kind = RuleKind.REQUIRES_OPTION
    return [(place[rule.option], place[rule.subject]) for rule in model.rules if rule.kind is kind]


def members(model: Model, rule: Rule) -> list[int]:
    """Positions of the measures that a threshold rule names."""
    if rule.kind is RuleKind.REQUIRES:
        return [at for at, measure in enumerate(model.measures) if measure.id == rule.subject]
    return [at for at, measure in enumerate(model.measures) if rule.subject in (EVERY_MEASURE, measure.group)]


def enough(model: Model, rule: Rule) -> int:
    """How many of the named measures must be at the level; one at least: a rule over none never holds."""
    named = len(members(model, rule))
    return max(1, int(rule.number or 0) if rule.kind is RuleKind.REQUIRES_AT_LEAST else named)


def thresholds(model: Model, rules: Sequence[Rule]) -> Thresholds:
    """The threshold rules among `rules` as arrays, one row each, in their order."""
    options = {option.id: at for at, option in enumerate(model.options)}
    chosen = [rule for rule in rules if rule.kind in THRESHOLD_KINDS]
    level = np.full((len(chosen), len(model.measures)), UNNAMED)
    for row, rule in enumerate(chosen):
        level[row, members(model, rule)] = model.levels.index(rule.level)
    return Thresholds(
        option=np.array([options[rule.option] for rule in chosen], dtype=int),
        level=level,
        enough=np.array([enough(model, rule) for rule in chosen], dtype=int),
    )


def capped_cost(model: Model, rule: Rule, together: Bools) -> float:
    """Cost, on the cost head of a cap, of its option and of all options that it requires.

    Args:
        model: a valid model.
        rule: a cap.
        together: [o, o], each option's companions, itself included.
    """
    at = [option.id for option in model.options].index(rule.option)
    head = [head.id for head in model.cost_heads].index(rule.subject)
    return sum(model.options[p].costs[head] for p in np.flatnonzero(together[at]).tolist())


def within(cost: float, rule: Rule) -> bool:
    """Whether a cost is no more than a cap allows."""
    return cost <= (rule.number or 0.0) + SAME


def blocked(model: Model, together: Bools) -> Bools:
    """[o], whether a cap alone locks the option, whatever is delivered."""
    ids = [option.id for option in model.options]
    over = {
        rule.option
        for rule in model.rules
        if rule.kind is RuleKind.CAP and not within(capped_cost(model, rule, together), rule)
    }
    return np.array([option in over for option in ids])


def acceptances(rules: Sequence[Rule]) -> list[Rule]:
    """The rules among `rules` that ask stakeholders to accept, in their order."""
    return [rule for rule in rules if rule.kind is RuleKind.ACCEPTED_BY]


def named_stakeholders(model: Model, rule: Rule) -> list[int]:
    """Positions of the stakeholders that a rule *accepted by* names."""
    return [at for at, part in enumerate(model.stakeholders) if rule.subject in (EVERY_STAKEHOLDER, part.id)]


def group_name(subject: str) -> str:
    """The subject of a group rule as it is written in a sentence."""
    return "the measures" if subject == EVERY_MEASURE else subject


def subject_name(model: Model, condition: Condition) -> str:
    """The subject of a condition as it is written in a sentence: the name of a part, or a group."""
    axis = SUBJECTS[condition.rule.kind]
    if axis == "viewpoints":
        return EACH if condition.subject == EVERY_STAKEHOLDER else model.viewpoints[condition.subject]
    return group_name(condition.subject) if axis == "groups" else model.names(axis)[condition.subject]


def plain_number(value: float) -> str:
    """A number as it is written in what a rule asks for: up to three decimals, no trailing zeros.

    >>> plain_number(120.0), plain_number(0.25), plain_number(66.66666666666667), plain_number(1e-7)
    ('120', '0.25', '66.667', '0')
    """
    rounded = Decimal(f"{value:.15g}").quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def asked_by(model: Model, rule: Rule) -> str:
    """What a rule asks for, in a few words."""
    return asks(model, Condition(rule.id, rule, rule.subject))


def asks(model: Model, condition: Condition) -> str:  # noqa: PLR0911 - one answer a kind of rule
    """What a condition asks for, in a few words."""
    rule, subject = condition.rule, subject_name(model, condition)
    number = plain_number(rule.number or 0.0)
    match rule.kind:
        case RuleKind.REQUIRES:
            return f"{subject}: {rule.level}"
        case RuleKind.REQUIRES_ALL:
            return f"all of {subject}: {rule.level}"
        case RuleKind.REQUIRES_AT_LEAST:
            return f"{number} of {subject}: {rule.level}"
        case RuleKind.REQUIRES_OPTION:
            return f"{subject} released too"
        case RuleKind.EXCLUDES_OPTION:
            return f"{subject} stays back"
        case RuleKind.CAP:
            return f"{subject}: at most {number}"
        case RuleKind.ACCEPTED_BY:
            return f"{CONSENT_OF}{subject}"


class Found(NamedTuple):
    """What is there in place of what a condition asks for, as far as it is not a level."""

    cost: float
    """The cost that a cap limits (see `capped_cost`); other kinds of rules ignore it."""
    worse_off: Sequence[str]
    """Names of the stakeholders that a rule *accepted by* names and that do not accept."""


def lacks(model: Model, condition: Condition, levels: Sequence[str], found: Found) -> str:
    """What a condition that does not hold lacks, in words.

    Args:
        model: a valid model.
        condition: a condition that does not hold.
        levels: [m], ids of the levels that the scenario delivers.
        found: what is there in place of what it asks for.
    """
    return f"{asks(model, condition)} ({_found(model, condition, levels, found)})"


def _found(model: Model, condition: Condition, levels: Sequence[str], found: Found) -> str:
    """What is there in place of what a condition asks for."""
    rule = condition.rule
    lowest = model.levels.index(rule.level) if rule.level else 0
    short = [at for at in members(model, rule) if model.levels.index(levels[at]) < lowest]
    match rule.kind:
        case RuleKind.REQUIRES:
            return f"it stands at {levels[members(model, rule)[0]]}"
        case RuleKind.REQUIRES_ALL:
            return f"lacking {', '.join(model.measures[at].name for at in short)}"
        case RuleKind.REQUIRES_AT_LEAST:
            return f"{len(members(model, rule)) - len(short)} so far"
        case RuleKind.REQUIRES_OPTION | RuleKind.EXCLUDES_OPTION:  # the latter holds in every scenario
            return "it is locked"
        case RuleKind.CAP:
            return f"it costs {plain_number(found.cost)}"
        case RuleKind.ACCEPTED_BY:
            return f"{WORSE_OFF}{', '.join(found.worse_off)}"


def listed_in_short(lacks: Sequence[str]) -> str:
    """What is missing by several conditions, in one short text: it names two and counts the rest.

    >>> listed_in_short(["aid", "returns"]), listed_in_short(["aid", "returns", "committee", "visits"])
    ('aid, returns', 'aid, returns and 2 more')
    """
    return ", ".join(filter(None, (*lacks[:1], first_in_short(lacks[1:]))))


def first_in_short(lacks: Sequence[str]) -> str:
    """The first of what is missing by several conditions, and how many more there are.

    >>> first_in_short([]), first_in_short(["aid"]), first_in_short(["aid", "returns", "x"])
    ('', 'aid', 'aid and 2 more')
    """
    more = f"{AND}{len(lacks) - 1}{MORE}" if len(lacks) > 1 else ""
    return "".join(lacks[:1]) + more


def lacks_in_short(  # noqa: PLR0911 - one answer a kind of rule
    model: Model, condition: Condition, levels: Sequence[str], worse_off: int
) -> str:
    """What a condition that does not hold lacks, as few words as say it: names, and how many of a group.

    Args:
        model: a valid model.
        condition: a condition that does not hold.
        levels: [m], ids of the levels that the scenario delivers.
        worse_off: how many of the stakeholders that a rule *accepted by* names do not accept.
    """
    rule, subject = condition.rule, condition.subject
    lowest = model.levels.index(rule.level) if rule.level else 0
    short = [at for at in members(model, rule) if model.levels.index(levels[at]) < lowest]
    match rule.kind:
        case RuleKind.REQUIRES_ALL:
            return f"{len(short)} of {group_name(subject)}"
        case RuleKind.REQUIRES_AT_LEAST:
            there = len(members(model, rule)) - len(short)
            return f"{enough(model, rule) - there} of {group_name(subject)}"
        case RuleKind.EXCLUDES_OPTION:
            return ""
        case RuleKind.CAP:
            return f"{_named(model.cost_heads, subject)} {OVER_ITS_CAP}"
        case RuleKind.ACCEPTED_BY:
            if subject != EVERY_STAKEHOLDER:
                return f"{CONSENT_OF}{model.viewpoints[subject]}"
            return f"{CONSENT_OF}{worse_off} of {len(model.stakeholders)}{OF_STAKEHOLDERS}"
        case RuleKind.REQUIRES_OPTION:
            return _named(model.options, subject)
        case RuleKind.REQUIRES:
            return _named(model.measures, subject)


def _named(parts: Sequence[Measure] | Sequence[CostHead] | Sequence[Option], subject: str) -> str:
    return next(part.name for part in parts if part.id == subject)
