"""The plan of a whole workbook: every sheet with its cells, its chart and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets import (
    charts,
    checks,
    decide,
    delivery,
    ledger,
    old_computed,
    packages,
    plan_ledger,
    plan_rules,
    plan_steps,
    plan_told,
    readme,
    scores,
    shares,
    snapback,
    standing,
    tabled,
    tradeoffs,
)
from steelyard.sheets import (
    rows_of_inputs as judgements,
)
from steelyard.sheets.contents import SHEETS
from steelyard.sheets.context import CHOSEN, Context
from steelyard.sheets.spec import FilledSheet, FilledTable, Formula, HeaderCell, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model
    from steelyard.sheets.contents import Sheet
    from steelyard.sheets.shares import Rows

FLAGS_ROW = 4
"""Row of the flags, or of the view, on all sheets but the first two."""

IN_DECIDE_VIEW = ("contributions", "tradeoffs", "positions", "snapback")
"""Live tables of the one scenario that Decide shows."""

IN_VIEWPOINT = ("over_time", "parties", "plan_steps", "plan_ledger")
"""Live tables that are about no scenario, from the viewpoint that Decide shows."""

FLAGGED = (Kind.START, Kind.JUDGEMENTS, Kind.COMPUTED)
"""Kinds of sheets that repeat the flags of Checks."""


def plans(model: Model | Context) -> tuple[FilledSheet, ...]:
    """The sheets of a workbook in reading order: a new one's, or those of the one that a book describes."""
    book = model if isinstance(model, Context) else Context(model)
    rows = table_rows(book)
    drawn = charts.charts(book)
    return tuple(
        FilledSheet(
            name=sheet.name,
            kind=sheet.kind,
            title=sheet.title or book.model.settings.title,
            purpose=sheet.purpose,
            placed=_placed(book, sheet),
            table=FilledTable(
                sheet.table, book.columns[sheet.table], rows[sheet.table], own_rows(book, sheet.table)
            ),
            spot=book.tables[sheet.table],
            charts=drawn.get(sheet.table, ()),
            frozen_columns=2 if sheet.table in ("decide", "linkage", "costs", "shares") else 1,
        )
        for sheet in SHEETS
    )


def table_rows(book: Context) -> dict[str, Rows]:
    """The rows of every table, by its name; a table without entries has none."""
    return {
        **judgements.judgements(book),
        "decide": decide.decide(book),
        "shares": shares.shares(book),
        "effects": shares.effects(book),
        "delivered": shares.delivered(book),
        "conditions": scores.conditions(book),
        "scores": scores.scores(book),
        "contributions": tradeoffs.contributions(book),
        "tradeoffs": tradeoffs.tradeoffs(book),
        "positions": tradeoffs.positions(book),
        "over_time": delivery.over_time(book),
        "party_points": standing.party_points(book),
        "parties": standing.parties(book),
        "package_rules": standing.package_rules(book),
        "plan_steps": plan_steps.plan_steps(book),
        "plan_rules": plan_rules.plan_rules(book),
        "plan_ledger": plan_ledger.plan_ledger(book),
        "snapback": snapback.snapback(book),
        "what_it_takes": old_computed.what_it_takes(book),
        "packages": packages.packages(book),
        "concessions": packages.concessions(book),
        "improvements": packages.improvements(book),
        "best_order": packages.best_order(book),
        "checks": ledger.ledger(book),
        "change_log": (),
    }


def table_rows_one(book: Context, table: str) -> Rows:
    if not hasattr(book, "_old_rows"):
        book._old_rows = table_rows(book)
    return book._old_rows[table]


def own_rows(book: Context, table: str) -> int:
    """How many rows of a judgement table follow from others."""
    model = book.model
    return len(model.all_scenarios) - len(model.scenarios) if table == "delivery" else 0


def _placed(book: Context, sheet: Sheet) -> tuple[HeaderCell, ...]:
    return (*_view(book, sheet), *_own(book, sheet.table))


def _view(book: Context, sheet: Sheet) -> tuple[HeaderCell, ...]:
    """The line below the purpose: the flags, but on Checks, which holds them; or the view of a live table."""
    table = sheet.table
    if table in IN_DECIDE_VIEW:
        return (_chosen(book, table),)
    if table in IN_VIEWPOINT:
        return (_viewpoint(book, table),)
    if sheet.kind in FLAGGED and table != "checks":
        return checks.flags(book, table, FLAGS_ROW - (sheet.kind is Kind.START))
    return ()


def _own(book: Context, table: str) -> tuple[HeaderCell, ...]:
    """What else stands above the table of a sheet."""
    above: dict[str, Callable[[Context], tuple[HeaderCell, ...]]] = {
        "settings": readme.placed,
        "decide": decide.placed,
        "checks": checks.placed,
        "tradeoffs": _first,
        "tabled": tabled.placed,
        "plan_ledger": plan_told.placed,
        "what_it_takes": old_computed.placed,
    }
    if table in packages.TABLES:
        return packages.placed(book, table)
    return above[table](book) if table in above else ()


def _chosen(book: Context, table: str) -> HeaderCell:
    """The line that names the scenario and the viewpoint of a live table."""
    delivered, chosen = book.tables["delivered"], book.tables["shares"]
    text = (
        f'"Scenario: "&{delivered.cell("name", CHOSEN)}&" · Viewpoint: "&{chosen.cell("viewpoint", CHOSEN)}'
    )
    names = (book.model.all_scenarios[book.scenario].name, str(_value(shares.shares(book)[CHOSEN][1])))
    value = f"Scenario: {names[0]} · Viewpoint: {names[1]}"
    return HeaderCell(FLAGS_ROW, 1, Formula(text, value), "flag", f"{table}_view")


def _viewpoint(book: Context, table: str) -> HeaderCell:
    """The line that names the viewpoint of a live table that is about no scenario."""
    value = str(_value(shares.shares(book)[CHOSEN][1]))
    text = f'"Viewpoint: "&{book.tables["shares"].cell("viewpoint", CHOSEN)}'
    return HeaderCell(FLAGS_ROW, 1, Formula(text, f"Viewpoint: {value}"), "flag", f"{table}_view")


def _first(book: Context) -> tuple[HeaderCell, ...]:
    terms = book.tables["contributions"]
    found = f"INDEX({terms.column('id')},MATCH(1,{terms.column('place')},0))"
    leader = book.model.options[book.leader].id
    return (
        HeaderCell(5, 1, "Option in first place", "label"),
        HeaderCell(5, 2, Formula(found, leader), "stamp", "tradeoffs_first"),
    )


def _value(content: object) -> object:
    return content.value if isinstance(content, Formula) else content
