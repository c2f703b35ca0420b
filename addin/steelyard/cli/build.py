"""`steelyard build`: a new workbook from the text of a model."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.output import command_help, require_free, say, warn_of_losses


class Sheets(StrEnum):
    """Which sheets of a new workbook are visible."""

    ESSENTIAL = "essential"
    ALL = "all"


@command_help("Build a new workbook from a model. The same model gives the same bytes.")
def build(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="Text of a model (.yaml), or a workbook to build anew.")
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="BOOK", help="The new workbook, a name in .xlsx or .ods."),
    ],
    *,
    sheets: Annotated[
        Sheets | None,
        typer.Option(
            "--sheets",
            help="Which sheets are visible.  [default: what the setting `sheets` of the model says]",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Build over a workbook that exists; what people added there is lost."),
    ] = False,
) -> None:
    from steelyard.workbook.files import NEW_WORKBOOKS, load, require_ending, write_valid  # noqa: PLC0415 - not for help

    require_ending(output, *NEW_WORKBOOKS)
    require_free(
        output,
        force=force,
        loses="building over a workbook loses what people added to it (steelyard score keeps it)",
    )
    chosen = load(model)
    if sheets is not None:
        chosen = replace(chosen, settings=replace(chosen.settings, sheets=sheets.value))
    lost = write_valid(chosen, output, new=not force)
    say(f"{output}: built from {model}.")
    warn_of_losses(output, lost)
