"""Build: a new workbook opens everywhere, shows the engine's values at once, and takes text as text."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pandas as pd
import pytest
from openpyxl import load_workbook
from promises.generated import ODD_NAMES, generated
from promises.live import live

from steelyard.model.text.reading import read_text
from steelyard.ooxml.dates import serial
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from libreoffice import Office

    from steelyard.model.model import Model

SYRIA = Path(__file__).parents[3] / "workbooks" / "syria.yaml"
SEEDS = (3, 5, 11, 29)


@pytest.fixture(scope="module")
def syria() -> Model:
    return read_text(SYRIA.read_text())


def oddly_named(model: Model) -> Model:
    """The model with the oddest names that there are, and texts that a careless workbook would compute."""
    names = iter(ODD_NAMES * 3)
    settings = replace(
        model.settings, title="=1/0", purpose="@SUM(1)\n=2", owner="+Ann", date="1 July", marking="-none-"
    )
    return model.replace(
        settings=settings,
        measures=tuple(replace(part, name=next(names), note="=A1") for part in model.measures),
        options=tuple(replace(part, name=next(names), note="{=1}") for part in model.options),
        stakeholders=tuple(replace(part, name=next(names)) for part in model.stakeholders),
        scenarios=tuple(
            replace(part, name=f"{at}{next(names)}"[:255]) for at, part in enumerate(model.scenarios)
        ),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_file_itself_says_what_the_engine_says(seed: int) -> None:
    model = generated(seed)
    package = Package.of(workbook_bytes(model))
    for (sheet, at), (_, formula) in live(filled_sheets(context_of(model))).items():
        cell = cells(package, sheet)[at]
        assert cell.formula
        assert (cell.value or "") == (formula.value or "")


def test_another_program_sees_results_without_computing_anything(syria: Model) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(syria)), data_only=True)
    for (sheet, at), (_, formula) in live(filled_sheets(context_of(syria))).items():
        shown = book[sheet][at].value
        shown = serial(shown.date().isoformat()) if isinstance(shown, datetime) else shown
        assert (shown or "") == (formula.value or "")


def test_pandas_reads_a_table_of_results(syria: Model) -> None:
    [plan] = [plan for plan in filled_sheets(context_of(syria)) if plan.table.name == "scores"]
    frame = pd.read_excel(
        io.BytesIO(workbook_bytes(syria)), sheet_name="Scores", header=plan.place.head - 1, index_col=0
    )
    assert list(frame.columns) == list(plan.place.headings[1:])
    nets = [entries[plan.place.headings.index("net")] for entries in plan.table.rows]
    assert frame["net"].tolist() == [net.value for net in nets]  # type: ignore[union-attr]


def test_no_text_is_taken_for_a_formula_a_number_or_a_date(syria: Model) -> None:
    model = oddly_named(syria)
    book = load_workbook(io.BytesIO(workbook_bytes(model)))
    for plan in filled_sheets(context_of(model)):
        sheet = book[plan.name]
        for row, entries in enumerate(plan.table.rows, plan.place.first):
            for column, content in enumerate(entries, 1):
                cell = sheet.cell(row, column)
                if isinstance(content, str) and content:
                    assert (cell.data_type, cell.value) == ("s", content)
                    assert cell.quotePrefix is content.startswith("=")
    assert book["Read me"]["A1"].value == "=1/0"


@pytest.mark.office
def test_odd_names_and_texts_come_to_libreoffice_as_they_are(
    syria: Model, office: Office, tmp_path: Path
) -> None:
    model = oddly_named(syria)
    path = tmp_path / "odd.xlsx"
    path.write_bytes(workbook_bytes(model))
    with office.open(path) as book:
        book.recalculate()
        for plan in filled_sheets(context_of(model)):
            found = book.get(plan.name, plan.place.ref)[1:]
            for row, entries in zip(found, plan.table.rows, strict=False):
                for shown, content in zip(row, entries, strict=True):
                    if isinstance(content, str):
                        assert shown == content


@pytest.mark.office
@pytest.mark.parametrize("seed", SEEDS)
def test_no_formula_ends_in_an_error(seed: int, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(workbook_bytes(generated(seed)))
    with office.open(path) as book:
        book.recalculate()
        assert [found for sheet in book.sheets for found in book.errors(sheet, "A1:ZZ2000")] == []


@pytest.mark.parametrize("date", ["2019-06-17", "1 July", ""])
def test_the_file_bears_the_date_of_the_model_or_a_fixed_one(date: str) -> None:
    model = generated(3)
    dated = model.replace(settings=replace(model.settings, date=date, owner="Ann <ann@example.org>"))
    book = load_workbook(io.BytesIO(workbook_bytes(dated)))
    wanted = "2019-06-17" if date == "2019-06-17" else "2000-01-01"
    assert str(book.properties.created.date()) == wanted
    assert str(book.properties.modified.date()) == wanted
    assert book.properties.creator == "Ann <ann@example.org>"
    assert book.properties.title == model.settings.title


FONT_ORDER = (  # CT_Font
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


def test_the_properties_of_every_font_are_in_the_order_of_the_standard(syria: Model) -> None:
    package = Package.of(workbook_bytes(syria))
    fonts = [
        [part.tag.rpartition("}")[2] for part in font]
        for name in package.names
        if name.startswith("xl/") and name.endswith(".xml")
        for font in fromstring(package.part(name)).iter()  # noqa: S314 - written here
        if font.tag.endswith("}font")
    ]
    assert ["b", "sz", "color", "name"] in fonts
    assert [font for font in fonts if font != sorted(font, key=FONT_ORDER.index)] == []
