"""`steelyard reweigh`: weights that were given before the range of their criterion moved."""

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
    from steelyard.workbook.editing.reweigh import Reweighed


@command_help(
    """
    Let weights count for the range that their criterion has now, and score.

    A weight says how much the whole way from worst to best matters. Where that way has moved since the weight
    was given, steelyard check warns. Ask again, and type the new weights. Or let the weights stay as they
    are. Or let --rescale multiply them by what the range has grown by, which is right as long as a unit is
    worth the same anywhere.
    """
)
def reweigh(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Workbook.")],
    criterion: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A criterion, by id or name, again for more; all that moved by default."
        ),
    ] = None,
    output: Output = None,
    *,
    rescale: Annotated[bool, typer.Option("--rescale", help="Put the weights in proportion.")] = False,
    force: Force = False,
) -> None:
    from steelyard.ooxml.opc.lock import repeated_if_changed  # noqa: PLC0415
    from steelyard.ooxml.opc.package import Package, write  # noqa: PLC0415
    from steelyard.workbook.editing.reweigh import reweighed  # noqa: PLC0415 - help needs no workbook

    require_free_unless_same(output, book, force=force)

    def read_reweigh_and_write() -> Reweighed:
        package, done = reweighed(Package.read(book), criterion or (), rescale=rescale)
        lost = write(package, output or book, new=not force)
        return done._replace(scored=done.scored._replace(lost=lost))

    done = repeated_if_changed(book, read_reweigh_and_write)
    for line in (*done.said, *corrections_listed(done.scored.corrections)):
        say(line)
    warn_of_losses(output or book, done.scored.lost)
    warn_of(done.scored.findings)
