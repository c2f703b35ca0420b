"""Cells that no formula can match: words of judgement tables that are spelled otherwise than they are declared.

A reading forgives such a spelling, and the next score sets the cell right; until then a formula passes over the
cell. For each table the tests here count these cells, column by column, as `model.fields` declares the inputs.
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

HIGHEST_CONTROL = 32
"""The number of the blank; the signs below it break lines or are controls."""

SEEN_AS_BLANKS = "".join(sign for sign in BLANKS if ord(sign) > HIGHEST_CONTROL)

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
    """One test for each judgement table: how many of its words and headings no formula matches."""
    sheets = {table.name: table.sheet for table in INPUTS.tables} | {
        "settings": "Read me",
        PROPOSAL: "Package",
    }
    return tuple(
        Test(f"Words on {sheet} that no formula matches", partial(_on_table, table))
        for table, sheet in sheets.items()
    )


def _on_table(table: str, context: Context) -> str:
    place = context.tables[table]
    terms = list(_of_headings(table, place, context))
    if table == "settings":
        terms.append(_ends_in_blanks(place.column("setting")))
    for field in _inputs_of(table):
        if field.kind is InputKind.LEVEL and field.axis:
            terms += _levels_along(place, context)
        elif field.kind in _WORDS or (field.kind is InputKind.TEXT and field.key):
            terms += _in_column(field, place, context)
    return "+".join(terms)


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
        if field.axis and not field.column and (wanted := _headings_along(field, context)):
            yield f"SUMPRODUCT(1-ISNUMBER(MATCH({wanted},{there},0)))"


def _headings_along(field: Field, context: Context) -> str:
    """Formula text: the headings along the axis of an input, where steelyard writes them; empty for none."""
    if field.by_level:
        return f'"{field.name} "&{context.level_names()}'
    if field.axis == "levels":
        return context.level_names()
    ids = {
        "measures": context.measures,
        "cost_heads": context.heads,
        "criteria": context.model.criteria,
    }[field.axis]
    return context.tables["shares"].headings_range(ids[0], ids[-1]) if ids else ""


# Cells.


def _in_column(field: Field, place: TableRange, context: Context) -> Iterator[str]:
    """Terms: how many cells of an input with one column hold a word that no formula matches."""
    column = place.column(field.heading)
    match field.kind:
        case InputKind.TEXT:
            yield _blanks_only(column)
        case InputKind.LABEL:
            yield _ends_in_blanks(column)
        case InputKind.LEVEL:
            yield _not_among(column, context.level_names())
        case InputKind.YES_NO:
            yield _none_of(column, ("yes", "no"))
        case InputKind.CHOICE:
            yield _none_of(column, field.choices)
        case InputKind.ID if field.name != "id":
            yield _none_of(column, [party.id for party in context.model.counterparts])
        case InputKind.ID if field.table not in OF_OPTIONS:
            yield _ends_in_blanks(column)
        case InputKind.ID:
            yield _not_among(column, context.tables["options"].column("id"))
        case _ if field.of:
            yield _not_among(column, context.tables[field.of].column("id"))
        case _:
            yield from _by_kind(field, place, context)


def _by_kind(field: Field, place: TableRange, context: Context) -> Iterator[str]:
    """The same of an input that names something else in each kind of row; there an empty cell counts too."""
    column, kinds = place.column(field.heading), place.column("kind")
    for kind, table in (SUBJECTS if field.name == "subject" else ITEMS).items():
        ids = context.tables[table].column("id")
        yield f'SUMPRODUCT(({kinds}="{kind}")*{_is_not_among(column, ids)})'
    if field.name == "subject":
        of_groups = "+".join(f'({kinds}="{kind}")' for kind in THRESHOLD_KINDS if kind not in SUBJECTS)
        groups = context.tables["measures"].column("group")
        named = f'({column}<>"{EVERY_MEASURE}")*{_is_not_among(column, groups)}'
        yield f"SUMPRODUCT(({of_groups})*{named})"


def _levels_along(place: TableRange, context: Context) -> Iterator[str]:
    """Terms: how many levels in the columns of the measures no formula matches."""
    levels = [context.tables["delivered"].cell("name", row) for row in _rows(context.level_rows)]
    for first, last in _neighbours([place.headings.index(measure) for measure in context.measures]):
        block = place.block(place.headings[first], place.headings[last], 0, place.last - place.first)
        known = "".join(f"-({block}={level})" for level in levels)
        yield f'SUMPRODUCT(({block}<>""){known})'


def _rows(ends: tuple[int, int]) -> range:
    return range(ends[0], ends[1] + 1)


def _neighbours(places: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of places that follow each other."""
    places = sorted(places)
    starts = [at for at in places if at - 1 not in places]
    yield from zip(starts, (at for at in places if at + 1 not in places), strict=True)


def _not_among(column: str, words: str) -> str:
    return f'SUMPRODUCT(({column}<>"")*{_is_not_among(column, words)})'


def _is_not_among(column: str, words: str) -> str:
    return f"(1-ISNUMBER(MATCH({column},{words},0)))"


def _none_of(column: str, words: Iterable[str]) -> str:
    """Formula text: how many cells hold something else than one of these words."""
    return "SUMPRODUCT(" + "*".join(f'({column}<>"{word}")' for word in ("", *words)) + ")"


def _ends_in_blanks(column: str) -> str:
    """Formula text: how many words begin or end with a sign that nobody sees.

    Such a word is declared here, or names a group together with others, so there is no list to find it in.
    """
    first, last = (_is_blank(sign) for sign in (f'LEFT({column}&"x",1)', f'RIGHT("x"&{column},1)'))
    return f"SUMPRODUCT((({first}+{last})>0)*1)"


def _is_blank(sign: str) -> str:
    return f'(CODE({sign})<={HIGHEST_CONTROL})+ISNUMBER(FIND({sign},"{SEEN_AS_BLANKS}"))'


def _blanks_only(column: str) -> str:
    """Formula text: how many cells that say something by being empty hold signs that nobody sees, and no other."""
    left = f"CLEAN({column})"
    for sign in SEEN_AS_BLANKS:
        left = f'SUBSTITUTE({left},"{sign}","")'
    return f'SUMPRODUCT(({column}<>"")*(LEN(TRIM({left}))=0))'
