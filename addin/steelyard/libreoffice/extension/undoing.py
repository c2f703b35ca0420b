"""One step of undo for all that a button writes, and what is put aside while it is written.

Inside LibreOffice, so for Python 3.8 and later, with the standard library and uno alone; see `component`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

try:
    import uno
    import unohelper
except ImportError:  # no office runs this file
    uno = unohelper = None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def step(document: Any, title: str, names: Any) -> Iterator[str]:
    """All that is written to these sheets at once; see the three parts."""
    with unprotected(document, names) as refused:
        if refused:
            yield refused
            return
        with one_step(document, title), without_computing(document):
            yield ""


@contextlib.contextmanager
def one_step(document: Any, title: str) -> Iterator[None]:
    """Let one step of undo take all back; after an error take it back at once."""
    manager = document.UndoManager
    manager.enterUndoContext(title)
    try:
        yield
    except BaseException:
        manager.leaveUndoContext()
        manager.undo()
        manager.clearRedo()
        raise
    manager.leaveUndoContext()


@contextlib.contextmanager
def without_computing(document: Any) -> Iterator[None]:
    """Compute and draw once, at the end; and so too when the step is taken back or made again."""
    automatic = document.isAutomaticCalculationEnabled()

    def begin() -> None:
        document.lockControllers()
        document.addActionLock()
        document.enableAutomaticCalculation(False)  # noqa: FBT003 - UNO has no names

    def end() -> None:
        document.enableAutomaticCalculation(automatic)
        document.removeActionLock()
        document.unlockControllers()
        document.calculate()

    manager = document.UndoManager
    manager.addUndoAction(action(document, (), end, begin))
    begin()
    try:
        yield
    finally:
        manager.addUndoAction(action(document, (), begin, end))
        end()


@contextlib.contextmanager
def unprotected(document: Any, names: Any) -> Iterator[str]:
    """Take protection off sheets, and put it back with all that it allowed, which the office remembers.

    The answer is the name of the first sheet that has a password; those after it are left as they are. The
    history knows nothing of it: what it takes back by itself it takes back in protected sheets too.
    """
    sheets = [each for each in map(document.Sheets.getByName, names) if each.isProtected()]
    lifted = []
    try:
        for sheet in sheets:
            with contextlib.suppress(Exception):  # a password
                unrecorded(document, sheet.unprotect, "")
            if sheet.isProtected():
                yield sheet.Name
                return
            lifted.append(sheet)
        yield ""
    finally:
        for sheet in lifted:
            unrecorded(document, sheet.protect, "")


def unrecorded(document: Any, call: Callable[..., None], *arguments: Any) -> None:
    """One call to the office that makes no entry in the history.

    Each call has a lock of its own, since the office itself may end a lock within the first call.
    """
    manager = document.UndoManager
    manager.lock()
    try:
        call(*arguments)
    finally:
        manager.unlock()


def action(document: Any, names: Any, undo: Callable[[], None], redo: Callable[[], None]) -> Any:
    """An entry of the history that runs these calls, with no protection on these sheets.

    The calls must make no entries (see `unrecorded`): one that is made while a step is taken back removes all
    steps that could be made again.
    """

    def run(call: Callable[[], None]) -> None:
        with unprotected(document, names):
            call()

    interface = uno.getClass("com.sun.star.document.XUndoAction")
    methods = {"undo": lambda _self: run(undo), "redo": lambda _self: run(redo)}
    return type("Action", (unohelper.Base, interface), {"Title": "Steelyard", **methods})()
