"""The order of the rows that are read: that of the live sheets, which sorting a judgement sheet leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.model.vocabulary import folded
from steelyard.sheets.catalogue import sheet_name, tables_by_name
from steelyard.workbook.reading.cures import NEW_WORKBOOK, UNDO
from steelyard.workbook.reading.located import located, view_of
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.ooxml.opc.package import Package

PARTIES, PARTY = "parties", "party"
"""The live table that lists the counterparts, and the heading of their ids."""


def in_live_order(file: Package, raw: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables, those that list the model's parts sorted as the live sheets list them.

    Raises:
        MissingTable: a live sheet is gone.
    """
    listed_by = {name: tables_by_name()[name].listed_by for name in raw}
    listed_by = {name: by for name, by in listed_by.items() if by[0]}
    found = located(file).tables
    missing = [live for live, _ in listed_by.values() if live not in found]
    if missing:
        lines = [f"table {name!r} (sheet {sheet_name(name)!r})" for name in dict.fromkeys(missing)]
        raise MissingTable(
            f"{file.where}: no {', no '.join(lines)}. Was a sheet deleted or a table renamed? "
            f"{UNDO}. Without one, {NEW_WORKBOOK}"
        )
    ordered = {name: _sorted(raw[name], "id", _listed(file, *by)) for name, by in listed_by.items()}
    return {**raw, **ordered}


def with_parties_as_listed(file: Package, raw: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables, the counterparts in the order of Parties; new ones follow.

    The first counterpart is the other side, and the others are third parties. Sorting must not change that,
    so this order holds in every reading.
    """
    found = located(file).tables
    if PARTIES not in found or PARTY not in found[PARTIES].columns or not raw.get("counterpart"):
        return {**raw}
    return {**raw, "counterpart": _sorted(raw["counterpart"], PARTY, _listed(file, PARTIES, PARTY))}


def _listed(file: Package, live: str, heading: str) -> list[str]:
    """The ids that a live table lists: under a heading, or as its headings."""
    listing = view_of(file, live)
    if not heading:
        return list(listing.table.columns)
    return [listing.text(row, heading) for row in listing.rows if listing.cell(row, heading)]


def _sorted(rows: Sequence[Row], column: str, listed: Sequence[str]) -> list[Row]:
    """The rows as their ids in a column are listed, those that are not listed last."""
    place = {folded(name): at for at, name in reversed([*enumerate(listed)])}
    return sorted(rows, key=lambda row: place.get(folded(text_of(row, column)), len(listed)))
