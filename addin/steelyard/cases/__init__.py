"""The shipped cases as texts: three examples, and a blank one to fill in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from steelyard.model.naming import meant

BLANK = "blank"
"""Name of the case that has placeholders only."""

_NAMES = (BLANK, "nash-1950", "office-2004", "syria")
_REPOSITORY = Path(__file__).resolve().parents[3] / "workbooks"
"""Folder of the cases in the repository; a wheel has copies of them beside this file."""


def names() -> tuple[str, ...]:
    """Names of the cases, sorted.

    >>> names()
    ('blank', 'nash-1950', 'office-2004', 'syria')
    """
    return _NAMES


def text(name: str) -> str:
    """The text of a case, comments included.

    Raises:
        UnknownName: there is no such case.
    """
    file = f"{meant('case', name, {each: each for each in _NAMES})}.yaml"
    inside = files(__name__) / file
    return (inside if inside.is_file() else _REPOSITORY / file).read_text(encoding="utf-8")
