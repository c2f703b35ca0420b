"""The cases that steelyard comes with, as text: one to learn from, and a blank one to write over."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard.errors import UnknownName

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BLANK = "blank"
"""Name of the case that has placeholders only."""

_ENDING = ".yaml"
_REPOSITORY = Path(__file__).resolve().parents[3] / "workbooks"
"""Where the cases stand in the repository; the wheel has copies of them next to this file."""


def names() -> tuple[str, ...]:
    """Names of the cases, sorted.

    >>> names()
    ('blank', 'syria')
    """
    return tuple(sorted(_texts()))


def text(name: str) -> str:
    """The text of a case, comments included.

    Raises:
        UnknownName: there is no such case.
    """
    found = _texts()
    if name not in found:
        raise UnknownName("case", name, sorted(found))
    return found[name].read_text(encoding="utf-8")


def _texts() -> dict[str, Traversable]:
    inside = files(__name__)
    folders = [_REPOSITORY, inside] if _in_repository() else [inside]
    return {
        file.name.removesuffix(_ENDING): file
        for folder in folders
        for file in folder.iterdir()
        if file.name.endswith(_ENDING)
    }


def _in_repository() -> bool:
    """Whether this is the source in its repository, not a copy that was installed."""
    return (_REPOSITORY.parent / "pyproject.toml").is_file() and _REPOSITORY.is_dir()
