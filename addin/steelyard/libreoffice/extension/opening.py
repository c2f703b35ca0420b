"""A workbook of steelyard's was opened: start what computes, so that its formulas need not wait for that.

Inside LibreOffice, so for Python 3.8 and later, with the standard library alone; see `component`. Until the
process computes, the status bar says so. A formula cannot: while cells compute, no window is drawn.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STARTS = "Steelyard starts. Its formulas compute in some seconds."

OWN = {"settings", "measures", "options", "linkage", "weights"}
"""Tables that every workbook of steelyard's has."""


def opened(context: Any, arguments: Any, loaded: Callable[[str], Any], folder: Path) -> None:
    """Start what computes in a thread of its own, unless it runs or the workbook is another one.

    Args:
        context: of the office.
        arguments: what a job gets: its environment has the document.
        loaded: a module of the extension, by its name.
        folder: of the extension.
    """
    given = {each.Name: each.Value for each in arguments}
    environment = {each.Name: each.Value for each in given.get("Environment", ())}
    document: Any = environment.get("Model")
    ranges = getattr(document, "DatabaseRanges", None)
    if ranges is None or not OWN.issubset(ranges.ElementNames):
        return
    link = loaded("link").shared(folder)
    if link.is_ready():
        return
    windows = loaded("windows").Windows(context)
    controller = document.CurrentController
    indicator = controller.Frame.createStatusIndicator() if controller is not None else None
    if indicator is not None:
        indicator.start(STARTS, 0)

    def prepare() -> None:
        link.prepare()
        if indicator is not None:
            windows.later(indicator.end)

    threading.Thread(target=prepare, daemon=True).start()
