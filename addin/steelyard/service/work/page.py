"""The form of the page in a worker process: what somebody sent is parsed and answered there."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from steelyard.service.work import verbs
from steelyard.service.workers.answer import Answer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

UNSAFE: Final = re.compile(r"[^\w. ()@+-]|^\.+", re.ASCII)
"""Characters of a file's name that are replaced before a page or a header shows it."""


OPTIONS: Final = {"show": {"table": "ranking"}, "check": {"most": str(verbs.MOST_ON_PAGE)}}
"""What the page asks of verbs, beside the file."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The answer to a form."""

    answer: Answer
    verb: str = ""
    """What was asked for; empty where the form was refused before that."""
    name: str = ""
    """Name of the file, which a page may show."""
    problem: str = ""
    """Why the form was refused; empty where the answer is that of the verb."""


class InMemory(MultiPartParser):
    """A form whose file is never written to a disk, whatever its size; the guard has bounded it."""

    spool_max_size = 1 << 40


def upload(body: bytes, kind: str, missing: Mapping[str, str]) -> Uploaded:
    """The answer to a form with a workbook and an action.

    Args:
        body: the form.
        kind: its media type, with the boundary.
        missing: the role that the user lacks, by verb.
    """
    try:
        action, name, data = asyncio.run(_parsed(body, kind))
    except Exception:  # whatever a parser raises about what somebody has sent
        return _refused(400, "This is not the form of this page.")
    verb = action if action in {"score", "check"} else "show"
    if not data:
        return _refused(422, "Choose a workbook first.")
    if role := missing.get(verb):
        return _refused(403, f"This needs the role {role}.")
    return Uploaded(verbs.run(verb, data, name, **OPTIONS.get(verb, {})), verb, name)


def _refused(status: int, problem: str) -> Uploaded:
    return Uploaded(Answer(status, b""), problem=problem)


async def _parsed(body: bytes, kind: str) -> tuple[str, str, bytes]:
    """The action, the name of the file, and its content."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    headers = Headers({"content-type": kind})
    form = await InMemory(headers, stream(), max_files=1, max_fields=4).parse()
    action, file = form.get("action"), form.get("workbook")
    if not isinstance(file, UploadFile):
        return str(action), "", b""
    name = UNSAFE.sub("_", Path((file.filename or "").replace("\\", "/")).name)[-120:]
    return str(action), name or "workbook.xlsx", await file.read()
