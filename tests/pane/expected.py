"""What the pane and the open workbook should show, from the engine and by the way of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pane.opened import opened

from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.sheets.homes import home
from steelyard.weigh import score_results, sentences
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from steelyard.model.model import Model


def said(
    model: Model, scenario: str | None = None, viewpoint: str | None = None, *, with_trial: bool = False
) -> list[tuple[str, ...]]:
    """The ranking as the pane should show it, straight from the engine."""
    table = score_results.ranking(Weighing(model, viewpoint, with_trial=with_trial), scenario)
    at = [column.name for column in table.columns].index
    return [
        (
            str(row[at("rank")]),
            str(row[at("name")]),
            sentences.number_words(float(row[at("net")] or 0.0)),
            str(row[at("verdict")]),
        )
        for row in table.rows
    ]


def lead(model: Model, scenario: str | None = None, viewpoint: str | None = None) -> str:
    weighing = Weighing(model, viewpoint)
    return sentences.lead(weighing, weighing.scenario(scenario))


def what_it_takes(syria: bytes, key: str, weight: float) -> list[list[Any]]:
    """The table that the command line writes after the same change, as the stand-in would show it."""
    package, place = Package.of(syria), home(key)
    spot = table(package, place.table)
    sheet = cells(package, spot.sheet)
    row = next(
        number
        for number in range(spot.first_row, spot.last_row + 1)
        if (cell := sheet.get(address(number, spot.column("id")))) and cell.value == place.row
    )
    changed = with_cells(package, {spot.sheet: {address(row, spot.column(place.column)): Value(weight)}})
    done, _ = scored(changed)
    rewritten = next(each for each in opened(done.to_bytes())["sheets"] if each["name"] == "What it takes")
    cells_now = rewritten["cells"]
    [ref] = [each["ref"] for each in rewritten["tables"]]
    first, last = re.findall(r"([A-Z]+)(\d+)", ref)
    columns = [chr(at) for at in range(ord(first[0]), ord(last[0]) + 1)]
    return [
        [cells_now.get(f"{column}{number}", {"value": ""})["value"] for column in columns]
        for number in range(int(first[1]) + 1, int(last[1]) + 1)
    ]
