"""Packages, Concessions, Improvements and Best order: what only the engine can say of a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.sheets.spec import HeaderCell
from steelyard.weigh.sheet_lists import IMPROVED, LISTED

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.weigh.sheet_lists import Rows as Listed


TABLES = ("packages", "concessions", "improvements", "best_order")
"""The tables of this module."""


def packages(book: Context) -> Rows:
    """The packages that no other beats; empty rows where there are fewer than the sheet has room for."""
    return _filled(book, "packages", book.deal.packages, LISTED)


def concessions(book: Context) -> Rows:
    """What each solution concept points at, and what both sides concede there."""
    return _filled(book, "concessions", book.deal.solutions, len(book.deal.solutions))


def improvements(book: Context) -> Rows:
    """What would make the tabled package better, or acceptable."""
    return _filled(book, "improvements", book.deal.improvements, IMPROVED)


def _filled(book: Context, table: str, rows: Listed, count: int) -> Rows:
    width = len(book.columns[table])
    full = (*rows, *((),) * (count - len(rows)))
    return tuple((*row, *(None,) * (width - len(row))) for row in full)


def best_order(book: Context) -> Rows:
    """The phase of every step in the order with the least exposure, beside the planned one."""
    return tuple(
        (step.id, best, step.phase, str(step.kind), step.item, step.level or None)
        for step, best in zip(book.model.plan, book.best_order.phases, strict=True)
    )


def said(book: Context, table: str) -> str:
    """The sentence above one of these tables."""
    return {
        "packages": book.deal.said,
        "concessions": book.deal.said,
        "improvements": book.deal.improved,
        "best_order": book.best_order.said,
    }[table]


def placed(book: Context, table: str) -> tuple[HeaderCell, ...]:
    """The stamp above a computed table of a deal, and its sentence."""
    return (
        HeaderCell(5, 1, "Fingerprint", "label"),
        HeaderCell(5, 2, book.fingerprint, "stamp", f"{table}_fingerprint"),
        HeaderCell(6, 1, said(book, table), "sentence", f"{table}_said"),
    )
