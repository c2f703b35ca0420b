"""The pane as a person drives it, and the workbook that is open beside it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

LONGEST_WAIT = 30
"""Seconds that something may take to appear."""


@dataclass
class Server:
    """The service as `steelyard serve` runs it, and a token that it lets in."""

    address: str
    token: str


@dataclass
class Pane:
    """The pane in a browser, the workbook open beside it, and whatever the page did that it should not."""

    page: Page
    server: Server
    trouble: list[str] = field(default_factory=list)
    """Errors of the page, breaches of its content security policy, requests to other hosts."""
    asked: list[str] = field(default_factory=list)
    """Paths that the page asked for."""

    def load(self, *, token: bool = True) -> None:
        """Open the pane; without a token, as far as the form that asks for it."""
        if token:
            self.page.add_init_script(f"sessionStorage.setItem('steelyard-token', '{self.server.token}')")
        self.page.goto(f"{self.server.address}/taskpane.html")
        self.see("#ranking tr" if token else "#token-form")

    def see(self, selector: str) -> Locator:
        """Wait until something is there."""
        found = self.page.locator(selector).first
        found.wait_for(state="visible", timeout=1000 * LONGEST_WAIT)
        return found

    def until(self, holds: Callable[[], bool], what: str = "it never came to that") -> None:
        """Wait until something holds."""
        end = time.monotonic() + LONGEST_WAIT
        while not holds():
            if time.monotonic() > end:
                pytest.fail(f"{what}; the pane says:\n{self.page.inner_text('main')[:700]}")
            self.page.wait_for_timeout(20)

    def picture(self, name: str, *, whole: bool = True, part: str = "") -> None:
        """Keep a picture for a person to look at, in the folder that STEELYARD_PICTURES names."""
        if folder := os.environ.get("STEELYARD_PICTURES"):
            path = Path(folder) / f"pane-{name}.png"
            if part:
                self.page.locator(part).screenshot(path=path)
            else:
                self.page.screenshot(path=path, full_page=whole)

    def press(self, button: str) -> None:
        """Press a button by what stands on it."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def settle(self) -> None:
        """Wait until what is shown is the answer to the last question."""
        self.until(lambda: self.page.get_attribute("#results", "aria-busy") == "false")

    def host(self, call: str, *arguments: object) -> Any:
        """What the stand-in for Excel answers."""
        return self.page.evaluate(f"given => globalThis.host.{call}(...given)", list(arguments))

    @property
    def trace(self) -> dict[str, Any]:
        """What was done in the stand-in."""
        kept = "(({written, shown, dialogs}) => ({written, shown, dialogs}))(host.trace)"
        traced: dict[str, Any] = self.page.evaluate(kept)
        return traced

    @property
    def ranking(self) -> list[tuple[str, ...]]:
        """Rank, option, net and verdict of each line, as a person reads them."""
        return [
            tuple(row.locator(part).inner_text().strip() for part in (".rank", ".name", ".net", ".verdict"))
            for row in self.page.locator("#ranking tr").all()
        ]

    def slider(self, criterion: str) -> Locator:
        """The slider of a criterion."""
        return self.page.locator(f'.weight[data-criterion="{criterion}"] .slider')

    def text(self, selector: str) -> str:
        """What stands there; '' where it is not shown."""
        found = self.page.locator(selector)
        return found.inner_text() if found.is_visible() else ""
