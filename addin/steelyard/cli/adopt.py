"""`steelyard adopt`: the trial weights of Decide become the weights of a stakeholder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.options import Force, Output
from steelyard.cli.output import (
    command_help,
    corrections_listed,
    require_free_unless_same,
    say,
    warn_of,
    warn_of_losses,
)

if TYPE_CHECKING:
    from steelyard.workbook.editing.adopt import Adopted


@command_help(
    """
    Write the trial weights of Decide as the weights of a stakeholder, empty the trials, and score.

    Each weight is the share that results follow times the points that the stakeholder gave in all, rounded to
    a tenth of a point. The Change log gets an entry for each weight that changes.
    """
)
def adopt(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Workbook with trial weights.")],
    stakeholder: Annotated[
        str, typer.Option("--stakeholder", metavar="NAME", help="Whose weights they become, by id or name.")
    ],
    output: Output = None,
    *,
    force: Force = False,
) -> None:
    from steelyard.ooxml.opc.lock import repeated_if_changed  # noqa: PLC0415
    from steelyard.ooxml.opc.package import Package, write  # noqa: PLC0415
    from steelyard.workbook.editing.adopt import adopted  # noqa: PLC0415 - help needs no workbook

    require_free_unless_same(output, book, force=force)

    def read_adopt_and_write() -> Adopted:
        package, done = adopted(Package.read(book), stakeholder)
        lost = write(package, output or book, new=not force)
        return done._replace(scored=done.scored._replace(lost=lost))

    done = repeated_if_changed(book, read_adopt_and_write)
    for line in (*done.said, *corrections_listed(done.scored.corrections)):
        say(line)
    warn_of_losses(output or book, done.scored.lost)
    warn_of(done.scored.findings)
