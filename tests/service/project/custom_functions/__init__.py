"""Steelyard's functions, and some that misbehave, for the tests of the service."""

from __future__ import annotations

import os
import time
from typing import Any

import xlwings as xw

from steelyard.excel import functions
from steelyard.excel.functions import *  # noqa: F403

__all__ = [*functions.__all__, "bare", "busy", "claim", "die", "fail", "guarded", "hold", "take"]  # noqa: PLE0604

_kept: list[bytes] = []


@xw.func
def bare(number: float) -> float:
    """The number again."""
    return number


@xw.func
def busy(seconds: float) -> str:
    """Arithmetic for so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))
    return "done"


@xw.func
def fail(secret: str) -> str:
    """A fault that nobody foresaw, with the content of a cell in its words."""
    raise ValueError(secret)


@xw.func
def die(_word: str) -> str:
    """The end of the process."""
    os._exit(3)


@xw.func(required_roles=["admin"])
def guarded(word: str) -> str:
    """Something for admins, by the function's own word."""
    return word


@xw.func
def hold(_word: str) -> int:
    """Ten megabytes that are not given back; how many times so far in this process."""
    _kept.append(bytes(10_000_000))
    return len(_kept)


@xw.func
def claim(word: str) -> object:
    """An object in the cache."""
    return {"word": word}


@xw.func
def take(kept: object) -> str:
    """What the object says."""
    found: Any = kept
    return str(found["word"])


def unlisted(*words: str) -> str:
    """Not for Excel."""
    return " ".join(words)
