"""Whatever stops a command that writes, and whoever writes at the same time: nothing is lost or half done."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cli.editing import typed
from cli.test_commands_page import commands
from ooxml.opc.test_atomic_save import System
from promises import writers

from steelyard.ooxml.opc import atomic_save
from steelyard.ooxml.sheet_cells import table_view
from steelyard.workbook.files import load
from steelyard.workbook.packages import package_of_path

if TYPE_CHECKING:
    from steelyard.model.model import Model

SOURCE, TESTS = Path(__file__).parents[2] / "addin", Path(__file__).parents[1]
ERRORS = [OSError(number, os.strerror(number)) for number in (errno.EIO, errno.ENOSPC)]


@pytest.fixture(name="held", scope="module")
def _held() -> dict[str, bytes]:
    return writers.files()


@pytest.fixture(name="folder")
def _folder(held: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    writers.fill(tmp_path, held)
    return tmp_path


def test_no_command_is_forgotten() -> None:
    """A new command belongs into one of these lists, and with it into the tests below."""
    known = [*writers.COMMANDS, *writers.OF_ITS_OWN, *writers.READERS]
    assert sorted(known) == sorted(commands())
    with_output = {
        name
        for name, command in commands().items()
        if any(option.name == "output" for option in command.params)
    }
    assert with_output <= writers.COMMANDS.keys()


@pytest.mark.parametrize(("command", "error"), [*zip(writers.ALL, ERRORS * 12, strict=False)])
def test_a_disk_that_refuses_is_one_message_and_the_file_is_as_it_was(
    command: str, error: OSError, folder: Path, held: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails. That each other step does is tested below, for one command: all use one save."""
    assert folder.is_dir()
    monkeypatch.setattr(os, "replace", refusing(error))
    require_refused(command, held)


def refusing(error: OSError) -> Any:
    def refuse(*_: object) -> None:
        raise error

    return refuse


def require_refused(command: str, held: dict[str, bytes]) -> None:
    require_told(writers.run(command), command, held)


def require_told(done: Any, command: str, held: dict[str, bytes]) -> None:
    """A command has said in one line why it did not write, and every file is as it was."""
    name = writers.written_by(command)
    assert done.exit_code == 2, done.output
    said = done.stderr.splitlines()
    assert [line.startswith(f"steelyard: {name} was not written: ") for line in said] == [True], said
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == held


def test_every_step_of_a_save_may_fail(
    folder: Path, held: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with the new file, or with a message and the old one; once the new one is there, it is done."""
    calls, refused = called(monkeypatch), set()
    for number, name in enumerate(calls):
        writers.fill(folder, held)
        with monkeypatch.context() as patch:
            Counting(patch, number, ERRORS[number % len(ERRORS)])
            done = writers.run("schema")
            if done.exit_code:
                require_told(done, "schema", held)
                refused.add(name)
        assert (folder / "schema.json").read_bytes() != held["schema.json"] or done.exit_code
        assert not [*folder.glob(".*")], (number, name)
        assert number <= calls.index("replace") or not done.exit_code
    assert {"open", "write", "fsync", "replace"} <= refused


def called(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The calls of the system that a save makes."""
    with monkeypatch.context() as patch:
        counting = Counting(patch)
        assert writers.run("schema").exit_code == 0
        return tuple(counting.names)


class Counting(System):
    """Counts the calls of the system while a command saves, and lets one of them fail."""

    def __init__(
        self, patch: pytest.MonkeyPatch, fails_at: int = -1, error: BaseException = ERRORS[0]
    ) -> None:
        saved = atomic_save._saved

        def counted(*args: Any, **kwargs: Any) -> Any:
            with pytest.MonkeyPatch.context() as within:
                super(Counting, self).__init__(within)
                self.fails_at, self.error = fails_at, error
                return saved(*args, **kwargs)

        patch.setattr(atomic_save, "_saved", counted)


def kill(folder: Path, trials: int, seed: int, *only: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, writers.__file__, str(folder), str(trials), str(seed), *only],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (SOURCE, TESTS)))},
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, int] = json.loads(done.stdout)
    return found


def test_a_killed_command_leaves_the_old_file_or_the_new_one(folder: Path) -> None:
    assert kill(folder, 12, 1, "score", "score .ods", "reweigh", "export", "schema", "token")["killed"] >= 1


@pytest.mark.slow
def test_commands_killed_a_thousand_times_leave_the_old_file_or_the_new_one(folder: Path) -> None:
    found = kill(folder, 1000, 2)
    assert found["killed"] > 300
    assert 0 < found["new"] < 1000
    assert found["drafts"] > 30


TESTED_THERE = ("score", "add")
"""In `test_no_lost_update`."""


def at_its_save(monkeypatch: pytest.MonkeyPatch, other: Any) -> list[object]:
    """Let somebody else write when a command has read its files and begins to save: once."""
    saved, calls = atomic_save._saved, list[object]()

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            other()
        return saved(*args, **kwargs)

    monkeypatch.setattr(atomic_save, "_saved", interrupted)
    return calls


def said_by(book: Path) -> tuple[Model, list[tuple[str, str, str]]]:
    """What a workbook says, and what its Change log says of it."""
    view = table_view(package_of_path(book), "change_log")
    return load(book), sorted(
        (view.text(row, "key"), view.text(row, "was"), view.text(row, "is")) for row in view.rows
    )


@pytest.mark.parametrize(
    "command", [name for name in (*writers.EDITING, *writers.EDITING_ODS) if name not in TESTED_THERE]
)
def test_an_edit_between_reading_and_writing_is_kept(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept by the others too, or replaced as was asked: see the slow test below."""
    book = folder / writers.written_by(command)
    saves = at_its_save(monkeypatch, lambda: typed(book, "costs", "pay-gorton", "annual-cost", 5400))
    done = writers.run(command)
    assert done.exit_code == 0, done.output
    assert len(saves) == 3, "the edit, the save that it refused, and the second one"
    found, log = said_by(book)
    assert found.values["costs/pay-gorton/annual-cost"] == 5400
    assert ("costs/pay-gorton/annual-cost", "5300.0", "5400.0") in log
    assert not [*folder.glob(".*")]


@pytest.mark.slow
@pytest.mark.parametrize("second", writers.ON_BOOK)
@pytest.mark.parametrize("first", writers.COMMANDS)
def test_two_commands_at_once_do_what_they_do_one_after_the_other(
    first: str, second: str, folder: Path, held: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one runs from end to end while the first one has read its files and has not yet saved."""
    writers.run(second)
    alone = writers.run(first)
    wanted = said_by(folder / writers.BOOK)
    writers.fill(folder, held)
    at_its_save(monkeypatch, lambda: writers.run(second))
    done = writers.run(first)
    assert (done.exit_code, done.stderr) == (alone.exit_code, alone.stderr)
    assert said_by(folder / writers.BOOK) == wanted
    assert not [*folder.glob(".*")]
