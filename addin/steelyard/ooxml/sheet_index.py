"""The sheets of a workbook and their parts, found by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.ooxml.opc.relationships import relations, workbook_part
from steelyard.ooxml.xml.scan import tags_named
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.opc.package import Package


def sheet_parts(package: Package) -> Mapping[str, str]:
    """Part of every sheet by the sheet's name, in the order of the tabs; chart sheets among them."""
    return package.memo("sheet_parts", lambda: dict(_sheet_parts(package)))


def _sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    workbook = workbook_part(package)
    targets = relations(package, workbook)
    structure = package.structure(workbook, f"{package.where}: the workbook part")
    for tag in tags_named(structure, b"sheet"):
        if (relation := relation_id(tag.attributes)) in targets:
            yield unescaped(tag.attributes.get("name", "")), targets[relation].target


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
