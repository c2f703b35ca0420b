"""A file is put in the place of another, whole or not at all, or a message says why it cannot be."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from steelyard.errors import (
    ChangedWorkbook,
    LockedWorkbook,
    NoSpace,
    ReadOnlyWorkbook,
    UnreadableFile,
    WorkbookError,
    WouldLoseContent,
)
from steelyard.ooxml.opc.file_properties import take_over
from steelyard.ooxml.opc.lock import locked
from steelyard.ooxml.opc.open_elsewhere import require_closed

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

WINDOWS = os.name == "nt"
ABSENT: Final = ""
"""Stands for the digest of a file that does not exist."""

_ANYONE_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_OWNER_ONLY, _BY_UMASK = 0o600, 0o666
_HELD_BY_WINDOWS = {32, 33}
"""Windows' numbers for: another program uses the file, or a part of it."""

_NEVER_ASKED: Final = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a drive answers that cannot be asked whether a file has reached the disk."""

_BLOCK: Final = 1 << 20
"""Bytes that are read or written at a time."""


def save(
    data: bytes, target: Path, *, noun: str = "file", private: bool = False, was: str | None = None
) -> tuple[str, ...]:
    """Put these bytes where `target` is: the old file stays until the new one is whole on the disk.

    The new file takes the old one's permissions, its extended attributes and, where that is allowed, its
    owner; a symbolic link stays a link. The folder is locked meanwhile (see `lock.locked`).

    Args:
        data: what the file is to hold.
        target: its path.
        noun: what messages call the file.
        private: whether only its owner may read it, from its first byte on.
        was: `digest` of what the caller has read there, or `ABSENT` where nothing may be there. None writes
            over whatever is there.

    Returns:
        A sentence for each property of the old file that was lost.

    Raises:
        ChangedWorkbook: the file does not hold what the caller has read.
        WouldLoseContent: there is a file where nothing may be.
        LockedWorkbook: another program has the file open.
        ReadOnlyWorkbook: the file or its folder may not be written.
        NoSpace: the disk is full.
        UnreadableFile: the target is a folder or a device, or its folder does not exist.
        WorkbookError: the disk refuses for another reason, or the memory is too small.
    """
    return explained(lambda: _saved(data, target, noun, private=private, was=was), target, noun)


def digest(data: bytes) -> str:
    """What tells whether a file still holds these bytes."""
    return hashlib.sha256(data).hexdigest()


def is_there(path: Path, noun: str = "file") -> bool:
    """Whether there is a file, a folder or anything else at a path.

    Raises:
        WorkbookError: the system does not say, for a reason for which `save` would refuse as well.
    """
    return explained(lambda: _stat(path) is not None, path, noun)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same place, through symbolic links too."""
    return os.path.realpath(one) == os.path.realpath(other)


def _saved(data: bytes, target: Path, noun: str, *, private: bool, was: str | None) -> tuple[str, ...]:
    path = Path(os.path.realpath(target))
    _require_writable(path, target, noun)
    with locked(path) as held:
        require_closed(path, target)
        if held:
            _remove_drafts(path.parent)
        draft = path.with_name(f"{_draft_prefix()}{secrets.token_hex(4)}.tmp")
        try:
            lost = _put(data, draft, path, private=private)
            _require_unchanged(path, target, was)
            os.replace(draft, path)  # noqa: PTH105 - the tests put a full disk in its place
        except BaseException:
            with suppress(OSError, MemoryError):
                os.unlink(draft)  # noqa: PTH108 - the tests make each call of os fail
            raise
        _settle(path.parent)
    return lost


def _require_writable(path: Path, target: Path, noun: str) -> None:
    """Refuse what the permissions forbid, for the superuser too, whom they would not stop."""
    folder = _stat(path.parent)
    if folder is None or not stat.S_ISDIR(folder.st_mode):
        raise UnreadableFile(f"{target} cannot be written: the folder {path.parent} does not exist")
    old = _stat(path)
    if old is not None:
        if stat.S_ISLNK(os.lstat(path).st_mode):
            raise UnreadableFile(f"{target} is a symbolic link that cannot be followed now; try again")
        if stat.S_ISDIR(old.st_mode):
            raise UnreadableFile(f"{target} is a folder, not a {noun}")
        if not stat.S_ISREG(old.st_mode):
            raise UnreadableFile(f"{target} is a device or a pipe, not a {noun}; give the name of a file")
        if not old.st_mode & _ANYONE_WRITES:
            raise ReadOnlyWorkbook(f"{target} is read-only; allow writing to it, or save under another name")
    if not WINDOWS and not folder.st_mode & _ANYONE_WRITES:
        raise ReadOnlyWorkbook(f"the folder {path.parent} is read-only; save {path.name} in another one")


def _stat(path: Path) -> os.stat_result | None:
    """What the system says of a file; None where there is none."""
    try:
        return os.stat(path)  # noqa: PTH116 - the tests make each call of os fail
    except (FileNotFoundError, NotADirectoryError):
        return None


def _draft_prefix() -> str:
    """How the names of drafts begin that this computer writes.

    The lock of a folder on a network drive may hold for one computer only. So each computer removes its own
    drafts. The name does not contain the target's, since that may be as long as a name can be.
    """
    computer = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f".steelyard-{hashlib.sha256(computer.encode()).hexdigest()[:8]}-"


def _remove_drafts(folder: Path) -> None:
    """Remove the drafts of killed processes: while a process runs, its draft exists under its lock only."""
    prefix = _draft_prefix()
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith(prefix) and entry.name.endswith(".tmp"):
                with suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108 - the tests make each call of os fail


def _put(data: bytes, draft: Path, path: Path, *, private: bool) -> tuple[str, ...]:
    """Write the draft, in all its properties; a sentence for each that is lost."""
    old = _stat(path)
    # The draft is never open to more people than the file that it replaces.
    allowed = _BY_UMASK if old is None else stat.S_IMODE(old.st_mode) & 0o777
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, flags, _OWNER_ONLY if private else allowed)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest[:_BLOCK]) :]
        lost = () if old is None else tuple(take_over(draft, path, old))
        if private:
            os.chmod(draft, _OWNER_ONLY)  # noqa: PTH101
        _reach_the_disk(handle)
    finally:
        os.close(handle)
    return lost


def _reach_the_disk(handle: int) -> None:
    """Wait until the disk has the file, on drives that can be asked for it."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NEVER_ASKED:
            raise


def _require_unchanged(path: Path, target: Path, was: str | None) -> None:
    if was is None:
        return
    now = _digest_of(path)
    if now == was:
        return
    if was == ABSENT:
        raise WouldLoseContent(
            f"{target} exists now: somebody made it in the meantime. Nothing was written; choose another name"
        )
    done = "removed" if now == ABSENT else "changed"
    raise ChangedWorkbook(
        f"{target} was {done} by someone else after steelyard had read it. Nothing was written; run again"
    )


def _digest_of(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return ABSENT
    found = hashlib.sha256()
    try:
        while block := os.read(handle, _BLOCK):
            found.update(block)
    finally:
        os.close(handle)
    return found.hexdigest()


def _settle(folder: Path) -> None:
    """Let the new name reach the disk as well, on systems that can be asked for it."""
    with suppress(OSError, MemoryError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def explained(work: Callable[[], T], target: Path, noun: str) -> T:
    """What `work` gives; errors of the system and of the memory become refusals to write `target`."""
    try:
        return work()
    except OSError as error:
        _explain(error, target, noun)
    except MemoryError:
        raise WorkbookError(f"{target} was not written: the memory is too small for it") from None
    except ValueError as error:  # a name with a null character
        raise UnreadableFile(f"{str(target)!r} cannot be the name of a file: {error}") from None


def _explain(error: OSError, target: Path, noun: str) -> NoReturn:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise NoSpace(f"{target} was not written: the disk is full. The {noun} is as it was") from None
    if getattr(error, "winerror", None) in _HELD_BY_WINDOWS or (
        WINDOWS and isinstance(error, PermissionError)
    ):
        raise LockedWorkbook(f"{target} is open in another program; close it there and try again") from None
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        raise ReadOnlyWorkbook(
            f"{target} may not be written by you; ask its owner for permission, or save elsewhere"
        ) from None
    if error.errno == errno.ELOOP:
        raise UnreadableFile(
            f"{target} is a symbolic link that leads back to itself; give the name of a file"
        ) from None
    if error.errno == errno.ENAMETOOLONG:
        raise UnreadableFile(
            f"{target} was not written: the name is too long for this drive; choose a shorter one"
        ) from None
    raise WorkbookError(
        f"{target} was not written: {error.strerror or error}. The {noun} is as it was"
    ) from None
