"""The worksheet functions and their arguments as LibreOffice needs them; Excel's room declares them."""

from __future__ import annotations

from functools import cache
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.excel import functions
from steelyard.excel.arguments import ARGUMENTS, SINGLE
from steelyard.excel.registration import excel_name
from steelyard.libreoffice.packing import SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable


class Argument(NamedTuple):
    """One argument of a worksheet function."""

    name: str
    description: str
    is_table: bool
    """Whether it is a range of cells that must be given; all others may be left out or be one cell."""


class Function(NamedTuple):
    """One worksheet function."""

    method: str
    """Its name in the interface between the office and the component."""
    shown_name: str
    """Its name in a formula."""
    description: str
    arguments: tuple[Argument, ...]
    called: Callable[..., Any]
    """The plain function of Python."""


@cache
def declared() -> tuple[Function, ...]:
    """Every worksheet function, by name.

    >>> [function.shown_name for function in declared()][:3]
    ['STEELYARD.BENEFIT', 'STEELYARD.BREAKEVEN', 'STEELYARD.CONTRIBUTIONS']
    """
    return tuple(_declared(getattr(functions, name)) for name in functions.__all__)


def _declared(function: Callable[..., Any]) -> Function:
    name = excel_name(function.__name__)
    arguments = tuple(_argument(each) for each in signature(function).parameters.values())
    return Function(name.lower(), f"{SERVICE}.{name}", str(function.__doc__), arguments, function)


def _argument(parameter: Parameter) -> Argument:
    name = parameter.name
    return Argument(name, ARGUMENTS[name], parameter.default is Parameter.empty and name not in SINGLE)
