"""The sheet Package: edited on one sheet, read back as what is asked of measures and offered of options."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.errors import InvalidModel, MissingTable
from steelyard.model.model import Model
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Scalar, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.forms import FORM
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"


@pytest.fixture(scope="module")
def model() -> Model:
    return read_text(SYRIA.read_text())


@pytest.fixture(scope="module")
def built(model: Model) -> Package:
    return Package.of(workbook_bytes(model))


def row_of(package: Package, kind: str, item: str) -> int:
    place = table(package, "tabled")
    held = cells(package, "Package")

    def says(row: int, heading: str) -> object:
        cell = held.get(address(row, place.column(heading)))
        return None if cell is None else cell.value

    rows = range(place.first_row, place.last_row + 1)
    return next(row for row in rows if (says(row, "kind"), says(row, "item")) == (kind, item))


def put(package: Package, row: int, **said: Scalar) -> Package:
    place = table(package, "tabled")
    entries = {address(row, place.column(heading)): Value(value) for heading, value in said.items()}
    return with_cells(package, {"Package": entries})


def above(package: Package, name: str) -> str:
    return str(cells(package, "Package")[{"standing": "A5", "overlap": "A6"}[name]].value)


def test_what_is_typed_on_the_sheet_is_what_the_model_asks_and_offers(built: Package) -> None:
    package = put(built, row_of(built, "measure", "committee"), asked="Verified")
    package = put(package, row_of(package, "option", "stabilisation"), offered=None)
    package = put(package, row_of(package, "option", "political-engagement"), offered="no")
    package = put(package, row_of(package, "option", "acknowledgements"), offered="yes")
    found = read_package(package).fit()
    asked = {measure.id: measure.asked for measure in found.measures}
    assert asked["committee"] == "verified"
    assert asked["political-agreement"] == ""
    offered = {option.id for option in found.options if option.offered}
    assert offered == {"acknowledgements", "limited-easing"}


def test_the_sentence_above_tells_whether_rules_and_parties_accept(built: Package) -> None:
    assert above(built, "standing") == "All rules hold; every party that must accept does."
    package = put(built, row_of(built, "measure", "reconciliation"), asked="verified")
    package = put(package, row_of(package, "measure", "idlib-protection"), asked="verified")
    package = put(package, row_of(package, "measure", "committee"), asked=None)
    package = put(package, row_of(package, "measure", "political-agreement"), asked="implemented")
    package, _ = scored(package)
    assert above(package, "standing") == (
        "Rules broken: 2 (see Package rules); 2 of 3 parties that must accept do not (see Parties)."
    )


def test_rows_may_come_in_any_order(built: Package, model: Model) -> None:
    first, last = row_of(built, "measure", "detainee-access"), row_of(built, "option", "broad-easing")
    package = put(built, first, kind="option", item="broad-easing", asked=None, offered="no")
    package = put(package, last, kind="measure", item="detainee-access", asked="implemented", offered=None)
    assert read_package(package).fit() == read_package(built).fit()


@pytest.mark.parametrize(
    ("item", "said", "told"),
    [
        (
            ("measure", "committee"),
            {"offered": "yes"},
            (
                "Package, row 'measure/committee', column 'offered' (cell C18): found 'yes'; "
                "a measure is asked for, not offered: a level under 'asked' is needed"
            ),
        ),
        (
            ("option", "stabilisation"),
            {"asked": "partial"},
            (
                "Package, row 'option/stabilisation', column 'asked' (cell B22): found 'partial'; "
                "an option is offered, not asked for: yes under 'offered' is needed"
            ),
        ),
        (
            ("option", "stabilisation"),
            {"kind": "thing"},
            (
                "Package, row 'thing/stabilisation', column 'kind' (cell P22): found 'thing'; "
                "measure or option is needed"
            ),
        ),
        (
            ("option", "stabilisation"),
            {"item": "broad-easing"},
            "Package, row 'option/broad-easing', column 'item' (cell Q25): found 'broad-easing'; each option",
        ),
        (
            ("measure", "committee"),
            {"asked": "soon"},
            "Package, row 'measure/committee', column 'asked' (cell B18): found 'soon'; one of the levels",
        ),
        (
            ("option", "broad-easing"),
            {"offered": "yes"},
            "Package, row 'option/broad-easing', column 'offered' (cell C25): found 'yes'; a package has one",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    built: Package, item: tuple[str, str], said: dict[str, Scalar], told: str
) -> None:
    with pytest.raises(InvalidModel) as refusal:
        read_package(put(built, row_of(built, *item), **said)).fit()
    assert any(str(finding).startswith(told) for finding in refusal.value.findings), str(refusal.value)


def test_a_row_that_is_gone_is_named_and_not_taken_for_a_new_one(built: Package) -> None:
    row = row_of(built, "option", "stabilisation")
    with pytest.raises(InvalidModel, match=r"Package, row 'option/stabilisation': .*; the row is gone"):
        read_package(put(built, row, kind=None, item=None, offered=None)).fit()


def test_rows_of_what_is_gone_do_not_count(built: Package) -> None:
    place = table(built, "tabled")
    package = put(built, place.last_row + 1, kind="option", item="blockade", offered="yes")
    found = read_package(package)
    assert [finding.place.row for finding in found.findings if "no such option" in str(finding)] == [
        "option/blockade"
    ]
    assert found.fit() == read_package(built).fit()


def test_a_new_measure_gets_its_row_and_is_not_asked_for(built: Package) -> None:
    measures = table(built, "measures")
    levels = ("none", "announced", "partial", "implemented", "verified")
    values = dict(zip(levels, (0.0, 10.0, 40.0, 80.0, 100.0), strict=True))
    entries: dict[str, Scalar] = {"id": "border-crossing", "name": "A crossing stays open", **values}
    typed = {
        address(measures.last_row + 1, measures.column(heading)): Value(value)
        for heading, value in entries.items()
    }
    package, done = scored(with_cells(built, {"Measures": typed}))
    assert done.model.measures[-1].asked == ""
    row = row_of(package, "measure", "border-crossing")
    place, held = table(package, "tabled"), cells(package, "Package")
    assert row == place.last_row
    shown = [
        held[address(row, place.column(heading))].value
        for heading in ("id", "name", "position", "our points")
    ]
    assert shown == ["measure/border-crossing", "A crossing stays open", 1, 0]
    again, more = scored(package)
    assert more.changed == 0
    assert read_package(again).findings == ()


def test_a_workbook_of_the_second_form_asks_and_offers_on_other_sheets(built: Package, model: Model) -> None:
    """Before there was the sheet Package, columns of Measures and Options held what it holds."""
    part, tabled = "xl/workbook.xml", table(built, "tabled").part
    measures, options = table(built, "measures"), table(built, "options")
    old = built.replaced(
        {
            part: built.part(part).replace(b'"steelyard_form">%d<' % FORM, b'"steelyard_form">2<'),
            tabled: built.part(tabled).replace(b'"tabled"', b'"mine"'),
            measures.part: built.part(measures.part).replace(b'name="note"', b'name="asked"'),
            options.part: built.part(options.part).replace(b'name="note"', b'name="offered"'),
        }
    )
    head = {
        "Measures": {address(measures.first_row - 1, measures.column("note")): Value("asked")},
        "Options": {address(options.first_row - 1, options.column("note")): Value("offered")},
    }
    old = with_cells(old, head)
    places = {
        "Measures": {
            address(row, measures.column("note")): Value(None)
            for row in range(measures.first_row, measures.last_row + 1)
        },
        "Options": {
            address(row, options.column("note")): Value("no")
            for row in range(options.first_row, options.last_row + 1)
        },
    }
    places["Measures"][address(measures.first_row, measures.column("note"))] = Value("partial")
    places["Options"][address(options.first_row, options.column("note"))] = Value("yes")
    old = with_cells(old, places)
    found = read_package(old).fit()
    assert [measure.asked for measure in found.measures] == ["partial", *[""] * 6]
    assert [option.offered for option in found.options] == [True, *[False] * 5]
    with pytest.raises(
        MissingTable,
        match="is a workbook of form 2, which has no table 'tabled'",
    ):
        scored(old)


def test_the_sheet_warns_where_linkages_of_the_options_offered_overlap(built: Package) -> None:
    """In the case, 180 points of linkage rest on access to detainees; with one option none is above 100."""
    assert above(built, "overlap") == (
        "Do not add the nets of the options offered. Measures on which their linkages exceed 100 in all: 6. "
        "The points below count each measure once."
    )
    package = put(built, row_of(built, "option", "stabilisation"), offered="no")
    package, _ = scored(put(package, row_of(package, "option", "political-engagement"), offered="no"))
    assert above(package, "overlap") == (
        "Linkages of the options offered add up to 100 or less on every measure."
    )
