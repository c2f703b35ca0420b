"""What is looked at before a workbook is opened: is it one, and can it do harm?

Nothing is parsed here. The zip's directory is read, parts are inflated under a limit, and regular
expressions look for what makes spreadsheet programs and libraries hang or fill the memory.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from steelyard.errors import EncryptedWorkbook, HostileWorkbook, NotAWorkbook, UnreadableFile
from steelyard.ooxml.opc.archive import entries
from steelyard.ooxml.opc.limits import require_few_cells, require_few_elements, require_sane_sheet
from steelyard.ooxml.xml.encoding import BYTE_ORDER_MARK, narrow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import FileIO

    from steelyard.ooxml.opc.archive import Entry

MEGABYTE: Final = 1_000_000
MAX_FILE: Final = 25 * MEGABYTE
MAX_PARTS: Final = 3_000
MAX_EXPANDED: Final = 300 * MEGABYTE
MAX_RATIO: Final = 150
"""How many times its compressed size a part of more than `RATIO_COUNTS_FROM` may have."""
RATIO_COUNTS_FROM: Final = 1 * MEGABYTE

_MAIN: Final = "xl/workbook.xml"
"""Where nearly all programs put the part that lists the sheets."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSAFE_NAME = re.compile(r"[\\:\x00-\x1f]|^/|(?:^|/)\.\.?(?:/|$)")
_XML_NAME = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_MARKUP_START = re.compile(rb"\s*+<")
_BLANK_OR_COMMENT = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT_NAME = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")


def preflight(source: Path | str | bytes) -> None:
    """Let a file pass that is a workbook and harmless to read.

    Raises:
        UnreadableFile: there is no such file, or it may not be read.
        NotAWorkbook: it is something else, or damaged.
        EncryptedWorkbook: it is protected by a password or a rights label.
        HostileWorkbook: it would harm its reader.
    """
    if isinstance(source, bytes):
        checked(source, "the workbook")
    else:
        checked(file_bytes(Path(source)), str(source))


def file_bytes(path: Path) -> bytes:
    """The file, unless it is too large to be opened at all; a pipe or a device is read as far as is allowed.

    Raises:
        UnreadableFile: there is no such file, or it may not be read.
        HostileWorkbook: it is larger than `MAX_FILE`.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableFile(f"{path} is a folder, not a workbook")
        if found.st_size > MAX_FILE:
            raise HostileWorkbook(_over(str(path), "bytes", found.st_size, MAX_FILE))
        with path.open("rb", buffering=0) as file:
            data = _bounded(file)
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist") from None
    except PermissionError:
        raise UnreadableFile(f"{path} may not be read by you; ask its owner for permission") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}") from None
    except MemoryError:
        raise UnreadableFile(f"{path} cannot be read: the memory is too small for it") from None
    except ValueError as error:  # a name with a null character
        raise UnreadableFile(f"{str(path)!r} cannot be the name of a file: {error}") from None
    if len(data) > MAX_FILE:
        raise HostileWorkbook(f"{path} is not opened: it has more than {MAX_FILE:,} bytes")
    return data


def _bounded(file: FileIO) -> bytes:
    """What a file, a pipe or a device gives, and no more than one block over `MAX_FILE`."""
    blocks, length = [], 0
    while length <= MAX_FILE and (block := file.read(MEGABYTE)):
        blocks.append(block)
        length += len(block)
    return b"".join(blocks)


def checked(data: bytes, where: str) -> tuple[Entry, ...]:
    """The parts of a workbook that has passed every check, inflated.

    Raises:
        NotAWorkbook: it is no workbook, or damaged.
        EncryptedWorkbook: it is protected by a password or a rights label.
        HostileWorkbook: it would harm its reader.
    """
    parts = sane_parts(data, where)
    _require_workbook(parts, where)
    require_few_cells([narrow(_content(part, where)) for part in parts], where)
    for part in parts:
        _require_sane_part(part, where)
    return parts


def sane_parts(data: bytes, where: str) -> tuple[Entry, ...]:
    """The parts of a zip whose names and sizes can do no harm, whatever it holds; nothing is inflated.

    Raises:
        NotAWorkbook: it is no zip, or damaged.
        EncryptedWorkbook: it is protected by a password or a rights label.
        HostileWorkbook: it would harm its reader.
    """
    if len(data) > MAX_FILE:
        raise HostileWorkbook(_over(where, "bytes", len(data), MAX_FILE))
    if data.startswith(_OLE):
        _refuse_ole(data, where)
    if not data.startswith(b"PK\x03\x04"):
        raise NotAWorkbook(
            f"{where} is no workbook (.xlsx): {'it is empty' if not data else 'it is not a zip'}"
        )
    parts = entries(data, where)
    _require_sane_sizes(parts, where)
    _require_sane_names(parts, where)
    return parts


def require_no_document_type(part: Entry, where: str, *, harmless: re.Pattern[bytes] | None = None) -> None:
    """Let a part pass that brings no document type, by which XML can grow without end.

    Args:
        part: the part.
        where: name of the file, for messages.
        harmless: the document types that pass all the same.

    Raises:
        NotAWorkbook: the part is not what the zip says of it.
        HostileWorkbook: it brings one.
    """
    prolog = narrow(_content(part, where)).removeprefix(BYTE_ORDER_MARK)
    at = _after_prolog(prolog)
    if harmless is not None and (found := harmless.match(prolog, at)):
        prolog = prolog[found.end() :]
        at = _after_prolog(prolog)
    if (_XML_NAME.search(part.name) or _MARKUP_START.match(prolog)) and prolog.startswith(b"<!", at):
        raise HostileWorkbook(f"{where} is not opened: its part {part.name} brings a document type (DTD)")


def _over(where: str, what: str, found: int, limit: int) -> str:
    return f"{where} is not opened: it has {found:,} {what}; at most {limit:,} are read"


def _refuse_ole(data: bytes, where: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        by = "a rights label (IRM)" if "DRMEncrypted".encode("utf-16-le") in data else "a password"
        raise EncryptedWorkbook(
            f"{where} is protected by {by}. Open it in Excel, take the protection off "
            "(File > Info > Protect Workbook), save it as .xlsx, and use that file"
        )
    raise NotAWorkbook(
        f"{where} is an old Office file (.xls, .doc); open it in Excel or LibreOffice and save it as .xlsx. "
        "The format .xls has no tables, so the saved file has none either: steelyard export then reads the "
        "judgements by sheet names and headings, and steelyard build makes a full workbook of them"
    )


def _require_sane_sizes(parts: Sequence[Entry], where: str) -> None:
    if len(parts) > MAX_PARTS:
        raise HostileWorkbook(_over(where, "parts", len(parts), MAX_PARTS))
    expanded = sum(part.size for part in parts)
    if expanded > MAX_EXPANDED:
        raise HostileWorkbook(_over(where, "bytes when expanded", expanded, MAX_EXPANDED))
    for part in parts:
        if part.size > max(RATIO_COUNTS_FROM, MAX_RATIO * len(part.compressed)):
            times = part.size // max(len(part.compressed), 1)
            raise HostileWorkbook(
                f"{where} is not opened: its part {part.name} expands {times:,} times; "
                f"at most {MAX_RATIO} times is read"
            )


def _require_sane_names(parts: Sequence[Entry], where: str) -> None:
    seen: set[str] = set()
    for part in parts:
        if _UNSAFE_NAME.search(part.name) or not part.name:
            raise HostileWorkbook(f"{where} is not opened: it has a part with the unsafe name {part.name!r}")
        if part.name.casefold() in seen:
            raise HostileWorkbook(f"{where} is not opened: it has two parts with the name {part.name!r}")
        seen.add(part.name.casefold())


def _require_workbook(parts: Sequence[Entry], where: str) -> None:
    names = {part.name.casefold() for part in parts}
    if _MAIN in names or any(_is_workbook(part, where) for part in parts):
        return
    if "xl/workbook.bin" in names:
        found = "a binary workbook (.xlsb)"
    elif "content.xml" in names:
        found = "an OpenDocument file"
    elif "word/document.xml" in names:
        found = "a Word document"
    else:
        raise NotAWorkbook(
            f"{where} is no workbook (.xlsx): it is a zip in which no part lists the sheets of a workbook"
        )
    raise NotAWorkbook(f"{where} is {found}; open it in Excel or LibreOffice and save it as .xlsx")


def _is_workbook(part: Entry, where: str) -> bool:
    """Whether a part lists the sheets of a workbook: relationships lead to it, so its name may be any."""
    if not part.name.casefold().endswith(".xml"):
        return False
    prolog = narrow(_content(part, where)).removeprefix(BYTE_ORDER_MARK)
    return _root_name(prolog, _after_prolog(prolog)) == b"workbook"


def _require_sane_part(part: Entry, where: str) -> None:
    """Refuse a document type, and a sheet that no reader can hold.

    The encoding of a part is no reason to refuse it: of many parts nobody reads a letter. `Package.part`
    refuses an unknown encoding where a part is read.
    """
    content = narrow(_content(part, where))
    prolog = content.removeprefix(BYTE_ORDER_MARK)
    if not (_XML_NAME.search(part.name) or _MARKUP_START.match(prolog)):
        return
    require_no_document_type(part, where)
    name = _root_name(prolog, _after_prolog(prolog))
    if name:
        require_few_elements(content, name, f"{where} is not opened: {part.name}")
    if name == b"worksheet":
        require_sane_sheet(content, f"{where} is not opened: {part.name}")


def _root_name(prolog: bytes, start: int) -> bytes:
    found = _ROOT_NAME.match(prolog, start)
    return found[1] if found else b""


def _content(part: Entry, where: str) -> bytes:
    try:
        return part.content
    except NotAWorkbook as error:
        raise NotAWorkbook(f"{where} is damaged: {error}") from None


def _after_prolog(content: bytes) -> int:
    """Where the first thing begins that is no blank, comment or processing instruction."""
    at = 0
    while found := _BLANK_OR_COMMENT.match(content, at):
        at = found.end()
    return at
