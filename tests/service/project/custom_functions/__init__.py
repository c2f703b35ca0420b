"""Steelyard's functions, and some that misbehave, for the tests of the service."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import xlwings as xw

from steelyard.excel import functions
from steelyard.excel.functions import *  # noqa: F403

__all__ = [  # noqa: PLE0604
    *functions.__all__,
    *("bare", "claim", "die", "endless", "fail", "guarded", "hold", "take_turn", "take"),
]

_kept: list[bytes] = []


@xw.func
def bare(number: float) -> float:
    """The number again."""
    return number


@xw.func
def endless(file: str) -> None:
    """Arithmetic without end; the file says in which process."""
    Path(file).write_text(str(os.getpid()), encoding="ascii")
    while True:
        sum(range(1000))


@xw.func
def take_turn(folder: str, name: str) -> str:
    """Work until there is a file `open` in the folder; the file `order` lists who came."""
    with Path(folder, "order").open("a", encoding="ascii") as order:
        order.write(f"{name}\n")
    while not Path(folder, "open").exists():
        time.sleep(0.01)
    return name


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
