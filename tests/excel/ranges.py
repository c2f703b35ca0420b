"""The judgement tables of a model as the ranges that a spreadsheet hands over, headings on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steelyard.sheets.rows_of_inputs import judgements
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
    book = context_of(model)
    rows = judgements(book)
    return {
        name: [
            [column.heading for column in book.columns[name]],
            *([_shown(content) for content in row] for row in rows[name]),
        ]
        for name in (*ALL, "tabled")
    }


def package_of(model: Model) -> Range:
    """The table Package of the package that a model tables."""
    return tables_of(model)["tabled"]


def _shown(content: object) -> object:
    value = content.value if isinstance(content, Formula) else content
    return "" if value is None else value
