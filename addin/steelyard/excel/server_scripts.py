"""The buttons as Excel calls them: scripts of a ribbon or a task pane, with the open book as first argument.

Nothing else may stand in this namespace under `__all__`: a server calls by name whatever it finds there.
"""

from __future__ import annotations

import xlwings as xw

from steelyard.excel import buttons
from steelyard.excel.open_book import XlwingsDesk
from steelyard.excel.registration import refusing

__all__ = [
    "check",
    "insert_measure",
    "insert_option",
    "order_plan",
    "refresh",
    "snapshot",
    "table_package",
]


@xw.script
@refusing
def refresh(book: xw.Book) -> None:
    """Compute anew what formulas cannot, and write it into the open workbook."""
    buttons.refresh(XlwingsDesk(book))


@xw.script
@refusing
def check(book: xw.Book) -> None:
    """Say whether the judgements are valid, the computed tables current and the formulas untouched."""
    buttons.check(XlwingsDesk(book))


@xw.script
@refusing
def snapshot(book: xw.Book) -> None:
    """Keep a dated copy of the ranking in the workbook, with the fingerprint of its judgements."""
    buttons.snapshot(XlwingsDesk(book))


@xw.script
@refusing
def insert_option(book: xw.Book, part: str = "", name: str = "") -> None:
    """Add an option: its row on Options, and everything that depends on it."""
    buttons.insert(XlwingsDesk(book), "option", part, name)


@xw.script
@refusing
def insert_measure(book: xw.Book, part: str = "", name: str = "") -> None:
    """Add a measure: its row on Measures, and everything that depends on it."""
    buttons.insert(XlwingsDesk(book), "measure", part, name)


@xw.script
@refusing
def table_package(book: xw.Book, solution: str = "") -> None:
    """Table the package of the selected row, or of a solution by its name: write it on Package, score."""
    buttons.table(XlwingsDesk(book), solution)


@xw.script
@refusing
def order_plan(book: xw.Book) -> None:
    """Give the steps on Plan the phases of the order with the least exposure, and score."""
    buttons.order(XlwingsDesk(book))
