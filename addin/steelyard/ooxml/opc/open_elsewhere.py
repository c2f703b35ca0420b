"""Whether another program has a workbook open: the lock files of LibreOffice and of Excel."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

from steelyard.errors import LockedWorkbook

if TYPE_CHECKING:
    from pathlib import Path

_NOT_THERE: Final = {errno.ENOENT, errno.ENAMETOOLONG}
"""A name that is too long for the drive has no lock file; it is longer than the name of the workbook."""


def require_closed(path: Path, target: Path) -> None:
    """Let a file pass that no spreadsheet program has open.

    Args:
        path: the file itself.
        target: what the user calls it, perhaps a link.

    Raises:
        LockedWorkbook: a program has it open.
        OSError: the drive does not say.
    """
    for lock, program, owner in (
        (path.with_name(f".~lock.{path.name}#"), "LibreOffice", _libreoffice_owner),
        (path.with_name(f"~${path.name}"), "Excel", _excel_owner),
    ):
        if _is_there(lock):
            held_by = owner(lock)
            by = f" by {held_by}" if held_by else ""
            raise LockedWorkbook(
                f"{target} is open in {program}{by} (lock file {lock.name}). Close it there and try again; "
                "if nobody has it open, delete the lock file"
            )


def _is_there(lock: Path) -> bool:
    try:
        os.stat(lock)  # noqa: PTH116 - Path.exists hides some errors and raises others
    except OSError as error:
        if error.errno in _NOT_THERE:
            return False
        raise
    return True


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
