"""Trial weights in a workbook that people own: read, scored, checked, counted and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import steelyard as sy
from steelyard import api
from steelyard.errors import SteelyardError, UnknownName
from steelyard.model.parts import Trial
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import write_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import tables
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.editing.adopt import POOL_STAYS, adopted
from steelyard.workbook.reading.located import located, view_of
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.ooxml.cell_values import Scalar

COMPUTED = ("what_it_takes", "next_step", "leads", "packages", "concessions", "improvements", "best_order")


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    """The Syria case as a workbook."""
    path = tmp_path / "syria.xlsx"
    sy.save(sy.load("workbooks/syria.yaml"), path)
    return path


def type_trials(book: Path, shares: dict[str, float | str | None], heading: str = "trial") -> None:
    """Type into the rows of these criteria."""
    file = Package.read(book)
    view = view_of(file, "trial")
    rows = {view.text(row, "criterion id"): row for row in view.rows}
    typed = {view.address(rows[own], heading): Value(share) for own, share in shares.items()}
    write(with_cells(file, {"Decide": typed}), book)


def named(book: Path, name: str) -> Scalar:
    """What a named cell shows."""
    file = Package.read(book)
    sheet, at = located(file).cells[name]
    return cells(file, sheet)[at].value


def shown(book: Path, table: str) -> list[list[Scalar]]:
    """What the cells of a table show."""
    view = view_of(Package.read(book), table)
    return [[view.value(row, heading) for heading in view.table.columns] for row in view.rows]


def test_a_score_writes_live_values_on_trial_and_leaves_computed_tables_as_judged(book: Path) -> None:
    before = [shown(book, name) for name in (*COMPUTED, "change_log", "checks")]
    type_trials(book, {"committee": 0.3, "money": 0.25})
    assert not sy.check(book).sound  # the cells still show the values of before
    done = score(book)
    assert done.model.trial == (Trial(criterion="committee", share=0.3), Trial(criterion="money", share=0.25))
    found = sy.check(book)
    assert (found.sound, found.currency, found.live, found.computed) == (True, "current", (), ())
    assert [shown(book, name) for name in (*COMPUTED, "change_log", "checks")] == before
    weighing = Weighing(done.model, with_trial=True)
    d, first = weighing.scenario(), shown(book, "decide")[0]
    assert first[1] == "Limited easing"
    assert first[2] == pytest.approx(float(weighing.net[:, d].max()))
    assert first[7:10] == [pytest.approx(12.0505), 2, "↑"]
    assert named(book, "decide_trial") == "Trial weights are in use."
    assert str(named(book, "contributions_view")).endswith(" · Trial weights are in use.")
    assert str(named(book, "decide_ranges")).startswith("As judged: Ranges of the evidence: ")
    assert str(named(book, "decide_step")).startswith("As of the last score: If Constitutional committee is ")
    assert {row[8] for row in shown(book, "parties")} == {"as judged"}


def test_what_is_typed_survives_scores_and_both_ways_through_text(book: Path) -> None:
    type_trials(book, {"committee": 0.3, "money": "a third"})
    score(book)
    before = book.read_bytes()
    score(book)
    assert book.read_bytes() == before
    model = sy.load(book)
    assert [each.share for each in model.trial] == [0.3, "a third"]
    assert read_text(write_text(model)).trial == model.trial


def test_without_a_trial_the_columns_of_comparison_are_empty(book: Path) -> None:
    assert {tuple(row[7:10]) for row in shown(book, "decide")} <= {("", "", ""), (None, None, None)}
    type_trials(book, {"money": 0.5})
    score(book)
    type_trials(book, {"money": None})
    score(book)
    assert {tuple(row[7:10]) for row in shown(book, "decide")} <= {("", "", ""), (None, None, None)}
    assert sy.load(book).trial == ()


@pytest.mark.parametrize(
    ("shares", "count"), [({"money": "a third", "committee": 1.5}, 2), ({"money": 0.5}, 0), ({}, 0)]
)
def test_checks_counts_what_is_no_share_and_the_judged_weights_stay(
    book: Path, shares: dict[str, float | str | None], count: int
) -> None:
    type_trials(book, shares)
    done = score(book)
    checks = cells(Package.read(book), "Checks")
    [row] = [
        at[1:] for at, cell in checks.items() if cell.value == "Trial weights that are no shares, or all 0"
    ]
    assert checks[f"B{row}"].value == count
    assert sum(finding.code == "trial" for finding in done.findings) == count
    judged = Weighing(done.model)
    first = shown(book, "decide")[0]
    assert (first[2] == pytest.approx(float(judged.net[:, judged.scenario()].max()))) is (
        shares != {"money": 0.5}
    )


def test_a_trial_of_a_criterion_that_is_gone_is_named_and_dropped(book: Path) -> None:
    type_trials(book, {"money": 0.4, "committee": 0.3})
    type_trials(book, {"money": "gone"}, heading="criterion id")
    done = score(book)
    [gone] = [str(finding) for finding in done.findings if finding.code == "trial"]
    assert gone.startswith("Decide, row 'gone', column 'trial' (cell ")
    assert gone.endswith("there is no such criterion any more; the share on trial 0.4 is left out")
    assert sy.load(book).trial == (Trial(criterion="committee", share=0.3),)
    assert sy.check(book).sound


def test_a_new_criterion_gets_a_row_and_what_is_typed_stays(book: Path) -> None:
    from steelyard.workbook.editing.add_part import added  # noqa: PLC0415 - only here

    type_trials(book, {"committee": 0.3})
    file, _ = added(Package.read(book), "cost-head", {"id": "time", "name": "Time"}, {})
    write(file, book)
    rows = {row[4]: row[2] for row in shown(book, "trial")}
    assert rows["committee"] == 0.3
    assert (rows["time"], len(rows)) == (None, 13)
    assert sy.check(book).sound
    assert tables(Package.read(book))["trial"].area.first_column == 12


def test_adopted_weights_are_those_of_the_stakeholder_and_are_logged(book: Path) -> None:
    type_trials(book, {"money": 0.25})
    wanted = Weighing(sy.load(book), with_trial=True).shares
    file, done = adopted(Package.read(book), "France")
    write(file, book)
    model = done.scored.model
    [france] = [part for part in model.stakeholders if part.id == "France"]
    total = sum(france.weights)
    assert [each / total for each in france.weights] == pytest.approx(wanted.tolist(), abs=1e-3)
    assert all(round(each, 1) == each for each in france.weights)
    assert (model.trial, sy.load(book).trial) == ((), ())
    assert done.said[0].startswith("The trial weights are now the weights of France")
    assert done.said[1].startswith(
        "Rounding to a tenth of a point moves shares by up to 0.05 % (Credibility abroad: "
    )
    assert done.said[2] == POOL_STAYS
    keys = [row[2] for row in shown(book, "change_log") if "/" in str(row[2])]
    assert "weights/France/money" in keys
    assert {str(key).rpartition("/")[0] for key in keys} == {"weights/France"}
    assert sy.check(book).sound


def test_nothing_is_adopted_without_a_trial_or_for_a_stranger(book: Path) -> None:
    with pytest.raises(SteelyardError, match=r"No shares are on trial\. Nothing is adopted"):
        adopted(Package.read(book), "France")
    type_trials(book, {"money": 0.25})
    with pytest.raises(UnknownName, match="no stakeholder 'Franc'; did you mean 'France'"):
        adopted(Package.read(book), "Franc")
    type_trials(book, {"committee": 7.0})
    with pytest.raises(SteelyardError, match="entries that are no share from 0 % to 100 %: 1"):
        adopted(Package.read(book), "France")


def test_python_uses_judged_weights_unless_the_trial_is_asked_for(book: Path) -> None:
    type_trials(book, {"money": 0.25})
    model = sy.load(book)
    assert sy.ranking(model).index[0] == "stabilisation"
    assert sy.ranking(model, trial=True).index[0] == "limited-easing"
    nets = Weighing(model, with_trial=True).net.T.ravel().tolist()
    assert sy.scores(model, trial=True)["net"].tolist() == pytest.approx(nets)
    with pytest.raises(SteelyardError, match="covers every viewpoint, as judged"):
        api.table(model, "positions", trial=True)
    with pytest.raises(SteelyardError, match="No shares are on trial"):
        sy.ranking(model.replace(trial=()), trial=True)
