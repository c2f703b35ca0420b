"""Units and amounts that people type into a workbook that has none, change there, and take out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from steelyard.errors import InvalidModel
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import table, table_resized
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = """\
steelyard: 1
settings: {title: Units, scenario: now}
measures:
  access: {name: Access}
  returns: {name: Returns, worst: Nobody returns., best: Whoever wants to.}
cost_heads:
  money: {name: Money}
  home: {name: Price at home, worst: A lost vote, best: No debate}
options:
  fund: {name: Fund, linkage: {access: 60, returns: 40}, costs: {money: 30, home: 10}}
  visas: {name: Visas, linkage: {access: 20, returns: 80}, costs: {money: 5, home: 50}}
stakeholders:
  desk: {name: The desk, weights: {access: 30, returns: 30, money: 20, home: 20}}
scenarios:
  now: {name: As it is, delivers: {access: partial, returns: announced}}
"""


@pytest.fixture(scope="module")
def plain() -> Package:
    """A workbook without units."""
    return Package.of(workbook_bytes(read_text(TEXT)))


def typed(package: Package, name: str, row: str, entries: Mapping[str, float | str | None]) -> Package:
    """The workbook with these entries in a row of a table."""
    view = table_view(package, name)
    [number] = [at for at in view.rows if view.text(at, view.table.columns[0]) == row]
    cells_ = {view.address(number, heading): Value(value) for heading, value in entries.items()}
    return with_cells(package, {view.table.sheet: cells_})


def in_euros(package: Package) -> Package:
    """The workbook with money in millions."""
    scale: dict[str, float | str | None] = {
        "unit": "million euros",
        "amount at 0": 0,
        "amount at 50": 100,
        "amount at 100": 400,
    }
    package = typed(package, "cost_heads", "money", scale)
    package = typed(package, "costs", "fund", {"money": 250})
    return typed(package, "costs", "visas", {"money": 40})


def shown(package: Package, name: str, row: str, heading: str) -> object:
    view = table_view(package, name)
    [number] = [at for at in view.rows if view.text(at, view.table.columns[0]) == row]
    return cells(package, view.table.sheet)[view.address(number, heading)].value


def test_costs_in_euros_become_points_at_the_next_score(plain: Package) -> None:
    found, done = scored(in_euros(plain))
    assert done.restored == ()  # other formulas belong there now; nobody typed over any
    assert done.findings == ()  # amounts say what the ends are
    assert [shown(found, "effects", option, "money") for option in ("fund", "visas")] == [75, 20]
    assert [shown(found, "swings", "money", at) for at in ("worst", "best", "amount at 25")] == [
        "400",
        "0",
        50,
    ]
    again, nothing = scored(found)
    assert nothing.changed == 0
    assert read_package(again).fit() == done.model


def test_a_unit_that_is_taken_out_again_leaves_points(plain: Package) -> None:
    found, _ = scored(in_euros(plain))
    empty: dict[str, float | str | None] = dict.fromkeys(
        ("unit", "amount at 0", "amount at 50", "amount at 100")
    )
    for option, points in (("fund", 30), ("visas", 5)):
        found = typed(found, "costs", option, {"money": points})
    back, done = scored(typed(found, "cost_heads", "money", empty))
    assert done.restored == ()
    assert done.model == read_text(TEXT)
    assert shown(back, "effects", "fund", "money") == 30


def test_until_the_next_score_the_tables_are_out_of_date(plain: Package) -> None:
    found = verified(in_euros(plain))
    assert verified(plain).current
    assert not found.current
    assert [(change.then, change.now) for change in found.changed if change.key == "cost-unit/money"] == [
        (None, "million euros")
    ]


def test_a_cost_outside_the_scale_is_refused(plain: Package) -> None:
    with pytest.raises(
        InvalidModel, match=r"Costs, row 'fund'[^\n]*found 401; a number from 0 to 400 is needed"
    ):
        scored(typed(in_euros(plain), "costs", "fund", {"money": 401}))


def test_weights_show_both_ends_of_every_criterion(plain: Package) -> None:
    found, _ = scored(in_euros(plain))
    named, held = defined_cells(found), cells(found, "Weights")
    ends = {
        end: [held[named[f"weights_{end}_{number}"][1]].value for number in (1, 2, 3, 4)]
        for end in ("worst", "best")
    }
    assert ends["worst"] == ["none", "Nobody returns.", "400 (million euros)", "A lost vote"]
    assert ends["best"] == ["verified", "Whoever wants to.", "0 (million euros)", "No debate"]


def test_columns_for_amounts_may_be_added_to_measures(plain: Package) -> None:
    headings = ("unit", *(f"amount at {level}" for level in read_text(TEXT).levels))
    place = table(plain, "measures")
    first, head = place.area.last_column + 1, place.first_row - 1
    entries: dict[str, float | str | None] = dict(zip(headings, ("people", 0, 10, 20, 40, 50), strict=True))
    patches = {address(head, first + at): Value(heading) for at, heading in enumerate(headings)}
    ref = f"{address(head, place.area.first_column)}:{address(place.last_row, first + len(headings) - 1)}"
    resized = table_resized(
        plain.part(place.part), ref, (*place.columns, *headings), plain.structure(place.part)
    )
    package = with_cells(plain.replaced({place.part: resized}), {place.sheet: patches})
    package = typed(package, "measures", "access", entries)
    nothing: dict[str, float | str | None] = dict.fromkeys(read_text(TEXT).levels)
    emptied = typed(package, "measures", "access", nothing)
    found, done = scored(emptied)
    assert done.model.measures[0].worth == (0, 20, 40, 80, 100)
    assert shown(found, "delivered", "level:implemented", "access") == 80
    assert shown(found, "delivered", "now", "access") == 40
    kept, done = scored(package)  # what was judged stays
    assert done.model.measures[0].worth == (0, 10, 40, 80, 100)
    assert shown(kept, "swings", "access", "best") == "50"


def test_weights_without_words_are_counted_and_make_nothing_unfit(plain: Package) -> None:
    held, named = cells(plain, "Checks"), defined_cells(plain)
    [row] = [at for at, cell in held.items() if str(cell.value).startswith("Weights on cost heads without")]
    assert held[f"B{row[1:]}"].value == 1
    assert held[named["checks_flag"][1]].value == "fit"


def test_the_shipped_case_describes_every_criterion() -> None:
    path = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
    model = read_text(path.read_text(encoding="utf-8"))
    assert all(part.worst and part.best for part in model.measures)
    assert all(part.worst and part.best for part in model.cost_heads)
