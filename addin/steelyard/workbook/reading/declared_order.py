"""A workbook's model in one order, however its sheets are sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.model.canonical_order import in_canonical_order
from steelyard.workbook.reading.read import read_package

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package


def as_declared(file: Package) -> Model:
    """The model of a workbook: parts as the live sheets list them, all else in the canonical order.

    Where the live sheets are gone, parts come in the order of the judgement sheets.

    Raises:
        InvalidModel: there is an error in it; see also `read.read_package`.
    """
    try:
        model = read_package(file, as_live=True).fit()
    except MissingTable:  # of the live tables; without a judgement table this is refused again
        model = read_package(file).fit()
    return in_canonical_order(model)
