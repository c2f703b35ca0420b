"""Excel on the desktop by open-source xlwings: functions and macros on Windows, *Run main* on both systems.

On Windows xlwings' *Import Functions* makes a VBA wrapper of every name here: worksheet functions such as
`STEELYARD_NET`, and macros such as `steelyard_refresh` that a shape or Alt+F8 runs. VBA has no namespaces, so
the names begin with the name of the package. On both systems *Run main* runs `main` of the module beside the
workbook.
"""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from steelyard.errors import SteelyardError
from steelyard.excel import buttons, functions
from steelyard.excel.file_buttons import FILE_BUTTONS
from steelyard.excel.open_book import XlwingsBook
from steelyard.excel.registration import excel_name, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.excel.buttons import Button
    from steelyard.excel.file_buttons import FileButton
    from steelyard.excel.open_book import OpenBook
    from steelyard.excel.ranges import Spilled

PREFIX = "steelyard_"
"""How the names begin here, as they begin with `STEELYARD.` elsewhere."""

RESERVED = frozenset({"option"})
"""Arguments whose names are reserved words of VBA: a module that uses them would not compile."""


def prefixed(name: str) -> Callable[..., Spilled]:
    """A worksheet function under its name on the desktop, with all that xlwings declares about it."""
    function: Callable[..., Spilled] = getattr(functions, name)

    @wraps(function)
    def called(*args: object, **kwargs: object) -> Spilled:
        return function(*args, **kwargs)

    called.__name__ = called.__qualname__ = desktop_name(name)
    declared = getattr(function, "__xlfunc__", None)  # only where xlwings binds to COM or to a server
    if declared is not None:
        args = [{**each, "name": vba_word(each["name"])} for each in declared["args"]]
        called.__xlfunc__ = {**declared, "name": desktop_name(name), "args": args}  # type: ignore[attr-defined]
    return called


def vba_word(argument: str) -> str:
    """The name of an argument in VBA, where `Option` begins a statement and cannot be a name.

    >>> vba_word("options"), vba_word("option")
    ('options', 'option_')
    """
    return f"{argument}_" if argument in RESERVED else argument


def desktop_name(name: str) -> str:
    """The name of a worksheet function in VBA.

    >>> desktop_name("net"), desktop_name("package_")
    ('steelyard_net', 'steelyard_package')
    """
    return PREFIX + excel_name(name).lower()


def macro_of(button: Button) -> Callable[[], None]:
    """The macro of a button. A macro takes no arguments, so the button works without any text."""

    def macro() -> None:
        run(button.press)

    macro.__name__ = macro.__qualname__ = PREFIX + button.name
    macro.__doc__ = button.description
    made: Callable[[], None] = xw.script(macro)
    return made


def macro_with_file(button: FileButton) -> Callable[[], None]:
    """The macro of a button that takes a file: Excel asks for the file first."""

    def macro() -> None:
        path = chosen(xw.Book.caller(), button)
        if path is not None:
            run(lambda book: button.press(book, path))

    macro.__name__ = macro.__qualname__ = PREFIX + button.name
    macro.__doc__ = button.description
    made: Callable[[], None] = xw.script(macro)
    return made


def chosen(caller: xw.Book, button: FileButton) -> Path | None:
    """The file that the user chooses in a window of Excel; None where they cancel (Excel says False)."""
    excel = caller.app.api
    if button.saves:
        proposed = f"{Path(caller.name).stem} released.xlsx"
        path = excel.GetSaveAsFilename(proposed, "Workbook (*.xlsx), *.xlsx", 1, button.question)
    else:
        wanted = "Workbook or text (*.xlsx; *.yaml; *.yml), *.xlsx; *.yaml; *.yml"
        path = excel.GetOpenFilename(wanted, 1, button.question)
    return Path(path) if isinstance(path, str) else None


def run(press: Callable[[OpenBook], object]) -> None:
    """Run a button on the workbook that calls; an error of steelyard is shown in a message box."""
    book = XlwingsBook(xw.Book.caller())
    try:
        press(book)
    except SteelyardError as refusal:
        book.show_message(buttons.TITLE, shortened(str(refusal)))


def main() -> None:
    """What *Run main* does: refresh the workbook, then check it."""

    def refresh_and_check(book: OpenBook) -> None:
        buttons.refresh(book)
        buttons.check(book)

    run(refresh_and_check)


MACROS = tuple(PREFIX + button.name for button in buttons.BUTTONS)
"""Names of the macros that need no file."""

FILE_MACROS = tuple(PREFIX + button.name for button in FILE_BUTTONS)
"""Names of the macros that ask for one."""

__all__ = ["main", *MACROS, *FILE_MACROS, *map(desktop_name, functions.__all__)]  # noqa: PLE0604

globals().update({desktop_name(name): prefixed(name) for name in functions.__all__})
globals().update({PREFIX + button.name: macro_of(button) for button in buttons.BUTTONS})
globals().update({PREFIX + button.name: macro_with_file(button) for button in FILE_BUTTONS})
