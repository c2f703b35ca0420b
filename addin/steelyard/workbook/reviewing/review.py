"""Two files of a decision for a reviewer: what lies between them, and the review workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.ooxml.opc.atomic_save import ABSENT, save
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.sheets.review import filled_review
from steelyard.weigh.compared import compared
from steelyard.weigh.review_results import review
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.files import WORKBOOK, holds_workbook, load_bytes, require_ending
from steelyard.workbook.packages import package_of_bytes
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.reviewing.answers import answers, by_line
from steelyard.workbook.reviewing.marks import sheets_with_marks
from steelyard.workbook.reviewing.page import page
from steelyard.workbook.reviewing.told import told

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import FilledSheet
    from steelyard.weigh.compared import Compared
    from steelyard.weigh.result import Result
    from steelyard.weigh.review_results import Review

PAGE = ".html"
"""Ending of a page."""

POSITION = 2
"""Place of the sheet Review among the sheets: after Decide."""


class Version(NamedTuple):
    """One version of a decision as a file has it."""

    model: Model
    file: Package | None
    """The workbook; None for a text."""


class Reviewed(NamedTuple):
    """Two versions, what lies between them, and what a reviewer reads of it."""

    both: Compared
    review: Review
    answers: Result
    """What a reviewer wrote, where the later version is a review workbook."""

    @property
    def tables(self) -> tuple[Result, ...]:
        """All tables, those of the difference and then the answers of a reviewer, if there are any."""
        return (*self.both.tables, *([self.answers] if self.answers.rows else []))


def version(data: bytes, where: str) -> Version:
    """What a file holds.

    Args:
        data: a workbook or the text of a model.
        where: what messages call it.

    Raises:
        InvalidModel, TextError, NotAWorkbook: see `steelyard.workbook.files.load`.
    """
    if not holds_workbook(data, where):
        return Version(load_bytes(data, where), None)
    file = package_of_bytes(data, where=where)
    return Version(read_package(file).fit(), file)


def reviewed(
    old: Version, new: Version, viewpoint: str | None = None, *, without_secrets: bool = False
) -> Reviewed:
    """What lies between two versions, for a reviewer.

    Args:
        old: the earlier version.
        new: the later one.
        viewpoint: see `steelyard.weigh.compared.compared`.
        without_secrets: see there; then nobody is named, as a release leaves out the Change log.

    Raises:
        UnknownName: no stakeholder of both versions has this id or name.
    """
    both = compared(old.model, new.model, viewpoint, without_secrets=without_secrets)
    file = None if without_secrets else new.file
    return Reviewed(both, review(both, told(both.found.new, file)), answers(file))


def read(old: Path, new: Path) -> tuple[Version, Version]:
    """The versions in two files.

    Raises:
        InvalidModel, TextError, NotAWorkbook, UnreadableFile: see `steelyard.workbook.files.load`.
    """
    before, after = (version(file_bytes(path), str(path)) for path in (old, new))
    return before, after


def review_workbook(found: Reviewed) -> bytes:
    """The later version as a new workbook with its changes marked, and the sheet Review.

    What a reviewer wrote in the later version stands in the lines that it was about. The same versions give
    the same bytes.

    Raises:
        SteelyardError: nothing differs.
    """
    if not found.both.differ:
        raise SteelyardError("no judgement differs, so there is nothing to review")
    sheet = filled_review(found.review, by_line(found.answers))

    def made(_: Model) -> tuple[Context, tuple[FilledSheet, ...]]:
        context, sheets = sheets_with_marks(found.both.found)
        return context, (*sheets[:POSITION], sheet, *sheets[POSITION:])

    return workbook_bytes(found.both.found.new, made, in_sight=POSITION)


def write_review(
    found: Reviewed, target: Path, names: tuple[str, str], *, new: bool = False
) -> tuple[str, ...]:
    """Write the review workbook, or the page, by the ending of the target.

    Args:
        found: the versions.
        target: where it goes, a name in .xlsx or .html.
        names: of the files, as the page calls them.
        new: whether there may be no file at the target.

    Returns:
        A sentence for each property of the old file that was lost.

    Raises:
        SteelyardError: the name has another ending; or it is that of a workbook, and nothing differs.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the target cannot be written; it stays as it was.
    """
    was = ABSENT if new else None
    if require_ending(target, WORKBOOK, PAGE) == PAGE:
        return save(page(found, names).encode(), target, was=was)
    return save(review_workbook(found), target, noun="workbook", was=was)
