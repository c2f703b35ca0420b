"""From the office to the engine, without an office: answers, refusals, and everything that may break."""

from __future__ import annotations

import ast
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from excel.ranges import ranges_of
from libreoffice_addin.conftest import ROOT
from waiting import HANG, NEVER, until

import steelyard as sy
from steelyard.excel import functions
from steelyard.libreoffice.extension import component
from steelyard.libreoffice.extension.link import COLUMNS, ROWS, Link, cell, is_left_out, settings_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from libreoffice_addin.conftest import Python

EXTENSION = ROOT / "addin" / "steelyard" / "libreoffice" / "extension"
INSTALL = "Run: steelyard addin install --libreoffice."
AGAIN = "To compute again: Ctrl+Shift+F9."


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEELYARD_PYTHON", raising=False)
    monkeypatch.delenv("STEELYARD_SERVICE", raising=False)


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Callable[..., Link]]:
    """Makes a link with these settings, and ends its engine after the test."""
    made = []

    def make(*, python: object = "", service: str = "", call: float = HANG, pause: float = NEVER) -> Link:
        text = json.dumps({"python": str(python), "service": service})
        (tmp_path / "settings.json").write_text(text)
        made.append(Link(tmp_path, HANG, call, pause))
        return made[-1]

    yield make
    for each in made:
        each.backend.stop()


@pytest.fixture(scope="module")
def pool() -> tuple[Any, ...]:
    """Arguments of POOL for the shipped case, as the office hands them over."""
    tables = ranges_of(sy.new("syria"))
    return tuple(tables[name] for name in ("weights", "measures", "costs"))


def pooled(arguments: tuple[Any, ...]) -> Any:
    """What POOL answers, as cells."""
    return tuple(tuple(map(cell, row)) for row in functions.pool(*arguments))


def script(folder: Path, *lines: str) -> Path:
    """A program in the place of Python."""
    path = folder / "program"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def message(rows: Any) -> str:
    """The one text that stands in every cell of an answer."""
    assert rows == ((rows[0][0],) * COLUMNS,) * ROWS
    return str(rows[0][0])


def test_an_answer_is_that_of_python_and_is_kept(
    link: Callable[..., Link], python: Python, pool: tuple[Any, ...]
) -> None:
    links = link(python=python.path)
    assert links.answer("pool", pool) == pooled(pool)
    links.backend.stop()
    python.broken.touch()
    assert links.answer("pool", pool) == pooled(pool)


def test_an_engine_that_was_killed_is_started_anew(
    link: Callable[..., Link], python: Python, pool: tuple[Any, ...]
) -> None:
    links = link(python=python.path)
    links.answer("pool", pool)
    os.kill(links.backend.running.pid, signal.SIGKILL)
    head, *rows = pool[2]
    other = (*pool[:2], [head, *rows[::-1]])  # another question, of which nothing is kept
    assert links.answer("pool", other) == pooled(other)


def test_an_engine_that_is_prepared_answers_and_one_that_cannot_start_says_so_at_the_first_call(
    link: Callable[..., Link], python: Python, pool: tuple[Any, ...]
) -> None:
    links = link(python=python.path)
    assert not links.is_ready()
    python.broken.touch()
    links.prepare()
    assert not links.is_ready()
    python.broken.unlink()
    links.prepare()
    assert links.is_ready()
    prepared = links.backend.running.pid
    assert links.answer("pool", pool) == pooled(pool)
    assert links.backend.running.pid == prepared
    os.kill(prepared, signal.SIGKILL)
    until(lambda: not links.is_ready(), "the engine does not end")
    links.prepare()
    assert links.is_ready()
    assert links.backend.running.pid != prepared


def test_a_fault_of_the_program_is_named_and_stops_nothing(
    link: Callable[..., Link], python: Python, pool: tuple[Any, ...]
) -> None:
    links = link(python=python.path)
    told = message(links.answer("guess", pool))
    assert told == "steelyard: a fault of the program: LookupError: no function 'guess'"
    assert links.answer("pool", pool) == pooled(pool)


def test_a_python_that_is_gone_is_named(link: Callable[..., Link], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    told = f"steelyard: Python cannot be started: {gone} (No such file or directory). {INSTALL} {AGAIN}"
    assert message(link(python=gone).answer("pool", ())) == told
    assert message(link().answer("pool", ())) == f"steelyard: No Python is set. {INSTALL} {AGAIN}"


def test_a_python_without_steelyard_says_so_once_for_hundreds_of_calls(
    link: Callable[..., Link], tmp_path: Path
) -> None:
    starts = tmp_path / "starts"
    program = script(tmp_path, f"echo one >> {starts}", "echo 'No module named steelyard' >&2", "exit 1")
    links = link(python=program)
    reason = f"steelyard: {program} cannot compute: No module named steelyard. Is steelyard installed there?"
    assert {message(links.answer("pool", (number,))) for number in range(300)} == {
        f"{reason} {INSTALL} {AGAIN}"
    }
    assert starts.read_text() == "one\n"


def test_after_the_pause_it_is_tried_again(
    link: Callable[..., Link], python: Python, pool: tuple[Any, ...]
) -> None:
    python.broken.touch()
    links = link(python=python.path, pause=0)
    assert "No module named 'numpy'" in message(links.answer("pool", pool))
    python.broken.unlink()
    assert links.answer("pool", pool) == pooled(pool)


def test_an_engine_that_ends_at_every_call_is_tried_twice(link: Callable[..., Link], tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    program = script(tmp_path, f"echo one >> {starts}", "echo '{\"ready\": true}'", "read line", "exit 9")
    told = f"steelyard: The process that computes has ended: exit code 9. {AGAIN}"
    assert message(link(python=program).answer("pool", ())) == told
    assert starts.read_text() == "one\none\n"


def test_an_engine_that_does_not_answer_in_time_is_ended(link: Callable[..., Link], tmp_path: Path) -> None:
    program = script(tmp_path, "echo '{\"ready\": true}'", f"echo $$ > {tmp_path / 'pid'}", "exec sleep 1000")
    links = link(python=program, call=0.2)
    assert message(links.answer("pool", ())) == f"steelyard: No answer within 0.2 seconds. {AGAIN}"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_variables_of_the_environment_stand_above_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.json").write_text('{"python": "one", "service": ""}')
    assert settings_in(tmp_path) == {"python": "one", "service": ""}
    monkeypatch.setenv("STEELYARD_PYTHON", "two")
    assert settings_in(tmp_path) == {"python": "two", "service": ""}
    monkeypatch.setenv("STEELYARD_SERVICE", "http://127.0.0.1:1")
    assert settings_in(tmp_path)["service"] == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("value", "left_out"), [(0.0, True), ("", True), (None, True), ("0", False), (1.0, False)]
)
def test_an_empty_cell_is_left_out(value: object, left_out: bool) -> None:
    assert is_left_out(value) is left_out


class Answering(BaseHTTPRequestHandler):
    """Answers as the service does, and keeps what it was asked."""

    asked: Any = None

    def do_POST(self) -> None:
        """One call of a function."""
        Answering.asked = (self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        refuses = Answering.asked[1]["func_name"] == "net"
        self.send_response(400 if refuses else 200)
        self.end_headers()
        self.wfile.write(b"NET takes 5 arguments" if refuses else b'{"result": [["option", 1]]}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_service_is_asked_in_its_own_form_and_by_no_proxy(
    link: Callable[..., Link], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    links = link(service=address)
    assert links.answer("package", ((("id",),), "France", None, 0.0)) == (("option", 1.0),)
    wanted = {"func_name": "package_", "args": [[["id"]], [["France"]]]}
    assert Answering.asked == ("/xlwings/custom-functions-call", wanted)
    assert message(links.answer("net", ())) == "NET takes 5 arguments"


def test_a_service_that_is_not_there_is_named(link: Callable[..., Link]) -> None:
    told = message(link(service="http://127.0.0.1:9").answer("pool", ()))
    assert told.startswith("steelyard: No service of steelyard answers at http://127.0.0.1:9 (")
    assert "an address begins with http://" in message(link(service="file:///x").answer("pool", ()))


def test_what_runs_inside_the_office_is_old_python_and_imports_nothing_foreign() -> None:
    own = {*sys.stdlib_module_names, "uno", "unohelper"}
    for path in EXTENSION.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
        found = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        found |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name.partition(".")[0] for name in found} <= own


def test_a_broken_extension_says_so_in_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "FOLDER", tmp_path)
    [[told]] = component.Calls().answer("net", ())
    assert str(told).startswith("steelyard: the extension cannot start: FileNotFoundError")
