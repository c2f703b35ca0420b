"""Sheets that wait, hidden, for their first entry: a score shows each once, and hides none.

A new workbook with few sheets hides the sheets of parts that its case does not have. Their tables are listed
in a defined name. A sheet that was shown leaves the list, so that one that somebody hides again stays hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.concealment import hidden_sheets, with_sheets_shown
from steelyard.ooxml.defined_names import defined_text, with_defined_text, with_print_set_up
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import shown_by_now
from steelyard.sheets.names import WAITING
from steelyard.sheets.printing import print_area, print_titles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.sheets.spec import FilledSheet


class Shown(NamedTuple):
    """A workbook, and the names of the sheets that are shown now and were not before."""

    file: Package
    sheets: tuple[str, ...] = ()


def with_first_entries_shown(file: Package, sheets: Sequence[FilledSheet]) -> Shown:
    """The workbook with each sheet shown whose table has got its first entry since the last score.

    Args:
        file: the workbook, scored.
        sheets: its sheets, filled for the model that it says.
    """
    waited = defined_text(file, WAITING).split()
    ready = shown_by_now((filled.declared for filled in sheets), waited)
    if not ready:
        return Shown(file)
    places, concealed = tables(file), hidden_sheets(file)
    names = tuple(places[table].sheet for table in ready if places[table].sheet in concealed)
    for filled in sheets:
        name = places[filled.table.name].sheet
        if name in names:
            file = with_print_set_up(file, name, print_area(filled), *print_titles(filled))
    file = with_sheets_shown(file, names)
    return Shown(
        with_defined_text(file, WAITING, " ".join(each for each in waited if each not in ready)), names
    )
