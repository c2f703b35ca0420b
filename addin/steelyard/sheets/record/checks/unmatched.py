"""What no formula can match: words and headings that are spelled otherwise than they are declared.

A reading forgives such a spelling, and the next score sets the cell right; until then formulas pass over the cell.
Words are tested in the ledger, one by one. Headings are tested above it, here. A row whose own id is not matched is
found by no formula, so that the ledger shows an error for what stands there.

Functions of one value, such as MATCH, get no range here: within SUMPRODUCT not every program gives a value for each
cell of a range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.fields import INPUTS, PACKAGE_ROW
from steelyard.sheets.formula_text import SEEN_AS_BLANKS
from steelyard.sheets.headings import PROPOSAL
from steelyard.sheets.record.checks.test import Test
from steelyard.sheets.table_range import runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.field import Field
    from steelyard.sheets.context import Context
    from steelyard.sheets.table_range import TableRange

# Words.


def ends_in_blank(word: str) -> str:
    """Formula text: whether a word begins or ends with a sign that nobody sees.

    A group is declared by its cells alone, so there is no list to find it in.
    """
    return f"OR({_is_blank(f'LEFT({word},1)')},{_is_blank(f'RIGHT({word},1)')})"


def _is_blank(sign: str) -> str:
    return f'LEN(CLEAN({sign}))=0,ISNUMBER(FIND({sign},"{SEEN_AS_BLANKS}"))'


# Headings.


def _of_columns(context: Context) -> str:
    """How many headings of inputs with one column do not stand above their tables."""
    tables = {table.name: _fixed(table.name) for table in INPUTS.tables} | {PROPOSAL: _fixed(PROPOSAL)}
    return "+".join(
        _missing(f'"{heading}"', context.tables[table])
        for table, headings in tables.items()
        for heading in headings
        if heading in _declared(context, table)
    )


def _declared(context: Context, table: str) -> frozenset[str]:
    """The headings of a table; a model without units has no column for them on Measures."""
    return frozenset(column.heading for column in context.columns[table])


def _fixed(table: str) -> tuple[str, ...]:
    if table == "settings":
        return ("setting", "value")
    read = (field.heading for field in _inputs_of(table) if field.key or field.identifies)
    return tuple(dict.fromkeys(filter(None, read)))


def _of_parts(context: Context) -> str:
    """How many headings of measures, cost heads and levels are spelled otherwise than their declaration."""
    tables = [
        (field, context.tables[field.table])
        for field in INPUTS.fields
        if field.axis and not field.column and _has_columns(context, field)
    ]
    return "+".join(term for field, place in tables for term in _along(field, place, context))


def _has_columns(context: Context, field: Field) -> bool:
    """Whether the table has columns for an input along an axis; without units Measures has none for amounts."""
    return not field.may_lack or not _declared(context, field.table).isdisjoint(field.headings(context.model))


def _along(field: Field, place: TableRange, context: Context) -> Iterator[str]:
    if field.axis == "points":
        yield from (_missing(f'"{heading}"', place) for heading in field.headings(context.model))
        return
    if field.axis == "levels" or field.by_level:
        delivered, (first, last) = context.tables["delivered"], context.level_rows
        before = f"{field.name} " if field.by_level else field.prefix
        before = f'"{before}"&' if before else ""
        for row in range(first, last + 1):
            yield _missing(before + delivered.cell("name", row), place)
        return
    shares, ids = context.tables["shares"], {
        "measures": context.measures,
        "cost_heads": context.heads,
        "criteria": context.model.criteria,
    }[field.axis]  # fmt: skip
    for run in runs([place.headings.index(each) for each in ids]):
        first_id, last_id = place.headings[run[0]], place.headings[run[-1]]
        there, declared = (each.headings_range(first_id, last_id) for each in (place, shares))
        yield f"SUMPRODUCT(({there}<>{declared})*1)"


def _missing(heading: str, place: TableRange) -> str:
    return f"IF(ISNUMBER(MATCH({heading},{place.headings_range()},0)),0,1)"


def _inputs_of(table: str) -> list[Field]:
    """The inputs with a column in a table of the workbook."""
    found = [field for field in INPUTS.fields if (field.sheet_table or field.table) == table]
    return [*found, *(PACKAGE_ROW if table == PROPOSAL else ())]


TESTS = (
    Test("Headings of columns that do not match", _of_columns),
    Test("Headings of parts and levels that do not match", _of_parts),
)
