"""LibreOffice as a second engine: open a workbook, edit cells, read what the formulas then say.

    with Office() as office, office.open("book.xlsx") as book:
        book.recalculate()
        [nets] = book.edit_and_read([("Weights", "C4", [[30]])], [("Scores", "D4:D7")])

One office process serves the whole session; a call is one line of JSON to `libreoffice_bridge.py` and one
line back. LibreOffice shows the cached values of a workbook until an input changes or `recalculate` is
called, so call it first wherever the formulas rather than the cache are meant.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from waiting import HANG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Value = float | str
Rows = list[list[Value]]
Edit = tuple[str, str, "Sequence[Sequence[Value | None]]"]  # sheet, range, rows
Read = tuple[str, str]  # sheet, range

WINDOW = ["window"]
"""The argument that asks the bridge for an office with a window."""

ON_A_SCREEN = {"SAL_USE_VCLPLUGIN": "gtk3", "NO_AT_BRIDGE": "1", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
"""How the office draws its window: as on a GNOME desktop, of which no services are waited for."""

BRIDGE = Path(__file__).with_name("libreoffice_bridge.py")
PYTHONS = ("/usr/bin/python3", "python3")


@dataclass(frozen=True)
class View:
    """What a window shows; rows and columns count from 1, and only those that are seen whole."""

    preview: bool
    """Whether it is the print preview; nothing else is known of it then."""
    sheet: str = ""
    first_row: int = 0
    last_row: int = 0
    first_column: int = 0
    last_column: int = 0
    zoom: int = 0
    """Percent."""
    selected: str = ""
    """Address of the selected cell or cells."""
    size: Sequence[int] = (0, 0)
    """Width and height of the window in pixels."""


class OfficeError(Exception):
    """LibreOffice refused a request, did not answer in time, or is gone."""


def soffice() -> str | None:
    """The program that starts LibreOffice, if there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def python_with_uno() -> str | None:
    """A Python that can talk to LibreOffice, if there is one."""
    office = soffice()
    own = [str(Path(office).resolve().with_name("python"))] if office else []  # some packages bring their own
    for candidate in filter(None, map(shutil.which, [*PYTHONS, *own])):
        tried = subprocess.run(
            [candidate, "-I", "-c", "import uno"], capture_output=True, timeout=HANG, check=False
        )
        if tried.returncode == 0:
            return candidate
    return None


def missing() -> str | None:
    """What this machine lacks for an `Office`, as a sentence; None where nothing is missing."""
    if soffice() is None:
        return "LibreOffice is not installed (no program soffice)"
    if python_with_uno() is None:
        return "no Python here can import uno (Debian: python3-uno)"
    return None


class Office:
    """One LibreOffice, started on entry and ended on exit, with a profile of its own.

    `timeout` is how many seconds one call may take; after that the office is killed. With a `display` of X,
    such as ":7", the office has a window there. A `profile` is one that is there already, such as one with an
    extension; `as_user` begins the command that runs the office as another user, and `env` is added
    to its environment.
    """

    def __init__(
        self,
        timeout: float = HANG,
        *,
        display: str = "",
        profile: Path | None = None,
        as_user: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.timeout = timeout
        # A killed office may still write its last file while the folder is removed.
        self._folder = tempfile.TemporaryDirectory(prefix="steelyard-office-", ignore_cleanup_errors=True)
        program, python = soffice(), python_with_uno()
        if program is None or python is None:
            raise OfficeError(missing())
        self._process = subprocess.Popen(
            [
                *as_user,
                python,
                "-I",
                str(BRIDGE),
                program,
                str(profile or Path(self._folder.name, "profile")),
                *WINDOW[: bool(display)],
            ],
            env=os.environ | ({"DISPLAY": display} | ON_A_SCREEN if display else {}) | dict(env or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # so that the office can be killed with its bridge
        )

    def __enter__(self) -> Self:
        try:
            self._hear("start")
        except OfficeError:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process of the bridge, which leads the group of the office."""
        return self._process.pid

    def open(self, path: str | Path, *, hidden: bool = True) -> Document:
        """The workbook at this path; formulas show their cached values until something changes."""
        reply = self.call("open", path=str(Path(path).resolve()), hidden=hidden)
        return Document(self, reply["document"], reply["sheets"])

    def functions(self, beginning: str) -> list[dict[str, Any]]:
        """What the function wizard knows of the functions whose names begin so."""
        return list(self.call("functions", beginning=beginning))

    def call(self, verb: str, **details: object) -> Any:
        """The bridge's answer to one request."""
        if self._process.poll() is not None or self._process.stdin is None:
            raise OfficeError(f"{verb}: the office is gone")
        self._process.stdin.write(json.dumps({"do": verb, **details}) + "\n")
        self._process.stdin.flush()
        return self._hear(verb)

    def _hear(self, verb: str) -> Any:
        stdout = self._process.stdout
        assert stdout is not None
        ready, _, _ = select.select([stdout], [], [], self.timeout)
        line = stdout.readline() if ready else ""
        if not line:
            self._kill()
            raise OfficeError(
                f"{verb}: " + ("the office is gone" if ready else f"no answer in {self.timeout} s")
            )
        reply = json.loads(line)
        if "error" in reply:
            raise OfficeError(reply["error"])
        return reply["value"]

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(HANG)

    def stop(self) -> None:
        """End the office, by force if it does not go."""
        if self._process.stdin and not self._process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(HANG)
        self._kill()
        if self._process.stdout:
            self._process.stdout.close()
        self._folder.cleanup()


class Document:
    """One open workbook; `sheets` says by name, in order, which sheets are visible."""

    def __init__(self, office: Office, number: int, sheets: dict[str, bool]) -> None:
        self.sheets = sheets
        self._office = office
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, verb: str, **details: object) -> Any:
        return self._office.call(verb, document=self._number, **details)

    def get(self, sheet: str, ref: str) -> Rows:
        """What the cells show: numbers (also for truth values), texts, "" for empty, errors as "#DIV/0!"."""
        return self.edit_and_read([], [(sheet, ref)])[0]

    def put(self, sheet: str, ref: str, rows: Sequence[Sequence[Value | None]]) -> None:
        """Set the cells to plain values (None empties a cell); whatever depends on them follows."""
        self.edit_and_read([(sheet, ref, rows)], [])

    def edit_and_read(self, edits: Iterable[Edit], reads: Iterable[Read]) -> list[Rows]:
        """Many edits, then many reads, in one round trip; the answers come in the order of the reads."""
        return self._call("edit_and_read", edits=list(edits), reads=list(reads))

    def everything(self) -> dict[str, Rows]:
        """What every sheet shows, from A1 to the last cell of each row that shows something."""
        return dict(self._call("everything"))

    def inventory(self) -> dict[str, Any]:
        """Names, tables, and what each sheet is like: protection, tab, print set-up, charts, formats."""
        return dict(self._call("inventory"))

    def rule(self, sheet: str, ref: str) -> dict[str, Any]:
        """What may be typed into a cell, and whether it is locked."""
        return dict(self._call("rule", sheet=sheet, ref=ref))

    def add_sheet(self, sheet: str) -> None:
        """Add an empty sheet, which is not protected; a protected one takes no array formula."""
        self._call("add_sheet", sheet=sheet)

    def put_formulas(self, sheet: str, formulas: Mapping[str, str]) -> None:
        """Type formulas into cells; one for a range is an array formula."""
        self._call("put_formulas", sheet=sheet, formulas=list(formulas.items()))

    def errors(self, sheet: str, ref: str) -> dict[str, str]:
        """The formulas that end in an error: address and what the cell shows."""
        return dict(self._call("errors", sheet=sheet, ref=ref))

    def recalculate(self) -> None:
        """Compute every formula anew, whatever the cache says."""
        self._call("recalculate")

    def save_as(self, path: str | Path) -> Path:
        """Save a copy as .xlsx or .ods, by its name; the document stays open under its old name."""
        self._call("save_as", path=str(Path(path).resolve()))
        return Path(path)

    def to_pdf(self, path: str | Path, sheet: str | None = None) -> Path:
        """The workbook as it prints, or one sheet of it (a hidden one too)."""
        self._call("to_pdf", path=str(Path(path).resolve()), sheet=sheet)
        return Path(path)

    def activate(self, sheet: str) -> None:
        """Show this sheet in the window."""
        self._call("activate", sheet=sheet)

    def dispatch(self, command: str, **arguments: Value) -> None:
        """Give the window a command, such as ".uno:GoToCell", as its menus do."""
        self._call("dispatch", command=command, arguments=arguments)

    def press(self, address: str, **arguments: str) -> None:
        """Press a button of an extension by its address, and do not wait; see `answered`."""
        self._call("press", address=address, arguments=arguments)

    def click(self, address: str) -> None:
        """Press a button as its menu does: what it says and asks is seen in windows."""
        self._call("click", address=address)

    def answered(self) -> str:
        """What the button says that was pressed last, once it is done."""
        return str(self._call("answered"))

    def undo(self) -> list[str]:
        """Take the last step back; the answer is what could be taken back before, the last step first."""
        return list(self._call("undo"))

    def redo(self) -> None:
        """Make the step again that was taken back last."""
        self._call("redo")

    def embolden(self, sheet: str, ref: str, length: int) -> None:
        """Make so many characters at the start of a cell's text bold."""
        self._call("embolden", sheet=sheet, ref=ref, length=length)

    def bold(self, sheet: str, ref: str) -> str:
        """The part of a cell's text that is bold."""
        return str(self._call("bold", sheet=sheet, ref=ref))

    def protect(self, sheet: str, password: str) -> None:
        """Protect a sheet by a password."""
        self._call("protect", sheet=sheet, password=password)

    def protected(self) -> list[str]:
        """The sheets that are protected."""
        return list(self._call("protected"))

    def view(self) -> View:
        """What the window of the document shows now."""
        return View(**self._call("view"))

    def typed(self) -> list[str]:
        """What stands in the fields of the dialogs that are there."""
        return list(self._call("typed"))

    def close(self) -> None:
        """Close without saving."""
        self._call("close")
