"""What only the engine can say of packages and of the best order, cut to the length that a sheet shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.packages.frontier import spaced
from steelyard.analysis.packages.packages import TICKS
from steelyard.errors import SteelyardError, TooManyStates
from steelyard.weigh.bargain import SOLUTIONS, Bargain, Effort
from steelyard.weigh.package_results import exactness, frontier_rows, marks, solution_row
from steelyard.weigh.plan_course import Plan
from steelyard.weigh.proposal_results import asks_for, change
from steelyard.weigh.sentences import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.analysis.arrays import Ints
    from steelyard.weigh.result import Entry
    from steelyard.weigh.weighing import Weighing

LISTED, IMPROVED, FURTHER = 40, 14, 8
"""Packages, improvements of every kind, and joint improvements that are listed at the most."""

EFFORT = Effort(states=5_000, points=100_000, thinned=50_000)
"""How far a frontier is followed for a sheet: about half a second."""

NO_COUNTERPART = "The model names no counterpart, so there is nobody to make a package with."
NO_PLAN = "The model has no plan: write its steps on the sheet Plan."

Rows = tuple[tuple["Entry", ...], ...]

Choices = tuple[int, ...]
"""[i], the choice that a package makes at each issue; see `steelyard.weigh.issues.Issues`."""


class Behind(NamedTuple):
    """The package that each row of the three lists stands for; None where it stands for none."""

    packages: tuple[Choices | None, ...]
    solutions: tuple[Choices | None, ...]
    """The first one, where packages tie."""
    improvements: tuple[Choices | None, ...]


class Deal(NamedTuple):
    """What the engine says of packages."""

    said: str
    """How far the list can be trusted, and whether a zone of agreement is open."""
    aspirations: tuple[float, float] | None
    """The best that each side could get, in points; None where that was not computed."""
    packages: Rows
    """[f], point, us, them, zone, accepted, solutions, alike, words; best for our side first."""
    solutions: Rows
    """One for each of `SOLUTIONS`; its name alone where no package gives both sides what they have anyway."""
    improvements: Rows
    """number, kind, change, changes, us, them, change for us, change for them, whether no other beats it."""
    improved: str
    """How many there are, and how many are listed."""
    behind: Behind


def deal_of(weighing: Weighing) -> Deal:
    """What the engine says of the packages of a model; without a counterpart there are none."""
    if not weighing.model.counterparts:
        return _none(NO_COUNTERPART)
    deal = Bargain(weighing, effort=EFFORT)
    try:
        places = _spread(deal)
    except TooManyStates as many:
        return _none(f"Not listed: {many}.")
    rows, better, said = _improvements(deal)
    pointed = deal.solutions(deal.frontier)
    packages = deal.frontier.packages
    return Deal(
        _said(deal, len(places)),
        (deal.aspirations[0] / TICKS, deal.aspirations[1] / TICKS),
        tuple(map(_shown, frontier_rows(deal, deal.frontier, places))),
        tuple(_solution(deal, *each) for each in pointed.items()),
        rows,
        said,
        Behind(
            tuple(_choices(packages[at]) for at in places),
            tuple(_choices(packages[at[0]]) if at else None for at in pointed.values()),
            better,
        ),
    )


def _none(why: str) -> Deal:
    nowhere = Behind((), (None,) * len(SOLUTIONS), ())
    return Deal(why, None, (), tuple((name,) for name in SOLUTIONS), (), why, nowhere)


def _choices(package: Ints) -> Choices:
    return tuple(package.tolist())


def _said(deal: Bargain, listed: int) -> str:
    zone = "A zone of agreement is open" if deal.opens else "No zone of agreement is open"
    part = listed < len(deal.frontier.us)
    spread = f"; {listed} of them are listed, all solutions among them" if part else ""
    return f"{zone}. No other beats {exactness(deal, deal.frontier)}{spread}."


def _spread(deal: Bargain) -> list[int]:
    """Places of the frontier that are listed: its ends, those of the solutions, others spread evenly."""
    pointed = marks(deal, deal.frontier)
    if len(deal.frontier.us) <= LISTED:
        return list(range(len(deal.frontier.us)))
    places, _ = spaced(deal.frontier.us, max(1, LISTED - 1 - len(pointed)), pointed)
    return places.tolist()[:LISTED]


def _solution(deal: Bargain, name: str, places: Sequence[int]) -> tuple[Entry, ...]:
    """The row of a solution at the first place that it points at, with all of them."""
    if not places:
        return (name,)
    _, _, *rest = solution_row(deal, name, places[0])
    return _shown((name, ", ".join(str(at + 1) for at in places), *rest))


def _shown(row: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """A row as cells hold it: yes and no in words, nothing for an empty text."""
    said = {True: "yes", False: "no"}
    return tuple(said[each] if isinstance(each, bool) else None if each == "" else each for each in row)


Change = tuple[tuple["Entry", ...], "Ints"]
"""A row of the improvements less its number, and the package that it leads to."""


def _improvements(deal: Bargain) -> tuple[Rows, tuple[Choices, ...], str]:
    """What would make the tabled package better or acceptable, the packages then, and how much is listed."""
    better = deal.improvements
    none = "No package that keeps the rules is better for one side and no worse for the other"
    told = [f"Joint improvements found: {len(better)}" if better else none]
    rows: list[Change] = []
    try:
        rows += _counters(deal)
    except TooManyStates as many:
        told.append(f"counter-offers are left out: {many}")
    if not deal.opens:
        rows += _relaxed(deal)
    joint = [(("joint improvement", *_change(deal, each)), each) for each in better[:FURTHER]]
    rows = [*joint[: max(0, IMPROVED - len(rows))], *rows][:IMPROVED]
    if len(joint) < len(better):
        told.append("the nearest are listed")
    numbered = tuple((at, *row) for at, (row, _) in enumerate(rows, 1))
    return numbered, tuple(_choices(package) for _, package in rows), "; ".join(told) + "."


def _change(deal: Bargain, package: Ints, words: str = "") -> tuple[Entry, ...]:
    found = change(deal, package)
    points = (found.us, found.them, found.gain_us, found.gain_them)
    return _shown((words or found.words, found.changes, *points, found.unbeaten))


def _counters(deal: Bargain) -> Iterator[Change]:
    """The cheapest changes after which a side accepts, where it does not accept the tabled package yet."""
    names = (deal.model.counterparts[0].id, deal.model.settings.our_side)
    for to_us, name in enumerate(names):
        for counter in deal.counters(to_us=bool(to_us)):
            if counter.changes:
                yield (f"counter-offer to {name}", *_change(deal, counter.package)), counter.package


def _relaxed(deal: Bargain) -> Iterator[Change]:
    """The smallest sets of rules without which a zone of agreement opens."""
    for found in deal.relaxations:
        rules = ", ".join(f"{deal.model.rules[rule].id} ({asks_for(deal, rule)})" for rule in found.rules)
        row = (f"{len(found.rules)} rules to relax", *_change(deal, found.package, rules))
        yield row, found.package


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
        return BestOrder(NO_COUNTERPART, nowhere)
    plan = Plan(weighing)
    try:
        places = plan.best_places
    except SteelyardError as refusal:
        said = str(refusal)
        return BestOrder(f"{said[:1].upper()}{said[1:]}.", nowhere)
    most = (shown(int(plan.ledger(each).exposure.max()) / TICKS) for each in (places, plan.places))
    phases = tuple(plan.best_phases[step.id] for step in steps)
    counts = max(phases), len(plan.halves) // 2
    then, now = (f"{exposure} in {count}" for exposure, count in zip(most, counts, strict=True))
    said = f"Greatest exposure {then} phases; in the plan as it stands {now}."
    return BestOrder(said, phases, f"{then} phases", now)
