"""What the Change log has: open conflicts, changes without a reason, and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.sheet_cells import table_view
from steelyard.ooxml.tables import tables
from steelyard.sheets.headings import CONFLICT, EFFECT, KEY, WHY
from steelyard.sheets.log_text import TOGETHER
from steelyard.sheets.names import CHANGE_LOG

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package


class OpenConflict(NamedTuple):
    """A conflict of a merge that nobody has answered."""

    key: str
    effect: str
    """What the merge wrote about it."""
    row: int
    """Its row on the Change log."""

    def __str__(self) -> str:
        return f"{self.key}: {self.effect.removeprefix(CONFLICT)} (Change log, row {self.row})"


def open_conflicts(file: Package) -> list[OpenConflict]:
    """The conflicts of merges for which the Change log does not say why."""
    found = tables(file).get(CHANGE_LOG)
    if found is None or not {KEY, EFFECT, WHY} <= {*found.columns}:
        return []
    view = table_view(file, CHANGE_LOG)
    return [
        OpenConflict(view.text(row, KEY), view.text(row, EFFECT), row)
        for row in view.rows
        if view.text(row, EFFECT).startswith(CONFLICT) and not view.text(row, WHY)
    ]


def unexplained(file: Package) -> int:
    """How many changes the Change log has without a reason; the line about several together needs none."""
    found = tables(file).get(CHANGE_LOG)
    if found is None or not {KEY, WHY} <= {*found.columns}:
        return 0
    view, (before, after) = table_view(file, CHANGE_LOG), TOGETHER.split("{}")
    keys = [view.text(row, KEY) for row in view.rows if not view.text(row, WHY)]
    return sum(bool(key) and not (key.startswith(before) and key.endswith(after)) for key in keys)


def authors(file: Package) -> dict[str, str]:
    """Who changed judgements last, by key, as the Change log has it."""
    found = tables(file).get(CHANGE_LOG)
    if found is None or not {KEY, "who"} <= {*found.columns}:
        return {}
    view = table_view(file, CHANGE_LOG)
    return {view.text(row, KEY): view.text(row, "who") for row in view.rows if view.text(row, "who")}
