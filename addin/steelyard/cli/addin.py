"""`steelyard addin`: connect Excel or LibreOffice on this desktop to steelyard.

Excel is connected by open-source xlwings, LibreOffice by an extension.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.addin_files import System, files, this_system
from steelyard.cli.options import Force
from steelyard.cli.output import command_help, require_free
from steelyard.errors import SteelyardError
from steelyard.ooxml.opc.atomic_save import ABSENT, save

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

AFTER_OFFICE = (
    "Next: close LibreOffice, its quick starter too, and open it. The function wizard then has "
    "=STEELYARD.NET(...) and the others in its category Add-in."
)

LibreOffice = Annotated[bool, typer.Option("--libreoffice", help="LibreOffice, not Excel.")]

ServiceAddress = Annotated[
    str | None,
    typer.Option(
        "--service",
        metavar="ADDRESS",
        help="A running steelyard serve on this machine that computes for LibreOffice, not a Python.",
    ),
]

Profile = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Another profile of LibreOffice than the one of this user."),
]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")]


@command_help(
    """
    Write the extension of LibreOffice with the worksheet functions, steelyard.oxt.

    It needs a Python with steelyard on each machine, or a service there.
    """
)
def build(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="A name in .oxt.")] = Path(
        "steelyard.oxt"
    ),
    python: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="The Python that computes.  [default: the one that runs this]"),
    ] = None,
    service: ServiceAddress = None,
    *,
    libreoffice: LibreOffice = False,
    force: Force = False,
) -> None:
    _require_libreoffice("build", libreoffice=libreoffice)
    if output.suffix.casefold() != ".oxt":
        raise SteelyardError(f"{output}: LibreOffice takes extensions with a name in .oxt")
    require_free(output, force=force)
    python = python or sys.executable
    found = _packed(python, service)
    save(found, output, was=None if force else ABSENT)
    typer.echo(f"{output}: the extension; it computes with {service or python}.")


@command_help(
    """
    Remove the extension from LibreOffice.

    What connects Excel stays: xlwings has a command of its own for its ribbon.
    """
)
def remove(profile: Profile = None, *, libreoffice: LibreOffice = False, dry_run: DryRun = False) -> None:
    from steelyard.libreoffice import installing  # noqa: PLC0415 - help needs no office

    _require_libreoffice("remove", libreoffice=libreoffice)
    there = (installing.is_installed if dry_run else installing.remove)(installing.program(), profile)
    would = "would be " if dry_run else ""
    typer.echo(
        f"extension of LibreOffice: {would}removed" if there else "extension of LibreOffice: not installed"
    )


def _packed(python: str, service: str | None) -> bytes:
    """The extension, for this Python or for a service."""
    from steelyard import __version__  # noqa: PLC0415 - help needs no metadata of the installation
    from steelyard.libreoffice.packing import packed  # noqa: PLC0415

    return packed(__version__, python="" if service else python, service=service or "")


def _require_libreoffice(verb: str, *, libreoffice: bool) -> None:
    if not libreoffice:
        raise SteelyardError(f"steelyard addin {verb} is for LibreOffice alone; type --libreoffice")


@command_help(
    """
    Connect Excel on Windows or macOS to steelyard: xlwings' ribbon, its settings, a module beside BOOK.

    With --libreoffice: install the extension with the worksheet functions in LibreOffice instead. A second
    run changes nothing. Other settings that are there already stay.
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
    service: ServiceAddress = None,
    profile: Profile = None,
    *,
    libreoffice: LibreOffice = False,
    dry_run: DryRun = False,
) -> None:
    if libreoffice:
        if book or system:
            raise SteelyardError("BOOK and --for are about Excel, and --libreoffice is not")
        _install_in_office(service, profile, dry_run=dry_run)
        return
    if service or profile:
        raise SteelyardError("--service and --profile are about LibreOffice; type --libreoffice too")
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


def _install_in_office(service: str | None, profile: Path | None, *, dry_run: bool) -> None:
    """Install the extension in LibreOffice, and report it."""
    from steelyard.libreoffice import installing  # noqa: PLC0415 - help needs no office

    program = installing.program()
    would = "would be " if dry_run else ""
    if not dry_run:
        installing.install(_packed(sys.executable, service), program, profile)
    typer.echo(f"extension of LibreOffice: {would}installed by {program}")
    typer.echo(f"what computes: {service or sys.executable}")
    typer.echo(AFTER_OFFICE)


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
