"""The weights in copies of one file that came back, gathered in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model.difference import Difference
from steelyard.model.pooling import Pooled, pooled
from steelyard.model.text.kept_layout import rewritten
from steelyard.ooxml.opc.atomic_save import ABSENT, digest, is_same_file, save
from steelyard.ooxml.opc.lock import repeated_if_changed
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.workbook.editing.merge import Origin, put_and_scored
from steelyard.workbook.editing.merge_files import COMMENTS_MOVED, Version, version
from steelyard.workbook.files import holds_workbook, load_bytes
from steelyard.workbook.packages import package_of_path
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.model import Model
    from steelyard.workbook.scoring.score import Scored


SEVERAL = "several"
"""The author of an entry about the weights of several people."""


class Gathered(NamedTuple):
    """What came back, and what was written."""

    pooled: Pooled
    scored: Scored | None
    """What the score of a workbook did; None for a text."""
    lost: tuple[str, ...]
    """A sentence for each property of the old file that was lost, and about comments that moved."""


def pool_files(base: Path, copies: Sequence[Path], target: Path, *, new: bool = False) -> Gathered:
    """Gather the weights that copies changed in the file that was sent out, and write it.

    Args:
        base: the file that was sent out, a workbook or a text; the result is of the same kind.
        copies: the files that came back.
        target: where the result goes.
        new: whether there may be no file at the target, unless it is `base`.

    Raises:
        SteelyardError: copies cannot be read; the message has the reason for each.
        WouldLoseContent: something of the user's is in the way.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the target cannot be written; it stays as it was.
    """
    returned = _read(copies)

    def once() -> Gathered:
        data = file_bytes(base)
        gather = _workbook if holds_workbook(data, str(base)) else _text
        return gather(base, data, returned, target, new=new)

    return repeated_if_changed(base, once)


def _read(copies: Sequence[Path]) -> dict[str, Version]:
    """The copies by their names, which are whole paths where two have one name."""
    is_one = len({path.name for path in copies}) == len(copies)
    found, refused = dict[str, Version](), list[str]()
    for path in copies:
        name = path.name if is_one else str(path)
        try:
            found[name] = version(path, name)
        except SteelyardError as refusal:
            refused.append(str(refusal))
    if refused:
        raise SteelyardError("\n".join(refused))
    return found


def _models(copies: Mapping[str, Version]) -> dict[str, Model]:
    return {name: copy.model for name, copy in copies.items()}


def _workbook(base: Path, data: bytes, copies: Mapping[str, Version], target: Path, *, new: bool) -> Gathered:
    now = datetime.now(tz=UTC)
    file, before = scored(package_of_path(base), now=now)
    reading = read_package(file, as_live=True)
    ours = reading.fit()
    found = pooled(ours, _models(copies))
    by = {row.stakeholder: row.copies for row in found.gathered}

    def file_of(key: str) -> str:
        """The first copy that has the weight with this key; all of them for an entry about all together."""
        kind, *path = key.split("/")
        return by[path[0]][0] if kind == "weights" and path[0] in by else names

    def author(key: str) -> str:
        name = file_of(key)
        return copies[name].origin.author(key) if name in copies else SEVERAL

    names = ", ".join(dict.fromkeys(name for each in by.values() for name in each))
    origin = Origin(names, author, file_of)
    edits = Difference(ours, found.model).edits
    file, done = put_and_scored(reading, ours, found.model, origin, now, edits)
    lost = write(file, target, new=new)
    corrected = done._replace(corrections=before.corrections, restored=before.restored)
    return Gathered(found, corrected, lost)


def _text(base: Path, data: bytes, copies: Mapping[str, Version], target: Path, *, new: bool) -> Gathered:
    ours = load_bytes(data, str(base))
    found = pooled(ours, _models(copies))
    text, kept = rewritten(data.decode("utf-8-sig"), ours, found.model)
    was = digest(data) if is_same_file(target, base) else ABSENT if new else None
    lost = save(text.encode(), target, was=was)
    return Gathered(found, None, (*(() if kept else (COMMENTS_MOVED.format(base),)), *lost))
