"""The public functions of steelyard: models from and to files, and every table of results as a DataFrame.

The rows of a DataFrame are labelled by ids of the model, so `.loc` finds a row; its columns are named as in
`steelyard.weigh.score_results`. Points and shares have full precision, and what does not apply is missing.
`scenario` is the id or the name of a scenario, by default the one that Decide shows; `viewpoint` is the id or
the name of a stakeholder, or `all` for the pool. The judged weights are used, unless `trial` asks for the
trial weights of the model.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard import cases
from steelyard.errors import SteelyardError
from steelyard.model.checks import require_fit
from steelyard.model.naming import meant
from steelyard.model.text.reading import read_text
from steelyard.versions import diff, difference, merge, pool
from steelyard.weigh import (
    lead_results,
    package_results,
    plan_results,
    proposal_results,
    record_results,
    score_results,
    trial_sentences,
)
from steelyard.weigh.remembered import remembered
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.files import load, save

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from steelyard.model.model import Model
    from steelyard.weigh.result import Result
    from steelyard.workbook.checking.verify import Verification
    from steelyard.workbook.releasing.release import Released
    from steelyard.workbook.scoring.score import Scored

__all__ = [
    "QUESTIONS",
    "acceptance",
    "accepted_frontier",
    "best_plan",
    "check",
    "concessions",
    "contributions",
    "counter_offers",
    "diff",
    "difference",
    "duels",
    "exchange",
    "expected",
    "frontier",
    "improvements",
    "leads",
    "load",
    "merge",
    "new",
    "order",
    "packages",
    "plan",
    "plan_futures",
    "plan_parties",
    "pool",
    "positions",
    "ranking",
    "record",
    "relaxations",
    "release",
    "review",
    "save",
    "score",
    "scores",
    "shares",
    "snapback",
    "stability",
    "table",
    "tabled",
    "tabling",
    "tradeoffs",
    "weighed",
    "what_it_takes",
]


class Question(NamedTuple):
    """A table that can be asked for: the function that computes it, and what it depends on."""

    answer: Callable[..., Result]
    one_scenario: bool = True
    """Whether the table is about one scenario; otherwise it covers all of them."""
    one_viewpoint: bool = True
    """Whether the table is from one viewpoint; otherwise it covers all of them."""


QUESTIONS = {
    "ranking": Question(score_results.ranking),
    "scores": Question(score_results.scores, one_scenario=False),
    "contributions": Question(score_results.contributions),
    "tradeoffs": Question(score_results.tradeoffs),
    "exchange": Question(score_results.exchange),
    "duels": Question(score_results.duels),
    "stability": Question(score_results.stability),
    "leads": Question(lead_results.leads, one_scenario=False),
    "expected": Question(score_results.expected, one_scenario=False),
    "what_it_takes": Question(score_results.what_it_takes, one_scenario=False),
    "positions": Question(score_results.positions, one_viewpoint=False),
    "record": Question(record_results.record, one_scenario=False),
    "shares": Question(score_results.shares, one_scenario=False, one_viewpoint=False),
    "packages": Question(package_results.solutions, one_scenario=False),
    "frontier": Question(package_results.frontier, one_scenario=False),
    "accepted_frontier": Question(package_results.accepted_frontier, one_scenario=False),
    "concessions": Question(package_results.concessions, one_scenario=False),
    "tabled": Question(proposal_results.proposal, one_scenario=False),
    "acceptance": Question(proposal_results.acceptance, one_scenario=False),
    "improvements": Question(proposal_results.improvements, one_scenario=False),
    "counter_offers": Question(proposal_results.counter_offers, one_scenario=False),
    "relaxations": Question(proposal_results.relaxations, one_scenario=False),
    "plan": Question(plan_results.ledger, one_scenario=False),
    "best_plan": Question(plan_results.best_ledger, one_scenario=False),
    "plan_futures": Question(plan_results.plan_futures, one_scenario=False),
    "plan_parties": Question(plan_results.plan_parties, one_scenario=False),
    "order": Question(plan_results.order, one_scenario=False),
    "snapback": Question(plan_results.snapback, one_scenario=False),
}
"""Every table that can be asked for, by its name."""


@remembered(8)
def weighed(model: Model, viewpoint: str | None = None, *, trial: bool = False) -> Weighing:
    """The weighing of a model; kept, so that a second call with the same model computes nothing again.

    Args:
        model: the model.
        viewpoint: a stakeholder's id or name, or `all`; as on Decide by default.
        trial: whether the model's trial weights are used instead of the judged ones.

    Raises:
        InvalidModel: there is an error in the model.
        UnknownName: no stakeholder has this id.
        SteelyardError: trial weights are asked for, and there are none that can be used.
    """
    weighing = Weighing(require_fit(model, "the model"), viewpoint, with_trial=trial)
    if trial and not weighing.on_trial:
        why = trial_sentences.said(weighing.trial) or "No shares are on trial."
        raise SteelyardError(f"{why} Type them on Decide, in the column trial, or ask without --trial")
    return weighing


def table(
    model: Model,
    name: str,
    scenario: str | None = None,
    viewpoint: str | None = None,
    *,
    trial: bool = False,
) -> Result:
    """The table of this name; of one that covers all scenarios, the rows of the scenario that is asked for.

    Judged weights are used, unless `trial` asks for the model's trial weights.

    Raises:
        UnknownName: there is no such table, scenario or stakeholder.
        SteelyardError: the table does not depend on the scenario, on the viewpoint or on trial weights, or
            there are no trial weights that can be used.
        InvalidModel: there is an error in the model.
    """
    key = meant("table", name.replace("-", "_"), {each: each for each in QUESTIONS})
    question, weighing = QUESTIONS[key], weighed(model, viewpoint, trial=trial)
    if viewpoint and not question.one_viewpoint:
        raise SteelyardError(f"the table {key} covers every viewpoint; ask for it without a stakeholder")
    if trial and not question.one_viewpoint:
        raise SteelyardError(f"the table {key} covers every viewpoint, as judged; ask for it without --trial")
    if question.one_scenario:
        return question.answer(weighing, scenario)
    return _of_scenario(question.answer(weighing), weighing, scenario)


def _of_scenario(whole: Result, weighing: Weighing, scenario: str | None) -> Result:
    """The rows of one scenario; all of them where none is asked for."""
    if not scenario:
        return whole
    own = weighing.scenarios[weighing.scenario(scenario)].id
    names = [column.name for column in whole.columns]
    if "scenario" not in names:
        raise SteelyardError(f"the table {whole.name} covers all scenarios at once; ask for it without one")
    at = names.index("scenario")
    return replace(whole, rows=tuple(row for row in whole.rows if row[at] == own))


def new(case: str = cases.BLANK) -> Model:
    """The model of a shipped case, by its name; of the blank case by default.

    Raises:
        UnknownName: there is no such case.
    """
    return _shipped(case)


@cache
def _shipped(case: str) -> Model:
    """Read once: neither the text of a shipped case nor a model ever changes."""
    return read_text(cases.text(case), where=f"the case {case}")


def score(source: Path | str, target: Path | str | None = None, *, new: bool = False) -> Scored:
    """See `steelyard.workbook.scoring.score.score`."""
    from steelyard.workbook.scoring import score as scoring  # noqa: PLC0415 - slow to import, and tables need no workbook

    return scoring.score(source, target, new=new)


def release(source: Path | str, target: Path | str, *, new: bool = False) -> Released:
    """See `steelyard.workbook.releasing.release.release`."""
    from steelyard.workbook.releasing import release as releasing  # noqa: PLC0415 - slow to import, and tables need no workbook

    return releasing.release(source, target, new=new)


def review(
    old: Path | str,
    new: Path | str,
    target: Path | str,
    *,
    viewpoint: str | None = None,
    without_secrets: bool = False,
) -> dict[str, pd.DataFrame]:
    """Two files of a decision, compared for a reviewer: a review workbook (.xlsx) or a page (.html).

    Args:
        old: the earlier version, a workbook or a text.
        new: the later version. What a reviewer wrote in it goes along, if it is a review workbook.
        target: the file to write; one that stands there is replaced.
        viewpoint: see `diff`.
        without_secrets: see `diff`.

    Returns:
        The tables of `diff`, and `reviewed`: what a reviewer wrote in the later version, if anything.

    Raises:
        InvalidModel, TextError, NotAWorkbook, UnreadableFile: see `load`.
        SteelyardError: the target has another ending; or it is a workbook, and nothing differs.
    """
    from steelyard.workbook.reviewing.review import read, reviewed, write_review  # noqa: PLC0415 - slow to import

    found = reviewed(*read(Path(old), Path(new)), viewpoint, without_secrets=without_secrets)
    for each in write_review(found, Path(target), (Path(old).name, Path(new).name)):
        warnings.warn(f"{target}: {each}", stacklevel=2)
    return {table.name: table.frame() for table in found.tables}


def check(path: Path | str) -> Verification:
    """See `steelyard.workbook.checking.verify.verify`."""
    from steelyard.workbook.checking.verify import verify  # noqa: PLC0415 - slow to import, and tables need no workbook

    return verify(path)


def ranking(
    model: Model, *, scenario: str | None = None, viewpoint: str | None = None, trial: bool = False
) -> pd.DataFrame:
    """By option, best first: name, rank, benefit, cost, net, whole, offered, verdict, missing, how_firm."""
    return table(model, "ranking", scenario, viewpoint, trial=trial).frame()


def scores(model: Model, *, viewpoint: str | None = None, trial: bool = False) -> pd.DataFrame:
    """By scenario and option: benefit, cost, net, whole, rank, unlocked, verdict, missing, regret."""
    return table(model, "scores", None, viewpoint, trial=trial).frame()


def contributions(
    model: Model, *, scenario: str | None = None, viewpoint: str | None = None, trial: bool = False
) -> pd.DataFrame:
    """By option: net, then one column a criterion with its points, which add up to the net."""
    return table(model, "contributions", scenario, viewpoint, trial=trial).frame()


def tradeoffs(
    model: Model, *, scenario: str | None = None, viewpoint: str | None = None, trial: bool = False
) -> pd.DataFrame:
    """By option and criterion: share, level, points, step, relative, break_even, tie_share, distance."""
    return table(model, "tradeoffs", scenario, viewpoint, trial=trial).frame()


def exchange(model: Model, *, scenario: str | None = None, viewpoint: str | None = None) -> pd.DataFrame:
    """By option and measure: one column a measure, how many of its steps one step of the row's is worth."""
    return table(model, "exchange", scenario, viewpoint).frame()


def duels(model: Model, *, scenario: str | None = None, viewpoint: str | None = None) -> pd.DataFrame:
    """By option, option against it and criterion: advantage, share, tie_share."""
    return table(model, "duels", scenario, viewpoint).frame()


def stability(model: Model, *, scenario: str | None = None, viewpoint: str | None = None) -> pd.DataFrame:
    """By criterion: share, low, high, between which the first option stays first."""
    return table(model, "stability", scenario, viewpoint).frame()


def leads(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By scenario and rival: first, lead, alone, judgement, now, value, level_at, together, standing."""
    return table(model, "leads", None, viewpoint).frame()


def expected(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By option: offered, offered_whole, expected, greatest_regret; empty without probabilities."""
    return table(model, "expected", None, viewpoint).frame()


def what_it_takes(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By scenario and option: verdict, steps, count, effort, net, whole, least of the cheapest way.

    `least` is empty where the steps are proven to be the cheapest; otherwise no steps cost less.
    """
    return table(model, "what_it_takes", None, viewpoint).frame()


def positions(model: Model, *, scenario: str | None = None) -> pd.DataFrame:
    """By option: in_favour, all, then one column a stakeholder with the net as it sees it."""
    return table(model, "positions", scenario).frame()


def record(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By entry: date, measure, level, verifier, benefit_verified, benefit_pledged, one column a measure."""
    return table(model, "record", None, viewpoint).frame()


def shares(model: Model) -> pd.DataFrame:
    """By viewpoint: one column a criterion, its share of the one budget."""
    return table(model, "shares").frame()


def tabling(model: Model, levels: Mapping[str, str], options: Collection[str]) -> Model:
    """The model with another tabled package: the levels asked for, by measure, and the options offered.

    Measures and options are named by their ids or by their names. Measures that are left out stay at the
    lowest level; options that are left out are not offered.

    Raises:
        UnknownName: the model has no such measure, level or option.
    """
    measures = {part.id: part.name for part in model.measures}
    asked = {
        meant("measure", measure, measures): meant("level", level, {each: each for each in model.levels})
        for measure, level in levels.items()
    }
    named = {part.id: part.name for part in model.options}
    offered = {meant("option", option, named) for option in options}
    return model.replace(
        measures=tuple(replace(each, asked=asked.get(each.id, "")) for each in model.measures),
        options=tuple(replace(each, offered=each.id in offered) for each in model.options),
    )


def packages(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By solution, point: us, them, gain_us, gain_them, conceded_us, conceded_them, accepted, alike, package.

    After `them` there is a column `points for ID` for each further counterpart. Where no zone of agreement
    is open, the rows are the packages nearest to acceptance by all, not solutions.
    """
    return table(model, "packages", None, viewpoint).frame()


def frontier(model: Model, *, viewpoint: str | None = None, points: int | None = None) -> pd.DataFrame:
    """By point, best for us first: us, them, zone, accepted, solutions, alike, package.

    After `them` there is a column `points for ID` for each further counterpart. `points` asks for about so
    many of the points. The gap of the list is in `attrs["gap"]`: for any package there is one in it that is
    as good for the other side and worse for ours by at most so many points; 0 where all are listed.
    """
    return package_results.frontier(weighed(model, viewpoint), points).frame()


def accepted_frontier(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By point: the columns of `frontier`; every further counterpart accepts these packages.

    They are us, them, `points for ID`, zone, accepted, solutions, alike and package.
    """
    return table(model, "accepted_frontier", None, viewpoint).frame()


def concessions(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By solution, point and side: aspiration, reservation, value, concession."""
    return table(model, "concessions", None, viewpoint).frame()


def tabled(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By package: allowed, broken, refusing, us, them, on_frontier, distance, left."""
    return table(model, "tabled", None, viewpoint).frame()


def acceptance(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By party: role, value, reservation, gain, accepts; for the tabled package."""
    return table(model, "acceptance", None, viewpoint).frame()


def improvements(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By number: us, them, gain_us, gain_them, changes, on_frontier, change; nearest first.

    Packages better than the tabled one for one side and no worse for the other.
    """
    return table(model, "improvements", None, viewpoint).frame()


def counter_offers(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By acceptable_to and changes: us, them, change_us, change_them, change.

    The cheapest changes that make the tabled package acceptable to a side.
    """
    return table(model, "counter_offers", None, viewpoint).frame()


def relaxations(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By set and rule: option, asks, us, them, package.

    The smallest sets of rules without which a zone of agreement opens; empty where one is open.
    """
    return table(model, "relaxations", None, viewpoint).frame()


def plan(model: Model, *, optimise: bool = False, viewpoint: str | None = None) -> pd.DataFrame:
    """By phase, half, side: given, received, exposure, recovered, delay, loss, loss_taken_back, to_come, ...

    Further columns are future and goes_on. `loss` is what a side loses if the other stops, `loss_taken_back`
    what it loses if the other also takes back what it can.

    `optimise` asks for the best order instead of the one that is planned.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    return table(model, "best_plan" if optimise else "plan", None, viewpoint).frame()


def best_plan(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By phase, half, side: the same columns as `plan`, in the best order.

    They are given, received, exposure, recovered, delay, loss, loss_taken_back, to_come, future and goes_on.
    """
    return plan(model, optimise=True, viewpoint=viewpoint)


def plan_futures(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By side: stated, least, after, goes_on; what the time after the plan must be worth to it.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    return table(model, "plan_futures", None, viewpoint).frame()


def plan_parties(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By phase, half, party: role, value, reservation, accepts; for every counterpart but the first.

    Raises:
        BrokenPlan: a condition does not hold when an option is released; the message names it.
    """
    return table(model, "plan_parties", None, viewpoint).frame()


def order(model: Model, *, viewpoint: str | None = None) -> pd.DataFrame:
    """By step: phase, planned, kind, item, level.

    The order with the least greatest exposure of the larger side, then the fewest phases.
    """
    return table(model, "order", None, viewpoint).frame()


def snapback(model: Model, *, scenario: str | None = None, viewpoint: str | None = None) -> pd.DataFrame:
    """By scenario, option and rule: asks, withdrawn, recovered, lost, delay."""
    return table(model, "snapback", scenario, viewpoint).frame()
