"""What is looked at before an OpenDocument spreadsheet is opened: is it one, and can it do harm?

The rules are those for .xlsx (`steelyard.ooxml.opc.preflight`); this file has what the other format adds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.errors import EncryptedWorkbook, HostileWorkbook, NotAWorkbook
from steelyard.ooxml.opc.limits import MAX_CELLS
from steelyard.ooxml.opc.preflight import require_no_document_type, sane_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.ooxml.opc.archive import Entry

MIMETYPE: Final = "mimetype"
CONTENT: Final = "content.xml"
MANIFEST: Final = "META-INF/manifest.xml"
SIGNATURES: Final = "META-INF/documentsignatures.xml"

SPREADSHEETS: Final = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_OPENDOCUMENT: Final = b"application/vnd.oasis.opendocument."
_FIRST_PART: Final = re.compile(rb"PK\x03\x04.{22}\x08\x00.{2}mimetype", re.DOTALL)
_ENCRYPTED: Final = re.compile(rb"<(?:[\w.-]+:)?encryption-data[\s>]")
_CELL: Final = b"<table:table-cell"
_DOCUMENT_TYPE: Final = re.compile(
    rb'<!DOCTYPE [\w:]+ PUBLIC "-//OpenOffice\.org//DTD [\w .]+//EN" "\w+\.dtd">', re.IGNORECASE
)
"""What the office writes into every macro and dialog, and OpenOffice.org 2 into the list of the parts.

It declares nothing itself, and names a file that nobody brings.
"""
_HAS_DOCUMENT_TYPE: Final = ("Basic/", "Dialogs/", MANIFEST)
"""Where it is written; of these parts nothing is read but the names of others."""


def is_opendocument(data: bytes) -> bool:
    """Whether a file is an OpenDocument file of any kind, as its first part is to say.

    Some programs zip it in another order, or compress that part; then the names of its parts tell.
    """
    found = _FIRST_PART.match(data)
    if not found:
        is_other = not data.startswith(b"PK\x03\x04") or b"[Content_Types].xml" in data
        return not is_other and all(name.encode() in data for name in (MIMETYPE, CONTENT))
    extra = int.from_bytes(data[28:30], "little")
    return data.startswith(_OPENDOCUMENT, found.end() + extra)


def checked(data: bytes, where: str) -> tuple[Entry, ...]:
    """The parts of an OpenDocument spreadsheet that has passed every check.

    Raises:
        NotAWorkbook: it is something else, or damaged.
        EncryptedWorkbook: it is protected by a password.
        HostileWorkbook: it would harm its reader.
    """
    parts = sane_parts(data, where)
    content = {part.name: part for part in parts}
    kind = _content(content.get(MIMETYPE), where).strip()
    if kind not in SPREADSHEETS:
        raise NotAWorkbook(
            f"{where} is an OpenDocument file, but no spreadsheet (.ods); open it in LibreOffice and save "
            "its tables as .ods or .xlsx"
        )
    if _ENCRYPTED.search(_content(content.get(MANIFEST), where)):
        raise EncryptedWorkbook(
            f"{where} is protected by a password. Open it in LibreOffice, save it with File > Save As and "
            "without a password, and use that file"
        )
    if CONTENT not in content:
        raise NotAWorkbook(f"{where} is damaged: it has no part {CONTENT}")
    for part in parts:
        harmless = _DOCUMENT_TYPE if part.name.startswith(_HAS_DOCUMENT_TYPE) else None
        require_no_document_type(part, where, harmless=harmless)
    _require_few_cells(parts, where)
    return parts


def _require_few_cells(parts: Sequence[Entry], where: str) -> None:
    count = sum(part.content.count(_CELL) for part in parts if part.name.endswith(CONTENT))
    if count > MAX_CELLS:
        raise HostileWorkbook(
            f"{where} is not opened: its sheets have {count:,} cells; at most {MAX_CELLS:,} are read"
        )


def _content(part: Entry | None, where: str) -> bytes:
    if part is None:
        return b""
    try:
        return part.content
    except NotAWorkbook as error:
        raise NotAWorkbook(f"{where} is damaged: {error}") from None
