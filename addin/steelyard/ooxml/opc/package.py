"""A workbook file as named parts: some are replaced, all others go over byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from steelyard.errors import NotAWorkbook, WouldLoseContent
from steelyard.ooxml.opc.archive import archive, new_entry
from steelyard.ooxml.opc.atomic_save import save
from steelyard.ooxml.opc.preflight import checked, file_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.opc.archive import Entry

_FIRST: Final = ("[Content_Types].xml", "_rels/.rels")
_CORE: Final = "docProps/core.xml"
_DATED = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2\s*>)")


class Package:
    """The parts of one workbook, in the order of its zip. It never changes; `replaced` gives another."""

    def __init__(self, entries: Sequence[Entry], where: str) -> None:
        self._entries = tuple(entries)
        self.where = where
        """Name of the file, for messages."""
        self.cells_read: dict[str, dict[str, CellValue]] = {}
        """Cells by sheet, once they have been asked for; see `sheets.cells`."""

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """The workbook of this path, once it has passed the preflight.

        Raises:
            UnreadableFile: there is no such file, or it may not be read.
            NotAWorkbook: it is something else, or damaged.
            EncryptedWorkbook: it is protected by a password or a rights label.
            HostileWorkbook: it would harm its reader.
        """
        return cls.of(file_bytes(Path(path)), where=str(path))

    @classmethod
    def of(cls, data: bytes, *, where: str = "the workbook") -> Self:
        """The workbook of these bytes; what `read` refuses is refused here."""
        return cls(checked(data, where), where)

    @cached_property
    def _by_name(self) -> Mapping[str, Entry]:
        return {entry.name: entry for entry in self._entries}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts."""
        return tuple(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def part(self, name: str) -> bytes:
        """Content of a part.

        Raises:
            NotAWorkbook: the workbook has no such part.
        """
        if name not in self._by_name:
            raise NotAWorkbook(f"{self.where} is damaged: it has no part {name}")
        return self._by_name[name].content

    def compressed(self, name: str) -> bytes:
        """A part as it is stored in the file, from its header to its last byte."""
        return bytes(self._by_name[name].record)

    @property
    def signed(self) -> bool:
        """Whether somebody vouches for the whole workbook with a digital signature."""
        return any(name.casefold().startswith("_xmlsignatures/") for name in self._by_name)

    def replaced(self, parts: Mapping[str, bytes | None]) -> Package:
        """The workbook with some parts set, or removed where the new content is None.

        A part that is set to what it holds already stays as it is; a new one comes last.

        Raises:
            WouldLoseContent: the workbook is signed, and any change would break the signature.
        """
        changes = {
            name: content
            for name, content in parts.items()
            if (self._by_name[name].content if name in self._by_name else None) != content
        }
        if changes and self.signed:
            raise WouldLoseContent(
                f"{self.where} is digitally signed, and any change breaks the signature. Remove the "
                "signature in Excel (File > Info > View Signatures), or work on an unsigned copy"
            )
        entries = []
        for entry in self._entries:
            content = changes.pop(entry.name, entry)
            if content is not None:
                entries.append(new_entry(entry.name, content) if isinstance(content, bytes) else content)
        entries += [new_entry(name, content) for name, content in changes.items() if content is not None]
        return Package(entries, self.where)

    def to_bytes(self) -> bytes:
        """The file: parts that nobody replaced are the very bytes they were, headers and dates included."""
        return archive(self._entries)


def write(package: Package, target: Path | str) -> None:
    """Save the workbook under this path, whole or not at all; `saving.save` says how and what is refused."""
    save(package.to_bytes(), Path(target))


def repacked(data: bytes, *, date: dt.date) -> bytes:
    """The same workbook, zipped so that equal content gives equal bytes on any day.

    Parts come in a fixed order with fixed dates, deflated at one level, and the file says of itself that
    it was created and modified on `date`.

    Raises:
        NotAWorkbook: the bytes are no workbook.
    """
    package = Package.of(data)
    first = [name for name in _FIRST if name in package]
    names = first + sorted(name for name in package.names if name not in _FIRST)
    parts = {name: package.part(name) for name in names}
    if _CORE in parts:
        stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        parts[_CORE] = _DATED.sub(rb"\g<1>" + stamp + rb"\g<3>", parts[_CORE])
    return archive([new_entry(name, content) for name, content in parts.items()])


def content_digest(package: Package) -> str:
    """A fingerprint of the parts and their names, the same however and in whatever order they are zipped."""
    digest = hashlib.sha256()
    for name in sorted(package.names):
        digest.update(name.encode() + b"\0" + hashlib.sha256(package.part(name)).digest())
    return digest.hexdigest()
