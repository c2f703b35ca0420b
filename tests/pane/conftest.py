"""One server, one browser, and the Syria workbook open in a stand-in for Excel."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pane.driving import LONGEST_WAIT, Pane, Server
from pane.opened import opened

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HOST = Path(__file__).with_name("excel_host.js")
ROOT = Path(__file__).parents[2]

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(name="syria", scope="session")
def _syria() -> bytes:
    return workbook_bytes(read_text(text("syria"), where="syria"))


@pytest.fixture(name="server", scope="session")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("service")
    steelyard = [sys.executable, "-m", "steelyard"]
    added = subprocess.run(
        [*steelyard, "token", "add", "analyst", "--role", "analyst", "--file", "tokens.json"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    token = next(word for word in added.stdout.split() if word.startswith("sy_"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [*steelyard, "serve", "--port", str(port), "--tokens", "tokens.json"],
            cwd=folder, stdout=log, stderr=log, env={**os.environ, **SERVED},
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _await(lambda: _answers(f"{address}/health"), process, log)
            yield Server(address, token)
        finally:
            process.terminate()
            process.wait(timeout=LONGEST_WAIT)


SERVED = {
    "XLWINGS_LICENSE_KEY": "noncommercial",
    "STEELYARD_LIGHT_PROCESSES": "1",
    "STEELYARD_HEAVY_PROCESSES": "1",
    "STEELYARD_RATE": "1000",
    "STEELYARD_BURST": "1000",
}
"""The licence as the tests may declare it, and no more processes than one user needs."""


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _await(there: Callable[[], bool], process: subprocess.Popen[bytes], log: Any) -> None:
    end = time.monotonic() + 60
    while not there():
        if process.poll() is not None or time.monotonic() > end:
            log.seek(0)
            pytest.fail(f"the service did not start:\n{log.read()}")
        time.sleep(0.1)


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
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
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
    page = context.new_page()
    page.set_default_timeout(1000 * LONGEST_WAIT)
    pane = Pane(page, server)
    page.on("pageerror", lambda error: pane.trouble.append(str(error)))
    page.on("request", lambda request: _note(pane, request.url))
    page.expose_function("violated", _added(pane.trouble))
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
