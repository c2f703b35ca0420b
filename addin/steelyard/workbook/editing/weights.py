"""Weights put into a workbook, in the rows of their stakeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import SteelyardError
from steelyard.model.vocabulary import folded
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.workbook.reading.located import view_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.ooxml.opc.package import Package

DIGITS = 1
"""Digits after the point of the weights that are written."""


def with_weights(file: Package, weights: Mapping[tuple[str, str], float]) -> Package:
    """The workbook with these weights, by stakeholder and criterion.

    Raises:
        SteelyardError: a formula stands where a weight is to be written.
    """
    view = view_of(file, "weights")
    rows = {folded(view.text(number, "id")): number for number in reversed(view.rows)}
    cells = {}
    for (own, criterion), value in weights.items():
        row = rows[folded(own)]
        cell, at = view.cell(row, criterion), view.address(row, criterion)
        if cell is not None and cell.formula:
            raise SteelyardError(
                f"{file.where}: Weights, row {own!r}, column {criterion!r} (cell {at}): a formula stands "
                "there, and a weight would replace it. Put a number in its place first"
            )
        cells[at] = Value(value)
    return with_cells(file, {view.table.sheet: cells})
