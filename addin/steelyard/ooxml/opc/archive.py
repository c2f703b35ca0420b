"""The zip around a workbook: parts are read and written, and a part that nobody changed keeps its bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from steelyard.errors import EncryptedWorkbook, NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEVEL: Final = 6
"""How hard changed parts are deflated; fixed, so that equal content gives equal bytes."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_FIRST_DAY = 0x21  # 1 January 1980, the earliest day that a zip can write
_ENCRYPTED, _UTF8 = 0x1, 0x800
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Entry:
    """One part as it lies in the zip that was read."""

    name: str
    record: memoryview
    """Local header, compressed bytes and whatever follows them, up to the next part."""
    compressed: memoryview
    method: int
    checksum: int
    size: int
    """Bytes of the part when it is inflated, as the zip says."""
    central: bytes
    """Its entry in the directory, without the offset in its last four fixed bytes."""
    tail: bytes
    """Name, extra fields and comment, as they follow the fixed bytes of the directory entry."""

    @cached_property
    def content(self) -> bytes:
        """The part, inflated at the first call and never to more than its stated size.

        Raises:
            NotAWorkbook: the part is not what the zip says of it.
        """
        try:
            content = (
                bytes(self.compressed) if self.method == _STORED else _inflated(self.compressed, self.size)
            )
        except zlib.error as error:
            raise NotAWorkbook(f"the part {self.name} cannot be expanded: {error}") from None
        if len(content) != self.size or zlib.crc32(content) != self.checksum:
            raise NotAWorkbook(f"the part {self.name} has another size or checksum than the zip says")
        return content


def _inflated(compressed: memoryview, size: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(compressed, size + 1)


def entries(data: bytes, where: str) -> tuple[Entry, ...]:
    """The parts in the order of the zip's directory, nothing inflated.

    Args:
        data: the whole file.
        where: name of the file, for messages.

    Raises:
        NotAWorkbook: no zip, or one whose directory and parts do not fit together.
        EncryptedWorkbook: a part is encrypted by the zip.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, directory = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, UnicodeDecodeError) as error:
        raise NotAWorkbook(
            f"{where} is damaged, or only a part of a workbook ({error}); "
            "get it again from where it came from"
        ) from None
    starts = sorted({info.header_offset for info in infos})
    ends = dict(zip(starts, [*starts[1:], directory], strict=True))
    try:
        return tuple(_entry(memoryview(data), info, ends[info.header_offset]) for info in infos)
    except (struct.error, ValueError, OverflowError) as error:
        raise NotAWorkbook(f"{where} is damaged: {error}") from None
    except EncryptedWorkbook as error:
        raise EncryptedWorkbook(f"{where}: {error}") from None


def _entry(data: memoryview, info: zipfile.ZipInfo, end: int) -> Entry:
    start = info.header_offset
    signature, *_, name_length, extra_length = _LOCAL.unpack_from(data, start)
    body = start + _LOCAL.size + name_length + extra_length
    name = bytes(data[start + _LOCAL.size : start + _LOCAL.size + name_length])
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedWorkbook(
            f"the part {info.filename} is encrypted; save the workbook without a password"
        )
    if info.compress_type not in {_STORED, _DEFLATED}:
        raise ValueError(f"the part {info.filename} is compressed in a way that workbooks do not use")
    if signature != b"PK\x03\x04" or body + info.compress_size > end:
        raise ValueError(f"the part {info.filename} does not lie where the zip says")
    if name.decode("utf-8" if info.flag_bits & _UTF8 else "cp437") != info.orig_filename:
        raise ValueError(f"the part {info.filename} has two names")
    return Entry(
        name=info.filename,
        record=data[start:end],
        compressed=data[body : body + info.compress_size],
        method=info.compress_type,
        checksum=info.CRC,
        size=info.file_size,
        central=_central(info, name_length),
        tail=name + _without_zip64(info.extra) + info.comment,
    )


def _central(info: zipfile.ZipInfo, name_length: int) -> bytes:
    year, month, day, hour, minute, second = info.date_time
    return _CENTRAL.pack(
        b"PK\x01\x02",
        info.create_version,
        info.create_system,
        info.extract_version,
        info.reserved,
        info.flag_bits,
        info.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | day,
        info.CRC,
        info.compress_size,
        info.file_size,
        name_length,
        len(_without_zip64(info.extra)),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        0,
    )[:-4]


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields of a directory entry, less the one that held sizes for files over 4 GB."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept


class NewEntry:
    """A part that this program wrote. It is deflated when the file is written, and only then.

    A part that is set twice is deflated once, and one of a workbook that never becomes a file not at all.
    A part may also be stored as it is, as some formats ask for their first one.
    """

    def __init__(self, name: str, content: bytes, *, stored: bool = False) -> None:
        self.name = name
        self._method = _STORED if stored else _DEFLATED
        self.content = content
        self.tail = name.encode()

    @cached_property
    def record(self) -> memoryview:
        """Local header and compressed bytes, at the fixed level, dated the first day that a zip can write."""
        compressed = self.content
        if self._method == _DEFLATED:
            deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            compressed = deflate.compress(self.content) + deflate.flush()
        return memoryview(b"".join([self._local(len(compressed)), self.tail, compressed]))

    def _local(self, size: int) -> bytes:
        return _LOCAL.pack(b"PK\x03\x04", 20, *self._described(size), len(self.tail), 0)

    def _described(self, size: int) -> tuple[int, ...]:
        """What both headers say: flags, method, time, date, checksum, sizes."""
        flags = 0 if self.name.isascii() else _UTF8
        return flags, self._method, 0, _FIRST_DAY, zlib.crc32(self.content), size, len(self.content)

    @property
    def central(self) -> bytes:
        """Its entry in the directory, without the offset in its last four fixed bytes."""
        size = len(self.record) - _LOCAL.size - len(self.tail)
        fixed = (*self._described(size), len(self.tail), 0, 0, 0, 0, 0, 0)
        return _CENTRAL.pack(b"PK\x01\x02", 20, 0, 20, 0, *fixed)[:-4]


Part: TypeAlias = Entry | NewEntry
"""A part of a zip, read or new."""


def archive(parts: Sequence[Part]) -> bytes:
    """The zip of these parts in this order."""
    offsets, at = [], 0
    for part in parts:
        offsets.append(at)
        at += len(part.record)
    directory = b"".join(_directory(parts, offsets))
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(directory), at, 0)
    return b"".join([*(part.record for part in parts), directory, end])


def _directory(parts: Sequence[Part], offsets: Sequence[int]) -> Iterable[bytes]:
    for part, offset in zip(parts, offsets, strict=True):
        yield part.central + struct.pack("<L", offset) + part.tail
