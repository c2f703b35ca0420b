"""How long every analysis takes on the sizes for which an answer is promised, each in a process of its own.

    PYTHONPATH=tests python -m benchmarks.analyses [--runs 3]

A row says what was asked, how long it took, how much memory the process had at most, and whether the answer
is exact. An answer that is not exact says by how much it may be off.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from analysis.spaces import many_rules

from benchmarks.large import Size, model
from steelyard import api
from steelyard.analysis.conditions import Thresholds
from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Space, worth_at_least
from steelyard.analysis.packages.several import unbeaten
from steelyard.analysis.unlocking.cheapest import cheapest_steps
from steelyard.cli.packages import PROPOSAL_TABLES
from steelyard.model.parts import Step, StepKind
from steelyard.weigh import package_results
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from steelyard.model.model import Model

Asked: TypeAlias = "Callable[[], str]"
"""A question that is ready to be asked; it says whether the answer is exact."""

EXACT = "exact"
"""Said of an answer that is exact."""


class Row(NamedTuple):
    """One measurement."""

    what: str
    seconds: float
    """Median, wall clock."""
    work: float
    """Median seconds of processors."""
    memory: float
    """The most MB that the process had; an interpreter with numpy and pandas has about 90."""
    answer: str

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        return (self.what, f"{self.seconds:.2f}", f"{self.work:.2f}", f"{self.memory:.0f}", self.answer)


HEAD = ("what", "s", "processor s", "MB", "answer")


def ranking(size: Size) -> Asked:
    """The ranking of one scenario."""
    made = model(size)
    return lambda: _exact(api.ranking(_anew(made)))


def duels(size: Size) -> Asked:
    """Every pair of options."""
    made = model(size)
    return lambda: _exact(api.duels(_anew(made)))


def leads(size: Size) -> Asked:
    """How firm the first place is, in all scenarios."""
    made = model(size)
    return lambda: _exact(api.leads(_anew(made)))


def plan(size: Size) -> Asked:
    """The best order of a plan that releases every option and asks for every measure."""
    made = model(size)
    asked = tuple(
        Step(id=f"ask-{m + 1}", phase=m % 5 + 1, kind=StepKind.MEASURE, item=measure.id, level="implemented")
        for m, measure in enumerate(made.measures)
    )
    made = replace(made, plan=(*asked, *made.plan))
    return lambda: _exact(api.plan(_anew(made), optimise=True))


def takes(size: Size) -> Asked:
    """What it takes for every option in every scenario."""
    made = model(size)

    def answer() -> str:
        found = api.table(_anew(made), "what_it_takes")
        ended = sum(row[-1] is not None for row in found.rows)
        return EXACT if not ended else f"{ended:,} of {len(found.rows):,} rows carry a bound"

    return answer


def takes_in_proportion(measures: int) -> Asked:
    """What it takes for one option where each measure costs the counterpart in proportion to what it earns.

    Ties are many, so that a search cannot tell one answer from another: the hardest kind of question.
    """
    rng = np.random.default_rng(1)
    weights = rng.dirichlet(np.ones(measures))
    values = np.array([0.0, 10, 40, 70, 100])
    points = weights[:, np.newaxis] * values
    nothing, none = np.zeros(measures, dtype=np.int64), np.zeros(0, dtype=np.int64)
    thresholds = Thresholds(none, np.zeros((0, measures), dtype=np.int64), none)

    def answer() -> str:
        found = cheapest_steps(points, 60.0, nothing, 0.7 * points, thresholds)
        assert found is not None
        return EXACT if found.least is None else f"{found.effort - found.least:.5f} points above its bound"

    return answer


def two_parties(issues: int, rules: int, seed: int) -> Asked:
    """The frontier of two parties, five choices an issue."""
    return lambda: _gap(many_rules(issues, 5, rules, seed))


def with_consent(issues: int, rules: int, seed: int) -> Asked:
    """The frontier of two parties when a third one must consent that a tenth of its range is reached."""
    space, rng = many_rules(issues, 5, rules, seed), np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(issues))
    third = tuple(
        np.rint(weight * rng.permutation(np.linspace(-1e8, 1e8, 5))).astype(np.int64) for weight in weights
    )
    asked = worth_at_least(third, int(1e8 * 0.1))
    return lambda: _gap(space._replace(limits=(*space.limits, asked)))


def _gap(space: Space) -> str:
    found = frontier(space)
    assert found is not None
    return EXACT if not found.gap else f"gap of {found.gap / 1e6:.2f} points"


def three_parties(issues: int, seed: int) -> Asked:
    """The frontier of three parties that bargain, three choices an issue."""
    space = many_rules(issues, 3, 0, seed)
    rng = np.random.default_rng(seed)
    third = tuple(np.rint(rng.random(3) * 1e8).astype(np.int64) for _ in range(issues))

    def answer() -> str:
        found = unbeaten((space.us, space.them, third), space.limits)
        return "refused" if found is None else EXACT

    return answer


def packages(size: Size, *, one: bool) -> Asked:
    """All tables of `steelyard packages`, or one frontier alone."""
    made = model(size)

    def answer() -> str:
        fresh = _anew(made)
        if one:
            return _exact(package_results.frontier(Weighing(fresh)))
        api.packages(fresh)
        for name in (*PROPOSAL_TABLES, "relaxations"):
            api.table(fresh, name)
        return EXACT

    return answer


def _anew(made: Model) -> Model:
    """The model under a title of its own, so that no answer is remembered."""
    return replace(made, settings=replace(made.settings, title=f"{time.perf_counter_ns()}"))


def _exact(_: object) -> str:
    return EXACT


LARGE, WIDE, RULES = Size(60, 40, 20, 10), Size(120, 80, 30, 1), Size(20, 23, 1, 1)
STEPS, CROWDED = Size(9, 14, 1, 1), Size(30, 15, 1, 1)

ROWS: tuple[tuple[str, Callable[[], Asked]], ...] = (
    (f"ranking, {WIDE}", lambda: ranking(WIDE)),
    (f"duels, {WIDE}", lambda: duels(WIDE)),
    (f"leads, {WIDE}", lambda: leads(WIDE)),
    (f"what it takes, all of {LARGE}", lambda: takes(LARGE)),
    ("what it takes, 14 measures in proportion", lambda: takes_in_proportion(14)),
    ("what it takes, 60 measures in proportion", lambda: takes_in_proportion(60)),
    ("best order, 23 steps: 2^14 x 4^3 places of a plan", lambda: plan(STEPS)),
    ("frontier, 5^60 packages, 17 rules", lambda: two_parties(60, 17, 1)),
    ("frontier, 5^30 packages, 40 rules", lambda: two_parties(30, 40, 1)),
    ("frontier, 5^25 packages, 30 rules, a consent", lambda: with_consent(25, 30, 1)),
    ("frontier, 5^30 packages, 40 rules, a consent", lambda: with_consent(30, 40, 1)),
    ("frontier, three parties, 3^10 packages", lambda: three_parties(10, 1)),
    ("frontier, three parties, 3^40 packages", lambda: three_parties(40, 1)),
    ("one frontier, 30 issues, 40 rules", lambda: packages(RULES, one=True)),
    ("all tables of packages, 30 issues, 40 rules", lambda: packages(RULES, one=False)),
    ("one frontier, 25 issues, 60 rules", lambda: packages(CROWDED, one=True)),
    ("all tables of packages, 25 issues, 60 rules", lambda: packages(CROWDED, one=False)),
)
"""What is measured: its name, and what prepares the question."""


def measured(at: int, runs: int) -> Row:
    """One row, in this process."""
    what, prepared = ROWS[at]
    asked, times, said = prepared(), list[tuple[float, float]](), ""
    for _ in range(runs):
        start, work = time.perf_counter(), time.process_time()
        said = asked()
        times.append((time.perf_counter() - start, time.process_time() - work))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Row(what, median(t for t, _ in times), median(w for _, w in times), memory, said)


def rows(runs: int, places: Iterable[int] = range(len(ROWS))) -> Iterator[Row]:
    """Every row, each in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as one_at_a_time:
        yield from (one_at_a_time.submit(measured, at, runs).result() for at in places)


def main() -> None:
    """Print the rows as they come."""
    parser = argparse.ArgumentParser(description="How long every analysis takes.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default: 3)")
    width = max(len(what) for what, _ in ROWS)
    runs = parser.parse_args().runs
    for cells in chain([HEAD], (row.cells() for row in rows(runs))):
        numbers = "".join(cell.rjust(13) for cell in cells[1:4])
        sys.stdout.write(f"{cells[0]:<{width}}{numbers}  {cells[4]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
