"""Three files of one model merged: our file, a workbook or a text, gets what changed in theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import InvalidModel
from steelyard.model.findings import errors
from steelyard.model.merging import Merged, merged
from steelyard.model.text.kept_layout import rewritten, with_conflicts
from steelyard.ooxml.opc.atomic_save import ABSENT, digest, is_same_file, save
from steelyard.ooxml.opc.lock import repeated_if_changed
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.weigh.merge_results import UNKNOWN, backed_by, tables, three_values
from steelyard.workbook.editing.merge import Origin, with_merged
from steelyard.workbook.files import holds_workbook, load_bytes, read_bytes
from steelyard.workbook.packages import package_of_bytes, package_of_path
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import author
from steelyard.workbook.scoring.logged import authors

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.weigh.result import Result
    from steelyard.workbook.scoring.score import Scored

COMMENTS_MOVED = (
    "{}: its lines are laid out in another way than steelyard's, so the text was written anew; its comments "
    "stand at the top"
)


class Done(NamedTuple):
    """What a merge of files did."""

    merged: Merged
    results: tuple[Result, Result]
    """What was taken, and the conflicts, each with the authors of the values."""
    scored: Scored | None
    """What the score of a workbook did; None for a text."""
    lost: tuple[str, ...]
    """A sentence for each property of the old file that was lost, and about comments that moved."""


class Version(NamedTuple):
    """One of the files: what it says, and who wrote it."""

    model: Model
    file: Package | None
    """The workbook; None for a text."""
    name: str
    """What the Change log and messages call it."""

    @property
    def origin(self) -> Origin:
        """Who wrote what: by the Change log, the last author of a workbook, or the evidence of a text."""
        if self.file is None:
            return Origin(self.name, backed_by(self.model))
        known, last = authors(self.file), author(self.file)

        def logged(key: str) -> str:
            within = (who for each, who in known.items() if each.startswith(f"{key}/"))
            return known.get(key) or next(within, "") or last or UNKNOWN

        return Origin(self.name, logged)


def version(path: Path, name: str = "") -> Version:
    """What a workbook or a text says, and who wrote it.

    Raises:
        InvalidModel, TextError, NotAWorkbook, UnreadableFile: see `steelyard.workbook.files.load`.
    """
    data = file_bytes(path)
    where = name or str(path)
    if not holds_workbook(data, str(path)):
        return Version(load_bytes(data, str(path)), None, name or path.name)
    file = package_of_bytes(data, where=where)
    return Version(read_package(file).fit(), file, name or path.name)


def merge_files(
    base: Path, ours: Path, theirs: Path, target: Path, *, name: str = "", new: bool = False
) -> Done:
    """Merge theirs into ours, and write the result; it is of the kind of ours.

    Where somebody else changes our file in between, it is read and merged again.

    Args:
        base: the version that both come from.
        ours: the file that gets the edits of theirs; all else in it stays.
        theirs: the other version.
        target: where the result goes; it may be `ours`.
        name: what the Change log and messages call theirs; its file name by default.
        new: whether there may be no file at the target, unless it is `ours`.

    Raises:
        InvalidModel, TextError, NotAWorkbook, UnreadableFile: see `steelyard.workbook.files.load`.
        WouldLoseContent: something of the user's is in the way.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the target cannot be written; it stays as it was.
    """
    origin, other = version(base), version(theirs, name)

    def once() -> Done:
        data = file_bytes(ours)
        if holds_workbook(data, str(ours)):
            return _workbook(origin.model, ours, other, target, new=new)
        return _text(origin.model, ours, data, other, target, new=new)

    return repeated_if_changed(ours, once)


def _workbook(base: Model, ours: Path, theirs: Version, target: Path, *, new: bool) -> Done:
    file = package_of_path(ours)
    own = Version(base, file, ours.name).origin
    found = with_merged(file, base, theirs.model, (own, theirs.origin))
    lost = write(found.file, target, new=new)
    results = tables(found.merged, own.author, theirs.origin.author)
    return Done(found.merged, results, found.scored, lost)


def _text(base: Model, ours: Path, data: bytes, theirs: Version, target: Path, *, new: bool) -> Done:
    read = read_bytes(data, str(ours))
    if read.model is None:
        raise InvalidModel(str(ours), errors(read.findings))
    own = Version(read.model, None, ours.name).origin
    found = merged(base, read.model, theirs.model)
    results = tables(found, own.author, theirs.origin.author)
    text, kept = rewritten(data.decode("utf-8-sig"), read.model, found.model)
    lines = [
        f"{each.key}: ours {stays} (by {own.author(each.key)}), theirs {other} (by "
        f"{theirs.origin.author(each.key)}, from {theirs.name}), base {was}; {each.why}"
        for each in found.conflicts
        for was, stays, other in [three_values(each)]
    ]
    is_own = is_same_file(target, ours)
    was = digest(data) if is_own else ABSENT if new else None
    lost = save(with_conflicts(text, lines).encode(), target, was=was)
    return Done(found, results, None, (*(() if kept else (COMMENTS_MOVED.format(ours),)), *lost))
