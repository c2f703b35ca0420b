"""Nothing is cut: titles beside frozen columns and on further pages, charts at the end of a page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import small
from benchmarks import large
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, coordinate_to_tuple

from steelyard import cases
from steelyard.model.text.reading import read_text
from steelyard.sheets.catalogue import BACK, context_of, filled_sheets, outline
from steelyard.sheets.charts import HEIGHT_CENTIMETRES
from steelyard.sheets.printing import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SCREEN_CHARACTERS,
    held_columns,
    print_area,
    printed,
)
from steelyard.sheets.row_heights import LINE_HEIGHT, SPARE
from steelyard.sheets.text_width import POINTS_A_CHARACTER, text_width
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.model.model import Model
    from steelyard.sheets.spec import FilledSheet

MODELS = {
    "syria": read_text(cases.text("syria")),
    "blank": read_text(cases.text("blank")),
    "small": read_text(small.TEXT),
    "30 x 15": large.model(large.Size(30, 15, 3, 3)),
}
POINTS_A_CENTIMETRE = 72 / 2.54


class Case:
    """A model's sheets as they are filled, and as its workbook has them."""

    def __init__(self, model: Model) -> None:
        """Build it."""
        self.filled = {sheet.name: sheet for sheet in filled_sheets(context_of(model))}
        self.book: Workbook = load_workbook(io.BytesIO(workbook_bytes(model)))


@pytest.fixture(scope="module", params=MODELS)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(MODELS[request.param])


def width(sheet: Worksheet, columns: int) -> float:
    """Points that the first columns take; a hidden one takes none."""
    first = [
        each for each in sheet.column_dimensions.values() if column_index_from_string(each.index) <= columns
    ]
    return sum(POINTS_A_CHARACTER * each.width for each in first if not each.hidden)


def lines(filled: FilledSheet, sheet: Worksheet) -> list[tuple[str, float]]:
    """Title, flags, view and sentences above a table, which all begin in column A; each with its size."""
    rows = range(1, filled.place.head - 1)
    found = [sheet.cell(row, 1) for row in rows if row not in (2, 3)]  # there stands the purpose
    long = [cell for cell in found if cell.value and cell.font.bold and not cell.alignment.wrap_text]
    shown = {cell.row: cell.content for cell in filled.header if cell.column == 1}
    words = [getattr(shown.get(cell.row), "value", None) or str(cell.value) for cell in long]
    return [(text, float(cell.font.sz or 10)) for text, cell in zip(words, long, strict=True)]


def test_titles_and_flags_are_whole_beside_frozen_columns(case: Case) -> None:
    frozen = 0
    for name, filled in case.filled.items():
        sheet = case.book[name]
        held = coordinate_to_tuple(sheet.freeze_panes)[1] - 1 if sheet.freeze_panes else 0
        if held:
            frozen += 1
            for text, size in lines(filled, sheet):
                assert text_width(text, size, bold=True) <= width(sheet, held), (name, text)
        if sum(column.width for column in printed(filled)) <= SCREEN_CHARACTERS:
            assert held == 0
    assert frozen > 0


def test_a_flag_line_has_room_while_somebody_works(case: Case) -> None:
    changed = "Judgements: fit · Computed tables: 12 judgements changed since"
    for name in ("Weights", "Measures", "Delivery", "Counterpart"):
        if held := held_columns(case.filled[name]):
            assert text_width(changed, bold=True) <= width(case.book[name], held), name


def test_titles_are_whole_on_every_printed_page(case: Case) -> None:
    for name, filled in case.filled.items():
        sheet = case.book[name]
        if sheet.sheet_state == "visible" and (sheet.page_setup.fitToWidth or 1) > 1 and not filled.charts:
            columns = (sheet.print_title_cols or "").replace("$", "").partition(":")[2]
            for text, size in lines(filled, sheet):
                room = width(sheet, column_index_from_string(columns))
                assert text_width(text, size, bold=True) <= room, (name, text)


def test_no_page_ends_within_a_chart(case: Case) -> None:
    """Charts stand at the top: each must end before the first page does, across and down."""
    for name, filled in case.filled.items():
        sheet = case.book[name]
        for chart, drawn in zip(filled.charts, getattr(sheet, "_charts"), strict=True):  # noqa: B009
            if drawn.anchor._from.col >= print_area(filled).last_column:
                continue  # it is for the screen only
            rows = range(1, chart.row)
            above = sum(sheet.row_dimensions[row].height or LINE_HEIGHT for row in rows)
            columns = sum(column.width + SPARE for column in printed(filled)) * POINTS_A_CHARACTER
            scale = min(1.0, PAGE_WIDTH * (sheet.page_setup.fitToWidth or 1) / columns)
            assert (above + HEIGHT_CENTIMETRES * POINTS_A_CENTIMETRE) * scale <= PAGE_HEIGHT, name
            left = width(sheet, drawn.anchor._from.col)
            across = left + drawn.width * POINTS_A_CENTIMETRE
            assert across * scale <= PAGE_WIDTH * 1.01, name


def test_tabs_stand_in_the_order_of_reading(case: Case) -> None:
    assert case.book.sheetnames == [sheet.name for sheet in outline()]


def test_every_sheet_leads_back_to_decide_and_the_link_cuts_no_text(case: Case) -> None:
    for name, filled in case.filled.items():
        found = [cell for row in case.book[name].iter_rows() for cell in row if cell.value == BACK]
        if name in ("Read me", "Decide"):
            assert found == []
            continue
        [link] = found
        assert getattr(link.hyperlink, "location", "") == "'Decide'!A1"
        row, column = coordinate_to_tuple(link.coordinate)
        assert row < filled.place.head - 1
        for at in range(1, column):
            room = width(case.book[name], column - 1) - width(case.book[name], at - 1)
            assert text_width(str(case.book[name].cell(row, at).value or "")) <= room, name
