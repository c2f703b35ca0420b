"""Where tables are found once a program has dropped or renamed them."""

from __future__ import annotations

import pytest
from field.outcomes import built
from field.programs import (
    google,
    misnamed,
    numbers,
    one_table,
    whole,
    without_constants,
    without_names,
    without_tables,
)

from steelyard.errors import MissingTable
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import outline
from steelyard.sheets.forms import FIRST_FORM, FORM
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.located import located, view_of
from steelyard.workbook.reading.programs import saved_by
from steelyard.workbook.reading.read import read_package

APP = "docProps/app.xml"


def refusal(file: Package) -> str:
    """What a workbook without its tables is refused with when somebody wants to write into it."""
    with pytest.raises(MissingTable) as refused:
        require_tables(file)
    return str(refused.value)


def test_in_a_whole_workbook_nothing_is_searched_for() -> None:
    found = located(whole())
    assert found.dropped == ()
    assert found.tables == tables(whole())
    require_tables(whole())


def test_every_table_is_found_where_it_stood() -> None:
    file = without_tables(whole())
    assert tables(file) == {}
    for name, spot in tables(whole()).items():
        found = located(file).tables[name]
        assert (found.sheet, found.area[:2], found.columns) == (spot.sheet, spot.area[:2], spot.columns)
        assert found.area.last_column == spot.area.last_column
        filled = view_of(whole(), name)
        last = max((row for row in filled.rows if not filled.is_empty(row)), default=spot.first_row)
        assert max(found.last_row, found.first_row) >= last


LAST_WITH_A_SHEET = max(sheet.since for sheet in outline())
"""The newest form that brought a sheet; the forms after it have further cells on sheets that were there."""


def test_the_form_is_read_off_the_tables_where_the_workbook_does_not_state_it() -> None:
    assert located(without_constants(whole())).form == LAST_WITH_A_SHEET
    assert located(without_constants(without_tables(whole()))).form == LAST_WITH_A_SHEET
    assert located(Package.of(misnamed(dropped=True))).form == LAST_WITH_A_SHEET


def test_a_workbook_of_the_first_form_has_no_later_tables_even_if_a_sheet_has_such_a_name() -> None:
    book = "xl/workbook.xml"
    parts = {book: whole().part(book).replace(b'"steelyard_form">%d<' % FORM, b'"steelyard_form">1<')}
    for name in ("record", "tabled", "parties"):
        part = tables(whole())[name].part
        parts[part] = whole().part(part).replace(b'"%b"' % name.encode(), b'"own_%b"' % name.encode())
    found = located(whole().replaced(parts))
    assert found.form == FIRST_FORM
    assert found.dropped == ()


def test_a_heading_row_is_found_below_lines_that_somebody_typed_above_it() -> None:
    file = with_cells(without_tables(whole()), {"Rules": {"H1": Value("id"), "H2": Value("option")}})
    assert located(file).tables["rules"].area == tables(whole())["rules"].area


def test_rows_below_a_gap_are_read_too() -> None:
    file = without_tables(whole())
    last = located(file).tables["cost_heads"].last_row
    entry = {"A": Value("standing"), "B": Value("Standing")}
    file = with_cells(file, {"Cost heads": {f"{letter}{last + 3}": value for letter, value in entry.items()}})
    assert [head.id for head in read_package(file).model.cost_heads][-1] == "standing"  # type: ignore[union-attr]


def test_headings_keep_their_declared_spelling_and_come_once() -> None:
    file = without_tables(whole())
    spot = tables(whole())["linkage"]
    letter = chr(64 + spot.area.last_column + 1)
    row = spot.area.first_row
    file = with_cells(file, {"Linkage": {f"A{row}": Value(" ID "), f"{letter}{row}": Value("Option")}})
    assert located(file).tables["linkage"].columns == (*spot.columns, f"option (column {letter})")


def test_a_sheet_that_was_renamed_is_asked_for_with_its_headings() -> None:
    file = numbers(whole(), called="our {}")
    with pytest.raises(MissingTable) as refused:
        read_package(file)
    assert "A steelyard workbook has these tables" in str(refused.value)
    plain = without_tables(whole())
    book = plain.part("xl/workbook.xml").replace(b'name="Costs"', b'name="Prices"')
    with pytest.raises(MissingTable) as refused:
        read_package(plain.replaced({"xl/workbook.xml": book}))
    assert "no sheet 'Costs' with the headings id, option. Give a renamed sheet" in str(refused.value)


def test_choices_are_found_by_their_labels_only_where_their_names_are_gone() -> None:
    file = without_names(without_tables(whole()))
    assert located(file).cells == {"decide_scenario": ("Decide", "B4"), "decide_viewpoint": ("Decide", "B5")}
    moved = with_cells(
        file, {"Decide": {"A4": Value(None), "C6": Value("scenario "), "D6": Value("Status quo")}}
    )
    assert located(moved).cells["decide_scenario"] == ("Decide", "D6")
    assert located(whole()).cells["decide_scenario"] == ("Decide", "B4")


def test_the_refusal_names_the_program_what_is_lost_and_the_way_back() -> None:
    file = without_tables(whole())
    said = refusal(
        file.replaced({APP: b"<Properties><Application>Sheets &amp; Co</Application></Properties>"})
    )
    assert said.startswith(
        "the workbook: the program that saved it last (Sheets & Co) dropped 46 of its tables ('settings' on "
        "sheet 'Read me', 'decide' on sheet 'Decide', 'trial' on sheet 'Decide', ...), as Google Sheets, "
        "Numbers, Gnumeric, SheetJS and the format .xls do; their cells are still there. Nothing that was "
        "typed is lost"
    )
    assert refusal(google(whole())).startswith(
        "the workbook: the program that saved it last renamed 46 of its tables ('settings' on sheet "
        "'Read me' to 'Table_1', 'decide' on sheet 'Decide' to 'Table_2', 'trial' on sheet 'Decide' to "
    )


def test_one_table_is_made_again_by_hand() -> None:
    assert refusal(Package.of(one_table("weights"))) == (
        "the workbook: no table 'weights': on sheet 'Weights' its cells are there, but they are no table any "
        f"more. Select {tables(whole())['weights'].ref}, make it a table with headings (Insert > Table), and "
        "name it weights (Table Design > Table Name)"
    )
    assert refusal(Package.of(one_table("weights", renamed=True))) == (
        "the workbook: no table 'weights': on sheet 'Weights' it is named 'mine'. Give it its name again "
        "(Table Design > Table Name)"
    )


def test_a_program_that_does_not_name_itself_is_not_named() -> None:
    assert saved_by(google(whole())) == ""
    assert saved_by(whole().replaced({APP: b"<Properties><Application/></Properties>"})) == ""
    assert saved_by(whole().replaced({APP: b"not XML"})) == ""
    assert saved_by(whole()).startswith("Microsoft Excel")


def test_the_model_of_a_workbook_without_tables_builds_the_workbook_again() -> None:
    assert read_package(without_tables(whole())).fit() == built().model
