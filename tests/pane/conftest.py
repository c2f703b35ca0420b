"""One server, one browser, and the Syria workbook open in a stand-in for Excel."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pane.driving import Pane, Server
from pane.opened import opened
from service.running import NO_TIME_LIMITS, serving
from waiting import HANG

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HOST = Path(__file__).with_name("excel_host.js")

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)

ALL_ANNOUNCEMENTS = """
    globalThis.announcements = [];
    new MutationObserver(() => {
      const words = document.getElementById("announced")?.textContent;
      if (words && words !== announcements.at(-1)) announcements.push(words);
    }).observe(document, { childList: true, characterData: true, subtree: true });
"""
"""Keeps what the pane announces: one announcement may replace another before a test has seen it."""

NO_ABORT = "AbortController.prototype.abort = () => {};"
"""The pane gives an answer up that takes 30 seconds, which may happen on a busy machine."""


@pytest.fixture(name="syria", scope="session")
def _syria() -> bytes:
    return workbook_bytes(read_text(text("syria"), where="syria"))


@pytest.fixture(name="server", scope="session")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("service")
    token, reader = (tokens.add(folder / "tokens.json", role, role) for role in (Role.ANALYST, Role.READER))
    processes = {"light_processes": 1, "heavy_processes": 1}  # no more than one user needs
    with serving(
        folder, "--tokens", "tokens.json", rate=1000, burst=1000, **processes, **NO_TIME_LIMITS
    ) as served:
        yield Server(served.url, token, reader)


@pytest.fixture(name="browser", scope="module")  # its loop must not run on beside the tests of other folders
def _browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "no Chromium here (Debian package chromium)"
        if os.environ.get("STEELYARD_CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS, timeout=1000 * HANG)
        yield running
        running.close()


@pytest.fixture(name="book", scope="session")
def _book(syria: bytes) -> dict[str, Any]:
    return opened(syria)


@pytest.fixture(name="pane")
def _pane(browser: Browser, server: Server, book: dict[str, Any]) -> Iterator[Pane]:
    yield from _beside(browser, server, book)


@pytest.fixture(name="shared", scope="module")
def _shared(browser: Browser, server: Server, book: dict[str, Any]) -> Iterator[Pane]:
    """A pane that is open already, for tests that change nothing in it."""
    for pane in _beside(browser, server, book):
        pane.load()
        yield pane


def _beside(browser: Browser, server: Server, book: dict[str, Any]) -> Iterator[Pane]:
    context = browser.new_context(viewport={"width": 350, "height": 800})
    context.set_default_timeout(1000 * HANG)
    page = context.new_page()
    pane = Pane(page, server)
    page.on("pageerror", lambda error: pane.trouble.append(str(error)))
    page.on("request", lambda request: _note(pane, request.url))
    page.expose_function("violated", _added(pane.trouble))
    page.add_init_script(ALL_ANNOUNCEMENTS)
    page.add_init_script(NO_ABORT)
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) =>"
        " violated(`policy: ${event.violatedDirective} ${event.blockedURI}`));"
        f"globalThis.steelyardBook = {json.dumps(book)};"
    )
    page.route("**/office.js", lambda route: route.fulfill(path=HOST, content_type="text/javascript"))
    yield pane
    context.close()
    assert pane.trouble == []


def _added(trouble: list[str]) -> Callable[[str], None]:
    def add(what: str) -> None:
        trouble.append(what)

    return add


def _note(pane: Pane, url: str) -> None:
    if not url.startswith((pane.server.address, "data:")):
        pane.trouble.append(f"another host: {url}")
    pane.asked.append(url.removeprefix(pane.server.address))
