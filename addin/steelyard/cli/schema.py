"""`steelyard schema`: the JSON Schema of a model's text, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.output import as_json, command_help, require_free, say, warn_of_losses


@command_help("Print the JSON Schema of a model's text, with which editors complete words and mark mistakes.")
def schema(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it here instead of printing it."),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
) -> None:
    from steelyard.model.text import schema as text_schema  # noqa: PLC0415 - help needs no model
    from steelyard.ooxml.opc.atomic_save import ABSENT, save  # noqa: PLC0415

    text = as_json(text_schema.schema())
    if output is None:
        say(text)
        return
    require_free(output, force=force)
    lost = save(f"{text}\n".encode(), output, was=None if force else ABSENT)
    say(f"{output}: the schema of a model's text.")
    warn_of_losses(output, lost)
