"""Every live cell of every sheet says what the engine says: as it was built, and after edits.

LibreOffice is the second engine. A model is built into a workbook and recalculated; then some of its inputs
are set in the open workbook, the same edits are made to the model, and all live cells are compared again.
"""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from promises.generated import Edit, edited, edits, generated
from promises.live import (
    Put,
    differences,
    edit_of,
    live,
    live_after,
    says,
    with_largest_points,
    written,
    written_bare,
)

from steelyard.model.parts import POOLED, Trial
from steelyard.model.text.reading import read_text
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from libreoffice import Office

    from steelyard.model.model import Model

pytestmark = pytest.mark.office

ROUNDS = 2
SEEDS = range(100)
MANY_SEEDS = range(1000, 2000)
SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.yaml"


class Builder:
    """Workbooks by seed, the next one being built while LibreOffice is at work on this one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self.ahead: dict[int, Future[Path]] = {}

    def path(self, seed: int) -> Path:
        """The workbook of the generated model of this number."""
        here = self.ahead.pop(seed, None) or self.build(seed)
        self.ahead[seed + 1] = self.build(seed + 1)
        return here.result()

    def build(self, seed: int) -> Future[Path]:
        """Have it built by another process."""
        return self.pool.submit(written, seed, self.folder / f"{seed}.xlsx")


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("parity"))
    yield made
    made.pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_live_cells_of_a_generated_model_say_what_the_engine_says(
    seed: int, builder: Builder, office: Office
) -> None:
    rounds = [edits(generated(seed), ROUNDS * seed + at, 10) for at in range(ROUNDS)]
    follow(office, builder.path(seed), generated(seed), rounds)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_all_live_cells_of_many_more_models_say_what_the_engine_says(
    seed: int, builder: Builder, office: Office
) -> None:
    rounds = [edits(generated(seed), 4 * seed + at, 12) for at in range(4)]
    follow(office, builder.path(seed), generated(seed), rounds)


def test_all_live_cells_of_the_syria_case_say_what_the_engine_says(tmp_path: Path, office: Office) -> None:
    model = read_text(SYRIA.read_text())
    path = tmp_path / "syria.xlsx"
    path.write_bytes(workbook_bytes(model))
    viewpoints = cycle((POOLED, *(part.id for part in model.stakeholders)))
    views = [
        [Edit("settings/scenario", scenario.id), Edit("settings/viewpoint", next(viewpoints))]
        for scenario in model.scenarios
    ]
    follow(office, path, model, [*views, *(edits(model, seed, 20) for seed in range(5))])


def test_all_live_cells_follow_trial_weights(tmp_path: Path, office: Office) -> None:
    model = read_text(SYRIA.read_text())
    path = written_bare(model, tmp_path / "syria.xlsx")
    filled = filled_sheets(context_of(model))
    with office.open(path) as book:
        book.recalculate()
        for shares in TRIALS:
            entries = [shares.get(own) for own in model.criteria]
            tried = tuple(
                Trial(criterion=own, share=share)
                for own, share in zip(model.criteria, entries, strict=True)
                if share is not None
            )
            other = model.replace(trial=tried)
            do = [edit_of(filled, other, f"trial/{own}") for own in model.criteria]
            assert differences(live_after(model, other), says(book, filled, do)) == [], shares


TRIALS: list[dict[str, float | str]] = [
    {"money": 0.258},  # where Political engagement is level with the first
    {"committee": 0.3, "money": 0.25},
    {"committee": 0.0},
    {"committee": 1.0},
    {"committee": 0.9, "money": 0.6},  # more than the whole
    {"committee": 0.5, "money": 1.5},
    {"committee": 0.5, "money": "a third"},
    {},
]


def test_all_live_cells_agree_on_the_largest_points(tmp_path: Path, office: Office) -> None:
    model = with_largest_points(read_text(SYRIA.read_text()))
    path = written_bare(model, tmp_path / "large.xlsx")
    follow(office, path, model, [])


def follow(office: Office, path: Path, model: Model, rounds: Sequence[Sequence[Edit]]) -> None:
    """Compare all live cells after the building, and after each round of edits (each starts from `model`)."""
    filled = filled_sheets(context_of(model))
    with office.open(path) as book:
        book.recalculate()
        assert differences(live(filled), says(book, filled, [])) == []
        undo: list[Put] = []
        for changes in rounds:
            other = edited(model, changes)
            do = [edit_of(filled, other, change.key) for change in changes]
            found = says(book, filled, [*undo, *do])
            assert differences(live_after(model, other), found) == [], [str(change) for change in changes]
            undo = [edit_of(filled, model, change.key) for change in changes]
        assert differences(live(filled), says(book, filled, undo)) == []
