"""`steelyard adopt`: the trial weights of Decide become the weights of a stakeholder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli.edited import edited, say_edited
from steelyard.cli.options import Force, Output
from steelyard.cli.output import command_help


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
    from steelyard.workbook.editing.adopt import adopted  # noqa: PLC0415 - help needs no workbook

    done, lost = edited(book, output, lambda file: adopted(file, stakeholder), force=force)
    say_edited(output or book, done.said, done.scored, lost)
