"""An OpenDocument spreadsheet as a `Package` of parts, on which all works that works on an .xlsx.

    package = package_of(Path("case.ods").read_bytes(), "case.ods")
    write(with_cells(package, {"Weights": {"C8": Value(30.0)}}), "case.ods")

The parts are those of an .xlsx that shows the same; the bytes of the package are those of the OpenDocument
file, in which exactly that is changed that somebody has changed in the parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.odf.file import OdsFile
from steelyard.odf.shown_workbook import ShownFile
from steelyard.odf.splicing import changed_file
from steelyard.ooxml.opc.package import Package

if TYPE_CHECKING:
    from pathlib import Path

ENDING: Final = ".ods"


def package_of(data: bytes, where: str, *, path: Path | None = None) -> Package:
    """The spreadsheet of these bytes.

    Args:
        data: the file.
        where: its name, for messages.
        path: where it was read from, if it is to be written back there.

    Raises:
        NotAWorkbook: it is something else, or damaged.
        EncryptedWorkbook: it is protected by a password.
        HostileWorkbook: it would harm its reader.
    """
    shown = ShownFile(OdsFile(data, where))
    return Package.standing_for(_Original(shown), shown.entries(), where, path=path, data=data)


class _Original:
    """The file that a package stands for."""

    ending = ENDING

    def __init__(self, shown: ShownFile) -> None:
        self._shown = shown

    def bytes_of(self, before: Package, after: Package) -> bytes:
        """The file with all changed that differs between the two."""
        return changed_file(self._shown, before, after)
