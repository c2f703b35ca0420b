"""The page on which a workbook is dropped, for whoever cannot see or point."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from axe_playwright_python.sync_playwright import Axe
from cli.editing import typed
from pane.driving import TAGS
from waiting import HANG

from steelyard import api

if TYPE_CHECKING:
    from pane.driving import Server
    from playwright.sync_api import Browser, Page


def test_axe_finds_nothing_before_and_after_a_workbook_was_weighed(
    browser: Browser, server: Server, syria: bytes, tmp_path: Path
) -> None:
    book = tmp_path / "syria.xlsx"
    book.write_bytes(syria)
    context = browser.new_context(
        viewport={"width": 320, "height": 800},
        extra_http_headers={"Authorization": f"Bearer {server.token}"},
    )
    context.set_default_timeout(1000 * HANG)
    page = context.new_page()
    page.goto(f"{server.address}/workbook")
    require_nothing(page)
    page.set_input_files("input[type=file]", book)
    page.click("button[value=show]")
    page.wait_for_selector("table")
    require_nothing(page, "ranking")
    typed(book, "weights", "France", "money", 60.0)
    page.set_input_files("input[type=file]", book)
    page.click("button[value=check]")
    page.wait_for_selector("#changed")
    require_nothing(page, "checked")
    context.close()


def test_axe_finds_nothing_where_two_versions_are_compared(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    old, new, alone = (tmp_path / name for name in ("old.yaml", "new.yaml", "alone.html"))
    model = api.new("nash-1950")
    api.save(model, old)
    api.save(model.replace_value("costs/book/own-use", 90.0), new)
    context = browser.new_context(
        viewport={"width": 320, "height": 800},
        extra_http_headers={"Authorization": f"Bearer {server.token}"},
    )
    context.set_default_timeout(1000 * HANG)
    page = context.new_page()
    page.goto(f"{server.address}/workbook")
    page.set_input_files("#workbook", new)
    page.set_input_files("#earlier", old)
    page.click("button[value=diff]")
    page.wait_for_selector("#edits")
    require_nothing(page, "compared")
    page.set_input_files("#workbook", new)
    page.set_input_files("#earlier", old)
    with page.expect_download() as sent:
        page.click("button[value=review]")
    assert sent.value.suggested_filename == "new review.xlsx"
    assert api.load(sent.value.path()) == api.load(new)
    api.review(old, new, alone)
    page.goto(alone.as_uri())
    require_nothing(page, "alone")
    context.close()


def picture(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, in the folder that STEELYARD_PICTURES names."""
    if folder := os.environ.get("STEELYARD_PICTURES"):
        page.screenshot(path=Path(folder) / f"page-{name}.png", full_page=True)


def require_nothing(page: Page, name: str = "") -> None:
    """Ask axe in both looks, and keep a picture of each where it has a name."""
    looks: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for look in looks:
        page.emulate_media(color_scheme=look)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
        if name:
            picture(page, f"{name}-{look}")
