"""Plan steps, Plan rules and Plan ledger: the plan half-step by half-step, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.workbook.book import Book
    from steelyard.workbook.plan import Placed
    from steelyard.workbook.shares import Rows


def plan_steps(book: Book) -> Rows:
    """What each step is worth while it is in force."""
    return _empty(book, "plan_steps")


def plan_rules(book: Book) -> Rows:
    """Which rules the plan keeps."""
    return _empty(book, "plan_rules")


def plan_ledger(book: Book) -> Rows:
    """What both sides have given and received after each half-step."""
    return _empty(book, "plan_ledger")


def placed(book: Book) -> tuple[Placed, ...]:
    """What is told above the ledger."""
    return ()


def _empty(book: Book, table: str) -> Rows:
    return ((None,) * len(book.columns[table]),) * book.spots[table].rows
