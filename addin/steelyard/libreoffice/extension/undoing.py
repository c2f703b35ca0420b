"""One step of undo for all that a button writes, and what is put aside while it is written.

Inside LibreOffice, so for Python 3.8 and later, with the standard library and uno alone; see `component`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def step(document: Any, title: str, names: Any) -> Iterator[str]:
    """All that is written to these sheets at once; see the three parts."""
    with one_step(document, title), without_computing(document), unprotected(document, names) as refused:
        yield refused


@contextlib.contextmanager
def one_step(document: Any, title: str) -> Iterator[None]:
    """Let one step of undo take all back; after an error take it back at once."""
    manager = document.UndoManager
    before = manager.getAllUndoActionTitles()
    manager.enterUndoContext(title)
    try:
        yield
    except BaseException:
        manager.leaveUndoContext()
        if manager.getAllUndoActionTitles() != before:  # an empty step is none
            manager.undo()
            manager.clearRedo()
        raise
    manager.leaveUndoContext()


@contextlib.contextmanager
def without_computing(document: Any) -> Iterator[None]:
    """Compute and draw once, at the end."""
    automatic = document.isAutomaticCalculationEnabled()
    document.lockControllers()
    document.addActionLock()
    document.enableAutomaticCalculation(False)  # noqa: FBT003 - UNO has no names
    try:
        yield
    finally:
        document.enableAutomaticCalculation(automatic)
        document.removeActionLock()
        document.unlockControllers()
        document.calculate()


@contextlib.contextmanager
def unprotected(document: Any, names: Any) -> Iterator[str]:
    """Take protection off sheets, and put it back with all that it allowed, which the office remembers.

    The answer is the name of the first sheet that has a password; those after it are left as they are.
    """
    sheets = [each for each in map(document.Sheets.getByName, names) if each.isProtected()]
    lifted = []
    try:
        for sheet in sheets:
            with contextlib.suppress(Exception):  # a password
                sheet.unprotect("")
            if sheet.isProtected():
                yield sheet.Name
                return
            lifted.append(sheet)
        yield ""
    finally:
        for sheet in lifted:
            sheet.protect("")
