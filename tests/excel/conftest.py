"""What the tests of Excel's room share: judgement tables as ranges, and xlwings' server in one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from excel.ranges import ranges_of
from waiting import HANG

import steelyard as sy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from excel.ranges import Ranges
    from libreoffice import Office

# Each runs in a process of its own.
collect_ignore = [
    "behind_the_server.py",
    "behind_com.py",
    "under_pyodide.py",
]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Server:
    """xlwings as a server has it; the key that declares non-commercial use is in its environment only."""

    def __init__(self) -> None:
        env = os.environ | {
            "XLWINGS_ON_SERVER": "true",
            "XLWINGS_LICENSE_KEY": "noncommercial",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "addin"), str(ROOT / "tests"))),
        }
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "behind_the_server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=env,
        )

    def ask(self, **asked: object) -> Any:
        """The result; a refusal is an AssertionError with the text that a person would be shown."""
        answer = self.hear(**asked)
        assert "refused" not in answer, answer["refused"]
        return answer["result"]

    def hear(self, **asked: object) -> dict[str, Any]:
        """The answer as it comes."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the process of the server has ended"
        answer: dict[str, Any] = json.loads(line)
        assert "fault" not in answer, answer["fault"]
        return answer

    def stop(self) -> None:
        """End the process."""
        self._process.communicate(timeout=HANG)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One process for all tests of the session."""
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def syria() -> sy.Model:
    """The shipped case."""
    return sy.new("syria")


@pytest.fixture
def tables(syria: sy.Model) -> Ranges:
    """The judgement tables of the shipped case as ranges, each its own list."""
    return ranges_of(syria)


@pytest.fixture
def computed(office: Office) -> Callable[[Path], Path]:
    """The workbook with every formula computed by LibreOffice, as Excel would have done at once."""

    def compute(path: Path) -> Path:
        with office.open(path) as document:
            document.recalculate()
            return document.save_as(path)

    return compute
