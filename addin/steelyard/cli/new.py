"""`steelyard new`: a shipped case, as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steelyard.cli import completion
from steelyard.cli.output import command_help, require_free, say, warn_of_losses


@command_help("Make a workbook from a shipped case, or a blank one.")
def new(
    case: Annotated[
        str | None,
        typer.Argument(
            metavar="CASE", help="Name of the case; see --list.", autocompletion=completion.shipped_cases
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A name in .xlsx or .ods, or in .yaml for the text.  [default: CASE.xlsx]",
        ),
    ] = None,
    *,
    blank: Annotated[
        bool, typer.Option("--blank", help="A case with placeholders only, to fill in.")
    ] = False,
    show_list: Annotated[bool, typer.Option("--list", help="Print the cases and stop.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that exists; what people added there is lost.")
    ] = False,
) -> None:
    from steelyard import cases  # noqa: PLC0415 - help needs no case

    if show_list:
        _print_list()
        return
    if blank == (case is not None):
        raise typer.BadParameter("name a case (see --list) or give --blank, and not both", param_hint="CASE")
    chosen = case or cases.BLANK
    text, path = cases.text(chosen), output or Path(f"{chosen}.xlsx")
    require_free(path, force=force, loses="a new case in its place loses what people added to it")
    lost = _write(text, chosen, path, new=not force)
    say(f"{path}: the case {chosen}.")
    warn_of_losses(path, lost)


def _print_list() -> None:
    from steelyard import cases  # noqa: PLC0415 - help needs no case
    from steelyard.model.text.reading import read_text  # noqa: PLC0415

    widest = max(map(len, cases.names()))
    for name in cases.names():
        title = read_text(cases.text(name), where=f"the case {name}").settings.title
        say(f"{name:<{widest + 3}}{title}")


def _write(text: str, case: str, path: Path, *, new: bool) -> tuple[str, ...]:
    """Write the text itself under a name for text, comments included; otherwise the workbook of its model."""
    from steelyard.model.text.reading import read_text  # noqa: PLC0415 - help needs no model
    from steelyard.ooxml.opc.atomic_save import ABSENT, save  # noqa: PLC0415
    from steelyard.workbook import files  # noqa: PLC0415

    if files.require_ending(path, *files.NEW_WORKBOOKS, *files.TEXTS) in files.TEXTS:
        return save(text.encode(), path, was=ABSENT if new else None)
    return files.write_valid(read_text(text, where=f"the case {case}"), path, new=new)
