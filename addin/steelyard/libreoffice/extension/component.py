"""The component inside LibreOffice: it hands each call of a worksheet function to `link`.

LibreOffice's own Python runs this file; it may be as old as 3.8, and has neither steelyard nor numpy. So the
file imports nothing but the standard library and uno, and what goes wrong stands in the cell. An error while
it is imported would break every function of Calc, so it does as little as it can.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

try:
    import uno
    import unohelper
except ImportError:  # no office runs this file
    uno = unohelper = None

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "STEELYARD"
INTERFACE = "org.steelyard.libreoffice.XFunctions"
FOLDER = Path(__file__).resolve().parent

SIGNS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""Numbers of LibreOffice's errors; the text of an erroneous cell cannot be read while formulas compute."""


def loaded_link() -> Any:
    """The module `link` beside this file, under no name that another extension may have."""
    found = importlib.util.spec_from_file_location("steelyard_link", str(FOLDER / "link.py"))
    assert found  # noqa: S101 - for the type checker; a Python file always has both
    assert found.loader  # noqa: S101
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def sign_of(error: int) -> str:
    """How Excel shows an error of LibreOffice, and how LibreOffice itself does where Excel has none."""
    return SIGNS.get(error, f"Err:{error}")


def rows_of(argument: Any) -> Any:
    """A range as rows of its cells, an error as its sign; any other argument as it is."""
    if not hasattr(argument, "getDataArray"):
        return argument
    rows = argument.getDataArray()
    if not any(value is None for row in rows for value in row):
        return rows
    return tuple(
        tuple(
            sign_of(argument.getCellByPosition(column, row).getError()) if value is None else value
            for column, value in enumerate(values)
        )
        for row, values in enumerate(rows)
    )


class Calls:
    """What the worksheet functions do, whichever is called."""

    def __init__(self, _context: object = None) -> None:
        self._link: Any = None
        self._broken = ""
        try:
            self._link = loaded_link().Link(FOLDER)
        except Exception as error:
            self._broken = f"steelyard: the extension cannot start: {type(error).__name__}: {error}"

    def answer(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The rows of a function's result, or one cell with a message."""
        if self._link is None:
            return ((self._broken,),)
        try:
            return self._link.answer(name, tuple(map(rows_of, arguments)))
        except Exception as error:
            return ((f"steelyard: {type(error).__name__}: {error}",),)


def method(name: str) -> Callable[..., Any]:
    """The method that LibreOffice calls for a function."""
    return lambda self, *arguments: self.answer(name, arguments)


def component() -> type:
    """The class that LibreOffice makes the component of: one method a function, and no others."""
    names = (FOLDER / "functions.txt").read_text(encoding="utf-8").split()
    methods = {name: method(name) for name in names}
    return type("Functions", (unohelper.Base, Calls, uno.getClass(INTERFACE)), methods)


if uno is not None:
    g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
    g_ImplementationHelper.addImplementation(component(), SERVICE, (SERVICE,))
