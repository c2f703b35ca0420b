"""From a cell to the engine and back: a process with steelyard's Python, or a service of steelyard.

Inside LibreOffice, so for Python 3.8 and later, with the standard library alone; see `component`.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ENGINE = "steelyard.libreoffice.engine"
"""The module of steelyard that computes."""

START, CALL = 60.0, 30.0
"""Seconds that the engine has to start, and to answer a call."""

PAUSE = 5.0
"""Seconds for which a failure is the answer to every call: a file may have hundreds of them."""

LAST_WORDS = 5.0
"""Seconds that are waited for the end of a process that has closed its output."""

KEPT, LARGEST = 64, 1_000_000
"""Answers that are kept, for cells that take single values from one call, and characters of each call."""

ROWS, COLUMNS = 40, 20
"""Size of a message: INDEX takes a single value out of a table, and shall find the message there."""

BETWEEN = " | "
"""Stands between the lines of a message."""

INSTALL = "Run: steelyard addin install --libreoffice"
AGAIN = "To compute again: Ctrl+Shift+F9."

NAMES_IN_PYTHON = {"package": "package_"}
"""Functions that a service knows by another name: this one is a reserved word of JavaScript."""


class Failure(Exception):
    """The engine cannot answer; the message is for the cell."""


class Refused(Exception):
    """The function refuses its arguments; the message is for the cell."""


class Gone(Exception):
    """The process that computes has ended; the message is the last that it said."""


def settings_in(folder: Path) -> dict[str, str]:
    """The settings of the extension; variables of the environment stand above its file.

    STEELYARD_SERVICE is the address of a service, STEELYARD_PYTHON the path of a Python that has steelyard.
    """
    settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    python, service = os.environ.get("STEELYARD_PYTHON"), os.environ.get("STEELYARD_SERVICE")
    if python:
        return {"python": python, "service": service or ""}
    return {"python": settings.get("python", ""), "service": service or settings.get("service", "")}


LINKS: Any = []


def shared(folder: Path) -> Link:
    """The one link of this office."""
    if not LINKS:
        LINKS.append(Link(folder))
    found: Link = LINKS[0]
    return found


class Link:
    """What the component asks, in one thread at a time."""

    def __init__(self, folder: Path, start: float = START, call: float = CALL, pause: float = PAUSE) -> None:
        settings = settings_in(folder)
        python, service = settings["python"], settings["service"]
        self.backend: Any = Service(service, call) if service else Engine(python, start, call)
        self._pause = pause
        self._failed_until, self._failure = 0.0, ""
        self._kept: Any = collections.OrderedDict()
        self._lock = threading.Lock()

    def answer(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The table that a function gives, or a message, as rows of numbers and texts."""
        given = [None if is_left_out(each) else each for each in arguments]
        request = json.dumps({"function": name, "arguments": given})
        with self._lock:
            if request not in self._kept:
                return self._asked(name, given, request)
            self._kept.move_to_end(request)
            return self._kept[request]

    def is_ready(self) -> bool:
        """Whether a call need not wait until something starts."""
        return bool(self.backend.is_ready())

    def prepare(self) -> None:
        """Let what computes start; what goes wrong is told at the first call."""
        with self._lock, contextlib.suppress(Failure):
            self.backend.prepare()

    def _asked(self, name: str, given: list[Any], request: str) -> Any:
        if time.monotonic() < self._failed_until:
            return everywhere(self._failure)
        try:
            rows = tuple(tuple(map(cell, row)) for row in self.backend.ask(name, given))
        except Refused as refusal:
            rows = everywhere(str(refusal))
        except Failure as failure:
            self._failed_until = time.monotonic() + self._pause
            self._failure = f"steelyard: {failure} {AGAIN}"
            return everywhere(self._failure)
        if len(request) <= LARGEST:
            self._kept[request] = rows
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return rows


def everywhere(message: str) -> Any:
    """A table that says the same in each of its cells, in one line: a cell shows no other."""
    lines = [line.strip() for line in message.splitlines()]
    return ((BETWEEN.join(lines),) * COLUMNS,) * ROWS


def is_left_out(value: object) -> bool:
    """Whether an argument says nothing: LibreOffice passes an empty cell as the number 0."""
    return value is None or value == "" or (isinstance(value, (int, float)) and value == 0)


def cell(value: Any) -> Any:
    """An entry of a result as a cell of LibreOffice: a text or a number."""
    return value if isinstance(value, str) else float(value)


class Engine:
    """The process that computes; it is started at the first call, and anew where it has ended."""

    def __init__(self, python: str, start: float = START, call: float = CALL) -> None:
        self.running: Any = None
        self._python = python
        self._start, self._call = start, call
        self._halted = False

    def ask(self, name: str, arguments: list[Any]) -> Any:
        """The rows of the answer."""
        return self.result({"function": name, "arguments": arguments})

    def result(self, request: dict[str, Any]) -> Any:
        """The result of a request."""
        self._halted = False
        written = json.dumps(request)
        try:
            answer = self._answer(written)
        except Gone:  # it ended since the last call, or at this one: once more, with a new one
            try:
                answer = self._answer(written)
            except Gone as gone:
                raise Failure(f"The process that computes has ended: {gone}.") from None
        if "refused" in answer:
            raise Refused(answer["refused"])
        if "fault" in answer:
            raise Refused(f"steelyard: a fault of the program: {answer['fault']}")
        return answer["result"]

    def _answer(self, request: str) -> Any:
        if self._halted:
            raise Failure("It was stopped.")
        try:
            if self.running is None:
                self._begin()
            return self.running.answer(request, self._call)
        except Exception:
            self.stop()
            raise

    def is_ready(self) -> bool:
        """Whether the process runs."""
        return self.running is not None and self.running.is_alive()

    def prepare(self) -> None:
        """Start the process, unless it runs."""
        if not self.is_ready():
            self.stop()
            try:
                self._begin()
            except Exception:
                self.stop()
                raise

    def _begin(self) -> None:
        if not self._python:
            raise Failure(f"No Python is set. {INSTALL}.")
        try:
            self.running = Process(self._python)
        except OSError as error:
            reason = error.strerror or error
            raise Failure(f"Python cannot be started: {self._python} ({reason}). {INSTALL}.") from None
        try:
            self.running.hear(self._start)
        except Gone as gone:
            told = f"{self._python} cannot compute: {gone}. Is steelyard installed there?"
            raise Failure(f"{told} {INSTALL}.") from None

    def stop(self) -> None:
        """End the process, if one runs."""
        running, self.running = self.running, None
        if running is not None:
            running.stop()

    def halt(self) -> None:
        """End the process from another thread, which does not wait: the call that waits for it fails."""
        self._halted = True
        running = self.running
        if running is not None:
            running.kill()


class Process:
    """A running engine: a line in, a line out, with a limit of time."""

    def __init__(self, python: str) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the Python of the settings
                [python, "-m", ENGINE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env=environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._said.close()
            raise
        self.pid = self._process.pid
        self._lines: Any = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Hand on every line, and an empty one at the end; Windows has no other way to wait for a pipe."""
        if self._process.stdout:
            for line in self._process.stdout:
                self._lines.put(line)
            self._process.stdout.close()
        self._lines.put(b"")

    def answer(self, request: str, limit: float) -> Any:
        """The answer to a request."""
        try:
            if self._process.stdin:
                self._process.stdin.write(request.encode() + b"\n")
                self._process.stdin.flush()
        except OSError:
            raise Gone(self._last_words()) from None
        return self.hear(limit)

    def hear(self, limit: float) -> Any:
        """The next answer."""
        try:
            line = self._lines.get(timeout=limit)
        except queue.Empty:
            raise Failure(f"No answer within {limit:g} seconds.") from None
        if not line:
            raise Gone(self._last_words())
        return json.loads(line.decode())

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(LAST_WORDS)
        self._said.seek(0)
        spoken = self._said.read().decode(errors="replace").strip().splitlines()
        return spoken[-1].strip() if spoken else f"exit code {self._process.poll()}"

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it, and let whoever waits for it see that."""
        self._process.kill()

    def stop(self) -> None:
        """End it."""
        self.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        self._said.close()


def environment() -> dict[str, str]:
    """The environment of the engine: without the office's own Python, which the office names there."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    kept["PYTHONSAFEPATH"] = "1"  # nothing is imported from the folder in which the office was started
    kept.setdefault("OPENBLAS_NUM_THREADS", "1")  # the arrays are too small to divide
    return kept


class Service:
    """A running `steelyard serve` on this machine."""

    def __init__(self, address: str, call: float = CALL) -> None:
        self._address = address.rstrip("/")
        self._limit = call

    def ask(self, name: str, arguments: list[Any]) -> Any:
        """The rows of the answer."""
        given = [each if each is None or isinstance(each, (list, tuple)) else [[each]] for each in arguments]
        while given and given[-1] is None:
            given.pop()
        body = json.dumps({"func_name": NAMES_IN_PYTHON.get(name, name), "args": given}).encode()
        try:
            return self._answer(body)["result"]
        except urllib.error.HTTPError as error:
            message = error.read().decode(errors="replace")
            if error.code == 400:
                raise Refused(message) from None
            raise Failure(f"The service at {self._address} answers: {error.code} {message}.") from None
        except (OSError, ValueError, KeyError) as error:
            raise Failure(f"No service of steelyard answers at {self._address} ({error}).") from None

    def is_ready(self) -> bool:
        """Whether a call need not wait: nothing is started here."""
        return True

    def prepare(self) -> None:
        """Start nothing."""

    def stop(self) -> None:
        """Leave the service running: others may use it."""

    def _answer(self, body: bytes) -> Any:
        if not self._address.startswith(("http://", "https://")):
            raise ValueError("an address begins with http://")
        headers = {"Content-Type": "application/json"}
        where = f"{self._address}/xlwings/custom-functions-call"
        request = urllib.request.Request(where, body, headers)  # noqa: S310 - checked above
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # it is on this machine
        with direct.open(request, timeout=self._limit) as answer:
            return json.loads(answer.read().decode())
