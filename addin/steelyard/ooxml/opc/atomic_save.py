"""A file is put in the place of another, whole or not at all, or a message says why it cannot be."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from steelyard.errors import (
    LockedWorkbook,
    NoSpace,
    ReadOnlyWorkbook,
    UnreadableFile,
    WorkbookError,
)

WINDOWS = os.name == "nt"
_ANYONE_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_OWNER_ONLY, _BY_UMASK = 0o600, 0o666
_HELD_BY_WINDOWS = {32, 33}
"""Windows' numbers for: another program uses the file, or a part of it."""


def save(data: bytes, target: Path, *, noun: str = "file", private: bool = False) -> None:
    """Put these bytes where `target` is: the old file stays until the new one is whole on the disk.

    The new file takes the old one's permissions and, where that is allowed, its owner; a link stays a link.

    Args:
        data: what the file is to hold.
        target: its path.
        noun: what messages call the file.
        private: whether only its owner may read it, from its first byte on.

    Raises:
        LockedWorkbook: another program has the file open.
        ReadOnlyWorkbook: the file or its folder may not be written.
        NoSpace: the disk is full.
        UnreadableFile: the target is a folder, or its folder does not exist.
        WorkbookError: the disk refuses for another reason.
    """
    path = Path(os.path.realpath(target))
    _require_writable(path, target, noun)
    _require_unlocked(path, target)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        _put(data, draft, path, private=private)
    except OSError as error:
        _explain(error, target, noun)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _require_writable(path: Path, target: Path, noun: str) -> None:
    """Refuse what the permissions forbid, for the superuser too, whom they would not stop."""
    if path.is_dir():
        raise UnreadableFile(f"{target} is a folder, not a {noun}")
    if not path.parent.is_dir():
        raise UnreadableFile(f"{target} cannot be written: the folder {path.parent} does not exist")
    if path.exists() and not path.stat().st_mode & _ANYONE_WRITES:
        raise ReadOnlyWorkbook(f"{target} is read-only; allow writing to it, or save under another name")
    if not WINDOWS and not path.parent.stat().st_mode & _ANYONE_WRITES:
        raise ReadOnlyWorkbook(f"the folder {path.parent} is read-only; save {path.name} in another one")


def _require_unlocked(path: Path, target: Path) -> None:
    for lock, program, owner in (
        (path.with_name(f".~lock.{path.name}#"), "LibreOffice", _libreoffice_owner),
        (path.with_name(f"~${path.name}"), "Excel", _excel_owner),
    ):
        if lock.exists():
            held_by = owner(lock)
            by = f" by {held_by}" if held_by else ""
            raise LockedWorkbook(
                f"{target} is open in {program}{by} (lock file {lock.name}). Close it there and try again; "
                "if nobody has it open, delete the lock file"
            )


def _libreoffice_owner(lock: Path) -> str:
    """Who holds the file: a line of name, login, computer, time and profile."""
    try:
        fields = lock.read_text("utf-8", "replace").split(",")
    except OSError:
        return ""
    name = fields[0].strip() or (fields[1].strip() if len(fields) > 1 else "")
    computer = fields[2].strip() if len(fields) > 2 else ""
    return f"{name} on {computer}" if name and computer else name


def _excel_owner(lock: Path) -> str:
    """Who holds the file: one byte of length, then the name; the same again in wide letters from byte 55."""
    try:
        raw = lock.read_bytes()
    except OSError:
        return ""
    if len(raw) > 57:
        return raw[57 : 57 + 2 * raw[55]].decode("utf-16-le", "replace").strip("\0 ")
    return raw[1 : 1 + raw[0]].decode("cp1252", "replace").strip("\0 ") if raw else ""


def _put(data: bytes, draft: Path, path: Path, *, private: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, flags, _OWNER_ONLY if private else _BY_UMASK)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        _take_over(draft, path.stat())
    if private:
        draft.chmod(_OWNER_ONLY)
    os.replace(draft, path)  # noqa: PTH105 - the tests put a full disk in its place
    _settle(path.parent)


def _take_over(draft: Path, old: os.stat_result) -> None:
    """Give the new file the permissions of the old one, and its owner where the system allows it."""
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.getuid(), os.getgid()):
        with suppress(OSError):
            os.chown(draft, old.st_uid, old.st_gid)
    draft.chmod(stat.S_IMODE(old.st_mode))


def _settle(folder: Path) -> None:
    """Let the new name reach the disk as well, on systems that can be asked for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
    raise WorkbookError(
        f"{target} was not written: {error.strerror or error}. The {noun} is as it was"
    ) from None
