"""The buttons as Excel calls them: scripts of a ribbon or a task pane, with the open book as first argument.

Nothing else may stand in this namespace: a server calls by name whatever it finds here.
"""

from __future__ import annotations

import xlwings as xw

from steelyard.errors import SteelyardError

__all__ = ["check", "insert_measure", "insert_option", "refresh", "snapshot"]


@xw.script
def refresh(book: xw.Book) -> None:
    """Compute anew what formulas cannot, and write it into the open workbook."""
    raise SteelyardError("in the making")


@xw.script
def check(book: xw.Book) -> None:
    """Say whether the judgements are valid and the computed tables current."""
    raise SteelyardError("in the making")


@xw.script
def snapshot(book: xw.Book) -> None:
    """Keep a dated copy of the ranking in the workbook, with the fingerprint of its judgements."""
    raise SteelyardError("in the making")


@xw.script
def insert_option(book: xw.Book, part: str = "", name: str = "") -> None:
    """Add an option: its row on Options, and everything that depends on it."""
    raise SteelyardError("in the making")


@xw.script
def insert_measure(book: xw.Book, part: str = "", name: str = "") -> None:
    """Add a measure: its row on Measures, and everything that depends on it."""
    raise SteelyardError("in the making")
