"""`steelyard reweigh`: weights that were given before the range of their criterion moved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.edited import edited, say_edited
from steelyard.cli.options import Force, Output
from steelyard.cli.output import command_help


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
    from steelyard.workbook.editing.reweigh import reweighed  # noqa: PLC0415 - help needs no workbook

    done, lost = edited(
        book, output, lambda file: reweighed(file, criterion or (), rescale=rescale), force=force
    )
    say_edited(output or book, done.said, done.scored, lost)
