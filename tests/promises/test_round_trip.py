"""Round trips: what is built is read back, whatever order rows are in and whatever others add."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.table import TableColumn
from promises.generated import generated
from strategies import models

from steelyard.model.text.reading import read_text, write_text
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.catalogue import judgement_tables, tables_by_name
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.derived_rows import derived_places

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.model.model import Model

SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.yaml"
SEEDS = range(300, 308)


def built(model: Model) -> Package:
    """The model's workbook."""
    return Package.of(workbook_bytes(model))


def settled(model: Model) -> Model:
    """The model with the scenario named that its workbook shows: the first one, where it names none."""
    shown = model.settings.scenario or model.scenarios[0].id
    return model.replace(settings=replace(model.settings, scenario=shown))


def read(package: Package) -> Model:
    """The model in a workbook."""
    return read_package(package).fit()


def opened(package: Package) -> Workbook:
    """The workbook as another program knows it."""
    return load_workbook(io.BytesIO(package.to_bytes()))


def saved(book: Workbook) -> Package:
    """The workbook as another program saves it."""
    buffer = io.BytesIO()
    book.save(buffer)
    return Package.of(buffer.getvalue())


def in_sixteen_digits(model: Model) -> Model:
    """The model with its numbers rounded as openpyxl rounds what it saves."""
    for key, value in model.values.items():
        if isinstance(value, float):
            model = model.replace_value(key, float(f"{value:.16g}"))
    return model


def shuffled(package: Package, seed: int) -> Package:
    """The workbook with the rows of every judgement table in another order, as after sorting by hand."""
    rng = np.random.default_rng(seed)
    for name in judgement_tables():
        place = table(package, name)
        held = cells(package, place.sheet)
        own = derived_places(package, place, tables_by_name()[name]).values() if name == "delivery" else ()
        rows = [row for row in range(place.first_row, place.last_row + 1) if row not in own]
        columns = range(place.area.first_column, place.area.last_column + 1)
        patches = {}
        for old, new in zip(rows, rng.permutation(rows).tolist(), strict=True):
            for column in columns:
                was, there = held.get(address(old, column)), held.get(address(new, column))
                if not (was and was.formula) and not (there and there.formula):
                    patches[address(new, column)] = Value(was.value if was else None)
        package = with_cells(package, {place.sheet: patches})
    return package


@given(models())
@settings(max_examples=12)
def test_a_workbook_is_read_back_as_the_model_that_it_was_built_from(model: Model) -> None:
    assert settled(model) == read(built(model))


@given(models(plain=True))
@settings(max_examples=6)
def test_the_text_of_a_model_comes_out_of_its_workbook_letter_by_letter(model: Model) -> None:
    text = write_text(settled(model))
    assert text == write_text(read(built(read_text(text))))


def test_the_text_of_the_syria_case_comes_out_of_its_workbook_letter_by_letter() -> None:
    text = write_text(read_text(SYRIA.read_text()))
    assert text == write_text(read(built(read_text(text))))


@pytest.mark.parametrize("seed", SEEDS)
def test_another_program_may_load_and_save_a_workbook(seed: int) -> None:
    model = in_sixteen_digits(generated(seed))
    assert settled(model) == read(saved(opened(built(model))))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_no_judgement(seed: int) -> None:
    model = generated(seed)
    found = read(shuffled(built(model), seed))
    assert dict(settled(model).values) == dict(found.values)
    assert {part.key: part for part in model.evidence} == {part.key: part for part in found.evidence}


def test_the_order_of_rows_in_the_syria_case_changes_no_judgement() -> None:
    model = read_text(SYRIA.read_text())
    found = read(shuffled(built(model), 7))
    assert [part.id for part in model.options] != [part.id for part in found.options]
    assert dict(model.judgements) == dict(found.judgements)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_rows_out_of_order_are_read_in_the_order_of_the_live_sheets_where_that_is_asked_for(
    seed: int,
) -> None:
    model = generated(seed).replace(counterparts=())
    found = read_package(shuffled(built(model), seed), as_live=True).fit()
    for parts in ("measures", "cost_heads", "options", "stakeholders", "scenarios", "rules"):
        assert getattr(model, parts) == getattr(found, parts)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_columns_and_sheets_of_the_users_own_do_not_matter(seed: int) -> None:
    model = in_sixteen_digits(generated(seed))
    book = opened(built(model))
    for sheet in ("Weights", "Measures", "Linkage", "Delivery", "Rules", "Counterpart", "Evidence"):
        insert_own_column(book[sheet], at=3)
    mine = book.create_sheet("Mine", 0)
    mine.append(["id", "name", "weight"])
    mine.append(["France", "my own France", 99])
    beside = book["Options"].tables["options"].ref
    _, row, last, _ = range_boundaries(beside)
    assert row
    assert last
    book["Options"].cell(row + 1, last + 2, "seen by me")
    assert settled(model) == read(saved(book))


def insert_own_column(sheet: Worksheet, at: int) -> None:
    """Insert a column of the user's own into the sheet's table, as Excel does."""
    [found] = sheet.tables.values()
    first, top, last, bottom = range_boundaries(found.ref)
    assert first
    assert top
    assert last
    assert bottom
    sheet.insert_cols(at)
    sheet.cell(top, at, "my remark")
    for row in range(top + 1, bottom + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, at, f"remark {row}")
    found.ref = f"{get_column_letter(first)}{top}:{get_column_letter(last + 1)}{bottom}"
    found.tableColumns.insert(at - 1, TableColumn(id=1, name="my remark"))
    for number, column in enumerate(found.tableColumns, 1):
        column.id = number


def test_rows_typed_below_a_table_are_read() -> None:
    model = read_text(SYRIA.read_text())
    package = built(model)
    place = table(package, "rules")
    typed: dict[str, str | float] = {
        "id": "mine",
        "option": "limited-easing",
        "kind": "requires at least",
        "subject": "all",
        "level": "partial",
        "number": 2.0,
    }
    row = {
        address(place.last_row + 1, place.column(heading)): Value(value) for heading, value in typed.items()
    }
    found = read(with_cells(package, {place.sheet: row}))
    assert model.rules == found.rules[:-1]
    assert typed == {name: getattr(found.rules[-1], name) for name in typed}
