"""The shipped cases as tests use them: each is read, built, and read as a workbook once in a process."""

from __future__ import annotations

from functools import cache

from steelyard import cases
from steelyard.model.model import Model
from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package

SYRIA = "syria"


@cache
def model(case: str = SYRIA) -> Model:
    """The model of a case; it never changes."""
    return read_text(cases.text(case), where=case)


@cache
def workbook(case: str = SYRIA) -> bytes:
    """The bytes of the workbook that is built of it."""
    return workbook_bytes(model(case))


@cache
def package(case: str = SYRIA) -> Package:
    """The same, opened, and all of it read. A workbook that is made of it keeps what did not change."""
    opened = Package.of(workbook(case))
    read_package(opened)
    for sheet in sheet_parts(opened):
        cells(opened, sheet)
    return opened
