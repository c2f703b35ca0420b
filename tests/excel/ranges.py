"""The judgement tables of a model as the ranges that a spreadsheet hands over, headings on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steelyard.workbook.book import Book
from steelyard.workbook.judgements import judgements
from steelyard.workbook.plan import Formula

if TYPE_CHECKING:
    from steelyard.model.model import Model

Range = list[list[Any]]
Ranges = dict[str, Range]

ALL = ("weights", "measures", "linkage", "costs", "delivery", "options", "rules", "counterpart", "plan")
FIVE = ALL[:5]


def ranges_of(model: Model) -> Ranges:
    """By name of the argument; an empty cell is an empty text, as Office's client sends it."""
    book = Book(model)
    rows = judgements(book)
    found: Ranges = {
        name: [
            [column.heading for column in book.columns[name]],
            *([_shown(content) for content in row] for row in rows[name]),
        ]
        for name in ALL
    }
    return found | {"package": package_of(model)}


def package_of(model: Model) -> Range:
    """The table Package of the package that a model tables."""
    return [
        ["kind", "item", "asked", "offered"],
        *(["measure", measure.id, measure.asked, ""] for measure in model.measures),
        *(["option", option.id, "", "yes" if option.offered else ""] for option in model.options),
    ]


def _shown(content: object) -> object:
    value = content.value if isinstance(content, Formula) else content
    return "" if value is None else value
