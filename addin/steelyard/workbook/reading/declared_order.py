"""A workbook's model with its parts in the order of their declaration, however its sheets are sorted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.ooxml.sheet_cells import table_view
from steelyard.ooxml.tables import tables
from steelyard.sheets.headings import KEY
from steelyard.sheets.names import LEDGER
from steelyard.workbook.reading.read import read_package

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package


def as_declared(file: Package) -> Model:
    """The model of a workbook in one order, but for the evidence, whose order nothing else keeps.

    Raises:
        InvalidModel: there is an error in it; see also `read.read_package`.
    """
    try:
        model = read_package(file, as_live=True).fit()
    except MissingTable:  # of the live tables; without a judgement table this is refused again
        model = read_package(file).fit()
    listed = _listed(file)
    place = {key: at for at, key in enumerate(listed)}
    last = len(listed)
    return replace(
        model,
        record=tuple(sorted(model.record, key=lambda entry: place.get(f"record/{entry.id}/date", last))),
        plan=tuple(sorted(model.plan, key=lambda step: place.get(f"plan/{step.id}/phase", last))),
    )


def _listed(file: Package) -> list[str]:
    """The keys of the ledger, which has them in the order of the model at the last score."""
    if LEDGER not in tables(file) or KEY not in tables(file)[LEDGER].columns:
        return []
    ledger = table_view(file, LEDGER)
    return [ledger.text(row, KEY) for row in ledger.rows]
