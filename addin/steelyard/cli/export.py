"""`steelyard export`: the model of a workbook, as text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.output import command_help, require_free, say, warn_of_losses

STANDARD_OUTPUT = Path("-")


@command_help(
    """
    Write the model of a workbook as text.

    The text can be compared line by line, edited, and built again.
    """
)
def export(
    book: Annotated[
        Path, typer.Argument(metavar="BOOK", help="Workbook (.xlsx, .ods), or the text of a model.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="MODEL", help="A name in .yaml; - prints the text.")
    ] = STANDARD_OUTPUT,
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
) -> None:
    from steelyard.model.text.writing import valid_text  # noqa: PLC0415 - help needs no model
    from steelyard.workbook.files import TEXTS, load_as_declared, require_ending, write_valid  # noqa: PLC0415

    if output == STANDARD_OUTPUT:
        say(valid_text(load_as_declared(book)), nl=False)
        return
    require_ending(output, *TEXTS)
    require_free(output, force=force)
    lost = write_valid(load_as_declared(book), output, new=not force)
    say(f"{output}: the model of {book}.")
    warn_of_losses(output, lost)
