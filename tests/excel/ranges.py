"""The judgement tables of a model as the ranges that a spreadsheet hands over, headings on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from steelyard.model.model import Model

Range = list[list[Any]]
Ranges = dict[str, Range]

ALL = ("weights", "measures", "linkage", "costs", "delivery", "options", "rules", "counterpart", "plan")
FIVE = ALL[:5]


def ranges_of(model: Model) -> Ranges:
    """By name of the argument; an empty cell is an empty text, as Office's client sends it."""
    found = tables_of(model)
    return {name: found[name] for name in ALL} | {"package": found["tabled"]}


def tables_of(model: Model) -> Ranges:
    """By name of the table."""
    return {
        table.name: [
            [column.heading for column in table.columns],
            *([_shown(content) for content in row] for row in table.rows),
        ]
        for sheet in filled_sheets(context_of(model))
        for table in sheet.tables
        if table.name in (*ALL, "tabled")
    }


def package_of(model: Model) -> Range:
    """The table Package of the package that a model tables."""
    return tables_of(model)["tabled"]


def _shown(content: object) -> object:
    value = content.value if isinstance(content, Formula) else content
    return "" if value is None else value
