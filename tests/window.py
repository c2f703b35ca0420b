"""LibreOffice in a real window on a virtual screen, driven by the keyboard.

    with screen() as display, Office(display=display) as office:
        window = Window(office.open("book.xlsx", hidden=False), display)
        window.go_to("Decide", "N13")
        window.type("30")

There is no window manager: the window has no frame, and its size is what the program draws.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from libreoffice import missing as office_missing
from waiting import HANG, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from libreoffice import Document

WIDTH, HEIGHT = 1440, 900
"""Pixels of the screen and of the window on it."""

PROGRAMS: Final = {"Xvfb": "xvfb", "xdotool": "xdotool"}
"""What a window needs beside LibreOffice, and the packages of Debian that have it."""


def missing() -> str | None:
    """What this machine lacks for a window, as a sentence; None where nothing is missing."""
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            return f"{program} is not installed (Debian: {package})"
    return office_missing()


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; the answer is its display, such as ":7", and Xvfb finds a free one."""
    out, into = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    arguments = ["Xvfb", "-displayfd", str(into), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(arguments, pass_fds=[into], stderr=subprocess.DEVNULL)
    os.close(into)
    try:
        with os.fdopen(out) as number:
            yield f":{number.readline().strip()}"  # comes once the screen is there
    finally:
        server.terminate()
        server.wait(HANG)


class Window:
    """A workbook in a window that has the keyboard."""

    def __init__(self, document: Document, display: str) -> None:
        self.document = document
        self._display = display
        [own] = self._xdotool("search", "--sync", "--onlyvisible", "--name", "LibreOffice Calc").split()
        self._xdotool(
            "windowmove", own, "0", "0", "windowsize", own, str(WIDTH), str(HEIGHT), "windowfocus", own
        )
        until(lambda: document.view().size[0] == WIDTH, lambda: f"no size: {document.view()}")

    def _xdotool(self, *arguments: str) -> str:
        environment = os.environ | {"DISPLAY": self._display}
        done = subprocess.run(
            ["xdotool", *arguments], env=environment, timeout=HANG, capture_output=True, text=True, check=True
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys, such as "Return" or "ctrl+Home"."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def await_box(self, title: str) -> None:
        """Wait until a window of this name is there, such as a message box."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", f"^{title}$")

    def press_until(self, keys: str, is_done: Callable[[], bool], otherwise: str) -> None:
        """Press keys until something is done by them: a new window may not have the keyboard yet."""

        def tried() -> bool:
            self.press(keys)
            return is_done()

        until(tried, otherwise)

    def close_box(self, title: str) -> None:
        """Wait for a window of this name, and press Return until it is gone."""
        self.await_box(title)
        self.press_until("Return", lambda: not self.has_box(title), f"the box {title} stays")

    def has_box(self, title: str) -> bool:
        """Whether a window of this name is there."""
        command = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
        environment = os.environ | {"DISPLAY": self._display}
        return not subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    def go_to(self, sheet: str, cell: str) -> None:
        """Select a cell of a sheet.

        By the command that the Name Box gives: whether the box has the keyboard already nobody can see.
        """
        self.document.dispatch(".uno:GoToCell", ToPoint=f"$'{sheet}'.{cell}")
        view = self.document.view
        until(lambda: (view().sheet, view().selected) == (sheet, cell), lambda: f"{sheet}!{cell}: {view()}")

    def answer(self, title: str, *texts: str) -> None:
        """Type texts into the fields of a window of this name, one after the other, and press Return."""
        self.await_box(title)
        for text in texts:
            self._xdotool("type", text)
            self.press("Tab")
        self.press_until("Return", lambda: not self.has_box(title), f"the box {title} stays")

    def type(self, text: str) -> None:
        """Type a text into the selected cell, and Enter."""
        self._xdotool("type", text)
        self.press("Return")

    def picture(self, path: Path) -> Path:
        """What the screen shows, as a PNG; needs ImageMagick."""
        environment = os.environ | {"DISPLAY": self._display}
        subprocess.run(["import", "-window", "root", str(path)], env=environment, timeout=HANG, check=True)
        return path
