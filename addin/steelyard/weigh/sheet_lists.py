"""What only the engine can say of packages and of the best order, cut to the length that a sheet shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.packages import TICKS
from steelyard.analysis.packages.thinned_list import shown
from steelyard.errors import SteelyardError, TooManyStates
from steelyard.model.release import Withheld, is_withheld
from steelyard.weigh import package_results
from steelyard.weigh.bargain import WITHHELD, Bargain, Effort, solutions_for
from steelyard.weigh.issues import in_full
from steelyard.weigh.offers import CounterOffers, improvements
from steelyard.weigh.package_results import (
    NEAREST,
    frontier_rows,
    how_many,
    package_row,
    solution_row,
)
from steelyard.weigh.plan_course import PlanCourse
from steelyard.weigh.proposal_results import change, only_unbeaten, receivers
from steelyard.weigh.sentences import number_words
from steelyard.weigh.zone_picture import close_up, filled_zone, marks
from steelyard.weigh.zone_sentences import how_to_open, left_out, zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.analysis.arrays import Ints
    from steelyard.model.model import Model
    from steelyard.weigh.package_results import FrontierRow, SolutionRow
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing
    from steelyard.weigh.zone_picture import Mark, Point

LISTED, IMPROVED, FURTHER = 40, 14, 8
"""Packages, improvements of every kind, and joint improvements that are listed at the most."""

STROKES = LISTED // 2
"""Of the line that fills the zone of agreement in a chart. each has two ends, in rows of their own."""

EFFORT = Effort(states=200, points=100_000, thinned=50_000, partial=3_000)
"""How far a frontier is followed for a sheet: about half a second."""

NO_COUNTERPART = "The model names no counterpart, so there is nobody to make a package with."
NO_MORE_COUNTERPART = f"{WITHHELD[0].upper()}{WITHHELD[1:]}."
NO_PLAN = "The model has no plan: write its steps on the sheet Plan."

Rows = tuple[tuple["ResultValue", ...], ...]
"""The rows of any list."""

YES_NO = {True: "yes", False: "no"}
"""What cells hold for truth values."""

Choices = tuple[int, ...]
"""[i], the choice that a package makes at each issue; see `steelyard.weigh.issues.Issues`."""


class ListedPackage(NamedTuple):
    """One row of Packages: a package that no other beats, with yes and no in words."""

    point: int
    """Its place among all that no other beats, 1 for the best for our side."""
    us: float
    them: float
    further: tuple[float, ...]
    """What it is worth to each further counterpart."""
    zone: str
    accepted: str | None
    """Whether every further counterpart accepts it; None where there is none."""
    solutions: str | None
    alike: int | None
    """How many packages are worth the same to both sides; None where they were not counted."""
    package: str


class Solution(NamedTuple):
    """One row of Concessions: the package that a solution points at, the first one where several tie.

    Where no zone of agreement is open, it has its name alone; in place of the first solution stands the
    package that is nearest to acceptance by all.
    """

    solution: str
    points: str | None = None
    """The places of all packages that it points at."""
    us: float | None = None
    them: float | None = None
    further: tuple[float, ...] = ()
    """What it is worth to each further counterpart."""
    gain_us: float | None = None
    gain_them: float | None = None
    conceded_us: float | None = None
    conceded_them: float | None = None
    accepted: str | None = None
    alike: int | None = None
    package: str | None = None


class Improvement(NamedTuple):
    """One row of Improvements: another package, beside the tabled one."""

    number: int
    """Its place in the list, counted from 1."""
    kind: str
    change: str
    """What differs from the tabled package; or the rules to relax."""
    changes: int
    us: float
    them: float
    change_us: float
    change_them: float
    unbeaten: str


class Behind(NamedTuple):
    """The package of each row of the three lists; None where the row has none."""

    packages: tuple[Choices | None, ...]
    solutions: tuple[Choices | None, ...]
    """The first one, where packages tie."""
    improvements: tuple[Choices | None, ...]
    packages_in_full: tuple[str, ...] = ()
    """The same as texts that formulas read, see `issues.in_full`."""
    solutions_in_full: tuple[str | None, ...] = ()


class Deal(NamedTuple):
    """What the engine finds about packages."""

    said: str
    """How exact the list is, and whether a zone of agreement is open."""
    ideals: tuple[float | None, ...]
    """[p], the best that every party could get in the zone of agreement, in points; None without one."""
    packages: tuple[ListedPackage, ...]
    """The best for our side first."""
    solutions: tuple[Solution, ...]
    """One for each solution of the model, see `bargain.solutions_for`."""
    improvements: tuple[Improvement, ...]
    improved: str
    """How many improvements there are, and how many are listed."""
    behind: Behind
    zone: tuple[Point, ...] = ()
    """[2 * `STROKES`], the corners of a line that fills the zone of agreement; none where no zone is open."""
    close_up: tuple[Point, ...] = ()
    """What a chart of the zone shows of the listed packages."""
    marks: tuple[Mark | None, ...] = ()
    """[s], the mark of each solution in that chart."""


def deal_of(weighing: Weighing) -> Deal:
    """What the engine finds about the packages of a model; without a counterpart there are none."""
    if not weighing.model.counterparts:
        return _none(weighing.model, _nobody(weighing.model))
    deal = Bargain(weighing, effort=EFFORT)
    try:
        places = _spread(deal)
    except TooManyStates as many:
        return _none(weighing.model, f"Not listed: {many}.")
    candidates, summary = _improvements(deal)
    found, packages = _solutions(deal), deal.frontier.packages
    rows = tuple(map(_listed, frontier_rows(deal, deal.frontier, places)))
    solutions = tuple(row for row, _ in found)
    return Deal(
        _summary(deal, len(places)),
        _ideals(deal),
        rows,
        solutions,
        tuple(_improvement(deal, number, each) for number, each in enumerate(candidates, 1)),
        summary,
        Behind(
            tuple(_choices(packages[at]) for at in places),
            tuple(None if package is None else _choices(package) for _, package in found),
            tuple(_choices(each.package) for each in candidates),
            tuple(in_full(weighing.model, deal.issues, packages[at]) for at in places),
            tuple(
                None if package is None else in_full(weighing.model, deal.issues, package)
                for _, package in found
            ),
        ),
        filled_zone(deal, STROKES),
        close_up(rows, is_open=deal.opens),
        marks(solutions),
    )


def _nobody(model: Model) -> str:
    """Why there is nobody to make a package with."""
    return NO_MORE_COUNTERPART if is_withheld(model, Withheld.COUNTERPART) else NO_COUNTERPART


def _none(model: Model, why: str) -> Deal:
    names = solutions_for(model)
    nowhere = Behind((), (None,) * len(names), (), (), (None,) * len(names))
    unknown = (None,) * (1 + len(model.counterparts))
    return Deal(why, unknown, (), tuple(map(Solution, names)), (), why, nowhere)


def _ideals(deal: Bargain) -> tuple[float | None, ...]:
    """[p], the ideal of every party that bargains in points; None for the others, and without a zone."""
    found = dict(zip(deal.bargaining, deal.ideals or (), strict=False))
    return tuple(found[place] / TICKS if place in found else None for place in range(len(deal.no_deals)))


def _choices(package: Ints) -> Choices:
    return tuple(package.tolist())


def _summary(deal: Bargain, listed: int) -> str:
    opened = zone(deal) if deal.opens else f"{zone(deal)}: {how_to_open(deal)}"
    part = listed < len(deal.frontier.us)
    spread = f" {listed} of them are listed, all solutions among them." if part else ""
    return f"{opened[:1].upper()}{opened[1:]}. {how_many(deal)}{spread}"


def _spread(deal: Bargain) -> list[int]:
    """Places of the frontier that are listed: its ends, those of the solutions, others spread evenly."""
    pointed = package_results.marks(deal)
    if len(deal.frontier.us) <= LISTED:
        return list(range(len(deal.frontier.us)))
    places, _ = shown(deal.frontier.worth, max(1, LISTED - 1 - len(pointed)), pointed)
    return places[:LISTED]


def _listed(row: FrontierRow) -> ListedPackage:
    return ListedPackage(
        point=row.point,
        us=row.us,
        them=row.them,
        further=row.further,
        zone=YES_NO[row.zone],
        accepted=None if row.accepted is None else YES_NO[row.accepted],
        solutions=row.solutions or None,
        alike=row.alike,
        package=row.package,
    )


def _solutions(deal: Bargain) -> list[tuple[Solution, Ints | None]]:
    """The row of each solution at the first place that it points at, and the package there.

    Where no zone of agreement is open, the first row has the nearest package instead.
    """
    if deal.opens:
        return [
            (_solution(solution_row(deal, name, at[0]), at), deal.frontier.packages[at[0]])
            if at
            else (Solution(name), None)
            for name, at in deal.solutions.items()
        ]
    names = list(deal.solutions)
    empty: list[tuple[Solution, Ints | None]] = [(Solution(name), None) for name in names]
    if deal.nearest is None or not len(deal.nearest[0]):
        return empty
    package = deal.nearest[0][0]
    return [(_solution(package_row(deal, NEAREST, package), ()), package), *empty[1:]]


def _solution(row: SolutionRow, places: Sequence[int]) -> Solution:
    """The row of a solution, with all places that it points at."""
    return Solution(
        solution=row.solution,
        points=", ".join(str(at + 1) for at in places) or None,
        us=row.us,
        them=row.them,
        further=row.further,
        gain_us=row.gain_us,
        gain_them=row.gain_them,
        conceded_us=row.conceded_us,
        conceded_them=row.conceded_them,
        accepted=None if row.accepted is None else YES_NO[row.accepted],
        alike=row.alike,
        package=row.package,
    )


class _Candidate(NamedTuple):
    """A package that may be listed among the improvements."""

    kind: str
    package: Ints
    words: str = ""
    """What is written in place of the changes; empty for the changes themselves."""


def _improvements(deal: Bargain) -> tuple[list[_Candidate], str]:
    """What would make the tabled package better or acceptable; and what the list is, in words."""
    found = improvements(deal)
    better = found.packages
    none = "No package with all rules and consents is better for one side and no worse for the others"
    parts = [
        f"The joint improvements with the fewest changes are listed{only_unbeaten(found)}" if better else none
    ]
    others: list[_Candidate] = []
    try:
        others += _counters(deal)
    except TooManyStates as many:
        parts.append(f"counter-offers are left out: {many}")
    if not deal.opens:
        others += _relaxed(deal)
    joint = [_Candidate("joint improvement", each) for each in better[:FURTHER]]
    listed = [*joint[: max(0, IMPROVED - len(others))], *others][:IMPROVED]
    return listed, "; ".join(parts) + "."


def _improvement(deal: Bargain, number: int, candidate: _Candidate) -> Improvement:
    found = change(deal, candidate.package)
    return Improvement(
        number=number,
        kind=candidate.kind,
        change=candidate.words or found.words,
        changes=found.changes,
        us=found.us,
        them=found.them,
        change_us=found.gain_us,
        change_them=found.gain_them,
        unbeaten=YES_NO[found.unbeaten],
    )


def _counters(deal: Bargain) -> Iterator[_Candidate]:
    """The cheapest changes after which a side accepts, where it does not accept the tabled package yet."""
    counters = CounterOffers(deal)
    for maker in range(len(deal.bargaining)):
        for counter in counters.by(maker):
            if counter.changes:
                yield _Candidate(f"counter-offer to {receivers(deal, maker)}", counter.package)


def _relaxed(deal: Bargain) -> Iterator[_Candidate]:
    """The smallest sets of rules and consents without which a zone of agreement opens."""
    for found in deal.relaxations:
        count = len(found.rules)
        kind = f"do without {count} rule{'s' if count > 1 else ''} or consent{'s' if count > 1 else ''}"
        yield _Candidate(kind, found.package, ", ".join(left_out(deal, found)))


class BestOrder(NamedTuple):
    """The order of the plan with the least exposure."""

    said: str
    phases: tuple[int | None, ...]
    """[s], the phase of each step in the order of the model's plan; None where there is no such order."""
    then: str = ""
    """The greatest exposure in this order, and its phases, in words."""
    now: str = ""
    """The same of the plan as it stands."""


def best_order(weighing: Weighing) -> BestOrder:
    """The best order of a model's plan, or why there is none."""
    steps = weighing.model.plan
    nowhere = (None,) * len(steps)
    if not steps:
        return BestOrder(NO_PLAN, nowhere)
    if not weighing.model.counterparts:
        return BestOrder(_nobody(weighing.model), nowhere)
    plan = PlanCourse(weighing)
    try:
        places = plan.best_places
    except SteelyardError as refusal:
        said = str(refusal)
        return BestOrder(f"{said[:1].upper()}{said[1:]}.", nowhere)
    most = (number_words(int(plan.ledger(each).exposure.max()) / TICKS) for each in (places, plan.places))
    phases = tuple(plan.best_phases[step.id] for step in steps)
    counts = max(phases), len(plan.halves) // 2
    then, now = (f"{exposure} in {count}" for exposure, count in zip(most, counts, strict=True))
    said = f"Greatest exposure {then} phases; in the plan as it stands {now}."
    return BestOrder(said, phases, f"{then} phases", now)
