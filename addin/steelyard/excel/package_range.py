"""The table Package: which level a tabled package asks of each measure, and which options it offers."""

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

Tabled = dict[str, dict[str, Cell]]
"""What the package says, by the column of the draft (`asked`, `offered`) and the folded id of the item."""

KINDS = {"measure": ("Measures", "asked", "a measure"), "option": ("Options", "offered", "an option")}
"""For each kind of row: the table of its items, the column that counts, and what an item is called."""


def tabled(
    package: Block, blocks: Mapping[str, Block], levels: Sequence[str], noted: list[Finding]
) -> Tabled:
    """What the rows of a package say, with what is wrong with them noted, each cell in its place.

    Args:
        package: the table, with a row an item; items without a row are not asked for, or not offered.
        blocks: the judgement tables, Measures and Options among them.
        levels: the delivery levels.
        noted: where to add what is wrong.
    """
    items = {
        kind: read.by_fold(filter(None, texts(blocks[sheet], blocks[sheet].column("id"))))
        for kind, (sheet, _, _) in KINDS.items()
    }
    found: Tabled = {column: {} for _, column, _ in KINDS.values()}
    for row in map(_folded, package.drafted()):
        if not all(read.is_empty(cell(row, heading)) for heading in NEEDED["Package"]):
            _add(found, row, items, read.by_fold(levels), noted)
    return found


def _add(
    found: Tabled,
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
    held = _judged(cell(row, column), kind, levels, noted)
    for _, other, _ in KINDS.values():
        if other != column and not read.is_empty(cell(row, other)):
            wanted = f"nothing is needed here in a row of the kind {kind!r}"
            read.note_error(noted, cell(row, other), wanted, "unused")
    item = read.reference(cell(row, "item"), noted, items[kind], what)
    if folded(item) in found[column]:
        read.note_error(noted, cell(row, "item"), "each item stands once", "duplicate-id")
    elif item:
        found[column][folded(item)] = held


def _judged(held: Cell, kind: str, levels: Mapping[str, str], noted: list[Finding]) -> Cell:
    """The cell with the level, or with yes or no, as it was meant; empty where it will not do."""
    if kind == "option":
        return Cell("yes" if read.yes_or_no(held, noted) else "no", held.place)
    return Cell(None if read.is_empty(held) else read.level(held, noted, levels) or None, held.place)


def laid(rows: Sequence[Row], column: str, said: Mapping[str, Cell]) -> list[Row]:
    """The rows of Measures or Options with what the package says in this column, and nothing else there."""
    return [_laid(_folded(row), column, said) for row in rows]


def _laid(row: Row, column: str, said: Mapping[str, Cell]) -> Row:
    own = folded(read.raw(cell(row, "id")))
    cells = {heading: held for heading, held in row.cells.items() if heading != column}
    return Row(cells | ({column: said[own]} if own in said else {}), row.place)


def _folded(row: Row) -> Row:
    """The row with its cells by the folded heading, the first of several of one heading."""
    return Row({folded(heading): held for heading, held in reversed(row.cells.items())}, row.place)
