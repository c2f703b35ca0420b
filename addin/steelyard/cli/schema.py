"""`steelyard schema`: the shape of a model's text, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.output import as_json, require_free


def schema(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it here instead of printing it."),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
) -> None:
    """Print the JSON Schema of a model's text, from which editors complete words and mark what is wrong."""
    from steelyard.model.text.schema import schema as shape  # noqa: PLC0415 - help needs no model
    from steelyard.ooxml.opc import atomic_save as saving  # noqa: PLC0415

    text = as_json(shape())
    if output is None:
        typer.echo(text)
        return
    require_free(output, force=force)
    saving.save(f"{text}\n".encode(), output)
    typer.echo(f"{output}: the schema of a model's text.")
