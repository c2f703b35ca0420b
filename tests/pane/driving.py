"""The pane as a person drives it, and the workbook that is open beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waiting import HANG, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

CONTROLS = "#pane :is(button, #weighed input, #weighed select)"

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The rules of axe that count."""


@dataclass
class Server:
    """The service as `steelyard serve` runs it, and tokens that it lets in."""

    address: str
    token: str
    """Of an analyst."""
    reader: str


@dataclass
class Pane:
    """The pane in a browser, the workbook open beside it, and whatever the page did that it should not."""

    page: Page
    server: Server
    trouble: list[str] = field(default_factory=list)
    """Errors of the page, breaches of its content security policy, requests to other hosts."""
    asked: list[str] = field(default_factory=list)
    """Paths that the page asked for."""

    def load(self, *, token: bool = True, reader: bool = False) -> None:
        """Open the pane; without a token, as far as the form that asks for it."""
        if token:
            own = self.server.reader if reader else self.server.token
            self.page.add_init_script(f"sessionStorage.setItem('steelyard-token', '{own}')")
        self.page.goto(f"{self.server.address}/taskpane.html")
        self.see("#ranking tr" if token else "#token-form")

    def see(self, selector: str) -> Locator:
        """Wait until something is there."""
        found = self.page.locator(selector).first
        found.wait_for(state="visible", timeout=1000 * HANG)
        return found

    def until(self, holds: Callable[[], bool], what: str = "it never came to that") -> None:
        """Wait until something holds."""
        until(
            holds,
            lambda: f"{what}; the pane says:\n{self.page.inner_text('main')[:700]}",
            # Playwright handles requests and events of the page only while it is called.
            sleep=lambda seconds: self.page.wait_for_timeout(1000 * seconds),
        )

    def until_announced(self, words: str) -> None:
        """Wait until the pane has announced this; the next announcement may have replaced it already."""
        self.until(
            lambda: words in self.page.evaluate("globalThis.announcements"), f"never announced: {words}"
        )

    def stop_clock(self) -> None:
        """Let no timer of the page end any more, until its clock is moved or resumed.

        Only where `page.clock.install()` came before the page was loaded.
        """
        now = self.page.evaluate("Date.now()") / 1000
        self.page.clock.pause_at(now + 60)  # it can only be stopped at a time that is still to come

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
        # In one call: between two, the pane may show another ranking.
        read = (
            "[...document.querySelectorAll('#ranking tr')].map((row) =>"
            " ['.rank', '.name', '.net', '.verdict'].map((part) => row.querySelector(part).innerText.trim()))"
        )
        return [tuple(row) for row in self.page.evaluate(read)]

    def slider(self, criterion: str) -> Locator:
        """The slider of a criterion."""
        return self.page.locator(f'.weight[data-criterion="{criterion}"] .slider')

    def text(self, selector: str) -> str:
        """What stands there; '' where it is not shown."""
        found = self.page.locator(selector)
        return found.inner_text() if found.is_visible() else ""


def kept(held: list[Route]) -> Callable[[Route], None]:
    """Keeps requests back; Playwright marks what it calls, so this cannot be the list's own method."""

    def keep(route: Route) -> None:
        held.append(route)

    return keep


def cut(page: Page) -> list[str]:
    """Texts that are wider than the room they have."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#pane :is(p, td, th, label, button, dt, dd, h1, h2, span)')]"
        ".filter((e) => e.offsetParent && !e.classList.contains('unseen'))"
        ".filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')"
        ".map((e) => e.innerText)"
    )
    return found
