"""`steelyard addin install`: connect Excel on this desktop to steelyard, by open-source xlwings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.addin_files import System, files, this_system
from steelyard.cli.output import command_help
from steelyard.errors import SteelyardError
from steelyard.ooxml.opc.atomic_save import save

if TYPE_CHECKING:
    from collections.abc import Iterator

RIBBON = (sys.executable, "-m", "xlwings.cli", "addin", "install")
"""xlwings' own command: it installs its ribbon in Excel, and on a Mac the script that starts Python."""

AFTER = {
    System.WINDOWS: (
        "Next: close Excel and open it. xlwings > Import Functions in a macro workbook (.xlsm) brings "
        "=STEELYARD_NET(...); xlwings > Run main works in any workbook that has its module."
    ),
    System.MAC: (
        "Next: quit Excel and open it. xlwings > Run main works in any workbook that has its module. "
        "Excel for Mac has no functions written in Python without a server."
    ),
}


@command_help(
    """
    Connect Excel on Windows or macOS to steelyard: xlwings' ribbon, its settings, a module beside BOOK.

    A second run changes nothing. Other settings that are there already stay.
    """
)
def install(
    book: Annotated[
        Path | None,
        typer.Argument(metavar="[BOOK]", help="A workbook in which the button 'Run main' should work."),
    ] = None,
    system: Annotated[
        System | None,
        typer.Option("--for", help="Show what would be installed there.  [default: this machine]"),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
) -> None:
    here = this_system()
    where = system or here
    if where is None:
        raise SteelyardError(
            "Excel runs on Windows and macOS; --for and --dry-run show what it would be there"
        )
    if where is not here and not dry_run:
        raise SteelyardError(f"this is not {where.value}; --dry-run shows what it would be there")
    for line in lines(where, book, dry_run=dry_run):
        typer.echo(line)


def lines(system: System, book: Path | None, *, dry_run: bool) -> Iterator[str]:
    """Install, and report each step in a line."""
    would = "would be " if dry_run else ""
    wanted = files(system, Path.home(), sys.executable, book)  # first, because it may refuse
    if not dry_run:
        ribbon()
    yield f"ribbon of xlwings: {would}installed by xlwings addin install"
    # a second time, because xlwings has just written settings of its own
    for file in files(system, Path.home(), sys.executable, book) if not dry_run else wanted:
        if file.is_current:
            yield f"{file.path}: as it should be ({file.purpose})"
            continue
        if not dry_run:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            save(file.text.encode(), file.path, was=file.was)
        yield f"{file.path}: {would}written ({file.purpose})"
    yield AFTER[system]


def ribbon() -> None:
    """Install xlwings' ribbon in Excel.

    Raises:
        SteelyardError: xlwings could not, with its reason.
    """
    done = subprocess.run(RIBBON, capture_output=True, text=True, check=False)  # noqa: S603 - our own Python
    output = (done.stdout + done.stderr).strip()
    if done.returncode or "error" in output.casefold():
        last = output.splitlines()[-1] if output else f"exit code {done.returncode}"
        raise SteelyardError(f"xlwings could not install its ribbon: {last}")
