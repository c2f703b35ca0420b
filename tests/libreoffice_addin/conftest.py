"""What the tests of LibreOffice's room share: a Python for the engine, and an ordinary user's own office."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from libreoffice import Office, OfficeError, missing
from waiting import HANG

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]

BOOK = ROOT / "workbooks" / "syria.xlsx"

AS_ORDINARY = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
"""How root runs a program as a user without rights: LibreOffice installs nothing for root alone."""

ENGINE = "steelyard.libreoffice.engine"


class Python(NamedTuple):
    """A Python that computes, a file that breaks it while it exists, and one that lets it wait."""

    path: Path
    broken: Path
    held: Path


def python_in(folder: Path) -> Python:
    """A Python with this checkout's steelyard; the office hands no PYTHONPATH on."""
    broken, held, path = folder / "broken", folder / "held", folder / "python"
    path.write_text(
        "#!/bin/sh\n"
        f'if [ -e "{broken}" ]; then echo "ModuleNotFoundError: No module named \'numpy\'" >&2; exit 1; fi\n'
        f'while [ -e "{held}" ]; do sleep 0.05; done\n'
        f'PYTHONPATH="{ROOT / "addin"}" exec "{sys.executable}" "$@"\n'
    )
    path.chmod(0o755)
    return Python(path, broken, held)


@pytest.fixture
def python(tmp_path: Path) -> Python:
    """A Python that computes, for one test."""
    return python_in(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A copy of the shipped workbook, to be written to."""
    return Path(shutil.copy(BOOK, tmp_path / "case.xlsx"))


class OrdinaryUser:
    """A user who is not root, with a fresh home and a fresh profile of LibreOffice."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.profile = home / "profile"
        self.python = python_in(home)
        self._as_user = AS_ORDINARY if os.geteuid() == 0 else ()
        # An office that is started in a virtual environment takes its Python, which cannot import uno.
        self.env = {"HOME": str(home), "PATH": os.defpath, "PYTHONPATH": ""}

    def steelyard(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run a command of steelyard."""
        return self._run([sys.executable, "-m", "steelyard", *args], {"PYTHONPATH": str(ROOT / "addin")})

    def extensions(self) -> str:
        """What LibreOffice lists."""
        return self.unopkg("list").stdout

    def unopkg(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run LibreOffice's own program for extensions."""
        return self._run(["unopkg", *args, f"-env:UserInstallation={self.profile.as_uri()}"], {})

    def office(self, display: str = "") -> Office:
        """LibreOffice, not started yet, with a window where there is a display."""
        return Office(
            display=display,
            profile=self.profile,
            as_user=self._as_user,
            env=self.env | {"STEELYARD_PYTHON": str(self.python.path)},
        )

    def _run(self, command: Sequence[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._as_user, *command],
            env=os.environ | self.env | env,
            capture_output=True,
            text=True,
            timeout=HANG,
            check=False,
        )


def engines_of(office: Office) -> list[int]:
    """The processes that compute for an office; they are in its group."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if _is_engine(pid, office.pid)]


def _is_engine(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group and ENGINE.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return False


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> OrdinaryUser:
    """A user who has installed the extension as people do; each file has its own, since one removes it."""
    if lacking := missing():
        if os.environ.get("STEELYARD_CI"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    if (
        os.geteuid() == 0
        and subprocess.run([*AS_ORDINARY, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip(
            "the kernel of this machine lets root run nothing as an ordinary user"
        )  # no program lacks
    found = OrdinaryUser(tmp_path_factory.mktemp("home"))
    done = found.steelyard("addin", "install", "--libreoffice", "--profile", str(found.profile))
    assert done.returncode == 0, done.stderr
    # An office ended while it opened a workbook once in forty times, at the first start of a fresh profile.
    with contextlib.suppress(OfficeError), found.office() as first:
        first.open(BOOK)
    return found
