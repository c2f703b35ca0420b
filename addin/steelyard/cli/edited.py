"""What the commands that change a workbook do alike: read it, change it, write it, and say what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from steelyard.cli.output import corrections_listed, require_free_unless_same, say, warn_of, warn_of_losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.scoring.score import Scored

Done = TypeVar("Done")


def edited(
    book: Path, output: Path | None, edit: Callable[[Package], tuple[Package, Done]], *, force: bool
) -> tuple[Done, tuple[str, ...]]:
    """Write the edited workbook; return what the edit did, and what the file at the target has lost.

    Args:
        book: the workbook.
        output: where the result goes; None writes it back in place.
        edit: what is done to the workbook; once more, where somebody else changes the file in between.
        force: whether another file may be replaced.
    """
    from steelyard.ooxml.opc.lock import repeated_if_changed  # noqa: PLC0415 - help needs no workbook
    from steelyard.ooxml.opc.package import write  # noqa: PLC0415
    from steelyard.workbook.packages import package_of_path  # noqa: PLC0415

    require_free_unless_same(output, book, force=force)

    def read_edit_and_write() -> tuple[Done, tuple[str, ...]]:
        package, done = edit(package_of_path(book))
        return done, write(package, output or book, new=not force)

    return repeated_if_changed(book, read_edit_and_write)


def say_edited(target: Path, said: Iterable[str], scored: Scored, lost: tuple[str, ...]) -> None:
    """Print what an edit says, then the cells that its score set right, what was lost, and the warnings."""
    for line in (*said, *corrections_listed(scored.corrections)):
        say(line)
    warn_of_losses(target, lost)
    warn_of(scored.findings)
