"""The ranges that the lists in input cells take their choices from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.context import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.sheets.table_range import TableRange

SCENARIOS, VIEWPOINTS, OPTIONS, MEASURES, LEVELS = "scenarios", "viewpoints", "options", "measures", "levels"
"""The values of `Allowed.choices` for lists that stand in ranges."""


def choice_ranges(tables: Mapping[str, TableRange], levels: int) -> dict[str, str]:
    """The range of each list.

    Args:
        tables: the place of every table.
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
