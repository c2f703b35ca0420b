"""What the buttons do that need a file beside the open workbook, and the one list of them.

Excel on Windows and LibreOffice can be asked to let the user choose a file, so `desktop` and LibreOffice's
room read the list. The task pane does the same through the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.excel.buttons import MOST, TITLE
from steelyard.excel.registration import shortened
from steelyard.ooxml.opc.atomic_save import ABSENT, save
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.weigh.review_lines import in_short, message
from steelyard.workbook.files import WORKBOOK, require_ending
from steelyard.workbook.open_workbook.as_file import package_of
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.releasing.release import released
from steelyard.workbook.releasing.said import refusal, said
from steelyard.workbook.reviewing.review import Version, reviewed, version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from steelyard.excel.open_book import OpenBook
    from steelyard.weigh.review_lines import InShort
    from steelyard.workbook.releasing.release import Released


def compare_with(book: OpenBook, earlier: Path) -> InShort:
    """Say what changed from a file to the open workbook, and what that did; nothing is written.

    Raises:
        InvalidModel: the judgements of one of them make no model.
        TextError, NotAWorkbook, UnreadableFile, MissingTable: see `steelyard.workbook.files.load`.
    """
    file = package_of(book.content())
    old = version(file_bytes(earlier), earlier.name)
    found = reviewed(old, Version(read_package(file).fit(), file))
    short = in_short(found.both, found.review)
    book.show_message(TITLE, "\n".join(message(short, MOST)))
    return short


def release_copy(book: OpenBook, target: Path) -> Released:
    """Write the copy of the open workbook that may leave the house, and say what it lacks.

    Raises:
        SteelyardError: something leaks; nothing is written.
        InvalidModel: the judgements make no model.
        WouldLoseContent: there is a file of this name.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the copy cannot be written.
    """
    require_ending(target, WORKBOOK)
    shown = book.content()
    copy, done = released(package_of(shown).to_bytes(), shown.where)
    if done.leaks:
        raise SteelyardError(refusal(done))
    save(copy, target, noun="workbook", was=ABSENT)
    book.show_message(TITLE, shortened("\n".join([f"{target.name} is written.", *said(done)])))
    return done


class FileButton(NamedTuple):
    """A button that takes a file."""

    name: str
    label: str
    """What stands on it."""
    description: str
    press: Callable[[OpenBook, Path], object]
    question: str
    """What the window that asks for the file says."""
    saves: bool = False
    """Whether the file is one to be written."""


FILE_BUTTONS = (
    FileButton(
        "compare_with",
        "Compare with…",
        "Say what changed from another file to this workbook, and what that did to the decision.",
        compare_with,
        "The earlier version",
    ),
    FileButton(
        "release",
        "Release a copy…",
        "Write the copy of this workbook that may leave the house, unless something leaks.",
        release_copy,
        "The copy to make",
        saves=True,
    ),
)
"""Every button that takes a file, sorted by name."""
