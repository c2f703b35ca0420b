"""Every live cell says in Gnumeric what the engine says: as it was built, and after edits.

Gnumeric is the third engine. Of these programs it differs most from Excel in how it evaluates ranges. So a
formula that it computes rightly keeps to what all of them have in common.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gnumeric import recalculated
from promises.generated import edited, edits, generated
from promises.live import differences, edit_of, live, live_after, with_largest_points, written_bare

from steelyard.model.parts import Trial
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promises.live import Put

    from steelyard.model.model import Model
    from steelyard.sheets.spec import FilledSheet

pytestmark = pytest.mark.usefixtures("gnumeric")

SEEDS = range(30)
MANY_SEEDS = range(1000, 1400)
CASES = sorted((Path(__file__).parents[2] / "workbooks").glob("*.yaml"))
EDITS = 10

PARTS = (
    "measures",
    "cost_heads",
    "options",
    "stakeholders",
    "scenarios",
    "rules",
    "counterparts",
    "plan",
    "record",
)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_all_live_cells_of_the_shipped_cases_say_what_the_engine_says(path: Path, tmp_path: Path) -> None:
    model = read_text(path.read_text())
    follow(Package.of(workbook_bytes(model)), model, range(3), tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_live_cells_of_a_generated_model_say_what_the_engine_says(seed: int, tmp_path: Path) -> None:
    model = generated(seed)
    follow(Package.read(written_bare(model, tmp_path / "model.xlsx")), model, [seed], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_all_live_cells_of_many_more_models_say_what_the_engine_says(seed: int, tmp_path: Path) -> None:
    model = generated(seed)
    follow(Package.read(written_bare(model, tmp_path / "model.xlsx")), model, [seed, -seed % 997], tmp_path)


@pytest.mark.parametrize(
    "shares",
    [
        {"committee": 0.3, "money": 0.25},
        {"committee": 0.0},
        {"committee": 0.9, "money": 0.6},
        {"money": "10 %"},
    ],
    ids=str,
)
def test_all_live_cells_follow_trial_weights(shares: dict[str, float | str], tmp_path: Path) -> None:
    model = read_text(CASES[-1].read_text())
    filled, package = filled_sheets(context_of(model)), Package.of(workbook_bytes(model))
    tried = tuple(Trial(criterion=own, share=shares[own]) for own in model.criteria if own in shares)
    other = model.replace(trial=tried)
    do = [edit_of(filled, other, f"trial/{own}") for own in shares]
    found = _says(with_cells(package, _patches(do)), filled, tmp_path)
    assert differences(live_after(model, other), found, "Gnumeric") == []


def test_all_live_cells_agree_on_the_largest_points(tmp_path: Path) -> None:
    model = with_largest_points(read_text(CASES[-1].read_text()))
    filled = filled_sheets(context_of(model))
    found = _says(Package.of(workbook_bytes(model)), filled, tmp_path)
    assert differences(live(filled), found, "Gnumeric") == []


@pytest.mark.parametrize("part", PARTS)
def test_among_the_generated_models_are_some_with_a_single_part(part: str) -> None:
    """Then a range in a formula is one row, one column or one cell, which Gnumeric reads as no range."""
    assert any(len(getattr(generated(seed), part)) == 1 for seed in SEEDS)


def follow(package: Package, model: Model, rounds: Sequence[int], folder: Path) -> None:
    """Compare all live cells after the building, and after each round of edits (each starts from `model`)."""
    filled = filled_sheets(context_of(model))
    assert differences(live(filled), _says(package, filled, folder), "Gnumeric") == []
    for seed in rounds:
        changes = edits(model, seed, EDITS)
        other = edited(model, changes)
        do = [edit_of(filled, other, change.key) for change in changes]
        found = _says(with_cells(package, _patches(do)), filled, folder)
        wrong = differences(live_after(model, other), found, "Gnumeric")
        assert wrong == [], [str(change) for change in changes]


def _says(
    package: Package, filled: Sequence[FilledSheet], folder: Path
) -> Mapping[tuple[str, str], float | str]:
    return recalculated(package, [expected.name for expected in filled], folder)


def _patches(edits: Sequence[Put]) -> dict[str, dict[str, Value]]:
    patches: dict[str, dict[str, Value]] = {}
    for sheet, at, [[value]] in edits:
        patches.setdefault(sheet, {})[at] = Value(value)
    return patches
