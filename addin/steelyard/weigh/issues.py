"""A model as issues, choices and limits: what a package settles, and what the rules allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.acceptance import rounding
from steelyard.analysis.packages.packages import Limit, guarded, spent, ticks, worth_at_least
from steelyard.model.parts import THRESHOLD_KINDS, RuleKind
from steelyard.weigh.conditions import enough, members, named_stakeholders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.analysis.arrays import Floats, Ints
    from steelyard.model.model import Model
    from steelyard.model.parts import Counterpart, Option, Rule

NOTHING = "nothing"
"""The words for a package that asks for nothing and offers nothing."""


class Issues(NamedTuple):
    """The issues that a package settles: every measure, then every track, in the order of the model.

    The choices of a measure are its levels. The choices of a track are to offer nothing, and each of its
    options. An option without a track has a track of its own.
    """

    tracks: tuple[tuple[int, ...], ...]
    """For each track, the positions of its options."""
    measures: int

    def of_option(self, option: int) -> tuple[int, int]:
        """The issue and the choice by which an option is offered."""
        track = next(at for at, options in enumerate(self.tracks) if option in options)
        return self.measures + track, 1 + self.tracks[track].index(option)

    def offered(self, package: Ints) -> list[int]:
        """Positions of the options that a package offers, track by track."""
        chosen = zip(self.tracks, package[self.measures :].tolist(), strict=True)
        return [options[choice - 1] for options, choice in chosen if choice]


def in_full(model: Model, at: Issues, package: Ints) -> str:
    """A package as formulas read it: every measure and option with two digits, each after a bar.

    The digits are the position of a measure's level, counted from 1; for an option 1 if offered, else 0.
    The text ends with a bar, such as `|measure/aid=04|option/easing=01|`.
    """
    offered = at.offered(package)
    items = (
        *((f"measure/{part.id}", 1 + int(package[m])) for m, part in enumerate(model.measures)),
        *((f"option/{part.id}", int(o in offered)) for o, part in enumerate(model.options)),
    )
    return "|" + "".join(f"{item}={number:02d}|" for item, number in items)


def track_of(option: Option) -> str:
    """The track of an option; an option without a track has one of its own."""
    return option.track or f"/{option.id}"


def issues(model: Model) -> Issues:
    """The issues of a model."""
    tracks: dict[str, list[int]] = {}
    for at, option in enumerate(model.options):
        tracks.setdefault(track_of(option), []).append(at)
    return Issues(tuple(map(tuple, tracks.values())), len(model.measures))


def choices(at: Issues, measures: Floats, options: Floats) -> tuple[Ints, ...]:
    """[i][j], ticks of every choice.

    Args:
        at: the issues.
        measures: [m, l], points by level.
        options: [o], points by option.
    """
    by_track = (np.array([0.0, *options[list(track)]]) for track in at.tracks)
    return (*map(ticks, measures), *map(ticks, by_track))


def counterpart_points(model: Model, party: Counterpart) -> tuple[Floats, Floats]:
    """[m, l], points of every level to a counterpart (0 or less), and [o], points of every option to it."""
    burden, worth = np.array(party.burden), np.array(party.worth)
    return -100 * (burden / party.budget)[:, np.newaxis] * efforts(model, party), 100 * worth / party.budget


def efforts(model: Model, party: Counterpart) -> Floats:
    """[m, l], the share of a measure's cost at each level; the level's value where no curve is given."""
    default = np.array([measure.worth for measure in model.measures]) / 100
    return np.array([default[m] if own is None else own for m, own in enumerate(party.effort)])


class RuleLimit(NamedTuple):
    """A limit, and the rule that it belongs to."""

    rule: int
    """Position of the rule."""
    limit: Limit


class Consent(NamedTuple):
    """What decides whether a stakeholder accepts a package."""

    choices: tuple[Ints, ...]
    """[i][j], ticks that every choice is worth by its own weights."""
    least: int
    """Ticks that it must get at least."""


def limits(model: Model, at: Issues, consents: Sequence[Consent]) -> tuple[RuleLimit, ...]:
    """The rules as limits, in their order: one for each rule, or one for each stakeholder that it names.

    Args:
        model: a valid model.
        at: its issues.
        consents: [s], of the stakeholders.
    """
    return tuple(
        RuleLimit(place, limit)
        for place, rule in enumerate(model.rules)
        for limit in _limits(model, at, rule, consents)
    )


def _limits(model: Model, at: Issues, rule: Rule, consents: Sequence[Consent]) -> list[Limit]:
    if rule.kind is not RuleKind.ACCEPTED_BY:
        return [_limit(model, at, rule)]
    issue, choice = at.of_option([option.id for option in model.options].index(rule.option))
    named = (worth_at_least(*consents[s]) for s in named_stakeholders(model, rule))
    return [limit._replace(issue=issue, choices=frozenset({choice})) for limit in named]


def lacking_by_rule(
    model: Model, limits: Sequence[RuleLimit], packages: Ints, *, whether_offered: bool = False
) -> Ints:
    """[r, p], what packages lack of what each rule asks for.

    A rule about delivery counts measures; any other rule counts 1.

    Args:
        model: a valid model.
        limits: its rules as limits.
        packages: [p, i], the choice on each issue.
        whether_offered: whether to count also where the option of the rule is not offered.
    """
    found = np.zeros((len(model.rules), len(packages)), dtype=np.int64)
    for place, limit in limits:
        short = lacking(model.rules[place], limit, packages)
        counted = short if whether_offered else short * guarded(limit, packages)
        found[place] = np.maximum(found[place], counted)
    return found


def lacking(rule: Rule, limit: Limit, packages: Ints) -> Ints:
    """[p], what packages lack of what a rule asks for, whether its option is offered or not.

    A rule about delivery counts measures; any other rule counts 1.
    """
    over = np.maximum(0, spent(limit, packages) - limit.most)
    return over if rule.kind in THRESHOLD_KINDS else np.minimum(over, 1)


def _limit(model: Model, at: Issues, rule: Rule) -> Limit:
    place = {option.id: o for o, option in enumerate(model.options)}
    issue, choice = at.of_option(place[rule.option])
    guard = frozenset({choice})
    if rule.kind in THRESHOLD_KINDS:
        named, lowest = members(model, rule), model.levels.index(rule.level)
        short = tuple(int(level < lowest) for level in range(len(model.levels)))
        return Limit(issue, guard, dict.fromkeys(named, short), len(named) - enough(model, rule))
    if rule.kind is RuleKind.CAP:
        # Costs and the cap are rounded, so that a package that costs just as much as the cap allows may cost
        # more in ticks; it keeps the rule by the rounding that acceptance allows too.
        most = int(ticks(np.array(rule.number or 0.0))) + rounding(len(model.options) + 1)
        return Limit(issue, guard, _costs(model, at, rule.subject), most)
    other, there = at.of_option(place[rule.subject])
    size = 1 + len(at.tracks[other - at.measures])
    stays_back = rule.kind is RuleKind.REQUIRES_OPTION
    spends = tuple(int((c != there) if stays_back else (c == there)) for c in range(size))
    return Limit(issue, guard, {other: spends}, 0)


def _costs(model: Model, at: Issues, head: str) -> dict[int, tuple[int, ...]]:
    """By issue, the ticks that each option of a track costs on a head."""
    column = [part.id for part in model.cost_heads].index(head)
    costs = np.array([option.costs[column] for option in model.options])
    by_track = {at.measures + t: (0, *ticks(costs[list(o)]).tolist()) for t, o in enumerate(at.tracks)}
    return {issue: spends for issue, spends in by_track.items() if any(spends)}


def proposal(model: Model, at: Issues) -> Ints:
    """[i], the proposal of the model: the package on the table."""
    package = np.zeros(at.measures + len(at.tracks), dtype=np.int64)
    for m, measure in enumerate(model.measures):
        package[m] = model.levels.index(measure.asked) if measure.asked else 0
    for o, option in enumerate(model.options):
        if option.offered:
            issue, choice = at.of_option(o)
            package[issue] = choice
    return package


def in_words(model: Model, at: Issues, package: Ints) -> str:
    """What a package asks for and offers, in words: measures above the lowest level, then options."""
    asked = [
        f"{measure.name}: {model.levels[level]}"
        for measure, level in zip(model.measures, package.tolist(), strict=False)
        if level
    ]
    offered = [model.options[option].name for option in at.offered(package)]
    return "; ".join(filter(None, (", ".join(asked), ", ".join(offered)))) or NOTHING


def changes_in_words(model: Model, at: Issues, package: Ints, other: Ints) -> str:
    """What another package changes, in words: levels of measures, then options added and taken away."""
    words = [
        f"{model.measures[m].name}: {model.levels[other[m]]}"
        for m in np.flatnonzero(package[: at.measures] != other[: at.measures]).tolist()
    ]
    before, after = at.offered(package), at.offered(other)
    words += [f"+ {model.options[o].name}" for o in after if o not in before]
    words += [f"− {model.options[o].name}" for o in before if o not in after]
    return ", ".join(words) or NOTHING
