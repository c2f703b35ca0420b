"""What a worker process answers, and how it names an error without quoting a cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"
YAML: Final = "application/yaml"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPENDOCUMENT: Final = "application/vnd.oasis.opendocument.spreadsheet"
ENDINGS: Final = {WORKBOOK: ".xlsx", OPENDOCUMENT: ".ods"}
"""How the names of workbooks end, by their media types."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, body and media type, and what the log may say of it."""

    status: int
    body: bytes
    kind: str = TEXT
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    """Name of the function or script that was called; empty where there is none."""
    failure: str = ""
    """Kind and place of an unexpected error, without its message, which may quote a cell."""


def refused(status: int, message: str) -> Answer:
    """A refusal as text."""
    return Answer(status, message.encode())


def place_of(error: BaseException) -> str:
    """Kind of an error and where it arose, without its message.

    >>> try:
    ...     int("secret")
    ... except ValueError as error:
    ...     place_of(error).partition(" in ")[0]
    'ValueError'
    """
    import traceback  # noqa: PLC0415 - only for errors
    from pathlib import Path  # noqa: PLC0415

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} in {', '.join(places)}"
