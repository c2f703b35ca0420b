"""Who changed what, when and why, as far as the later version tells: its Change log, and its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.keys import evidence_for
from steelyard.ooxml.sheet_cells import table_view
from steelyard.ooxml.tables import tables
from steelyard.sheets.headings import KEY, WHY
from steelyard.sheets.names import CHANGE_LOG

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package

WHO, WHEN = "who", "when"
"""Headings of the Change log."""


def told(model: Model, file: Package | None) -> Callable[[str], str]:
    """What is known of an edit, by its key; empty where nothing is.

    Args:
        model: the later version.
        file: its workbook; None where it is a text, or where people are not told.
    """
    logged = {} if file is None else _logged(file)
    evidence = evidence_for(model.evidence)

    def of_edit(key: str) -> str:
        entries = [words for each, words in logged.items() if each == key or each.startswith(f"{key}/")]
        found = evidence(key.removeprefix("evidence/"))
        backed = "" if found is None else _words(found.author, found.date, found.note or found.source)
        return "; ".join([*dict.fromkeys(entries), *([f"evidence: {backed}"] if backed else [])])

    return of_edit


def _logged(file: Package) -> dict[str, str]:
    """The last entry of the Change log for each key, in words."""
    found = tables(file).get(CHANGE_LOG)
    if found is None or not {KEY, WHO, WHEN, WHY} <= {*found.columns}:
        return {}
    view = table_view(file, CHANGE_LOG)
    return {
        view.text(row, KEY): _words(*(view.text(row, heading) for heading in (WHO, WHEN, WHY)))
        for row in view.rows
        if view.text(row, KEY)
    }


def _words(who: str, when: str, why: str) -> str:
    by = ", ".join(filter(None, (who, when)))
    return ": ".join(filter(None, (by, why)))
