"""Install the extension in LibreOffice and remove it, by LibreOffice's own program `unopkg`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from steelyard.errors import SteelyardError
from steelyard.libreoffice.packing import FILE_NAME, IDENTIFIER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

USUAL_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS",
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
)
"""Folders of LibreOffice's programs that are often not on the path."""

WINDOWS: Final = (("ProgramFiles", "LibreOffice/program"), ("ProgramFiles(x86)", "LibreOffice/program"))

TRIES: Final = 2
"""How often the extension is added at the most: the first try in a new profile may fail."""

NO_PYTHON = (
    "this LibreOffice cannot run extensions in Python: its file pythonloader.py is not there. On Debian and "
    "Ubuntu the package python3-uno brings it"
)


def program() -> Path:
    """LibreOffice's program for extensions.

    Raises:
        SteelyardError: there is none, or this LibreOffice has no Python.
    """
    found = next(_candidates(), None)
    if found is None:
        raise SteelyardError(
            "LibreOffice is not installed here: there is no program unopkg. Build the extension with "
            "steelyard addin build --libreoffice instead, and open it in LibreOffice"
        )
    if not _has_python(found):
        raise SteelyardError(NO_PYTHON)
    return found


def _candidates() -> Iterator[Path]:
    if named := shutil.which("unopkg"):
        yield Path(named)
    if office := shutil.which("soffice") or shutil.which("libreoffice"):
        yield from _in_folder(Path(office).resolve().parent)
    for place in USUAL_PLACES:
        yield from _in_folder(Path(place))
    for variable, below in WINDOWS:
        if folder := os.environ.get(variable):
            yield from _in_folder(Path(folder, below))


def _in_folder(folder: Path) -> Iterator[Path]:
    """The program in a folder; on Windows it is the one for the console."""
    yield from (path for path in (folder / "unopkg.com", folder / "unopkg") if path.is_file())


def _has_python(found: Path) -> bool:
    """Whether the office of this program runs components in Python; True where its folder is not known."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    homes = [found.resolve().parent, *([Path(office).resolve().parent] if office else [])]
    offices = [home for home in homes if (home / "fundamentalrc").exists()]
    return not offices or any((home / "pythonloader.py").exists() for home in offices)


def install(extension: bytes, with_program: Path, profile: Path | None = None) -> None:
    """Install the extension, in the place of an older one.

    Args:
        extension: its bytes.
        with_program: see `program`.
        profile: folder of the settings of LibreOffice; by default the one of this user.

    Raises:
        SteelyardError: LibreOffice refused, with its reason.
    """
    with tempfile.TemporaryDirectory(prefix="steelyard-") as folder:
        path = Path(folder, FILE_NAME)
        path.write_bytes(extension)
        for left in reversed(range(TRIES)):
            done = _run(with_program, ["add", "-f", str(path)], profile)
            if done.returncode == 0:
                return
            if not left:
                raise SteelyardError(f"LibreOffice did not install the extension: {_reason(done)}")


def remove(with_program: Path, profile: Path | None = None) -> bool:
    """Remove the extension; False where it was not installed.

    Args:
        with_program: see `program`.
        profile: see `install`.

    Raises:
        SteelyardError: LibreOffice refused, with its reason.
    """
    if not is_installed(with_program, profile):
        return False
    done = _run(with_program, ["remove", IDENTIFIER], profile)
    if done.returncode:
        raise SteelyardError(f"LibreOffice did not remove the extension: {_reason(done)}")
    return True


def is_installed(with_program: Path, profile: Path | None = None) -> bool:
    """Whether the extension is installed for this user.

    Args:
        with_program: see `program`.
        profile: see `install`.

    Raises:
        SteelyardError: LibreOffice does not say, with its reason.
    """
    done = _run(with_program, ["list"], profile)
    if done.returncode:
        raise SteelyardError(f"LibreOffice does not list its extensions: {_reason(done)}")
    return any(line.strip() == f"Identifier: {IDENTIFIER}" for line in done.stdout.splitlines())


def _run(with_program: Path, what: Sequence[str], profile: Path | None) -> subprocess.CompletedProcess[str]:
    where = [] if profile is None else [f"-env:UserInstallation={profile.resolve().as_uri()}"]
    asked = [str(with_program), what[0], *where, *what[1:]]
    return subprocess.run(  # noqa: S603 - LibreOffice's own
        asked, capture_output=True, text=True, check=False, errors="replace", env=_environment()
    )


def _environment() -> dict[str, str]:
    """The environment without the Python that runs this: LibreOffice would take it for its own."""
    own = str(Path(sys.executable).parent)
    path = (each for each in os.environ.get("PATH", "").split(os.pathsep) if each != own)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PATH": os.pathsep.join(path)}


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """What LibreOffice said, and what helps."""
    said = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    reason = said[-1].removeprefix("ERROR: ").rstrip(".") if said else f"exit code {done.returncode}"
    root = sys.platform != "win32" and os.geteuid() == 0
    helps = (
        "run this as the user who works in LibreOffice, not as root"
        if root
        else "close LibreOffice and try again"
    )
    return f"{reason} ({helps})"
