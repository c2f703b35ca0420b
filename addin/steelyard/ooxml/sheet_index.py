"""The sheets of a workbook and their parts, found by name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.ooxml.opc.relationships import relations, workbook_part
from steelyard.ooxml.xml.scan import structure_of, tags_named
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.ooxml.opc.package import Package


def sheet_parts(package: Package) -> dict[str, str]:
    """Part of every sheet by the sheet's name, in the order of the tabs; chart sheets among them."""
    workbook = workbook_part(package)
    targets = relations(package, workbook)
    return {
        name: targets[relation].target
        for name, relation in _tabs(package.part(workbook), package.where)
        if relation in targets
    }


@lru_cache(maxsize=4)
def _tabs(workbook_xml: bytes, where: str) -> tuple[tuple[str, str], ...]:
    """Name of every sheet and id of the relationship that leads to it."""
    found = (
        tag.attributes
        for tag in tags_named(structure_of(workbook_xml, f"{where}: the workbook part"), b"sheet")
    )
    return tuple((unescaped(known.get("name", "")), relation_id(known)) for known in found)


def relation_id(attributes: Mapping[str, str]) -> str:
    """Id of the relationship that an element points to, whatever prefix the attribute has."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def sheet_part(package: Package, sheet: str) -> str:
    """Part of one sheet; capitals do not matter, as in Excel.

    Raises:
        MissingTable: the workbook has no such sheet.
    """
    parts = sheet_parts(package)
    if sheet in parts:
        return parts[sheet]
    for name, part in parts.items():
        if name.casefold() == sheet.casefold():
            return part
    raise MissingTable(f"{package.where} has no sheet {sheet!r}; there are: {', '.join(parts)}")
