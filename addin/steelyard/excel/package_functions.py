"""The worksheet functions about packages and plans; `functions` lists them with all others.

They need neither Linkage nor Delivery: the value of a package follows from its own levels and options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.packages.packages import TICKS
from steelyard.errors import SteelyardError
from steelyard.excel.arguments import ARGUMENTS, Range, whole_number, yes
from steelyard.excel.model_of_ranges import UNASKED, Ranges, weighed
from steelyard.excel.ranges import Spilled, spilled
from steelyard.excel.registration import worksheet_function
from steelyard.weigh import package_results, plan_results
from steelyard.weigh.bargain import Effort, bargain_of
from steelyard.weigh.proposal_results import standing

if TYPE_CHECKING:
    from steelyard.model.findings import Finding
    from steelyard.weigh.bargain import Bargain
    from steelyard.weigh.result import Result

SEARCH_LIMITS = Effort(states=200, points=100_000, thinned=50_000)
"""Bounds of the search for a frontier, so that a cell waits some seconds at most; commands have wider ones."""

MOST_ROWS = 20_000
"""Largest number of points of a frontier that spill into a sheet."""

GAP = "gap for us"
"""Heading of the last column of a thinned frontier: how much better for us a package left out may be."""


@worksheet_function(
    "Packages that no other beats under all rules, best for us first, with the solutions among them.",
    ARGUMENTS,
)
def frontier(
    weights: Range,
    measures: Range,
    costs: Range,
    options: Range,
    rules: Range,
    counterpart: Range,
    viewpoint: Range = "",
    points: Range = None,
    reservation: Range = None,
) -> Spilled:
    ranges = Ranges(weights, measures, UNASKED, costs, UNASKED, options, rules, counterpart)
    noted: list[Finding] = []
    most = whole_number("points", points, noted, 2, MOST_ROWS)
    weighing = weighed("FRONTIER", ranges, viewpoint, {"reservation": reservation}, noted)
    deal = bargain_of(weighing, SEARCH_LIMITS)
    if most is not None:
        found = package_results.frontier_of(deal, most)
        return _with_gap(found, found.gap or 0.0)
    if (count := len(deal.frontier.us)) > MOST_ROWS:
        raise SteelyardError(
            f"the frontier has {count:,} points, more than the {MOST_ROWS:,} that are spilled; "
            "ask for fewer by the argument points"
        )
    return _spilled_with_gap(package_results.frontier_of(deal), deal)


@worksheet_function(
    "Nash, Kalai-Smorodinsky, egalitarian and greatest-sum packages, the best for each side, no deal, the tabled one.",
    ARGUMENTS,
)
def solutions(
    weights: Range,
    measures: Range,
    costs: Range,
    options: Range,
    rules: Range,
    counterpart: Range,
    package: Range = None,
    viewpoint: Range = "",
    reservation: Range = None,
) -> Spilled:
    proposal = UNASKED if package is None else package
    ranges = Ranges(weights, measures, UNASKED, costs, UNASKED, options, rules, counterpart, proposal)
    weighing = weighed("SOLUTIONS", ranges, viewpoint, {"reservation": reservation})
    deal = bargain_of(weighing, SEARCH_LIMITS)
    return _spilled_with_gap(package_results.solutions_of(deal), deal)


@worksheet_function(
    "How a package stands: what each party gets, gains and concedes, the rules it breaks, what it leaves on the table.",
    ARGUMENTS,
)
def package_(
    weights: Range,
    measures: Range,
    costs: Range,
    options: Range,
    rules: Range,
    counterpart: Range,
    package: Range,
    viewpoint: Range = "",
    reservation: Range = None,
) -> Spilled:
    ranges = Ranges(weights, measures, UNASKED, costs, UNASKED, options, rules, counterpart, package)
    weighing = weighed("PACKAGE", ranges, viewpoint, {"reservation": reservation})
    deal = bargain_of(weighing, SEARCH_LIMITS)
    return _spilled_with_gap(standing(deal), deal)


@worksheet_function(
    "After each half-step of a plan: what each side has given and received, stands to lose, and needs to go on.",
    ARGUMENTS,
)
def exposure(
    weights: Range,
    measures: Range,
    costs: Range,
    options: Range,
    rules: Range,
    counterpart: Range,
    plan: Range,
    viewpoint: Range = "",
    optimise: Range = None,
    reservation: Range = None,
    future: Range = None,
    reservation_change: Range = None,
) -> Spilled:
    ranges = Ranges(weights, measures, UNASKED, costs, UNASKED, options, rules, counterpart, plan=plan)
    noted: list[Finding] = []
    best = yes("optimise", optimise, noted)
    stated = {
        "reservation": reservation,
        "future": future,
        "reservation_change": reservation_change,
    }
    weighing = weighed("EXPOSURE", ranges, viewpoint, stated, noted)
    return spilled(plan_results.ledger(weighing, optimise=best))


def _spilled_with_gap(table: Result, deal: Bargain) -> Spilled:
    """The result as cells; where the frontier was too large and was thinned, with the gap that this leaves."""
    return _with_gap(table, deal.frontier.gap / TICKS) if deal.frontier.gap else spilled(table)


def _with_gap(table: Result, gap: float) -> Spilled:
    """The result as cells, with the gap in a last column."""
    head, *rows = spilled(table)
    return [[*head, GAP], *([*row, gap] for row in rows)]
