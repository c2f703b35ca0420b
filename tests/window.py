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
    from collections.abc import Iterator
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
        own = self._await_window("LibreOffice Calc")
        self._xdotool("windowmove", own, "0", "0", "windowsize", own, str(WIDTH), str(HEIGHT))
        until(lambda: self._focus(own), "the window does not take the keyboard")
        until(lambda: document.view().size[0] == WIDTH, lambda: f"no size: {document.view()}")

    def _ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"DISPLAY": self._display}
        return subprocess.run(
            ["xdotool", *arguments],
            env=environment,
            timeout=HANG,
            capture_output=True,
            text=True,
            check=False,
        )

    def _xdotool(self, *arguments: str) -> str:
        done = self._ran(*arguments)
        done.check_returncode()
        return done.stdout

    def _windows(self, title: str) -> list[str]:
        """The numbers that X gives the windows with this in their title."""

        def found() -> subprocess.CompletedProcess[str] | None:
            looked = self._ran("search", "--onlyvisible", "--name", title)
            return None if "X Error" in looked.stderr else looked  # a window went while it looked

        return until(found, f"X does not say whether there is a window {title}").stdout.split()

    def _await_window(self, title: str) -> str:
        return until(lambda: self._windows(title), f"no window {title}")[0]

    def _focus(self, window: str) -> bool:
        """Give a window the keyboard; whether it has it now."""
        self._ran("windowfocus", window)  # X refuses it while the window does not show yet, or no longer
        return self._ran("getwindowfocus", "-f").stdout.strip() == window

    def press(self, *keys: str) -> None:
        """Press keys, such as "Return" or "ctrl+Home"."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def await_box(self, title: str) -> str:
        """Wait until a window of this name, such as a message box, has the keyboard; its number."""

        def box() -> str | None:
            return next(filter(self._focus, self._windows(f"^{title}$")), None)

        return until(box, f"no window {title} has the keyboard")

    def close_box(self, title: str, *, keys: str = "Return") -> None:
        """Wait for a window of this name, and press keys until it is gone.

        A new window loses a key now and then. It is pressed again only while this very window has the
        keyboard: one key too many would answer the window that comes after it.
        """
        box = self.await_box(title)

        def is_gone() -> bool:
            if self._focus(box):
                self.press(keys)
            return box not in self._windows(f"^{title}$")

        until(is_gone, f"the box {title} stays")

    def answer(self, title: str, *texts: str) -> None:
        """Type texts into the fields of a window of this name, one after the other, and press Return."""
        self.await_box(title)
        for place, text in enumerate(texts):

            def is_typed(place: int = place, text: str = text) -> bool:
                self.press("ctrl+a")
                self._xdotool("type", text)
                return self.document.typed()[place] == text

            until(is_typed, lambda: f"the fields have {self.document.typed()}")
            self.press("Tab")
        self.close_box(title)

    def go_to(self, sheet: str, cell: str) -> None:
        """Select a cell of a sheet.

        By the command that the Name Box gives: whether the box has the keyboard already nobody can see.
        """
        self.document.dispatch(".uno:GoToCell", ToPoint=f"$'{sheet}'.{cell}")
        view = self.document.view
        until(lambda: (view().sheet, view().selected) == (sheet, cell), lambda: f"{sheet}!{cell}: {view()}")

    def type(self, text: str) -> None:
        """Type a text into the selected cell, and Enter."""
        self._xdotool("type", text)
        self.press("Return")

    def picture(self, path: Path) -> Path:
        """What the screen shows, as a PNG; needs ImageMagick."""
        environment = os.environ | {"DISPLAY": self._display}
        subprocess.run(["import", "-window", "root", str(path)], env=environment, timeout=HANG, check=True)
        return path
