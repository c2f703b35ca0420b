"""What a file of any format holds as a package of parts: this is where formats are told apart."""

from __future__ import annotations

from pathlib import Path

from steelyard.odf.preflight import is_opendocument
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.preflight import file_bytes


def package_of_bytes(data: bytes, *, where: str = "the workbook") -> Package:
    """The workbook of these bytes, an .xlsx or an .ods.

    Args:
        data: the file.
        where: its name, for messages.

    Raises:
        NotAWorkbook: it is something else, or damaged.
        EncryptedWorkbook: it is protected by a password or a rights label.
        HostileWorkbook: it would harm its reader.
    """
    return _opendocument(data, where, None) if is_opendocument(data) else Package.of(data, where=where)


def package_of_path(path: Path | str) -> Package:
    """The workbook of this path, which can be written back there; see `package_of_bytes`.

    Raises:
        UnreadableFile: there is no such file, or it may not be read.
        NotAWorkbook, EncryptedWorkbook, HostileWorkbook: see `package_of_bytes`.
    """
    data = file_bytes(Path(path))
    if is_opendocument(data):
        return _opendocument(data, str(path), Path(path))
    return Package.of(data, where=str(path), path=Path(path))


def opendocument_of(data: bytes) -> bytes:
    """The bytes of an .ods that shows what a new .xlsx does."""
    from steelyard.odf.making.file import opendocument_bytes  # noqa: PLC0415 - few files need it

    return opendocument_bytes(Package.of(data))


def _opendocument(data: bytes, where: str, path: Path | None) -> Package:
    from steelyard.odf.workbook import package_of as opendocument_package  # noqa: PLC0415 - few files need it

    return opendocument_package(data, where, path=path)
