"""How the plan differs between two versions of a decision: exposure and standing after each half-step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.model.release import WITHHELD, Withheld, is_withheld
from steelyard.weigh.conditions import acceptances
from steelyard.weigh.plan_course import course_of
from steelyard.weigh.plan_sentences import HALVES
from steelyard.weigh.result import Result, ResultColumn, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.weigh.decision_difference import DecisionDifference
    from steelyard.weigh.plan_course import PlanCourse
    from steelyard.weigh.weighing import Weighing

THE_PLAN = "the plan"
"""The row about the plan as a whole."""

NO_PLAN, KEEPS, BREAKS = "there is none", "keeps the rules", "breaks the rules: "
"""How the plan as a whole stands."""

GOES_ON, STOPS = "goes on", "is better off stopping"
"""How the two sides stand after a half-step."""

ACCEPTS, REFUSES = "accepts", "refuses"
"""How the others stand, who have no steps of their own."""

NO_STEP = "no such half-step"
"""Written for a half-step that the plan of a version does not have."""

_COLUMNS = (
    ResultColumn("phase", "phase", Unit.COUNT),
    ResultColumn("half", "half-step", Unit.TEXT),
    ResultColumn("side", "who", Unit.TEXT),
    ResultColumn("exposure_was", "exposure was", Unit.POINTS),
    ResultColumn("exposure_now", "exposure now", Unit.POINTS),
    ResultColumn("standing_was", "was", Unit.TEXT),
    ResultColumn("standing_now", "now", Unit.TEXT),
)

Spot = tuple[int, int, str]
"""Phase, 0 after its measures and 1 after its options, and whom it is about."""


class _Standing(NamedTuple):
    """How somebody stands after a half-step."""

    exposure: int | None
    """Ticks; None for those who have no steps of their own."""
    words: str


def plan(found: DecisionDifference) -> Result:
    """Where an exposure is another one, and where somebody stands otherwise; first of the plan as a whole.

    A plan that breaks its rules is refused, so nothing else is compared with it.
    """
    rows: list[tuple[float | str | None, ...]] = []
    if found.edits and found.weighings:
        (whole_was, was), (whole_now, now) = map(_standings, found.weighings)
        if whole_was != whole_now:
            rows.append((None, None, THE_PLAN, None, None, whole_was, whole_now))
        if was and now:
            rows += _rows(was, now)
    return Result("plan", "The plan: exposure and standing that changed", _COLUMNS, tuple(rows), keys=3)


def _rows(was: dict[Spot, _Standing], now: dict[Spot, _Standing]) -> Iterator[tuple[float | str | None, ...]]:
    """The half-steps in their order, and for each whom it is about in the order of the later version."""
    whom = [spot[2] for spot in (*now, *was)]
    missing = _Standing(None, NO_STEP)
    for spot in sorted({*was, *now}, key=lambda spot: (*spot[:2], whom.index(spot[2]))):
        one, other = was.get(spot, missing), now.get(spot, missing)
        if one != other:
            phase, half, side = spot
            exposures = (None if each.exposure is None else each.exposure / TICKS for each in (one, other))
            yield (phase, [*HALVES.values()][half], side, *exposures, one.words, other.words)


def _standings(weighing: Weighing) -> tuple[str, dict[Spot, _Standing]]:
    """How the plan stands as a whole, and everybody after each half-step; nobody where it is refused."""
    course = course_of(weighing)
    if course is None:
        return NO_PLAN, {}
    if is_withheld(weighing.model, Withheld.RESERVATION) and acceptances(weighing.model.rules):
        return WITHHELD, {}  # stakeholders accept what is worth no less than our reservation value
    if breaches := course.breaches():
        return BREAKS + "; ".join(breaches), {}
    return KEEPS, dict(_spots(course))


def _spots(course: PlanCourse) -> Iterator[tuple[Spot, _Standing]]:
    """Both sides with their exposure, and the further counterparts."""
    places = course.places
    hidden = WITHHELD if is_withheld(course.model, Withheld.RESERVATION) else ""
    exposure, goes_on, accepts = (
        course.ledger(places).exposure,
        course.goes_on(places),
        course.accepts(places),
    )
    parties = [party.id for party in course.model.counterparts[1:]]
    for h, (phase, kind) in enumerate(course.halves, 1):
        half = [*HALVES].index(kind)
        for side, name in enumerate(course.sides):
            words = hidden or (GOES_ON if goes_on[h, side] else STOPS)
            yield (phase, half, name), _Standing(int(exposure[h, side]), words)
        for at, name in enumerate(parties):
            yield (phase, half, name), _Standing(None, ACCEPTS if accepts[h, at] else REFUSES)
