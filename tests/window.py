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
        self._focus(own)
        until(lambda: document.view().size[0] == WIDTH, lambda: f"no size: {document.view()}")

    def _ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What a command of xdotool tells.

        X ends a command that asks about a window that has just gone; it is given again then.
        """
        command, environment = ["xdotool", *arguments], os.environ | {"DISPLAY": self._display}

        def done() -> subprocess.CompletedProcess[str] | None:
            ran = subprocess.run(
                command, env=environment, timeout=HANG, capture_output=True, text=True, check=False
            )
            return None if "X Error" in ran.stderr else ran

        return until(done, f"X refuses {command}")

    def _xdotool(self, *arguments: str) -> str:
        done = self._ran(*arguments)
        done.check_returncode()
        return done.stdout

    def _windows(self, title: str) -> list[str]:
        """The numbers that X gives the windows with this in their title."""
        return self._ran("search", "--onlyvisible", "--name", title).stdout.split()

    def _await_window(self, title: str) -> str:
        return until(lambda: self._windows(title), f"no window {title}")[0]

    def _focus(self, window: str) -> None:
        """Give a window the keyboard: no key is lost then, and none has to be pressed twice."""

        def has_focus() -> bool:
            self._ran("windowfocus", window)  # it may not take the keyboard yet
            return self._xdotool("getwindowfocus", "-f").strip() == window

        until(has_focus, f"the window {window} does not take the keyboard")

    def press(self, *keys: str) -> None:
        """Press keys, such as "Return" or "ctrl+Home"."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def await_box(self, title: str) -> str:
        """Wait until a window of this name, such as a message box, has the keyboard; its number."""
        box = self._await_window(f"^{title}$")
        self._focus(box)
        return box

    def close_box(self, title: str, *, keys: str = "Return") -> None:
        """Wait for a window of this name, press keys, and wait until it is gone.

        Pressed once: a second Return would answer the window that comes after it.
        """
        box = self.await_box(title)
        self.press(keys)
        until(lambda: box not in self._windows(f"^{title}$"), f"the box {title} stays")

    def answer(self, title: str, *texts: str) -> None:
        """Type texts into the fields of a window of this name, one after the other, and press Return."""
        self.await_box(title)
        for text in texts:
            self._xdotool("type", text)
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
