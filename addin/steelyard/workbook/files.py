"""Models in files: a workbook or a text is read, whichever the file holds, and either is written."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import InvalidModel, NotAWorkbook, SteelyardError
from steelyard.model.assembly.assemble import assemble
from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.checks import require_fit
from steelyard.model.findings import errors
from steelyard.model.text.reading import draft_text
from steelyard.model.text.writing import valid_text
from steelyard.ooxml.opc.atomic_save import ABSENT
from steelyard.ooxml.opc.atomic_save import save as save_bytes
from steelyard.ooxml.opc.preflight import file_bytes

if TYPE_CHECKING:
    from steelyard.model.findings import Finding
    from steelyard.model.model import Model

WORKBOOK, OPENDOCUMENT, TEXTS = ".xlsx", ".ods", (".yaml", ".yml")
"""Endings of the files that are written."""

NEW_WORKBOOKS = (OPENDOCUMENT, WORKBOOK)
"""Endings of the workbooks that are made of a model."""

WORKBOOKS = (WORKBOOK, OPENDOCUMENT)
"""Endings of the workbooks that are read."""

_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How a zip begins, and an old or encrypted Office file; the preflight says what is wrong with the latter."""

_FORM = re.compile(rb"^(?:\xef\xbb\xbf)?steelyard[ \t]*:", re.MULTILINE)


class Read(NamedTuple):
    """What a file says: the model, unless an error stands in its way, and all that is worth a look."""

    model: Model | None
    findings: tuple[Finding, ...]


def load(path: Path | str) -> Model:
    """The model in a workbook or a text.

    Raises:
        InvalidModel: with every error in it, each with its place; warnings do not refuse.
        TextError: the text is no YAML.
        NotAWorkbook: the file is neither; or see `steelyard.workbook.reading.read.read_workbook`.
        UnreadableFile: there is no such file, or it may not be read.
    """
    return load_bytes(file_bytes(Path(path)), str(path))


def load_bytes(data: bytes, where: str) -> Model:
    """The same, of what a file holds; `where` is what messages call it."""
    read = read_bytes(data, where)
    if read.model is None:
        raise InvalidModel(where, errors(read.findings))
    return read.model


def load_as_declared(path: Path | str) -> Model:
    """The model in a workbook or a text, in an order that does not depend on how somebody sorted the sheets.

    Parts come in the order of the live sheets, which nobody sorts, or of the text. For the record, the plan
    and the evidence see `steelyard.model.canonical_order`.

    Raises:
        InvalidModel, TextError, NotAWorkbook, UnreadableFile: see `load`.
    """
    return load_bytes_as_declared(file_bytes(Path(path)), str(path))


def load_bytes_as_declared(data: bytes, where: str) -> Model:
    """The same, of what a file holds; `where` is what messages call it."""
    if not holds_workbook(data, where):
        return in_canonical_order(load_bytes(data, where))
    from steelyard.workbook.packages import package_of_bytes  # noqa: PLC0415 - a text needs no spreadsheets
    from steelyard.workbook.reading.declared_order import as_declared  # noqa: PLC0415

    return as_declared(package_of_bytes(data, where=where))


def read_file(path: Path | str) -> Read:
    """What a workbook or a text says, and all its findings; refused is only what cannot be read at all.

    Raises:
        TextError, NotAWorkbook, UnreadableFile: as for `load`.
    """
    return read_bytes(file_bytes(Path(path)), str(path))


def read_bytes(data: bytes, where: str) -> Read:
    """The same, of what a file holds."""
    if holds_workbook(data, where):
        from steelyard.workbook.packages import package_of_bytes  # noqa: PLC0415 - a text needs no spreadsheets
        from steelyard.workbook.reading.read import read_package  # noqa: PLC0415

        reading = read_package(package_of_bytes(data, where=where))
        return Read(reading.model, reading.findings)
    draft, noted = draft_text(data, where)
    assembled = assemble(draft)
    findings = (*noted, *assembled.findings)
    return Read(None if errors(findings) else assembled.model, findings)


def holds_workbook(data: bytes, where: str) -> bool:
    """Whether this is a workbook rather than a text: its content counts first, then the ending of its name.

    Raises:
        NotAWorkbook: it is neither.
    """
    ending = Path(where).suffix.casefold()
    if data.startswith(_CONTAINERS) or ending in WORKBOOKS:
        return True
    if ending in TEXTS or _FORM.search(data):
        return False
    raise NotAWorkbook(
        f"{where} is neither a workbook ({' or '.join(WORKBOOKS)}) nor the text of a model ({TEXTS[0]})"
    )


def save(model: Model, path: Path | str) -> None:
    """Write the model, by the ending of the path: a new workbook (.xlsx, .ods), or its text (.yaml, .yml).

    The same model gives the same bytes. What stood there before goes; `steelyard.score` is what writes into
    a workbook that people own. A property of the old file that the new one does not have, such as a second
    name, is told in a warning.

    Raises:
        InvalidModel: there is an error in the model.
        SteelyardError: the path has another ending.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace, UnreadableFile: see `steelyard.ooxml.opc.atomic_save.save`.
    """
    require_ending(path, *NEW_WORKBOOKS, *TEXTS)
    for each in write_valid(require_fit(model, str(path)), path):
        warnings.warn(f"{path}: {each}", stacklevel=2)


def write_valid(model: Model, path: Path | str, *, new: bool = False) -> tuple[str, ...]:
    """The same, of a model that was just read: it is valid, and it is not checked again.

    Args:
        model: the model.
        path: where it goes.
        new: whether there may be no file at the path.

    Returns:
        A sentence for each property of the old file that was lost.
    """
    was = ABSENT if new else None
    ending = require_ending(path, *NEW_WORKBOOKS, *TEXTS)
    if ending in TEXTS:
        return save_bytes(valid_text(model).encode(), Path(path), was=was)
    from steelyard.workbook.building.build import workbook_bytes  # noqa: PLC0415 - a text needs no spreadsheets
    from steelyard.workbook.packages import opendocument_of  # noqa: PLC0415

    data = workbook_bytes(model)
    if ending == OPENDOCUMENT:
        data = opendocument_of(data)
    return save_bytes(data, Path(path), noun="workbook", was=was)


def require_ending(path: Path | str, *allowed: str) -> str:
    """The path's ending, in small letters, if it is among those allowed.

    Raises:
        SteelyardError: it is not.
    """
    ending = Path(path).suffix.casefold()
    if ending not in allowed:
        wanted = " or ".join(allowed)
        raise SteelyardError(f"{path} cannot be written: a name that ends in {wanted} is needed")
    return ending
