"""The benchmark of the analyses runs, on rows that take no time, and says whether an answer is exact."""

from __future__ import annotations

import pytest

from benchmarks import analyses
from benchmarks.large import Size

NAMES = [what for what, _ in analyses.ROWS]


def test_a_row_is_measured_in_a_process_of_its_own() -> None:
    at = NAMES.index("frontier, three parties, 3^10 packages")
    (row,) = analyses.rows(1, [at])
    assert (row.what, row.answer) == (NAMES[at], "exact")
    assert min(row.seconds, row.memory) > 0


@pytest.mark.parametrize(
    "asked",
    [
        analyses.ranking(Size(4, 3, 2, 1)),
        analyses.duels(Size(4, 3, 2, 1)),
        analyses.leads(Size(4, 3, 2, 1)),
        analyses.plan(Size(4, 3, 2, 1)),
        analyses.takes(Size(4, 3, 2, 1)),
        analyses.takes_in_proportion(6),
        analyses.two_parties(8, 4, 1),
        analyses.with_consent(8, 4, 1),
        analyses.packages(Size(4, 3, 2, 1), one=True),
        analyses.packages(Size(4, 3, 2, 1), one=False),
    ],
)
def test_small_sizes_are_exact(asked: analyses.Asked) -> None:
    assert asked() == "exact"


def test_many_packages_of_three_parties_are_refused() -> None:
    assert analyses.three_parties(40, 1)() == "refused"
