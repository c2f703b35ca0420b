"""The pane in a browser: xlwings' own client as it is, a real service, and a stand-in for Excel.

All in one file, so that one worker has the one server and the one browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pane.driving import Pane


def test_first(pane: Pane) -> None:
    pane.load()
    assert pane.ranking[0] == ("1", "Stabilisation", "14.2", "● offer")
    pane.page.screenshot(path="/tmp/real.png")
