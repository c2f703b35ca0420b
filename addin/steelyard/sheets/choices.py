"""The ranges that the lists in input cells take their choices from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import ITEMS, SUBJECTS
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import by_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.sheets.table_range import TableRange

SCENARIOS, VIEWPOINTS, OPTIONS, MEASURES, LEVELS = "scenarios", "viewpoints", "options", "measures", "levels"
"""The values of `Allowed.choices` for lists that stand in ranges."""

BY_KIND: dict[str, tuple[str, dict[str, str]]] = {
    "subject": ("rules", {str(kind): axis for kind, axis in SUBJECTS.items()}),
    "item": ("plan", {str(kind): axis for kind, axis in ITEMS.items()}),
}
"""The values of `Allowed.choices` for lists that follow the kind of the row: the table, and what each kind names."""


def choice_ranges(tables: Mapping[str, TableRange], levels: int) -> dict[str, str]:
    """The range of each list; of a list that follows the kind of the row, a formula whose result is a range.

    Args:
        tables: the place of every table.
        levels: how many delivery levels there are; they are the last rows of Delivered.
    """
    delivered = tables["delivered"]
    return {
        SCENARIOS: tables["delivery"].column("name"),
        VIEWPOINTS: tables["shares"].part("viewpoint", ALL, tables["shares"].rows - 1),
        OPTIONS: tables["options"].column("name"),
        MEASURES: tables["measures"].column("name"),
        LEVELS: delivered.part("name", delivered.rows - levels, delivered.rows - 1),
    } | {
        name: by_kind(tables[table].beside("kind", 0), ranges)
        for (name, (table, _)), ranges in zip(BY_KIND.items(), ranges_of_kinds(tables).values(), strict=True)
    }


def ranges_of_kinds(tables: Mapping[str, TableRange]) -> dict[str, dict[str, str]]:
    """The range that each kind of row offers, by the list that follows the kind of the row."""
    parts = {
        "measures": tables["measures"].column("name"),
        "groups": tables["measures"].column("group"),
        "options": tables["options"].column("name"),
        "cost_heads": tables["cost_heads"].column("name"),
        "viewpoints": tables["weights"].column("name"),
    }
    return {name: {kind: parts[axis] for kind, axis in kinds.items()} for name, (_, kinds) in BY_KIND.items()}
