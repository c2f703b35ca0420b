"""Names that a workbook gives to single cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.workbook.addresses import address, sheet_and_area
from steelyard.workbook.xml_scan import attributes, text

if TYPE_CHECKING:
    from steelyard.workbook.package import Package

_NAME = re.compile(rb"<(?:\w+:)?definedName\b([^>]*)>([^<]*)</")


def defined_number(package: Package, name: str, default: int) -> int:
    """The whole number that a name stands for, or the default where there is no such name."""
    for attributes_raw, written in _NAME.findall(package.part("xl/workbook.xml")):
        if attributes(attributes_raw).get("name", "") == name and (said := text(written).strip()).isdecimal():
            return int(said)
    return default


def defined_cells(package: Package) -> dict[str, tuple[str, str]]:
    """Sheet and address of every name that leads to one cell."""
    found = {}
    for attributes_raw, reference in _NAME.findall(package.part("xl/workbook.xml")):
        target = sheet_and_area(text(reference))
        name = attributes(attributes_raw).get("name", "")
        if target is not None and target[1].size == 1:
            found[name] = (target[0], address(target[1].first_row, target[1].first_column))
    return found
