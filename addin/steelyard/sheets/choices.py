"""The ranges that the lists in input cells take their choices from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.context import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.sheets.table_range import TableRange

SCENARIOS, VIEWPOINTS, OPTIONS, MEASURES, LEVELS = "scenarios", "viewpoints", "options", "measures", "levels"
"""What `Allowed.choices` says for a list that a range holds."""


def choice_ranges(tables: Mapping[str, TableRange], levels: int) -> dict[str, str]:
    """The range behind each list.

    Args:
        tables: where every table stands.
        levels: how many delivery levels there are; they are the last rows of Delivered.
    """
    delivered = tables["delivered"]
    return {
        SCENARIOS: tables["delivery"].column("name"),
        VIEWPOINTS: tables["shares"].part("viewpoint", ALL, tables["shares"].rows - 1),
        OPTIONS: tables["options"].column("id"),
        MEASURES: tables["measures"].column("id"),
        LEVELS: delivered.part("name", delivered.rows - levels, delivered.rows - 1),
    }
