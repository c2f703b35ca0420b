"""Cells that no formula can match: words of judgement tables that are spelled otherwise than they are declared.

A reading forgives such a spelling, and the next score sets the cell right; until then a formula passes over the
cell. For each table the tests here count these cells, column by column, as `model.fields` declares the inputs.
Within SUMPRODUCT they compare with operators only, since Gnumeric computes no MATCH of a range there.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from steelyard.model.field import InputKind
from steelyard.model.fields import INPUTS, PACKAGE_ROW
from steelyard.model.parts import THRESHOLD_KINDS, RuleKind, StepKind
from steelyard.model.vocabulary import BLANKS
from steelyard.sheets.headings import PROPOSAL
from steelyard.sheets.record.checks.test import Test
from steelyard.weigh.conditions import EVERY_MEASURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.model.field import Field
    from steelyard.sheets.context import Context
    from steelyard.sheets.table_range import TableRange

_CONTROLS = {sign: f"CHAR({ord(sign)})" for sign in "\t\n\r"}
"""The controls that a cell may hold, as formula text; no formula may hold them."""

_SEEN_AS_BLANKS = [sign for sign in BLANKS if sign.isprintable() or ord(sign) > ord(" ")]

SUBJECTS = {
    RuleKind.REQUIRES: "measures",
    RuleKind.REQUIRES_OPTION: "options",
    RuleKind.EXCLUDES_OPTION: "options",
    RuleKind.CAP: "cost_heads",
}
"""The table whose ids the subject of a rule may be, by the kind of the rule; that of others names a group."""

OF_OPTIONS = ("linkage", "costs")
"""Tables whose ids are those of options."""

ITEMS = {StepKind.MEASURE: "measures", StepKind.OPTION: "options"}
"""The same of the item of a row, by the kind of the row."""


def tests() -> tuple[Test, ...]:
    """Tests for each judgement table: how many of its words and headings no formula matches.

    A column of references to other rows, or of labels, has a test of its own, because the formula names each of
    these rows, or each blank, and a formula may have 8,192 characters.
    """
    sheets = {table.name: table.sheet for table in INPUTS.tables} | {
        "settings": "Read me",
        PROPOSAL: "Package",
    }
    found: list[Test] = []
    for table, sheet in sheets.items():
        found.append(Test(f"Words on {sheet} that no formula matches", partial(_on_table, table)))
        found += [
            Test(f"Words under {field.heading} on {sheet} that no formula matches", partial(_alone, field))
            for field in _inputs_of(table)
            if _is_alone(field)
        ]
    return tuple(found)


def _on_table(table: str, context: Context) -> str:
    place = context.tables[table]
    terms = list(_of_headings(table, place, context))
    for field in _inputs_of(table):
        if field.kind is InputKind.LEVEL and field.axis:
            terms += _levels_along(place, context)
        elif field.kind in _WORDS and not _is_alone(field):
            terms += _in_column(field, place, context)
    return "+".join(terms)


def _is_alone(field: Field) -> bool:
    """Whether the cells of an input are labels, or name rows of another table, of which there may be many."""
    return field.kind in (InputKind.REFERENCE, InputKind.LABEL) or (
        field.kind is InputKind.ID and field.name == "id" and field.table in OF_OPTIONS
    )


def _alone(field: Field, context: Context) -> str:
    """Formula text: how many cells of an input no formula matches, where they are labels or name other rows."""
    place = context.tables[field.sheet_table or field.table]
    column = place.column(field.heading)
    if field.kind is InputKind.LABEL:
        return "+".join(_ends_in_blanks(column))
    if field.kind is InputKind.ID:
        return f"SUMPRODUCT({_is_not_among(column, _words(context, 'options'))})"
    if field.of:
        return f"SUMPRODUCT({_is_not_among(column, _words(context, field.of))})"
    return "+".join(_by_kind(field, place, context))


_WORDS = frozenset(
    (
        *(InputKind.ID, InputKind.LABEL, InputKind.LEVEL),
        *(InputKind.YES_NO, InputKind.CHOICE, InputKind.REFERENCE),
    )
)
"""Kinds of inputs that hold a declared word."""


def _inputs_of(table: str) -> list[Field]:
    """The inputs with a column in a table of the workbook; settings have rows instead."""
    found = [field for field in INPUTS.fields if (field.sheet_table or field.table) == table != "settings"]
    return [*found, *(PACKAGE_ROW if table == PROPOSAL else ())]


# Headings.


def _of_headings(table: str, place: TableRange, context: Context) -> Iterator[str]:
    """Terms: 1 for each heading of the inputs that does not stand above the table."""
    there = place.headings_range()
    fixed = ["setting", "value"] if table == "settings" else [field.heading for field in _inputs_of(table)]
    for heading in dict.fromkeys(filter(None, fixed)):
        yield f'IF(ISNUMBER(MATCH("{heading}",{there},0)),0,1)'
    for field in _inputs_of(table):
        if field.axis and not field.column:
            before = f'"{field.name} "&' if field.by_level else ""
            for wanted in _lists_along(field, context):
                yield f"COUNTA({wanted})-SUMPRODUCT(({before}{wanted}={there})*1)"


def _lists_along(field: Field, context: Context) -> list[str]:
    """The columns that list what the columns of an input are headed by."""
    if field.by_level or field.axis == "levels":
        return [context.level_names()]
    of_axis = {"measures": ["measures"], "cost_heads": ["cost_heads"], "criteria": ["measures", "cost_heads"]}
    return [context.tables[table].column("id") for table in of_axis[field.axis]]


# Cells.


def _in_column(field: Field, place: TableRange, context: Context) -> Iterator[str]:
    """Terms: how many cells of an input with one column hold a word that no formula matches.

    An id that begins or ends in a blank needs no term, because whatever refers to it is counted.
    """
    column = place.column(field.heading)
    match field.kind:
        case InputKind.LEVEL:
            yield f"SUMPRODUCT({_is_not_among(column, _levels(context))})"
        case InputKind.YES_NO:
            yield _none_of(column, ("yes", "no"))
        case InputKind.CHOICE:
            yield _none_of(column, field.choices)
        case InputKind.ID if field.name != "id":
            yield _none_of(column, [party.id for party in context.model.counterparts])


def _by_kind(field: Field, place: TableRange, context: Context) -> Iterator[str]:
    """The same of an input that names something else in each kind of row; there an empty cell counts too."""
    column, kinds = place.column(field.heading), place.column("kind")
    tables: dict[str, list[str]] = {}
    for kind, table in (SUBJECTS if field.name == "subject" else ITEMS).items():
        tables.setdefault(table, []).append(kind)
    for table, of_table in tables.items():
        yield f"SUMPRODUCT(({_any_of(kinds, of_table)})*{_differs_from(column, _words(context, table))})"
    if field.name == "subject":
        of_groups = [kind for kind in THRESHOLD_KINDS if kind not in SUBJECTS]
        groups = [f'"{EVERY_MEASURE}"', *_words(context, "measures", "group")]
        yield f"SUMPRODUCT(({_any_of(kinds, of_groups)})*{_differs_from(column, groups)})"


def _words(context: Context, table: str, heading: str = "id") -> list[str]:
    """The cells of a column of another table."""
    place = context.tables[table]
    return [place.cell(heading, row) for row in range(place.last - place.first + 1)]


def _levels(context: Context) -> list[str]:
    first, last = context.level_rows
    return [context.tables["delivered"].cell("name", row) for row in range(first, last + 1)]


def _levels_along(place: TableRange, context: Context) -> Iterator[str]:
    """Terms: how many levels in the columns of the measures no formula matches."""
    for first, last in _neighbours([place.headings.index(measure) for measure in context.measures]):
        block = place.block(place.headings[first], place.headings[last], 0, place.last - place.first)
        yield f"SUMPRODUCT({_is_not_among(block, _levels(context))})"


def _neighbours(places: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of places that follow each other."""
    places = sorted(places)
    starts = [at for at in places if at - 1 not in places]
    yield from zip(starts, (at for at in places if at + 1 not in places), strict=True)


def _is_not_among(cells: str, words: Iterable[str]) -> str:
    """Formula text, cell by cell: whether something else stands there than one of these words."""
    return f'({cells}<>"")*{_differs_from(cells, words)}'


def _differs_from(cells: str, words: Iterable[str]) -> str:
    return f"({_any_of(cells, words, quoted=False)}=0)"


def _any_of(cells: str, words: Iterable[str], *, quoted: bool = True) -> str:
    """Formula text, cell by cell: how many of these words stand there; 0 or 1, but for words that are alike."""
    return "+".join(f'({cells}="{word}")' if quoted else f"({cells}={word})" for word in words)


def _none_of(column: str, words: Iterable[str]) -> str:
    """Formula text: how many cells hold something else than one of these words."""
    return "SUMPRODUCT(" + "*".join(f'({column}<>"{word}")' for word in ("", *words)) + ")"


def _ends_in_blanks(column: str) -> Iterator[str]:
    """Terms: how many words begin or end with a sign that nobody sees, once for each end and each sign.

    Such a word is declared here, or names a group together with others, so there is no list to find it in.
    """
    for sign in _CONTROLS.values():
        yield f'COUNTIF({column},{sign}&"*")+COUNTIF({column},"*"&{sign})'
    for sign in _SEEN_AS_BLANKS:
        yield f'COUNTIF({column},"{sign}*")+COUNTIF({column},"*{sign}")'
