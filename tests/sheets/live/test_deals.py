"""The deal matrix on Package: what every package gives whom, and what it settles."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from promises.generated import generated

import steelyard as sy
from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import Trial
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import write_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.compared import SOLVED, compared, setting_of
from steelyard.sheets.headings import POINTS_CHOSEN
from steelyard.weigh.sentences import number_words
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from libreoffice import Office

    from steelyard.model.model import Model

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
HEADINGS = ("tabled", "no deal", *SOLVED, *POINTS_CHOSEN)
"""The packages of the matrix, as `sy.packages` calls those that it has."""


@pytest.fixture(scope="module")
def syria() -> Model:
    return read_text(SYRIA.read_text())


def comparing(model: Model, points: str) -> Model:
    return model.replace(settings=replace(model.settings, compare=points))


def built(model: Model) -> Package:
    return Package.of(workbook_bytes(model))


def said(package: Package, who: str, number: int) -> str:
    """The cell above the matrix for us, them or further parties, in the column of this number."""
    sheet, at = defined_cells(package)[f"deal_{who}_{number}"]
    return str(cells(package, sheet)[at].value or "")


def column(package: Package, heading: str) -> dict[str, str]:
    """What a package of the matrix settles, by the ids of measures and options."""
    place, held = table(package, "tabled"), cells(package, "Package")

    def text(row: int, under: str) -> str:
        cell = held.get(address(row, place.column(under)))
        return str(cell.value) if cell is not None and cell.value is not None else ""

    return {text(row, "id"): text(row, heading) for row in range(place.first_row, place.last_row + 1)}


def in_words(model: Model, settled: dict[str, str]) -> str:
    """The package in the words that `sy.packages` has for it."""
    asked = [
        f"{m.name}: {settled[f'measure/{m.id}']}"
        for m in model.measures
        if settled[f"measure/{m.id}"] not in ("–", "")
    ]
    offered = [o.name for o in model.options if settled[f"option/{o.id}"] == "yes"]
    return "; ".join(filter(None, (", ".join(asked), ", ".join(offered))))


def parts(package: str) -> list[str]:
    """What a package in words asks for and offers, sorted."""
    return sorted(re.split("[,;] ", package))


def expected(model: Model, row: Mapping[Hashable, object], place: int) -> str:
    """Points and verdict of our side or the first counterpart, from a row of `sy.packages`."""
    points = float(str(row[("us", "them")[place]]))
    verdict = "● accepts" if float(str(row[("gain_us", "gain_them")[place]])) >= -1e-5 else "○ refuses"
    return f"{number_words(points)} {verdict}"


def agrees(model: Model, package: Package) -> int:
    """How many columns are what `sy.packages` says; every column that it has must be."""
    frame = sy.packages(model).reset_index()
    checked = 0
    for number, heading in enumerate(HEADINGS[:-3], 1):
        rows = frame[frame["solution"] == heading].to_dict("records")
        if heading == "no deal":
            assert said(package, "us", number) == number_words(rows[0]["us"])
            assert said(package, "them", number) == number_words(rows[0]["them"])
        elif rows:
            assert said(package, "us", number) == expected(model, rows[0], 0)
            assert said(package, "them", number) == expected(model, rows[0], 1)
            if heading != "tabled":
                # Options of one track stand together in `sy.packages`, and in their own order here.
                words = in_words(model, column(package, heading)) or "nothing"
                assert parts(words) in [parts(row["package"]) for row in rows]
            checked += 1
        elif heading != "tabled":
            assert said(package, "us", number) == "none"
            assert said(package, "them", number) == "see Packages"
            assert set(column(package, heading).values()) == {""}
    return checked


def test_the_columns_are_the_packages_that_sy_packages_finds(syria: Model) -> None:
    package = built(syria)
    assert agrees(syria, package) == 5
    assert said(package, "us", 1) == "7.7 ● accepts"
    assert said(package, "them", 1) == "6.8 ● accepts"
    assert said(package, "further", 1) == "Damascus −2.0 ● accepts"
    assert [said(package, who, 2) for who in ("us", "them", "further")] == ["0.0", "−4.0", "Damascus −2.0"]


@pytest.mark.parametrize("seed", range(24))
def test_they_are_for_drawn_models(seed: int) -> None:
    model = generated(seed).replace(trial=())
    if model.counterparts:
        agrees(model, built(model))


def test_a_point_that_is_typed_is_shown_as_it_stands_on_packages(syria: Model) -> None:
    model = comparing(syria, "7, , 12")
    package, frontier = built(model), sy.frontier(model).reset_index()
    for number, point, heading in ((7, 7, POINTS_CHOSEN[0]), (9, 12, POINTS_CHOSEN[2])):
        row = frontier[frontier["point"] == point].to_dict("records")[0]
        assert said(package, "us", number) == f"{number_words(row['us'])} ● accepts"
        assert said(package, "them", number).startswith(number_words(row["them"]))
        assert in_words(model, column(package, heading)) == row["package"]
    assert said(package, "us", 8) == said(package, "them", 8) == ""
    assert set(column(package, POINTS_CHOSEN[1]).values()) == {""}


@pytest.mark.parametrize("typed", ["99", "0", "best", "2.5"])
def test_a_point_that_is_not_there_is_told(syria: Model, typed: str) -> None:
    package = built(comparing(syria, typed))
    assert said(package, "us", 7) == "no such point"
    assert said(package, "them", 7) == "see Packages"
    assert set(column(package, POINTS_CHOSEN[0]).values()) == {""}


def test_without_a_zone_no_solution_is_shown_and_points_still_are(syria: Model) -> None:
    model = comparing(syria, "1").replace(settings=replace(syria.settings, compare="1", reservation=90.0))
    package = built(model)
    assert agrees(model, package) == 1
    assert said(package, "us", 3) == "none"
    assert said(package, "us", 7).endswith("○ refuses")


def test_an_empty_package_says_that_nothing_is_on_the_table(syria: Model) -> None:
    model = syria.replace(
        measures=tuple(replace(m, asked="") for m in syria.measures),
        options=tuple(replace(o, offered=False) for o in syria.options),
    )
    wanted = "Nothing is on the table: no measure is asked for and no option is offered."
    assert cells(built(model), "Package")["A5"].value == wanted
    lowest = model.replace(measures=tuple(replace(m, asked="none") for m in model.measures))
    assert cells(built(lowest), "Package")["A5"].value == wanted


def test_text_to_workbook_to_text_keeps_the_points(syria: Model) -> None:
    for points in ("", "3", "3, , 12", ", 7", "best, 2"):
        model = comparing(syria, points)
        again = read_package(built(model)).fit()
        assert again.settings.compare == points
        assert read_text(write_text(again)).settings.compare == points
        assert fingerprint(model) == fingerprint(syria)


def test_the_setting_and_the_cells_say_the_same() -> None:
    assert compared("3, , 12") == (3.0, None, 12.0)
    assert setting_of(compared("3, , 12")) == "3, , 12"


def test_a_score_takes_up_a_point_that_was_typed(syria: Model) -> None:
    package = built(syria)
    sheet, at = defined_cells(package)["deal_point_2"]
    package, done = scored(with_cells(package, {sheet: {at: Value(12.0)}}))
    assert done.model.settings.compare == ", 12"
    assert said(package, "us", 8) == "8.3 ● accepts"
    again, more = scored(package)
    assert more.changed == 0
    assert said(again, "us", 8) == "8.3 ● accepts"


@pytest.mark.office
def test_points_and_the_tabled_package_follow_at_once(syria: Model, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "deal.xlsx"
    path.write_bytes(workbook_bytes(syria))
    model = comparing(syria, "7, 99, 12")
    tabled = model.replace(options=tuple(replace(o, offered=False) for o in model.options))
    with office.open(path) as book:
        book.put("Package", "L7:N7", [[7, 99, 12]])
        for row, option in enumerate(model.options, 13 + len(model.measures)):
            assert book.get("Package", f"A{row}")[0][0] == option.name
            book.put("Package", f"C{row}", [["no"]])
        assert book.get("Package", "B8")[0][0] == said(built(tabled), "us", 1)
        wanted = built(model)
        for at, number in (("L8", 7), ("M8", 8), ("N8", 9)):
            assert book.get("Package", at)[0][0] == said(wanted, "us", number)
        settled = column(wanted, POINTS_CHOSEN[2])
        shown = [row[0] for row in book.get("Package", f"N13:N{12 + len(settled)}")]
        assert shown == list(settled.values())


def test_while_trial_weights_are_in_use_what_was_computed_says_so(syria: Model) -> None:
    package = built(syria.replace(trial=(Trial(criterion="independent-aid", share=0.5),)))
    assert said(package, "us", 3) == "7.7 ● accepts as judged"
    assert said(package, "us", 1).endswith(" ● accepts")
    assert said(package, "us", 1) != "7.7 ● accepts"
