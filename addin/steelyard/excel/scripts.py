"""The buttons as Excel calls them: scripts of a ribbon or a task pane, with the open book as first argument.

Nothing else may stand in this namespace under `__all__`: a server calls by name whatever it finds there.
"""

from __future__ import annotations

import xlwings as xw

from steelyard.excel import buttons
from steelyard.excel.desk import XlwingsDesk
from steelyard.excel.doors import refusing

__all__ = ["check", "insert_measure", "insert_option", "refresh", "snapshot"]


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
