"""A form with files in a worker process: it is parsed there, and never written to a disk."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from steelyard.errors import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

UNSAFE: Final = re.compile(r"[^\w. ()@+-]|^\.+", re.ASCII)
"""Characters of a file's name that are replaced before a page or a header shows it."""


class Sent(NamedTuple):
    """A file that somebody sent."""

    name: str
    """Its name, which a page may show."""
    data: bytes


class Form(NamedTuple):
    """What a form says."""

    fields: Mapping[str, str]
    files: Mapping[str, Sent]
    """Those that are not empty, by the name of their field."""


class InMemory(MultiPartParser):
    """A form whose files are never written to a disk, whatever their size; the guard has bounded it."""

    spool_max_size = 1 << 40


def parsed(body: bytes, kind: str) -> Form:
    """The form in a body.

    Args:
        body: the form.
        kind: its media type, with the boundary.

    Raises:
        Exception: whatever the parser raises about what somebody has sent.
    """
    return asyncio.run(_parsed(body, kind))


async def _parsed(body: bytes, kind: str) -> Form:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    form = await InMemory(Headers({"content-type": kind}), stream(), max_files=2, max_fields=4).parse()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    files = {}
    for name, file in form.items():
        if isinstance(file, UploadFile) and (data := await file.read()):
            safe = UNSAFE.sub("_", Path((file.filename or "").replace("\\", "/")).name)[-120:]
            files[name] = Sent(safe or "workbook.xlsx", data)
    return Form(fields, files)


def two_files(body: bytes, kind: str) -> tuple[Sent, Sent]:
    """The files in the fields *old* and *new* of a form.

    Raises:
        NotAWorkbook: the body is no such form.
    """
    old, new = _files(body, kind, "old", "new")
    return old, new


def one_file(body: bytes, kind: str) -> Sent:
    """The file in the field *workbook* of a form.

    Raises:
        NotAWorkbook: the body is no such form.
    """
    [case] = _files(body, kind, "workbook")
    return case


def _files(body: bytes, kind: str, *fields: str) -> list[Sent]:
    try:
        files = parsed(body, kind).files
        return [files[field] for field in fields]
    except Exception as error:  # whatever a parser raises about what somebody has sent
        wanted = " and ".join(fields)
        noun = "file" if len(fields) == 1 else "files"
        raise NotAWorkbook(f"the body is no form (multipart/form-data) with the {noun} {wanted}") from error
