"""How worksheet functions are declared to Excel, and how a refusal is shown to the user.

`xlwings` binds `func`, `arg`, `ret` and `script` when it is imported: to COM on Windows, to Office's
JavaScript on a server and in xlwings Lite. Anywhere else they do nothing, and the functions are plain Python.
"""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, ParamSpec, TypeVar, get_type_hints

import xlwings

from steelyard.errors import SteelyardError
from steelyard.excel.arguments import require_sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

P = ParamSpec("P")
R = TypeVar("R")

MOST_LINES = 12
"""Lines of a message: Excel shows them in a tooltip, which has room for no more."""

LONGEST_DOC = 255
"""Characters of a description in Excel's function wizard."""

Refusal = xlwings.XlwingsError
"""What a worksheet function raises where it refuses: the one error whose text every client shows."""


def worksheet_function(
    description: str, arguments: Mapping[str, str]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a worksheet function to Excel.

    xlwings converts neither arguments ("raw") nor results: one codec, `ranges`, reads the cells of every
    client and names what is wrong. The function is pure, so Excel may keep its results.

    Args:
        description: what the wizard says of the function. It becomes the docstring too: a docstring in the
            source would be removed by `python -OO`, and the wizard would show nothing.
        arguments: what the wizard says of each argument, by its name.
    """

    def declared(function: Callable[P, R]) -> Callable[P, R]:
        function.__doc__ = description
        function.__annotations__ = get_type_hints(function)  # xlwings would evaluate them at every call
        found = refusing(_sized(function))
        for name in signature(function).parameters:
            found = xlwings.arg(name, "raw", doc=arguments[name])(found)
        shown_name = excel_name(function.__name__)
        return xlwings.func(name=shown_name, category="Steelyard", cache=True)(xlwings.ret("raw")(found))

    return declared


def _sized(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which refuses arguments of a size that is surely a slip."""
    form = signature(function)

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        require_sizes(excel_name(function.__name__), form.bind(*args, **kwargs).arguments)
        return function(*args, **kwargs)

    return called


def excel_name(name: str) -> str:
    """The name in Excel of a function with this name in Python.

    xlwings makes a JavaScript function with the name of each Python function, and `package` is a reserved
    word in JavaScript's strict mode. So the Python function is `package_`, and Excel shows PACKAGE.

    >>> excel_name("net"), excel_name("package_")
    ('NET', 'PACKAGE')
    """
    return name.rstrip("_").upper()


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with errors of steelyard as the one error that every client shows to the user.

    Any other exception is a fault of the program and stays as it is: it is logged, and its text is not shown.
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SteelyardError as refusal:
            raise Refusal(shortened(str(refusal))) from refusal

    return called


def shortened(message: str) -> str:
    r"""The message with as many lines as Excel shows.

    >>> shortened("\n".join(map(str, range(40)))).splitlines()[-2:]
    ['10', '... and 29 more']
    """
    lines = message.splitlines()
    if len(lines) <= MOST_LINES:
        return message
    kept = lines[: MOST_LINES - 1]
    return "\n".join([*kept, f"... and {len(lines) - len(kept)} more"])
