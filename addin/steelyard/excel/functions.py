"""The worksheet functions of the namespace STEELYARD, declared once for every client of Excel.

Each takes the judgement tables as they stand in a workbook, headings and ids included, matches them by ids as
the workbook's reader does, and returns a table that spills, headings on top. The numbers are exactly those of
`steelyard.weigh`. `__all__` lists all of them; those about packages and plans are in `package_functions`.
"""

from __future__ import annotations

from steelyard.excel.arguments import ARGUMENTS, Range
from steelyard.excel.model_of_ranges import UNASKED, Ranges, option_of, scenario_of, weighed
from steelyard.excel.package_functions import exposure, frontier, package_, solutions
from steelyard.excel.ranges import Spilled, spilled
from steelyard.excel.registration import worksheet_function
from steelyard.excel.spill import by_measure, by_option, by_scenario, of_option, one_or_all
from steelyard.weigh import score_results
from steelyard.weigh.score_results import break_even_level
from steelyard.weigh.sentences import VERDICTS, why

__all__ = [
    "benefit",
    "breakeven",
    "contributions",
    "cost",
    "exchange",
    "explain",
    "exposure",
    "frontier",
    "net",
    "package_",
    "pool",
    "ranks",
    "solutions",
    "stability",
    "verdicts",
    "whatittakes",
]


@worksheet_function(
    "Net value of every option in points: benefit less cost; 0 is holding the current position.",
    ARGUMENTS,
)
def net(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range = "",
    viewpoint: Range = "",
) -> Spilled:
    weighing = weighed("NET", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    return by_scenario("NET", weighing, weighing.net, scenario)


@worksheet_function(
    "Points that every option earns, 0 to 100: weight, linkage and the value of what is delivered.",
    ARGUMENTS,
)
def benefit(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range = "",
    viewpoint: Range = "",
) -> Spilled:
    weighing = weighed("BENEFIT", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    return by_scenario("BENEFIT", weighing, weighing.benefit, scenario)


@worksheet_function(
    "Points that every option costs us, 0 to 100; the same in every scenario.",
    ARGUMENTS,
)
def cost(
    weights: Range, measures: Range, linkage: Range, costs: Range, delivery: Range, viewpoint: Range = ""
) -> Spilled:
    weighing = weighed("COST", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    return by_option(weighing, "cost", weighing.cost)


@worksheet_function(
    "Rank of every option by net, 1 for the best; equal nets share a rank and leave the next one empty.",
    ARGUMENTS,
)
def ranks(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range = "",
    viewpoint: Range = "",
) -> Spilled:
    weighing = weighed("RANKS", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    return by_scenario("RANKS", weighing, weighing.ranks, scenario)


@worksheet_function(
    "Verdict on every option: offer, not yet (worth it, but its rules do not hold), too dear, hold, or opening.",
    ARGUMENTS,
)
def verdicts(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    options: Range,
    rules: Range,
    scenario: Range = "",
    viewpoint: Range = "",
) -> Spilled:
    ranges = Ranges(weights, measures, linkage, costs, delivery, options, rules)
    weighing = weighed("VERDICTS", ranges, viewpoint)
    return by_scenario("VERDICTS", weighing, weighing.verdicts, scenario, VERDICTS.__getitem__)


@worksheet_function(
    "Where the points come from: net of every option and its terms by criterion, which add up to it.",
    ARGUMENTS,
)
def contributions(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range,
    viewpoint: Range = "",
) -> Spilled:
    weighing = weighed("CONTRIBUTIONS", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    return spilled(score_results.contributions(weighing, scenario_of("CONTRIBUTIONS", weighing, scenario)))


@worksheet_function(
    "Exchange rates: how many further steps of the measure across are worth one step of the measure of the row.",
    ARGUMENTS,
)
def exchange(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range,
    viewpoint: Range = "",
    option: Range = "",
) -> Spilled:
    weighing = weighed("EXCHANGE", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    table = score_results.exchange(weighing, scenario_of("EXCHANGE", weighing, scenario))
    return spilled(of_option("EXCHANGE", weighing, table, option))


@worksheet_function(
    "Lowest level of each measure at which the option alone is worth its cost, other measures as in the scenario.",
    ARGUMENTS,
)
def breakeven(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range,
    viewpoint: Range = "",
) -> Spilled:
    weighing = weighed("BREAKEVEN", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    enough = weighing.break_even(weighing.scenario(scenario_of("BREAKEVEN", weighing, scenario)))
    return by_measure(weighing, enough, lambda level: break_even_level(weighing, level))


@worksheet_function(
    "The cheapest further steps that turn an option into an offer: least cost to the counterpart, then fewest.",
    ARGUMENTS,
)
def whatittakes(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    options: Range,
    rules: Range,
    scenario: Range = "",
    viewpoint: Range = "",
    counterpart: Range = None,
) -> Spilled:
    other = UNASKED if counterpart is None else counterpart
    ranges = Ranges(weights, measures, linkage, costs, delivery, options, rules, other)
    weighing = weighed("WHATITTAKES", ranges, viewpoint)
    return spilled(score_results.what_it_takes(weighing, one_or_all("WHATITTAKES", weighing, scenario)))


@worksheet_function(
    "How far each share of the budget may move, the others in proportion, while the first option stays first.",
    ARGUMENTS,
)
def stability(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    scenario: Range,
    viewpoint: Range = "",
) -> Spilled:
    weighing = weighed("STABILITY", Ranges(weights, measures, linkage, costs, delivery), viewpoint)
    return spilled(score_results.stability(weighing, scenario_of("STABILITY", weighing, scenario)))


@worksheet_function(
    "Weights as shares of the one budget: all stakeholders pooled by influence, then each of them.",
    ARGUMENTS,
)
def pool(weights: Range, measures: Range, costs: Range) -> Spilled:
    return spilled(score_results.shares(weighed("POOL", Ranges(weights, measures, UNASKED, costs, UNASKED))))


@worksheet_function(
    "Why an option stands where it stands: rank, net, what speaks for it and against it, what is missing.",
    ARGUMENTS,
)
def explain(
    weights: Range,
    measures: Range,
    linkage: Range,
    costs: Range,
    delivery: Range,
    options: Range,
    rules: Range,
    option: Range,
    scenario: Range,
    viewpoint: Range = "",
) -> Spilled:
    ranges = Ranges(weights, measures, linkage, costs, delivery, options, rules)
    weighing = weighed("EXPLAIN", ranges, viewpoint)
    chosen = scenario_of("EXPLAIN", weighing, scenario)
    return [[why(weighing, chosen, option_of("EXPLAIN", weighing, option))]]
