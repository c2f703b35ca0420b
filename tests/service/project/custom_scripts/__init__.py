"""Steelyard's buttons, and some that misbehave, for the tests of the service."""

from __future__ import annotations

import os
import time
from pathlib import Path

import xlwings as xw

from steelyard.excel import server_scripts as scripts
from steelyard.excel.server_scripts import *  # noqa: F403

__all__ = [*scripts.__all__, "until_open", "slow", "stamp"]  # noqa: PLE0604


@xw.script
def stamp(book: xw.Book) -> None:
    """Write what stands in A1 of the first sheet into B1."""
    sheet = book.sheets[0]
    sheet["B1"].value = sheet["A1"].value


@xw.script
def slow(book: xw.Book, seconds: float = 60.0) -> None:
    """Arithmetic for so many seconds, then a stamp."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))
    book.sheets[0]["B1"].value = "done"


@xw.script
def until_open(book: xw.Book, folder: str) -> None:
    """Arithmetic until there is a file `open` in the folder, where a file has the name of the process."""
    Path(folder, str(os.getpid())).touch()
    while not Path(folder, "open").exists():
        sum(range(1000))
    book.sheets[0]["B1"].value = "done"


def unlisted(*words: str) -> str:
    """Not for Excel."""
    raise AssertionError(words)
