"""The lock on a folder: one holder, none after a kill, and nothing left behind."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from steelyard.errors import LockedWorkbook
from steelyard.ooxml.opc import lock
from steelyard.ooxml.opc.lock import locked

SOURCE = Path(__file__).parents[3] / "addin"

HOLD = """\
import sys
from steelyard.ooxml.opc.lock import locked
with locked(sys.argv[1]) as held:
    print(held, flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its standard input ends."""
    started = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "True\n"
    return started


def end(process: subprocess.Popen[str], *, kill: bool) -> None:
    if kill:
        process.kill()
    process.communicate()


@pytest.fixture(name="windows")
def _windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' own module over this system's locks, with its error for a lock that somebody holds."""

    def locking(handle: int, _mode: int, _length: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "Permission denied") from None

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(lock, "WINDOWS", True)


def test_the_lock_is_held_and_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    with locked(tmp_path / "case.xlsx") as held:
        assert held
        assert [*tmp_path.iterdir()] == []
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("kill", [True, False])
def test_the_lock_of_a_process_that_ended_blocks_nobody(
    kill: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = holder(tmp_path / "case.xlsx")
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    with pytest.raises(LockedWorkbook) as refusal, locked(tmp_path / "case.xlsx"):
        pass
    assert str(refusal.value) == (
        f"{tmp_path / 'case.xlsx'} was not written: another steelyard has been writing in the folder "
        f"{tmp_path} for 0 seconds. Try again when it has ended"
    )
    end(other, kill=kill)
    with locked(tmp_path / "case.xlsx") as held:
        assert held


def test_who_waits_gets_the_lock_when_the_other_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = holder(tmp_path / "case.xlsx")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        end(other, kill=False)

    monkeypatch.setattr("time.sleep", wait)
    with locked(tmp_path / "case.xlsx") as held:
        assert held
    assert waits == [lock.PAUSE]


def test_the_same_thread_may_ask_again_and_another_thread_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> bool:
        with locked(tmp_path / "b.xlsx") as held:
            return held

    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    with ThreadPoolExecutor(1) as threads:
        with locked(tmp_path / "a.xlsx"):
            assert asked()
            with pytest.raises(LockedWorkbook):
                threads.submit(asked).result()
        assert threads.submit(asked).result()


def test_a_link_stands_for_the_file_that_it_leads_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real" / "case.xlsx")
    other = holder(tmp_path / "link.xlsx")
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    with pytest.raises(LockedWorkbook), locked(tmp_path / "real" / "case.xlsx"):
        pass
    with locked(tmp_path / "case.xlsx") as held:
        assert held
    end(other, kill=False)


@pytest.mark.parametrize(
    "number", [errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EIO]
)
def test_a_drive_without_locks_is_used_without(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with locked(tmp_path / "case.xlsx") as held:
        assert not held


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with locked(tmp_path / "none" / "case.xlsx") as held:
        assert not held
    assert [*tmp_path.iterdir()] == []


def test_an_error_in_the_block_ends_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    with pytest.raises(ValueError, match="mine"), locked(tmp_path / "case.xlsx"):
        raise ValueError("mine")
    end(holder(tmp_path / "case.xlsx"), kill=False)


@pytest.mark.usefixtures("windows")
def test_windows_locks_a_file_and_removes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    with locked(tmp_path / "case.xlsx") as held:
        assert held
        assert [path.name for path in tmp_path.iterdir()] == [lock.LOCK_FILE]
        theirs = os.open(tmp_path / lock.LOCK_FILE, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(theirs)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.usefixtures("windows")
def test_windows_uses_a_lock_file_that_a_killed_process_left(tmp_path: Path) -> None:
    (tmp_path / lock.LOCK_FILE).touch()
    with locked(tmp_path / "case.xlsx") as held:
        assert held
    assert [*tmp_path.iterdir()] == []


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("there", [True, False])
def test_windows_waits_for_a_lock_file_that_is_going_and_for_nothing_in_a_folder_it_may_not_write(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    if there:
        (tmp_path / lock.LOCK_FILE).touch()
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    monkeypatch.setattr(os, "open", refuse)
    if there:
        with pytest.raises(LockedWorkbook), locked(tmp_path / "case.xlsx"):
            pass
    else:
        with locked(tmp_path / "case.xlsx") as held:
            assert not held
