"""Legends have names, in cells that follow a rename; ids are for headings alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from steelyard.sheets.spec import Content

MODEL = read_text(text("syria"))
SHEETS = {sheet.declared.name: sheet for sheet in filled_sheets(context_of(MODEL))}


def shown_in(content: Content) -> object:
    """What a cell shows."""
    return content.value if isinstance(content, Formula) else content


@pytest.mark.parametrize(
    ("sheet", "names", "holds"),
    [
        ("Positions", [*MODEL.viewpoints.values()], ("Shares", "viewpoint")),
    ],
)
def test_a_legend_names_what_its_cells_say(sheet: str, names: list[str], holds: tuple[str, str]) -> None:
    [chart] = SHEETS[sheet].charts
    assert [series.name for series in chart.series] == names
    [table] = SHEETS[holds[0]].tables
    at = [column.heading for column in table.declared.columns].index(holds[1])
    place = table.place
    shown = {place.cell(holds[1], row): shown_in(cells[at]) for row, cells in enumerate(table.rows)}
    assert [shown[series.name_ref] for series in chart.series] == names


def test_the_largest_criteria_have_their_names_and_the_others_their_headings() -> None:
    [chart] = SHEETS["Contributions"].charts
    [table], [swings] = SHEETS["Contributions"].tables, SHEETS["Swings"].tables
    at = [column.heading for column in swings.declared.columns].index("name in this place")
    shown = {
        swings.place.cell("name in this place", row): shown_in(cells[at])
        for row, cells in enumerate(swings.rows)
    }
    shown |= {table.place.heading_cell(column.heading): column.heading for column in table.columns}
    assert [shown[series.name_ref] for series in chart.series] == [series.name for series in chart.series]


def test_few_criteria_have_their_names() -> None:
    model = read_text(text("office-2004"))
    [sheet] = [each for each in filled_sheets(context_of(model)) if each.name == "Contributions"]
    [chart] = sheet.charts
    assert [series.name for series in chart.series] == [*model.names("criteria").values()]
