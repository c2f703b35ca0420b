"""`steelyard addin install`: let Excel on this desktop call steelyard, by open-source xlwings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.addin_files import System, files, this_system
from steelyard.errors import SteelyardError

if TYPE_CHECKING:
    from collections.abc import Iterator

RIBBON = (sys.executable, "-m", "xlwings.cli", "addin", "install")
"""xlwings' own command, which puts its ribbon into Excel (on a Mac also the script that starts Python)."""

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


def install(
    book: Annotated[
        Path | None,
        typer.Argument(metavar="[BOOK]", help="A workbook in which the button 'Run main' should work."),
    ] = None,
    system: Annotated[
        System | None,
        typer.Option("--for", help="Show what it would be there.  [default: this machine]"),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
) -> None:
    """Let Excel on Windows or macOS call steelyard: xlwings' ribbon, its settings, a module beside BOOK.

    Doing it again changes nothing. Settings that are there already stay.
    """
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
    """Do it, and say line by line what was done."""
    would = "would be " if dry_run else ""
    wanted = files(system, Path.home(), sys.executable, book)  # refuses before anything is done
    if not dry_run:
        ribbon()
    yield f"ribbon of xlwings: {would}installed by xlwings addin install"
    # again, for xlwings has just written settings of its own
    for file in files(system, Path.home(), sys.executable, book) if not dry_run else wanted:
        if file.stands:
            yield f"{file.path}: as it should be ({file.purpose})"
            continue
        if not dry_run:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(file.text, encoding="utf-8")
        yield f"{file.path}: {would}written ({file.purpose})"
    yield AFTER[system]


def ribbon() -> None:
    """Put xlwings' ribbon into Excel.

    Raises:
        SteelyardError: xlwings says why not.
    """
    done = subprocess.run(RIBBON, capture_output=True, text=True, check=False)  # noqa: S603 - our own Python
    said = (done.stdout + done.stderr).strip()
    if done.returncode or "error" in said.casefold():
        last = said.splitlines()[-1] if said else f"exit code {done.returncode}"
        raise SteelyardError(f"xlwings could not install its ribbon: {last}")
