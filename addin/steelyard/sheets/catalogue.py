"""The sheets of a workbook in reading order: their declarations, their places, and their contents."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from steelyard.model.model import Model
from steelyard.model.parts import ALL_SHEETS, Settings
from steelyard.sheets.computed import (
    aliases,
    best_order,
    concessions,
    improvements,
    leads,
    next_step,
    packages,
    what_it_takes,
)
from steelyard.sheets.context import Context
from steelyard.sheets.judgements import (
    cost_heads,
    costs,
    counterpart,
    delivery,
    delivery_record,
    evidence,
    linkage,
    measures,
    options,
    plan,
    rules,
    weights,
)
from steelyard.sheets.judgements.package import sheet as package
from steelyard.sheets.live import (
    by_measure,
    conditions,
    contributions,
    deals,
    delivered,
    delivery_over_time,
    effects,
    package_rules,
    parties,
    party_points,
    plan_rules,
    plan_steps,
    positions,
    scores,
    shares,
    snapback,
    swings,
    trade_offs,
)
from steelyard.sheets.live.plan_ledger import sheet as plan_ledger
from steelyard.sheets.names import FLAGS, VIEW
from steelyard.sheets.record import change_log, sign_off
from steelyard.sheets.record.checks import sheet as checks
from steelyard.sheets.spec import (
    FLAGS_ROW,
    PURPOSE_CHARACTERS,
    STAMP_ROW,
    At,
    FilledSheet,
    FilledTable,
    HeaderCell,
    Kind,
    Role,
    View,
)
from steelyard.sheets.start import read_me
from steelyard.sheets.start.decide import sheet as decide
from steelyard.sheets.withholding import with_withheld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.sheets.charts import Chart
    from steelyard.sheets.places import Places
    from steelyard.sheets.spec import Rows, Sheet, Table

READING_ORDER = (
    read_me,
    decide,
    weights,
    measures,
    options,
    cost_heads,
    linkage,
    costs,
    delivery,
    aliases,
    rules,
    delivery_record,
    counterpart,
    package,
    plan,
    evidence,
    swings,
    shares,
    effects,
    delivered,
    by_measure,
    conditions,
    scores,
    contributions,
    trade_offs,
    positions,
    delivery_over_time,
    party_points,
    parties,
    package_rules,
    deals,
    plan_steps,
    plan_rules,
    plan_ledger,
    snapback,
    leads,
    what_it_takes,
    next_step,
    packages,
    concessions,
    improvements,
    best_order,
    checks,
    change_log,
    sign_off,
)
"""The files of all sheets; a new sheet takes one line here."""

BACK, DECIDE = "Back to Decide", "Decide"
"""The words of the link that every other sheet has, and the name of the sheet it leads to."""

FLAGGED = (Kind.START, Kind.JUDGEMENTS, Kind.COMPUTED)
"""Kinds of sheets that repeat the flags of Checks."""

NO_MODEL = Model(
    settings=Settings(title=""),
    measures=(),
    cost_heads=(),
    options=(),
    stakeholders=(),
    scenarios=(),
    levels=(),
)


def declared(model: Model) -> tuple[Sheet, ...]:
    """The sheets of a model's workbook, in reading order."""
    return tuple(file.sheet(model) for file in READING_ORDER)


# What does not follow from a model: names of sheets and tables, and the columns that every workbook has.


@lru_cache(maxsize=1)
def outline() -> tuple[Sheet, ...]:
    """The sheets as they are declared for no model: for questions that are asked before a model is read."""
    return declared(NO_MODEL)


@lru_cache(maxsize=1)
def sheets_by_table() -> dict[str, Sheet]:
    """The sheet of every table, by the table's name."""
    return {table.name: sheet for sheet in outline() for table in sheet.tables}


@lru_cache(maxsize=1)
def tables_by_name() -> dict[str, Table[Any]]:
    """Every table, by its name."""
    return {table.name: table for sheet in outline() for table in sheet.tables}


def sheet_name(table: str) -> str:
    """Name that the sheet of a table has in a new workbook."""
    return sheets_by_table()[table].name


@lru_cache(maxsize=1)
def judgement_tables() -> tuple[str, ...]:
    """Names of the tables that people type their judgements into, in reading order."""
    return tuple(table for table, sheet in sheets_by_table().items() if sheet.kind is Kind.JUDGEMENTS)


def naming_heading(table: str, headings: Sequence[str]) -> str:
    """The heading, among these of a table, of the column by whose entries formulas and messages name its rows."""
    found = tables_by_name().get(table)
    return found.named_by if found is not None and found.named_by in headings else headings[0]


def own_headings(table: str, headings: Iterable[str]) -> list[str]:
    """The headings, among these, of columns of a judgement sheet that nobody types."""
    found = tables_by_name()[table]
    live = {column.heading for column in found.columns if column.role is Role.LIVE}
    return [each for each in headings if each in live or each.startswith(found.own_prefixes)]


# The sheets of one model, and of one workbook.


def is_shown(model: Model, sheet: Sheet) -> bool:
    """Whether a new workbook of the model shows a sheet that is declared for it."""
    return model.settings.sheets == ALL_SHEETS or bool(sheet.essential)


def waiting(model: Model, sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """First tables of those sheets, declared for a model, that a new workbook hides until the model needs them."""
    return tuple(
        sheet.table.name for sheet in sheets if sheet.essential is False and not is_shown(model, sheet)
    )


def shown_by_now(sheets: Iterable[Sheet], waited: Iterable[str]) -> tuple[str, ...]:
    """Which of these tables the model has something for by now, by its declared sheets: those are shown."""
    ready = {sheet.table.name for sheet in sheets if sheet.essential}
    return tuple(table for table in waited if table in ready)


def context_of(model: Model, places: Places | None = None) -> Context:
    """The context of a valid model: in a new workbook, or in the workbook with these places."""
    return Context(model, declared(model), places)


def places(model: Model) -> Places:
    """The places of tables and named cells in a new workbook of this model."""
    return context_of(model).places


def filled_sheets(context: Context) -> tuple[FilledSheet, ...]:
    """The sheets of a workbook in reading order, with their contents."""
    return with_withheld(context, tuple(filled(sheet, context) for sheet in context.sheets))


def filled(sheet: Sheet, context: Context) -> FilledSheet:
    """A sheet with its cells, its charts and the rows of its tables."""
    header, charts = (*_view(context, sheet), *sheet.header(context)), sheet.charts(context)
    return FilledSheet(
        declared=sheet,
        title=sheet.title or context.model.settings.title,
        header=(*header, *_way_back(sheet, header, charts)),
        tables=tuple(_filled_table(table, context) for table in sheet.tables),
        charts=charts,
    )


def _way_back(
    sheet: Sheet, header: tuple[HeaderCell, ...], charts: tuple[Chart, ...]
) -> Iterator[HeaderCell]:
    """A link to Decide, in the first free row above the table; Read me has one in its list."""
    if sheet.kind is Kind.START:
        return
    taken = {cell.row for cell in header} | {row for chart in charts for row in range(chart.row, sheet.head)}
    rows = [*range(FLAGS_ROW + 1, sheet.head - 1)]
    if len(sheet.purpose) <= PURPOSE_CHARACTERS:
        rows.append(FLAGS_ROW - 1)
    if free := [row for row in rows if row not in taken]:
        yield HeaderCell(free[0], 1, BACK, "link", link=DECIDE)
    elif sheet.kind is Kind.COMPUTED:
        yield HeaderCell(STAMP_ROW, 4, BACK, "link", link=DECIDE)


def _filled_table(table: Table[Any], context: Context) -> FilledTable:
    own = table.own_rows(context)
    below = (tuple(cells.get(column.heading) for column in table.columns) for cells in own)
    return FilledTable(table, context.tables[table.name], (*_rows(table, context), *below), len(own))


def _rows(table: Table[Any], context: Context) -> Rows:
    """The cells of a table, row by row; an entry that is None is an empty row."""
    here, columns = context.tables[table.name].here, table.columns
    empty = (None,) * len(columns)
    found = []
    for place, entry in enumerate(context.rows(table)):
        at = At(context, here, place, entry)
        found.append(empty if entry is None else tuple([column.content(at) for column in columns]))
    return tuple(found)


def _view(context: Context, sheet: Sheet) -> tuple[HeaderCell, ...]:
    """The line below the purpose: the flags, except on Checks itself, or the view of a live table."""
    table = sheet.table.name
    if sheet.view is not View.NONE:
        view = HeaderCell(FLAGS_ROW, 1, context.view(sheet.view), "flag", VIEW.format(table))
        flags = HeaderCell(FLAGS_ROW + 1, 1, context.flags, "flag", FLAGS.format(table))
        return (view, flags) if sheet.mixed else (view,)
    if sheet.kind in FLAGGED:
        row = FLAGS_ROW - (sheet.kind is Kind.START)
        return (HeaderCell(row, 1, context.flags, "flag", FLAGS.format(table)),)
    return ()
