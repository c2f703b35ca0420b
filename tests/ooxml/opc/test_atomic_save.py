"""The save: every call of the system fails in turn, and the file is as it was, or new and whole."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from steelyard.errors import (
    ChangedWorkbook,
    LockedWorkbook,
    ReadOnlyWorkbook,
    SteelyardError,
    UnreadableFile,
    WorkbookError,
    WouldLoseContent,
)
from steelyard.ooxml.opc import atomic_save as saving
from steelyard.ooxml.opc import lock
from steelyard.ooxml.opc.atomic_save import ABSENT, digest, is_there, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = Path(__file__).parents[3] / "addin"
OLD, NEW = b"old", b"new content"

CALLS = (
    (os, "stat"),
    (os, "lstat"),
    (os, "readlink"),
    (os, "scandir"),
    (os, "open"),
    (os, "read"),
    (os, "write"),
    (os, "chown"),
    (os, "chmod"),
    (os, "listxattr"),
    (os, "getxattr"),
    (os, "setxattr"),
    (os, "fsync"),
    (os, "close"),
    (os, "replace"),
    (os, "unlink"),
    (fcntl, "flock"),
)
"""Every function of the system that a save calls."""

NUMBERS = (
    "EACCES EPERM ENOENT ENOTDIR EISDIR ELOOP ENAMETOOLONG EIO ENOSPC EDQUOT EROFS EBUSY ETXTBSY ENODEV "
    "ENXIO ESTALE EINVAL ENOTSUP ENOSYS EMFILE ENFILE ENOMEM EFBIG EXDEV ENOLCK EBADF ETIMEDOUT EHOSTDOWN "
    "ENODATA ERANGE E2BIG EMLINK EPIPE EAGAIN EDEADLK"
)
ERRORS: tuple[BaseException, ...] = (
    *(OSError(number := getattr(errno, name), os.strerror(number)) for name in NUMBERS.split()),
    MemoryError(),
)
"""All that these functions may answer."""


class System:
    """Counts the calls of one save, and lets one of them fail."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        self.fails_at, self.error = -1, ERRORS[0]
        for module, name in CALLS:
            patch.setattr(module, name, self._counted(name, getattr(module, name)))

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            number = len(self.names)
            self.names.append(name)
            if number != self.fails_at:
                return None if name == "fsync" else call(*args, **kwargs)
            if name == "close":
                call(*args, **kwargs)  # the handle is gone, whatever the system answers
            raise self.error

        return counted

    def save(self, target: Path, fails_at: int, error: BaseException) -> BaseException | None:
        """What a save ends with."""
        self.names.clear()
        self.fails_at, self.error = fails_at, error
        try:
            save(NEW, target, was=digest(OLD))
        except BaseException as refusal:
            return refusal
        return None


def prepared(folder: Path) -> tuple[Path, Path]:
    """A file with all that a file may have, and a link to it."""
    path, link = folder / "case.xlsx", folder / "link.xlsx"
    path.unlink(missing_ok=True)
    path.write_bytes(OLD)
    os.setxattr(path, "user.mine", b"1")
    if os.geteuid() == 0:
        os.chown(path, 1234, 2345)
    if not link.is_symlink():
        link.symlink_to(path)
    return path, link


def test_every_call_of_the_system_may_fail_with_every_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    path, link = prepared(tmp_path)
    with monkeypatch.context() as patch:
        system = System(patch)
        assert system.save(link, -1, ERRORS[0]) is None
        calls = tuple(system.names)
    assert {name for _, name in CALLS} - {"unlink", "chown"} <= set(calls)
    for number, name in enumerate(calls):
        for error in ERRORS:
            prepared(tmp_path)
            with monkeypatch.context() as patch:
                found = System(patch).save(link, number, error)
            where = f"call {number}, {name}, fails with {error!r}: {found!r}"
            assert found is None or (isinstance(found, SteelyardError) and str(found)), where
            assert path.read_bytes() == (NEW if found is None else OLD), where
            assert link.is_symlink(), where
            left = {each.name for each in tmp_path.iterdir()} - {"case.xlsx", "link.xlsx"}
            assert left == set(), where


def test_a_draft_that_cannot_be_removed_is_removed_by_the_next_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        patch.setattr(os, "unlink", fail)
        with pytest.raises(WorkbookError, match="Input/output error"):
            save(NEW, tmp_path / "case.xlsx")
    assert [path.suffix for path in tmp_path.iterdir()] == [".tmp"]
    save(NEW, tmp_path / "other.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["other.xlsx"]


STOPS = """\
import os, sys
from pathlib import Path
from steelyard.ooxml.opc.atomic_save import save
def stop(*_):
    print("stopped", flush=True)
    sys.stdin.read()
os.replace = stop
save(b"theirs", Path(sys.argv[1]))
"""


@pytest.fixture(name="stopped")
def _stopped(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that stops in the midst of a save."""
    process = subprocess.Popen(
        [sys.executable, "-c", STOPS, str(tmp_path / "theirs.xlsx")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "stopped\n"
    yield process
    process.kill()
    process.communicate()


def test_the_draft_of_a_running_process_stays_and_that_of_a_killed_one_goes(
    tmp_path: Path, stopped: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.0)
    [draft] = tmp_path.iterdir()
    assert draft.read_bytes() == b"theirs"
    with pytest.raises(LockedWorkbook, match="another steelyard has been writing in the folder"):
        save(NEW, tmp_path / "case.xlsx")
    assert [*tmp_path.iterdir()] == [draft]
    stopped.kill()
    stopped.wait()
    save(NEW, tmp_path / "case.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["case.xlsx"]


def test_only_drafts_of_this_computer_are_removed_and_none_without_a_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / f"{saving._draft_prefix()}0000abcd.tmp"
    others = {".steelyard-00000000-0000abcd.tmp", ".case.xlsx.0000abcd.tmp", "mine.tmp", ".steelyard-notes"}
    for name in (*others, ours.name):
        (tmp_path / name).touch()
    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOLCK, "no locks")))
        save(NEW, tmp_path / "case.xlsx")
    assert ours.exists()
    save(NEW, tmp_path / "case.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {*others, "case.xlsx"}


@pytest.mark.parametrize("length", [244, 245, 246, 247, 248, 253, 254, 255])
@pytest.mark.parametrize("sign", ["n", "ü"])
def test_a_name_may_be_as_long_as_the_drive_allows(length: int, sign: str, tmp_path: Path) -> None:
    stem = length - len(".xlsx")
    name = "x" * (stem % len(sign.encode())) + sign * (stem // len(sign.encode())) + ".xlsx"
    assert len(name.encode()) == length
    save(OLD, tmp_path / name, was=ABSENT)
    save(NEW, tmp_path / name, was=digest(OLD))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: NEW}


def refusal(target: Path, kind: type[SteelyardError]) -> str:
    """What a save is refused with, by the look for an earlier file as well where that fails."""
    with pytest.raises(kind) as found:
        save(NEW, target)
    assert type(found.value) is kind
    return str(found.value)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    target = tmp_path / f"{'n' * 251}.xlsx"
    said = f"{target} was not written: the name is too long for this drive; choose a shorter one"
    assert refusal(target, UnreadableFile) == said
    with pytest.raises(UnreadableFile) as found:
        is_there(target)
    assert str(found.value) == said


def test_links_that_lead_back_to_themselves_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for target in (tmp_path / "a.xlsx", tmp_path / "loop" / "case.xlsx"):
        said = f"{target} is a symbolic link that leads back to itself; give the name of a file"
        assert refusal(target, UnreadableFile) == said
        with pytest.raises(UnreadableFile) as found:
            is_there(target)
        assert str(found.value) == said
    assert (tmp_path / "a.xlsx").is_symlink()


def test_a_link_to_a_file_that_is_not_there_yet_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "case.xlsx")
    save(NEW, tmp_path / "link.xlsx", was=ABSENT)
    assert (tmp_path / "case.xlsx").read_bytes() == NEW
    assert (tmp_path / "link.xlsx").is_symlink()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").write_bytes(OLD)
    target = tmp_path / "case.xlsx" / "new.xlsx"
    assert refusal(target, UnreadableFile) == (
        f"{target} cannot be written: the folder {tmp_path / 'case.xlsx'} does not exist"
    )
    assert not is_there(target)


def test_a_pipe_or_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    for target in (tmp_path / "pipe.xlsx", Path(os.devnull)):
        assert refusal(target, UnreadableFile) == (
            f"{target} is a device or a pipe, not a file; give the name of a file"
        )
    assert stat.S_ISFIFO((tmp_path / "pipe.xlsx").stat().st_mode)


def test_a_null_character_is_in_no_name(tmp_path: Path) -> None:
    target = tmp_path / "a\0b.xlsx"
    assert refusal(target, UnreadableFile).startswith(f"{str(target)!r} cannot be the name of a file: ")


AS_SOMEBODY_ELSE = """\
import os, sys
from pathlib import Path
from steelyard.cli.output import require_free
from steelyard.errors import SteelyardError
from steelyard.ooxml.opc.atomic_save import save
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for work in (lambda: save(b"new", Path(sys.argv[1])), lambda: require_free(Path(sys.argv[1]), force=False)):
    try:
        work()
    except SteelyardError as refusal:
        print(type(refusal).__name__, refusal)
"""


@pytest.mark.parametrize(("mode", "refusals"), [(0o600, 2), (0o700, 2), (0o755, 1)])
def test_a_folder_that_somebody_may_not_look_into_or_write_is_refused(mode: int, refusals: int) -> None:
    with TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        Path(folder).chmod(0o755)
        closed = Path(folder, "closed")
        closed.mkdir()
        closed.chmod(mode if os.geteuid() == 0 else mode % 8 * 64)
        target = closed / "case.xlsx"
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, str(target)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        closed.chmod(0o755)
        assert done.stderr == ""
        said = "may not be written by you; ask its owner for permission, or save elsewhere"
        assert done.stdout.splitlines() == [f"ReadOnlyWorkbook {target} {said}"] * refusals
        assert [*closed.iterdir()] == []


def test_a_drive_that_fails_on_any_look_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    target = tmp_path / "case.xlsx"
    for name in ("stat", "lstat", "open", "scandir", "listdir"):
        monkeypatch.setattr(os, name, fail)
    for work in (lambda: save(NEW, target), lambda: is_there(target)):
        with pytest.raises(WorkbookError) as found:
            work()
        assert str(found.value) == f"{target} was not written: Input/output error. The file is as it was"
    monkeypatch.undo()


def test_what_changed_since_it_was_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(b"theirs")
    with pytest.raises(ChangedWorkbook) as found:
        save(NEW, path, was=digest(OLD))
    assert str(found.value) == (
        f"{path} was changed by someone else after steelyard had read it. Nothing was written; run again"
    )
    assert path.read_bytes() == b"theirs"
    path.unlink()
    with pytest.raises(ChangedWorkbook, match="was removed by someone else"):
        save(NEW, path, was=digest(OLD))
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_somebody_made_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(b"")
    with pytest.raises(WouldLoseContent) as found:
        save(NEW, path, was=ABSENT)
    assert str(found.value) == (
        f"{path} exists now: somebody made it in the meantime. Nothing was written; choose another name"
    )
    assert path.read_bytes() == b""


def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path, _ = prepared(tmp_path)
    assert save(NEW, path) == ()
    assert os.getxattr(path, "user.mine") == b"1"


def test_an_attribute_that_cannot_be_kept_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path, _ = prepared(tmp_path)
    monkeypatch.setattr(os, "setxattr", refuse)
    assert save(NEW, path) == ("its extended attribute user.mine is not kept (No space left on device)",)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize(("number", "lost"), [(errno.ENOTSUP, 0), (errno.EIO, 1)])
def test_a_drive_without_attributes_loses_none(
    number: int, lost: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    path, _ = prepared(tmp_path)
    monkeypatch.setattr(os, "listxattr", refuse)
    assert len(save(NEW, path)) == lost


def test_the_other_names_of_a_file_keep_what_it_held_and_that_is_told(tmp_path: Path) -> None:
    path, _ = prepared(tmp_path)
    (tmp_path / "snapshot.xlsx").hardlink_to(path)
    assert save(NEW, path) == (
        (
            "it had 2 names (hard links), and is a file of its own now: "
            "what the other names lead to is as it was"
        ),
    )
    assert path.read_bytes() == NEW
    assert (tmp_path / "snapshot.xlsx").read_bytes() == OLD
    assert save(OLD, path) == ()


def test_permissions_that_the_drive_refuses_are_told_and_the_new_file_is_open_to_no_more_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    path = tmp_path / "case.xlsx"
    path.write_bytes(OLD)
    path.chmod(0o640)
    monkeypatch.setattr(os, "chmod", refuse)
    assert save(NEW, path) == (
        "its permissions are not the earlier ones, because the drive refused them (Operation not permitted)",
    )
    assert path.stat().st_mode & 0o027 == 0
    with pytest.raises(ReadOnlyWorkbook):  # a file of secrets must be closed
        save(NEW, path, private=True)
