"""What must not be written over, each case with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import Area, on_sheet, row_and_column, written_area
from steelyard.ooxml.cell_values import Cached
from steelyard.ooxml.xml.scan import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.cell_values import Patch
    from steelyard.ooxml.worksheet import Cell, Content, SheetXml

_BLOCKS = {"array": "array formula", "dataTable": "data table"}


def require_free(sheet: SheetXml, values: Mapping[str, Patch]) -> None:
    """Let cells pass that stand for themselves: no merged cell covers them, no formula of another fills them.

    Raises:
        WouldLoseContent: one is.
    """
    named = f"the sheet {sheet.name}"
    merged = [
        written_area(tag.attributes.get("ref", ""), named) for tag in sheet.tags(b"mergeCell", sheet.stop)
    ]
    blocks = list(_blocks(sheet)) if b"array" in sheet.structure or b"dataTable" in sheet.structure else []
    for where, patch in values.items():
        row, column = row_and_column(where)
        for area in merged:
            if area.holds(row, column) and (row, column) != area[:2]:
                raise WouldLoseContent(
                    f"{on_sheet(sheet.name, where)} is covered by the merged cell {area}; unmerge that first"
                )
        for area, kind in blocks if not isinstance(patch, Cached) else ():
            if area.holds(row, column):
                raise WouldLoseContent(
                    f"{on_sheet(sheet.name, where)} is filled by the {kind} over {area}; clear that first"
                )


def _blocks(sheet: SheetXml) -> Iterator[tuple[Area, str]]:
    """Areas that one formula fills, with what it is; not an array of one cell, which stands for itself."""
    for tag in sheet.tags(b"f", sheet.start, sheet.stop):
        if tag.attributes.get("t") in _BLOCKS and "ref" in tag.attributes:
            area = written_area(tag.attributes["ref"], f"the sheet {sheet.name}")
            if area.size > 1 or tag.attributes["t"] != "array":
                yield area, _BLOCKS[tag.attributes["t"]]


def whole_groups(sheet: SheetXml, values: Mapping[str, Patch]) -> frozenset[str]:
    """The first cells of shared formulas that may go: every cell of the group gets other content."""
    replaced = {where for where, patch in values.items() if not isinstance(patch, Cached)}
    if not replaced or b'"shared"' not in sheet.structure:
        return frozenset()
    firsts: dict[str, str] = {}
    members: dict[str, set[str]] = {}
    for row in sheet.rows:
        for cell in sheet.cells(row).values():
            if b'"shared"' in cell.inside:
                content = sheet.content(cell)
                group = content.formula_attributes.get("si", "")
                members.setdefault(group, set()).add(cell.address)
                if content.formula_text:
                    firsts[group] = cell.address
    return frozenset(first for group, first in firsts.items() if members[group] <= replaced)


def require_replaceable(cell: Cell, content: Content, patch: Patch, sheet: str) -> None:
    """Let a cell pass whose content the patch may replace.

    Raises:
        WouldLoseContent: others depend on it, it holds no plain value, or there is no formula to keep.
    """
    where = on_sheet(sheet, cell.address)
    if content.rest or (b"vm" in cell.raw and b"vm" in pairs(cell.raw)):
        raise WouldLoseContent(f"{where} holds a picture or a linked data type; clear it first")
    if isinstance(patch, Cached):
        if not content.formula:
            raise no_formula(where)
        return
    formula = content.formula_attributes
    shares = formula.get("t") == "shared" and content.formula_text
    if shares and written_area(formula.get("ref", cell.address), f"the sheet {sheet}").size > 1:
        raise WouldLoseContent(
            f"{where} holds the formula that the cells of {formula['ref']} share; enter theirs anew first"
        )


def no_formula(where: str) -> WouldLoseContent:
    """The refusal to show a result where there is no formula."""
    return WouldLoseContent(f"{where} has lost its formula, so it can show no result; put the formula back")
