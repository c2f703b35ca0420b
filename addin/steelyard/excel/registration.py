"""What all doors have in common: how functions are declared, and how a refusal reaches the person.

`xlwings` binds `func`, `arg`, `ret` and `script` when it is imported: to COM on Windows, to Office's
JavaScript on a server and in xlwings Lite, and to nothing elsewhere, where functions are plain Python.
"""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import xlwings

from steelyard.errors import SteelyardError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

P = ParamSpec("P")
R = TypeVar("R")

MOST_LINES = 12
"""Lines of a message: Excel shows them in a tooltip, which holds no more."""

LONGEST_DOC = 255
"""Characters of a description in Excel's function wizard."""


def worksheet_function(arguments: Mapping[str, str]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a worksheet function for every door.

    Ranges are taken raw, so that one codec reads them at every door and names what is wrong; answers leave it
    as they are to be written. The function is pure, so Excel may keep its answers.

    Args:
        arguments: what the wizard says of each argument, by its name.
    """

    def declared(function: Callable[P, R]) -> Callable[P, R]:
        found = refusing(function)
        for name in signature(function).parameters:
            found = xlwings.arg(name, "raw", doc=arguments[name])(found)
        told = excel_name(function.__name__)
        return xlwings.func(name=told, category="Steelyard", cache=True)(xlwings.ret("raw")(found))

    return declared


def excel_name(name: str) -> str:
    """What Excel calls a function of this name, without the line that keeps it from being JavaScript's word.

    The clients that xlwings makes have a JavaScript function of the same name for each of Python's, and
    `package` may not be one wherever the script is read in strict mode.

    >>> excel_name("net"), excel_name("package_")
    ('NET', 'PACKAGE')
    """
    return name.rstrip("_").upper()


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with what steelyard refuses as the one error that every door shows to the person.

    Any other exception is a fault of the program and stays what it is: a door logs it and says no more.
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SteelyardError as refusal:
            raise xlwings.XlwingsError(shortened(str(refusal))) from refusal

    return called


def shortened(message: str) -> str:
    r"""The message with as many lines as a person can be shown.

    >>> shortened("\n".join(map(str, range(40)))).splitlines()[-2:]
    ['10', '... and 29 more']
    """
    lines = message.splitlines()
    if len(lines) <= MOST_LINES:
        return message
    kept = lines[: MOST_LINES - 1]
    return "\n".join([*kept, f"... and {len(lines) - len(kept)} more"])
