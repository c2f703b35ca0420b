"""The packages of a model for the arithmetic: what every choice is worth to every party, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages import acceptance
from steelyard.analysis.packages.packages import Space, ticks, worth
from steelyard.weigh import issues
from steelyard.weigh.weighing import computed_once

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Ints
    from steelyard.analysis.packages.packages import Limit
    from steelyard.model.parts import Counterpart, Settings
    from steelyard.weigh.weighing import Weighing


@computed_once
def issues_of(weighing: Weighing) -> issues.Issues:
    """The issues that a package of the model settles."""
    return issues.issues(weighing.model)


@computed_once
def space_of(weighing: Weighing) -> Space:
    """All packages, with their worth to our side and the first counterpart, and the rules."""
    ours, theirs, *_ = choices_by_party(weighing)
    return Space(ours, theirs, limits_of(weighing))


@computed_once
def rule_limits_of(weighing: Weighing) -> tuple[issues.RuleLimit, ...]:
    """The rules of the model as limits on packages, each with the position of its rule."""
    return issues.limits(weighing.model, issues_of(weighing), consents_of(weighing))


def limits_of(weighing: Weighing) -> tuple[Limit, ...]:
    """The rules as limits on packages: one for each rule, or one for each stakeholder that a rule names."""
    return tuple(each.limit for each in rule_limits_of(weighing))


@computed_once
def stakeholder_choices(weighing: Weighing) -> tuple[tuple[Ints, ...], ...]:
    """[s][i][j], ticks that every choice is worth to each stakeholder, by its own weights."""
    at, measures = issues_of(weighing), len(weighing.model.measures)
    return tuple(
        issues.choices(
            at,
            shares[:measures, np.newaxis] * weighing.values,
            -costs,
        )
        for shares, costs in zip(weighing.stakeholder_shares, weighing.stakeholder_costs, strict=True)
    )


def stakeholders_accept(weighing: Weighing, package: Ints) -> list[bool]:
    """[s], whether each stakeholder accepts a package, [i]."""
    return [bool(worth(choices, package[np.newaxis])[0] >= least) for choices, least in consents_of(weighing)]


def consents_of(weighing: Weighing) -> tuple[issues.Consent, ...]:
    """[s], when each stakeholder accepts a package: it is worth at least what our side has with no deal."""
    least = acceptance.least(reservations_by_party(weighing)[0], rounding_of(weighing))
    return tuple(issues.Consent(choices, least) for choices in stakeholder_choices(weighing))


@computed_once
def reservations_by_party(weighing: Weighing) -> tuple[int, ...]:
    """[p], ticks that our side, then each counterpart, has with no deal now, as packages are compared."""
    return reservations_in(weighing, 1)


@computed_once
def reservations_in(weighing: Weighing, phase: int) -> tuple[int, ...]:
    """[p], the same in a phase of the plan.

    reservation[phase] = reservation + (phase − 1) · reservation_change, which is rounded once
    """
    parts: list[Settings | Counterpart] = [weighing.model.settings, *weighing.model.counterparts]
    return tuple(
        int(ticks(np.array((part.reservation or 0.0) + (phase - 1) * (part.reservation_change or 0.0))))
        for part in parts
    )


def rounding_of(weighing: Weighing) -> int:
    """Ticks that a package may be short of no deal by rounding, and is accepted by any party all the same.

    The rounded numbers are the terms of the measures and of the options, and what the party has with no deal.
    """
    model = weighing.model
    return acceptance.rounding(len(model.measures) + len(model.options) + 1)


@computed_once
def choices_by_party(weighing: Weighing) -> tuple[tuple[Ints, ...], ...]:
    """[p][i][j], ticks that every choice is worth to our side, then to each counterpart."""
    model, at = weighing.model, issues_of(weighing)
    ours = weighing.measure_shares[:, np.newaxis] * weighing.values, -weighing.cost
    sides = (ours, *(issues.counterpart_points(model, party) for party in model.counterparts))
    return tuple(issues.choices(at, *points) for points in sides)
