"""What a file has beside its content, for the file in its place: permissions, owner, attributes."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY_THE_SYSTEM: Final = ("security.", "trusted.")
"""How attributes begin that the system sets itself; their absence is no loss of the user's."""

_WITHOUT: Final = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""What a drive answers that has no extended attributes."""


def take_over(draft: Path, path: Path, old: os.stat_result) -> Iterator[str]:
    """Give a new file the owner, the permissions and the extended attributes of the one that it replaces.

    Python can copy extended attributes on Linux only.

    Args:
        draft: the new file.
        path: the old file.
        old: what the system says of it.

    Yields:
        A sentence for each property that could not be given, but the owner: only the superuser may give
        files away.
    """
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.getuid(), os.getgid()):
        try:
            os.chown(draft, old.st_uid, old.st_gid)
        except OSError:
            with suppress(OSError):
                os.chown(draft, -1, old.st_gid)
    try:
        os.chmod(draft, stat.S_IMODE(old.st_mode))  # noqa: PTH101 - the tests make each call of os fail
    except OSError as error:
        yield f"its permissions are not the earlier ones, because the drive refused them ({error.strerror})"
    if hasattr(os, "listxattr"):
        yield from _attributes_taken_over(draft, path)
    if old.st_nlink > 1:
        yield (
            f"it had {old.st_nlink} names (hard links), and is a file of its own now: what the other names "
            "lead to is as it was"
        )


def _attributes_taken_over(draft: Path, path: Path) -> Iterator[str]:
    try:
        names = os.listxattr(path)
    except OSError as error:
        if error.errno not in _WITHOUT:
            yield f"its extended attributes could not be read and are not kept ({error.strerror})"
        return
    for name in names:
        try:
            os.setxattr(draft, name, os.getxattr(path, name))
        except OSError as error:
            if not name.startswith(_BY_THE_SYSTEM):
                yield f"its extended attribute {name} is not kept ({error.strerror})"
