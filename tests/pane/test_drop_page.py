"""The page on which a workbook is dropped, for whoever cannot see or point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from pathlib import Path

    from pane.driving import Server
    from playwright.sync_api import Browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def test_axe_finds_nothing_before_and_after_a_workbook_was_checked(
    browser: Browser, server: Server, syria: bytes, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"{server.address}/workbook")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
    page.close()
