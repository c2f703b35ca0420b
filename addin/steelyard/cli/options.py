"""Options that several commands have, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli import completion

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write here and leave the workbook as it is."),
]
"""Where a command writes that changes a workbook."""

Force = Annotated[bool, typer.Option("--force", help="Write over another file that exists.")]
"""Whether it may replace a file there."""

Viewpoint = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Whose weights: a stakeholder, by id or name, or all; as on Decide by default.",
        autocompletion=completion.viewpoints,
    ),
]
"""Whose weights results follow."""

OnTrial = Annotated[
    bool, typer.Option("--trial", help="Use the trial weights of Decide, not the judged ones.")
]
"""Whether results follow the trial weights."""
