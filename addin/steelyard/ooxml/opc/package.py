"""A workbook file as named parts: some are replaced, all others stay as they are, byte for byte.

What is read out of the parts is kept by the package, so that one operation reads each part once. The memory
goes with the package: nothing is kept for the whole process.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self, TypeVar, cast

from steelyard.errors import NotAWorkbook, WorkbookError, WouldLoseContent
from steelyard.ooxml.opc.archive import NewEntry, archive
from steelyard.ooxml.opc.atomic_save import ABSENT, digest, explained, is_same_file, save
from steelyard.ooxml.opc.preflight import checked, file_bytes
from steelyard.ooxml.xml.encoding import is_narrow, narrow
from steelyard.ooxml.xml.scan import structure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from steelyard.ooxml.opc.archive import Part

T = TypeVar("T")

_FIRST: Final = ("[Content_Types].xml", "_rels/.rels")
_ENDINGS: Final = {
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    b"application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    b"application/vnd.ms-excel.addin.macroEnabled.main+xml": ".xlam",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
}
"""The ending that a name needs, by the type that a file says its workbook has."""

OPENDOCUMENT: Final = ".ods"
_CORE: Final = "docProps/core.xml"
_DATED = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2\s*>)")
_NAMES: Final = ""
"""Stands among the parts that a memo depends on for the list of the names of all parts."""


class _Memo(NamedTuple):
    """Something that was read out of a package, and the parts that it depends on."""

    value: object
    parts: frozenset[str]


class _Source(NamedTuple):
    """The file that a package was read from, and the digest of what it held."""

    path: Path
    digest: str


class Original(Protocol):
    """A file of another format, of which a package has the parts that an .xlsx would have."""

    @property
    def ending(self) -> str:
        """How the names of its files end."""

    def bytes_of(self, before: Package, after: Package) -> bytes:
        """The file, in which all is changed that differs between the package as it was read and as it is."""


class _ByName(dict[str, "Part"]):
    """Parts by name. Capitals do not matter in names of parts, and no two parts differ by them alone."""

    def __init__(self, entries: Iterable[Part]) -> None:
        super().__init__((entry.name.casefold(), entry) for entry in entries)

    def __getitem__(self, name: str) -> Part:
        return super().__getitem__(name.casefold())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.casefold())


class Package:
    """The parts of one workbook, in the order of its zip. It never changes; `replaced` gives another."""

    def __init__(
        self,
        entries: Sequence[Part],
        where: str,
        *,
        memos: Mapping[Hashable, _Memo] | None = None,
        source: _Source | None = None,
        stands_for: tuple[Original, Package | None] | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self._stands_for = stands_for
        """The file of another format and the package as it was read; None for that where it is this one."""
        self.where = where
        """Name of the file, for messages."""
        self._source = source
        self._memos = dict(memos or {})
        self._reading: list[set[str]] = []
        """The parts read so far by each `make` that is running, the innermost last."""

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """The workbook of this path, once it has passed the preflight.

        Raises:
            UnreadableFile: there is no such file, or it may not be read.
            NotAWorkbook: it is something else, or damaged.
            EncryptedWorkbook: it is protected by a password or a rights label.
            HostileWorkbook: it would harm its reader.
        """
        return cls.of(file_bytes(Path(path)), where=str(path), path=Path(path))

    @classmethod
    def of(cls, data: bytes, *, where: str = "the workbook", path: Path | None = None) -> Self:
        """The workbook of these bytes; what `read` refuses is refused here.

        Args:
            data: the file.
            where: its name, for messages.
            path: where it was read from, if it is to be written back there.
        """
        source = None if path is None else _Source(path, digest(data))
        return cls(checked(data, where), where, source=source)

    @classmethod
    def standing_for(
        cls, original: Original, entries: Sequence[Part], where: str, *, path: Path | None, data: bytes
    ) -> Self:
        """A file of another format as the parts that an .xlsx would have.

        Args:
            original: the file.
            entries: the parts.
            where: name of the file, for messages.
            path: where it was read from, if anywhere.
            data: what it held.
        """
        source = None if path is None else _Source(path, digest(data))
        return cls(entries, where, source=source, stands_for=(original, None))

    @property
    def ending(self) -> str:
        """How the name of a file ends that holds the package; empty where its parts say it."""
        return self._stands_for[0].ending if self._stands_for else ""

    @cached_property
    def _by_name(self) -> _ByName:
        return _ByName(self._entries)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts."""
        self._note(_NAMES)
        return tuple(entry.name for entry in self._entries)

    def spelled(self, name: str) -> str:
        """A name as the file spells it; as it is given where the workbook has no such part."""
        return self._by_name[name].name if name in self._by_name else name

    def __contains__(self, name: object) -> bool:
        self._note(_NAMES)
        return name in self._by_name

    def part(self, name: str) -> bytes:
        """Content of an XML part, in UTF-8 also where the file has it in UTF-16.

        Raises:
            NotAWorkbook: the workbook has no such part, or it has it in another encoding.
        """
        return self.memo(("part", name), lambda: self._part(name))

    def _part(self, name: str) -> bytes:
        content = narrow(self.raw(name))
        if not is_narrow(content):
            raise NotAWorkbook(
                f"{self.where} cannot be read: its part {name} is written neither in UTF-8 nor in UTF-16. "
                "Open the workbook in Excel or LibreOffice and save it there first"
            )
        return content

    def raw(self, name: str) -> bytes:
        """Content of a part as the file has it, of whatever kind it is.

        Raises:
            NotAWorkbook: the workbook has no such part.
        """
        if name not in self._by_name:
            raise NotAWorkbook(f"{self.where} is damaged: it has no part {name}")
        self._note(name)
        return self._by_name[name].content

    def is_changed(self, name: str) -> bool:
        """Whether a part is another than it was in the file that the package was read from."""
        return name in self._by_name and isinstance(self._by_name[name], NewEntry)

    def _holds(self, name: str, content: bytes | None) -> bool:
        """Whether a part is this already, in its own encoding; None stands for no part."""
        if name not in self._by_name:
            return content is None
        raw = self._by_name[name].content
        return content is not None and (raw == content or narrow(raw) == content)

    def structure(self, name: str, called: str = "") -> bytes:
        """The structure of a part (see `structure_of`), which is parsed once.

        Args:
            name: the part.
            called: what messages call it; without it, its name.

        Raises:
            NotAWorkbook: it is not well formed, or not there.
        """
        return self.memo(("structure", name), lambda: structure_of(self.part(name), called or name))

    def remember_structure(self, name: str, structure: bytes) -> None:
        """Keep the structure of a part that the caller has just found, so that nobody parses it again."""
        self._memos["structure", name] = _Memo(structure, frozenset((self.spelled(name),)))

    def memo(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` reads out of this package, read once.

        A package that `replaced` makes of this one keeps it as long as no part changes that `make` asked for.
        So `make` may read this package and nothing else, and nobody may change what it gives.

        Args:
            key: names what is read. It begins with a word that no other module uses.
            make: reads it.
        """
        found = self._memos.get(key)
        if found is None:
            self._reading.append(set())
            try:
                value = make()
            finally:
                parts = self._reading.pop()
                self._note(*parts)  # also where it failed: what asked for it may go on without it
            found = self._memos[key] = _Memo(value, frozenset(parts))
        else:
            self._note(*found.parts)
        return cast("T", found.value)

    def _note(self, *parts: str) -> None:
        """Let the memo that is being made depend on these parts as well."""
        if self._reading:
            self._reading[-1].update(map(self.spelled, parts))

    def compressed(self, name: str) -> bytes:
        """A part as it is stored in the file, from its header to its last byte."""
        return bytes(self._by_name[name].record)

    @property
    def signed(self) -> bool:
        """Whether somebody vouches for the whole workbook with a digital signature."""
        return any(name.startswith("_xmlsignatures/") for name in self._by_name)

    def replaced(self, parts: Mapping[str, bytes | None]) -> Package:
        """The workbook with some parts set, or removed where the new content is None.

        A part that is set to what it holds already stays as it is; a new one comes last.

        Raises:
            WouldLoseContent: the workbook is signed, and any change would break the signature.
        """
        changes = {
            self.spelled(name): content for name, content in parts.items() if not self._holds(name, content)
        }
        if changes and self.signed:
            excel, office = "Excel (File > Info > View Signatures)", "LibreOffice (File > Digital Signatures)"
            menu = office if self.ending else excel
            raise WouldLoseContent(
                f"{self.where} is digitally signed, and any change breaks the signature. Remove the "
                f"signature in {menu}, or work on an unsigned copy"
            )
        if not changes:
            return self
        touched = set(changes)
        if any(content is None or name not in self._by_name for name, content in changes.items()):
            touched.add(_NAMES)
        kept = {key: memo for key, memo in self._memos.items() if touched.isdisjoint(memo.parts)}
        entries: list[Part] = []
        for entry in self._entries:
            content = changes.pop(entry.name, entry)
            if content is not None:
                entries.append(NewEntry(entry.name, content) if isinstance(content, bytes) else content)
        entries += [NewEntry(name, content) for name, content in changes.items() if content is not None]
        original, read = self._stands_for or (None, None)
        stands_for = None if original is None else (original, read or self)
        return Package(entries, self.where, memos=kept, source=self._source, stands_for=stands_for)

    def to_bytes(self) -> bytes:
        """The file: parts that nobody replaced are the very bytes they were, headers and dates included.

        Raises:
            WouldLoseContent: the package stands for a file of another format that cannot take a change.
        """
        if self._stands_for:
            original, read = self._stands_for
            return original.bytes_of(read or self, self)
        return archive(self._entries)

    def was_at(self, path: Path) -> str | None:
        """The digest of the file of this path when it was read, if the package was read from there."""
        source = self._source
        return source.digest if source is not None and is_same_file(source.path, path) else None


def write(package: Package, target: Path | str, *, new: bool = False) -> tuple[str, ...]:
    """Save the workbook under this path, whole or not at all; see `atomic_save.save`.

    Args:
        package: the workbook.
        target: where it goes. The file that the package was read from must hold what was read then.
        new: whether there may be no other file.

    Returns:
        A sentence for each property of the old file that was lost.

    Raises:
        WorkbookError: the name is one for another kind of workbook, such as `.xlsx` for one with macros.
    """
    path = Path(target)
    was = package.was_at(path)
    if was is None:
        _require_ending(package, path)
    data = explained(package.to_bytes, path, "workbook")
    return save(data, path, noun="workbook", was=ABSENT if was is None and new else was)


def _require_ending(package: Package, path: Path) -> None:
    """Refuse a name by which Excel would take the file for another kind of workbook and not open it."""
    ending = path.suffix.casefold()
    if package.ending and ending != package.ending:
        raise WorkbookError(
            f"{path} cannot be written: {package.where} is an OpenDocument spreadsheet and stays one; give a "
            f"name that ends in {package.ending}, or save it in LibreOffice as {ending or 'another file'}"
        )
    if not package.ending and ending == OPENDOCUMENT:
        raise WorkbookError(
            f"{path} cannot be written: {package.where} is an Excel workbook and stays one; give a name that "
            f"ends in .xlsx, or save it in LibreOffice as {ending}"
        )
    if ending not in _ENDINGS.values():
        return
    types = package.raw(_FIRST[0]) if _FIRST[0] in package else b""
    wanted = next((needed for kind, needed in _ENDINGS.items() if kind in types), ending)
    if wanted != ending:
        held = "holds macros" if wanted == ".xlsm" else "is a workbook of another kind"
        raise WorkbookError(
            f"{path} cannot be written: {package.where} {held}, and Excel opens it only under a name that "
            f"ends in {wanted}"
        )


def repacked(data: bytes, *, date: dt.date) -> bytes:
    """The same workbook, zipped so that equal content gives equal bytes on any day.

    Parts come in a fixed order with fixed dates, deflated at one level, and the file says of itself that
    it was created and modified on `date`.

    Raises:
        NotAWorkbook: the bytes are no workbook.
    """
    return packed(Package.of(data), date=date)


def packed(package: Package, *, date: dt.date) -> bytes:
    """The workbook as a file of which equal content gives equal bytes; see `repacked`."""
    first = [package.spelled(name) for name in _FIRST if name in package]
    names = first + sorted(name for name in package.names if name not in first)
    parts = {name: package.raw(name) for name in names}
    if _CORE in parts:
        stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        parts[_CORE] = _DATED.sub(rb"\g<1>" + stamp + rb"\g<3>", parts[_CORE])
    return archive([NewEntry(name, content) for name, content in parts.items()])


def content_digest(package: Package) -> str:
    """A fingerprint of the parts and their names, the same however and in whatever order they are zipped."""
    digest = hashlib.sha256()
    for name in sorted(package.names):
        digest.update(name.encode() + b"\0" + hashlib.sha256(package.raw(name)).digest())
    return digest.hexdigest()
