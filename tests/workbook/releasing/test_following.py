"""References to steelyard's cells in a released copy, and the tables whose rows tell something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import small
from hypothesis import given, settings
from strategies import models
from workbook.releasing.secretive import NUMBERS, secretive

from steelyard.model.parts import Counterpart
from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.releasing.following import BY_RESULTS, Following

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.spec import Content


@pytest.fixture(name="following", scope="module")
def _following() -> Following:
    """From a case with a counterpart to the same without it."""
    model = read_text(small.TEXT)
    party = Counterpart(id="them", worth=(2.0,) * 2, burden=(3.0,) * 2)
    copy = Package.of(workbook_bytes(model))
    return Following(
        Package.of(workbook_bytes(model.replace(counterparts=(party,)))), copy, ["Own"], ["deal_x"]
    )


@pytest.mark.parametrize(
    ("formula", "now"),
    [
        ("Weights!$D$10+1", "Weights!$D$10+1"),
        ("SUM(Weights!D10:E10)", "SUM(Weights!D10:E10)"),
        ("Weights!D9", "Weights!D9"),
        ("Weights!D11", None),
        ("Weights!A1", "Weights!A1"),
        ("Weights!B1", None),
        ("Weights!A3", None),
        ("Weights!D9:INDEX(A1:A9,2)", None),
        ("Weights!10:10", None),
        ("SUM(Weights!D:D)", "SUM(Weights!D:D)"),
        ("SUM(Weights!D:E)", None),
        ("Own!B2+B3", "Own!B2+B3"),
        ("Other!B2", None),
        ("decide_scenario", "decide_scenario"),
        ("Decide!$B$4", "Decide!$B$4"),
        ("Parties!$A$10", None),
        ("OFFSET(Weights!D10,1,0)", None),
        ("OFFSET(A1,1,0)", "OFFSET(A1,1,0)"),
        ('INDIRECT("weights!D10")', None),
        ('INDIRECT("A"&1)', 'INDIRECT("A"&1)'),
        ('"Weights!D10"', '"Weights!D10"'),
        ("SUM(weights[measure-1])", "SUM(weights[measure-1])"),
        ("SUM(weights[[#All],[measure-1]:[measure-2]])", "SUM(weights[[#All],[measure-1]:[measure-2]])"),
        ("SUM(weights[gone])", None),
        ("weights[@id]", None),
        ("ROWS(weights)", "ROWS(weights)"),
        ("LET(x,1,x+B2)", "LET(x,1,x+B2)"),
        ("[1]Rates!B2", None),
        ("#REF!+1", "#REF!+1"),
    ],
)
def test_a_reference_follows_or_says_that_it_cannot(
    formula: str, now: str | None, following: Following
) -> None:
    assert following.formula(formula, "Own") == now


@pytest.mark.parametrize(("formula", "follows"), [("Weights!$D$10>1", True), ("Weights!D10>1", False)])
def test_a_rule_for_several_cells_follows_by_fixed_references_only(
    formula: str,
    follows: bool,
    following: Following,
) -> None:
    assert (following.formula(formula, "Own", fixed=True) is not None) is follows


def keys(model: Model) -> dict[str, list[tuple[Content, ...]]]:
    """What names the rows of every table, in order."""
    found = {}
    for sheet in filled_sheets(context_of(model)):
        for table in sheet.tables:
            headings = [column.heading for column in table.columns]
            places = [headings.index(each) for each in table.declared.row_key]
            rows = ([getattr(row[each], "value", row[each]) for each in places] for row in table.rows)
            found[table.declared.name] = [tuple(row) for row in rows]
    return found


def test_no_other_table_has_rows_that_follow_from_a_secret() -> None:
    other = secretive(
        {name: value * 1.37 if abs(value) > 1 else value * 0.6 for name, value in NUMBERS.items()}
    )
    first, second = keys(secretive()), keys(other)
    assert [name for name in first if name not in BY_RESULTS and first[name] != second[name]] == []


@settings(max_examples=6, deadline=None)
@given(models(plain=True))
def test_nor_from_a_weight_that_is_rounded(model: Model) -> None:
    other = model.replace(
        stakeholders=tuple(
            replace(each, weights=tuple(weight * (place + 1) for place, weight in enumerate(each.weights)))
            for each in model.stakeholders
        )
    )
    first, second = keys(model), keys(other)
    assert [name for name in first if name not in BY_RESULTS and first[name] != second[name]] == []
