"""Excel on the desktop by open-source xlwings: functions and macros on Windows, *Run main* on both systems.

On Windows xlwings' *Import Functions* makes a VBA wrapper of every name here: worksheet functions such as
`STEELYARD_NET`, and macros such as `steelyard_refresh` that a shape or Alt+F8 runs. There is no namespace on
the desktop, so the names carry it. On either system *Run main* runs `main` of the module beside the workbook.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

import xlwings as xw

from steelyard.errors import SteelyardError
from steelyard.excel import buttons, functions
from steelyard.excel.open_book import XlwingsDesk
from steelyard.excel.registration import excel_name, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.excel.open_book import Desk
    from steelyard.excel.ranges import Spilled

PREFIX = "steelyard_"
"""What stands before the name of each function, as `STEELYARD.` does elsewhere."""

RESERVED = frozenset({"option"})
"""Arguments whose names are words of VBA's language, with which a module would not compile."""


def prefixed(name: str) -> Callable[..., Spilled]:
    """A worksheet function under its name on the desktop; what xlwings knows of it goes along."""
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
    """What VBA calls an argument: `Option` begins a statement of its language and is no name there.

    >>> vba_word("options"), vba_word("option")
    ('options', 'option_')
    """
    return f"{argument}_" if argument in RESERVED else argument


def desktop_name(name: str) -> str:
    """What VBA calls a worksheet function.

    >>> desktop_name("net"), desktop_name("package_")
    ('steelyard_net', 'steelyard_package')
    """
    return PREFIX + excel_name(name).lower()


globals().update({desktop_name(name): prefixed(name) for name in functions.__all__})

MACROS = (
    "steelyard_check",
    "steelyard_insert_measure",
    "steelyard_insert_option",
    "steelyard_order_plan",
    "steelyard_refresh",
    "steelyard_snapshot",
    "steelyard_table_package",
)
"""Buttons that need no answer from the person."""

__all__ = ["main", *MACROS, *map(desktop_name, functions.__all__)]  # noqa: PLE0604


def pressed(press: Callable[[Desk], object]) -> None:
    """Let a button work on the workbook that calls; what steelyard refuses is a message in a box."""
    desk = XlwingsDesk(xw.Book.caller())
    try:
        press(desk)
    except SteelyardError as refusal:
        desk.tell(buttons.TITLE, shortened(str(refusal)))


def main() -> None:
    """What *Run main* does: compute anew, then tell how the workbook stands."""

    def both(desk: Desk) -> None:
        buttons.refresh(desk)
        buttons.check(desk)

    pressed(both)


@xw.script
def steelyard_refresh() -> None:
    """Compute anew what formulas cannot, and write it into the open workbook."""
    pressed(buttons.refresh)


@xw.script
def steelyard_check() -> None:
    """Say whether the judgements are valid, the computed tables current and the formulas untouched."""
    pressed(buttons.check)


@xw.script
def steelyard_snapshot() -> None:
    """Keep a dated copy of the ranking in the workbook, with the fingerprint of its judgements."""
    pressed(buttons.snapshot)


@xw.script
def steelyard_insert_option() -> None:
    """Add an option under a free id, to be renamed, and everything that depends on it."""
    pressed(lambda desk: buttons.insert(desk, "option"))


@xw.script
def steelyard_insert_measure() -> None:
    """Add a measure under a free id, to be renamed, and everything that depends on it."""
    pressed(lambda desk: buttons.insert(desk, "measure"))


@xw.script
def steelyard_table_package() -> None:
    """Table the package of the selected row on Packages, Concessions or Improvements, and score."""
    pressed(buttons.table)


@xw.script
def steelyard_order_plan() -> None:
    """Give the steps on Plan the phases of the order with the least exposure, and score."""
    pressed(buttons.order)
