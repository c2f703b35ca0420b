"""The range Package: which level the proposal asks of each measure, and which options it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.excel.ranges import NEEDED, texts
from steelyard.model.assembly import cell_rules as read
from steelyard.model.assembly.rows import cell
from steelyard.model.draft import Cell, Row
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.excel.ranges import Block
    from steelyard.model.findings import Finding

Proposal = dict[str, dict[str, Cell]]
"""Cells of the proposal by column of the draft (`asked`, `offered`), then by the folded id of the item."""

KINDS = {"measure": ("Measures", "asked", "a measure"), "option": ("Options", "offered", "an option")}
"""For each kind of row: the table of its items, its column in the draft, and the word for an item."""


def proposal_of(
    package: Block, blocks: Mapping[str, Block], levels: Sequence[str], noted: list[Finding]
) -> Proposal:
    """The cells of the proposal, each with its place; what is wrong is noted.

    Args:
        package: the table, one row an item; items without a row are not asked for, or not offered.
        blocks: the judgement tables, Measures and Options among them.
        levels: the delivery levels.
        noted: findings, to which this function adds.
    """
    items = {
        kind: read.by_fold(filter(None, texts(blocks[sheet], blocks[sheet].column("id"))))
        for kind, (sheet, _, _) in KINDS.items()
    }
    found: Proposal = {column: {} for _, column, _ in KINDS.values()}
    for row in map(_folded, package.drafted()):
        if not all(read.is_empty(cell(row, heading)) for heading in NEEDED["Package"]):
            _add(found, row, items, read.by_fold(levels), noted)
    return found


def _add(
    found: Proposal,
    row: Row,
    items: Mapping[str, Mapping[str, str]],
    levels: Mapping[str, str],
    noted: list[Finding],
) -> None:
    kind = read.choice(
        cell(row, "kind"), noted, {word: word for word in KINDS}, "measure or option", "unknown-word"
    )
    if not kind:
        return
    _, column, what = KINDS[kind]
    value = _checked(cell(row, column), kind, levels, noted)
    for _, other, _ in KINDS.values():
        if other != column and not read.is_empty(cell(row, other)):
            wanted = f"nothing is needed here in a row of the kind {kind!r}"
            read.note_error(noted, cell(row, other), wanted, "unused")
    item = read.reference(cell(row, "item"), noted, items[kind], what)
    if folded(item) in found[column]:
        read.note_error(noted, cell(row, "item"), "each item stands once", "duplicate-id")
    elif item:
        found[column][folded(item)] = value


def _checked(value: Cell, kind: str, levels: Mapping[str, str], noted: list[Finding]) -> Cell:
    """The cell with yes or no, or with the id of a level; empty where its value is not valid."""
    if kind == "option":
        return Cell("yes" if read.yes_or_no(value, noted) else "no", value.place)
    return Cell(None if read.is_empty(value) else read.level(value, noted, levels) or None, value.place)


def with_proposal(rows: Sequence[Row], column: str, given: Mapping[str, Cell]) -> list[Row]:
    """The rows of Measures or Options with this column replaced by the cells of the proposal."""
    return [_row_with_proposal(_folded(row), column, given) for row in rows]


def _row_with_proposal(row: Row, column: str, given: Mapping[str, Cell]) -> Row:
    own = folded(read.raw(cell(row, "id")))
    cells = {heading: other for heading, other in row.cells.items() if heading != column}
    return Row(cells | ({column: given[own]} if own in given else {}), row.place)


def _folded(row: Row) -> Row:
    """The row with its cells by folded heading; of several with the same heading, the first."""
    return Row({folded(heading): each for heading, each in reversed(row.cells.items())}, row.place)
